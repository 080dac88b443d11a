/** The desk's pages: an evening of booklets with a keyboard, a caller who is read to, and taking part back. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { sql } from 'kysely'
import { type Person, person, testServer } from '../../../../test/harness.ts'
import { postedCode, readyStudy } from '../../../../test/studying.ts'
import { placeCode, TakingPart } from '../../../../test/taking-part.ts'
import { isRefusal } from '../../../kit/refuse.ts'
import { codeOf } from '../codes.ts'
import { asResearch } from '../wall.ts'
import { withdrawLetter } from './withdrawing.ts'

const server = await testServer()
const { community, url } = server
const { db } = community
const ama = await person(server, 'Ama', 'helper')
const ben = await person(server, 'Ben', 'moderator')
const joan = await person(server, 'Joan', 'steward')
const nia = await person(server, 'Nia')
const study = await readyStudy(community, 'ours', { desk: [ama.id, ben.id, joan.id] })
const desk = '/studies/ours/desk'
await placeCode(community, study.id)
let letters = 0
const letter = () => postedCode(community, study.id, ++letters)

/** A browser of somebody who is signed in. */
async function at(one: Person) {
  const browser = new TakingPart(url)
  const [name, value] = (await one.cookie()).split('=') as [string, string]
  browser.cookies.set(name, { value, path: '/' })
  return browser
}
/** Names of the fields in which one types. */
const fields = ({ html }: TakingPart) =>
  [...html.matchAll(/<(?:input type="text" class="short" autocomplete|textarea rows)[^>]* name="([a-z0-9_]+)"/g)].map(
    ([, name]) => name!,
  )
const rowsWith = async (code: string) =>
  (
    await sql<{ mode: string; via: string; completed: boolean; withdrawn: boolean; answers: number }>`
      select mode, completed_at is not null as completed, withdrawn_at is not null as withdrawn,
        (select via from study_consent where participant = participant.id limit 1) as via,
        (select count(*)::int from answer where participant = participant.id and kind = 'answered') as answers
      from participant where code = ${code}`.execute(db)
  ).rows

/** Key a booklet in with the keyboard; the first box is ticked everywhere. Counts keys, each Tab and Enter with them. */
async function keysIn(browser: TakingPart, typed: string) {
  await browser.open(`${desk}/paper`)
  await browser.send(`${desk}/paper`, { code: typed })
  let keys = typed.length + 1
  while (browser.path !== `${desk}/paper`) {
    assert.ok(gzipSync(browser.html).length < 10_000, browser.path)
    assert.match(browser.html, / autofocus/, `typing begins at once on ${browser.path}`)
    if (browser.path.endsWith('/front-page')) {
      await browser.answer({ 'boxes[]': study.items['take part']! })
      keys += 2
      continue
    }
    const round = /-(\d+)$/.test(browser.path)
    const all = round ? [] : fields(browser)
    // A key and Tab for each; what is never asked of this person is passed with Tab alone; Enter at the end.
    const path = browser.path
    const given = Object.fromEntries(
      all.map((name) => [name, /_from|_to/.test(name) ? '2012' : name === 'anything' ? '-' : '1']),
    )
    await browser.answer(given)
    keys += Object.values(given).join('').length + all.length + 1
    assert.notEqual(browser.path, path, `${path}: ${browser.words.slice(0, 400)}`)
  }
  return keys
}

test('sixty booklets an evening: a field a question, Tab between, Enter to the next sheet, and no more keys than that', async () => {
  const { id, code } = await letter()
  const first = await at(ama)
  const keys = await keysIn(first, code)
  assert.match(first.words, /L0001 is keyed in once/)
  const second = await at(ben)
  await keysIn(second, 'L1')
  assert.match(second.words, /L0001 is stored/)
  assert.equal((await rowsWith(id))[0]?.mode, 'paper')
  console.log(`# keys for a whole booklet: ${keys}`)
  assert.ok(keys < 160, `${keys} keys`)
})

