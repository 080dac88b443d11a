/** What a volunteer does at the phone desk itself. What is done for the caller are the other tasks, at the phone door. */
import { z } from 'zod'
import { mustBeModerator } from '../../areas/members/rules.ts'
import { idOf, newId } from '../../kit/brand.ts'
import { notFound, type Refusal, refuse } from '../../kit/refuse.ts'
import { type Doing, task } from '../../kit/task.ts'
import { optionalWords, words } from '../../kit/typed-words.ts'
import type { MemberId } from '../../kit/who.ts'
import { callWordsVersion, openingWords, plainScopes, reasonNames, type Scope, scopes } from './rules.ts'
import { endForgotten, type OpenCall, openCallOf } from './store.ts'
import { mayReadOut, noticesFor } from './to-ring.ts'

const staff = 'Moderators and stewards'
export const atTheDesk = (_: unknown, { who }: Doing) => mustBeModerator(who)

/** The volunteer's open call; every step but the first needs one. */
export async function theCall({ db, who, now }: Doing): Promise<OpenCall | Refusal> {
  const call = await openCallOf(db, who.member as MemberId, now)
  return call ?? refuse('You have no call open now. Find the caller first.', 409)
}

export const beginCall = task('phone.begin-call', {
  title: 'Begin a call with a member',
  doors: ['phone'],
  who: staff,
  input: z.object({
    member: idOf<'MemberId'>(),
    way: z.enum(['they rang', 'we rang'], { error: 'Say who rang.' }).default('they rang'),
  }),
  allowed: atTheDesk,
  async run({ member, way }, { db, who, now, about }) {
    const volunteer = who.member as MemberId
    if (member === volunteer) return refuse('This is you. Nobody does things for themselves here.', 422)
    const found = await db
      .selectFrom('member')
      .select('name')
      .where('id', '=', member)
      .where('state', 'in', ['member', 'paused', 'left'])
      // Whose login is gone was erased.
      .where(({ exists, selectFrom }) => exists(selectFrom('login').select('login.id').where('login.id', '=', member)))
      .executeTakeFirst()
    if (!found) return notFound('member')
    await endForgotten(db, now)
    const begun = await db
      .insertInto('call')
      .values({
        id: newId(now.getTime()),
        volunteer,
        member,
        session: who.session,
        way,
        began_at: now,
        ended_by_itself: false,
      } as never)
      .onConflict((clash) => clash.column('volunteer').where('ended_at', 'is', null).doNothing())
      .returning('id')
      .executeTakeFirst()
    if (!begun) return refuse('You have a call open with somebody else. End that one first.', 409)
    about(member)
    return begun.id
  },
})

/** Go on with one's own call in the session that asks: after signing in again, or when it was set aside. */
export const takeUpCall = task('phone.take-up-call', {
  title: 'Take up a call that was set aside',
  doors: ['phone'],
  who: `${staff}, their own call`,
  input: z.object({}),
  allowed: atTheDesk,
  async run(_, doing) {
    const call = await theCall(doing)
    if ('refused' in call) return call
    await doing.db.updateTable('call').set({ session: doing.who.session }).where('id', '=', call.id).execute()
    return call.id
  },
})

export const hearConsent = task('phone.hear-consent', {
  title: 'Make sure who rings, and hear what they say yes to',
  doors: ['phone'],
  who: `${staff}, in their own call`,
  input: z.object({
    scopes: z
      .union([z.array(z.string()), z.string().transform((one) => [one])])
      .default([])
      .pipe(z.array(z.enum(plainScopes, { error: 'Choose from the list.' }))),
  }),
  allowed: atTheDesk,
  async run({ scopes: heard }, doing) {
    const { db, now, about } = doing
    const call = await theCall(doing)
    if ('refused' in call) return call
    if (!call.checked_at) await db.updateTable('call').set({ checked_at: now }).where('id', '=', call.id).execute()
    if (call.member) about(call.member)
    const said = (one: Scope) => (call.checked_at ? scopes[one].ask : `${openingWords} ${scopes[one].label}`)
    if (heard.length > 0)
      await db
        .insertInto('call_consent')
        .values(
          heard.map((scope) => ({ call: call.id, scope, version: callWordsVersion, words: said(scope), at: now })),
        )
        .onConflict((clash) => clash.columns(['call', 'scope']).doNothing())
        .execute()
    return heard
  },
})

