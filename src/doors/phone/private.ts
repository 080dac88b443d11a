/**
 * What is private is opened on a call only when the caller confirms it with a code that they have: from their list on
 * paper, or just mailed to them. A volunteer's tick alone opens none of it (docs/decisions/0262).
 */
import { randomInt } from 'node:crypto'
import { sql } from 'kysely'
import { z } from 'zod'
import { addressOf } from '../../areas/members/tasks.ts'
import { timeWords } from '../../kit/day.ts'
import { isSame, signFor } from '../../kit/link-token.ts'
import { post } from '../../kit/outbox.ts'
import { type Refusal, refuse } from '../../kit/refuse.ts'
import { type Doing, task } from '../../kit/task.ts'
import type { MemberId } from '../../kit/who.ts'
import { usePhoneCode } from './phone-codes.ts'
import { callWordsVersion, privateScopes, type Scope, scopes } from './rules.ts'
import type { ConfirmedBy, OpenCall } from './store.ts'
import { atTheDesk, theCall } from './tasks.ts'
import { tellAtOnce } from './telling-at-once.ts'

declare module '../../kit/database.ts' {
  interface Tables {
    call_code: { call: string; scope: Scope; hash: string; made_at: Date }
  }
}

/** Wrong codes a day for one member, in all calls together: a code has a hundred million values, a mailed one a million. */
export const mostWrong = 5
/** Minutes for which a mailed code works. */
const minutes = 30

const staff = 'Moderators and stewards, in their own call'
const scope = z.enum(privateScopes as [Scope, ...Scope[]], { error: 'Choose from the list.' })

type CheckedCall = OpenCall & { member: MemberId }

async function checkedCall(doing: Doing): Promise<CheckedCall | Refusal> {
  const call = await theCall(doing)
  if ('refused' in call) return call
  return call.member && call.checked_at ? { ...call, member: call.member } : refuse('Make sure who it is first.', 409)
}

const opened = (one: Scope) => (scopes[one] as { opens?: string }).opens ?? scopes[one].label
const roleOf = ({ who }: Doing) => `${who.name} (${who.role})`

const hashOf = ({ community }: Doing, call: string, one: Scope, code: string) =>
  signFor(community, 'code for a call', `${call} ${one} ${code}`)

/** Mail the caller a code for one private kind; the mail says what it opens, and who asks. */
export const mailCode = task('phone.mail-code', {
  title: 'Mail a caller a code, so that they can confirm a yes',
  doors: ['phone'],
  who: staff,
  input: z.object({ scope }),
  allowed: atTheDesk,
  async run({ scope: one }, doing): Promise<Scope | Refusal> {
    const { db, community, now, about } = doing
    const call = await checkedCall(doing)
    if ('refused' in call) return call
    const to = await addressOf(db, call.member)
    if (!to) return refuse('We have no email address of theirs. Ask for a code from their list.', 409)
    about(call.member)
    const code = String(randomInt(1_000_000)).padStart(6, '0')
    const row = { hash: hashOf(doing, call.id, one, code), made_at: now }
    await db
      .insertInto('call_code')
      .values({ call: call.id, scope: one, ...row })
      .onConflict((clash) => clash.columns(['call', 'scope']).doUpdateSet(row))
      .execute()
    await post(db, {
      to,
      member: call.member,
      kind: 'sign-in',
      subject: `Your code for the phone is ${code}`,
      plain: `Hello,

${roleOf(doing)} is on the phone, and asks to open ${opened(one)} for you.

If you are on the phone with them and want that, read this code out:

${code}

It works in this call alone, once, for ${minutes} minutes.

Are you not on the phone? Then tell the code to nobody, and tell us now. You need not sign in:

${community.url}/complaints/new

${community.name}
`,
    })
    return one
  },
})

/** How a code confirms: from the caller's list, or the one that was mailed for this. Null when it does not. */
async function confirms(doing: Doing, call: CheckedCall, one: Scope, typed: string): Promise<ConfirmedBy | null> {
  const { db, now } = doing
  const bare = typed.replace(/\D/g, '')
  if (bare.length === 8) return (await usePhoneCode(doing, call.member, bare)) ? 'list' : null
  const mailed = await db
    .selectFrom('call_code')
    .select(['hash', 'made_at'])
    .where('call', '=', call.id)
    .where('scope', '=', one)
    .executeTakeFirst()
  if (!mailed || now.getTime() - mailed.made_at.getTime() > minutes * 60_000) return null
  if (!isSame(mailed.hash, hashOf(doing, call.id, one, bare))) return null
  await db.deleteFrom('call_code').where('call', '=', call.id).where('scope', '=', one).execute()
  return 'email'
}

async function wrongToday({ db, now }: Doing, member: MemberId): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select coalesce(sum(wrong_codes), 0)::int as n
    from call
    where member = ${member} and began_at > ${now}::timestamptz - interval '1 day'`.execute(db)
  return rows[0]!.n
}

const tooMany =
  'Too many wrong codes were typed for this member. Nothing private can be opened by phone until tomorrow.'

/**
 * Open one private kind for the caller.
 *
 * @returns 'opened'; or 'wrong', which is an outcome and no refusal, so that the try is counted
 */
export const openPrivate = task('phone.open-private', {
  title: 'Open something private for a caller, with their code',
  doors: ['phone'],
  who: staff,
  input: z.object({
    scope,
    code: z.string({ error: 'Type the code.' }).trim().min(1, 'Type the code.').max(40, 'This is no code of ours.'),
  }),
  allowed: atTheDesk,
  async run({ scope: one, code }, doing): Promise<'opened' | 'wrong' | Refusal> {
    const { db, now, about } = doing
    const call = await checkedCall(doing)
    if ('refused' in call) return call
    // Tries at one member's codes take turns, so that none goes uncounted.
    await sql`select pg_advisory_xact_lock(hashtext(${`phone codes ${call.member}`}))`.execute(db)
    const before = await wrongToday(doing, call.member)
    if (before >= mostWrong) return refuse(tooMany, 429)
    about(call.member)
    const confirmed_by = await confirms(doing, call, one, code)
    if (!confirmed_by) {
      await sql`update call set wrong_codes = wrong_codes + 1 where id = ${call.id}`.execute(db)
      if (before + 1 === mostWrong) await tellAtOnce(doing, call.member, tooManyWords(doing))
      return 'wrong'
    }
    await db
      .insertInto('call_consent')
      .values({ call: call.id, scope: one, version: callWordsVersion, words: scopes[one].ask, at: now, confirmed_by })
      .onConflict((clash) => clash.columns(['call', 'scope']).doNothing())
      .execute()
    await tellAtOnce(doing, call.member, {
      subject: 'Something private was opened for you',
      words: `On ${timeWords(now)}, ${roleOf(doing)} opened this for you on a call: ${opened(one)}. You gave a code ${confirmed_by === 'list' ? 'from your list' : 'that we had mailed to you'}. All that was done is on your page, under “What was done for me by phone or letter”.`,
    })
    return 'opened'
  },
})

const tooManyWords = (doing: Doing) => ({
  subject: 'Wrong codes were typed on a call',
  words: `${roleOf(doing)} typed ${mostWrong} wrong codes on calls with somebody who said they are you. Nothing private was opened with them, and none can be opened by phone until tomorrow.`,
})
