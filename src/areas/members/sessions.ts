/** Where a member is signed in, and ending it. */
import { z } from 'zod'
import type { Db } from '../../kit/database.ts'
import { exports } from '../../kit/exports.ts'
import { notFound } from '../../kit/refuse.ts'
import { task } from '../../kit/task.ts'
import type { MemberId } from '../../kit/who.ts'
import { mustBeSignedIn } from './rules.ts'

const browsers = [
  [/SamsungBrowser/, 'Samsung Internet'],
  [/Edg/, 'Edge'],
  [/Firefox|FxiOS/, 'Firefox'],
  [/Chrome|CriOS/, 'Chrome'],
  [/Safari/, 'Safari'],
] as const
const devices = [
  [/iPhone/, 'an iPhone'],
  [/iPad/, 'an iPad'],
  [/Android/, 'an Android phone or tablet'],
  [/Windows/, 'a Windows computer'],
  [/Macintosh/, 'a Mac'],
  [/Linux/, 'a Linux computer'],
] as const

/** A device in words its owner would know: "Chrome on an Android phone or tablet". */
export function deviceWords(agent: string | null): string {
  const find = (list: readonly (readonly [RegExp, string])[]) => list.find(([sign]) => sign.test(agent ?? ''))?.[1]
  const [browser, device] = [find(browsers), find(devices)]
  if (!browser && !device) return 'A device we do not know'
  return `${browser ?? 'A browser'} on ${device ?? 'a device'}`
}

/** Sessions that have not ended, the newest first. */
export const sessionsOf = (db: Db, member: MemberId) =>
  db
    .selectFrom('session')
    .select(['id', 'user_agent', 'created_at'])
    .where('login_id', '=', member)
    .where('expires_at', '>', new Date())
    .orderBy('created_at', 'desc')
    .execute()

/** End one of one's own sessions, or all of them. */
export const endSessions = task('members.end-sessions', {
  title: 'Sign out on a device, or everywhere',
  doors: ['web', 'phone'],
  who: 'The member who is signed in there',
  input: z.object({ session: z.string({ error: 'Choose what to end.' }).min(1, 'Choose what to end.').max(60) }),
  allowed: (_, { who }) => mustBeSignedIn(who),
  async run({ session }, { db, who }) {
    const mine = db.deleteFrom('session').where('login_id', '=', who.member!)
    const { numDeletedRows } = await (session === 'all' ? mine : mine.where('id', '=', session)).executeTakeFirst()
    return numDeletedRows === 0n ? notFound('session') : Number(numDeletedRows)
  },
})

exports('Where you are signed in', (db, member) =>
  db
    .selectFrom('session')
    .select(['user_agent', 'created_at', 'expires_at', 'second_factor_at'])
    .where('login_id', '=', member)
    .execute(),
)
