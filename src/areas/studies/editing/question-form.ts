/** A question between its form and its data: lines of answers, bands, and when it is asked. Pure. */
import type { Typed } from '../../../kit/form.ts'
import { nameFrom, valueFrom } from '../formats/carried.ts'
import type { Condition, Option, Question, Words } from '../questionnaires/questionnaire.ts'

export const kinds = {
  one: 'One answer from a list',
  many: 'Several answers from a list',
  number: 'A number',
  when: 'A time, as it is remembered',
  words: 'Own words',
  statement: 'Something that is only read',
} as const satisfies Record<Question['kind'], string>
export type Kind = Question['kind']
export const kindNames = Object.keys(kinds) as Kind[]
export const isKind = (name: string): name is Kind => Object.hasOwn(kinds, name)

const text = (typed: Typed, name: string) => String([typed[name] ?? ''].flat()[0] ?? '').trim()
const linesOf = (typed: string) =>
  typed
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)

/** Words in each language of a form's fields, such as ask_en and ask_cy; languages that are not in it keep theirs. */
export function wordsFrom(typed: Typed, name: string, languages: readonly string[], before?: Words): Words | undefined {
  const words: Record<string, string> = { ...before }
  for (const language of languages) {
    const said = text(typed, `${name}_${language}`)
    if (said) words[language] = said
    else delete words[language]
  }
  return Object.keys(words).length > 0 ? words : undefined
}

/** One answer a line: `value = label`, and after a bar what it counts in a scale: `none = Nobody | 1`. */
export const optionLines = (options: readonly Option[], language: string): string =>
  options
    .map(({ value, label, score }) => `${value} = ${label[language] ?? ''}${score === undefined ? '' : ` | ${score}`}`)
    .join('\n')

const optionLine = /^(?:([^=|]*?)\s*=\s*)?(.*?)(?:\s*\|\s*(-?\d+(?:\.\d+)?))?$/s

/**
 * Answers as they were typed, in every language of the form. The first language says which there are, in which order;
 * in the others a line with the same value belongs to it.
 */
export function optionsFrom(typed: Typed, languages: readonly string[], before: readonly Option[] = []): Option[] {
  const [first, ...others] = languages
  const taken = new Set<string>()
  const read = (language: string) =>
    linesOf(text(typed, `options_${language}`)).map((line) => {
      const [, value, label, score] = optionLine.exec(line)!
      return { value: value?.trim() ?? null, label: label!.trim(), score }
    })
  const elsewhere = new Map(others.map((language) => [language, read(language)]))
  return read(first!).map(({ value: said, label, score }, at) => {
    // A value that cannot be one is left as it is, so that it is told; a label without one gets its own.
    const value = said ?? unused(valueFrom(label), taken)
    taken.add(value)
    const known = before.find((one) => one.value === value)
    const words: Record<string, string> = { ...known?.label, [first!]: label }
    for (const [language, lines] of elsewhere) {
      const line = lines.find((one) => one.value === value) ?? (lines[at]?.value === null ? lines[at] : undefined)
      if (line?.label) words[language] = line.label
      else delete words[language]
    }
    return {
      value,
      label: words,
      ...(known?.hint ? { hint: known.hint } : {}),
      ...(score === undefined ? {} : { score: Number(score) }),
    }
  })
}
function unused(value: string, taken: ReadonlySet<string>): string {
  for (let n = 1; ; n++) {
    const one = n === 1 ? value : `${value.slice(0, 36)}-${n}`
    if (!taken.has(one)) return one
  }
}

type Bands = Extract<Question, { kind: 'number' }>['bands']

/** One band a line: `2 to 5 = 2 to 5 years`. */
export const bandLines = (bands: Bands, language: string) =>
  bands.map(({ label, from, to }) => `${from} to ${to} = ${label[language] ?? ''}`).join('\n')

const bandLine = /^(-?\d+(?:\.\d+)?)\s*(?:-|–|to)\s*(-?\d+(?:\.\d+)?)\s*=\s*(.+)$/

/** @returns the line that cannot be read, where there is one */
export function bandsFrom(typed: Typed, languages: readonly string[], before: Bands = []): Bands | { unclear: string } {
  const bands: Bands = []
  for (const language of languages)
    for (const line of linesOf(text(typed, `bands_${language}`))) {
      const [, least, most, label] = bandLine.exec(line) ?? []
      if (label === undefined) return { unclear: line }
      const [from, to] = [Number(least), Number(most)]
      const known = bands.find((one) => one.from === from && one.to === to)
      const was = before.find((one) => one.from === from && one.to === to)
      const others = Object.fromEntries(Object.entries(was?.label ?? {}).filter(([one]) => !languages.includes(one)))
      if (known) known.label[language] = label
      else bands.push({ label: { ...others, [language]: label }, from, to })
    }
  return bands
}

