/** Gatherings of the example: in a room, on the phone, by video; with a waiting list, a write-up and two put in touch. */
import type { Door } from '../../kit/task.ts'
import { noteWhoCame, writeUp } from '../gatherings/afterwards.ts'
import { cancel, move } from '../gatherings/changing.ts'
import { dayOf, daysAfter } from '../gatherings/london-clock.ts'
import { pair } from '../gatherings/pairing.ts'
import { plan } from '../gatherings/planning.ts'
import { rsvp } from '../gatherings/rsvp.ts'
import { rsvpOf } from '../gatherings/rsvp-store.ts'
import type { GatheringId } from '../gatherings/store.ts'
import type { Furnishing } from './furnishing.ts'

/** The next of this day of the week on or after a day: 0 is Sunday. */
function next(weekday: number, from: string): string {
  const away = (weekday - new Date(`${from}T12:00:00Z`).getUTCDay() + 7) % 7
  return daysAfter(from, away)
}

const phoneDesk = '0114 496 0150'

export async function gatherings(example: Furnishing) {
  const today = dayOf(example.now)
  await phoneEvening(example, today)
  await walk(example, today)
  await tea(example, today)
  await others(example, today)
}

type Said = { seat: string; access?: string; wishes?: string[]; via?: Door; by?: string }

/** Say that somebody comes, some days ago. */
const says = (
  { does, ago }: Furnishing,
  gathering: GatheringId,
  occurrence: string,
  who: string,
  days: number,
  { via = 'web', by = who, ...said }: Said,
) => does(who, rsvp, { gathering, occurrence, wishes: [], ...said }, { at: ago(days), via, by })

/** Those of them who came, noted by the host on the day after. */
async function came(example: Furnishing, host: string, gathering: GatheringId, occurrence: string, who: string[]) {
  const ids: string[] = []
  for (const key of who) {
    const said = await rsvpOf(example.db, gathering, occurrence, example.id(key))
    if (said) ids.push(said.id)
  }
  const at = new Date(`${daysAfter(occurrence, 1)}T10:00:00Z`)
  await example.does(host, noteWhoCame, { gathering, occurrence, came: ids }, { at })
  return at
}

/** Every Thursday on the phone, for two months now. */
async function phoneEvening(example: Furnishing, today: string) {
  const { does, ago } = example
  const first = next(4, daysAfter(today, -56))
  const evening = await does(
    'ama',
    plan,
    {
      title: 'Thursday evening on the phone',
      about: [
        'An hour on the phone with other parents. Ring in from the sofa, the bath or the car park. You can just listen.',
        'Ama says hello to all, and then we talk about what the week was like.',
      ].join('\n\n'),
      kind: 'phone',
      deskPhone: phoneDesk,
      phoneNumber: '0330 496 0160',
      phonePin: '2 4 6 8',
      date: first,
      time: '8 pm',
      minutes: '60',
      repeats: 'week',
      until: daysAfter(first, 360),
      phoneSeats: '12',
      who: 'members',
      access: 'Any phone will do. Tell us if you would rather be rung than ring.',
    },
    { at: ago(60) },
  )
  const last = next(4, daysAfter(today, -8))
  await says(example, evening, last, 'brigid', 12, { seat: 'phone', via: 'phone', by: 'martin', wishes: ['listed'] })
  await says(example, evening, last, 'kelly', 11, { seat: 'phone', wishes: ['listed'] })
  await says(example, evening, last, 'pauline', 11, { seat: 'phone' })
  await says(example, evening, last, 'rob', 10, { seat: 'no' })
  const at = await came(example, 'ama', evening, last, ['brigid', 'kelly', 'pauline'])
  await does(
    'ama',
    writeUp,
    {
      gathering: evening,
      occurrence: last,
      words: [
        'Four of us, and one dog.',
        'We talked about winter coats that go on sitting down. A poncho won. Brigid told us how her son laughs at the kettle, and then we all put ours on.',
        'Next week: what do you do with the first hour when the taxi has gone?',
      ].join('\n\n'),
    },
    { at },
  )
  const soon = next(4, daysAfter(today, 1))
  await says(example, evening, soon, 'brigid', 1, {
    seat: 'phone',
    via: 'phone',
    by: 'martin',
    access: 'Please ring me: my phone runs out of money.',
  })
  for (const who of ['kelly', 'nia']) await says(example, evening, soon, who, 2, { seat: 'phone' })
  const off = daysAfter(soon, 14)
  await does('ama', cancel, { gathering: evening, occurrence: off, why: 'Ama is away that week.' }, { at: ago(1) })
  const moved = { occurrence: daysAfter(soon, 21), date: daysAfter(soon, 20), time: '8 pm', why: 'A day early, once.' }
  await does('ama', move, { gathering: evening, ...moved }, { at: ago(1) })
}

