import { each, type Html, html } from '../../kit/html.ts'
import type { Page } from '../../kit/page.ts'

/** A list of codes to print or write down. It is shown this once. */
export const codeList = (codes: readonly string[]): Html =>
  html`<ol>${each(codes, (code) => html`<li><code>${code}</code></li>`)}</ol>`

/** A sheet of codes to sign in with. */
export const sheetPage = (community: { name: string; url: string }, codes: readonly string[], next: Html): Page => ({
  title: 'Your codes on paper',
  body: html`<h1>Codes to sign in</h1>
<p>Print this page, or write the codes down. We cannot show them again.</p>
${codeList(codes)}
<p>To sign in, open ${community.url}/sign-in/paper and type one code. Each code works once. Cross it out after you use it.</p>
<p>Keep the sheet where only you can find it. A new sheet ends this one.</p>
${next}`,
})
