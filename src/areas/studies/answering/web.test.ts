import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { sql } from 'kysely'
import { ring } from '../../../../test/calling.ts'
import { person, testServer } from '../../../../test/harness.ts'
import { postedCode, readyStudy } from '../../../../test/studying.ts'
import { placeCode, TakingPart } from '../../../../test/taking-part.ts'
import { style } from '../../../kit/page.ts'
import type { Answer } from '../questionnaires/answering.ts'
import { Questionnaire } from '../questionnaires/questionnaire.ts'
import { shortened } from './entering-pages.ts'
import { answersOf } from './keeping.ts'
import { passFor } from './pass.ts'

const server = await testServer()
const { community, url } = server
const { db } = community
const study = await readyStudy(community, 'ours')
const there = '/studies/ours/answers'
const place = await placeCode(community, study.id)
let letters = 0
const letter = () => postedCode(community, study.id, ++letters)
const is = (value: Answer['value']): Answer => ({ kind: 'answered', value })
const latest = async () =>
  (await sql<{ id: string }>`select id from participant order by began_at desc, id desc limit 1`.execute(db)).rows[0]!
    .id
const answers = async () => answersOf(db, await latest())
/** The question of the page that is open. */
const asked = (one: TakingPart) => /questions\/([a-z0-9_]+(?:\/\d+)?)/.exec(one.path)?.[1]

test('a letter leads to the study, what it says of itself, each yes on its own, and the first question', async () => {
  const nia = new TakingPart(url)
  const { code } = await letter()
  await nia.open(`/take-part/${code}`)
  assert.ok(nia.html.includes(`value="${code}"`), 'the code is filled in')
  await nia.send('/take-part', { code: code.toLowerCase().replaceAll('-', ' ') })
  assert.equal(nia.path, `${there}/information`)
  assert.match(nia.words, /Support in our lives.*A university.*We ask about the support.*31 December 2030/)
  await nia.open(`${there}/consent`)
  assert.ok(!/ checked/.test(nia.html), 'nothing is said yes to beforehand')
  await nia.answer({})
  assert.equal(nia.status, 422)
  await nia.answer({ 'consents[]': [study.items['take part']!, study.items.interview!] })
  assert.equal(nia.path, `${there}/code`)
  assert.ok(nia.code === code && /Keep your letter/.test(nia.words))
  await nia.open(there)
  assert.equal(asked(nia), 'relation')
  assert.match(nia.words, /Question 1 of about \d\d/)
  assert.deepEqual(
    [...nia.cookies].map(([, { path }]) => path),
    ['/studies/ours'],
    'no other page hears who takes part',
  )
})

test('a code that nobody knows gets kind words, keeps what was typed, and cannot be guessed for long', async () => {
  const guest = new TakingPart(url)
  await guest.send('/take-part', { code: 'BBBB-CCCC-DDDD-FFFF' })
  assert.equal(guest.status, 404)
  assert.ok(guest.html.includes('value="BBBB-CCCC-DDDD-FFFF"') && /look at your letter/.test(guest.words))
  for (let n = 0; n < 20; n++) await guest.send('/take-part', { code: 'BBBB-CCCC-DDDD-FFFF' })
  assert.equal(guest.status, 429)
  // A place's code is typed by a thousand people, and none of them guesses.
  for (let n = 0; n < 25; n++) await guest.send('/take-part', { code: place })
  assert.equal(guest.path, `${there}/information`)
})

test('from a place everybody gets a code of their own, and pressing twice begins once', async () => {
  const ruth = new TakingPart(url)
  await ruth.send('/take-part', { code: place })
  await ruth.open(`${there}/consent`)
  const cookies = new Map(ruth.cookies)
  const { html, path } = ruth
  const yes = { 'consents[]': study.items['take part']! }
  await ruth.answer(yes)
  const { code } = ruth
  assert.ok(code && code !== place && /Write this code down/.test(ruth.words))
  const again = new TakingPart(url)
  for (const [name, one] of cookies) again.cookies.set(name, one)
  Object.assign(again, { html, path })
  await again.answer(yes)
  assert.equal(again.code, code)
})