export const hows = {
  is: 'the answer is one of these',
  'is-not': 'the answer is none of these',
  'at-least': 'the number is this or more',
  'at-most': 'the number is this or less',
  answered: 'it was answered',
  'not-answered': 'it was left out',
} as const
type How = keyof typeof hows

/** A condition as the three fields of the form; as JSON where these cannot hold it. */
export function conditionFields(condition: Condition | undefined): {
  readonly show_question: string
  readonly show_how: How
  readonly show_value: string
  readonly show_json: string
} {
  const simple = (show_question: string, show_how: How, show_value = '') => ({
    show_question,
    show_how,
    show_value,
    show_json: '',
  })
  if (!condition) return simple('', 'is')
  if ('is' in condition) return simple(condition.question, 'is', condition.is.join(', '))
  if ('not' in condition && 'is' in condition.not)
    return simple(condition.not.question, 'is-not', condition.not.is.join(', '))
  if ('answered' in condition) return simple(condition.question, condition.answered ? 'answered' : 'not-answered')
  if ('question' in condition) {
    const { question, atLeast, atMost } = condition
    if (atMost === undefined) return simple(question, 'at-least', String(atLeast ?? ''))
    if (atLeast === undefined) return simple(question, 'at-most', String(atMost))
  }
  return { ...simple('', 'is'), show_json: JSON.stringify(condition, null, 2) }
}

/** @returns undefined: asked of everybody; or what is unclear, and at which field */
export function conditionFrom(typed: Typed): { show?: unknown } | { field: string; unclear: string } {
  const json = text(typed, 'show_json')
  if (json)
    try {
      return { show: JSON.parse(json) as unknown }
    } catch {
      return { field: 'show_json', unclear: 'This is not JSON that can be read. Look at the brackets and the quotes.' }
    }
  const question = text(typed, 'show_question')
  if (!question) return {}
  const values = text(typed, 'show_value')
    .split(/[,\n]/)
    .map((one) => one.trim())
    .filter(Boolean)
  const number = Number(values[0])
  switch (text(typed, 'show_how')) {
    case 'answered':
      return { show: { question, answered: true } }
    case 'not-answered':
      return { show: { question, answered: false } }
    case 'at-least':
    case 'at-most':
      if (values.length !== 1 || !Number.isFinite(number)) return { field: 'show_value', unclear: 'Type one number.' }
      return { show: { question, [text(typed, 'show_how') === 'at-least' ? 'atLeast' : 'atMost']: number } }
    default: {
      if (values.length === 0) return { field: 'show_value', unclear: 'Type the values of the answers.' }
      const is = { question, is: values }
      return { show: text(typed, 'show_how') === 'is-not' ? { not: is } : is }
    }
  }
}

const numberIn = (typed: Typed, name: string, otherwise?: number) => {
  const said = text(typed, name)
  return said === '' ? otherwise : Number(said)
}

/** A question as its form was sent: not checked yet. `unclear` where a line cannot even be read. */
export function questionFrom(
  typed: Typed,
  kind: Kind,
  languages: readonly string[],
  { before, taken }: { readonly before: Question | null; readonly taken: ReadonlySet<string> },
): { readonly made: Record<string, unknown> } | { readonly field: string; readonly unclear: string } {
  const condition = conditionFrom(typed)
  if ('unclear' in condition) return condition
  const ask = wordsFrom(typed, 'ask', languages, before?.ask) ?? {}
  const id = text(typed, 'id') || nameFrom(Object.values(ask)[0] ?? 'question', taken)
  const made: Record<string, unknown> = { kind, id, ask, ...condition }
  if (kind === 'statement') return { made }
  const was = before && before.kind !== 'statement' ? before : null
  const hint = wordsFrom(typed, 'hint', languages, was?.hint)
  if (hint) made.hint = hint
  made.dontKnow = typed.dontKnow === 'yes'
  made.ratherNot = typed.ratherNot === 'yes'
  const instrument = text(typed, 'instrument')
  if (instrument) made.instrument = instrument
  if (kind === 'one' || kind === 'many')
    made.options = optionsFrom(typed, languages, was && 'options' in was ? was.options : [])
  if (kind === 'one') made.ordered = typed.ordered === 'yes'
  if (kind === 'number') {
    const bands = bandsFrom(typed, languages, was?.kind === 'number' ? was.bands : [])
    if ('unclear' in bands)
      return { field: `bands_${languages[0]}`, unclear: `This line is not clear: ${bands.unclear.slice(0, 80)}` }
    const unit = wordsFrom(typed, 'unit', languages, was?.kind === 'number' ? was.unit : undefined)
    Object.assign(made, { from: numberIn(typed, 'from'), to: numberIn(typed, 'to'), bands, ...(unit ? { unit } : {}) })
    made.whole = typed.whole === 'yes'
  }
  if (kind === 'when') made.earliest = numberIn(typed, 'earliest', 1930)
  if (kind === 'words') made.most = numberIn(typed, 'most', 1000)
  return { made }
}