test('whoever keys in the second time sees nothing of the first', async () => {
  const { code } = await letter()
  const first = await at(ama)
  await keysIn(first, code)
  const second = await at(ben)
  await second.send(`${desk}/paper`, { code })
  await second.answer({ 'boxes[]': study.items['take part']! })
  assert.match(second.path, /\/care$/)
  assert.ok(!/ value="[^"]+"/.test(second.html.replace(/<input type="hidden"[^>]*>/g, '')), 'every field is empty')
  // And the first sees their own no more.
  await first.open(`${desk}/paper/L0002/care`)
  assert.equal(first.status, 409)
})

test('a wrong key is said beside its field, and all that was typed is still there', async () => {
  const { code } = await letter()
  const browser = await at(ama)
  await browser.send(`${desk}/paper`, { code })
  await browser.answer({ 'boxes[]': study.items['take part']! })
  await browser.answer({ relation: '1', child_age: '99', years_since: '12' })
  assert.equal(browser.status, 422)
  assert.match(browser.words, /Question 2: type a number from 1 to 7/)
  assert.ok(browser.html.includes('value="12"'))
  assert.match(browser.html, /<input[^>]*name="child_age"[^>]* autofocus/)
})

test('where two readings differ the list shows both, and the last decision stores the booklet', async () => {
  const { id, code } = await letter()
  await keysIn(await at(ama), code)
  const browser = await at(ben)
  await browser.send(`${desk}/paper`, { code })
  await browser.answer({ 'boxes[]': study.items['take part']! })
  while (!browser.path.endsWith('/paper')) {
    const names = /-\d+$/.test(browser.path) ? [] : fields(browser)
    const given = names.map((name) => [
      name,
      name === 'age' ? '2' : /_from|_to/.test(name) ? '2012' : name === 'anything' ? '-' : '1',
    ])
    await browser.answer(Object.fromEntries(given))
  }
  await browser.open(desk)
  assert.match(browser.words, /L0004 1 place to decide/)
  await browser.open(`${desk}/paper/L0004/two-readings`)
  assert.match(browser.words, /First time: .* Second time: /)
  await browser.send(browser.path, { 'at.age.0': 'second' })
  assert.match(browser.words, /L0004 is stored/)
  const { rows } = await sql<{ value: string }>`
    select value from answer join participant on participant = participant.id where code = ${id} and question = 'age'`.execute(
    db,
  )
  assert.equal(rows.length, 1)
})

/** The first answer to every question, read out to somebody. */
async function answersByPhone(browser: TakingPart, stopAfter = Number.POSITIVE_INFINITY) {
  for (let n = 0; /\/questions\//.test(browser.path) && n < stopAfter; n++) {
    const { html } = browser
    const radio = /name="(answer(?:\[\])?)" value="([^"]+)"/.exec(html)
    const fields: Record<string, string> = /name="answer" value="no"/.test(html)
      ? { answer: 'no' }
      : radio
        ? { [radio[1]!]: radio[2]! }
        : { instead: 'leave' }
    await browser.answer(fields)
    assert.equal(browser.status, 200, browser.words)
  }
}

test('a caller with a letter is read the study, each yes on its own, and one question a page', async () => {
  const { id, code } = await letter()
  const browser = await at(ama)
  await browser.open(`${desk}/phone`)
  await browser.send(`${desk}/phone`, { code: code.toLowerCase().replaceAll('-', ' ') })
  assert.equal(browser.path, `${desk}/phone/information`)
  assert.match(browser.words, /We ask about the support/)
  await browser.answer({ [`item-${study.items['take part']}`]: 'yes' })
  assert.equal(browser.status, 422, 'each is read out, and none is guessed')
  await browser.answer(
    Object.fromEntries(
      Object.entries(study.items).map(([purpose, item]) => [`item-${item}`, purpose === 'take part' ? 'yes' : 'no']),
    ),
  )
  assert.match(browser.words, /Please keep your letter/)
  await browser.open(`${desk}/phone/questions`)
  await browser.answer({})
  assert.equal(browser.status, 422, 'nothing is left out by mistake')
  await answersByPhone(browser)
  assert.equal(browser.path, `${desk}/phone/end`)
  await browser.send(`${desk}/phone/sending`, {})
  assert.match(browser.words, /Thank you for your time/)
  const [row] = await rowsWith(id)
  assert.ok(row?.completed && row.mode === 'phone' && row.via === 'phone' && row.answers > 20)
  assert.ok(!browser.cookies.has('caller'), 'nothing of the call is left')
  // What was sent cannot be opened at the desk again.
  await browser.send(`${desk}/phone`, { code })
  assert.equal(browser.status, 409)
})

