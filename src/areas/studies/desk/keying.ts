/** Keying a booklet in, sheet by sheet: each is saved as it is sent, and nobody sees what another has keyed in. */
import { z } from 'zod'
import { dayOf } from '../../../kit/fuzzy-day.ts'
import { isRefusal, notFound, type Refusal, refuse } from '../../../kit/refuse.ts'
import { type Doing, task } from '../../../kit/task.ts'
import { optionalWords } from '../../../kit/typed-words.ts'
import { earlierWith } from '../answering/same-person.ts'
import { returnHashOf } from '../codes.ts'
import { keyOf } from '../questionnaires/answering.ts'
import { studyStanding } from '../standing.ts'
import type { ResearchDb } from '../wall.ts'
import { type Booklet, bookletNumbered, nameOf, type Pass, passInHand, passOf } from './booklets.ts'
import { mismatchesIn, placesCompared } from './comparing.ts'
import { readKeyed } from './keys.ts'
import { frontPage, isOnRoute, type OnSheet, type Reading, type Sheet, sheetsOf, sheetsToKey } from './sheets.ts'
import { atDesk, type DeskHere, sitsAtDesk } from './sitting.ts'
import { storeBooklet, waveOfPaper } from './storing.ts'

export const ofABooklet = { study: z.string().max(80), booklet: z.string().max(8) }
const boxes = z
  .union([z.uuid().transform((one) => [one]), z.array(z.uuid()).max(60)])
  .optional()
  .transform((all) => all ?? [])

/** What came of saving a sheet: the next one, or that the reading is finished. */
export type Saved =
  | { readonly next: string }
  | { readonly finished: 'once' }
  /** how many places wait to be decided; none: it is stored */
  | { readonly finished: 'twice'; readonly differing: number; readonly came: Came }

export const keySheet = task('studies.key-sheet', {
  title: 'Key in a sheet of a booklet',
  doors: ['web'],
  who: 'Whoever has the booklet in hand',
  input: z.object({
    ...ofABooklet,
    sheet: z.string().max(40),
    typed: z.record(z.string().max(40), optionalWords(10_000)).default({}),
    boxes,
  }),
  allowed: sitsAtDesk,
  run: (typed, doing) =>
    atDesk<Saved>(doing, typed.study, async (db, desk) => {
      const booklet = await bookletNumbered(db, desk.id, typed.booklet, 'lock')
      if (isRefusal(booklet)) return booklet
      const mine = passInHand(booklet, desk.me)
      if (!mine) return notInHand
      const sheets = sheetsOf(booklet.content, booklet.language)
      const sheet = sheets.find(({ name }) => name === typed.sheet)
      if (!sheet) return notFound('page')
      const read =
        sheet.name === frontPage
          ? await frontPageRead(db, doing, desk, typed, mine)
          : sheetRead(sheet, booklet, mine, typed.typed, doing.now)
      if (isRefusal(read)) return read
      const after: Pass = { ...mine, ...read, sheets: [...new Set([...mine.sheets, sheet.name])] }
      const left = sheetsToKey(sheets, after.answers, after.sheets).find((one) => !after.sheets.includes(one.name))
      await db
        .updateTable('booklet_keying')
        .set({
          sheets: [...after.sheets],
          consents: JSON.stringify(after.consents),
          answers: JSON.stringify(after.answers),
          before_hash: after.before,
          finished_at: left ? null : doing.now,
        })
        .where('booklet', '=', booklet.id)
        .where('pass', '=', mine.pass)
        .execute()
      if (left) return { next: left.name }
      return mine.pass === 1 ? { finished: 'once' } : compared(db, doing, desk, booklet, after)
    }),
})

const notInHand = refuse('This booklet is not in your hand. Type its code to go on.', 409)

/** The boxes that are ticked, each item on its own. */
async function frontPageRead(
  db: ResearchDb,
  { community, now }: Pick<Doing, 'community' | 'now'>,
  desk: DeskHere,
  {
    boxes: ticked,
    typed,
  }: { readonly boxes: readonly string[]; readonly typed: Readonly<Record<string, string | null>> },
  mine: Pass,
) {
  const standing = await studyStanding(db, desk.slug, dayOf(now))
  if (isRefusal(standing)) return standing
  const needed = standing.items.find((item) => item.needed && !ticked.includes(item.id))
  if (needed) {
    const because = `Is “${needed.words}” ticked? Without it nothing may be keyed in.`
    return refuse(because, 422, { 'boxes[]': because })
  }
  const before = typed.before ? await codeOfThen(db, community, desk, typed.before, now) : mine.before
  if (isRefusal(before)) return before
  return {
    consents: Object.fromEntries(standing.items.map(({ id }) => [id, ticked.includes(id)])),
    answers: mine.answers,
    before,
  }
}

/** The code of an earlier wave, as it stands on the booklet; a line with nothing else takes it away. Kept as a hash alone. */
async function codeOfThen(
  db: ResearchDb,
  community: Doing['community'],
  desk: DeskHere,
  typed: string,
  now: Date,
): Promise<string | null | Refusal> {
  if (typed.trim() === '-') return null
  const hash = returnHashOf(community, typed)
  const earlier = await earlierWith(db, desk.id, hash, await waveOfPaper(db, desk.id, now))
  return isRefusal(earlier) ? refuse(earlier.because, earlier.status, { before: earlier.because }) : hash
}

