/**
 * LimeSurvey's survey structure (.lss), in. Source: LimeSurvey Manual, "LSS file format" and
 * "Question types". Files of versions 2 to 6 keep the words beside the question or in a table of their own.
 */
import {
  mostQuestions,
  type Question,
  Questionnaire,
  type Section,
  type Words,
} from '../questionnaires/questionnaire.ts'
import { type Carried, Names, type NotCarried, type Note, valueFrom, wordsOf } from './carried.ts'
import { relevanceOf } from './limesurvey-relevance.ts'
import { all, type Element, readXml, text } from './xml.ts'

/** Question types that are one question here, by LimeSurvey's letter. */
const arrays = new Set(['A', 'B', 'C', 'E', 'F', 'H', '1', ':', ';', 'K', 'Q'])
const points = (n: number) => Array.from({ length: n }, (_, at) => [String(at + 1), String(at + 1)] as const)
const fixed: Record<string, readonly (readonly [string, string])[]> = {
  Y: [
    ['Y', 'Yes'],
    ['N', 'No'],
  ],
  G: [
    ['F', 'Female'],
    ['M', 'Male'],
  ],
  '5': points(5),
  A: points(5),
  B: points(10),
  C: [
    ['Y', 'Yes'],
    ['U', 'Uncertain'],
    ['N', 'No'],
  ],
  E: [
    ['I', 'Increase'],
    ['S', 'Same'],
    ['D', 'Decrease'],
  ],
}

const mostLanguages = 12

interface Row {
  readonly [column: string]: string
}

/**
 * Read a survey's structure.
 *
 * @param file the .lss file's text
 */
