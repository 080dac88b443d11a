/** Setting a study up: what each side does, what is missing before it opens, and what never changes afterwards. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { person, testServer } from '../../../../test/harness.ts'
import { aSheet, aStudy, completeStudy, madeStudy, openedStudy } from '../../../../test/setting-up.ts'
import { newId } from '../../../kit/brand.ts'
import { isRefusal, type Refusal } from '../../../kit/refuse.ts'
import type { Task } from '../../../kit/task.ts'
import { erase } from '../../members/erasing.ts'
import { planWords, seedPlan } from '../analysis/plan.ts'
import { variablesOf } from '../analysis/variables.ts'
import { readyQuestionnaire } from '../questionnaires/ready.ts'
import { closedToday, studyStanding } from '../standing.ts'
import { asResearch } from '../wall.ts'
import { chooseQuestionnaire } from './choosing-questionnaire.ts'
import { askForSpells, removeConsentItem, takeReadyConsentItems, writeConsentItem } from './consent-items.ts'
import { chooseArms, describeStudy, makeStudy } from './making.ts'
import { closeStudy, noteApproval, openStudy, setWithdrawalEnd } from './opening.ts'
import { namePerson, removePerson } from './people.ts'
import { fixPlan, planModel, planPair, takeFromPlan, takeReadyPlan, writePlan } from './planning.ts'
import { earliestEnd, phoneIn, sheetParts, slugOfTitle, wavesFault } from './rules.ts'
import { frontOf, setUpOf } from './store.ts'
import { removeWave, saveWave } from './waves.ts'
import { writeProtocol, writeSheet } from './writing.ts'

const server = await testServer()
const { community } = server
const joan = await person(server, 'Joan', 'steward')
const rita = await person(server, 'Rita Moss', 'researcher')
const sam = await person(server, 'Sam', 'researcher')
const ama = await person(server, 'Ama', 'helper')
const nia = await person(server, 'Nia')
const visitor = await person(server, '', 'visitor')
const sure = 'yes'

const because = (outcome: unknown) => (isRefusal(outcome) ? outcome.because : assert.fail('it was not refused'))
const field = (outcome: unknown, name: string) => (outcome as Refusal).fields?.[name]
const read = async (slug: string) => {
  const found = await asResearch(community, (db) => setUpOf(db, slug))
  if (isRefusal(found)) assert.fail(found.because)
  return found
}
const page = async (who: typeof nia, path: string) => {
  const answer = await who.get(path)
  return { status: answer.status, html: await answer.text() }
}
// biome-ignore lint/suspicious/noExplicitAny: tasks of every kind, tried in a row
type Tried = Task<any, any>
let made = 0
const slug = () => `study-${++made}`

/** Somebody takes part, as the room of answering will let them. */
async function participates(study: string, completed = true) {
  const { id, questionnaire } = await read(study)
  const participant = newId()
  await sql`
    insert into participant (id, study, arm, questionnaire, mode, sheet, began_at, completed_at)
    values (${participant}, ${id}, 'letters', ${questionnaire!.id}, 'web', 1, now(), ${completed ? new Date() : null})`.execute(
    community.db,
  )
  return participant
}

test('a steward makes a study by its name, and gives a number to ring', async () => {
  assert.equal(await joan.does(makeStudy, aStudy), 'support-in-our-lives')
  assert.match(because(await joan.tries(makeStudy, aStudy)), /has this address/)
  const noPhone = await joan.tries(makeStudy, { ...aStudy, title: 'Other', contact: 'study@example.org' })
  assert.match(field(noPhone, 'contact')!, /phone number/)
  assert.match(field(await joan.tries(makeStudy, { ...aStudy, slug: 'new' }), 'slug')!, /has this address/)
  for (const who of [rita, ama, nia, visitor]) assert.ok(isRefusal(await who.tries(makeStudy, aStudy)), who.who.name)
})

