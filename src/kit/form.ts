/**
 * Parts of a form: labels before hints before fields, errors in a summary at the top and beside the field,
 * no asterisks, and what was typed is always still there.
 */
import { randomUUID } from 'node:crypto'
import { each, type Html, html, nothing, when } from './html.ts'
import type { Refusal } from './refuse.ts'

export type Typed = Readonly<Record<string, string | readonly string[] | undefined>>

/** What a form shows again after it was sent: what was typed, and what was wrong with it. */
export interface Sent {
  readonly typed?: Typed
  readonly refusal?: Refusal | null
}

const one = (value: Typed[string]) => (typeof value === 'string' ? value : (value?.[0] ?? ''))
/** The id of a field: a name such as `purposes[]` without what an id cannot hold. */
const idOf = (name: string) => name.replace(/[^\w-]+/g, '')
const errorId = (name: string) => `${idOf(name)}-error`
const hintId = (name: string) => `${idOf(name)}-hint`

/**
 * The summary of errors, at the top of the page. Each links to its field.
 *
 * @param heading for a page in another language
 */
export function errorSummary(refusal: Refusal | null | undefined, heading = 'Please check this'): Html {
  if (!refusal) return nothing
  const fields = Object.entries(refusal.fields).filter(([name]) => name !== 'form')
  return html`<div class="errors" role="alert" tabindex="-1">
<h2>${heading}</h2>
${fields.length === 0 ? html`<p>${refusal.because}</p>` : html`<ul>${each(fields, ([name, message]) => html`<li><a href="#${idOf(name)}">${message}</a></li>`)}</ul>`}
</div>`
}

interface Field {
  readonly name: string
  readonly label: string
  readonly hint?: string
  readonly sent?: Sent
  /** Shown when nothing was typed yet. */
  readonly value?: string
  /** The label is the heading of the page, for one question a page. */
  readonly heading?: boolean
}

const label = (field: Field) => {
  const text = html`<label for="${idOf(field.name)}">${field.label}</label>`
  return field.heading ? html`<h1 class="label">${text}</h1>` : text
}

const below = (
  field: Field,
) => html`${when(field.hint, () => html`<p class="hint" id="${hintId(field.name)}">${field.hint}</p>`)}
${when(field.sent?.refusal?.fields[field.name], () => html`<p class="error" id="${errorId(field.name)}">${field.sent?.refusal?.fields[field.name]}</p>`)}`

/** The attributes that tie a field to its hint and its error. */
function ties(field: Field): Html {
  const error = field.sent?.refusal?.fields[field.name]
  const ids = [field.hint && hintId(field.name), error && errorId(field.name)].filter(Boolean).join(' ')
  return html`${when(ids, () => html` aria-describedby="${ids}"`)}${when(error, () => html` aria-invalid="true"`)}`
}

const shownValue = (field: Field) =>
  one(field.sent?.typed?.[field.name]) || (field.sent?.typed ? '' : (field.value ?? ''))

/** One line of text. */
export function line(
  field: Field & {
    readonly type?: 'text' | 'email' | 'search' | 'tel' | 'url' | 'date'
    readonly autocomplete?: string
    readonly inputmode?: 'numeric' | 'email' | 'text'
    readonly short?: boolean
    /** where typing begins, on a page for one thing */
    readonly first?: boolean
  },
): Html {
  return html`<div class="field">
${label(field)}
${below(field)}
<input id="${idOf(field.name)}" name="${field.name}" type="${field.type ?? 'text'}" value="${shownValue(field)}"${when(field.autocomplete, () => html` autocomplete="${field.autocomplete}"`)}${when(field.inputmode, () => html` inputmode="${field.inputmode}"`)}${when(field.short, () => html` class="short"`)}${when(field.first, () => html` autofocus`)}${ties(field)}>
</div>`
}

/** Several lines of text. */
export function area(field: Field & { readonly rows?: number }): Html {
  return html`<div class="field">
${label(field)}
${below(field)}
<textarea id="${idOf(field.name)}" name="${field.name}" rows="${field.rows ?? 8}"${ties(field)}>
${shownValue(field)}</textarea>
</div>`
}

export interface Choice {
  readonly value: string
  readonly label: string
  readonly hint?: string
}

/** Choose one (radio buttons) or, with `many`, any number (checkboxes). */
export function choices(
  field: Field & { readonly options: readonly Choice[]; readonly many?: boolean; readonly values?: readonly string[] },
): Html {
  const typed = field.sent?.typed?.[field.name]
  const chosen = new Set(
    typed !== undefined ? [typed].flat() : field.sent?.typed ? [] : (field.values ?? [field.value ?? '']),
  )
  const error = field.sent?.refusal?.fields[field.name]
  const legend = field.heading ? html`<h1 class="label">${field.label}</h1>` : html`${field.label}`
  return html`<fieldset class="field"${ties(field)}${when(error, () => html` id="${idOf(field.name)}"`)}>
<legend>${legend}</legend>
${below(field)}
${each(field.options, (option) => {
  const id = `${idOf(field.name)}-${option.value.replace(/[^\w-]+/g, '-')}`
  return html`<div class="choice"><input type="${field.many ? 'checkbox' : 'radio'}" id="${id}" name="${field.name}" value="${option.value}"${chosen.has(option.value) ? ' checked' : ''}${when(option.hint, () => html` aria-describedby="${id}-hint"`)}> <label for="${id}">${option.label}</label>${when(option.hint, () => html`<p class="hint" id="${id}-hint">${option.hint}</p>`)}</div>`
})}
</fieldset>`
}

/** Choose one from a list that folds: for many short answers. The first, empty one is `none`. */
export function select(field: Field & { readonly options: readonly Choice[]; readonly none: string }): Html {
  const chosen = shownValue(field)
  return html`<div class="field">
${label(field)}
${below(field)}
<select id="${idOf(field.name)}" name="${field.name}"${ties(field)}><option value="">${field.none}</option>${each(field.options, (option) => html`<option value="${option.value}"${chosen === option.value ? ' selected' : ''}>${option.label}</option>`)}</select>
</div>`
}

/** A single box to tick. */
export const tick = (field: Field): Html => {
  const checked = field.sent?.typed ? one(field.sent.typed[field.name]) === 'yes' : field.value === 'yes'
  return html`${when(field.sent?.refusal?.fields[field.name], () => html`<p class="error" id="${errorId(field.name)}">${field.sent?.refusal?.fields[field.name]}</p>`)}<div class="choice"><input type="checkbox" id="${idOf(field.name)}" name="${field.name}" value="yes"${checked ? ' checked' : ''}${ties(field)}> <label for="${idOf(field.name)}">${field.label}</label>${when(field.hint, () => html`<p class="hint" id="${hintId(field.name)}">${field.hint}</p>`)}</div>`
}

/**
 * A hidden key that makes sending a form twice do it once.
 *
 * @param from the state of the page that the form stands on, for pages that many readers get alike
 */
export const onceKey = (sent?: Sent, from?: string): Html =>
  html`<input type="hidden" name="once" value="${one(sent?.typed?.once) || from || randomUUID()}">`

export const hidden = (name: string, value: string): Html => html`<input type="hidden" name="${name}" value="${value}">`

export const button = (label: string, kind: 'main' | 'quiet' | 'grave' = 'main', name?: string, value?: string): Html =>
  html`<button type="submit" class="${kind}"${when(name, () => html` name="${name}" value="${value ?? ''}"`)}>${label}</button>`