/** Every question of a sheet, each with a key or a reading. What nobody had to answer may stay bare. */
function sheetRead(
  sheet: Sheet,
  { language }: Booklet,
  mine: Pass,
  typed: Readonly<Record<string, string | null>>,
  now: Date,
): { answers: Reading; consents: Pass['consents'] } | Refusal {
  const places = sheet.questions.map((on) => ({
    ...on,
    place: keyOf({ question: on.question.id, round: sheet.round }),
    typed: typed[on.question.id] ?? null,
  }))
  const answers: Record<string, Pass['answers'][string]> = { ...mine.answers }
  for (const { place } of places) delete answers[place]
  const fields: Record<string, string> = {}
  // A round with nothing on it is one that nobody wrote.
  const bare = sheet.round > 0 && places.every((one) => !one.typed)
  for (const one of bare ? [] : places) {
    if (!one.typed) {
      if (isOnRoute(sheet, one.question, answers))
        fields[one.question.id] = `${named(one)}: type an answer, or - if it is left empty.`
      continue
    }
    const read = readKeyed(one.question, one.typed, language, now)
    if ('wrong' in read)
      fields[one.question.id] = `${named(one)}: ${read.wrong[0]!.toLowerCase()}${read.wrong.slice(1)}`
    else answers[one.place] = read
  }
  const [first] = Object.values(fields)
  return first ? refuse(first, 422, fields) : { answers, consents: mine.consents }
}

const named = ({ number, question }: OnSheet) => (number ? `Question ${number}` : question.id)

/** Both readings are there: compare them, and store the booklet when they agree. */
async function compared(
  db: ResearchDb,
  doing: Doing,
  desk: DeskHere,
  booklet: Booklet,
  second: Pass,
): Promise<Saved | Refusal> {
  const first = passOf(booklet, 1)!
  const differing = mismatchesIn(sheetsOf(booklet.content, booklet.language), first, second).length
  await db
    .updateTable('booklet')
    .set({ state: 'compared', places: placesCompared(first, second), differing })
    .where('id', '=', booklet.id)
    .execute()
  return { finished: 'twice', differing, came: differing ? 'differs' : await cameOf(db, doing, desk, booklet) }
}

/** What becomes of a booklet when nothing is open any more. Whatever it is, the readings are kept until somebody has read it. */
export type Came = 'stored' | 'double' | 'differs' | { readonly because: string }

export async function cameOf(db: ResearchDb, doing: Doing, desk: DeskHere, { number }: Booklet): Promise<Came> {
  const came = await storeBooklet(db, doing, desk, number)
  return isRefusal(came) ? { because: came.because } : came
}

/** No tick to take part: nothing of it may be kept. It can be taken in hand again when there is one. */
export const setAside = task('studies.set-booklet-aside', {
  title: 'Set a booklet aside that has no tick to take part',
  doors: ['web'],
  who: 'Whoever has the booklet in hand',
  input: z.object(ofABooklet),
  allowed: sitsAtDesk,
  run: (typed, doing) =>
    atDesk<string>(doing, typed.study, async (db, desk) => {
      const booklet = await bookletNumbered(db, desk.id, typed.booklet, 'lock')
      if (isRefusal(booklet)) return booklet
      if (booklet.state !== 'compared' && !passInHand(booklet, desk.me)) return notInHand
      await db.deleteFrom('booklet_keying').where('booklet', '=', booklet.id).execute()
      await db
        .updateTable('booklet')
        .set({ state: 'set aside', places: null, differing: null })
        .where('id', '=', booklet.id)
        .execute()
      return nameOf(booklet.number)
    }),
})

/** A reading that somebody began and cannot finish: it is deleted, and the booklet can be taken in hand again. */
export const startAfresh = task('studies.start-booklet-afresh', {
  title: 'Start a booklet afresh that somebody left half keyed in',
  doors: ['web'],
  who: 'People at the study’s desk',
  input: z.object({ ...ofABooklet, sure: z.literal('yes', { error: 'Tick the box if it should be started afresh.' }) }),
  allowed: sitsAtDesk,
  run: (typed, doing) =>
    atDesk<string>(doing, typed.study, async (db, desk) => {
      const booklet = await bookletNumbered(db, desk.id, typed.booklet, 'lock')
      if (isRefusal(booklet)) return booklet
      const half = booklet.passes.find(({ pass, finished }) => pass < 3 && !finished)
      if (!half || booklet.state !== 'keying') return refuse('Nobody has this booklet half keyed in.', 409)
      await db.deleteFrom('booklet_keying').where('booklet', '=', booklet.id).where('pass', '=', half.pass).execute()
      // Without its first reading it is as if it had not come yet.
      if (half.pass === 1) await db.deleteFrom('booklet').where('id', '=', booklet.id).execute()
      return nameOf(booklet.number)
    }),
})
