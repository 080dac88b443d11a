/** Pages of being in touch that stand behind a choice: a tie that is open, a note of one's own, a message to report. */
import type { TestServer } from '../harness.ts'
import { castMember, type Sample } from '../roaming.ts'

export async function tieSamples(server: TestServer): Promise<Sample[]> {
  const { db } = server.community
  const who = await castMember(server, 'member')
  const ties = await db
    .selectFrom('tie')
    .select(['id', 'one', 'other', 'state'])
    .where((where) => where.or([where('one', '=', who.id), where('other', '=', who.id)]))
    .execute()
  const contact = await db
    .selectFrom('tie_contact')
    .select(['id', 'tie'])
    .where('noted_by', '=', who.id)
    .limit(1)
    .executeTakeFirstOrThrow()
  const open = `/ties/${contact.tie}`
  const message = await db
    .selectFrom('tie_message')
    .select('id')
    .where('tie', '=', contact.tie)
    .where('sender', '<>', who.id)
    .limit(1)
    .executeTakeFirstOrThrow()
  const others = ['/sharing', '/contacts/new', `/contacts/${contact.id}`, '/messages', `/messages/${message.id}/report`]
  return [
    ...ties.map(({ id }) => ({ who, path: `/ties/${id}` })),
    ...others.map((path) => ({ who, path: `${open}${path}` })),
  ]
}
