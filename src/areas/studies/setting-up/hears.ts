/** What a study does when somebody who works in it is erased, and what their copy holds of it. */
import { sql } from 'kysely'
import { on } from '../../../kit/events.ts'
import { exports } from '../../../kit/exports.ts'
import { insideWall } from '../wall.ts'

/** The study goes on without them. */
on('members.erased', async ({ member }, { db, community }) => {
  await insideWall(db, community, (tx) => tx.deleteFrom('study_researcher').where('researcher', '=', member).execute())
})

exports('Studies you work in', async (db, member) => {
  const { rows } = await sql<{ study: string; doing: string; since: Date }>`
    select title as study, doing, since
    from study_researcher
    join study on study.id = study
    where researcher = ${member}
    order by title`.execute(db)
  return rows
})
