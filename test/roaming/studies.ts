/** Pages of setting a study up: only its people come to them. The example's own study is open; another is begun. */
import { person, type TestServer } from '../harness.ts'
import type { Sample } from '../roaming.ts'
import { completeStudy, madeStudy, openedStudy } from '../setting-up.ts'

export async function studySamples(server: TestServer): Promise<Sample[]> {
  const steward = await person(server, 'Jo', 'steward')
  const researcher = await person(server, 'Rosa', 'researcher')
  const visitor = await person(server, '', 'visitor')
  const begun = await madeStudy(steward, researcher, 'begun')
  const whole = await completeStudy(steward, researcher, 'whole')
  const open = await openedStudy(steward, researcher, 'roamed-open')
  const steps = [
    'about',
    'people',
    'protocol',
    'questionnaire',
    'plan',
    'plan/pair',
    'plan/model',
    'plan/model?outcome=moved',
    'sheet',
    'consent',
    'consent/new',
    'consent/take%20part',
    'support-maps',
    'arms',
    'waves',
    'waves/1',
    'withdrawal',
    'approvals',
    'opening',
  ]
  const both = [steward, researcher].flatMap((who) => [
    { who, path: '/studies' },
    { who, path: `/studies/${begun}` },
    { who, path: `/studies/${begun}/setting-up/opening` },
    { who, path: `/studies/${open}/setting-up/opening` },
    ...steps.map((one) => ({ who, path: `/studies/${whole}/setting-up/${one}` })),
  ])
  return [
    ...both,
    { who: steward, path: '/studies/new' },
    { who: researcher, path: `/studies/${begun}/setting-up/sheet` },
    { who: researcher, path: `/studies/${begun}/setting-up/plan/pair` },
    { who: researcher, path: `/studies/${whole}/setting-up` },
    { who: visitor, path: '/studies' },
    { who: visitor, path: `/studies/${open}` },
    { who: visitor, path: `/studies/${open}/protocol` },
    { who: visitor, path: `/studies/${open}/sheet` },
    { who: visitor, path: `/studies/${open}/sheet/1` },
  ]
}
