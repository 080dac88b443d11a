/** Asking to be in touch, answering, taking it back, and ending it quietly. Both say yes before anything passes. */
import { sql } from 'kysely'
import { z } from 'zod'
import { idOf, newId } from '../../kit/brand.ts'
import type { Db, Tx } from '../../kit/database.ts'
import { type Allowed, isRefusal, notFound, type Refusal, refuse, yes } from '../../kit/refuse.ts'
import { type Doing, task } from '../../kit/task.ts'
import { optionalWords } from '../../kit/typed-words.ts'
import { isHelper, isModerator, type MemberId } from '../../kit/who.ts'
import { hasBlocked } from '../care/blocking.ts'
import { mayBeAsked } from './matching/glad-to-talk.ts'
import { insertMessage, MessageWords } from './messages.ts'
import { shareNow } from './sharing.ts'
import { isTheirs, mayBeInTies, TieIdInput, theirs } from './theirs.ts'
import { forgetAsked, forgetShared, sayAsked, sayInTouch } from './tie-mail.ts'
import { askingComesTo, meansNames, postsOfNewcomer, shareableNames, standsOutside, whyNotAskNow } from './tie-rules.ts'
import { beginTie, pairOf, type TieId, tieBetween } from './tie-store.ts'
import { haveMet } from './where-met.ts'

/** One of a list, some of it, or nothing chosen. */
const some = <Value extends z.ZodType>(value: Value) =>
  z.preprocess((typed) => (typed === undefined || typed === '' ? [] : [typed].flat()), z.array(value).max(5))
const MeansInput = some(z.enum(meansNames, { error: 'Choose from the list.' })).refine(
  (chosen) => chosen.length > 0,
  'Choose at least one way.',
)
const SharesInput = some(z.enum(shareableNames, { error: 'Choose from the list.' }))
/** A box to tick on a reply slip. */
const Ticked = z.enum(['yes', 'no']).optional()
export const offerFrom = ['conversation', 'gathering', 'desk', 'glad to talk'] as const

const notNow = 'This person cannot be asked now. You can still write to them in a circle.'

const personAsked = (db: Db | Tx, id: MemberId) =>
  db.selectFrom('member').select(['id', 'name', 'role', 'state']).where('id', '=', id).executeTakeFirst()

interface Wish {
  readonly to: MemberId
  readonly from: (typeof offerFrom)[number]
  readonly id?: string | undefined
}

/** May this person ask that one? What was between the two, and what waits, can always be taken up. */
export async function mayOffer(
  { to, from, id = undefined }: Wish,
  doing: Pick<Doing, 'who' | 'by' | 'now'> & { readonly db: Db | Tx },
): Promise<Allowed> {
  const { db, who, by } = doing
  const may = mayBeInTies(who)
  if (may !== yes) return may
  if (to === who.member) return refuse('This is you.', 422)
  const other = await personAsked(db, to)
  if (!other) return notFound('person')
  const tie = (await tieBetween(db, who.member!, to)) ?? null
  const known = tie !== null && (tie.agreed_at !== null || tie.state !== 'ended')
  const met = from === 'desk' ? by !== who && isModerator(by) : await haveMet(db, { from, id: id ?? null }, who, to)
  if (!known && !met) return notFound('person')
  if (await hasBlocked(db, who.member!, to))
    return refuse('You have blocked this person. End that first, on your own page.', 409)
  const gone = other.state === 'left' || other.state === 'to be'
  if (gone || standsOutside({ roleHeld: other.role })) return refuse(notNow, 409)
  const comesTo = askingComesTo(tie, who.member!, to, false)
  if (comesTo !== 'ask' && comesTo !== 'ask in silence') return yes
  if (!(await mayBeAsked(db, to))) return refuse(notNow, 409)
  const why = whyNotAskNow(await askedBefore(doing))
  return why ? refuse(why, 429) : yes
}

