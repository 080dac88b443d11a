import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { person, testServer } from '../../../../test/harness.ts'
import { readyStudy } from '../../../../test/studying.ts'
import { newId } from '../../../kit/brand.ts'
import { isRefusal } from '../../../kit/refuse.ts'
import { type Questionnaire, questionsOf } from '../questionnaires/questionnaire.ts'
import { emptyQuestionnaire } from '../setting-up/choosing-questionnaire.ts'
import { asResearch } from '../wall.ts'
import { offerLanguage, translateQuestionnaire } from './language-tasks.ts'
import { wordsIn } from './languages.ts'
import * as tasks from './tasks.ts'
import { type Newest, newestOf, versionsOf } from './versions.ts'

const server = await testServer()
const { community } = server
const rita = await person(server, 'Rita', 'researcher')
const sam = await person(server, 'Sam', 'researcher')
let studies = 0

/** A study of Rita's that has not begun, with a questionnaire that is only a draft; or with none. */
async function draftStudy(begun = true) {
  const study = await readyStudy(community, `draft-${++studies}`, { researchers: [rita.id] })
  await sql`update study set state = 'draft' where id = ${study.id}`.execute(community.db)
  await sql`update questionnaire set state = 'draft' where study = ${study.id}`.execute(community.db)
  if (!begun) await sql`delete from questionnaire where study = ${study.id}`.execute(community.db)
  const at = `/studies/${study.slug}/questionnaire`
  const newest = async () => (await asResearch(community, (db) => newestOf(db, study.id))) as Newest
  return { ...study, at, newest, all: async (): Promise<Questionnaire> => (await newest()).content }
}
const html = async (path: string, who = rita) => (await who.get(path)).text()
const ids = (all: Questionnaire) => questionsOf(all).map(({ id }) => id)

const aQuestion = {
  kind: 'one',
  section: 'you',
  id: 'pets',
  ask_en: 'Do you have a pet?',
  hint_en: 'A fish counts.',
  options_en: 'yes = Yes\nno = No\nWe had one | 2',
  dontKnow: 'yes',
  show_question: 'age',
  show_how: 'is-not',
  show_value: 'under-35, 35-44',
}

test('a researcher adds a question on a form, finds it in the list, and changes it', async () => {
  const { at, all } = await draftStudy()
  assert.match(await html(`${at}/new-question?section=you`), /One answer from a list[\s\S]*no grids/)
  assert.match(await html(`${at}/new-question?section=you&kind=one`), /Answers, one on each line/)
  const added = await rita.post(`${at}/questions`, aQuestion)
  assert.equal(added.headers.get('location'), `${at}/questions/pets`)
  const found = questionsOf(await all()).find(({ id }) => id === 'pets')
  assert.deepEqual(found, {
    kind: 'one',
    id: 'pets',
    ask: { en: 'Do you have a pet?' },
    hint: { en: 'A fish counts.' },
    show: { not: { question: 'age', is: ['under-35', '35-44'] } },
    dontKnow: true,
    ratherNot: false,
    options: [
      { value: 'yes', label: { en: 'Yes' } },
      { value: 'no', label: { en: 'No' } },
      { value: 'we-had-one', label: { en: 'We had one' }, score: 2 },
    ],
    ordered: false,
  })
  assert.match(await html(at), /Do you have a pet\?<\/a>\s*<p class="hint">pets: one answer[\s\S]*is not/)
  const page = await html(`${at}/questions/pets`)
  assert.match(page, /we-had-one = We had one \| 2/)
  assert.match(page, /Reading grade \d/)
  const { section: _, ...again } = aQuestion
  await rita.post(`${at}/questions/pets`, { ...again, ask_en: 'Is there a pet?', show_question: '' })
  const changed = questionsOf(await all()).find(({ id }) => id === 'pets')!
  assert.deepEqual([changed.ask.en, changed.show], ['Is there a pet?', undefined])
})

