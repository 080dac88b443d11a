/** Slips that come back: keyed in at the desk, they become the member's own posts, answers and choices. */
import { sql } from 'kysely'
import { z } from 'zod'
import { mustBeModerator } from '../../areas/members/rules.ts'
import { idOf, newId } from '../../kit/brand.ts'
import type { Tx } from '../../kit/database.ts'
import { isRefusal, notFound, type Refusal, refuse } from '../../kit/refuse.ts'
import { type Doing, performWithin, task } from '../../kit/task.ts'
import { optionalWords, words } from '../../kit/typed-words.ts'
import type { MemberId, Who } from '../../kit/who.ts'
import { readSlipCode } from './codes.ts'
import { becomes } from './general-slips.ts'
import { type PaperId, type Said, type SlipRow, slipByCode } from './slip-store.ts'

const Code = z.string({ error: 'Type the code.' }).max(200)
/** What was written, by field. Each task says by itself how much it takes. */
const SaidInput = z
  .record(z.string().max(40), words(30_000, '', 0))
  .refine((said) => Object.keys(said).length <= 12, 'This is not the form of this slip.')

const staff = 'Moderators and stewards'
const noSuchSlip = () => refuse('There is no slip with this code. Please look at the letters again.', 404)

async function slipFor(db: Tx, typed: string): Promise<SlipRow | Refusal> {
  const code = readSlipCode(typed)
  return (code && (await slipByCode(db, code, true))) || noSuchSlip()
}

/** What came of a slip: it was done, or a person has to do it, and why. */
export interface Keyed {
  readonly state: 'done' | 'kept'
  readonly because: string | null
}

/**
 * Key in a slip. What it asks for is done as the member it was printed for, in the same transaction. Keyed in twice it is
 * done once, unless somebody says that it came a second time. What cannot be done is kept for a person, with the words.
 */
export const keyInSlip = task('letters.key-in-slip', {
  title: 'Key in a slip that came back',
  doors: ['web'],
  who: staff,
  input: z.object({ code: Code, said: SaidInput, again: z.literal('yes').optional() }),
  allowed: (_, { who }) => mustBeModerator(who),
  async run({ code, said, again }, doing): Promise<Keyed | Refusal> {
    const { db, about } = doing
    const slip = await slipFor(db, code)
    if (isRefusal(slip)) return slip
    about(slip.id)
    if (slip.state !== 'open' && again !== 'yes')
      return slip.state === 'kept' ? { state: 'kept', because: slip.because } : { state: 'done', because: slip.because }
    const nothing = Object.values(said).every((one) => one === '')
    if (nothing)
      return refuse('Type or tick what is on the slip.', 422, {
        [slip.answer.asks[0]?.field ?? 'form']: 'Type or tick what is on the slip.',
      })
    const what = becomes(slip.answer, said)
    if (slip.member_state === 'left' && what?.task.name !== 'members.return')
      return keep(doing, slip, said, 'You had left when it came.')
    if (!what) return keep(doing, slip, said, null)
    return done(doing, slip, said, what)
  },
})

async function done(
  doing: Doing,
  slip: SlipRow,
  said: Said,
  { task: what, input }: NonNullable<ReturnType<typeof becomes>>,
): Promise<Keyed | Refusal> {
  const { db, community, who: volunteer, now } = doing
  let subject: string | null = null
  const about = (id: string) => {
    subject = id
  }
  const outcome = await performWithin(db, what, input, {
    community,
    who: memberOf(slip),
    by: volunteer,
    via: 'letter',
    now,
    about,
  })
  if (isRefusal(outcome)) {
    const asked = slip.answer.asks.map(({ field }) => field)
    // Something was typed in a way that cannot be: that is put right here and now.
    if (Object.keys(outcome.fields).some((field) => asked.includes(field))) return outcome
    return keep(doing, slip, said, outcome.because)
  }
  await db
    .updateTable('slip')
    .set({ state: 'done', ...keyedBy(doing), said: null, because: null, subject, confirmed_at: null })
    .where('id', '=', slip.id)
    .execute()
  // A ticked box was done; words beside it are for a person.
  if (!slip.answer.task && said.words)
    await insertPaper(doing, { words: said.words, seems_from: `${slip.name}, on slip ${slip.code}` })
  return { state: 'done', because: null }
}