test('a study opens only when nothing is missing, and says all that is', async () => {
  const study = await madeStudy(joan, rita, slug())
  const refused = because(await joan.tries(openStudy, { study, sure }))
  for (const missing of [
    'Write the protocol.',
    'Choose a questionnaire.',
    'Fix the plan of analysis.',
    'Write the information sheet.',
    '“take part” is missing.',
    'Say until when answers can be taken back.',
    'Note who approved the study.',
  ])
    assert.ok(refused.includes(missing), missing)
  const whole = await completeStudy(joan, rita, slug())
  assert.ok(isRefusal(await joan.tries(openStudy, { study: whole })), 'it is opened on purpose')
  assert.equal((await read(whole)).questionnaire?.version, 1)
  await joan.does(openStudy, { study: whole, sure })
  const standing = await asResearch(community, (db) => studyStanding(db, whole, '2026-06-01'))
  assert.ok(!isRefusal(standing) && closedToday(standing) === null, 'people can take part')
})

test('each missing piece alone keeps a study closed', async () => {
  const cases: Record<string, [ReturnType<typeof sql>, RegExp]> = {
    researcher: [sql`delete from study_researcher`, /Name a researcher/],
    contact: [sql`update study set contact = 'by letter'`, /phone number/],
    sheet: [sql`delete from study_sheet`, /Write the information sheet/],
    consent: [sql`delete from study_consent_item where purpose = 'take part'`, /take part/],
    plan: [sql`delete from analysis_plan`, /Fix the plan/],
    approval: [sql`delete from study_approval`, /Note who approved/],
    'a day that is too near': [sql`update study set withdraw_until = current_date + 3`, /People need time/],
    'a questionnaire with a mistake': [
      sql`update questionnaire set content = jsonb_set(content, '{languages}', '["en", "cy"]')`,
      /questionnaire has a mistake/,
    ],
    'a plan for other questions': [
      sql`update analysis_plan set content = jsonb_set(content, '{family}', '[["age", "shoe_size"]]')`,
      /does not fit.*shoe_size/,
    ],
  }
  for (const [what, [breaks, says]] of Object.entries(cases)) {
    const study = await completeStudy(joan, rita, slug())
    const { id } = await read(study)
    const column = what === 'contact' || what === 'a day that is too near' ? sql`id` : sql`study`
    const joined = what === 'consent' ? sql`and` : sql`where`
    await sql`${breaks} ${joined} ${column} = ${id}`.execute(community.db)
    assert.match(because(await joan.tries(openStudy, { study, sure })), says, what)
  }
})

test('the sheet to begin with has gaps, and a study with a gap stays closed', async () => {
  const study = await completeStudy(joan, rita, slug())
  await rita.does(writeSheet, { study, words: 'About\n\n[Say what you want to find out.]' })
  assert.match(because(await joan.tries(openStudy, { study, sure })), /Fill the gap.*Say what you want/)
})

test('stewards do the charity’s side and researchers theirs; neither does the other’s', async () => {
  const study = await madeStudy(joan, rita, slug())
  const researching: [Tried, object][] = [
    [writeProtocol, { words: 'Why.' }],
    [writeSheet, { words: 'What.' }],
    [writeConsentItem, { purpose: 'quotes', words: 'You may.' }],
    [chooseQuestionnaire, { questionnaire: 'empty' }],
    [saveWave, { opens_on: '2098-01-01', closes_on: '2098-02-01' }],
    [askForSpells, { asks: 'yes' }],
  ]
  for (const [what, input] of researching) {
    assert.equal(((await joan.tries(what, { study, ...input })) as Refusal).status, 403, what.name)
    assert.equal(
      ((await sam.tries(what, { study, ...input })) as Refusal).status,
      404,
      `${what.name}, of another study`,
    )
    await rita.does(what, { study, ...input })
  }
  const charitys: [Tried, object][] = [
    [describeStudy, aStudy],
    [namePerson, { member: ama.id, doing: 'desk' }],
    [chooseArms, { arms: ['letters'] }],
    [noteApproval, { body: 'A committee', version: 'all', approved_on: '2026-01-01' }],
    [setWithdrawalEnd, { withdraw_until: '2099-01-01' }],
  ]
  for (const [what, input] of charitys) {
    assert.equal(((await rita.tries(what, { study, ...input })) as Refusal).status, 403, what.name)
    assert.equal(((await ama.tries(what, { study, ...input })) as Refusal).status, 403, what.name)
    await joan.does(what, { study, ...input })
  }
  for (const who of [rita, ama, nia, visitor])
    assert.ok(isRefusal(await who.tries(openStudy, { study, sure })), `${who.who.name} cannot open it`)
})

