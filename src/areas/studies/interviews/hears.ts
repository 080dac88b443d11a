/** What interviews do when a researcher is erased, and what a researcher's copy holds of them. */
import { sql } from 'kysely'
import { on } from '../../../kit/events.ts'
import { exports } from '../../../kit/exports.ts'
import { insideWall } from '../wall.ts'

/** What a researcher coded stays: it is about other people's words. Their name does not. */
on('members.erased', async ({ member }, { db, community }) => {
  await insideWall(db, community, (tx) =>
    tx
      .updateTable('coder')
      .set({ researcher: null, name: 'A former researcher' })
      .where('researcher', '=', member)
      .execute(),
  )
})

exports('Studies in which you code interviews', async (db, member) => {
  const { rows } = await sql<{ study: string; as: string }>`
    select study.title as study, coder.name as as
    from coder
    join study on study.id = coder.study
    where coder.researcher = ${member}
    order by study.title`.execute(db)
  return rows
})
