/** For every route of gatherings. */
import { answerToken } from '../../src/areas/gatherings/answer-link.ts'
import { plan } from '../../src/areas/gatherings/planning.ts'
import { rsvp } from '../../src/areas/gatherings/rsvp.ts'
import { newId } from '../../src/kit/brand.ts'
import { type Person, person, type TestServer } from '../harness.ts'
import { tea } from '../tea.ts'
import { asMember, by, type Sample, type Samples } from './sample.ts'
import type { World } from './world.ts'

const on = '2035-03-08'
const overOn = '2026-03-05'
const typed = { ...tea, date: '8/3/2035', repeats: 'week', places: '', access: 'No steps.', noPhoneWhy: 'Not so.' }
const text = [
  ...['title', 'about', 'place', 'postcode', 'deskPhone', 'phoneNumber', 'phonePin', 'videoLink', 'time', 'minutes'],
  ...['places', 'phoneSeats', 'noPhoneWhy', 'access'],
]

/** A gathering of somebody else, or of this person. */
async function gathering(world: World, host: Person | null, more: Record<string, unknown> = {}, now?: Date) {
  const other = host ?? (await person({ community: world.community, url: '' } as TestServer, 'Host', 'helper'))
  // Each with a name of its own, for the same plan twice is one gathering.
  return other.does(plan, { ...typed, title: `Tea ${newId()}`, ...more }, 'web', now)
}

const over = (world: World, me: Person) =>
  gathering(world, me, { date: '5/3/2026', repeats: 'once' }, new Date('2026-03-01T10:00:00Z'))

const onOwn = (path: string, rest: Sample): Sample => ({
  ...rest,
  to: async (world, me) => `/gatherings/${await gathering(world, me)}${path}`,
})
const onOver = (path: string, rest: Sample): Sample => ({
  ...rest,
  to: async (world, me) => `/gatherings/${await over(world, me)}${path}`,
})

export const gatherings: Samples = {
  '/gatherings': by('helper', { ...typed, who: 'among', step: 'preview', until: '7/6/2035', rule: '' }, [
    ...text,
    'date',
    'until',
    'rule',
  ]),
  '/gatherings/:id/answers': {
    ...asMember({ occurrence: on, seat: 'phone', access: 'A lift.', 'wishes[]': 'listed' }, ['access']),
    to: async (world) => `/gatherings/${await gathering(world, null)}/answers`,
  },
  '/gatherings/:id/attendance': onOver('/attendance', by('helper', { occurrence: overOn, 'came[]': newId() })),
  '/gatherings/:id/cancellations': onOwn(
    '/cancellations',
    by('helper', { occurrence: on, why: 'We are ill.' }, ['why']),
  ),
  '/gatherings/:id/changes': onOwn(
    '/changes',
    by('helper', { ...typed, until: '7/6/2035', whatChanged: 'The room.' }, [...text, 'until', 'whatChanged']),
  ),
  '/gatherings/:id/guests': {
    ...by(
      'visitor',
      {
        occurrence: on,
        seat: 'phone',
        name: 'Pat',
        email: 'pat@example.org',
        phone: '01632 960001',
        access: 'A lift.',
      },
      ['name', 'email', 'phone', 'access'],
    ),
    to: async (world) => `/gatherings/${await gathering(world, null, { who: 'open' })}/guests`,
  },
  '/gatherings/:id/moves': onOwn(
    '/moves',
    by('helper', { occurrence: on, date: '9/3/2035', time: '6 pm', why: 'The room.' }, ['date', 'time', 'why']),
  ),
  '/gatherings/:id/pairings': onOver('/pairings', by('helper', { occurrence: overOn })),
  '/gatherings/:id/write-ups': onOver(
    '/write-ups',
    by('helper', { occurrence: overOn, words: 'We drank tea.' }, ['words']),
  ),
  '/gatherings/answers/:token': {
    ...asMember({ seat: 'no' }),
    async to(world, me) {
      const id = await gathering(world, null)
      const { rsvp: answer } = await me.does(rsvp, { gathering: id, occurrence: on, seat: 'phone' })
      return `/gatherings/answers/${answerToken(world.community, answer)}`
    },
  },
  '/gatherings/mine/calendar': asMember(),
  '/gatherings/pairings/:pairing': {
    ...asMember({ answer: 'yes' }),
    async to(world, me) {
      const id = newId()
      await world.community.db
        .insertInto('pairing')
        .values({
          ...{ id, gathering: await gathering(world, null), occurrence: on, came: me.id, missed: world.other.id },
          ...{ proposed_by: null, proposed_at: new Date(), came_says: null, missed_says: null, ended_at: null },
        })
        .execute()
      return `/gatherings/pairings/${id}`
    },
  },
}