test('whoever stops on the phone goes on another day, with the code they wrote down', async () => {
  const browser = await at(ama)
  await browser.open(`${desk}/phone`)
  const place = /name="place" value="([^"]+)"/.exec(browser.html)![1]!
  await browser.send(`${desk}/phone`, { place })
  await browser.answer(Object.fromEntries(Object.values(study.items).map((item) => [`item-${item}`, 'yes'])))
  assert.match(browser.words, /Please take a pen/)
  const { code } = browser
  assert.match(code, /^[B-Y]{4}(-[B-Y]{4}){3}$/)
  await browser.open(`${desk}/phone/questions`)
  await answersByPhone(browser, 3)
  const there = browser.path
  await browser.answer({ go: 'stop' })
  assert.ok(browser.words.includes('Saved for another day') && browser.code === code)
  await browser.open(there)
  assert.equal(browser.path, `${desk}/phone`, 'without their code nobody goes on')
  const another = await at(ben)
  await another.send(`${desk}/phone`, { code })
  assert.equal(another.path, there)
})

test('what is too much or broken is refused on the phone too, with what was typed still there', async () => {
  const { code } = await letter()
  const browser = await at(ama)
  await browser.send(`${desk}/phone`, { code })
  await browser.answer(Object.fromEntries(Object.values(study.items).map((item) => [`item-${item}`, 'yes'])))
  for (const [path, bad] of [
    ['years_since', '700'],
    ['years_since', '5\0'],
    ['years_since', '<script>alert(1)</script>'],
    ['anything', 'long '.repeat(20_000)],
    ['relation', 'a-king'],
    ['ever', 'nothing-known'],
  ] as const) {
    await browser.send(`${desk}/phone/questions/${path}`, { answer: bad })
    assert.equal(browser.status, 422, `${path}: ${browser.words.slice(0, 300)}`)
    assert.match(browser.words, /Please check this/)
    assert.ok(!browser.html.includes('<script>alert'))
  }
  await browser.send(`${desk}/phone/questions/no_question`, { answer: 'x' })
  assert.equal(browser.path, `${desk}/phone/questions/relation`, 'what is not asked leads on to what is')
})

test('whoever says no is thanked, and nothing is kept', async () => {
  const { id, code } = await letter()
  const browser = await at(ama)
  await browser.send(`${desk}/phone`, { code })
  await browser.answer(Object.fromEntries(Object.values(study.items).map((item) => [`item-${item}`, 'no'])))
  assert.match(browser.words, /Nothing is kept/)
  assert.deepEqual(await rowsWith(id), [])
})

test('the log of what was done does not say who takes part, nor with which code', async () => {
  const { rows } = await sql<{ who: string | null; via: string; subject: string | null }>`
    select who, via, subject from audit where task in ('studies.begin', 'studies.complete', 'studies.withdraw')`.execute(
    db,
  )
  assert.ok(rows.length > 2 && rows.every(({ who, via, subject }) => !who && via === 'phone' && !subject))
})

test('with the code all is taken back by phone, once they said yes', async () => {
  const { id, code } = await letter()
  const browser = await at(ama)
  await browser.send(`${desk}/phone`, { code })
  await browser.answer(Object.fromEntries(Object.values(study.items).map((item) => [`item-${item}`, 'yes'])))
  await browser.open(`${desk}/phone/questions`)
  await answersByPhone(browser, 3)
  await browser.open(`${desk}/withdrawal`)
  await browser.send(`${desk}/withdrawal`, { code, via: 'letter' })
  assert.equal(browser.status, 422)
  await browser.send(`${desk}/withdrawal`, { code, via: 'letter', sure: 'yes' })
  assert.match(browser.words, /It is taken back/)
  assert.deepEqual(
    (await rowsWith(id)).map(({ withdrawn, answers }) => [withdrawn, answers]),
    [[true, 0]],
  )
})

