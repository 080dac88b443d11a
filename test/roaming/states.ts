/** Pages of stepping away and coming back that only a mail, a sign-in or what happened in a life leads to. */
import { awayPath } from '../../src/areas/members/away-link.ts'
import { noteBereavement } from '../../src/areas/members/bereavement.ts'
import { leave } from '../../src/areas/members/leaving.ts'
import { pause } from '../../src/areas/members/pausing.ts'
import { person, type TestServer } from '../harness.ts'
import type { Sample } from '../roaming.ts'

export async function samplesOfStates(server: TestServer): Promise<Sample[]> {
  const { community } = server
  const visitor = await person(server, '', 'visitor')
  const here = await person(server, 'Here')
  const paused = await person(server, 'Paused')
  await paused.does(pause, { pause: 'a month', keeps: ['reply'] })
  const bereaved = await person(server, 'Bereaved')
  await bereaved.does(noteBereavement, {})
  // Somebody who left and has signed in again.
  const left = await person(server, 'Left')
  await left.does(leave, {})
  return [
    { who: visitor, path: '/left' },
    { who: visitor, path: '/erased' },
    { who: visitor, path: awayPath(community, here.id) },
    { who: visitor, path: awayPath(community, paused.id) },
    { who: visitor, path: awayPath(community, left.id) },
    { who: here, path: '/return' },
    { who: here, path: '/me/cared-for/review' },
    { who: here, path: '/me/reach' },
    { who: paused, path: '/return' },
    { who: paused, path: '/' },
    { who: paused, path: '/me/away' },
    { who: paused, path: '/me/pause' },
    { who: bereaved, path: '/me/bereavement' },
    { who: left, path: '/return' },
    { who: left, path: '/me/erasure' },
  ]
}
