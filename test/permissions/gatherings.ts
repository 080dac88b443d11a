import { tea } from '../tea.ts'
import { type Case, type Cases, plain } from './cases.ts'
import type { World } from './world.ts'

const on = '2026-07-04'
const next = { ...tea, date: '4/7/2026', places: '', phoneSeats: '' }

/** Something done to a gathering, behind each kind of door. */
const behindEachDoor = (input: Record<string, unknown>): Case => ({
  on: {
    'an open gathering': (_, { gatherings }) => ({ ...input, gathering: gatherings.open }),
    'a members’ gathering': (_, { gatherings }) => ({ ...input, gathering: gatherings.members }),
    'one of a closed circle, not let in': (_, { gatherings }) => ({ ...input, gathering: gatherings.closed }),
  },
})

/** Something a host does: to one's own, to another's, and to one behind a closed door. */
const tended = (input: Record<string, unknown>, which: 'members' | 'over' = 'members'): Case => ({
  on: {
    ...(which === 'members'
      ? {
          own: ({ who }, { gatherings }: World) => {
            const gathering = who.member && gatherings.mine.get(who.member)
            return gathering ? { ...input, gathering } : null
          },
        }
      : {}),
    'another’s': (_, { gatherings }) => ({ ...input, gathering: gatherings[which] }),
    'one of a closed circle, not let in': (_, { gatherings }) => ({
      ...input,
      gathering: which === 'over' ? gatherings.closedOver : gatherings.closed,
    }),
  },
})

const over = { occurrence: '2026-05-15' }

export const gatherings: Cases = {
  'gatherings.answer-pairing': {
    on: {
      own: ({ who }, { gatherings: { pairings } }) => {
        const pairing = who.member && pairings.get(who.member)
        return pairing ? { pairing, answer: 'no' } : null
      },
      'another’s': ({ who }, { gatherings: { pairings } }) => {
        const pairing = [...pairings].find(([member]) => member !== who.member)![1]
        return { pairing, answer: 'no' }
      },
    },
  },
  'gatherings.cancel': tended({ why: 'We are ill.' }),
  'gatherings.change': tended(next),
  'gatherings.change-rsvp': {
    on: {
      'with the link': (_, { gatherings: { token } }) => ({ token, seat: 'no' }),
      'with a forged link': (_, { other }) => ({ token: `${other.member}.forged`, seat: 'no' }),
    },
  },
  'gatherings.move': tended({ occurrence: on, date: '5/7/2026', time: '7 pm' }),
  'gatherings.note-who-came': tended({ ...over, came: [] }, 'over'),
  'gatherings.pair': tended(over, 'over'),
  'gatherings.plan': {
    on: {
      'for all members': () => ({ ...next, who: 'members' }),
      'in a closed circle, let in': (_, { insideSlug }) => ({ ...next, who: insideSlug }),
      'in a closed circle, not let in': () => ({ ...next, who: 'closed' }),
    },
  },
  'gatherings.renew-calendar': plain(),
  'gatherings.rsvp': behindEachDoor({ occurrence: on, seat: 'phone' }),
  'gatherings.rsvp-as-guest': behindEachDoor({ occurrence: on, seat: 'phone', name: 'Pat', phone: '01632 960001' }),
  'gatherings.write-up': tended({ ...over, words: 'We talked.' }, 'over'),
}
