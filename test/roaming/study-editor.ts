/** Pages of a study's questions, for its researchers; and those on which a member lets a study read her map. */
import { gradeScript } from '../../src/areas/studies/editing/question-page.ts'
import { addSpell } from '../../src/areas/support/map/spell-tasks.ts'
import { person, type TestServer } from '../harness.ts'
import type { Sample } from '../roaming.ts'
import { readyStudy } from '../studying.ts'

export async function editorSamples(server: TestServer): Promise<Sample[]> {
  const who = await person(server, 'Rhys', 'researcher')
  const visitor = await person(server, '', 'visitor')
  const member = await person(server, 'Nan')
  await member.does(addSpell, { kind: 'helpline', began: '2012', ended: '2014', state: 'left', needs: ['talk'] })
  const { slug } = await readyStudy(server.community, 'roamed-questions', { researchers: [who.id] })
  const at = `/studies/${slug}/questionnaire`
  return [
    ...[
      '',
      '/front',
      '/new-section',
      '/sections/history',
      '/new-question?section=you',
      '/new-question?section=you&kind=number',
      '/questions/age',
      '/reading-grade?words=How%20old%20are%20you%3F',
      '/questions/years_since',
      '/json',
      '/questionnaire.json',
      '/booklet-order',
      '/preview',
      '/preview/made-up-people',
      '/languages',
      '/languages/cy',
      '/languages/cy/words?of=you/age',
      '/instruments',
      '/instruments/phq-4',
      '/files',
      '/files/ddi.xml',
      '/files/codebook.csv',
      '/files/dictionary.csv',
    ].map((path) => ({ who, path: at + path })),
    { who, path: gradeScript.href },
    { who: visitor, path: `/studies/${slug}/support-map` },
    { who: member, path: `/studies/${slug}/support-map` },
  ]
}