export function fromLimeSurvey(file: string): Carried | NotCarried {
  const read = readXml(file)
  if ('because' in read) return read as NotCarried
  const document = read.document as Element | undefined
  if (!document || text(document, 'LimeSurveyDocType') !== 'Survey')
    return { because: 'This is not a LimeSurvey survey file (.lss).' }
  const table = (name: string): Row[] =>
    all(document, name)
      .flatMap((one) => all(one, 'rows').flatMap((rows) => all(rows, 'row')))
      .map((row) => Object.fromEntries(Object.keys(row).map((column) => [column, text(row, column)])))
  const notes: Note[] = []
  const settings = table('surveys_languagesettings')
  const languages = [...new Set(settings.map((row) => (row.surveyls_language ?? 'en').slice(0, 2).toLowerCase()))]
  if (languages.length === 0) languages.push('en')
  if (languages.length > mostLanguages) return { because: `This survey has more than ${mostLanguages} languages.` }
  /** Words in every language, from the row itself (up to 3) or the table of words beside it (4 and later). */
  const worded = (rows: readonly Row[], own: string, column: string): Words => {
    const found: Record<string, string> = {}
    for (const row of rows) {
      const words = wordsOf(row[column] ?? '')
      if (words) found[(row.language ?? languages[0]!).slice(0, 2).toLowerCase()] = words
    }
    const any = Object.values(found)[0] ?? own
    return Object.fromEntries(languages.map((one) => [one, found[one] ?? any])) as Words
  }
  const title = worded(
    settings.map((row) => ({ ...row, language: row.surveyls_language ?? '' })),
    'A survey',
    'surveyls_title',
  )
  /** What is said first and last, where the survey has it in a language at all. */
  const framed = (column: string): Words | undefined => {
    const rows: Row[] = settings.map((row) => ({ ...row, language: row.surveyls_language ?? '' }))
    return rows.some((row) => wordsOf(row[column] ?? '')) ? worded(rows, '', column) : undefined
  }
  const welcome = [framed('surveyls_description'), framed('surveyls_welcometext')].filter((one) => one !== undefined)
  const intro = welcome.length > 0 ? joined(welcome) : undefined
  const thanks = framed('surveyls_endtext')
  const groups = distinct(table('groups'), 'gid').sort((a, b) => Number(a.group_order) - Number(b.group_order))
  const questions = distinct(table('questions'), 'qid').filter((row) => !Number(row.parent_qid))
  const subs = distinct(table('subquestions'), 'qid')
  /** Rows of tables by what they belong to, each index made once. */
  const by = (rows: readonly Row[], key: string) => {
    const index = Map.groupBy(rows, (row) => row[key])
    return (value: string | undefined): readonly Row[] => index.get(value) ?? []
  }
  const questionWords = table('question_l10ns')
  const wordsOfQuestion = by([...table('questions'), ...questionWords], 'qid')
  const wordsOfSub = by([...table('subquestions'), ...questionWords], 'qid')
  const wordsOfGroup = by([...table('groups'), ...table('group_l10ns')], 'gid')
  const questionsOfGroup = by(questions, 'gid')
  const subsOf = by(subs, 'parent_qid')
  const answersOf = by(table('answers'), 'qid')
  const wordsOfAnswer = by(table('answer_l10ns'), 'aid')
  const given = new Names()
  const sectionNames = new Names()
  const names = new Map<string, string>()
  const codes = new Map<string, ReadonlyMap<string, string>>()

  const sections: Section[] = []
  for (const group of groups) {
    const heading = worded(wordsOfGroup(group.gid), 'Questions', 'group_name')
    const section = {
      id: sectionNames.next(Object.values(heading)[0]!),
      title: heading,
      questions: [] as Question[],
    }
    const inside = questionsOfGroup(group.gid).toSorted((a, b) => Number(a.question_order) - Number(b.question_order))
    for (const row of inside) {
      section.questions.push(...questionsFrom(row))
      if (given.many > mostQuestions)
        return {
          because: `This survey has more than ${mostQuestions.toLocaleString('en-GB')} questions. Send it in parts.`,
        }
    }
    if (section.questions.length > 0) sections.push(section as unknown as Section)
  }
  const first = { ...(intro ? { intro } : {}), ...(thanks ? { thanks } : {}) }
  const made = Questionnaire.safeParse({ title, languages, ...first, sections })
  if (made.success) return { questionnaire: made.data, notes }
  return { because: `Nothing here can be asked: ${made.error.issues[0]?.message ?? 'it is empty'}` }

  function questionsFrom(row: Row): Question[] {
    const code = row.title ?? `q${row.qid}`
    const note = (says: string) => notes.push({ where: code, says })
    const rows = wordsOfQuestion(row.qid)
    const ask = worded(rows, code, 'question')
    const hint = rows.some((one) => one.help) ? { hint: worded(rows, '', 'help') } : {}
    const relevance = (row.relevance ?? '1').trim()
    const show = relevance === '1' || relevance === '' ? undefined : relevanceOf(relevance, names, codes)
    if (relevance !== '1' && relevance !== '' && !show)
      note(`Its relevance could not be carried: ${relevance.slice(0, 200)}. It is asked of everybody.`)
    if (row.mandatory === 'Y') note('Nobody has to answer here, so it is not required.')
    const type = row.type ?? ''
    const common = { ask, ...hint, ...(show ? { show } : {}), dontKnow: true, ratherNot: true }
    if (arrays.has(type)) return arrayOf(row, code, type, common, note)
    const name = given.next(code)
    if (name !== code) note(`Its name is ${name} here.`)
    const question = single(row, name, code, type, common, note)
    if (!question) return []
    names.set(code, name)
    return [question]
  }

  function single(
    row: Row,
    id: string,
    code: string,
    type: string,
    common: Omit<Extract<Question, { kind: 'words' }>, 'kind' | 'id' | 'most'>,
    note: (says: string) => void,
  ): Question | null {
    const listed = optionsOf(row.qid!, type, code)
    switch (type) {
      case 'L':
      case '!':
      case 'O':
      case 'Y':
      case 'G':
      case '5':
        if (type === 'O') note('The comment beside the choice is not asked.')
        if (listed.length >= 2) return { kind: 'one', id, ...common, options: listed, ordered: type === '5' }
        note('It has fewer than two choices, so it is left out.')
        return null
      case 'M':
      case 'P': {
        if (type === 'P') note('The comments beside the choices are not asked.')
        const options = subOptions(row.qid!, code)
        if (options.length > 0) return { kind: 'many', id, ...common, options }
        note('It has no choices, so it is left out.')
        return null
      }
      case 'N':
        note(anyNumber)
        return { kind: 'number', id, ...common, from: 0, to: 1_000_000, whole: false, bands: [] }
      case 'D':
        note('A date is asked in the person’s own words, and kept as years.')
        return { kind: 'when', id, ...common, earliest: 1930 }
      case 'S':
        return { kind: 'words', id, ...common, most: 500 }
      case 'T':
      case 'U':
        return { kind: 'words', id, ...common, most: 5000 }
      case 'X':
        return { kind: 'statement', id, ask: common.ask, ...(common.show ? { show: common.show } : {}) }
      default:
        note(`Questions of the type “${type}” have no counterpart here, so it is left out.`)
        return null
    }
  }

  /** A grid becomes one question for each of its lines. */
  function arrayOf(
    row: Row,
    code: string,
    type: string,
    common: object & { ask: Words },
    note: (says: string) => void,
  ): Question[] {
    if (type === '1' || type === ':' || type === ';') {
      note(`A grid of the type “${type}” has no counterpart here, so it is left out.`)
      return []
    }
    const lines = subsOf(row.qid).toSorted((a, b) => Number(a.question_order) - Number(b.question_order))
    note(`It was a grid. Its ${lines.length} lines are asked on pages of their own.`)
    return lines.flatMap((line): Question[] => {
      const name = given.next(`${code}_${line.title ?? line.qid}`)
      const inner = worded(wordsOfSub(line.qid), line.title ?? '', 'question')
      const ask = Object.fromEntries(
        Object.entries(common.ask).map(([language, words]) => [language, `${words}\n${inner[language] ?? ''}`.trim()]),
      ) as Words
      const key = `${code}_${line.title}`
      names.set(key, name)
      const asked = { ...(common as never as object), id: name, ask, dontKnow: true, ratherNot: true }
      if (type === 'K') note(anyNumber)
      if (type === 'K')
        return [{ ...asked, kind: 'number', from: 0, to: 1_000_000, whole: false, bands: [] } as Question]
      if (type === 'Q') return [{ ...asked, kind: 'words', most: 500 } as Question]
      const options = optionsOf(row.qid!, type, key)
      return options.length < 2 ? [] : [{ ...asked, kind: 'one', options, ordered: true } as Question]
    })
  }

  function optionsOf(qid: string, type: string, code: string) {
    const known = new Map<string, string>()
    codes.set(code, known)
    const list = fixed[type]
    const others = languages.filter((one) => one !== 'en')
    if (list?.some(([, label]) => /[a-z]/i.test(label)) && others.length > 0)
      notes.push({
        where: code,
        says: `LimeSurvey puts ${list.map(([, label]) => `“${label}”`).join(' and ')} in itself. Here they are English in every language: write them anew.`,
      })
    if (list)
      return list.map(([was, label]) => {
        known.set(was, valueFrom(was))
        return { value: valueFrom(was), label: Object.fromEntries(languages.map((one) => [one, label])) as Words }
      })
    const own = answersOf(qid)
    const ofCode = Map.groupBy(own, ({ code }) => code)
    return distinct(own, 'code')
      .sort((a, b) => Number(a.sortorder) - Number(b.sortorder))
      .map((row) => {
        known.set(row.code!, valueFrom(row.code!))
        const rows = [...(ofCode.get(row.code) ?? []), ...(row.aid ? wordsOfAnswer(row.aid) : [])]
        return { value: valueFrom(row.code!), label: worded(rows, row.code!, 'answer') }
      })
  }

  function subOptions(qid: string, code: string) {
    const known = new Map<string, string>()
    codes.set(code, known)
    return subsOf(qid)
      .toSorted((a, b) => Number(a.question_order) - Number(b.question_order))
      .map((sub) => {
        known.set(sub.title!, valueFrom(sub.title!))
        return {
          value: valueFrom(sub.title!),
          label: worded(wordsOfSub(sub.qid), sub.title!, 'question'),
        }
      })
  }
}

const anyNumber = 'Any number can be typed. Say the least and the most, and write bands: results show it in bands only.'

/** Words one after another, in each language. */
const joined = (all: readonly Words[]): Words =>
  Object.fromEntries(
    Object.keys(all[0]!).map((language) => [
      language,
      all
        .map((words) => words[language])
        .filter(Boolean)
        .join('\n')
        .slice(0, 2000),
    ]),
  ) as Words

/** One row a key: older files repeat each row for each language. */
const distinct = (rows: readonly Row[], key: string) => [...new Map(rows.map((row) => [row[key], row])).values()]
