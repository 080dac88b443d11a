/** What stands on every page of a study's interviews: the way round, and what every output says. */
import type { Sent } from '../../../kit/form.ts'
import { each, type Html, html, when } from '../../../kit/html.ts'
import type { StudyHere } from '../access.ts'
import { outputWords, type Withdrawal } from './rules.ts'

export const roomsAt = ({ slug }: Pick<StudyHere, 'slug'>) => `/studies/${slug}/interviews`

const rooms = [
  ['', 'Interviews'],
  ['/codebook', 'Codebook'],
  ['/quotes', 'Quotes'],
  ['/matrix', 'Matrix'],
  ['/comparing', 'Two coders'],
  ['/memos', 'Memos'],
  ['/files', 'Files'],
] as const

/** The way round, with the study's name. */
export const wayRound = (study: StudyHere): Html =>
  html`<p class="steps">${each(rooms, ([path, label]) => html`<a href="${roomsAt(study)}${path}">${label}</a> `)}</p>`

/** n, not generalisable, and who took their words back: it cannot be switched off. */
export const outputNote = (n: number, withdrawals: readonly Withdrawal[]): Html =>
  html`<div class="note">${each(outputWords(n, withdrawals), (line) => html`<p>${line}</p>`)}</div>`

/** A day such as 2027-03-31, in words. */
export const dayOf = (day: string) =>
  new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', day: 'numeric', month: 'long', year: 'numeric' }).format(
    new Date(`${day}T12:00:00Z`),
  )

interface Option {
  readonly value: string
  readonly label: string
  readonly disabled?: boolean
}

/** One of many, where a list of buttons would be too long. */
export function oneOf(field: {
  readonly name: string
  readonly label: string
  readonly options: readonly Option[]
  readonly none?: string
  readonly value?: string | null
  readonly hint?: string
  readonly sent?: Sent | undefined
}): Html {
  const { name, label, options, none, hint } = field
  const typed = field.sent?.typed?.[name]
  const chosen = field.sent?.typed ? String(typed ?? '') : (field.value ?? '')
  const error = field.sent?.refusal?.fields[name]
  const ties = [hint && `${name}-hint`, error && `${name}-error`].filter(Boolean).join(' ')
  return html`<div class="field"><label for="${name}">${label}</label>
${when(hint, () => html`<p class="hint" id="${name}-hint">${hint}</p>`)}${when(error, () => html`<p class="error" id="${name}-error">${error}</p>`)}
<select id="${name}" name="${name}"${when(ties, () => html` aria-describedby="${ties}"`)}${when(error, () => html` aria-invalid="true"`)}>${when(none !== undefined, () => html`<option value="">${none}</option>`)}${each(options, ({ value, label, disabled }) => html`<option value="${value}"${value === chosen ? ' selected' : ''}${disabled ? ' disabled' : ''}>${label}</option>`)}</select></div>`
}

/** Deep codes stand further in, by wide spaces: typing the first letters of a name still finds it in a list. */
export const indented = (depth: number, name: string) => `${'\u2003'.repeat(depth)}${name}`