test('a person is named for what their role allows: no steward reads answers, no researcher sits at the desk', async () => {
  const study = await madeStudy(joan, rita, slug())
  assert.match(field(await joan.tries(namePerson, { study, member: ama.id, doing: 'researcher' }), 'doing')!, /role/)
  assert.match(field(await joan.tries(namePerson, { study, member: sam.id, doing: 'desk' }), 'doing')!, /At the desk/)
  assert.equal(((await joan.tries(namePerson, { study, member: joan.id, doing: 'desk' })) as Refusal).status, 404)
  assert.equal(((await joan.tries(namePerson, { study, member: nia.id, doing: 'desk' })) as Refusal).status, 404)
  await joan.does(namePerson, { study, member: ama.id, doing: 'desk' })
  assert.equal((await read(study)).desk, 1)
  await joan.does(removePerson, { study, member: ama.id })
  assert.equal((await read(study)).desk, 0)
})

test('an open study keeps a researcher, and goes on when one is erased', async () => {
  const study = await openedStudy(joan, rita, slug())
  assert.match(because(await joan.tries(removePerson, { study, member: rita.id })), /Name another first/)
  const tess = await person(server, 'Tess', 'researcher')
  await joan.does(namePerson, { study, member: tess.id, doing: 'researcher' })
  await tess.does(erase, { posts: 'withdrawn' })
  assert.equal((await read(study)).researchers, 1)
  assert.equal((await page(visitor, `/studies/${study}`)).status, 200)
})

test('new words of the sheet are a new version, and whoever consented keeps the one they read', async () => {
  const study = await openedStudy(joan, rita, slug())
  assert.equal(await rita.does(writeSheet, { study, words: aSheet }), 1, 'the same words are no new version')
  assert.equal(await rita.does(writeSheet, { study, words: `${aSheet}\n\nMore.` }), 2)
  assert.match(because(await rita.tries(writeSheet, { study, words: 'A [gap here] in it' })), /no gap/)
  assert.match((await page(visitor, `/studies/${study}/sheet/1`)).html, /older version/)
  assert.match((await page(visitor, `/studies/${study}/sheet`)).html, /version 2/)
  assert.equal((await page(visitor, `/studies/${study}/sheet/3`)).status, 404)
  const draft = await completeStudy(joan, rita, slug())
  await rita.does(writeSheet, { study: draft, words: 'What it is about\n\nAnother way of saying it.' })
  await joan.does(openStudy, { study: draft, sure })
  assert.equal((await page(visitor, `/studies/${draft}/sheet/1`)).status, 404, 'nobody was ever shown the first')
  assert.equal((await page(rita, `/studies/${draft}/sheet/1`)).status, 200)
})

test('what people say yes to is asked one by one; new words are a new version, and nothing is taken from them', async () => {
  const study = await openedStudy(joan, rita, slug())
  const { items } = await read(study)
  assert.deepEqual(
    items.map(({ purpose, needed }) => [purpose, needed]),
    [
      ['take part', true],
      ['interview', false],
      ['later studies', false],
      ['quotes', false],
    ],
  )
  assert.equal(await rita.does(writeConsentItem, { study, purpose: 'quotes', words: 'You may quote me.' }), 2)
  const { rows } = await sql<{ words: string }>`
    select words from study_consent_item join study on study.id = study where slug = ${study} and purpose = 'quotes'
    order by version`.execute(community.db)
  assert.equal(rows.length, 2, 'the older words are kept')
  assert.match(because(await rita.tries(removeConsentItem, { study, purpose: 'quotes' })), /not taken away/)
  const forced = await rita.tries(writeConsentItem, { study, purpose: 'interview', words: 'Talk.', needed: 'yes' })
  assert.match(field(forced, 'needed')!, /Nobody has to/)
  await rita.does(writeConsentItem, { study, purpose: 'take part', words: 'I take part.', needed: '' })
  const after = await read(study)
  assert.equal(after.items.find(({ purpose }) => purpose === 'take part')?.needed, true, 'it is always needed')
})

