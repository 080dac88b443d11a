/** The codebook as a table: a line for each variable and value, and for each way in which there is no answer. */
import { stringify } from 'csv-stringify/sync'
import { type Questionnaire, spokenIn } from '../questionnaires/questionnaire.ts'
import { harmless } from './carried.ts'
import { describedIn, missingKinds } from './described.ts'

const columns = [
  'variable',
  'label',
  'kind',
  'value',
  'value_label',
  'score',
  'missing',
  'part',
  'repeated',
  'instrument',
  'asked_of',
] as const

/** In the first language. It holds no answer of anybody. */
export function toCodebook(all: Questionnaire): string {
  const language = all.languages[0]!
  const rows: string[][] = []
  for (const one of describedIn(all)) {
    const { question, section } = one
    const about = (value: string, label: string, score = '', missing = 'no') => [
      one.name,
      one.label(language),
      one.kind,
      value,
      label,
      score,
      missing,
      section?.id ?? '',
      section?.repeat ? `up to ${section.repeat.most} times` : '',
      question?.instrument ?? '',
      one.askedOf ?? 'everybody',
    ]
    if (question?.kind === 'number')
      rows.push(about(`${question.from} to ${question.to}`, spokenIn(question.unit, language)))
    if (question?.kind === 'when') rows.push(about(`a year from ${question.earliest}`, ''))
    if (question?.kind === 'words') rows.push(about('own words', 'Never counted, never shown.'))
    for (const { value, label, score } of one.values)
      rows.push(about(value, label(language), score === null ? '' : String(score)))
    if (question) for (const [value, label] of missingKinds) rows.push(about(value, label, '', 'yes'))
  }
  return stringify([[...columns], ...rows.map((row) => row.map(harmless))])
}
