/** Pages of matching that those who roam are not led to: each needs somebody whose match stands there. */
import type { MemberId } from '../../src/kit/who.ts'
import type { TestServer } from '../harness.ts'
import { type Sample, someone } from '../roaming.ts'

export async function matchingSamples(server: TestServer): Promise<Sample[]> {
  const { db } = server.community
  const named = async (name: string) => {
    const { id } = await db.selectFrom('member').select('id').where('name', '=', name).executeTakeFirstOrThrow()
    return someone(server, id, name, 'member')
  }
  const matchOf = async (asker: MemberId) =>
    `/matching/matches/${(await db.selectFrom('match').select('id').where('asker', '=', asker).executeTakeFirstOrThrow()).id}`
  const requestOf = async (member: MemberId) =>
    (await db.selectFrom('match_request').select('id').where('member', '=', member).executeTakeFirstOrThrow()).id
  const [kelly, gareth, mair, steve, tom, nia] = [
    await named('Kelly'),
    await named('Gareth'),
    await named('Mair'),
    await named('Steve'),
    await named('Tom'),
    await named('Nia'),
  ]
  const ruth = await db.selectFrom('member').select('id').where('name', '=', 'Ruth').executeTakeFirstOrThrow()
  const coordinator = someone(server, ruth.id, 'Ruth', 'moderator')
  return [
    { who: kelly, path: '/matching' },
    { who: kelly, path: '/matching/request' },
    ...['hard', 'why', 'hope', 'more'].map((question) => ({ who: kelly, path: `/matching/request/${question}` })),
    { who: nia, path: await matchOf(nia.id) },
    { who: gareth, path: await matchOf(gareth.id) },
    { who: mair, path: await matchOf(mair.id) },
    { who: steve, path: await matchOf(steve.id) },
    ...(await Promise.all(
      [tom, nia, gareth, steve].map(async ({ id }) => ({
        who: coordinator,
        path: `/desk/matching/${await requestOf(id)}`,
      })),
    )),
  ]
}
