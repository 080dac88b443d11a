/** Who in the example would like to meet another family, and how it goes: a request in every state. */

import { tellCaredFor } from '../members/cared-for.ts'
import { answerFollowUp, answerProposal, noteFirstContact } from '../ties/matching/answers.ts'
import { ask } from '../ties/matching/follow-ups.ts'
import { closeMatch, noteNoMatchYet, proposeMatch } from '../ties/matching/matching.ts'
import { setMatchProfile } from '../ties/matching/profile.ts'
import { askForMatch, keepMatchAnswers } from '../ties/matching/request.ts'
import type { Furnishing } from './furnishing.ts'

const told: readonly [string, Record<string, string>][] = [
  ['nia', { diagnosed: 'within the last year', stage: 'first-years', siblings: 'yes' }],
  ['tariq', { diagnosed: '1 to 2 years ago', stage: 'first-years', seizures: 'no', siblings: 'yes' }],
  ['callum', { diagnosed: '1 to 2 years ago', stage: 'first-years', talks: 'with sounds and looks' }],
  ['ellie', { diagnosed: 'within the last year', stage: 'first-years' }],
  ['tom', { stage: 'middle', seizures: 'yes' }],
  ['ama', { stage: 'middle', seizures: 'yes', tube: 'partly', diagnosed: 'more than 10 years ago' }],
  ['rob', { stage: 'middle', seizures: 'it changes', diagnosed: '6 to 10 years ago' }],
  ['maeve', { stage: 'middle', seizures: 'yes', diagnosed: '6 to 10 years ago' }],
  ['bill', { stage: 'adult', walks: 'with help', diagnosed: 'more than 10 years ago', family: 'my partner' }],
  ['gareth', { stage: 'adult', walks: 'with help' }],
  ['mair', { stage: 'adult', family: 'I care on my own' }],
  ['steve', { stage: 'moving-on' }],
  ['anita', { stage: 'moving-on', diagnosed: 'more than 10 years ago' }],
]

const willing: readonly [string, string[], string[], string | null][] = [
  ['ama', ['phone', 'video', 'message'], ['epilepsy', 'feeding'], 'weekday mornings'],
  ['bill', ['phone', 'letter'], ['equipment', 'wills'], 'evenings after eight'],
  ['tariq', ['phone', 'message'], ['sleep'], null],
  ['callum', ['message', 'video'], ['communication'], null],
  ['rob', ['phone', 'in person'], ['epilepsy'], 'Sundays'],
  ['maeve', ['message'], ['behaviour'], null],
  ['anita', ['phone', 'video'], ['school', 'benefits'], null],
]

