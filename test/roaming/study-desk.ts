/** Pages of a study's own desk: only its people come to them, and most of them only with a booklet or a caller. */
import { sql } from 'kysely'
import { beginBooklet } from '../../src/areas/studies/desk/beginning-booklets.ts'
import { type Person, person, type TestServer } from '../harness.ts'
import { keysIn } from '../keying.ts'
import type { Sample } from '../roaming.ts'
import { postedCode, readyStudy } from '../studying.ts'
import { placeCode, TakingPart } from '../taking-part.ts'

export async function studyDeskSamples(server: TestServer): Promise<Sample[]> {
  const { community } = server
  const ama = await person(server, 'Ama', 'helper')
  const ben = await person(server, 'Ben', 'moderator')
  const steward = await person(server, 'Jo', 'steward')
  const study = await readyStudy(community, 'roamed-desk', { desk: [ama.id, ben.id] })
  await placeCode(community, study.id)
  const codes: string[] = []
  const ids: string[] = []
  for (let n = 1; n <= 5; n++) {
    const { code, id } = await postedCode(community, study.id, n)
    codes.push(code)
    ids.push(id)
  }
  const told = { ever: { ever: '1 2', peer_ever: '1' }, history: { source: '1', source_from: '2012' } }
  await keysIn(ama, study, codes[0]!, told)
  await keysIn(ben, study, codes[0]!, { ...told, care: { relation: '1', years_since: '5' } }, [
    'take part',
    'interview',
  ])
  await keysIn(ben, study, codes[1]!, told)
  await ama.does(beginBooklet, { study: study.slug, code: codes[2]! })
  await ben.does(beginBooklet, { study: study.slug, code: codes[3]! })
  await sql`
    insert into study_letter (code, study, name, postcode, mailing)
    values (${ids[4]!}, ${study.id}, 'Mair Rees', 'SY23', 1)`.execute(community.db)
  const at = `/studies/${study.slug}/desk`
  const page = (path: string, who: Person = ama) => ({ who, path: at + path })
  return [
    page(''),
    page('/paper'),
    ...['front-page', 'care', 'ever', 'history', 'history-2', 'others'].map((sheet) => page(`/paper/L0003/${sheet}`)),
    page('/paper/L0001/two-readings'),
    page('/paper/L0004/fresh-start'),
    page('/phone'),
    ...(await withACaller(server, at, codes[4]!)),
    page('/withdrawal'),
    page('/lost-letter', steward),
    page('/lost-letter?q=Mair', steward),
  ]

  /** The same pages while somebody is on the phone, whom a cookie of the desk remembers. */
  async function withACaller({ url }: TestServer, desk: string, letter: string): Promise<Sample[]> {
    const [name, value] = (await ama.cookie()).split('=') as [string, string]
    const browser = new TakingPart(url)
    browser.cookies.set(name, { value, path: '/' })
    await browser.send(`${desk}/phone`, { code: letter })
    const reading = caller()
    await browser.answer(Object.fromEntries(Object.values(study.items).map((item) => [`item-${item}`, 'yes'])))
    const asking = caller()
    return [
      { who: reading, path: `${desk}/phone/information` },
      { who: asking, path: `${desk}/phone/before` },
      { who: asking, path: `${desk}/phone/code` },
      { who: asking, path: `${desk}/phone/questions` },
      { who: asking, path: `${desk}/phone/questions/source/2` },
      { who: asking, path: `${desk}/phone/end` },
      ...['relation', 'years_since', 'ever', 'anything'].map((one) => ({
        who: asking,
        path: `${desk}/phone/questions/${one}`,
      })),
    ]

    function caller(): Person {
      const cookies = [...browser.cookies].map(([one, { value }]) => `${one}=${value}`).join('; ')
      return Object.assign(Object.create(ama) as Person, {
        cookie: async () => cookies,
        get: (path: string) => fetch(url + path, { redirect: 'manual', headers: { cookie: cookies } }),
      })
    }
  }
}
