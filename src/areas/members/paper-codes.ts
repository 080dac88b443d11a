/** Codes on paper: four groups of four letters, without vowels or letters that look alike. Each works once. */
import { createHmac, randomBytes } from 'node:crypto'
import { z } from 'zod'
import { idOf, newId } from '../../kit/brand.ts'
import type { Community } from '../../kit/community.ts'
import type { Db, Tx } from '../../kit/database.ts'
import { exports } from '../../kit/exports.ts'
import { type Allowed, notFound, refuse, yes } from '../../kit/refuse.ts'
import { type Doing, task } from '../../kit/task.ts'
import { isSignedIn, isSteward, type MemberId, type Role, staffRoles } from '../../kit/who.ts'
import { roleChangedLately } from './role-changes.ts'
import { tellAtEveryDoor } from './telling-at-every-door.ts'

declare module '../../kit/database.ts' {
  interface Tables {
    paper_code: {
      id: string
      member: string
      kind: 'sign in' | 'second step'
      hash: string
      made_by: string
      made_at: Date
      used_at: Date | null
    }
  }
}

/** Sixteen letters: four bits each, so a code holds 64 bits. No vowels, so no code spells a word. */
const letters = 'BCFGHJKMNPRTVWXY'

/** A new code, such as "BCFG-HJKM-NPRT-VWXY". */
export const newPaperCode = (): string => paperCodeFrom(randomBytes(8))

/** @param bytes eight of them, two letters each */
export function paperCodeFrom(bytes: Uint8Array): string {
  const text = [...bytes].map((byte) => letters[byte >> 4]! + letters[byte & 15]!).join('')
  return text.match(/.{4}/g)!.join('-')
}

/** What a person typed, as it stands on the sheet: "bcfg hjkm…" and "BCFG-HJKM…" are the same. */
export const bareCode = (typed: string) => typed.toUpperCase().replace(/[^A-Z]/g, '')

export const isPaperCode = (typed: string) => bareCode(typed).length === 16

/** What a code hashes to. With 64 random bits there is nothing to gain from a slow hash. */
export const hashOfCode = (community: Community, typed: string) =>
  createHmac('sha256', community.secret)
    .update(`paper ${bareCode(typed)}`)
    .digest('base64url')

const codesOnASheet = 8

/** A sheet's worth of new codes. */
export const newCodes = (): string[] => Array.from({ length: codesOnASheet }, newPaperCode)

/** Make a sheet of codes in place of the one before. The codes themselves are kept nowhere. */
export async function newSheet(doing: Doing, member: MemberId, kind: 'sign in' | 'second step'): Promise<string[]> {
  const codes = newCodes()
  const hashes = codes.map((code) => hashOfCode(doing.community, code))
  await storeSheet(doing, member, kind, hashes)
  return codes
}

/** @param hashes of the codes on it, in their order */
export async function storeSheet(
  { db, who, now }: Pick<Doing, 'db' | 'who' | 'now'>,
  member: MemberId,
  kind: 'sign in' | 'second step',
  hashes: readonly string[],
) {
  await db.deleteFrom('paper_code').where('member', '=', member).where('kind', '=', kind).execute()
  const made_by = who.member ?? member
  await db
    .insertInto('paper_code')
    .values(
      hashes.map((hash) => ({ id: newId(now.getTime()), member, kind, hash, made_by, made_at: now, used_at: null })),
    )
    .execute()
}

/**
 * Use a code up. One statement, so that two people typing it at once cannot both get in.
 *
 * @returns whose code it was, or null
 */
export async function useCode(
  community: Community,
  db: Db | Tx,
  typed: string,
  kind: 'sign in' | 'second step',
  now: Date,
): Promise<MemberId | null> {
  const used = await db
    .updateTable('paper_code')
    .set({ used_at: now })
    .where('hash', '=', hashOfCode(community, typed))
    .where('kind', '=', kind)
    .where('used_at', 'is', null)
    .returning('member')
    .executeTakeFirst()
  return (used?.member ?? null) as MemberId | null
}

/** How many codes of a sheet still work, and when it was made; null when there is none. */
export async function sheetOf(db: Db | Tx, member: MemberId, kind: 'sign in' | 'second step') {
  const rows = await db
    .selectFrom('paper_code')
    .select(['made_at', 'used_at'])
    .where('member', '=', member)
    .where('kind', '=', kind)
    .execute()
  return rows[0] ? { madeAt: rows[0].made_at, left: rows.filter((row) => !row.used_at).length } : null
}

/**
 * Members make their own sheet; a steward makes one for a member who is no staff, nor was in the last month: a role that
 * is taken away for a day opens nobody's door.
 */
async function mayMakeSheet({ member }: { member?: string | undefined }, { db, who, now }: Doing): Promise<Allowed> {
  if (!isSignedIn(who)) return refuse('Please sign in first.', 401)
  if (!member || member === who.member) return yes
  if (!isSteward(who)) return refuse('Only stewards can make codes for another member.', 403)
  const other = await db.selectFrom('member').select(['state', 'role']).where('id', '=', member).executeTakeFirst()
  if (other?.state !== 'member' && other?.state !== 'paused') return notFound('member')
  if ((staffRoles as readonly Role[]).includes(other.role) || (await roleChangedLately(db, member, now)))
    return refuse('Staff make their own codes. Nobody makes a way to sign in for them.', 403)
  return yes
}

export const makeSheet = task('members.make-paper-codes', {
  title: 'Make a sheet of codes to sign in with',
  doors: ['web', 'phone', 'letter'],
  who: 'Members, for themselves; stewards, for others',
  input: z.object({ member: idOf<'MemberId'>().optional() }),
  allowed: mayMakeSheet,
  async run({ member }, doing) {
    const whose = member ?? (doing.who.member as MemberId)
    doing.about(whose)
    const { by } = doing
    if (by.member !== whose)
      await tellAtEveryDoor(
        doing,
        whose,
        {
          subject: 'Codes to sign in were made for you',
          words: `${by.name} made a sheet of codes with which you can sign in. If you did not ask for it, ring us, or make a new sheet: it ends this one.`,
          href: '/me/paper-codes',
        },
        by.member,
      )
    return newSheet(doing, whose, 'sign in')
  },
})

exports('Codes on paper (when they were made and used)', (db, member) =>
  db
    .selectFrom('paper_code')
    .select(['kind', 'made_at', 'used_at'])
    .where('member', '=', member)
    .orderBy('made_at')
    .execute(),
)
