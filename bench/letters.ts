/** A batch of 500 letters: how long it takes, how large its PDF is, and how much memory it needs beyond what was there. */
import PDFDocument from 'pdfkit'
import { makeBatch } from '../src/doors/letter/batches.ts'
import type { LetterContent } from '../src/doors/letter/content.ts'
import { letterText } from '../src/doors/letter/content.ts'
import { makeLetters } from '../src/doors/letter/making.ts'
import { openBatch } from '../src/doors/letter/store.ts'
import type { Community } from '../src/kit/community.ts'
import { isRefusal } from '../src/kit/refuse.ts'
import { perform } from '../src/kit/task.ts'
import type { MemberId, Who } from '../src/kit/who.ts'
import { openHouse, withPostgres } from './house.ts'
import { type Line, type Measurement, watched } from './measure.ts'
import { seed } from './seed.ts'

const letters = 500

export const lettersMeasured: Measurement = {
  name: 'letters',
  about: 'A batch of letters, from the press of the button to the whole PDF',
  run: (size) =>
    withPostgres(async (own) => {
      const house = await openHouse(own, 'letters')
      try {
        await seed(house.pool, house.community, size.small)
        const many = size.small < 1000 ? 10 : letters
        const steward = await readers(house.community, many)
        const begun = await perform(
          makeBatch,
          {},
          { community: house.community, who: steward, via: 'web', now: atTheEnd },
        )
        if (isRefusal(begun)) throw new Error(begun.because)
        const { seconds, memory } = await watched(() => makeLetters(house.community, house.pool))
        const batch = (await openBatch(house.community.db))!
        const plain = await plainly(house.community, batch.pages)
        return [
          {
            what: `${batch.letters} letters, gathered and printed`,
            measured: `${seconds.toFixed(1)} s`,
          },
          { what: 'their PDF', measured: `${batch.pages} pages, ${(batch.bytes / 2 ** 20).toFixed(1)} MB` },
          {
            what: 'memory beyond what was there before, at most',
            measured: `${Math.round(memory)} MB`,
            ...budget(memory, 450, '≤ 450 MB'),
          },
          {
            what: 'time against the same words on as many pages by pdfkit’s own flow of text, without gathering, slips or structure',
            measured: `${(seconds / plain).toFixed(2)} ×`,
          },
        ] satisfies Line[]
      } finally {
        await house.close()
      }
    }),
}

/** The posts of the seed end here. */
const atTheEnd = new Date('2026-01-01T00:00:00Z')

const budget = (value: number, most: number, words: string) => ({ budget: words, holds: value <= most })

/** Members who want post, each in three circles, and a steward. */
async function readers({ db }: Community, many: number): Promise<Who> {
  const members = await db.selectFrom('member').select('id').orderBy('id').limit(many).execute()
  const circles = await db.selectFrom('circle').select('id').orderBy('id').execute()
  for (const [n, { id }] of members.entries()) {
    const print = n % 3 === 0 ? 'large' : 'plain'
    const reach = {
      phone: null,
      phone_digits: null,
      address: `${n} Long Lane\nLeeds`,
      postcode: 'LS6 2AB',
      print,
    } as const
    await db
      .insertInto('reach')
      .values({ ...reach, member: id, changed_at: atTheEnd })
      .execute()
    const chosen = { digest: 'monthly', replies_by_email: true, look_ahead: 'a little ahead', door: 'letter' } as const
    await db
      .insertInto('preference')
      .values({ ...chosen, member: id, changed_at: atTheEnd })
      .execute()
    for (const step of [0, 1, 2])
      await db
        .insertInto('circle_member')
        .values({ circle: circles[(n + step) % circles.length]!.id, member: id })
        .execute()
  }
  const { id } = await db
    .updateTable('member')
    .set({ role: 'steward' })
    .where('id', '=', members[0]!.id)
    .returning('id')
    .executeTakeFirstOrThrow()
  return { member: id as MemberId, name: 'Steward', role: 'steward', roleHeld: 'steward', session: null }
}

/** The same words as pdfkit lays them out by itself, on at least as many pages. @returns seconds */
async function plainly({ db }: Community, pages: number): Promise<number> {
  const rows = await db.selectFrom('letter').select('content').execute()
  const texts = rows.map(({ content }) => letterText(content as LetterContent))
  const began = performance.now()
  const pdf = new PDFDocument({ size: 'A4', autoFirstPage: false })
  pdf.on('data', () => {})
  let made = 0
  pdf.on('pageAdded', () => made++)
  for (const text of texts) {
    pdf.addPage()
    pdf.fontSize(12).text(text)
    await new Promise(setImmediate)
  }
  while (made < pages) pdf.addPage()
  const ended = new Promise((resolve) => pdf.on('end', resolve))
  pdf.end()
  await ended
  return (performance.now() - began) / 1000
}