test('what is wrong is told at its field, and nothing typed is lost', async () => {
  const { at, all } = await draftStudy()
  const before = JSON.stringify(await all())
  const tries: [Record<string, string>, RegExp][] = [
    [{ ...aQuestion, ask_en: '' }, /href="#ask_en">/],
    [{ ...aQuestion, id: 'age' }, /href="#id">Two questions are named “age”/],
    [{ ...aQuestion, id: 'Pets!' }, /href="#id">A name has small letters/],
    [{ ...aQuestion, options_en: 'yes = Yes' }, /href="#options_en">Write two answers/],
    [{ ...aQuestion, kind: 'number', from: '', to: '9' }, /href="#from">Type a number/],
    [{ ...aQuestion, kind: 'words', most: 'many' }, /href="#most">Type a whole number from 1/],
    [{ ...aQuestion, show_value: 'A value!' }, /href="#show_question">This is no condition/],
    [{ ...aQuestion, options_en: 'yes = Yes\nyes = No' }, /href="#options_en">Two answers have the same value/],
    [{ ...aQuestion, show_question: 'peer_ever' }, /href="#show_question">“peer_ever” is not asked before/],
    [{ ...aQuestion, show_json: '{"question":' }, /href="#show_json">This is not JSON/],
    [{ ...aQuestion, show_how: 'at-least', show_value: 'old' }, /href="#show_value">Type one number/],
    [{ ...aQuestion, kind: 'number', from: '9', to: '1', bands_en: '' }, /href="#to">The most must not be less/],
    [
      { ...aQuestion, kind: 'number', from: '1', to: '9', bands_en: 'young' },
      /href="#bands_en">This line is not clear/,
    ],
  ]
  for (const [sent, says] of tries) {
    const answer = await rita.post(`${at}/questions`, sent)
    const page = await answer.text()
    assert.equal(answer.status, 422, String(says))
    assert.match(page, says)
    assert.match(page, /value="A fish counts\."/)
  }
  assert.equal(JSON.stringify(await all()), before)
})

test('questions and parts are moved, copied and taken away; what others stand on stays', async () => {
  const { at, all } = await draftStudy()
  const arrange = (path: string, does: string) => rita.post(`${at}/${path}/arranging`, { does })
  await arrange('questions/gender', 'up')
  const moved = ids(await all())
  assert.ok(moved.indexOf('gender') < moved.indexOf('age'))
  await arrange('questions/gender', 'up')
  assert.equal((await all()).sections[0]!.questions.at(-1)!.id, 'gender', 'over the edge into the part before')
  const copy = await arrange('questions/gender', 'copy')
  assert.equal(copy.headers.get('location'), `${at}/questions/gender_2`)
  await arrange('questions/gender_2', 'remove')
  assert.ok(!ids(await all()).includes('gender_2'))
  const stays = await arrange('questions/peer_ever', 'remove')
  assert.equal(stays.status, 422)
  assert.match(await stays.text(), /“peer_ever” is not asked before this/)
  const twice = await arrange('sections/history', 'copy')
  assert.equal(twice.headers.get('location'), `${at}/sections/history_2`)
  const copied = (await all()).sections.find(({ id }) => id === 'history_2')!
  const to = copied.questions.find(({ id }) => id === 'source_to_2')!
  assert.match(JSON.stringify(to.show), /source_state_2/)
  await arrange('sections/history_2', 'up')
  await arrange('sections/history_2', 'remove')
  assert.ok(!(await all()).sections.some(({ id }) => id === 'history_2'))
})

test('a question that gets another name keeps it wherever it is repeated or decides', async () => {
  const { newest, at } = await draftStudy()
  const question = questionsOf((await newest()).content).find(({ id }) => id === 'peer_ever')!
  await rita.does(tasks.writeQuestion, {
    study: at.split('/')[2],
    was: 'peer_ever',
    section: '',
    content: { ...question, id: 'ever_online' },
  })
  const all = (await newest()).content
  assert.match(JSON.stringify(all), /"question":"ever_online"/)
  assert.doesNotMatch(JSON.stringify(all), /peer_ever/)
})

