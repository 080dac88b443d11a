/** The findings as one page that stands alone, with pictures and without a script. Pure. */
import { each, type Html, html, raw, when } from '../../../kit/html.ts'
import { picturesOf, tableHtml } from '../analysis/files.ts'
import { footOf, type Kept } from '../analysis/kept-outputs.ts'
import type { Table } from '../analysis/output.ts'
import type { Findings } from './findings.ts'

const style = `
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 46rem; margin: 0 auto; padding: 1rem }
h1, h2, h3, p { overflow-wrap: anywhere }
.wide { overflow-x: auto }
h2 { border-top: 2px solid #333; padding-top: .5rem; margin-top: 2.5rem }
h3 { margin-top: 2rem; break-after: avoid }
.top { border: 3px solid #8a1c1c; padding: .2rem 1rem }
.foot { font-size: .9rem; color: #444 }
table { border-collapse: collapse; width: 100%; margin: 1rem 0 }
caption { text-align: left; font-weight: 700 }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem .3rem 0; border-bottom: 1px solid #999 }
svg { max-width: 100%; height: auto }
blockquote { margin: 1rem 0; padding-left: 1rem; border-left: 4px solid #999 }
tr, svg, blockquote { break-inside: avoid }`

/** A table that is wider than a small screen moves by itself, also by keyboard. */
const wide = (table: Table): Html =>
  html`<section class="wide" tabindex="0" aria-label="${table.caption}">${raw(tableHtml(table))}</section>`

async function keptHtml(kept: Kept): Promise<Html> {
  const pictures = await picturesOf(kept)
  return html`<h2>${kept.title}</h2>
${kept.outputs.map(
  (output, at) => html`<section><h3>${output.title}</h3>
${each(output.says, (one) => html`<p>${one}</p>`)}
${raw(pictures[at] ?? '')}
${when(output.table, () => wide(output.table!))}
<p class="foot">${footOf(output, kept).join(' ')}</p></section>`,
)}`
}

export const findingsPage = async ({ title, synthetic, directions, kept, talks }: Findings) =>
  String(
    await html`<!DOCTYPE html>
<html lang="en-GB"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title><style>${raw(style)}</style></head>
<body><main><h1>${title}</h1>
<div class="top">${each(synthetic, (one) => html`<p>${one}</p>`)}</div>
<h2>In short</h2>
<ul>${each(directions, (one) => html`<li>${one}</li>`)}</ul>
${await Promise.all(kept.map(keptHtml))}
<h2>Interviews</h2>
${wide({
  caption: 'What people spoke of, and how many did. With so few, no percentage is printed.',
  head: ['Code', 'What it means', 'Spoken of by'],
  rows: talks.codes.map(({ code, means, people }) => [code, means, people]),
})}
${each(talks.quotes, ({ code, person, words }) => html`<blockquote><p>“${words}”</p><p class="foot">${person}, ${code}</p></blockquote>`)}
<p class="foot">${talks.foot.join(' ')}</p>
</main></body></html>
`,
  )
