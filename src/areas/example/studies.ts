/**
 * The study of the example, "Support in our lives": set up by the charity and two researchers, and open. All of it is
 * made up: the university, the committee, the number to ring.
 */
import { daysAfter } from '../gatherings/london-clock.ts'
import { londonDay } from '../members/days.ts'
import { chooseQuestionnaire } from '../studies/setting-up/choosing-questionnaire.ts'
import { askForSpells, takeReadyConsentItems } from '../studies/setting-up/consent-items.ts'
import { chooseArms, makeStudy } from '../studies/setting-up/making.ts'
import { noteApproval, openStudy, setWithdrawalEnd } from '../studies/setting-up/opening.ts'
import { namePerson } from '../studies/setting-up/people.ts'
import { fixPlan, planPair, takeReadyPlan } from '../studies/setting-up/planning.ts'
import { saveWave } from '../studies/setting-up/waves.ts'
import { writeProtocol, writeSheet } from '../studies/setting-up/writing.ts'
import type { Furnishing } from './furnishing.ts'

const protocol = `We ask what support parents and carers use, online and away from it. We ask what it is for, and what good it does.

An earlier study asked parents who came to online groups. It could not hear from those who never came, nor from those who had left. So we ask everybody on the charity’s list, by letter, and people in many other places. Those who use nothing online matter as much as those who do.

We ask when people began with each kind of support, when they stopped, whether they came back, and why. With their leave we also read the support map that a member keeps here.

Some of those who answer are asked to talk with us for an hour. It is up to them.

This study is made up. It shows how a real one is run here.`

const sheet = `What is this study about?

We want to know what helps you as a parent or carer. It may be a helpline, a friend, a group, a website, or nothing at all. We ask what you use, what for, and why you stopped or came back.

Who is asked?

Everybody on the charity’s list, and people who see a notice of ours. You need not use the internet.

What will I be asked to do?

You answer questions. It takes about half an hour. You can do it online, on paper, or by phone: we ring you and read them out. You can stop and go on another day.

Do I have to take part?

No. It is up to you. Your help from the charity stays the same, whatever you choose. Those who help you do not see who takes part.

What are the good sides and the hard sides?

It may not help you yourself. It may help the charity to see whom it misses. Some questions are about hard times. You can leave out any of them.

What happens to my answers?

Your answers are kept without your name. We never see your name or your address. The charity does not see your answers. We tell only of ten people or more, so that nothing points to you.

Can I change my mind?

Yes. Keep the code from your letter, or the one you are given. With it you can take all your answers back until the last day that is said here. You need not say why. After that day they have been counted.

What if it upsets me?

Talk to somebody. The Samaritans listen day and night on 116 123. The charity’s helpline is there too, and it will not know that you took part.

Who runs it, and how can I complain?

We are Dr Rhian Price and Owen Blake of a made-up university. If something is not right, ring us, or write to the committee that approved the study.

This is an example. The study, the people and the numbers are all made up.`

export async function studies({ does, id, ago, now }: Furnishing) {
  const today = londonDay(now)
  const early = { at: ago(110) }
  const study = await does(
    'joan',
    makeStudy,
    {
      title: 'Support in our lives',
      run_by: 'Dr Rhian Price and Owen Blake, a made-up university, with the charity',
      contact: 'Ring 0114 496 0210, weekdays from 10 to 4, or write to study@example.org',
      slug: 'support-in-our-lives',
    },
    early,
  )
  for (const researcher of ['rhian', 'owen'])
    await does('joan', namePerson, { study, member: id(researcher), doing: 'researcher' }, early)
  for (const desk of ['ama', 'bill']) await does('joan', namePerson, { study, member: id(desk), doing: 'desk' }, early)
  await does('joan', chooseArms, { study, arms: ['letters', 'places', 'members'] }, early)

  const written = { at: ago(100) }
  await does('rhian', writeProtocol, { study, words: protocol }, written)
  await does('rhian', chooseQuestionnaire, { study, questionnaire: 'support-in-our-lives' }, written)
  await does('rhian', takeReadyPlan, { study }, written)
  for (const [first, second] of [
    ['uses_internet', 'peer_ever'],
    ['nation', 'ever__local_group'],
  ] as const)
    await does('owen', planPair, { study, first, second, as: 'exploring' }, written)
  await does('rhian', fixPlan, { study, sure: 'yes' }, written)
  await does('owen', writeSheet, { study, words: sheet }, written)
  await does('owen', askForSpells, { study, asks: 'yes' }, written)
  await does('owen', takeReadyConsentItems, { study }, written)
  await does('rhian', saveWave, { study, opens_on: daysAfter(today, -60), closes_on: daysAfter(today, 45) }, written)
  await does('rhian', saveWave, { study, opens_on: daysAfter(today, 300), closes_on: daysAfter(today, 360) }, written)

  const approved = { at: ago(75) }
  await does('joan', setWithdrawalEnd, { study, withdraw_until: daysAfter(today, 420) }, approved)
  for (const [body, version, reference, days] of [
    ['A made-up ethics committee', 'protocol 1, sheet 1', 'ME/26/041', -85],
    ['The trustees of the charity', 'the study and its letters', '', -78],
  ] as const)
    await does('joan', noteApproval, { study, body, version, reference, approved_on: daysAfter(today, days) }, approved)
  await does('joan', openStudy, { study, sure: 'yes' }, { at: ago(62) })
}
