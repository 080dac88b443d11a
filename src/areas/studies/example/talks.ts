/** What comes of the made-up interviews: how many spoke of what, and some of their words. No percentage is ever printed. */
import type { Community } from '../../../kit/community.ts'
import { isRefusal } from '../../../kit/refuse.ts'
import { codebookOf, pathOf } from '../interviews/codebook.ts'
import { piecesOf } from '../interviews/coding.ts'
import { outputWords, peopleWords, pseudonymOf } from '../interviews/rules.ts'
import { standingOf, transcriptsOf } from '../interviews/store.ts'
import { asResearch } from '../wall.ts'

export interface Talks {
  readonly codes: readonly { readonly code: string; readonly means: string; readonly people: string }[]
  readonly quotes: readonly { readonly code: string; readonly person: string; readonly words: string }[]
  /** what stands under every output of the interviews */
  readonly foot: readonly string[]
}

/** How many quotes are shown. */
const some = 8

export async function talksOf(community: Community, study: string): Promise<Talks> {
  const found = await asResearch(community, async (db): Promise<Talks> => {
    const codes = await codebookOf(db, study)
    const transcripts = new Map((await transcriptsOf(db, study)).map((one) => [one.id, one]))
    const pieces = await piecesOf(db, study)
    const { n, withdrawals } = await standingOf(db, study)
    const topics = codes.filter(({ id }) => pieces.some(({ code }) => code === id))
    const quoted = new Set<string>()
    const quotes = topics.flatMap(({ id }) => {
      const piece = pieces.find((one) => {
        const transcript = transcripts.get(one.transcript)!
        return one.code === id && transcript.quoted && !quoted.has(one.transcript)
      })
      if (!piece) return []
      quoted.add(piece.transcript)
      const words = [...transcripts.get(piece.transcript)!.words].slice(piece.from, piece.to).join('')
      return [{ code: pathOf(codes, id), person: pseudonymOf(piece.number), words }]
    })
    return {
      codes: topics.map(({ id, definition }) => ({
        code: pathOf(codes, id),
        means: definition,
        people: peopleWords(new Set(pieces.filter(({ code }) => code === id).map(({ number }) => number)).size),
      })),
      quotes: quotes.slice(0, some),
      foot: outputWords(n, withdrawals),
    }
  })
  if (isRefusal(found)) throw new Error(found.because)
  return found
}
