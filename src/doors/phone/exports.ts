/** Calls, for a member's copy: when, with whom, and what they said yes to. */
import { sql } from 'kysely'
import { exports } from '../../kit/exports.ts'

exports('Calls with you', async (db, member) => {
  const { rows } = await sql<object>`
    select c.way, c.began_at, c.ended_at, v.name as volunteer, c.reason, c.words as noted, c.next_step as promised,
      c.next_done_at as promise_kept_at
    from call c
    join member v on v.id = c.volunteer
    where c.member = ${member}
    order by c.began_at`.execute(db)
  return rows
})

exports('What you said yes to on calls', async (db, member) => {
  const { rows } = await sql<object>`
    select s.at, s.words as asked, s.version, s.confirmed_by, v.name as heard_by
    from call_consent s
    join call c on c.id = s.call
    join member v on v.id = c.volunteer
    where c.member = ${member}
    order by s.at`.execute(db)
  return rows
})

exports('What was opened for you on calls', async (db, member) => {
  const { rows } = await sql<object>`
    select p.at, p.page, v.name as opened_by
    from call_page p
    join call c on c.id = p.call
    join member v on v.id = c.volunteer
    where c.member = ${member}
    order by p.at`.execute(db)
  return rows
})
