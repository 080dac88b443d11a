/** What tests of a study's letters stand on: what letters say, people who can be written to, and letters made to their end. */
import { drawLetters, writeLetterWords } from '../src/areas/studies/recruiting/letters.ts'
import { markLettersPosted } from '../src/areas/studies/recruiting/mailings.ts'
import { makeStudyLetters } from '../src/areas/studies/recruiting/making.ts'
import { mailingPieces, mailingsOf } from '../src/areas/studies/recruiting/store.ts'
import type { Person, TestServer } from './harness.ts'

export const letterWords = {
  about: 'The study asks how parents find support.',
  phone: '0117 496 0123',
  send_to: 'Freepost SUPPORT STUDY\nBristol',
  stop: 'ring us on 0113 496 0555',
  signed: 'Joan Price',
}

/** People of a mailing list, as CSV. */
export const listWith = (people: number, from = 1) =>
  [
    'name,address,postcode',
    ...Array.from({ length: people }, (_, n) => `Reader ${from + n},"${from + n} Long Lane, Leeds",LS6 2AB`),
  ].join('\n')

/** Make every mailing to its end; the server's own job may be at it too. */
export async function madeLetters({ community, server }: TestServer, study: string) {
  for (let tries = 0; tries < 400; tries++) {
    await makeStudyLetters(community, server.communities.pool)
    const [newest] = await mailingsOf(community.db, study)
    if (newest?.printed_at) return newest
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('The letters were not made in 20 seconds.')
}

export async function mailingPdfOf({ community }: Pick<TestServer, 'community'>, mailing: string): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of mailingPieces(community.db, mailing)) pieces.push(piece)
  return Buffer.concat(pieces)
}

/** Write the words, draw for everybody, make the letters and post them. */
export async function posted(server: TestServer, steward: Person, study: { id: string; slug: string }) {
  await steward.does(writeLetterWords, { study: study.slug, ...letterWords })
  const drawn = await steward.does(drawLetters, { study: study.slug, members: 'yes', list: 'yes' })
  await madeLetters(server, study.id)
  await steward.does(markLettersPosted, { study: study.slug, mailing: drawn.mailing, day: todayWords() })
  return drawn
}
export const todayWords = () => new Date().toISOString().slice(0, 10)
