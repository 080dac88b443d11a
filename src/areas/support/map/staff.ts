/** Looking at somebody's support map: only staff, only with that member's yes to this one purpose, and noted each time. */
import { sql } from 'kysely'
import { z } from 'zod'
import { idOf } from '../../../kit/brand.ts'
import type { Db } from '../../../kit/database.ts'
import { notFound, refuse, yes } from '../../../kit/refuse.ts'
import { task } from '../../../kit/task.ts'
import { hasConsent } from '../../members/consent.ts'
import { mustBeModerator } from '../../members/rules.ts'
import { outlookOf } from './outlook.ts'
import { spellsOf } from './spells.ts'

export const lookAtMap = task('support.look-at-map', {
  title: 'Look at a member’s support map, to help them',
  doors: ['web'],
  who: 'Moderators and stewards, when the member has said yes to it',
  input: z.object({ member: idOf<'MemberId'>() }),
  async allowed({ member }, { db, who }) {
    const staff = mustBeModerator(who)
    if (staff !== yes) return staff
    return (await hasConsent(db, member, 'support-map'))
      ? yes
      : refuse('This member has not said yes to it. You can ask them.', 403)
  },
  async run({ member }, { db, about }) {
    about(member)
    const found = await db.selectFrom('member').select('name').where('id', '=', member).executeTakeFirst()
    if (!found) return notFound('person')
    return { name: found.name, spells: await spellsOf(db, member), outlook: await outlookOf(db, member) }
  },
})

/** The members who say yes to it now, by name. */
export async function membersWhoLetLook(db: Db): Promise<{ id: string; name: string }[]> {
  const { rows } = await sql<{ id: string; name: string }>`
    select m.id, m.name
    from (
      select distinct on (member) member, given
      from consent
      where purpose = 'support-map'
      order by member, at desc, id desc
    ) last
    join member m on m.id = last.member and m.state <> 'left'
    where last.given
    order by m.name, m.id`.execute(db)
  return rows
}
