/** What this area holds of a member, for their download. That somebody said no to them is not theirs to know. */
import { sql } from 'kysely'
import { exports } from '../../kit/exports.ts'
import { tiesOf } from './tie-store.ts'

exports('People you are in touch with', async (db, member) =>
  (await tiesOf(db, member)).map(({ name, standing, came_from, offered_at, agreed_at, ended_at, means, words }) => ({
    name,
    standing,
    came_from,
    asked_at: offered_at,
    agreed_at,
    ended_at,
    hoped_for: means,
    words,
  })),
)

exports('What you share with them', async (db, member) => {
  const { rows } = await sql<{ name: string; what: string; since: Date }>`
    select o.name, s.what, s.since
    from tie_share s
    join tie t on t.id = s.tie
    join member o on o.id = case when t.one = ${member}::uuid then t.other else t.one end
    where s.member = ${member}
    order by o.name, s.what`.execute(db)
  return rows
})

exports('When you were in touch', async (db, member) => {
  const { rows } = await sql<object>`
    select o.name, c.door, c.on_words, c.on_from::text, c.on_to::text, c.noted_by = ${member}::uuid as noted_by_you
    from tie_contact c
    join tie t on t.id = c.tie
    join member o on o.id = case when t.one = ${member}::uuid then t.other else t.one end
    where t.one = ${member} or t.other = ${member}
    order by c.on_from, c.id`.execute(db)
  return rows as object[]
})

exports('Private messages', async (db, member) => {
  const { rows } = await sql<object>`
    select o.name as "with", m.sender = ${member}::uuid as written_by_you, m.words, m.sent_at, m.via
    from tie_message m
    join tie t on t.id = m.tie
    join member o on o.id = case when t.one = ${member}::uuid then t.other else t.one end
    where t.one = ${member} or t.other = ${member}
    order by m.id`.execute(db)
  return rows as object[]
})

exports('What you are glad to talk about', (db, member) =>
  db.selectFrom('glad_to_talk').select(['topic', 'since']).where('member', '=', member).orderBy('topic').execute(),
)

exports('Whether others may ask to be in touch', (db, member) =>
  db.selectFrom('may_be_asked').select(['answer', 'changed_at']).where('member', '=', member).execute(),
)
