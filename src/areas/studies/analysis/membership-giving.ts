/**
 * A steward gives a study the counts of the membership, once. They are counted on the charity's side of the wall, in bands,
 * under the rules of any table that leaves: research never asks members.
 */
import { sql } from 'kysely'
import { z } from 'zod'
import type { Community } from '../../../kit/community.ts'
import type { Tx } from '../../../kit/database.ts'
import { isRefusal, notFound, refuse, yes } from '../../../kit/refuse.ts'
import { task } from '../../../kit/task.ts'
import { isSteward } from '../../../kit/who.ts'
import { fields, optionsFor } from '../../members/cared-for.ts'
import { insideWall } from '../wall.ts'
import { release } from './disclosure.ts'
import { Ledger } from './ledger.ts'
import { type Membership, membershipFields } from './membership.ts'

/** A year: a second count soon after, held against the first, would be about those who came between. */
const fewestDays = 365

export const giveMembership = task('studies.give-membership', {
  title: 'Give a study the rounded counts of the membership',
  doors: ['web'],
  who: 'Stewards',
  input: z.object({ study: z.string().max(80) }),
  allowed: (_, { who }) =>
    isSteward(who) ? yes : refuse('Only stewards can give a study counts of the members.', who.member ? 403 : 401),
  async run({ study: slug }, doing) {
    const { community, db, now } = doing
    const today = now.toISOString().slice(0, 10)
    const found = await insideWall(db, community, async (research) => {
      await sql`select 1 from study order by id for update`.execute(research)
      const { rows } = await sql<{ id: string; has: boolean; last: Membership | null }>`
        select id, exists (select from study_membership where study = study.id) as has, (
          select content
          from study_membership
          where counted_on > ${today}::date - ${fewestDays}::int
          order by counted_on desc
          limit 1
        ) as last
        from study
        where slug = ${slug}`.execute(research)
      return rows[0] ?? notFound('study')
    })
    if (isRefusal(found)) return found
    if (found.has) return refuse('This study has the counts already. They are given once.', 409)
    const content = found.last ?? (await membershipNow(db, community, today))
    if (isRefusal(content)) return content
    const given = await insideWall(db, community, async (research) => {
      await sql`
        insert into study_membership (study, content, counted_on)
        values (${found.id}, ${JSON.stringify(content)}, ${content.countedOn})`.execute(research)
    })
    if (isRefusal(given)) return given
    doing.about(found.id)
    return found.id
  },
})

/** The membership in bands, as it may leave; what members told of the person they care for, whether shared or not. */
export async function membershipNow(
  db: Tx,
  { condition, secret }: Pick<Community, 'condition' | 'secret'>,
  today: string,
) {
  const { rows } = await sql<{ field: (typeof membershipFields)[number]; value: string; people: number }>`
    select field, value, count(*)::int as people
    from member
    join cared_for on cared_for.member = member.id
    where member.state in ('member', 'paused') and member.role = 'member' and field = any(${[...membershipFields]})
    group by field, value`.execute(db)
  const { rows: all } = await sql<{ people: number }>`
    select count(*)::int as people from member where state in ('member', 'paused') and role = 'member'`.execute(db)
  const ledger = new Ledger()
  const tables = membershipFields.map((field) => {
    const options = optionsFor(field, condition)
    const counts = options.map(
      ({ value }) => rows.find((row) => row.field === field && row.value === value)?.people ?? 0,
    )
    const told = counts.reduce((total, one) => total + one, 0)
    const table = release(
      { variables: [`member ${field}`], counts: [...counts, Math.max(0, all[0]!.people - told)].map((one) => [one]) },
      `${secret} ${today}`,
      ledger,
    )
    if (!('because' in table)) ledger.add(table)
    return { field, options, table }
  })
  if (tables.every(({ table }) => 'because' in table))
    return refuse('There are too few members, so no counts can be given.', 409)
  const membership: Membership = {
    countedOn: today,
    total: tables.map(({ table }) => ('because' in table ? null : table.total)).find((one) => one !== null) ?? null,
    fields: tables.flatMap(({ field, options, table }) =>
      'because' in table
        ? []
        : [
            {
              field,
              label: fields[field].label,
              bands: [...options.map(({ label }) => label), 'Not told'].map((label, at) => ({
                label,
                people: table.cells[at]![0] ?? null,
              })),
            },
          ],
    ),
  }
  return membership
}
