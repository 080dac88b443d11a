/** Pages of a study's interviews: researchers and participants see them, and no link leads there for anybody else. */

import { sql } from 'kysely'
import { codingScript } from '../../src/areas/studies/interviews/transcript-pages.ts'
import { newId } from '../../src/kit/brand.ts'
import { person, type TestServer } from '../harness.ts'
import { interviewAll, makeStudy, planFor } from '../interviewing.ts'
import type { Sample } from '../roaming.ts'

export async function interviewSamples(server: TestServer): Promise<Sample[]> {
  const { community } = server
  const who = await person(server, 'Rita', 'researcher')
  const study = await makeStudy(community, 'roamed', [who.id], 12)
  const people = study.people.slice(0, 10)
  const placed = await interviewAll(community, { ...study, people }, [
    { id: who.id, name: 'Rita' },
    { id: newId(), name: 'Sam' },
  ])
  const { withdraw_until, keep_until } = planFor('')
  await sql`
    insert into interview (id, study, participant, number, interviewer, state, withdraw_until, keep_until, invited_at)
    values (${newId()}, ${study.id}, ${study.people[10]!.id}, 11, ${who.id}, 'done', ${withdraw_until}, ${keep_until}, now())`.execute(
    community.db,
  )
  await sql`
    insert into interview_consent (interview, purpose, version, given, via, at)
    select id, 'kept', 1, true, 'phone', now() from interview where study = ${study.id} and number = 11`.execute(
    community.db,
  )
  const code = placed.codes.get('understood')!
  const at = `/studies/${study.slug}/interviews`
  return [
    ...[
      '',
      '/plan',
      '/selection',
      '/codebook',
      '/codebook/new',
      `/codebook/${code}`,
      `/quotes?code=${code}`,
      '/quotes.csv',
      '/matrix',
      '/matrix.csv',
      '/comparing',
      '/memos',
      '/files',
      '/files/project.qdpx',
      '/files/codebook.qdc',
      '/P02',
      '/P02/transcript',
      '/P02/afterwards',
      `/P02/summaries/${code}`,
      '/P11/words',
    ].map((path) => ({ who, path: at + path })),
    { who, path: codingScript.href },
    { who: await person(server, '', 'visitor'), path: `/studies/${study.slug}/interview` },
  ]
}
