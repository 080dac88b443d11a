/** Taking a booklet in hand: which letter it came with, whose turn it is, and when nothing of it may be keyed in. */
import { sql } from 'kysely'
import { z } from 'zod'
import { newId } from '../../../kit/brand.ts'
import { dayOf } from '../../../kit/fuzzy-day.ts'
import { isRefusal, type Refusal, refuse } from '../../../kit/refuse.ts'
import { type Doing, task } from '../../../kit/task.ts'
import { returnHashOf } from '../codes.ts'
import { studyStanding } from '../standing.ts'
import type { ResearchDb } from '../wall.ts'
import { type Booklet, bookletNumbered, nameOf, numberIn, passInHand, passOf } from './booklets.ts'
import { sheetsOf, sheetsToKey } from './sheets.ts'
import { atDesk, type DeskHere, sitsAtDesk } from './sitting.ts'

/** A code as it is typed, or as a scanner reads it from the square on the booklet, with its address before it. */
export const codeIn = (typed: string) => typed.trim().replace(/^.*\//s, '')

/** Versions of the questionnaire that may be printed on a booklet, the one in use first. */
export const versionsOf = async (db: ResearchDb, study: string) =>
  db
    .selectFrom('questionnaire')
    .select(['id', 'version', 'content'])
    .where('study', '=', study)
    .where('state', '<>', 'draft')
    .orderBy(sql`state = 'open'`, 'desc')
    .orderBy('version', 'desc')
    .execute()

interface CodeHere {
  readonly id: string
  readonly arm: 'letters' | 'places' | 'members'
  readonly number: number
  readonly state: string
  readonly posted_at: Date | null
  /** somebody has answered to the end with this code */
  readonly answered: boolean
}

/** By the code on the booklet; by the number of its letter only where the booklet was in somebody's hand before. */
async function codeOn(db: ResearchDb, community: Doing['community'], study: string, typed: string) {
  const number = numberIn(typed)
  const { rows } = await sql<CodeHere>`
    select id, arm, number, state, posted_at,
      exists (select from participant where code = study_code.id and completed_at is not null) as answered
    from study_code
    where study = ${study} and ${
      number === null
        ? sql`hash = ${returnHashOf(community, codeIn(typed))}`
        : sql`arm = 'letters' and number = ${number} and exists (select from booklet where code = study_code.id)`
    }
    for update`.execute(db)
  if (rows[0]) return rows[0]
  const because =
    number === null
      ? 'We do not know this code. Please look at the booklet, and type it again.'
      : `${nameOf(number)} has not been keyed in yet. Type the code that is printed on it.`
  return refuse(because, 404, { code: because })
}

const noDouble = (name: string) =>
  `Somebody has answered with the code of ${name} already. What was finished first counts, so nothing of this booklet is keyed in. Write “double” on it and keep it with the others. It is noted.`

/** What came of taking a booklet in hand: the sheet to go on with, or why nothing of it is keyed in. */
export type InHand =
  | { readonly booklet: string; readonly sheet: string; readonly pass: 1 | 2 }
  | { readonly booklet: string; readonly double: string }
  | { readonly booklet: string; readonly differs: true }

export const beginBooklet = task('studies.take-booklet', {
  title: 'Take a booklet in hand to key it in',
  doors: ['web'],
  who: 'People at the study’s desk',
  input: z.object({
    study: z.string().max(80),
    code: z
      .string({ error: 'Type the code on the booklet.' })
      .trim()
      .min(1, 'Type the code on the booklet.')
      .max(300, 'This is too long for a code.'),
    questionnaire: z.uuid().optional(),
    language: z.string().max(3).optional(),
  }),
  allowed: sitsAtDesk,
  run: (typed, doing) =>
    atDesk<InHand>(doing, typed.study, async (db, desk) => {
      const code = await codeOn(db, doing.community, desk.id, typed.code)
      if (isRefusal(code)) return code
      if (code.arm !== 'letters')
        return refuse(
          'This code belongs to a place, not to one person. They could not take their answers back with it. So only booklets with a code of their own are keyed in.',
          409,
        )
      if (code.state === 'withdrawn')
        return refuse('Whoever got this letter has taken part back. Key nothing in. Shred the booklet.', 410)
      const name = nameOf(code.number)
      const known = await bookletNumbered(db, desk.id, name)
      if (isRefusal(known)) return firstReading(db, desk, code, typed, doing.now)
      if (known.state === 'double') return { booklet: name, double: noDouble(name) }
      if (known.state === 'set aside') return againAfterAll(db, known, desk, code, doing.now)
      return nextTurn(db, known, desk, doing.now)
    }),
})

async function firstReading(
  db: ResearchDb,
  desk: DeskHere,
  code: CodeHere,
  typed: { questionnaire?: string | undefined; language?: string | undefined },
  now: Date,
): Promise<InHand | Refusal> {
  if (desk.state === 'draft') return refuse('This study has not begun yet.', 409)
  const standing = await studyStanding(db, desk.slug, dayOf(now))
  if (isRefusal(standing)) return standing
  if (standing.withdraw_until && standing.withdraw_until < dayOf(now))
    return refuse('Nothing more is keyed in: the last day to take answers back is over.', 410)
  const versions = await versionsOf(db, desk.id)
  const version = versions.find(({ id }) => id === typed.questionnaire) ?? versions[0]
  if (!version || !standing.sheet) return refuse('This study has no booklet yet.', 409)
  const { languages } = version.content
  const id = newId()
  await db
    .insertInto('booklet')
    .values({
      id,
      study: desk.id,
      code: code.id,
      questionnaire: version.id,
      language: languages.find((one) => one === typed.language) ?? languages[0]!,
      sheet: (await sheetPosted(db, desk.id, code.posted_at)) ?? standing.sheet.version,
      state: code.answered ? 'double' : 'keying',
      made_at: now,
    })
    .execute()
  const name = nameOf(code.number)
  return code.answered ? { booklet: name, double: noDouble(name) } : begins(db, id, name, 1, desk.me, now)
}

/** The information sheet that went out with a letter. */
async function sheetPosted(db: ResearchDb, study: string, posted: Date | null): Promise<number | null> {
  if (!posted) return null
  const found = await db
    .selectFrom('study_sheet')
    .select('version')
    .where('study', '=', study)
    .where('made_at', '<=', posted)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst()
  return found?.version ?? null
}

async function begins(db: ResearchDb, booklet: string, name: string, pass: 1 | 2, me: string, now: Date) {
  await db
    .insertInto('booklet_keying')
    .values({ booklet, pass, keyed_by: me, began_at: now, finished_at: null })
    .execute()
  return { booklet: name, sheet: 'front-page', pass } as const
}

/** It was set aside, and now there is a tick after all. */
async function againAfterAll(db: ResearchDb, { id, number }: Booklet, desk: DeskHere, code: CodeHere, now: Date) {
  const name = nameOf(number)
  await db
    .updateTable('booklet')
    .set({ state: code.answered ? 'double' : 'keying' })
    .where('id', '=', id)
    .execute()
  return code.answered ? { booklet: name, double: noDouble(name) } : begins(db, id, name, 1, desk.me, now)
}

/** Whose turn it is with a booklet that is known. */
async function nextTurn(db: ResearchDb, booklet: Booklet, { me }: DeskHere, now: Date): Promise<InHand | Refusal> {
  const name = nameOf(booklet.number)
  if (booklet.state === 'stored') return refuse(`${name} is keyed in twice and stored. Nothing is left to do.`, 409)
  if (booklet.state === 'compared') return { booklet: name, differs: true }
  const mine = passInHand(booklet, me)
  if (mine) {
    const sheets = sheetsOf(booklet.content, booklet.language)
    const next = sheetsToKey(sheets, mine.answers, mine.sheets).find((one) => !mine.sheets.includes(one.name))
    return { booklet: name, sheet: (next ?? sheets[0]!).name, pass: mine.pass as 1 | 2 }
  }
  const [first, second] = [passOf(booklet, 1), passOf(booklet, 2)]
  if (first && !first.finished)
    return refuse(
      `Somebody else is keying ${name} in. It is theirs until they finish, or start it afresh for them.`,
      409,
    )
  if (first?.keyed_by === me)
    return refuse(
      `You keyed ${name} in the first time. Another person must do it the second time: two pairs of eyes find what one would miss twice.`,
      409,
    )
  if (second) return refuse(`Somebody else is keying ${name} in the second time.`, 409)
  return begins(db, booklet.id, name, 2, me, now)
}
