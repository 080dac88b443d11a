/** Gatherings that everybody tries things on: open, for members, behind a closed door, and some that are over. */
import { answerToken } from '../../src/areas/gatherings/answer-link.ts'
import { plan } from '../../src/areas/gatherings/planning.ts'
import { rsvp } from '../../src/areas/gatherings/rsvp.ts'
import { newId } from '../../src/kit/brand.ts'
import type { Person } from '../harness.ts'
import { tea } from '../tea.ts'

export type Gatherings = Awaited<ReturnType<typeof gatheringsIn>>

const before = new Date('2026-05-01T10:00:00Z')

/**
 * @param host none of the people who try
 * @param actors those who try: each has planned one, whatever they may do now
 * @param other somebody else
 */
export async function gatheringsIn(host: Person, actors: readonly Person[], other: Person) {
  const { db } = host.community
  const planned = (title: string, who: string, date: string) =>
    host.does(plan, { ...tea, title, who, date, places: '', phoneSeats: '' }, 'web', before)
  const members = await planned('For members', 'members', '4/7/2026')
  const over = await planned('Over', 'members', '15/5/2026')
  const mine = new Map<string, string>()
  const pairings = new Map<string, string>()
  for (const { id: member, who } of actors) {
    const own = await planned(`Of ${who.name}`, 'members', '4/7/2026')
    await db.updateTable('gathering').set({ host: member }).where('id', '=', own).execute()
    mine.set(member, own)
    const pairing = newId()
    const paired = await planned(`Paired with ${who.name}`, 'members', '15/5/2026')
    await db
      .insertInto('pairing')
      .values({
        ...{ id: pairing, gathering: paired, occurrence: '2026-05-15', came: member, missed: other.id },
        ...{ proposed_by: host.id, proposed_at: before, came_says: null, missed_says: null, ended_at: null },
      })
      .execute()
    pairings.set(member, pairing)
  }
  const input = { gathering: members, occurrence: '2026-07-04', seat: 'phone' }
  const { rsvp: answer } = await other.does(rsvp, input, 'web', before)
  return {
    open: await planned('Open to all', 'open', '4/7/2026'),
    members,
    closed: await planned('Closed', 'closed', '4/7/2026'),
    over,
    closedOver: await planned('Closed and over', 'closed', '15/5/2026'),
    /** by whose it is */
    mine,
    /** a question that waits for each */
    pairings,
    token: answerToken(host.community, answer),
  }
}
