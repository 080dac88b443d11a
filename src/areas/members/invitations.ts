/** Ways in that staff hand out: links, codes in letters, and the personal link of someone who asked. */
import { sql } from 'kysely'
import { z } from 'zod'
import { idOf, isUuid, newId } from '../../kit/brand.ts'
import type { Community } from '../../kit/community.ts'
import type { Db, Tx } from '../../kit/database.ts'
import { linkToken } from '../../kit/link-token.ts'
import { notFound, type Refusal, refuse } from '../../kit/refuse.ts'
import { task } from '../../kit/task.ts'
import { words } from '../../kit/typed-words.ts'
import { hashOfCode, newPaperCode } from './paper-codes.ts'
import { mustBeModerator } from './rules.ts'

declare module '../../kit/database.ts' {
  interface Tables {
    invitation: {
      id: string
      kind: 'link' | 'code' | 'asking'
      about: string
      hash: string | null
      most_uses: number | null
      uses: number
      name: string | null
      email: string | null
      ends_at: Date | null
      ended_at: Date | null
      /** null for what was made from the command line */
      made_by: string | null
      made_at: Date
    }
  }
}

export type Invitation = Pick<
  import('kysely').Selectable<import('../../kit/database.ts').Tables['invitation']>,
  'id' | 'kind' | 'about' | 'most_uses' | 'uses' | 'name' | 'email' | 'ends_at' | 'ended_at' | 'made_at'
>

const day = 24 * 60 * 60 * 1000
const joinLink = linkToken('join', {
  lasts: null,
  ends: 'its row says when, and how often it may be used',
  before: { signed: (id) => `invitation ${id}`, now: 'work' },
})

/** What proves an invitation: its id and our signature, so nothing secret is stored and a link can be shown again. */
export const proofOf = (community: Community, id: string) => joinLink.make(community, id)
export const linkOf = (community: Community, id: string) => `${community.url}/join/link/${proofOf(community, id)}`

const columns = ['id', 'kind', 'about', 'most_uses', 'uses', 'name', 'email', 'ends_at', 'ended_at', 'made_at'] as const

/**
 * The invitation behind a proof.
 *
 * @returns it, or a refusal that says why it cannot be used any more
 */
export async function invitationBy(
  community: Community,
  db: Db | Tx,
  proof: string,
  now: Date,
): Promise<Invitation | Refusal> {
  const id = joinLink.read(community, proof)?.subject
  if (!id || !isUuid(id)) return refuse('This link is not complete. Copy all of it, or ask to join.', 404)
  const found = await db.selectFrom('invitation').select(columns).where('id', '=', id).executeTakeFirst()
  return found ? stillOpen(found, now) : notFound('link')
}

export async function invitationWithCode(
  community: Community,
  db: Db | Tx,
  code: string,
  now: Date,
): Promise<Invitation | Refusal | null> {
  const hash = hashOfCode(community, code)
  const found = await db.selectFrom('invitation').select(columns).where('hash', '=', hash).executeTakeFirst()
  return found ? stillOpen(found, now) : null
}

function stillOpen(one: Invitation, now: Date): Invitation | Refusal {
  const what = one.kind === 'code' ? 'code' : 'link'
  if (one.ended_at || (one.ends_at && one.ends_at < now))
    return refuse(`This ${what} has ended. You can still ask to join.`, 410)
  if (one.most_uses !== null && one.uses >= one.most_uses)
    return refuse(`This ${what} has been used. If you are a member, please sign in. If not, you can ask to join.`, 410)
  return one
}

/** Count one use, unless it has been used up or ended meanwhile. */
export async function useInvitation(db: Tx, id: string, now: Date): Promise<boolean> {
  const used = await db
    .updateTable('invitation')
    .set({ uses: sql<number>`uses + 1` })
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .where((where) => where.or([where('ends_at', 'is', null), where('ends_at', '>', now)]))
    .where((where) => where.or([where('most_uses', 'is', null), where('uses', '<', where.ref('most_uses'))]))
    .returning('id')
    .executeTakeFirst()
  return used !== undefined
}

const About = words(120, 'Say where you hand it out, for your own records.')
const wholeNumber = (most: number, message: string) =>
  z
    .union([
      z.literal('').transform(() => null),
      z.coerce.number(message).int(message).min(1, message).max(most, message),
    ])
    .nullish()
    .transform((n) => n ?? null)