test('every kind of question is kept as it was meant, in one press each', async () => {
  const ama = new TakingPart(url)
  await ama.begin(place, study)
  await ama.answer({ answer: 'parent' })
  assert.equal(asked(ama), 'child_age')
  await ama.answer({ answer: 'rather-not-say' })
  await ama.answer({ answer: 'four' })
  assert.equal(ama.status, 422)
  assert.ok(ama.html.includes('value="four"') && /Type a number/.test(ama.words))
  await ama.answer({ answer: '4' })
  assert.equal(asked(ama), 'lives')
  await ama.answer({})
  assert.equal(asked(ama), 'age', 'nothing chosen goes on, and nobody is scolded')
  await ama.open(`${there}/questions/uses_internet`)
  await ama.answer({ answer: 'most-days' })
  await ama.answer({ 'answer[]': ['phone', 'tablet'] })
  assert.equal(asked(ama), 'skill_1')
  assert.match(ama.words, /eight small tasks/, 'a statement stands above the question it leads to')
  await ama.open(`${there}/questions/anything`)
  await ama.answer({ instead: 'dont-know' })
  const so = await answers()
  assert.deepEqual(Object.fromEntries(so), {
    'relation 0': is('parent'),
    'child_age 0': { kind: 'rather not say', value: null },
    'years_since 0': is(4),
    'lives 0': { kind: 'skipped', value: null },
    'uses_internet 0': is('most-days'),
    'devices 0': is(['phone', 'tablet']),
    'anything 0': { kind: 'dont know', value: null },
  })
  // Going on over "I don't know" does not unsay it.
  await ama.open(`${there}/questions/anything`)
  await ama.answer({ answer: '' })
  assert.equal((await answers()).get('anything 0')?.kind, 'dont know')
})

test('a life history is told round by round, and each can be opened and changed', async () => {
  const joan = new TakingPart(url)
  await joan.begin(place, study)
  await joan.open(`${there}/questions/ever`)
  await joan.answer({ 'answer[]': 'helpline' })
  await joan.open(`${there}/questions/source`)
  const told = async (all: readonly Readonly<Record<string, string | readonly string[]>>[]) => {
    for (const fields of all) await joan.answer(fields)
  }
  await told([{ answer: 'helpline' }, { 'answer[]': ['talk'] }, { answer: 'around 2012' }, { answer: 'taking-part' }])
  assert.equal(asked(joan), 'another_history')
  assert.match(joan.words, /A telephone helpline, from around 2012, still/)
  await joan.answer({ answer: 'yes' })
  assert.equal(asked(joan), 'source/2')
  await told([{ answer: 'blog' }, {}, { answer: '2015' }, { answer: 'left' }, { answer: '2016' }, {}])
  assert.match(joan.words, /A blog about caring, from 2015, until 2016, stopped/)
  // Round 1 is changed from the list of round 2, and leads back to it.
  assert.ok(joan.html.includes(`${there}/questions/source_from?back=another_history-2`))
  await joan.open(`${there}/questions/source_from?back=another_history-2`)
  await joan.answer({ answer: '2011' })
  assert.equal(asked(joan), 'another_history/2')
  assert.match(joan.words, /A telephone helpline, from 2011, still/)
  await joan.open(`${there}/questions/source_state?back=another_history-2`)
  await joan.answer({ answer: 'left' })
  assert.equal(asked(joan), 'source_to', 'what the change opened is asked first')
  await told([{ answer: '2013' }, {}])
  assert.equal(asked(joan), 'another_history/2')
  await joan.answer({ answer: 'no' })
  assert.equal(asked(joan), 'osss_1')
})

test('whoever stops goes on from any device at the first question without an answer, and the phone knows nobody', async () => {
  const mair = new TakingPart(url)
  const code = await mair.begin(place, study)
  await mair.answer({ answer: 'parent' })
  await mair.answer({ answer: '11-17', go: 'stop' })
  assert.match(mair.words, /Saved/)
  assert.equal(mair.code, code)
  assert.equal(mair.cookies.size, 0)
  await mair.open(`${there}/questions/years_since`)
  assert.equal(mair.path, '/take-part', 'the phone knows nobody')
  const elsewhere = new TakingPart(url)
  await elsewhere.send('/take-part', { code })
  assert.equal(asked(elsewhere), 'years_since')
  await elsewhere.answer({ answer: '', go: 'back' })
  assert.equal(asked(elsewhere), 'child_age')
  assert.match(elsewhere.html, /value="11-17" checked/)
  await elsewhere.answer({ answer: '18-25', go: 'back' })
  assert.equal(asked(elsewhere), 'relation')
  const so = await answers()
  assert.deepEqual(so.get('child_age 0'), is('18-25'), 'what was typed on the way back is kept')
  assert.ok(!so.has('years_since 0'), 'going back over an empty question leaves nothing out')
})

