/** What this area holds of a member, for their copy. */
import { sql } from 'kysely'
import { exports } from '../../kit/exports.ts'

exports('Gatherings you answered', async (db, member) => {
  const { rows } = await sql<object>`
    select g.title, r.occurrence::text as day, r.seat, r.state, r.access as "what you need",
      r.listed as "others may stay in touch", r.pair_up as "put me in touch afterwards", r.came, r.via,
      r.made_at, r.changed_at
    from rsvp r
    join gathering g on g.id = r.gathering
    where r.member = ${member}
    order by r.occurrence`.execute(db)
  return rows
})

exports('Gatherings you planned', async (db, member) => {
  const { rows } = await sql<object>`
    select title, about, kind, place, starts_on::text as "first day", starts_at as "time", state, made_at
    from gathering
    where host = ${member}
    order by made_at`.execute(db)
  return rows
})

exports('Write-ups of gatherings by you', async (db, member) => {
  const { rows } = await sql<object>`
    select g.title, w.occurrence::text as day, w.words, w.written_at
    from write_up w
    join gathering g on g.id = w.gathering
    where w.by = ${member}
    order by w.written_at`.execute(db)
  return rows
})

exports('Being put in touch after gatherings', async (db, member) => {
  const { rows } = await sql<object>`
    select g.title, p.occurrence::text as day, case when p.came = ${member} then 'came' else 'could not come' end as you,
      case when p.came = ${member} then p.came_says else p.missed_says end as "you said", p.proposed_at
    from pairing p
    join gathering g on g.id = p.gathering
    where ${member} in (p.came, p.missed)
    order by p.proposed_at`.execute(db)
  return rows
})
