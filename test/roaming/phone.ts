/** Pages of the phone desk that no link leads to: those of a call. */
import type { MemberId } from '../../src/kit/who.ts'
import { ring } from '../calling.ts'
import { person, type TestServer } from '../harness.ts'
import type { Sample } from '../roaming.ts'

export async function phoneSamples(server: TestServer): Promise<Sample[]> {
  const { db } = server.community
  const { id } = await db.selectFrom('member').select('id').where('name', '=', 'Brigid').executeTakeFirstOrThrow()
  const volunteer = () => person(server, 'Vera', 'moderator')
  const begun = await ring(await volunteer(), server.url, id as MemberId, null)
  const calling = await ring(await volunteer(), server.url, id as MemberId, ['community', 'own', 'messages', 'leaving'])
  return [
    { who: await volunteer(), path: '/phone?q=Brigid' },
    { who: begun, path: '/phone/call' },
    ...['/phone/call', '/phone/call/replies', '/phone/read-back', '/phone/call/ending', '/phone/call/wish?want=1'].map(
      (path) => ({ who: calling, path }),
    ),
    { who: calling, path: '/circles' },
    { who: calling, path: '/me/done-for-me' },
    { who: calling, path: '/ties' },
    { who: calling, path: '/me/support-map/new' },
  ]
}