test('moving a line changes its place, not its version', async () => {
  const study = await madeStudy(joan, rita, slug())
  await rita.does(takeReadyConsentItems, { study })
  const quotes = (await read(study)).items.find(({ purpose }) => purpose === 'quotes')!
  assert.equal(await rita.does(writeConsentItem, { study, purpose: 'quotes', words: quotes.words, place: '1' }), 1)
  assert.equal((await read(study)).items[0]?.purpose, 'quotes')
})

test('support maps are asked for with words of their own, or not at all', async () => {
  const study = await completeStudy(joan, rita, slug())
  await rita.does(askForSpells, { study, asks: 'yes' })
  assert.match(because(await joan.tries(openStudy, { study, sure })), /support maps/)
  assert.deepEqual(await rita.does(takeReadyConsentItems, { study }), ['spells', 'join answers'])
  await rita.does(askForSpells, { study, asks: 'no' })
  assert.match(because(await joan.tries(openStudy, { study, sure })), /words about support maps/)
  await rita.does(removeConsentItem, { study, purpose: 'spells' })
  await joan.does(openStudy, { study, sure })
  assert.match(because(await rita.tries(askForSpells, { study, asks: 'yes' })), /stays as it is/)
})

test('waves follow each other; one that has begun is made longer, never shorter', async () => {
  const study = await openedStudy(joan, rita, slug())
  const overlaps = await rita.tries(saveWave, { study, opens_on: '2098-12-31', closes_on: '2099-01-31' })
  assert.match(field(overlaps, 'opens_on')!, /has to begin after wave 1/)
  const late = await rita.tries(saveWave, { study, opens_on: '2099-05-01', closes_on: '2099-06-29' })
  assert.match(field(late, 'closes_on')!, /two weeks/)
  assert.equal(await rita.does(saveWave, { study, opens_on: '2099-01-05', closes_on: '2099-02-01' }), 2)
  const shorter = await rita.tries(saveWave, { study, wave: '1', opens_on: '2026-01-01', closes_on: '2090-01-01' })
  assert.match(field(shorter, 'closes_on')!, /they have until 31 December 2098/)
  assert.ok(isRefusal(await rita.tries(removeWave, { study, wave: '1' })), 'it has begun')
  await rita.does(saveWave, { study, wave: '1', opens_on: '2026-01-01', closes_on: '2099-01-02' })
  await rita.does(removeWave, { study, wave: '2' })
  assert.equal((await read(study)).waves.length, 1)
})

test('the last day to take answers back is moved later, never earlier, and it is said what it was', async () => {
  const study = await openedStudy(joan, rita, slug())
  const earlier = await joan.tries(setWithdrawalEnd, { study, withdraw_until: '2099-06-29' })
  assert.match(field(earlier, 'withdraw_until')!, /People were told 30 June 2099/)
  await joan.does(setWithdrawalEnd, { study, withdraw_until: '2099-09-30' })
  const { html } = await page(visitor, `/studies/${study}`)
  assert.match(html, /until 30 September 2099/)
  assert.match(html, /this day was 30 June 2099/)
})

test('once it is open, its name, who runs it and its ways in stay; how it is reached can change, and is kept', async () => {
  const study = await openedStudy(joan, rita, slug())
  assert.ok(field(await joan.tries(describeStudy, { study, ...aStudy, title: 'Other' }), 'title'))
  assert.ok(field(await joan.tries(describeStudy, { study, ...aStudy, run_by: 'Others' }), 'run_by'))
  await joan.does(describeStudy, { study, ...aStudy, contact: 'Ring 0113 496 0999.' })
  const { html } = await page(visitor, `/studies/${study}`)
  assert.match(html, /tel:01134960999/)
  assert.match(html, /it said: Ring 0113 496 0200/)
  assert.ok(field(await joan.tries(chooseArms, { study, arms: ['letters'] }), 'arms'))
  await joan.does(chooseArms, { study, arms: ['letters', 'places', 'members'] })
  assert.ok(isRefusal(await rita.tries(chooseQuestionnaire, { study, questionnaire: 'empty' })))
  assert.equal(await rita.does(writeProtocol, { study, words: 'A new protocol.' }), 2)
})

