/**
 * Telling a member something, by the door that reaches them: email, their next letter, or a call.
 * Whoever paused hears only what they asked to keep, whoever left hears nothing, and after a death
 * nothing that is driven by age or stage of life.
 */
import { type Generated, type RawBuilder, sql } from 'kysely'
import { newId } from '../../kit/brand.ts'
import type { Community } from '../../kit/community.ts'
import type { Db, Tx } from '../../kit/database.ts'
import { exports } from '../../kit/exports.ts'
import type { Answer } from '../../kit/lists.ts'
import { lockReader } from '../../kit/member-lock.ts'
import { type Message, post } from '../../kit/outbox.ts'
import type { MemberId } from '../../kit/who.ts'

declare module '../../kit/database.ts' {
  interface Tables {
    notice: {
      id: string
      member: string
      kind: NoticeKind
      door: 'letter' | 'phone'
      title: string
      words: string
      answer: Answer | null
      made_at: Date
      told_at: Date | null
      /** who must not be the one to read it out, for it is about what they did */
      not_by: Generated<string | null>
    }
  }
}

/**
 * Kinds of thing a member may be told, in their words. `keepable`: can be kept through a pause.
 * `byStage`: driven by age or stage of life, so never sent after a death.
 */
export const noticeKinds = {
  reply: { label: 'replies to what I wrote', keepable: true, byStage: false },
  message: { label: 'private messages', keepable: true, byStage: false },
  gathering: { label: 'news of gatherings I said yes to', keepable: true, byStage: false },
  letter: { label: 'my letter', keepable: true, byStage: false },
  digest: { label: 'my digest of what is new', keepable: true, byStage: true },
  match: { label: 'families I may be put in touch with', keepable: false, byStage: true },
  review: { label: 'a reminder to look at what I share', keepable: false, byStage: true },
  study: { label: 'invitations to studies', keepable: false, byStage: true },
  news: { label: 'news from the charity', keepable: false, byStage: true },
  /** what answers a thing they just did or asked for, such as a decision about their post */
  answer: { label: 'answers to what I asked', keepable: true, byStage: false },
} as const satisfies Record<string, { label: string; keepable: boolean; byStage: boolean }>
export type NoticeKind = keyof typeof noticeKinds

export type DoorToMember =
  | { readonly door: 'email'; readonly address: string }
  | { readonly door: 'letter' }
  | { readonly door: 'phone'; readonly phone: string }

/** What decides whether a member is told a kind of thing at all. */
export interface Silence {
  readonly state: string
  /** what they asked to keep while they are paused */
  readonly keeps: readonly string[] | null
  readonly bereaved: boolean
  /** what they want all the same after a death */
  readonly stays: readonly string[] | null
}

/** Whether a kind of thing may reach a member, whatever the door. Pure: the digest and the letter ask the same in SQL. */
export function mayReach({ state, keeps, bereaved, stays }: Silence, kind: NoticeKind): boolean {
  if (state !== 'member' && !(state === 'paused' && keeps?.includes(kind))) return false
  return !bereaved || !noticeKinds[kind].byStage || stays?.includes(kind) === true
}

/** SQL for `Silence`, of a member `m`. */
const silence = sql`
  m.state, m.bereaved_at is not null as bereaved,
  (
    select keeps
    from absence
    where absence.member = m.id and kind = 'paused' and ended_at is null
    order by began_at desc
    limit 1
  ) as keeps,
  (select stays from bereavement where bereavement.member = m.id) as stays`

/** Whether a kind of thing may reach a member now, for what has a choice of its own about doors. */
export async function isTold(db: Db | Tx, member: MemberId | string, kind: NoticeKind): Promise<boolean> {
  const { rows } = await sql<Silence>`select ${silence} from member m where m.id = ${member}`.execute(db)
  return rows[0] !== undefined && mayReach(rows[0], kind)
}

const byStage = Object.entries(noticeKinds).flatMap(([kind, of]) => (of.byStage ? [kind] : []))

