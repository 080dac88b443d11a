/**
 * Codes by mail. Each belongs to the browser that asked for it: only there can the six digits be typed, and only tries
 * made there count. So nobody can use up another's tries, and digits that somebody sees are of no use to them.
 * The page in the mail has a long secret of its own, for whoever reads mail on another device.
 */
import { createHmac, randomBytes, randomInt, timingSafeEqual } from 'node:crypto'
import type { Selectable } from 'kysely'
import { newId } from '../../kit/brand.ts'
import type { Community } from '../../kit/community.ts'
import type { Db, Tx } from '../../kit/database.ts'
import { type Refusal, refuse } from '../../kit/refuse.ts'
import type { MemberId } from '../../kit/who.ts'
import { sendSignInCode } from './mail.ts'
import { memberByEmail } from './store.ts'

interface CodeTable {
  id: string
  browser: string
  email: string
  code_hash: string
  link_hash: string
  tries: number
  asked_at: Date
  used_at: Date | null
}
declare module '../../kit/database.ts' {
  interface Tables {
    sign_in_code: CodeTable
  }
}

/** minutes for which a code works */
const works = 30
/** wrong digits that one code bears */
const mostTries = 5

type Secrets = Pick<Community, 'secret'>
const hash = ({ secret }: Secrets, ...parts: readonly string[]) =>
  createHmac('sha256', secret).update(parts.join('\n')).digest('base64url')

/** What a browser that asks is given to hold, and known by later. */
export const newBrowser = () => randomBytes(24).toString('base64url')

/** Make a code for a browser, and mail it when a person here has this address. */
export async function sendCode(community: Community, browser: string, email: string, now: Date) {
  const code = String(randomInt(1_000_000)).padStart(6, '0')
  const link = randomBytes(24).toString('base64url')
  const id = newId(now.getTime())
  await community.db
    .insertInto('sign_in_code')
    .values({
      id,
      browser: hash(community, 'browser', browser),
      email,
      code_hash: hash(community, 'code', id, code),
      link_hash: hash(community, 'link', link),
      tries: 0,
      asked_at: now,
      used_at: null,
    })
    .execute()
  await sendSignInCode(community, email, code, link)
}

const live = (db: Db | Tx, now: Date) =>
  db
    .selectFrom('sign_in_code')
    .selectAll()
    .where('used_at', 'is', null)
    .where('asked_at', '>', new Date(now.getTime() - works * 60_000))

/** The address this browser waits for a code of; the one asked for last. */
export async function emailAwaited(community: Community, browser: string, now = new Date()): Promise<string | null> {
  const row = await live(community.db, now)
    .where('browser', '=', hash(community, 'browser', browser))
    .orderBy('asked_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.email ?? null
}

const noSuchCode = 'That code does not work. Check it, or ask for a new one.'
const tooManyTries = 'Too many wrong codes were typed here. Please ask for a new code.'
const wrong = (because: string, status: 422 | 429 = 422) => refuse(because, status, { code: because })

/**
 * Exchange the digits for a member. Each code that this browser asked for lately works, not only the last.
 *
 * @returns the member, or a refusal (422, 429) that says nothing of whether the address is known
 */
export function takeCode(community: Community, browser: string, typed: string, now = new Date()) {
  return community.db.transaction().execute(async (db): Promise<MemberId | Refusal> => {
    const asked = await live(db, now)
      .where('browser', '=', hash(community, 'browser', browser))
      .orderBy('asked_at', 'desc')
      .limit(10)
      .forUpdate()
      .execute()
    const open = asked.filter(({ tries }) => tries < mostTries)
    if (asked.length > 0 && open.length === 0) return wrong(tooManyTries, 429)
    const code = typed.replace(/\D/g, '')
    const found = open.find(({ id, code_hash }) => isSame(code_hash, hash(community, 'code', id, code)))
    if (found) return memberOf(db, found, now)
    const ids = open.map(({ id }) => id)
    if (ids.length > 0)
      await db
        .updateTable('sign_in_code')
        .set((one) => ({ tries: one('tries', '+', 1) }))
        .where('id', 'in', ids)
        .execute()
    return wrong(noSuchCode)
  })
}

/** Exchange the secret of the page in a mail for a member; once, on any device. */
export function takeLink(community: Community, link: string, now = new Date()) {
  return community.db.transaction().execute(async (db): Promise<MemberId | Refusal> => {
    const found = await live(db, now)
      .where('link_hash', '=', hash(community, 'link', link))
      .forUpdate()
      .executeTakeFirst()
    return found ? memberOf(db, found, now) : wrong(noSuchCode)
  })
}

/** Used once; other codes for the same address that this browser asked for are used with it. */
async function memberOf(db: Tx, { email, browser }: Selectable<CodeTable>, now: Date): Promise<MemberId | Refusal> {
  const member = await memberByEmail(db, email)
  if (!member) return wrong(noSuchCode)
  await db
    .updateTable('sign_in_code')
    .set({ used_at: now })
    .where('browser', '=', browser)
    .where('email', '=', email)
    .execute()
  await db.updateTable('login').set({ email_verified: true }).where('id', '=', member.id).execute()
  return member.id as MemberId
}

const isSame = (one: string, other: string) => timingSafeEqual(Buffer.from(one), Buffer.from(other))

/** Codes that ran out a day ago; until then they explain to staff what somebody met. */
export const forgetCodes = (db: Db, now: Date) =>
  db
    .deleteFrom('sign_in_code')
    .where('asked_at', '<', new Date(now.getTime() - 24 * 60 * 60 * 1000))
    .execute()