test('every approval is kept and shown', async () => {
  const study = await openedStudy(joan, rita, slug())
  await joan.does(noteApproval, { study, body: 'A committee', version: 'sheet 2', approved_on: '2026-03-01' })
  const early = await joan.tries(noteApproval, { study, body: 'A', version: 'all', approved_on: '2098-01-01' })
  assert.ok(field(early, 'approved_on'))
  const { html } = await page(visitor, `/studies/${study}`)
  assert.match(html, /A committee, 1 March 2026: sheet 2\./)
  assert.match(html, /A committee, 5 January 2026: protocol 1, sheet 1\. Reference C\/12\./)
})

test('the plan is held against the questions, and each line can be taken out before it is fixed', async () => {
  const study = await madeStudy(joan, rita, slug())
  assert.match(because(await rita.tries(takeReadyPlan, { study })), /Choose a questionnaire first/)
  await rita.does(chooseQuestionnaire, { study, questionnaire: 'support-in-our-lives' })
  assert.deepEqual(await rita.does(takeReadyPlan, { study }), seedPlan)
  const pair = { study, first: 'nation', second: 'moved', as: 'exploring' }
  await rita.does(planPair, pair)
  assert.match(field(await rita.tries(planPair, { ...pair, first: 'moved', second: 'nation' }), 'second')!, /already/)
  assert.match(field(await rita.tries(planPair, { ...pair, second: 'shoe' }), 'second')!, /not in the questionnaire/)
  const model = { study, outcome: 'moved', yes: 'yes', predictors: ['age', 'child_age', 'years_since'] }
  assert.match(field(await rita.tries(planModel, model), 'predictors')!, /rise together/)
  assert.match(field(await rita.tries(planModel, { ...model, yes: 'perhaps' }), 'predictors')!, /no answer/)
  await rita.does(planModel, { ...model, predictors: ['age', '', '', ''] })
  await rita.does(takeFromPlan, { study, line: 'family money blog_ever' })
  await rita.does(fixPlan, { study, sure })
  const { plan, draft } = await read(study)
  assert.equal(draft, null)
  assert.deepEqual([plan?.version, plan?.answers_by_then], [1, 0])
  assert.deepEqual(plan?.content.exploring, [['nation', 'moved']])
  assert.equal(plan?.content.family.length, 4)
  assert.match(because(await rita.tries(fixPlan, { study, sure })), /Nothing has changed/)
  assert.ok(isRefusal(await rita.tries(writePlan, { study, plan: { ...seedPlan, family: [['age', 'shoe']] } })))
})

test('a later plan says how many had begun to answer by then, those who took it back among them', async () => {
  const study = await openedStudy(joan, rita, slug())
  await participates(study)
  const taken = await participates(study)
  await sql`update participant set withdrawn_at = now() where id = ${taken}`.execute(community.db)
  const half = await participates(study, false)
  await participates(study, false)
  await sql`insert into answer (participant, question, kind, at) values (${half}, 'age', 'skipped', now())`.execute(
    community.db,
  )
  await rita.does(planPair, { study, first: 'nation', second: 'moved', as: 'exploring' })
  assert.equal(await rita.does(fixPlan, { study, sure }), 2)
  const { plan } = await read(study)
  assert.equal(plan?.answers_by_then, 3)
  const { html } = await page(visitor, `/studies/${study}`)
  assert.match(html, /fewer than 10 people had answered/)
  assert.equal(planWords({ version: 1, answersByThen: 0 }), 'Plan 1 was fixed before anybody had answered.')
  assert.match(planWords({ version: 3, answersByThen: 43 }), /about 45 people/)
})

test('a study is closed for good by either side; answers can still be taken back', async () => {
  const study = await openedStudy(joan, rita, slug())
  await rita.does(closeStudy, { study, sure })
  assert.match(because(await joan.tries(openStudy, { study, sure })), /opened already/)
  const { html } = await page(visitor, `/studies/${study}`)
  assert.match(html, /This study has ended/)
  assert.match(html, /\/withdrawal/)
  assert.doesNotMatch(html, /Type your code/)
})