test('all is looked over, changed, sent, and can still be changed after', async () => {
  const eve = new TakingPart(url)
  const { code } = await letter()
  await eve.begin(code, study, ['take part', 'interview', 'spells'])
  for (let n = 0; n < 80 && asked(eve); n++) await eve.answer({})
  assert.equal(eve.path, `${there}/check`)
  assert.match(eve.words, /Look over your answers.*Who are you to the person/)
  await eve.open(`${there}/questions/peer_ever?back=check`)
  await eve.answer({ answer: 'yes' })
  assert.equal(asked(eve), 'peer_now', 'what it opened is asked')
  for (let n = 0; n < 10 && asked(eve); n++) await eve.answer({})
  assert.equal(eve.path, `${there}/check`)
  await eve.send(`${there}/sending`, {})
  assert.equal(eve.path, `${there}/thanks`)
  assert.match(eve.words, /Thank you/)
  assert.equal(eve.code, code)
  for (const link of ['/studies/ours/interview', '/studies/ours/support-map', '/studies/ours/withdrawal'])
    assert.ok(eve.html.includes(`href="${link}"`), link)
  await eve.open(`${there}/questions/age?back=check`)
  await eve.answer({ answer: '35-44' })
  assert.match(eve.words, /Send my changes/)
  assert.deepEqual((await answers()).get('age 0'), is('35-44'))
  await eve.send(`${there}/closing`, {})
  assert.equal(eve.cookies.size, 0)
  await eve.send('/take-part', { code })
  assert.equal(eve.path, `${there}/thanks`)
})

