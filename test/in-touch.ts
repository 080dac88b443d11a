/** People who ask each other to be in touch, in a circle of their own; for the tests of ties. */
import { placeConversation } from '../src/areas/conversations/placing.ts'
import { listReader } from '../src/areas/members/looking.ts'
import { changePreferences } from '../src/areas/members/preferences.ts'
import { changeReach } from '../src/areas/members/reach.ts'
import { answer, offer } from '../src/areas/ties/offering.ts'
import { type TieId, tieFor } from '../src/areas/ties/tie-store.ts'
import { listsAt, type PlaceOfList } from '../src/kit/lists.ts'
import { isRefusal, type Refusal } from '../src/kit/refuse.ts'
import { circle, type Person, person, type TestServer } from './harness.ts'

export const because = (outcome: unknown) => (isRefusal(outcome) ? outcome.because : 'it was not refused')
export const statusOf = (outcome: unknown) => (outcome as Refusal).status

export async function peopleIn(server: TestServer) {
  const { community } = server
  const { db } = community
  const among = await circle(community, 'among')

  /** A conversation in which each of these wrote, the first of them four times. */
  async function talk(...people: Person[]) {
    const authors = [...people, people[0]!, people[0]!, people[0]!]
    const { conversation } = await db.transaction().execute((tx) =>
      placeConversation(tx, {
        circle: among.id,
        kind: 'asks',
        title: 'How are your nights?',
        posts: authors.map(({ id: author }) => ({ author, words: 'Short.', voice: 'parent' as const, at: new Date() })),
      }),
    )
    return conversation
  }

  const asks = async (one: Person, other: Person, more: Record<string, unknown> = {}) =>
    one.does(offer, {
      to: other.id,
      from: 'conversation',
      id: await talk(one, other),
      means: ['phone'],
      ...more,
    })

  return {
    talk,
    asks,
    /** Two who are in touch. */
    async pair(one = 'Nia', other = 'Grace') {
      const [a, b] = [await person(server, one), await person(server, other)]
      const { tie } = await asks(a, b)
      await b.does(answer, { tie, answer: 'yes' })
      return { a, b, tie }
    },
    /** Somebody who comes by letter or phone, and has no email. */
    async onPaper(name: string, door: 'letter' | 'phone' = 'letter') {
      const one = await person(server, name)
      await db.updateTable('login').set({ email: null }).where('id', '=', one.id).execute()
      await one.does(changeReach, {
        phone: '01632 960123',
        address: '4 Heol y Bont\nAberystwyth',
        postcode: 'SY23 1AB',
      })
      await one.does(changePreferences, { door })
      return one
    },
    mailTo: (who: Person) =>
      db
        .selectFrom('message_out')
        .select(['subject', 'plain'])
        .where('member', '=', who.id)
        .orderBy('made_at')
        .execute(),
    noticesTo: (who: Person) =>
      db.selectFrom('notice').selectAll().where('member', '=', who.id).orderBy('id').execute(),
    seen: (who: Person, tie: TieId) => tieFor(db, tie, who.id),
    /** The lines about people in one of the house's lists. */
    async linesOf(who: Person, place: PlaceOfList, more: { since?: Date; topic?: string } = {}) {
      const reader = await listReader(db, who.id)
      const need = more.topic ? { id: 'need', what: 'talk', topic: more.topic } : null
      const asked = { db, community, reader, since: more.since ?? null, now: new Date(), need, most: 20 }
      const lists = await listsAt(place, asked)
      return lists.filter(({ name }) => name.startsWith('ties.')).flatMap(({ lines }) => lines)
    },
  }
}