test('a study that is not open is there for its people alone', async () => {
  const study = await completeStudy(joan, rita, slug())
  await joan.does(namePerson, { study, member: ama.id, doing: 'desk' })
  for (const who of [visitor, nia, sam, ama])
    for (const path of ['', '/sheet', '/protocol'])
      assert.equal((await page(who, `/studies/${study}${path}`)).status, 404, `${who.who.name}: ${path}`)
  for (const who of [joan, rita]) assert.match((await page(who, `/studies/${study}`)).html, /Setting up/)
  assert.doesNotMatch((await page(nia, '/studies')).html, new RegExp(`/studies/${study}"`))
  assert.match((await page(joan, '/studies')).html, new RegExp(`/studies/${study}"`))
})

test('an open one says to everybody what it asks and how to take part, and shows its panel to its people alone', async () => {
  const study = await openedStudy(joan, rita, slug())
  await joan.does(namePerson, { study, member: ama.id, doing: 'desk' })
  for (const who of [visitor, nia, sam, ama]) {
    const { html } = await page(who, `/studies/${study}`)
    for (const says of [
      'Who uses what, and why.',
      'href="/take-part"',
      'href="tel:01134960200"',
      `href="/studies/${study}/sheet"`,
      `href="/studies/${study}/withdrawal"`,
      'until 30 June 2099',
      'Dr Rita Moss',
      'A researcher may ask me to talk about this.',
    ])
      assert.ok(html.includes(says), `${who.who.name}: ${says}`)
    assert.doesNotMatch(html, /Setting up|For its people/)
    assert.equal(html.includes(`/studies/${study}/desk`), who === ama, who.who.name)
  }
  for (const path of ['', '/people', '/plan', '/opening'])
    for (const who of [nia, sam, ama])
      assert.ok((await who.get(`/studies/${study}/setting-up${path || '/about'}`)).status >= 403, who.who.name)
  assert.match((await page(ama, '/studies')).html, new RegExp(`/studies/${study}/desk`))
})

test('stewards see how far a study is, and never who answered or what; researchers never see a name', async () => {
  const study = await openedStudy(joan, rita, slug())
  await joan.does(namePerson, { study, member: ama.id, doing: 'desk' })
  const participant = await participates(study)
  await sql`
    insert into answer (participant, question, kind, value, at)
    values (${participant}, 'words_of_theirs', 'answered', '"Only at night"', now())`.execute(community.db)
  const { desk: _, ...front } = (await asResearch(community, (db) => frontOf(db, study))) as { desk: number }
  assert.ok(!JSON.stringify(front).includes(participant))
  const steps = ['about', 'people', 'protocol', 'sheet', 'consent', 'support-maps', 'questionnaire', 'arms', 'waves']
  for (const who of [joan, rita]) {
    const paths = ['', ...[...steps, 'plan', 'approvals', 'withdrawal', 'opening'].map((one) => `/setting-up/${one}`)]
    for (const path of paths) {
      const { status, html } = await page(who, `/studies/${study}${path}`)
      assert.equal(status, 200, path)
      assert.ok(!html.includes(participant) && !html.includes('Only at night'), `${who.who.name}: ${path}`)
      if (who === rita) assert.ok(!html.includes('Ama'), `a name on ${path}`)
    }
  }
  assert.match((await page(joan, `/studies/${study}/setting-up/people`)).html, /<b>Ama<\/b>/)
  const links = (await page(joan, `/studies/${study}`)).html
  for (const room of ['analysis', 'interviews', 'recruiting', 'desk'])
    assert.ok(!links.includes(`/studies/${study}/${room}"`), `a steward has no link to ${room}`)
})

test('who has not given their second step sees what everybody sees', async () => {
  const study = await completeStudy(joan, rita, slug())
  const late = [await person(server, 'Una', 'steward'), await person(server, 'Uli', 'researcher')]
  await joan.does(namePerson, { study, member: late[1]!.id, doing: 'researcher' })
  for (const one of late) {
    const cookie = await one.cookie()
    assert.equal((await one.get(`/studies/${study}`, { cookie })).status, 200)
    await sql`update session set second_factor_at = null where login_id = ${one.id}`.execute(community.db)
    assert.equal((await one.get(`/studies/${study}`, { cookie })).status, 404, one.who.name)
    assert.notEqual((await one.get(`/studies/${study}/setting-up/about`, { cookie })).status, 200, one.who.name)
  }
})

