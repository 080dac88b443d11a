/** How two people came to be in touch: what it was, whether they did meet there, and how it is told on their page. */
import { sql } from 'kysely'
import { isUuid } from '../../kit/brand.ts'
import type { Db, Tx } from '../../kit/database.ts'
import type { MemberId, Who } from '../../kit/who.ts'
import { mayRead } from '../conversations/rules.ts'
import type { CameFrom } from './tie-store.ts'

export interface MeetingPlace {
  readonly from: CameFrom['from']
  /** Have these two met there, as far as the one who asks can know? */
  readonly met: (db: Db | Tx, id: string | null, asks: Who, other: MemberId) => Promise<boolean>
  /** How it is told to one of the two: a sentence, and where to look when they may. */
  readonly told: (db: Db | Tx, id: string | null, reader: Who) => Promise<Told>
}

interface Told {
  readonly words: string
  readonly href?: string
  readonly title?: string
}

const places = new Map<CameFrom['from'], MeetingPlace>()

/** Say how two people may come to be in touch, once, when the area is loaded. Gatherings add theirs. */
export const meetingPlace = (one: MeetingPlace) => void places.set(one.from, one)

/** An unknown place is nobody's: whoever makes an address up meets nobody by it. */
export const haveMet = async (db: Db | Tx, { from, id }: CameFrom, asks: Who, other: MemberId) =>
  (await places.get(from)?.met(db, id, asks, other)) ?? false

const otherwise: Record<CameFrom['from'], string> = {
  conversation: 'You met in a conversation here.',
  gathering: 'You met at a gathering.',
  match: 'The charity brought you together.',
  desk: 'The charity put you in touch.',
  'glad to talk': 'One of you had said what they are glad to talk about.',
}

export const toldHow = async (db: Db | Tx, { from, id }: CameFrom, reader: Who): Promise<Told> =>
  (await places.get(from)?.told(db, id, reader)) ?? { words: otherwise[from] }

interface Conversation {
  title: string
  door: 'open' | 'members' | 'closed'
  inside: boolean
  wrote: boolean
}

async function conversationOf(db: Db | Tx, id: string | null, reader: Who, other: MemberId | null) {
  if (!id || !isUuid(id)) return null
  const { rows } = await sql<Conversation>`
    select c.title, o.door,
      exists (select from circle_member i where i.circle = o.id and i.member = ${reader.member}::uuid) as inside,
      exists (
        select from post p
        where p.conversation = c.id and p.author = ${other}::uuid and p.state = 'shown'
      ) as wrote
    from conversation c
    join circle o on o.id = c.circle
    where c.id = ${id} and c.shown`.execute(db)
  const [found] = rows
  // What somebody may not read is not there for them.
  return found && typeof mayRead(reader, found) === 'symbol' ? found : null
}

meetingPlace({
  from: 'conversation',
  met: async (db, id, asks, other) => (await conversationOf(db, id, asks, other))?.wrote ?? false,
  async told(db, id, reader) {
    const found = await conversationOf(db, id, reader, null)
    return found
      ? { words: 'You met in a conversation:', href: `/conversations/${id}`, title: found.title }
      : { words: otherwise.conversation }
  },
})

/** An address that asks this member to be in touch: for a button on a conversation, a gathering, a list of people. */
export const stayInTouchHref = (member: MemberId | string, { from, id }: CameFrom) =>
  `/ties/new?with=${member}&from=${encodeURIComponent(from)}${id ? `:${id}` : ''}`
