/** When a source was written, as people remember it (kit/fuzzy-day.ts). No clock, no database. */
import { type FuzzyDay, fuzzyDay } from '../../kit/fuzzy-day.ts'
import { optionalWords } from '../../kit/typed-words.ts'

/** The days that somebody's words can mean; null when there is no day, month or year in them. */
export const sourceDate = (text: string): FuzzyDay | null => fuzzyDay(text)

/** What is stored of it. Nobody's own experience has a date of its own: the post has one. */
export function sourceColumns({ basis, source_written }: { basis: string; source_written: string | null }) {
  const range = basis === 'one family' || !source_written ? null : sourceDate(source_written)
  return {
    source_written: range && source_written,
    source_from: range?.from ?? null,
    source_to: range?.to ?? null,
  }
}

/** The field of a form. It may stay empty, and words that are no date are asked for again. */
export const SourceWritten = optionalWords(60).refine(
  (text) => text === null || sourceDate(text) !== null,
  'Write a year, a month or a day, as in 2019 or May 2019. You can leave it empty.',
)
