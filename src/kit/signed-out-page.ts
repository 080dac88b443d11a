/** Somebody's session ended while they filled in a form: what they typed is still here, to be sent after signing in. */
import { button, hidden, type Typed } from './form.ts'
import { each, type Html, html, nothing } from './html.ts'
import type { Page } from './page.ts'

/** Choices and ids travel unseen; what looks like writing is shown, so that nobody fears for it. */
const isWriting = (value: string) => /\s/.test(value.trim()) || value.length > 40

const valuesIn = (typed: Typed) =>
  Object.entries(typed).flatMap(([name, value]) => [value ?? []].flat().map((one) => [name, one] as const))

/** Whether a form holds anything that somebody would miss. */
export const hasWords = (typed: Typed) => valuesIn(typed).some(([, value]) => value.trim() !== '')

/**
 * @param action where the form was sent
 * @param fields what was in it, as fields of the new form
 * @param form how it is sent where that matters, and its buttons
 */
export const signedOutPage = (
  action: string,
  fields: Html,
  form: { readonly enctype?: 'multipart/form-data'; readonly buttons?: Html } = {},
): Page => ({
  title: 'Please sign in again. Your words are here',
  body: html`<h1>Please sign in again. Your words are here</h1>
<p>You were signed out while you wrote. Nothing is lost.</p>
<ol>
<li><a href="/sign-in" target="_blank">Sign in on a new page</a>.</li>
<li>Come back to this page.</li>
<li>Send your words again.</li>
</ol>
<form method="post" action="${action}"${form.enctype ? html` enctype="${form.enctype}"` : nothing}>
${fields}
<p class="buttons">${form.buttons ?? button('Send')}</p>
</form>`,
})

/** The same for any form, from what was in it. */
export const signedOutFormPage = (action: string, typed: Typed): Page =>
  signedOutPage(
    action,
    html`${each(valuesIn(typed), ([name, value], at) => (isWriting(value) ? shown(name, value, at) : hidden(name, value)))}`,
  )

const shown = (name: string, value: string, at: number): Html =>
  html`<div class="field"><label for="kept-${at}">What you wrote</label>
<textarea id="kept-${at}" name="${name}" rows="4">
${value}</textarea></div>`
