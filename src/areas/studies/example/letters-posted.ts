/** Letters of the made-up study, as a steward sends them: a list, the words, a code each, a PDF, and into the post. */
import { sql } from 'kysely'
import type { Community } from '../../../kit/community.ts'
import type { Pool } from '../../../kit/database.ts'
import { dayOf } from '../../../kit/fuzzy-day.ts'
import { codeOf } from '../codes.ts'
import { bringList, drawLetters, writeLetterWords } from '../recruiting/letters.ts'
import { markLettersPosted } from '../recruiting/mailings.ts'
import { makeStudyLetters } from '../recruiting/making.ts'
import type { Hand } from './hands.ts'

const words = {
  about: 'This study is made up. It shows how letters of a study are made.',
  phone: '0113 496 0200',
  send_to: 'Made-up freepost\nNowhere',
  stop: 'ring us on 0113 496 0555',
  signed: 'Nobody: this letter is made up',
}

/** People of a mailing list who are all made up, as a spreadsheet saves it. */
const listOf = (people: number) =>
  [
    'name,address,postcode',
    ...Array.from({ length: people }, (_, n) => `Made-up reader ${n + 1},"${n + 1} Made-up Lane, Leeds",LS6 2AB`),
  ].join('\n')

/** @returns the codes as their readers hold them, in the order of their numbers */
export async function postLetters(
  { community, pool }: { readonly community: Community; readonly pool: Pool },
  steward: Hand,
  study: { readonly id: string; readonly slug: string },
  letters: number,
  at: Date,
): Promise<string[]> {
  const of = { study: study.slug }
  await steward.does(bringList, { ...of, text: listOf(letters) }, at)
  await steward.does(writeLetterWords, { ...of, ...words }, at)
  const { mailing } = await steward.does(drawLetters, { ...of, list: 'yes' }, at)
  await made({ community, pool }, mailing)
  await steward.does(markLettersPosted, { ...of, mailing, day: dayOf(at) }, at)
  // The one moment at which both sides are in one hand: that of the post.
  const { rows } = await sql<{ code: string }>`
    select code from study_letter where study = ${study.id} and posted_at is not null order by number`.execute(
    community.db,
  )
  return rows.map(({ code }) => codeOf(community, code))
}

/** The house may be making them already; either way they are made before they are posted. */
async function made({ community, pool }: { community: Community; pool: Pool }, mailing: string) {
  for (;;) {
    await makeStudyLetters(community, pool)
    const { rows } = await sql<{ made: boolean }>`
      select printed_at is not null as made from study_mailing where id = ${mailing}`.execute(community.db)
    if (rows[0]?.made) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
