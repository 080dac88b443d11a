/** What concerns somebody's own way in is told at once by every door they have, whatever they chose for other things. */
import { sql } from 'kysely'
import { newId } from '../../kit/brand.ts'
import type { Community } from '../../kit/community.ts'
import type { Db, Tx } from '../../kit/database.ts'
import { lockReader } from '../../kit/member-lock.ts'
import { post } from '../../kit/outbox.ts'
import type { MemberId } from '../../kit/who.ts'

interface Reached {
  email: string | null
  address: string | null
  phone: string | null
}

export interface Warning {
  /** No health word and no name of a condition: it shows on a lock screen. */
  readonly subject: string
  readonly words: string
  /** a path on this site */
  readonly href: string
}

/**
 * Tell a member by email, by letter and by phone, as far as we know the way.
 *
 * @param by who did what it is about; they are not the one to read it out on a call
 */
export async function tellAtEveryDoor(
  { db, community, now }: { db: Db | Tx; community: Community; now: Date },
  member: MemberId | string,
  { subject, words, href }: Warning,
  by: string | null,
) {
  if (!(await lockReader(db, member as MemberId))) return
  const { rows } = await sql<Reached>`
    select l.email, r.address, r.phone
    from member m
    left join login l on l.id = m.id::text
    left join reach r on r.member = m.id
    where m.id = ${member}`.execute(db)
  const [to] = rows
  if (to?.email) {
    const plain = `Hello,\n\n${words}\n\n${community.url}${href}\n`
    await post(db, { to: to.email, member: member as MemberId, kind: 'warning', subject, plain })
  }
  const doors = (['letter', 'phone'] as const).filter((door) => (door === 'letter' ? to?.address : to?.phone))
  for (const door of doors)
    await db
      .insertInto('notice')
      .values({
        id: newId(now.getTime()),
        member,
        kind: 'answer',
        door,
        title: subject,
        words,
        answer: null,
        made_at: now,
        told_at: null,
        not_by: by,
      })
      .execute()
}
