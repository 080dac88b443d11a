/** Pages of gatherings that a mail leads to, or that stand behind a question put to somebody. */
import { answerToken } from '../../src/areas/gatherings/answer-link.ts'
import { person, type TestServer } from '../harness.ts'
import { castMember, type Sample, someone } from '../roaming.ts'

export const gatheringFiles: Readonly<Record<string, string>> = {
  '/gatherings/calendar.ics': 'a calendar',
  '/gatherings/mine/:file': 'a calendar',
  '/gatherings/:id/calendar.ics': 'a calendar',
}

export async function gatheringSamples(server: TestServer): Promise<Sample[]> {
  const { db } = server.community
  const visitor = await person(server, '', 'visitor')
  const helper = await castMember(server, 'helper')
  const steward = await castMember(server, 'steward')
  const answer = await db
    .selectFrom('rsvp')
    .select(['id', 'gathering'])
    .where('state', '=', 'waiting')
    .limit(1)
    .executeTakeFirstOrThrow()
  const pairing = await db
    .selectFrom('pairing')
    .innerJoin('member', 'member.id', 'pairing.missed')
    .select(['pairing.id', 'member.id as member', 'member.name'])
    .where('ended_at', 'is', null)
    .limit(1)
    .executeTakeFirstOrThrow()
  const repeating = await db
    .selectFrom('gathering')
    .select('id')
    .where('host', '=', helper.id)
    .where('rrule', 'is not', null)
    .limit(1)
    .executeTakeFirstOrThrow()
  const written = await db
    .selectFrom('write_up')
    .innerJoin('gathering', 'gathering.id', 'write_up.gathering')
    .select(['gathering', 'gathering.starts_on'])
    .where('gathering.rrule', 'is', null)
    .executeTakeFirstOrThrow()
  const own = `/gatherings/${repeating.id}`
  return [
    { who: visitor, path: `/gatherings/answers/${answerToken(server.community, answer.id)}` },
    { who: someone(server, pairing.member, pairing.name, 'member'), path: `/gatherings/pairings/${pairing.id}` },
    { who: helper, path: own },
    ...['/people', '/change', '/move', '/cancel', '/poster'].map((path) => ({ who: helper, path: own + path })),
    { who: steward, path: `/gatherings/${written.gathering}/people` },
    { who: steward, path: `/gatherings/${written.gathering}/write-up/edit` },
    { who: helper, path: '/gatherings?ahead=all' },
  ]
}
