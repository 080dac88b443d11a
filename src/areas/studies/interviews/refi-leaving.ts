/** A study's coding as it goes out to other programs. */
import type { StudyHere } from '../access.ts'
import type { ResearchDb } from '../wall.ts'
import { codebookOf, type PlacedCode } from './codebook.ts'
import { isSign, signs } from './codebook-signs.ts'
import { memosOf, piecesOf } from './coding.ts'
import type { Exchange, ExchangedCode } from './refi.ts'
import { outputWords, pseudonymOf } from './rules.ts'
import { codersOf, standingOf, transcriptsOf } from './store.ts'

/** @param quotes whether people's own words stand among the examples: not where a codebook goes out by itself */
export const exchangedCodes = (codes: readonly PlacedCode[], quotes: boolean): ExchangedCode[] =>
  codes.map(({ id, parent, name, definition, include, exclude, example, quote, sign, heading }) => ({
    id,
    parent,
    name,
    definition,
    include,
    exclude,
    example: [example, quotes && quote && `“${quote}”`].filter(Boolean).join(' '),
    colour: isSign(sign) ? signs[sign].colour : null,
    heading,
  }))

/** Everything of a study that is exchanged. Who withdrew is in none of it; how many did is said. */
export async function exchangeOf(db: ResearchDb, study: Pick<StudyHere, 'id' | 'title'>): Promise<Exchange> {
  const { n, withdrawals } = await standingOf(db, study.id)
  return {
    title: study.title,
    about: outputWords(n, withdrawals).join('\n'),
    coders: (await codersOf(db, study.id)).map(({ id, name }) => ({ id, name })),
    codes: exchangedCodes(await codebookOf(db, study.id), true),
    sources: (await transcriptsOf(db, study.id)).map(({ id, number, words }) => ({
      id,
      name: pseudonymOf(number),
      words,
    })),
    pieces: (await piecesOf(db, study.id)).map(({ id, transcript, code, coder, from, to }) => ({
      id,
      source: transcript,
      code,
      coder,
      from,
      to,
    })),
    memos: (await memosOf(db, study.id)).map(({ id, on, about, coder, words }) => ({ id, on, about, coder, words })),
  }
}