/**
 * SQL that is true for members `m` whom a kind of thing may reach now: the same as `mayReach`, for readers by the
 * thousand, and for what was made for them before they stepped away.
 *
 * @param kind the kind, or SQL for it, such as the column of a notice
 */
export const reaches = (kind: NoticeKind | RawBuilder<string>) => sql<boolean>`
  (
    (
      m.state = 'member'
      or m.state = 'paused' and exists (
        select from absence a where a.member = m.id and a.ended_at is null and ${kind} = any(a.keeps)
      )
    )
    and (
      not (${kind} = any(${byStage}::text[]))
      or m.bereaved_at is null
      or exists (select from bereavement b where b.member = m.id and ${kind} = any(b.stays))
    )
  )`

/**
 * By which door a member is told one kind of thing now.
 *
 * @returns null when they are not told: they left, they paused and did not keep this, they chose no door,
 * or nothing we know reaches them
 */
export async function doorTo(db: Db | Tx, member: MemberId | string, kind: NoticeKind): Promise<DoorToMember | null> {
  const { rows } = await sql<
    Silence & { door: string | null; email: string | null; phone: string | null; address: string | null }
  >`
    select ${silence}, p.door, l.email, r.phone, r.address
    from member m
    left join login l on l.id = m.id::text
    left join preference p on p.member = m.id
    left join reach r on r.member = m.id
    where m.id = ${member}`.execute(db)
  const [one] = rows
  if (!one || !mayReach(one, kind)) return null
  const door = one.door ?? (one.email ? 'email' : one.address ? 'letter' : 'phone')
  if (door === 'email' && one.email) return { door, address: one.email }
  if (door === 'letter' && one.address) return { door }
  if (door === 'phone' && one.phone) return { door, phone: one.phone }
  return null
}

export interface Notice {
  readonly kind: NoticeKind
  /** No health word and no name of a condition: it shows on a lock screen. */
  readonly subject: string
  /** plain paragraphs, without a greeting; read out on a call, printed in a letter */
  readonly words: string
  /** a path on this site where more is said, for those who come by email */
  readonly href?: string
  /** what can be sent back on a reply slip */
  readonly answer?: Answer
  /** what only mail can carry: headers, HTML, a calendar file */
  readonly mail?: Pick<Message, 'html' | 'headers' | 'calendar'>
}

/**
 * Tell a member something, in this transaction.
 *
 * @returns the door it goes by, or null when they are not told
 */
export async function tellMember(
  { db, community, now }: { db: Db | Tx; community: Community; now: Date },
  member: MemberId | string,
  { kind, subject, words, href, answer, mail }: Notice,
): Promise<DoorToMember['door'] | null> {
  const to = await doorTo(db, member, kind)
  if (!to) return null
  if (to.door === 'email') {
    const plain = `Hello,\n\n${words}\n${href ? `\n${community.url}${href}\n` : ''}`
    await post(db, { to: to.address, member: member as MemberId, kind, subject, plain, ...mail })
    return to.door
  }
  // Somebody who is being erased is told nothing more.
  if (!(await lockReader(db, member))) return null
  await db
    .insertInto('notice')
    .values({
      id: newId(now.getTime()),
      member,
      kind,
      door: to.door,
      title: subject,
      words,
      answer: answer ? (JSON.stringify(answer) as never) : null,
      made_at: now,
      told_at: null,
    })
    .execute()
  return to.door
}

/**
 * Take back what waits for a letter or a call and is no longer so, such as a question that was answered at another door.
 *
 * @param about the known part of the slip's input, such as `{ match }`
 * @param member only what waits for this one
 */
export async function takeBackNotices(db: Tx, about: Readonly<Record<string, unknown>>, member?: MemberId | string) {
  await sql`
    delete from notice
    where told_at is null and answer -> 'input' @> ${JSON.stringify(about)}::jsonb
      ${member ? sql`and member = ${member}` : sql``}`.execute(db)
}

exports('What we told you by letter or phone', (db, member) =>
  db
    .selectFrom('notice')
    .select(['kind', 'door', 'title', 'words', 'made_at', 'told_at'])
    .where('member', '=', member)
    .orderBy('made_at')
    .execute(),
)