/** A walk that is over: written up, and two of those who wished for it were asked. */
async function walk(example: Furnishing, today: string) {
  const { does, ago } = example
  const on = next(6, daysAfter(today, -30))
  const id = await does(
    'ruth',
    plan,
    {
      title: 'A slow walk by the river',
      about: 'A mile on flat path, with wheels in mind. Then cake. Brothers and sisters are welcome.',
      kind: 'in person',
      place: 'the car park by the weir, Sheffield',
      postcode: 'S6 2AB',
      deskPhone: phoneDesk,
      phoneNumber: '0330 496 0160',
      phonePin: '1357',
      date: on,
      time: '11 am',
      minutes: '120',
      who: 'open',
      places: '20',
      phoneSeats: '3',
      access: 'Flat and firm path. A toilet with a hoist and a bench, in the café by the bridge.',
    },
    { at: ago(50) },
  )
  const wish = ['listed', 'pair up']
  for (const who of ['margaret', 'sue', 'steve']) await says(example, id, on, who, 40, { seat: 'place', wishes: wish })
  await says(example, id, on, 'george', 38, { seat: 'phone', via: 'letter', by: 'ruth', wishes: ['listed'] })
  await says(example, id, on, 'mair', 37, { seat: 'no', via: 'letter', by: 'ruth', wishes: ['pair up'] })
  await says(example, id, on, 'kelly', 36, { seat: 'no', wishes: ['pair up'] })
  const at = await came(example, 'ruth', id, on, ['margaret', 'sue', 'steve', 'george'])
  await does(
    'ruth',
    writeUp,
    {
      gathering: id,
      occurrence: on,
      words: [
        'Eleven people, four chairs, one kite.',
        'The path was firm all the way. At the weir we stopped, because everybody did. George was with us on the phone, in a basket, and heard the water.',
        'What we said about coats, ramps and the price of lifts is for those who were there. What we ate was lemon cake.',
      ].join('\n\n'),
    },
    { at },
  )
  await does('ruth', pair, { gathering: id, occurrence: on }, { at })
}

/** A room with four places, which is full. */
async function tea(example: Furnishing, today: string) {
  const on = next(6, daysAfter(today, 16))
  const id = await example.does(
    'ama',
    plan,
    {
      title: 'Tea and a big table',
      about: 'A morning round one table. Bring what you are stuck on, or bring nothing.',
      kind: 'mixed',
      place: 'the library, Headingley, Leeds',
      postcode: 'LS6',
      deskPhone: phoneDesk,
      phoneNumber: '0330 496 0161',
      phonePin: '9753',
      videoLink: 'https://video.example.org/tea-and-a-big-table',
      date: on,
      time: '10:30',
      minutes: '90',
      who: 'members',
      places: '4',
      phoneSeats: '3',
      access: 'A lift, a quiet room, and a place to change a grown person. Two spaces for vans at the door.',
      topics: ['sleep', 'benefits', 'equipment'],
    },
    { at: example.ago(20) },
  )
  const place = (who: string, days: number, more: Partial<Said> = {}) =>
    says(example, id, on, who, days, { seat: 'place', ...more })
  await place('george', 15, { via: 'letter', by: 'ruth', access: 'I do not hear well on my left.' })
  for (const [who, days] of [
    ['anita', 14],
    ['wendy', 13],
    ['peter', 12],
    ['grace', 6],
    ['zara', 5],
  ] as const)
    await place(who, days)
  await says(example, id, on, 'margaret', 4, { seat: 'phone', wishes: ['listed', 'pair up'] })
  await says(example, id, on, 'lucy', 4, { seat: 'no', wishes: ['pair up'] })
}

