/** One question: how many are in each band; and what kind of answer each question got. */
import { answerKinds } from '../questionnaires/answering.ts'
import { type Analyst, noAnswer, refusals } from './analyst.ts'
import { about, bare, decisionOn, type Output, percentOf, percentWords, shownWords } from './output.ts'
import { kindOf } from './released.ts'
import { countedIn, kindsOf, type Variable } from './variables.ts'

/** One variable: how many are in each band, with a picture. */
export function describeOne(analyst: Analyst, variable: Variable): Output {
  const { label: title, name, bands } = variable
  if (bands.length === 0) return analyst.nothing(title, 'This question has no bands, so it cannot be counted.')
  const table = analyst.releaseAndKeep({ variables: [name], ...analyst.counted(variable) })
  if ('because' in table) return analyst.nothing(title, refusals[table.because])
  // Years stand in many bands: those before the first and after the last that is shown are left out. Where nobody is at
  // all decides nothing here, for whoever saw which lines are left out would know it of the others.
  const all = [...bands.map(({ label }) => label), noAnswer].map((label, at) => ({
    label,
    count: table.cells[at]![0] ?? null,
  }))
  const shown = all.slice(0, -1).map(({ count }) => count !== null)
  const [first, last] = [shown.indexOf(true), shown.lastIndexOf(true)]
  const lines = all.filter((_, at) => bands.length <= 12 || at === all.length - 1 || (at >= first && at <= last))
  const withPercent = lines.some(({ count }) => percentOf(count, table.total) !== null)
  const most = lines.slice(0, -1).reduce((most, one) => ((one.count ?? 0) > (most.count ?? 0) ? one : most), lines[0]!)
  return {
    title,
    table: {
      caption: title,
      head: ['Answer', 'People', ...(withPercent ? ['Of all'] : [])],
      rows: lines.map(({ label, count }) => [
        label,
        shownWords(count),
        ...(withPercent ? [percentWords(count, table.total)] : []),
      ]),
    },
    long: {
      caption: title,
      head: ['answer', 'people', 'percent'],
      rows: lines.map(({ label, count }) => [label, bare(count), bare(percentOf(count, table.total))]),
    },
    plot: { kind: 'bars', x: 'People', bars: lines.map(({ label, count }) => ({ label, value: count })) },
    says: most.count === null ? [] : [`The answer given most: ${most.label}, by about ${most.count} people.`],
    n: about(table.total),
    missing: shownWords(table.cells.at(-1)?.[0] ?? null),
    tests: 'none',
    decision: decisionOn(table),
  }
}

const heads = ['Answered', 'Don’t know', 'Rather not say', 'Skipped', 'Not asked', 'Illegible']

/** What kind of answer each question got. */
export function missingIn(analyst: Analyst, variables: readonly Variable[]): Output {
  const lines = variables.map((variable) => {
    const kinds = kindsOf(analyst.rows, variable).map((kind) => answerKinds.indexOf(kind))
    const none = variable.bands.length
    // A number outside all bands is answered, and stands in no band: then the two do not add up to one another.
    const adds = analyst.bands(variable).every((band, at) => (band === none) === (kinds[at] !== 0))
    const table = analyst.releaseAndKeep({
      variables: [adds ? kindOf(variable.name) : `any ${kindOf(variable.name)}`],
      ...countedIn(kinds, answerKinds.length, null, analyst.keys),
    })
    const counts = 'because' in table ? answerKinds.map(() => null) : table.cells.map(([cell]) => cell ?? null)
    return { label: variable.label, counts }
  })
  const caption = 'Kinds of answer to each question'
  return {
    title: 'What was answered, and what was not',
    table: {
      caption,
      head: ['Question', ...heads],
      rows: lines.map(({ label, counts }) => [label, ...counts.map(shownWords)]),
    },
    long: {
      caption,
      head: ['question', 'kind', 'people'],
      rows: lines.flatMap(({ label, counts }) => counts.map((count, at) => [label, heads[at]!, bare(count)])),
    },
    plot: null,
    says: [],
    n: about(analyst.total),
    missing: 'is what this table is about',
    tests: 'none',
    decision: 'Counts under ten are not shown, and others are rounded to 5.',
  }
}
