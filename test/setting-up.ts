/** A study set up by its people, task by task, as a steward and a researcher do it. All of it is made up. */
import { chooseQuestionnaire } from '../src/areas/studies/setting-up/choosing-questionnaire.ts'
import { takeReadyConsentItems } from '../src/areas/studies/setting-up/consent-items.ts'
import { makeStudy } from '../src/areas/studies/setting-up/making.ts'
import { noteApproval, openStudy, setWithdrawalEnd } from '../src/areas/studies/setting-up/opening.ts'
import { namePerson } from '../src/areas/studies/setting-up/people.ts'
import { fixPlan, takeReadyPlan } from '../src/areas/studies/setting-up/planning.ts'
import { saveWave } from '../src/areas/studies/setting-up/waves.ts'
import { writeProtocol, writeSheet } from '../src/areas/studies/setting-up/writing.ts'
import type { Person } from './harness.ts'

export const aStudy = {
  title: 'Support in our lives',
  run_by: 'Dr Rita Moss, a university',
  contact: 'Ring 0113 496 0200, or write to study@example.org.',
}
export const aSheet =
  'What is this study about?\n\nWe ask what helps you, online and off.\n\n- It takes half an hour.\n- You can stop.'

/** A study of which only its name is there, with its researcher named. @returns its address */
export async function madeStudy(steward: Person, researcher: Person, slug: string): Promise<string> {
  const study = await steward.does(makeStudy, { ...aStudy, slug })
  await steward.does(namePerson, { study, member: researcher.id, doing: 'researcher' })
  return study as string
}

/** The same with all that it needs, ready to be opened. */
export async function completeStudy(steward: Person, researcher: Person, slug: string): Promise<string> {
  const study = await madeStudy(steward, researcher, slug)
  await researcher.does(writeProtocol, { study, words: 'Who uses what, and why.\n\nThe long part.' })
  await researcher.does(chooseQuestionnaire, { study, questionnaire: 'support-in-our-lives' })
  await researcher.does(takeReadyPlan, { study })
  await researcher.does(fixPlan, { study, sure: 'yes' })
  await researcher.does(writeSheet, { study, words: aSheet })
  await researcher.does(takeReadyConsentItems, { study })
  await researcher.does(saveWave, { study, opens_on: '2026-01-01', closes_on: '2098-12-31' })
  await steward.does(setWithdrawalEnd, { study, withdraw_until: '2099-06-30' })
  await steward.does(noteApproval, {
    study,
    body: 'A committee',
    version: 'protocol 1, sheet 1',
    reference: 'C/12',
    approved_on: '2026-01-05',
  })
  return study
}

export async function openedStudy(steward: Person, researcher: Person, slug: string): Promise<string> {
  const study = await completeStudy(steward, researcher, slug)
  await steward.does(openStudy, { study, sure: 'yes' })
  return study
}