test('what a form says no to is said beside its field, and what was typed is still there', async () => {
  const study = await madeStudy(joan, rita, slug())
  const answer = await joan.post(`/studies/${study}/setting-up/withdrawal`, { withdraw_until: '2020-01-01' })
  const html = await answer.text()
  assert.equal(answer.status, 422)
  assert.match(html, /id="withdraw_until-error">Choose a day that is still to come/)
  assert.match(html, /value="2020-01-01"/)
  const item = await rita.post(`/studies/${study}/setting-up/consent`, { purpose: 'my region', words: '', known: '' })
  assert.match(await item.text(), /value="my region"/)
})

test('rules: addresses, phone numbers, waves, days and sheets', () => {
  assert.equal(slugOfTitle('  Siân’s study: who helps? '), 'sians-study-who-helps')
  assert.equal(phoneIn('Ring 0113 496 0200 on weekdays'), '0113 496 0200')
  assert.equal(phoneIn('study@example.org, room 12'), null)
  const wave = (number: number, opens_on: string, closes_on: string) => ({ number, opens_on, closes_on })
  assert.equal(wavesFault([wave(1, '2027-01-01', '2027-01-31'), wave(2, '2027-02-01', '2027-02-28')]), null)
  assert.match(wavesFault([wave(1, '2027-01-01', '2027-01-31'), wave(2, '2027-01-31', '2027-02-28')])!, /wave 1/)
  assert.match(wavesFault([wave(1, '2027-02-01', '2027-01-31')])!, /before it begins/)
  assert.equal(earliestEnd([], '2027-01-01'), '2027-01-29')
  assert.equal(earliestEnd([wave(1, '2027-01-01', '2027-03-01')], '2027-01-01'), '2027-03-15')
  assert.deepEqual(
    sheetParts(aSheet).map(({ kind }) => kind),
    ['heading', 'paragraph', 'list'],
  )
  assert.ok(variablesOf(readyQuestionnaire('support-in-our-lives')).length > 50)
})

test('boxes and lists that take more than one answer work without scripts, and say what is wrong beside them', async () => {
  const study = await completeStudy(joan, rita, slug())
  const at = `/studies/${study}/setting-up`
  const none = await joan.post(`${at}/arms`, {})
  assert.match(await none.text(), /id="arms-error">Choose one way at least/)
  const two = new URLSearchParams([
    ['arms[]', 'letters'],
    ['arms[]', 'members'],
  ])
  assert.equal((await joan.post(`${at}/arms`, two)).status, 303)
  assert.deepEqual((await read(study)).arms, ['letters', 'members'])
  const model = (...predictors: string[]) =>
    new URLSearchParams([['outcome', 'moved'], ['yes', 'yes'], ...predictors.map((one) => ['predictors[]', one])] as [
      string,
      string,
    ][])
  const empty = await (await rita.post(`${at}/plan/models`, model('', '', '', ''))).text()
  assert.match(empty, /id="predictors-error">Choose a question/)
  assert.equal((await rita.post(`${at}/plan/models`, model('age', '', 'money', ''))).status, 303)
  assert.deepEqual((await read(study)).draft?.models.at(-1)?.predictors, ['age', 'money'])
})

test('a member finds the way in on the page of a study that takes members, and nobody sees that it is she', async () => {
  const slug = await completeStudy(joan, rita, 'for-members')
  await joan.does(chooseArms, { study: slug, arms: ['letters', 'members'] })
  await joan.does(openStudy, { study: slug, sure })
  const page = await (await nia.get(`/studies/${slug}`)).text()
  const [, code] = /href="\/take-part\/([\w-]+)">Take part as a member/.exec(page) ?? []
  const typed = await nia.post('/take-part', { code: code! })
  assert.equal(typed.headers.get('location'), `/studies/${slug}/answers/information`)
  const outside = await (await visitor.get(`/studies/${slug}`)).text()
  assert.ok(!outside.includes(code!) && /sign in<\/a> first/.test(outside))
  await joan.does(chooseArms, { study: slug, arms: ['letters', 'places', 'members'] })
  const again = await (await nia.get(`/studies/${slug}`)).text()
  assert.ok(again.includes(code!), 'the code is drawn once')
  const byLetter = await openedStudy(joan, rita, 'not-for-members')
  assert.doesNotMatch(await (await nia.get(`/studies/${byLetter}`)).text(), /as a member|sign in<\/a> first/)
})