test('a part begins with something to read, and may come again and again', async () => {
  const { at, all } = await draftStudy()
  const wrong = await rita.post(`${at}/sections`, { title_en: 'Holidays', says_en: '', most: '3', another_en: '' })
  assert.match(await wrong.text(), /href="#says_en"[\s\S]*value="Holidays"/)
  await rita.post(`${at}/sections`, {
    title_en: 'Holidays',
    says_en: 'Now about time away.',
    most: '3',
    another_en: 'Was there another?',
  })
  const made = (await all()).sections.at(-1)!
  assert.deepEqual(
    [made.id, made.repeat, made.questions[0]!.ask.en],
    ['holidays', { most: 3, another: { en: 'Was there another?' } }, 'Now about time away.'],
  )
  await rita.post(`${at}/sections/holidays`, { title_en: 'Time away', id: 'away', most: '', another_en: '' })
  const changed = (await all()).sections.at(-1)!
  assert.deepEqual([changed.id, changed.repeat, changed.questions.length], ['away', undefined, 1])
})

test('the whole is written as JSON, and each fault is told by its place; what was pasted stays', async () => {
  const { at, all } = await draftStudy()
  const copy = structuredClone(await all()) as Questionnaire & { sections: { questions: unknown[] }[] }
  copy.sections[1]!.questions[0] = { kind: 'grid', id: 'worse', ask: { en: 'All at once' } } as never
  const bad = await rita.post(`${at}/json`, { json: JSON.stringify(copy, null, 1) })
  const page = await bad.text()
  assert.equal(bad.status, 422)
  assert.match(page, /Part 2 “you”, question 1 “worse”, kind/)
  assert.match(page, /&quot;All at once&quot;/)
  const broken = await (await rita.post(`${at}/json`, { json: '{\n"title": {"en": "x"},\n oh' })).text()
  assert.match(broken, /not JSON that can be read. Look at line 3/)
  const good = { ...(await all()), title: { en: 'Another title' } }
  assert.equal((await rita.post(`${at}/json`, { json: JSON.stringify(good) })).status, 303)
  assert.equal((await all()).title.en, 'Another title')
  assert.deepEqual(JSON.parse(await html(`${at}/questionnaire.json`)), await all())
})

test('two who write at the same time do not write over each other unseen', async () => {
  const { at, all } = await draftStudy()
  const over = /name="over" value="(\w+)"/.exec(await html(`${at}/json`))![1]!
  await rita.post(`${at}/front`, { title_en: 'Meanwhile', intro_en: '', thanks_en: '' })
  const json = JSON.stringify({ ...(await all()), title: { en: 'Mine' } })
  const clash = await rita.post(`${at}/json`, { json, over })
  assert.equal(clash.status, 409)
  assert.equal((await all()).title.en, 'Meanwhile')
  assert.match(await clash.text(), /Somebody changed these questions[\s\S]*&quot;Mine&quot;/)
})

test('a draft is changed in place; once people answer it, a change is a version that has to be opened', async () => {
  const study = await draftStudy()
  await rita.post(`${study.at}/front`, { title_en: 'First', intro_en: '', thanks_en: '' })
  assert.equal((await study.newest()).version, 1)
  await sql`update study set state = 'open' where id = ${study.id}`.execute(community.db)
  const version = (await study.newest()).id
  await sql`
    insert into participant (id, study, arm, questionnaire, mode, sheet, began_at)
    values (${newId()}, ${study.id}, 'places', ${version}, 'web', 1, now())`.execute(community.db)
  assert.match(await html(study.at), /People answer it now/)
  await rita.post(`${study.at}/front`, { title_en: 'Second', intro_en: '', thanks_en: '' })
  await rita.post(`${study.at}/questions`, aQuestion)
  const versions = async () => {
    const found = await asResearch(community, (db) => versionsOf(db, study.id))
    assert.ok(!isRefusal(found))
    return found.map(({ version, state }) => `${version} ${state}`)
  }
  assert.deepEqual(await versions(), ['2 draft', '1 open'], 'both changes are in the one new draft')
  assert.match(await html(study.at), /A new version waits[\s\S]*New: pets\.[\s\S]*stays with the version they began/)
  await rita.post(`${study.at}/opening`, {})
  assert.deepEqual(await versions(), ['2 open', '1 closed'])
  const { rows } = await sql<{ version: string }>`
    select questionnaire as version from participant where study = ${study.id}`.execute(community.db)
  assert.equal(rows[0]!.version, version, 'whoever began stays with the version they began')
  assert.equal((await rita.post(`${study.at}/opening`, {})).status, 409)
  await sql`update study set state = 'closed' where id = ${study.id}`.execute(community.db)
  assert.equal((await rita.post(`${study.at}/front`, { title_en: 'Third' })).status, 409)
})

