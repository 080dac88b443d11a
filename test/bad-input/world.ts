/** What forms are sent about: a circle, a conversation, things that wait. */
import { sql } from 'kysely'
import { placeConversation, placePosts } from '../../src/areas/conversations/placing.ts'
import { newId } from '../../src/kit/brand.ts'
import type { Role } from '../../src/kit/who.ts'
import { circle, type Person, person, type TestServer } from '../harness.ts'

export type World = Awaited<ReturnType<typeof makeWorld>>

const at = new Date('2026-06-01T10:00:00Z')

export async function makeWorld(server: TestServer) {
  const { community } = server
  const { db } = community
  const other = await person(server, 'Other')
  const among = await circle(community, 'among')
  const closed = await circle(community, 'closed', 'closed', [other])
  const place = (author: Person) =>
    db.transaction().execute((tx) =>
      placeConversation(tx, {
        circle: among.id,
        kind: 'asks',
        title: 'How are your mornings?',
        posts: [{ author: author.id, words: 'Ours are long.', voice: 'parent', at }],
      }),
    )
  const { conversation } = await place(other)
  const [waits] = await db
    .transaction()
    .execute((tx) =>
      placePosts(tx, conversation, [{ author: other.id, words: 'This waits.', voice: 'parent', at, state: 'held' }]),
    )
  const held = waits!.id
  const matter = newId()
  await sql`insert into matter (id, kind, post, came_at) values (${matter}, 'held', ${held}, ${at})`.execute(db)
  const code = 'K7F-9X4-RDM'
  const report = newId()
  await sql`
    insert into matter (id, kind, wrong, words, code, came_at)
    values (${report}, 'report', 'unkind', 'It hurts.', ${code}, ${at})`.execute(db)
  await decide(report, 'not acted', null)
  const request = newId()
  await sql`
    insert into membership_request (id, name, email, words, asked_at)
    values (${request}, 'Asker', 'asker@example.org', 'Please.', ${at})`.execute(db)
  const circleRequest = newId()
  const asker = await person(server, 'Asker')
  await sql`
    insert into circle_request (id, circle, member, asked_at)
    values (${circleRequest}, ${closed.id}, ${asker.id}, ${at})`.execute(db)
  const invitation = newId()
  await sql`
    insert into invitation (id, kind, about, made_by, made_at)
    values (${invitation}, 'link', 'A leaflet', ${other.id}, ${at})`.execute(db)

  async function decide(about: string, outcome: string, writer: string | null, post: string | null = null) {
    const id = newId()
    await sql`
      insert into decision (id, matter, outcome, reason, by, role, post, writer, at)
      values (${id}, ${about}, ${outcome}, 'We read it.', ${other.id}, 'steward', ${post}, ${writer}, ${at})`.execute(
      db,
    )
    await sql`update matter set decided_at = ${at} where id = ${about}`.execute(db)
    return id
  }

  return {
    community,
    other,
    circle: among.id,
    closedCircle: closed.id,
    conversation,
    held,
    matter,
    code,
    request,
    circleRequest,
    invitation,
    /** somebody else, with a role */
    person: (role: Role) => person(server, 'Somebody', role),
    conversationBy: async (me: Person) => (await place(me)).conversation,
    async heldBy(me: Person) {
      const [post] = await db
        .transaction()
        .execute((tx) =>
          placePosts(tx, conversation, [{ author: me.id, words: 'Mine waits.', voice: 'parent', at, state: 'held' }]),
        )
      return post!.id
    },
    async decisionAbout(me: Person) {
      const { posts } = await place(me)
      const about = newId()
      await sql`
        insert into matter (id, kind, post, wrong, came_at)
        values (${about}, 'report', ${posts[0]!.id}, 'private', ${at})`.execute(db)
      return decide(about, 'remove', me.id, posts[0]!.id)
    },
  }
}