test('a booklet on its way is taken back with its code, by phone or on the web, and is not kept when it comes', async () => {
  const half = await letter()
  await keysIn(await at(ama), half.code)
  const browser = await at(ama)
  await browser.send(`${desk}/withdrawal`, { code: half.code, via: 'phone', sure: 'yes' })
  assert.match(browser.words, /It is taken back/)
  const coming = await letter()
  const home = new TakingPart(url)
  await home.send('/studies/ours/withdrawal', { code: coming.code })
  await home.send('/studies/ours/withdrawal/taking-back', { code: coming.code, sure: 'yes' })
  assert.equal(home.status, 200)
  for (const { code } of [half, coming]) {
    await browser.send(`${desk}/paper`, { code })
    assert.equal(browser.status, 410)
  }
  const { rows } = await sql`
    select from booklet_keying join booklet on booklet = booklet.id where code = ${half.id}`.execute(db)
  assert.deepEqual(rows, [])
})

test('whoever lost their code asks the charity, which takes back what came of their letter and is told nothing', async () => {
  const [answered, silent] = [await letter(), await letter()]
  for (const [{ id }, name] of [
    [answered, 'Mair Rees'],
    [silent, 'George Hill'],
  ] as const)
    await sql`
      insert into study_letter (code, study, name, postcode, mailing) values (${id}, ${study.id}, ${name}, 'SY23', 1)`.execute(
      db,
    )
  const browser = await at(ama)
  await browser.send(`${desk}/phone`, { code: answered.code })
  await browser.answer(Object.fromEntries(Object.values(study.items).map((item) => [`item-${item}`, 'yes'])))
  const steward = await at(joan)
  const said: string[] = []
  for (const [{ id }, name] of [
    [answered, 'rees'],
    [silent, 'George'],
  ] as const) {
    await steward.open(`${desk}/lost-letter?q=${name}`)
    assert.ok(steward.html.includes(id))
    await steward.send(`${desk}/lost-letter`, { letter: id, sure: 'yes', q: name })
    said.push(steward.words)
  }
  assert.equal(said[0], said[1], 'the same words for whoever answered and whoever did not')
  assert.equal((await rowsWith(answered.id))[0]?.withdrawn, true)
  const states = await asResearch(community, (tx) =>
    tx.selectFrom('study_code').select('state').where('id', 'in', [answered.id, silent.id]).execute(),
  )
  assert.ok(!isRefusal(states) && states.every(({ state }) => state === 'withdrawn'))
  for (const one of [ama, ben, nia])
    assert.ok(isRefusal(await one.tries(withdrawLetter, { study: 'ours', letter: silent.id, sure: 'yes' })))
})

test('stewards, who know which letter went to whom, members and strangers stay outside the desk', async () => {
  const other = await person(server, 'Other', 'helper')
  for (const [who, status] of [
    [joan, 403],
    [nia, 403],
    [other, 403],
  ] as const)
    for (const path of ['', '/paper', '/phone', '/withdrawal', '/paper/L0002/care', '/phone/questions'])
      assert.equal((await who.get(desk + path)).status, status, `${who.who.name} at ${path}`)
  assert.equal((await (await person(server, '', 'visitor')).get(desk)).status, 303)
})

test('a place’s code is known to all, and is no booklet’s', async () => {
  const { rows } = await sql<{ id: string }>`select id from study_code where arm = 'places'`.execute(db)
  const browser = await at(ama)
  await browser.send(`${desk}/paper`, { code: codeOf(community, rows[0]!.id) })
  assert.equal(browser.status, 409)
  assert.match(browser.words, /belongs to a place/)
})