test('a study without questions begins with JSON, a file, or a ready set', async () => {
  const { at, all } = await draftStudy(false)
  assert.match(await html(at), /How do you want to begin\?[\s\S]*setting-up\/questionnaire/)
  assert.equal((await rita.get(`${at}/front`)).status, 409)
  await rita.post(`${at}/json`, { json: JSON.stringify(emptyQuestionnaire('Ours')) })
  assert.equal((await all()).title.en, 'Ours')
})

test('another language is offered once no word is missing, and waits when one is added', async () => {
  const { at, slug, all } = await draftStudy(false)
  await rita.post(`${at}/json`, { json: JSON.stringify(emptyQuestionnaire('Ours')) })
  const words = Object.fromEntries(wordsIn(await all()).map(({ at, words }) => [at, `Welsh ${words.en}`]))
  const { title, ...others } = words
  await rita.does(translateQuestionnaire, { study: slug, language: 'cy', words: others })
  assert.ok(isRefusal(await rita.tries(offerLanguage, { study: slug, language: 'cy', offered: 'yes' })))
  assert.match(await html(at), /Welsh<\/a> is not offered yet: 1 place has no words/)
  await rita.does(translateQuestionnaire, { study: slug, language: 'cy', words: { title } })
  await rita.does(offerLanguage, { study: slug, language: 'cy', offered: 'yes' })
  assert.deepEqual((await all()).languages, ['en', 'cy'])
  const added = await rita.post(`${at}/questions`, { ...aQuestion, section: 'first', show_question: '' })
  assert.match(decodeURIComponent(added.headers.get('set-cookie')!), /Welsh is not offered until its words are there/)
  assert.deepEqual((await all()).languages, ['en'])
  assert.equal((await all()).title.cy, title, 'and no word is lost')
})

test('only the researchers of the study come in', async () => {
  const { at } = await draftStudy()
  const member = await person(server, 'Nia')
  const steward = await person(server, 'Joan', 'steward')
  assert.equal((await sam.get(at)).status, 404)
  assert.equal((await member.get(at)).status, 403)
  assert.equal((await steward.get(`${at}/json`)).status, 403)
  assert.equal((await (await person(server, '', 'visitor')).get(at)).status, 303)
})

test('the reading grade is shown in the list, on saving, and while somebody writes; over grade 8 long words are named', async () => {
  const { at } = await draftStudy()
  const grade = (words: string) => html(`${at}/reading-grade?words=${encodeURIComponent(words)}`)
  assert.equal(await grade('How old are you?'), 'Reading grade 0.0.')
  assert.match(
    await grade('Considering multidisciplinary collaboration, characterise organisational responsiveness.'),
    /Could it be said in shorter words or sentences\? Long words: “multidisciplinary”/,
  )
  assert.equal(await grade(''), '')
  assert.match(await html(`${at}/questions/education`), /<output id="reading"[^>]*>Reading grade 8\.4\. Could it be/)
  assert.match(await html(at), /Reading grade \d\.\d\. 1 question is harder to read than grade 8/)
  assert.equal((await sam.get(`${at}/reading-grade?words=x`)).status, 404)
})
