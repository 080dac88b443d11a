/** How hard a questionnaire is to read, for whoever writes it. The formula is for English; other languages have no grade. */
import { grade, sentencesOf, syllables, wordsOf } from '../../../kit/plain-words.ts'
import { type Question, type Questionnaire, questionsOf } from '../questionnaires/questionnaire.ts'

/** DOMAIN, part 4: notes are grade 8 at most. */
export const mostGrade = 8

export interface Reading {
  /** school years, to one place */
  readonly grade: number
  /** the words that make it hard, the longest first */
  readonly long: readonly string[]
}

/** What repeats an answer, {who}, is read as one short word. */
const spoken = (text: string) => text.replace(/\{[a-z][a-z0-9_]*\}/g, 'Ann')

/** @returns null where there is nothing to grade */
export function readingOf(...texts: readonly (string | undefined)[]): Reading | null {
  const sentences = texts.flatMap((text) => sentencesOf(spoken(text ?? '')))
  if (sentences.length === 0) return null
  const long = [...new Set(sentences.flatMap(wordsOf).map((word) => word.toLowerCase()))]
    .map((word) => ({ word, times: syllables(word) }))
    .filter(({ times }) => times >= 3)
    .sort((a, b) => b.times - a.times)
  return { grade: Math.round(grade(sentences) * 10) / 10, long: long.map(({ word }) => word) }
}

export const gradeOfQuestion = (question: Question): Reading | null =>
  readingOf(question.ask.en, 'hint' in question ? question.hint?.en : undefined)

/** Everything that is read before an answer is chosen. */
export const gradeOfAll = (all: Questionnaire): Reading | null =>
  readingOf(
    all.intro?.en,
    all.thanks?.en,
    ...questionsOf(all).flatMap((one) => [one.ask.en, 'hint' in one ? one.hint?.en : undefined]),
  )

/** In words, kindly; nothing for what has no grade. */
export function readingWords(reading: Reading | null): string {
  if (!reading) return ''
  const told = `Reading grade ${Math.max(0, reading.grade).toFixed(1)}.`
  if (reading.grade <= mostGrade) return told
  const long = reading.long.slice(0, 3).map((word) => `“${word}”`)
  return `${told} Could it be said in shorter words or sentences?${long.length ? ` Long words: ${long.join(', ')}.` : ''}`
}
