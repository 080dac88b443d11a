/** Pages of a study's analysis: its researchers see them, and no link leads there for anybody else. */
import { ask } from '../../src/areas/studies/analysis/asking.ts'
import { freeze } from '../../src/areas/studies/analysis/freezing.ts'
import { many, theyAnswer } from '../answered.ts'
import { person, type TestServer } from '../harness.ts'
import type { Sample } from '../roaming.ts'
import { readyStudy } from '../studying.ts'

export const notPagesOfAnalysis: Readonly<Record<string, string>> = {
  '/studies/:slug/analysis/outputs/:output/:file':
    'files to take away: tables, pictures, plain text and a page to print',
  '/studies/:slug/analysis/released.csv': 'a file',
  '/studies/:slug/analysis/codebook.csv': 'a file',
}

export async function analysisSamples(server: TestServer): Promise<Sample[]> {
  const { community } = server
  const who = await person(server, 'Rita', 'researcher')
  const steward = await person(server, 'Stella', 'steward')
  const study = await readyStudy(community, 'analysed-here', { researchers: [who.id] })
  await theyAnswer(community, study, many(190))
  await who.does(freeze, { study: study.slug })
  const asked = [
    { what: 'describe', question: 'peer_ever' },
    { what: 'cross', first: 'money', second: 'blog_ever' },
    { what: 'compare', outcome: 'years_since', by: 'peer_ever' },
    { what: 'together', first: 'years_since', second: 'age' },
    { what: 'explain', outcome: 'blog_ever', yes: 'yes', predictors: ['money', 'education'] },
    { what: 'ways', questions: ['age', 'money', 'peer_ever'] },
    { what: 'missing', questions: ['age', 'peer_benefit'] },
    { what: 'response' },
    { what: 'plan' },
    { what: 'time', curve: 'years' },
    { what: 'membership', field: 'nation', question: 'nation' },
    { what: 'report', name: 'How it fits' },
  ]
  const at = `/studies/${study.slug}/analysis`
  const outputs: string[] = []
  for (const one of asked) outputs.push(await who.does(ask, { study: study.slug, ...one }))
  const whats = [...new Set(asked.map(({ what }) => what)), 'arms']
  return [
    ...['', '/outputs', ...whats.map((what) => `/questions/${what}`), '/questions/explain?outcome=peer_ever'].map(
      (path) => ({ who, path: at + path }),
    ),
    ...outputs.map((id) => ({ who, path: `${at}/outputs/${id}` })),
    { who: steward, path: `${at}/membership` },
  ]
}