async function others(example: Furnishing, today: string) {
  const { does, ago } = example
  const first = await does(
    'ruth',
    plan,
    {
      title: 'The first weeks: an hour with Ruth',
      about: 'For those who heard the word a short while ago. Ask anything, or just be there. Cameras can stay off.',
      kind: 'video',
      deskPhone: phoneDesk,
      videoLink: 'https://video.example.org/first-weeks',
      date: next(2, daysAfter(today, 3)),
      time: '7.30 pm',
      minutes: '60',
      repeats: 'fortnight',
      phoneSeats: '3',
      who: 'newly-diagnosed',
      stages: ['waiting', 'first-years'],
    },
    { at: ago(12) },
  )
  await says(example, first, next(2, daysAfter(today, 3)), 'nia', 3, { seat: 'video' })
  await says(example, first, next(2, daysAfter(today, 3)), 'tariq', 3, { seat: 'phone' })
  await does(
    'joan',
    plan,
    {
      title: 'Family day by the sea',
      about: 'A whole day with a sensory room, a boat that takes chairs, and chips. Come for an hour or for all of it.',
      kind: 'in person',
      place: 'the harbour hall, Weston-super-Mare',
      postcode: 'BS23',
      deskPhone: phoneDesk,
      phoneNumber: '0330 496 0162',
      date: next(6, daysAfter(today, 60)),
      time: '10 am',
      minutes: '360',
      phoneSeats: '6',
      who: 'open',
      access: 'No steps. Two rooms with a hoist. Some places to stay near by; ask us.',
    },
    { at: ago(30) },
  )
  const cup = next(6, daysAfter(today, 9))
  const scots = await does(
    'bill',
    plan,
    {
      title: 'Half way: a cup of tea',
      about: 'The farm shop with the ramp and the big table. Whoever cannot drive is put on the table in a phone.',
      kind: 'in person',
      place: 'the farm shop, Dunkeld',
      postcode: 'PH8',
      deskPhone: phoneDesk,
      phoneNumber: '0330 496 0163',
      date: cup,
      time: '2 pm',
      minutes: '120',
      repeats: 'month',
      places: '10',
      phoneSeats: '3',
      who: 'scotland',
    },
    { at: ago(25) },
  )
  for (const who of ['eilidh', 'fiona']) await says(example, scots, cup, who, 8, { seat: 'place', wishes: ['listed'] })
  await says(example, scots, cup, 'morag', 7, { seat: 'phone', via: 'phone', by: 'martin' })
  await does(
    'bill',
    plan,
    {
      title: 'When we are not here any more',
      about: 'A talk about wills, trusts and who will know what she likes. A solicitor is there for the first half.',
      kind: 'mixed',
      place: 'the church hall, Perth',
      postcode: 'PH1',
      deskPhone: phoneDesk,
      videoLink: 'https://video.example.org/wills',
      date: next(3, daysAfter(today, 24)),
      time: '19:00',
      minutes: '90',
      phoneSeats: '8',
      who: 'members',
      stages: ['adult', 'ageing'],
      topics: ['wills'],
    },
    { at: ago(9) },
  )
  await does(
    'bill',
    plan,
    {
      title: 'A quiet hour',
      about: 'For those whose son or daughter has died. Nobody needs to speak.',
      kind: 'phone',
      deskPhone: phoneDesk,
      phoneNumber: '0330 496 0164',
      date: next(0, daysAfter(today, 11)),
      time: '4 pm',
      minutes: '60',
      repeats: 'month',
      phoneSeats: '',
      who: 'after-a-death',
      stages: ['after-a-death'],
    },
    { at: ago(15) },
  )
}
