/** The made-up study, set up by a steward and a researcher, task by task, as they would. */
import { dayOf } from '../../../kit/fuzzy-day.ts'
import { chooseQuestionnaire } from '../setting-up/choosing-questionnaire.ts'
import { takeReadyConsentItems } from '../setting-up/consent-items.ts'
import { chooseArms, makeStudy } from '../setting-up/making.ts'
import { noteApproval, openStudy, setWithdrawalEnd } from '../setting-up/opening.ts'
import { namePerson } from '../setting-up/people.ts'
import { fixPlan, takeReadyPlan } from '../setting-up/planning.ts'
import { writeProtocol, writeSheet } from '../setting-up/writing.ts'
import type { Hand } from './hands.ts'

/** Its address. */
export const studySlug = 'made-up-cohort'

export const madeUp = 'Synthetic: everybody in it is made up, and so is every answer.'

const protocol = `${madeUp}

This study shows how a study runs here, from the letters to the findings. It asks who uses online peer support, and
how it fits in with other support. And it asks which sources of information parents use.

The questions are those of the ready study “Support in our lives”. The answers are drawn by a model with a seed:
docs/synthetic-cohort.md says how. Nothing it finds says anything about real parents.`

const sheet = `What is this study about?

${madeUp} It shows how a study runs here.

What would I be asked to do?

It would take half an hour. You could answer online, on paper or by phone.

Do I have to take part?

No. Your help from the charity would stay the same. Those who help you do not see who takes part.

Can I change my mind?

Yes. You can stop at any time, and leave out any question. You can take your answers back until the last day.`

export interface Staff {
  readonly steward: Hand
  /** two: both code interviews */
  readonly researchers: readonly [Hand, Hand]
  /** two: both key in what comes on paper */
  readonly desk: readonly [Hand, Hand]
}

const day = 24 * 60 * 60 * 1000
const sure = 'yes'

/**
 * Set the study up and open it.
 *
 * @param at the moment it opens
 * @returns its address
 */
export async function setUp({ steward, researchers, desk }: Staff, at: Date): Promise<string> {
  const [rita] = researchers
  const study = await steward.does(
    makeStudy,
    {
      title: 'Support in our lives (made up)',
      slug: studySlug,
      run_by: 'Nobody: this study is made up',
      contact: 'Ring 0113 496 0200 (a made-up number), or write to study@example.org.',
    },
    at,
  )
  for (const one of researchers) await steward.does(namePerson, { study, member: one.id, doing: 'researcher' }, at)
  for (const one of desk) await steward.does(namePerson, { study, member: one.id, doing: 'desk' }, at)
  await steward.does(chooseArms, { study, arms: ['letters', 'places'] }, at)
  await rita.does(writeProtocol, { study, words: protocol }, at)
  await rita.does(chooseQuestionnaire, { study, questionnaire: 'support-in-our-lives' }, at)
  await rita.does(takeReadyPlan, { study }, at)
  await rita.does(fixPlan, { study, sure }, at)
  await rita.does(writeSheet, { study, words: sheet }, at)
  await rita.does(takeReadyConsentItems, { study }, at)
  const inAYear = dayOf(new Date(at.getTime() + 365 * day))
  await steward.does(setWithdrawalEnd, { study, withdraw_until: inAYear }, at)
  const approval = { body: 'Nobody: a made-up study needs no approval', version: 'protocol 1, sheet 1' }
  await steward.does(noteApproval, { study, ...approval, approved_on: dayOf(at) }, at)
  await steward.does(openStudy, { study, sure }, at)
  return study
}
