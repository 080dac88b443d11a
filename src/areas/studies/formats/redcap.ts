/**
 * REDCap data dictionaries, in and out: the CSV with 18 columns that REDCap's own designer downloads.
 * Source: REDCap Help & FAQ, "Data Dictionary".
 */
import { parse } from 'csv-parse/sync'
import { stringify } from 'csv-stringify/sync'
import { type Question, Questionnaire, type Section, spokenIn } from '../questionnaires/questionnaire.ts'
import {
  type Carried,
  harmless,
  mostBytes,
  Names,
  type NotCarried,
  type Note,
  nameFrom,
  valueFrom,
  wordsOf,
} from './carried.ts'
import { conditionFrom, logicOf } from './redcap-branching.ts'

const columns = [
  'Variable / Field Name',
  'Form Name',
  'Section Header',
  'Field Type',
  'Field Label',
  'Choices, Calculations, OR Slider Labels',
  'Field Note',
  'Text Validation Type OR Show Slider Number',
  'Text Validation Min',
  'Text Validation Max',
  'Identifier?',
  'Branching Logic (Show field only if...)',
  'Required Field?',
  'Custom Alignment',
  'Question Number (surveys only)',
  'Matrix Group Name',
  'Matrix Ranking?',
  'Field Annotation',
] as const
type Column = (typeof columns)[number]
type Field = Record<Column, string>

/** Far more than any study asks; what is no question counts too. */
const mostRows = 5000
/** Letters of one row. */
const mostRecord = 200_000
const shortened = (text: string) => (text.length > 200 ? `${text.slice(0, 200)} …` : text)

/**
 * Read a data dictionary.
 *
 * @param text the CSV file
 * @param title of the questionnaire
 */
export function fromRedcap(text: string, title: string): Carried | NotCarried {
  if (text.length > mostBytes) return { because: 'This file is too large for a data dictionary.' }
  let fields: Field[]
  try {
    fields = parse(text, {
      columns: true,
      max_record_size: mostRecord,
      bom: true,
      skip_empty_lines: true,
      relax_column_count: true,
      trim: true,
    })
  } catch (error) {
    return { because: `This is not a CSV file that can be read: ${(error as Error).message}` }
  }
  const missing = ['Variable / Field Name', 'Field Type', 'Field Label'].filter((name) => !(name in (fields[0] ?? {})))
  if (missing.length > 0) return { because: `This is no data dictionary: it has no column “${missing[0]}”.` }
  if (fields.length > mostRows)
    return { because: `This dictionary has more than ${mostRows.toLocaleString('en-GB')} rows. Send it in parts.` }
  const notes: Note[] = []
  const given = new Names()
  const sectionNames = new Names()
  const names = new Map<string, string>()
  const codes = new Map<string, Map<string, string>>()
  const sections: Section[] = []
  for (const field of fields) {
    const name = given.next(field['Variable / Field Name'] ?? '')
    const note = (says: string) => notes.push({ where: field['Variable / Field Name'], says })
    if (name !== field['Variable / Field Name']) note(`Its name is ${name} here.`)
    const question = questionFrom(field, name, codes, note)
    if (!question) continue
    const logic = field['Branching Logic (Show field only if...)']?.trim()
    const show = logic ? conditionFrom(logic, names, codes) : undefined
    if (logic && !show) note(`Its branching could not be carried: ${shortened(logic)}. It is asked of everybody.`)
    names.set(field['Variable / Field Name'], name)
    const heading = field['Section Header'] || ''
    const form = field['Form Name'] || 'questions'
    const last = sections.at(-1)
    if (!last || heading || last.id !== sectionName(form, sections))
      openSection(form, wordsOf(heading) || form.replaceAll('_', ' '))
    sections.at(-1)!.questions.push({ ...question, ...(show ? { show } : {}) } as Question)
  }
  const made = Questionnaire.safeParse({
    title: { en: title },
    languages: ['en'],
    sections: sections.filter(({ questions }) => questions.length > 0),
  })
  if (made.success) return { questionnaire: made.data, notes }
  const [first] = made.error.issues
  return { because: `Nothing here can be asked: ${first?.message ?? 'it is empty'}` }

  function openSection(form: string, heading: string) {
    sections.push({ id: sectionNames.next(form), title: { en: heading }, questions: [] } as unknown as Section)
  }
}

/** The name of the section that a form's questions go on in, when it is the last. */
const sectionName = (form: string, sections: readonly Section[]) => {
  const last = sections.at(-1)?.id ?? ''
  const name = nameFrom(form)
  return last === name || last.startsWith(`${name.slice(0, 22)}_`) ? last : name
}