/** How many somebody has asked, as far as they can tell themselves. */
async function askedBefore({ db, who, now }: Pick<Doing, 'who' | 'now'> & { readonly db: Db | Tx }) {
  const aDayAgo = new Date(now.getTime() - 24 * 60 * 60 * 1000)
  const { rows } = await sql<{ waiting: number; today: number; shown: number }>`
    select (count(*) filter (where state in ('offered', 'declined')))::int as waiting,
      (count(*) filter (where offered_at > ${aDayAgo}))::int as today,
      (
        select count(*)::int
        from (select from post where author = ${who.member}::uuid and state = 'shown' limit ${postsOfNewcomer}) few
      ) as shown
    from tie
    where offered_by = ${who.member}::uuid`.execute(db)
  const { waiting, today, shown } = rows[0]!
  return { waiting, today, newcomer: shown < postsOfNewcomer && !isHelper(who) }
}

/** What came of asking. */
export interface Offered {
  readonly tie: TieId
  readonly state: 'asked' | 'open'
}

/** Ask somebody to be in touch. When they had asked already, or ask at the same moment, the two are in touch. */
export const offer = task('ties.offer', {
  title: 'Ask somebody to be in touch: by phone, in person, by letter or message',
  doors: ['web', 'phone', 'letter'],
  who: 'Members, those whom they met here; not clinicians or researchers',
  input: z.object({
    to: idOf<'MemberId'>(),
    from: z.enum(offerFrom, { error: 'We could not find where you met.' }),
    id: idOf<string>().optional(),
    means: MeansInput,
    words: optionalWords(500),
    /** what the other may have, from the moment they say yes */
    shares: SharesInput,
  }),
  async allowed(input, doing) {
    // Of two that are sent at once, the second counts the first.
    await sql`select from member where id = ${doing.who.member}::uuid for no key update`.execute(doing.db)
    return mayOffer(input, doing)
  },
  async run({ to, from, id, means, words, shares }, doing): Promise<Offered | Refusal> {
    const { db, who, now } = doing
    const me = who.member!
    const before = await pairBehindLock(doing, to, { from, id })
    const tie = before.id as TieId
    doing.about(tie)
    const comesTo = askingComesTo(before, me, to, await hasBlocked(db, to, me))
    if (comesTo === 'is open') return { tie, state: 'open' }
    if (comesTo === 'waits already') return { tie, state: 'asked' }
    for (const what of shares) await shareNow(doing, tie, what)
    if (comesTo === 'agree') {
      await open(doing, tie, to)
      return { tie, state: 'open' }
    }
    const silent = comesTo === 'ask in silence'
    await db
      .updateTable('tie')
      .set({
        state: silent ? 'declined' : 'offered',
        offered_by: me,
        offered_at: now,
        means,
        words,
        declined_by: silent ? to : null,
      })
      .where('id', '=', tie)
      .execute()
    // What was taken back a moment ago and is offered again is not told twice.
    const again = !before.agreed_at && before.offered_by === me && now.getTime() - before.offered_at.getTime() < aMonth
    if (!silent && !again) await sayAsked(doing, { tie, to, means, words })
    return { tie, state: 'asked' }
  },
})

const aMonth = 30 * 24 * 60 * 60 * 1000

/** What there is between the two, made when there was nothing. Of two who ask at once, the second waits for the first. */
async function pairBehindLock({ db, who, now }: Doing, to: MemberId, { from, id }: Omit<Wish, 'to'>) {
  const pair = pairOf(who.member!, to)
  await db
    .insertInto('tie')
    .values({
      id: newId(now.getTime()),
      ...pair,
      came_from: from,
      came_from_id: from === 'conversation' || from === 'gathering' ? (id ?? null) : null,
      state: 'ended',
      offered_by: null,
      offered_at: now,
      agreed_at: null,
      ended_at: null,
      words: null,
      declined_by: null,
    })
    .onConflict((clash) => clash.columns(['one', 'other']).doNothing())
    .execute()
  return db
    .selectFrom('tie')
    .selectAll()
    .where('one', '=', pair.one)
    .where('other', '=', pair.other)
    .forUpdate()
    .executeTakeFirstOrThrow()
}