test('an answer that comes after the pass has ended waits until the code is typed, and is kept then', async () => {
  const una = new TakingPart(url)
  const code = await una.begin(place, study)
  await una.open(`${there}/questions/anything`)
  const fields = { answer: 'A long story.\nWith two lines & more.' }
  una.cookies.set('taking-part', {
    value: passFor(community, 'participant', await latest(), new Date(Date.now() - 3 * 3_600_000)),
    path: '/studies/ours',
  })
  await una.answer(fields)
  assert.equal(una.status, 401)
  assert.match(una.html, /name="answer" value="A long story.\nWith two lines &amp; more."/)
  const { html, path } = una
  await una.answer({ ...fields, code: 'BCBC-BCBC-BCBC-BCBC' })
  assert.equal(una.status, 404)
  assert.match(una.html, /name="answer" value="A long story/)
  Object.assign(una, { html, path })
  await una.answer({ ...fields, code })
  assert.equal(una.path, `${there}/check`)
  assert.deepEqual((await answers()).get('anything 0'), is(fields.answer))
})

test('words that are too long or came through broken are shown again, and nothing of them is lost', async () => {
  const ida = new TakingPart(url)
  await ida.begin(place, study)
  await ida.open(`${there}/questions/anything`)
  const long = 'word '.repeat(700).trim()
  await ida.answer({ answer: long })
  assert.equal(ida.status, 422)
  assert.ok(ida.html.includes(long) && /too long/.test(ida.words))
  await ida.answer({ answer: 'caf\ufffd' })
  assert.match(ida.words, /did not come through/)
})

test('a pass of one study opens no other', async () => {
  const other = await readyStudy(community, 'other')
  const one = new TakingPart(url)
  await one.begin(place, study)
  const { value } = one.cookies.get('taking-part')!
  one.cookies.set('taking-part', { value, path: '/studies' })
  await one.open(`/studies/${other.slug}/answers/check`)
  assert.equal(one.path, '/take-part')
})

test('no volunteer opens these pages for a caller: the support team does not see who takes part', async () => {
  const [joan, mair] = [await person(server, 'Joan', 'moderator'), await person(server, 'Mair')]
  assert.equal((await joan.get('/take-part')).status, 200, 'she may take part herself')
  const call = await ring(joan, url, mair.id, [])
  for (const path of ['/take-part', `/take-part/${place}`, there, `${there}/consent`, '/studies/ours/withdrawal'])
    assert.equal((await call.get(path)).status, 403, path)
  assert.equal((await call.post('/take-part', { code: place })).status, 403)
})

test('a sheet is shown in short and never breaks off at a heading', () => {
  const whole = `What is it?\n\n${'Words. '.repeat(60)}\n\nAnd then?\n\n${'More. '.repeat(60)}`
  const { first, rest } = shortened(whole)
  assert.equal(`${first}\n\n${rest}`, whole)
  assert.ok(first.startsWith('What is it?') && !first.endsWith('And then?'))
  assert.deepEqual(shortened('One.'), { first: 'One.', rest: '' })
})

test('a signed-in member takes part like anybody: no page and no line of the log says who', async () => {
  const nia = await person(server, 'Nia')
  const answer = await nia.post('/take-part', { code: place })
  assert.equal(answer.status, 303)
  const { rows } = await sql`select 1 from audit where task like 'studies.%' and who is not null`.execute(db)
  assert.deepEqual(rows, [])
})

test('answers are taken back with the code, after one question, and it is said so on a page to print', async () => {
  const gwen = new TakingPart(url)
  const { code } = await letter()
  await gwen.begin(code, study)
  await gwen.answer({ answer: 'parent' })
  await gwen.open('/studies/ours/withdrawal')
  assert.ok(gwen.html.includes(`value="${code}"`))
  await gwen.answer({ code })
  assert.match(gwen.words, /Are you sure/)
  await gwen.send('/studies/ours/withdrawal/taking-back', { code })
  assert.equal(gwen.status, 422)
  await gwen.send('/studies/ours/withdrawal/taking-back', { code, sure: 'yes' })
  assert.match(gwen.words, /were taken back/)
  assert.equal(gwen.cookies.size, 0)
  await gwen.send('/take-part', { code })
  assert.equal(gwen.status, 410)
  await gwen.open('/studies/ours/withdrawal')
  await gwen.answer({ code })
  assert.match(gwen.words, /were taken back/)
})

const bilingual = Questionnaire.parse({
  title: { en: 'Two tongues', cy: 'Dwy iaith' },
  languages: ['en', 'cy'],
  sections: [
    {
      id: 'you',
      title: { en: 'You', cy: 'Chi' },
      questions: [
        {
          kind: 'one',
          id: 'who',
          ask: { en: 'Who do you care for?', cy: 'Am bwy ydych chi’n gofalu?' },
          options: [
            { value: 'son', label: { en: 'My son', cy: 'Fy mab' } },
            { value: 'daughter', label: { en: 'My daughter', cy: 'Fy merch' } },
          ],
        },
        { kind: 'words', id: 'how', ask: { en: '{who}: how is it?', cy: '{who}: sut mae?' } },
      ],
    },
  ],
})

test('questions come in the language that was chosen, and repeat what was answered', async () => {
  const welsh = await readyStudy(community, 'two-tongues', {}, bilingual)
  const mair = new TakingPart(url)
  await mair.send('/take-part', { code: await placeCode(community, welsh.id) })
  await mair.open('/studies/two-tongues/answers/consent')
  assert.match(mair.words, /Cymraeg/)
  await mair.answer({ 'consents[]': welsh.items['take part']!, language: 'cy' })
  await mair.open('/studies/two-tongues/answers')
  assert.match(mair.html, /<html lang="cy">[\s\S]*Fy merch/)
  await mair.answer({ answer: 'daughter' })
  assert.match(mair.words, /Fy merch: sut mae\?/)
})

test('a page of a questionnaire and its style come in 10 KB', async () => {
  const one = new TakingPart(url)
  await one.begin(place, study)
  const sizes: [string, number][] = []
  for (let n = 0; n < 80 && asked(one); n++) {
    sizes.push([one.path, gzipSync(one.html).length + gzipSync(style).length])
    await one.answer(
      asked(one) === 'ever'
        ? { 'answer[]': 'blog' }
        : asked(one)!.startsWith('another')
          ? { answer: n < 60 ? 'yes' : 'no' }
          : {},
    )
  }
  assert.equal(one.path, `${there}/check`)
  sizes.push([one.path, gzipSync(one.html).length + gzipSync(style).length])
  for (const [path, bytes] of sizes) assert.ok(bytes <= 10 * 1024, `${path}: ${bytes} bytes`)
})

test('after its end a study takes no more answers and says so', async () => {
  const late = new TakingPart(url)
  const code = await late.begin(place, study)
  await sql`update study set state = 'closed' where id = ${study.id}`.execute(db)
  await late.answer({ answer: 'parent' })
  assert.equal(late.status, 410)
  await late.send('/take-part', { code })
  assert.match(late.words, /This study has ended/)
  // What a study says of itself may be a second old.
  await new Promise((resolve) => setTimeout(resolve, 1100))
  await late.send('/take-part', { code: place })
  assert.equal(late.status, 410)
})
