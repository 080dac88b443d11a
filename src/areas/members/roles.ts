/** Who is a member, and with which role. Only stewards give and take roles, and one steward always stays. */
import { sql } from 'kysely'
import { z } from 'zod'
import { idOf } from '../../kit/brand.ts'
import type { Db, Tx } from '../../kit/database.ts'
import { notFound, type Refusal, refuse } from '../../kit/refuse.ts'
import { task } from '../../kit/task.ts'
import { words } from '../../kit/typed-words.ts'
import { type MemberId, type Role, roles } from '../../kit/who.ts'
import { mustBeSteward } from './rules.ts'
import { isStaff } from './second-step.ts'
import { emailOf } from './store.ts'

export type HeldRole = Exclude<Role, 'visitor'>
export const heldRoles = roles.filter((role): role is HeldRole => role !== 'visitor')

/** What each role is for, in the words of the steward's page. */
export const roleWords: Record<HeldRole, string> = {
  member: 'Reads and writes.',
  helper: 'A trained parent. Sees which questions wait.',
  moderator: 'Reads what waits or was reported, and decides.',
  clinician: 'A named clinician whose post is checked. Speaks as one.',
  steward: 'Runs the community: roles, circles, settings.',
  researcher: 'Runs studies. Cannot read what members write to each other.',
}

/** How many other stewards there are. The rows are locked, so that two who leave at once cannot both be right. */
export async function otherStewards(db: Tx, member: string): Promise<number> {
  const rows = await db
    .selectFrom('member')
    .select('id')
    .where('role', '=', 'steward')
    .where('state', 'in', ['member', 'paused'])
    .orderBy('id')
    // Weaker than `for update`, so that stewards can go on writing meanwhile.
    .forNoKeyUpdate()
    .execute()
  return rows.filter(({ id }) => id !== member).length
}

export const giveRole = task('members.give-role', {
  title: 'Give a member a role, or take it away',
  doors: ['web'],
  who: 'Stewards',
  input: z.object({
    member: idOf<'MemberId'>(),
    role: z.enum(heldRoles, { error: 'Choose a role.' }),
    standing: words(120, '', 0).optional(),
  }),
  allowed: (_, { who }) => mustBeSteward(who),
  async run({ member, role, standing }, { db, about }): Promise<HeldRole | Refusal> {
    const stewards = await otherStewards(db, member)
    const one = await db.selectFrom('member').select(['role', 'state']).where('id', '=', member).executeTakeFirst()
    if (!one || one.state === 'left' || one.state === 'to be') return notFound('member')
    if (one.role === 'steward' && role !== 'steward' && stewards === 0)
      return refuse('This is the only steward. Make someone else a steward first.', 409)
    if (role === 'clinician' && !standing)
      return refuse('Say who they are.', 422, { standing: 'Say who they are, as it stands beside their posts.' })
    await db
      .updateTable('member')
      .set({ role, standing: standing || null })
      .where('id', '=', member)
      .execute()
    if (isStaff(role) && !isStaff(one.role)) await endOthersWaysIn(db, member)
    about(member)
    return role
  },
})

/** Whoever is put in trust with others begins with ways to sign in that nobody else has made. */
async function endOthersWaysIn(db: Tx, member: MemberId) {
  await db.deleteFrom('paper_code').where('member', '=', member).where('made_by', '<>', member).execute()
  await db.deleteFrom('session').where('login_id', '=', member).execute()
}

/** Show a member's address to a steward who helps them. It is in the audit log, which the member can read. */
export const seeAddress = task('members.see-address', {
  title: 'See a member’s email address, to help them',
  doors: ['web'],
  who: 'Stewards; the member can read that they looked',
  input: z.object({ member: idOf<'MemberId'>() }),
  allowed: (_, { who }) => mustBeSteward(who),
  async run({ member }, { db, about }): Promise<{ email: string | null } | Refusal> {
    const one = await db.selectFrom('member').select('id').where('id', '=', member).executeTakeFirst()
    if (!one) return notFound('member')
    about(member)
    return { email: await emailOf(db, member) }
  },
})

export const membersOnAPage = 50

export interface MemberLine {
  readonly id: MemberId
  readonly name: string
  readonly role: HeldRole
  readonly standing: string | null
  readonly state: 'to be' | 'member' | 'paused' | 'left'
  readonly since: Date
  readonly second_step: boolean
}

const memberLines = sql`
  select m.id, m.name, m.role, m.standing, m.state, max(s.began_at) as since,
    exists (select from second_factor f where f.member = m.id and f.confirmed_at is not null) as second_step
  from member m
  join membership s on s.member = m.id and s.ended_at is null`

/** Members by name, staff first. */
export async function membersOn(db: Db, page: number) {
  const { rows } = await sql<MemberLine>`${memberLines}
    where m.state in ('member', 'paused')
    group by m.id
    order by m.role in ('member', 'helper'), m.name, m.id
    limit ${membersOnAPage}
    offset ${(page - 1) * membersOnAPage}`.execute(db)
  const { total } = await db
    .selectFrom('member')
    .select(sql<number>`count(*)`.as('total'))
    .where('state', 'in', ['member', 'paused'])
    .executeTakeFirstOrThrow()
  return { rows, total }
}

export async function memberLine(db: Db, id: string): Promise<MemberLine | null> {
  const { rows } =
    await sql<MemberLine>`${memberLines} where m.id = ${id}::uuid and m.state in ('member', 'paused') group by m.id`.execute(
      db,
    )
  return rows[0] ?? null
}
