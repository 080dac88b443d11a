/** What somebody has with others: a friend, one who asked them, one they asked. */
import { pairOf, type TieId } from '../../src/areas/ties/tie-store.ts'
import { newId } from '../../src/kit/brand.ts'
import type { Community } from '../../src/kit/community.ts'
import type { MemberId } from '../../src/kit/who.ts'
import type { Person } from '../harness.ts'

export interface Ties {
  readonly open: TieId
  readonly asksMe: TieId
  readonly asked: TieId
  /** noted by them */
  readonly contact: string
  /** sent to them by their friend */
  readonly message: string
}

const at = new Date('2026-06-01T10:00:00Z')

export async function tiesOf(
  { db }: Community,
  member: MemberId,
  [friend, asker, askedOne]: readonly [Person, Person, Person],
): Promise<Ties> {
  const tie = async (other: MemberId, state: 'open' | 'offered', offered_by: MemberId) => {
    const id = newId<'TieId'>()
    await db
      .insertInto('tie')
      .values({
        id,
        ...pairOf(member, other),
        came_from: 'desk',
        came_from_id: null,
        state,
        offered_by,
        offered_at: at,
        agreed_at: state === 'open' ? at : null,
        ended_at: null,
        words: null,
        declined_by: null,
        means: ['phone'],
      })
      .execute()
    return id
  }
  const open = await tie(friend.id, 'open', friend.id)
  const [contact, message] = [newId(), newId()]
  const on = { on_words: null, on_from: '2026-05-04', on_to: '2026-05-04' }
  await db
    .insertInto('tie_contact')
    .values({ id: contact, tie: open, door: 'phone', ...on, noted_by: member, noted_at: at })
    .execute()
  const words = 'How are you?'
  await db
    .insertInto('tie_message')
    .values({ id: message, tie: open, sender: friend.id, words, html: words, sent_at: at, via: 'web', once: null })
    .execute()
  return {
    open,
    asksMe: await tie(asker.id, 'offered', asker.id),
    asked: await tie(askedOne.id, 'offered', member),
    contact,
    message,
  }
}
