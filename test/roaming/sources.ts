/** Pages of the directory that no link leads to, or that are no pages. */
import { person, type TestServer } from '../harness.ts'
import { castMember, type Sample } from '../roaming.ts'

export const notPagesOfSources: Readonly<Record<string, string>> = {
  '/sources/map.svg': 'a picture',
  '/sources/:id/contact.vcf': 'a contact for a phone',
  '/sources/export.json': 'the directory for other programs',
  '/sources/export.csv': 'the directory for a spreadsheet',
  '/sources/export/:table': 'a table of the directory for a spreadsheet',
}

export async function samplesOfSources(server: TestServer): Promise<Sample[]> {
  const { db } = server.community
  const visitor = await person(server, '', 'visitor')
  const moderator = await castMember(server, 'moderator')
  const one = async (state: 'closed' | 'suggested') =>
    (await db.selectFrom('source').select('id').where('state', '=', state).limit(1).executeTakeFirstOrThrow()).id
  return [
    { who: visitor, path: `/sources/${await one('closed')}` },
    { who: visitor, path: '/sources?words=sleep&kind=helpline' },
    { who: moderator, path: `/desk/sources/${await one('suggested')}` },
  ]
}
