/** Pages of recruiting: stewards come to the letters of a study, researchers to the rest; no link leads there for others. */

import { bringList, drawLetters } from '../../src/areas/studies/recruiting/letters.ts'
import { addPlace } from '../../src/areas/studies/recruiting/places.ts'
import { person, type TestServer } from '../harness.ts'
import { aPlace } from '../permissions/study-recruiting.ts'
import { listWith, madeLetters, posted } from '../recruiting.ts'
import type { Sample } from '../roaming.ts'
import { readyStudy } from '../studying.ts'

export async function recruitingSamples(server: TestServer): Promise<Sample[]> {
  const steward = await person(server, 'Jill', 'steward')
  const researcher = await person(server, 'Rolf', 'researcher')
  const visitor = await person(server, '', 'visitor')
  const study = await readyStudy(server.community, 'recruited', { researchers: [researcher.id] })
  const fresh = await readyStudy(server.community, 'recruiting', { researchers: [researcher.id] })
  await steward.does(bringList, { study: study.slug, text: listWith(12) })
  await posted(server, steward, study)
  await steward.does(bringList, { study: study.slug, text: listWith(1, 20) })
  const { mailing } = await steward.does(drawLetters, { study: study.slug, list: 'yes' })
  await madeLetters(server, study.id)
  const place = await researcher.does(addPlace, { study: study.slug, ...aPlace, noticed_on: '2026-02-01' })
  const [letters, recruiting] = ['letters', 'recruiting'].map((room) => `/studies/${study.slug}/${room}`)
  return [
    ...['', '/words', '/list', '/people?members=yes&list=yes&months=12', '/second', '/preview.pdf'].map((path) => ({
      who: steward,
      path: letters! + path,
    })),
    { who: steward, path: `/studies/${fresh.slug}/letters` },
    { who: steward, path: `${letters}/mailings/${mailing}/letters.pdf` },
    ...[
      '',
      '/codes',
      '/places',
      '/places/new',
      `/places/${place}`,
      `/places/${place}/notice`,
      '/rates',
      '/cherries',
      '/cherries/incentives',
    ].map((path) => ({ who: researcher, path: recruiting! + path })),
    { who: visitor, path: `/studies/${study.slug}/booklet.pdf` },
  ]
}