export async function matching({ db, community, now, id, ago, does }: Furnishing) {
  for (const [key, facts] of told)
    for (const [field, value] of Object.entries(facts))
      await does(key, tellCaredFor, { field, value, shared: 'yes' }, { at: ago(100) })
  for (const [key, channels, knows, hours] of willing)
    await does(
      key,
      setMatchProfile,
      { willing: 'yes', languages: ['English'], channels, knows, ...(hours && { hours }), consent: 'yes' },
      { at: ago(99) },
    )

  /** Both say yes on the day after it was proposed. */
  async function meet(key: string, helper: string, request: string, days: number) {
    const match = await does('ruth', proposeMatch, { request, helper: id(helper) }, { at: ago(days + 1) })
    await does(helper, answerProposal, { match, answer: 'yes' }, { at: ago(days + 0.5) })
    await does(key, answerProposal, { match, answer: 'yes' }, { at: ago(days) })
    return match
  }

  // Met, and done.
  const steve = await does(
    'steve',
    askForMatch,
    {
      cares: 'My daughter, who is about to leave school.',
      hard: 'Nobody tells us what comes after school.',
      topic: 'school',
      why: 'The review is in spring.',
      hope: 'Someone who has just been through it.',
      channels: ['phone'],
      consent: 'yes',
    },
    { at: ago(72) },
  )
  const steveAndAnita = await meet('steve', 'anita', steve, 70)
  await does('anita', noteFirstContact, { match: steveAndAnita }, { at: ago(69) })
  await does('ruth', closeMatch, { match: steveAndAnita, next: 'done' }, { at: ago(12) })

  // Asked by letter, met, and asked after two weeks how it goes.
  const mair = await does(
    'mair',
    askForMatch,
    {
      cares: 'My daughter. She is a grown woman and likes hymns.',
      hard: 'Lifting her. I am not getting younger.',
      topic: 'equipment',
      why: 'The winter was long.',
      hope: 'Someone my age who writes letters.',
      channels: ['letter', 'phone'],
      consent: 'yes',
    },
    { at: ago(19), via: 'letter', by: 'ruth' },
  )
  const mairAndBill = await meet('mair', 'bill', mair, 17)
  for (const [member, other] of [
    ['mair', 'Bill'],
    ['bill', 'Mair'],
  ] as const)
    await ask(db, community, { match: mairAndBill, member: id(member), other, weeks: 2 }, ago(3))
  await does('bill', answerFollowUp, { match: mairAndBill, weeks: 2, answer: 'yes' }, { at: ago(2) })
  // Her last letter brought her what came before.
  await db
    .updateTable('notice')
    .set({ told_at: ago(14) })
    .where('member', '=', id('mair'))
    .where('kind', '=', 'match')
    .where('made_at', '<', ago(14))
    .execute()

  // Introduced this morning: Bill has no place free now.
  const gareth = await does(
    'gareth',
    askForMatch,
    {
      cares: 'My daughter, 29. She walks with help and never misses a rugby match.',
      hard: 'We need a new chair and get lost in the forms.',
      topic: 'equipment',
      why: 'The old one gave up.',
      hope: 'Another dad would be good.',
      first: 'problem',
      second: 'details',
      channels: ['phone'],
      consent: 'yes',
    },
    { at: ago(1.6) },
  )
  await meet('gareth', 'bill', gareth, 0.4)

  // Proposed: neither has answered.
  const nia = await does(
    'nia',
    askForMatch,
    {
      cares: 'My little girl. She is three and loves water.',
      hard: 'The nights, mostly.',
      topic: 'sleep',
      why: 'We have known for ten weeks, and I know nobody else.',
      hope: 'Someone a year or two on, who can still laugh.',
      first: 'problem',
      second: 'diagnosis',
      channels: ['phone', 'message'],
      consent: 'yes',
    },
    { at: ago(0.9) },
  )
  await does('ruth', proposeMatch, { request: nia, helper: id('tariq') }, { at: ago(0.2) })

  // No match yet, and a person is offered.
  const farah = await does(
    'farah',
    askForMatch,
    {
      cares: 'My daughter, seven.',
      hard: 'Her brothers feel left out.',
      topic: 'siblings',
      why: 'One of them asked if it is his fault.',
      hope: 'Someone who speaks Urdu, so that my mother can join in.',
      channels: ['video', 'phone'],
      languages: ['Urdu'],
      consent: 'yes',
    },
    { at: ago(5) },
  )
  await does('ruth', noteNoMatchYet, { request: farah, offer: 'ring' }, { at: ago(4) })

  // Waiting: one late, one with time.
  await does(
    'tom',
    askForMatch,
    {
      cares: 'My girl, twelve. She has fits.',
      hard: 'They changed, and I do not know what is normal now.',
      topic: 'epilepsy',
      why: 'A bad week.',
      hope: 'Someone who knows, and will not scare me.',
      channels: ['phone'],
      consent: 'yes',
    },
    { at: ago(2.2) },
  )
  await does(
    'ellie',
    askForMatch,
    {
      cares: 'My daughter, just two.',
      hard: 'I don’t know.',
      why: 'I would just like to talk to one other mum.',
      hope: 'Kind.',
      first: 'age',
      channels: ['message', 'video'],
      consent: 'yes',
    },
    { at: ago(1.1) },
  )

  // Begun, and kept.
  await does('kelly', keepMatchAnswers, { cares: 'My girl, eight.' }, { at: ago(0.3) })
  await does('kelly', keepMatchAnswers, { hard: 'Getting a place that fits her.', topic: 'school' }, { at: now })
}