/** Make a link that lets people join. */
export const makeLink = task('members.make-link', {
  title: 'Make a link that lets people join',
  doors: ['web'],
  who: 'Moderators and stewards',
  input: z.object({
    about: About,
    most_uses: wholeNumber(10_000, 'Type a whole number, or leave it empty.'),
    days: wholeNumber(730, 'Type a number of days from 1 to 730, or leave it empty.'),
  }),
  allowed: (_, { who }) => mustBeModerator(who),
  async run({ about, most_uses, days }, { db, who, now, about: note }) {
    const id = newId(now.getTime())
    const ends_at = days ? new Date(now.getTime() + days * day) : null
    await db
      .insertInto('invitation')
      .values({ ...blank, id, kind: 'link', about, most_uses, ends_at, made_by: who.member!, made_at: now })
      .execute()
    note(id)
    return id
  },
})

const blank = { hash: null, most_uses: null, uses: 0, name: null, email: null, ends_at: null, ended_at: null }

/** Make codes to print in letters. Each lets one person join. They are shown once and kept nowhere. */
export const makeCodes = task('members.make-letter-codes', {
  title: 'Make codes to print in letters',
  doors: ['web'],
  who: 'Moderators and stewards',
  input: z.object({
    about: About,
    count: z.coerce
      .number('Type how many codes you need.')
      .int('Type a whole number.')
      .min(1, 'Type how many codes you need.')
      .max(500, 'Make at most 500 at a time.'),
  }),
  allowed: (_, { who }) => mustBeModerator(who),
  async run({ about, count }, { db, who, now, community }) {
    const codes = Array.from({ length: count }, newPaperCode)
    await db
      .insertInto('invitation')
      .values(
        codes.map((code) => ({
          ...blank,
          id: newId(now.getTime()),
          kind: 'code' as const,
          about,
          hash: hashOfCode(community, code),
          most_uses: 1,
          // A letter may lie on the shelf for a long time.
          ends_at: new Date(now.getTime() + 730 * day),
          made_by: who.member!,
          made_at: now,
        })),
      )
      .execute()
    return codes
  },
})

/** The personal link of someone whose request was granted, or whom a list named. */
export async function inviteOne(
  db: Tx,
  one: { name: string; email: string; by: string | null; now: Date; about?: string },
) {
  const id = newId(one.now.getTime())
  const ends_at = new Date(one.now.getTime() + 60 * day)
  const { name, email, by: made_by, now: made_at } = one
  const about = one.about ?? 'For someone who asked'
  await db
    .insertInto('invitation')
    .values({ ...blank, id, kind: 'asking', about, most_uses: 1, name, email, ends_at, made_by, made_at })
    .execute()
  return id
}

/** End a link, or all codes of one batch that are not used yet. */
export const endInvitation = task('members.end-invitation', {
  title: 'End a link or the codes of a letter',
  doors: ['web'],
  who: 'Moderators and stewards',
  input: z.object({ invitation: idOf<'InvitationId'>() }),
  allowed: (_, { who }) => mustBeModerator(who),
  async run({ invitation }, { db, now, about }) {
    const one = await db
      .selectFrom('invitation')
      .select(['kind', 'about', 'made_at'])
      .where('id', '=', invitation)
      .executeTakeFirst()
    if (!one) return notFound('link')
    await db
      .updateTable('invitation')
      .set({ ended_at: now })
      .where('ended_at', 'is', null)
      .where((where) =>
        one.kind === 'code'
          ? where.and({ kind: 'code', about: one.about, made_at: one.made_at })
          : where('id', '=', invitation),
      )
      .execute()
    about(invitation)
    return one.kind
  },
})

export interface InvitationLine extends Invitation {
  /** codes of one letter stand together in one line */
  readonly made: number
}

/** Links and batches of codes, newest first; links of single people who asked are not listed. */
export async function invitations(db: Db): Promise<InvitationLine[]> {
  const { rows } = await sql<InvitationLine>`
    select (array_agg(id))[1] as id, kind, about, sum(most_uses)::int as most_uses, sum(uses)::int as uses,
      max(ends_at) as ends_at, max(ended_at) as ended_at, made_at, count(*)::int as made
    from invitation
    where kind <> 'asking'
    group by kind, about, made_at, case when kind = 'link' then id end
    order by made_at desc
    limit 100`.execute(db)
  return rows
}
