/** Limits on guessing, counted in the database, for every way in. */
import { createHmac } from 'node:crypto'
import { sql } from 'kysely'
import type { Community } from '../../kit/community.ts'
import { job } from '../../kit/jobs.ts'
import { type Allowed, isRefusal, refuse, yes } from '../../kit/refuse.ts'
import type { MemberId } from '../../kit/who.ts'

declare module '../../kit/database.ts' {
  interface Tables {
    attempt: { way: Way; subject: string; at: Date }
  }
}

/** How many tries an hour each way bears, and the words for one too many. */
const limits = {
  'codes from one place': [
    60,
    'Many codes have been asked for from where you are. Please wait an hour, or use another way to sign in.',
  ],
  'codes to one address': [
    30,
    'We have sent very many codes to that address. Please wait an hour, or use another way to sign in.',
  ],
  'wrong codes from one place': [
    100,
    'Too many wrong codes were typed where you are. Please wait an hour, or use another way to sign in.',
  ],
  'ask for a code': [6, 'We have sent several codes to that address. Please wait an hour, then ask again.'],
  'codes of a member': [6, 'You have asked for several codes. Please wait an hour, then ask again.'],
  'emailed code': [10, 'Too many wrong codes were typed. Please wait an hour, or use another way to sign in.'],
  'paper code': [10, 'Too many wrong codes were typed. Please wait an hour, then try again.'],
  'any paper code': [300, 'Too many wrong codes were typed here. Please wait an hour, or use another way to sign in.'],
  'return code': [20, 'Too many wrong codes were typed. Please wait an hour, then try again.'],
  'second step': [10, 'Too many wrong codes were typed. Please wait an hour, or ask another steward to help you.'],
  'ask to join': [3, 'You have asked a few times already. A person will read it. Please wait for our answer.'],
  'anyone asks to join': [60, 'Many people are asking to join right now. Please try again in an hour.'],
  'come as a guest': [6, 'You have answered several times. Please wait an hour, or ring us.'],
  'any guest': [200, 'Many people are answering right now. Please try again in an hour.'],
} as const satisfies Record<string, readonly [number, string]>

export type Way = keyof typeof limits

const hashed = (community: Community, subject: string) =>
  createHmac('sha256', community.secret).update(subject).digest('base64url').slice(0, 22)

/**
 * Count one try, and say whether it is within the limit. It is counted outside any transaction,
 * so that a refusal does not undo it; so it is called by the door, before the task.
 *
 * @param subject what is guessed at: an address, the first letters of a code, a member
 * @returns yes, or a refusal (429)
 */
export async function mayTry(community: Community, way: Way, subject = ''): Promise<Allowed> {
  const [most, because] = limits[way]
  const at = hashed(community, subject)
  await community.db.insertInto('attempt').values({ way, subject: at, at: sql<Date>`now()` }).execute()
  const { tries } = await community.db
    .selectFrom('attempt')
    .select(sql<number>`count(*)`.as('tries'))
    .where('way', '=', way)
    .where('subject', '=', at)
    .where('at', '>', sql<Date>`now() - interval '1 hour'`)
    .executeTakeFirstOrThrow()
  return tries <= most ? yes : refuse(because, 429)
}

/** A member names an address of anybody's: counted by address, as for signing in, and by member. */
export async function mayMail(community: Community, member: MemberId, address: string): Promise<Allowed> {
  const may = await mayTry(community, 'ask for a code', address)
  return isRefusal(may) ? may : mayTry(community, 'codes of a member', member)
}

/** A right answer wipes the slate. */
export async function forgetTries(community: Community, way: Way, subject = '') {
  await community.db
    .deleteFrom('attempt')
    .where('way', '=', way)
    .where('subject', '=', hashed(community, subject))
    .execute()
}

job({
  name: 'members.forget-attempts',
  cron: '20 4 * * *',
  async work(_, { db }) {
    await db.deleteFrom('attempt').where('at', '<', sql<Date>`now() - interval '1 day'`).execute()
  },
})