/** Keep a slip for a person, with the words that were on it. */
async function keep(doing: Doing, slip: SlipRow, said: Said, because: string | null): Promise<Keyed> {
  await doing.db
    .updateTable('slip')
    .set({
      state: 'kept',
      ...keyedBy(doing),
      said: JSON.stringify(said) as never,
      because,
      confirmed_at: null,
    })
    .where('id', '=', slip.id)
    .execute()
  return { state: 'kept', because }
}

const keyedBy = ({ who, now }: Doing) => ({ keyed_at: now, keyed_by: who.member })

/** The member a slip was printed for. A slip lets nobody do what takes a role. */
const memberOf = ({ member, name }: SlipRow): Who => ({
  member,
  name,
  role: 'member',
  roleHeld: 'member',
  session: null,
})

/** Keep a slip for somebody else to look at, such as one that is hard to read. */
export const keepSlip = task('letters.keep-slip', {
  title: 'Keep a slip for a person to look at',
  doors: ['web'],
  who: staff,
  input: z.object({
    code: Code,
    said: SaidInput.default({}),
    note: words(4000, 'Say what is on the slip, and what is not clear.'),
  }),
  allowed: (_, { who }) => mustBeModerator(who),
  async run({ code, said, note }, doing): Promise<Keyed | Refusal> {
    const slip = await slipFor(doing.db, code)
    if (isRefusal(slip)) return slip
    doing.about(slip.id)
    return keep(doing, slip, { ...said, note }, null)
  },
})

/** Say what was done about a slip that was kept; the member reads it in their next letter. */
export const closeSlip = task('letters.close-slip', {
  title: 'Say what was done about a slip that was kept',
  doors: ['web'],
  who: staff,
  input: z.object({ slip: idOf<'SlipId'>(), done: words(600, 'Say what was done. It goes into their next letter.') }),
  allowed: (_, { who }) => mustBeModerator(who),
  async run({ slip: id, done: what }, { db, about }): Promise<MemberId | Refusal> {
    const closed = await db
      .updateTable('slip')
      .set({ state: 'closed', because: what, said: null, confirmed_at: null })
      .where('id', '=', id)
      .where('state', '=', 'kept')
      .returning('member')
      .executeTakeFirst()
    if (!closed) return notFound('slip')
    about(id)
    return closed.member as MemberId
  },
})

/** Paper without a code that can be read, or without a name: its words wait for a person. */
export const keepPaper = task('letters.keep-paper', {
  title: 'Keep a letter that has no code for a person to look at',
  doors: ['web'],
  who: staff,
  input: z.object({ words: words(20_000, 'Type what the letter says.'), seems_from: optionalWords(200) }),
  allowed: (_, { who }) => mustBeModerator(who),
  run: (paper, doing): Promise<PaperId> => insertPaper(doing, paper),
})

async function insertPaper(
  { db, who, now, about }: Doing,
  paper: { words: string; seems_from: string | null },
): Promise<PaperId> {
  const id = newId<'PaperId'>(now.getTime())
  await db
    .insertInto('paper')
    .values({ id, ...paper, kept_by: who.member!, kept_at: now, closed_at: null, closed_by: null, done: null })
    .execute()
  about(id)
  return id
}

/** Say what was done about a letter without a code; its words then go. */
export const closePaper = task('letters.close-paper', {
  title: 'Say what was done about a letter without a code',
  doors: ['web'],
  who: staff,
  input: z.object({ paper: idOf<'PaperId'>(), done: words(600, 'Say what was done.') }),
  allowed: (_, { who }) => mustBeModerator(who),
  async run({ paper: id, done: what }, { db, who, now, about }): Promise<PaperId | Refusal> {
    const { rows } = await sql`
      update paper
      set closed_at = ${now}, closed_by = ${who.member}, done = ${what}, words = '', seems_from = null
      where id = ${id} and closed_at is null
      returning id`.execute(db)
    if (rows.length === 0) return notFound('letter')
    about(id)
    return id
  },
})