function questionFrom(
  field: Field,
  id: string,
  codes: Map<string, Map<string, string>>,
  note: (says: string) => void,
): Question | null {
  const ask = { en: wordsOf(field['Field Label'] ?? '') || id }
  const hint = wordsOf(field['Field Note'] ?? '')
  const common = { id, ask, ...(hint ? { hint: { en: hint } } : {}), dontKnow: true, ratherNot: true }
  const type = field['Field Type']?.toLowerCase()
  if (/^y/i.test(field['Identifier?'] ?? ''))
    note('It is marked as an identifier. Think whether a study may ask it at all.')
  if (/^y/i.test(field['Required Field?'] ?? '')) note('Nobody has to answer here, so it is not required.')
  if (field['Matrix Group Name']) note('It was part of a grid, and is asked on a page of its own.')
  const choices = (text: string) => {
    const known = new Map<string, string>()
    const options = text
      .split('|')
      .map((one) => one.trim())
      .filter(Boolean)
      .map((one) => {
        const comma = one.indexOf(',')
        const code = (comma < 0 ? one : one.slice(0, comma)).trim()
        const value = valueFrom(code)
        known.set(code, value)
        return { value, label: { en: wordsOf(comma < 0 ? one : one.slice(comma + 1)) || code } }
      })
    codes.set(field['Variable / Field Name'], known)
    return options
  }
  switch (type) {
    case 'radio':
    case 'dropdown': {
      const options = choices(field['Choices, Calculations, OR Slider Labels'] ?? '')
      if (options.length < 2) {
        note('It has fewer than two choices, so it is left out.')
        return null
      }
      return { kind: 'one', ...common, options, ordered: false }
    }
    case 'yesno':
    case 'truefalse':
      return {
        kind: 'one',
        ...common,
        options: choices(type === 'yesno' ? '1, Yes | 0, No' : '1, True | 0, False'),
        ordered: false,
      }
    case 'checkbox': {
      const options = choices(field['Choices, Calculations, OR Slider Labels'] ?? '')
      if (options.length > 0) return { kind: 'many', ...common, options }
      note('It has no choices, so it is left out.')
      return null
    }
    case 'slider':
      note('A slider is asked as a number from 0 to 100.')
      return { kind: 'number', ...common, from: 0, to: 100, whole: true, bands: [] }
    case 'notes':
      return { kind: 'words', ...common, most: 5000 }
    case 'descriptive':
      return { kind: 'statement', id, ask }
    case 'text': {
      const check = field['Text Validation Type OR Show Slider Number']?.toLowerCase() ?? ''
      if (/^(integer|number)/.test(check)) {
        const limit = (text: string | undefined, otherwise: number) =>
          text && Number.isFinite(Number(text)) ? Number(text) : otherwise
        const [from, to] = [limit(field['Text Validation Min'], 0), limit(field['Text Validation Max'], 1_000_000)]
        return { kind: 'number', ...common, from, to, whole: check === 'integer', bands: [] }
      }
      if (/^date/.test(check)) {
        note('An exact date is asked in the person’s own words, and kept as years.')
        return { kind: 'when', ...common, earliest: 1930 }
      }
      if (check) note(`Words are not checked as “${check}”.`)
      return { kind: 'words', ...common, most: 1000 }
    }
    default:
      note(`“${field['Field Type']}” has no counterpart here, so it is left out.`)
      return null
  }
}

/** The same questionnaire as a data dictionary, in its first language. */
export function toRedcap(questionnaire: Questionnaire): string {
  const language = questionnaire.languages[0]!
  const rows: Partial<Field>[] = []
  for (const section of questionnaire.sections) {
    let heading = spokenIn(section.title, language)
    for (const question of section.questions) {
      rows.push({ ...rowOf(question, section, language), 'Section Header': heading })
      heading = ''
    }
  }
  const cells = rows.map((row) => columns.map((name) => harmless(row[name] ?? '')))
  return stringify([[...columns], ...cells])

  function rowOf(question: Question, section: Section, language: string): Partial<Field> {
    const shows = [section.show, question.show].filter((one) => one !== undefined)
    const row: Partial<Field> = {
      'Variable / Field Name': question.id,
      'Form Name': section.id,
      'Field Label': spokenIn(question.ask, language),
      'Field Note': 'hint' in question ? spokenIn(question.hint, language) : '',
      'Branching Logic (Show field only if...)': shows.map((one) => logicOf(one, questionnaire)).join(' and '),
      'Field Annotation': section.repeat
        ? `Repeated, up to ${section.repeat.most} times: enable a repeating instrument.`
        : '',
    }
    const listed = (options: readonly { value: string; label: Record<string, string> }[]) =>
      options.map(({ value, label }) => `${value}, ${spokenIn(label, language).replaceAll('|', '/')}`).join(' | ')
    switch (question.kind) {
      case 'statement':
        return { ...row, 'Field Type': 'descriptive' }
      case 'one':
        return {
          ...row,
          'Field Type': 'radio',
          'Choices, Calculations, OR Slider Labels': listed([...question.options, ...instead(question)]),
        }
      case 'many':
        return {
          ...row,
          'Field Type': 'checkbox',
          'Choices, Calculations, OR Slider Labels': listed([...question.options, ...instead(question)]),
        }
      case 'number':
        return {
          ...row,
          'Field Type': 'text',
          'Text Validation Type OR Show Slider Number': question.whole ? 'integer' : 'number',
          'Text Validation Min': String(question.from),
          'Text Validation Max': String(question.to),
        }
      case 'when':
        return { ...row, 'Field Type': 'text' }
      case 'words':
        return { ...row, 'Field Type': 'notes' }
    }
  }
}

const instead = ({ dontKnow, ratherNot }: { dontKnow: boolean; ratherNot: boolean }) => [
  ...(dontKnow ? [{ value: 'dont-know', label: { en: 'I don’t know' } }] : []),
  ...(ratherNot ? [{ value: 'rather-not-say', label: { en: 'I would rather not say' } }] : []),
]