/** Both have said yes. Whoever is reached on paper or by phone hears what they may have now. */
async function open(doing: Doing, tie: TieId, other: MemberId) {
  const { db, who, via, now } = doing
  await beginTie(db, who.member!, other, { from: 'desk', id: null }, now)
  await sayInTouch(doing, { tie, to: other, about: who.member! })
  if (via === 'letter' || via === 'phone') await sayInTouch(doing, { tie, to: who.member!, about: other })
}

/** Answer somebody who asked. A no is quiet: to the one who asked it looks as if nobody had answered. */
export const answer = task('ties.answer', {
  title: 'Say yes or no to somebody who asks to be in touch',
  doors: ['web', 'phone', 'letter'],
  who: 'Whoever was asked',
  input: z.object({
    tie: TieIdInput,
    answer: z.enum(['yes', 'no'], { error: 'Choose yes or no.' }),
    shares: SharesInput,
    // On a reply slip each thing has a box of its own.
    sharePhone: Ticked,
    shareAddress: Ticked,
    words: MessageWords.optional().or(z.literal('')),
  }),
  async allowed(input, doing) {
    const may = mayBeInTies(doing.who)
    return may === yes ? isTheirs(input, doing) : may
  },
  async run(
    { tie: id, answer: said, shares, sharePhone, shareAddress, words },
    doing,
  ): Promise<'yes' | 'no' | Refusal> {
    const { db, who } = doing
    const tie = await theirs(id, doing)
    if (isRefusal(tie)) return tie
    if (tie.standing === 'open' && said === 'yes') return said
    if (tie.standing !== 'asks me' && tie.standing !== 'said no')
      return refuse('There is nothing to answer here any more.', 409)
    if (said === 'no') {
      await db.updateTable('tie').set({ state: 'declined', declined_by: who.member! }).where('id', '=', id).execute()
      return said
    }
    if (tie.away) return refuse(`${tie.name} is not here now. Your yes can wait until they are back.`, 409)
    const chosen = new Set(shares)
    if (sharePhone === 'yes') chosen.add('phone')
    if (shareAddress === 'yes') chosen.add('address')
    for (const what of chosen) await shareNow(doing, id, what)
    await open(doing, id, tie.other)
    if (words) await insertMessage(doing, { tie: id, to: tie.other, words })
    return said
  },
})

/** Take back what one asked, before it is answered. The other is told nothing. */
export const takeBack = task('ties.take-back', {
  title: 'Take back that I asked somebody to be in touch',
  doors: ['web', 'phone', 'letter'],
  who: 'Whoever asked',
  input: z.object({ tie: TieIdInput }),
  allowed: isTheirs,
  async run({ tie: id }, doing): Promise<TieId | Refusal> {
    const tie = await theirs(id, doing)
    if (isRefusal(tie)) return tie
    if (tie.standing !== 'asked') return refuse('There is nothing to take back here any more.', 409)
    await putToRest(doing, [tie.id])
    return tie.id
  },
})

/** End it quietly: sharing ends, messages stop, the other is told nothing. Both together can take it up again. */
export const end = task('ties.end', {
  title: 'End being in touch with somebody, quietly',
  doors: ['web', 'phone', 'letter'],
  who: 'Either of the two',
  input: z.object({ tie: TieIdInput }),
  allowed: isTheirs,
  async run({ tie: id }, doing): Promise<TieId | Refusal> {
    const tie = await theirs(id, doing)
    if (isRefusal(tie)) return tie
    if (tie.standing === 'at rest') return tie.id
    if (tie.standing !== 'open') return refuse('You two are not in touch, so there is nothing to end.', 409)
    await putToRest(doing, [tie.id])
    return tie.id
  },
})

/** Nothing passes between the two any more, and what was offered is offered no longer. Nobody is told. */
export async function putToRest({ db, now }: Pick<Doing, 'db' | 'now'>, ties: readonly string[]) {
  if (ties.length === 0) return
  await db
    .updateTable('tie')
    .set({ state: 'ended', ended_at: now, words: null, means: [] })
    .where('id', 'in', [...ties])
    .execute()
  await db
    .deleteFrom('tie_share')
    .where('tie', 'in', [...ties])
    .execute()
  for (const tie of ties) {
    await forgetShared(db, tie as TieId, null)
    await forgetAsked(db, tie as TieId)
  }
}