const log = {
  reason: z.enum(['', ...reasonNames], { error: 'Choose from the list.' }).default(''),
  words: optionalWords(1000),
  next: optionalWords(300),
}

export const endCall = task('phone.end-call', {
  title: 'End a call and note it',
  doors: ['phone'],
  who: `${staff}, their own call`,
  input: z.object(log),
  allowed: atTheDesk,
  async run({ reason, words: note, next }, doing) {
    const { db, now, about } = doing
    const call = await theCall(doing)
    if ('refused' in call) return call
    if (call.member) about(call.member)
    await db
      .updateTable('call')
      .set({ ended_at: now, session: null, reason: reason || null, words: note, next_step: next })
      .where('id', '=', call.id)
      .execute()
    return call
  },
})

/** Note a call in which no member was found or none was needed. */
export const logCall = task('phone.log-call', {
  title: 'Note a call without a member',
  doors: ['phone'],
  who: staff,
  input: z.object({
    ...log,
    way: z.enum(['they rang', 'we rang'], { error: 'Say who rang.' }),
    minutes: z.coerce
      .number({ error: 'Type a number of minutes.' })
      .int('Type whole minutes.')
      .min(0, 'Type a number of minutes.')
      .max(240, 'That is a very long call. Type at most 240.'),
    words: words(1000, 'Say in a few words what the call was.'),
  }),
  allowed: atTheDesk,
  async run({ reason, words: note, next, way, minutes }, { db, who, now }) {
    const id = newId(now.getTime())
    await db
      .insertInto('call')
      .values({
        id,
        volunteer: who.member!,
        member: null,
        session: null,
        way,
        began_at: new Date(now.getTime() - minutes * 60_000),
        checked_at: null,
        ended_at: now,
        ended_by_itself: false,
        reason: reason || null,
        words: note,
        next_step: next,
        next_done_at: null,
        next_done_by: null,
      })
      .execute()
    return id
  },
})

/** What was promised on a call is done. */
export const keepPromise = task('phone.keep-promise', {
  title: 'Say that what was promised on a call is done',
  doors: ['phone', 'web'],
  who: staff,
  input: z.object({ call: idOf<'CallId'>() }),
  allowed: atTheDesk,
  async run({ call }, { db, who, now, about }) {
    const done = await db
      .updateTable('call')
      .set({ next_done_at: now, next_done_by: who.member })
      .where('id', '=', call)
      .where('next_step', 'is not', null)
      .where('next_done_at', 'is', null)
      .returning('id')
      .executeTakeFirst()
    if (!done) return refuse('This is done already.', 409)
    about(call)
    return call
  },
})

/** A notice that waited for a call was read out to whom it is for. */
export const tellNotice = task('phone.tell-notice', {
  title: 'Say that a notice was read out',
  doors: ['phone'],
  who: `${staff}, in a call with whom it is for`,
  input: z.object({ notice: idOf<'NoticeId'>() }),
  allowed: atTheDesk,
  async run({ notice }, doing) {
    const { db, now, about } = doing
    const call = await theCall(doing)
    if ('refused' in call) return call
    if (!call.member || !call.checked_at) return refuse('Make sure who it is first.', 409)
    const asked = (await noticesFor(db, call.member)).find(({ id }) => id === notice)
    if (!asked || !mayReadOut(asked, call.scopes, doing.who.member)) return notFound('notice')
    const told = await db
      .updateTable('notice')
      .set({ told_at: now })
      .where('id', '=', notice)
      .where('member', '=', call.member)
      .where('door', '=', 'phone')
      .where('told_at', 'is', null)
      .returning('title')
      .executeTakeFirst()
    if (!told) return notFound('notice')
    about(call.member)
    return told.title
  },
})
