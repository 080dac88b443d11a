/** Letters of a study: who gets one and who does not, one code each, what is printed, and what is kept apart. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { person, testServer } from '../../../../test/harness.ts'
import { daysBefore, letterReader } from '../../../../test/letters.ts'
import { readPdf } from '../../../../test/pdf.ts'
import { letterWords, listWith, madeLetters, mailingPdfOf, posted, todayWords } from '../../../../test/recruiting.ts'
import { readyStudy } from '../../../../test/studying.ts'
import { newId } from '../../../kit/brand.ts'
import { isRefusal } from '../../../kit/refuse.ts'
import { noteBereavement } from '../../members/bereavement.ts'
import { erase } from '../../members/erasing.ts'
import { changePreferences } from '../../members/preferences.ts'
import { codeOf } from '../codes.ts'
import { asResearch } from '../wall.ts'
import { forgetStudyLetters } from './hears.ts'
import { numberWords } from './letter.ts'
import { bringList, drawLetters, drawSecondLetters, writeLetterWords } from './letters.ts'
import { markLettersPosted, noteLettersReturned, noteNoMoreLetters, throwLettersAway } from './mailings.ts'
import { candidates, counted } from './recipients.ts'
import { openMailing } from './store.ts'

const server = await testServer({ publicUrl: 'https://families.example' })
const { community } = server
const { db } = community
const steward = await person(server, 'Joan', 'steward')
let studies = 0
const study = () => readyStudy(community, `letters-${++studies}`)
const all = { members: true, list: true, months: 12 }
const becauseOf = async (id: string, member: string) =>
  (await candidates(db, id, all, new Date())).find((one) => one.member === member)?.because

const codesIn = async (id: string) =>
  (
    await sql<{
      id: string
      state: string
      number: number
      mailing: number
      member: string | null
      name: string | null
    }>`
      select study_code.id, state, study_code.number, study_code.mailing, member, name
      from study_code
      left join study_letter on code = study_code.id
      where study_code.study = ${id}
      order by study_code.number`.execute(db)
  ).rows

/** Somebody with this code answers to the end. */
async function answers(
  of: { id: string; questionnaire: string },
  code: string,
  how: 'completed' | 'began' = 'completed',
) {
  await sql`
    insert into participant (id, study, code, arm, questionnaire, mode, sheet, began_at, completed_at)
    values (${newId()}, ${of.id}, ${code}, 'letters', ${of.questionnaire}, 'web', 1, now(),
      ${how === 'completed' ? new Date() : null})`.execute(db)
  await sql`update study_code set state = ${how === 'completed' ? 'answered' : 'opened'} where id = ${code}`.execute(db)
}

test('whoever is away, bereaved, said no, or has no address is left out, and the steward sees why', async () => {
  const { id, slug } = await study()
  const mair = await letterReader(server, 'Mair')
  const [away, lost, longAgo, refused, noDoor, nowhere] = await Promise.all(
    ['Away', 'Lost', 'Long ago', 'Refused', 'No door', 'Nowhere'].map((name) => letterReader(server, name)),
  )
  await db.updateTable('member').set({ state: 'paused' }).where('id', '=', away!.id).execute()
  await lost!.does(noteBereavement, {})
  await longAgo!.does(noteBereavement, {}, 'web', daysBefore(800))
  await sql`
    insert into consent (id, member, purpose, version, given, via, at)
    values (${newId()}, ${refused!.id}, 'studies', '2026-11', false, 'web', now())`.execute(db)
  await noDoor!.does(changePreferences, { door: 'none' })
  await db.updateTable('reach').set({ postcode: null }).where('member', '=', nowhere!.id).execute()

  assert.equal(await becauseOf(id, mair.id), null)
  assert.equal(await becauseOf(id, away!.id), 'away')
  assert.equal(await becauseOf(id, lost!.id), 'bereaved lately')
  assert.equal(await becauseOf(id, longAgo!.id), 'bereaved')
  assert.equal(await becauseOf(id, refused!.id), 'said no')
  assert.equal(await becauseOf(id, noDoor!.id), 'no contact')
  assert.equal(await becauseOf(id, nowhere!.id), 'no address')
  const { chosen, excluded } = counted(await candidates(db, id, all, new Date()))
  assert.equal(chosen, 1)
  assert.ok(excluded.some(({ because, many }) => because === 'bereaved lately' && many === 1))

  await steward.does(writeLetterWords, { study: slug, ...letterWords })
  const page = await (await steward.get(`/studies/${slug}/letters/people?members=yes&months=12`)).text()
  assert.match(page, /1 person gets/)
  assert.match(page, /Said no to being invited to studies/)
  assert.doesNotMatch(page, /Refused/, 'no names on it')
})

test('a list comes in whole or not at all, and nobody is written to twice', async () => {
  const { id, slug } = await study()
  const wrong = await steward.tries(bringList, {
    study: slug,
    text: 'name,address,postcode\nGood,"1 Lane, Leeds",LS6 2AB\n,"1 Lane",LS6 2AB\nBad,"2 Lane",nowhere',
  })
  assert.ok(isRefusal(wrong))
  assert.match(wrong.fields.file!, /Line 3: It has no name\.\nLine 4: “nowhere” is not a postcode\./)
  const kept = await sql`select 1 from study_letter where study = ${id}`.execute(db)
  assert.equal(kept.rows.length, 0, 'nothing half stored')

  const text = `${listWith(3)}\nreader 3,"3 Long Lane, Leeds",ls62ab\nMair,"1 Mair Street, Leeds",LS6 2AB`
  assert.deepEqual(await steward.does(bringList, { study: slug, text }), { added: 3, known: 2 })
  assert.deepEqual(await steward.does(bringList, { study: slug, text }), { added: 0, known: 5 })
})

test('each gets one code however often codes are drawn, and researchers see no name', async () => {
  const { id, slug } = await study()
  await steward.does(writeLetterWords, { study: slug, ...letterWords })
  await steward.does(bringList, { study: slug, text: listWith(20) })
  const first = await steward.does(drawLetters, { study: slug, list: 'yes' })
  assert.equal(first.chosen, 20)
  const twice = await steward.tries(drawLetters, { study: slug, list: 'yes' })
  assert.ok(isRefusal(twice) && twice.status === 409, 'while letters are being made, none are begun')
  const before = await codesIn(id)
  await steward.does(throwLettersAway, { study: slug, mailing: first.mailing })
  await steward.does(bringList, { study: slug, text: listWith(5, 21) })
  const second = await steward.does(drawLetters, { study: slug, list: 'yes' })
  assert.equal(second.chosen, 25)
  const after = await codesIn(id)
  assert.deepEqual(after.slice(0, 20), before, 'the same codes for the same people')
  assert.deepEqual(
    after.map(({ number }) => number),
    Array.from({ length: 25 }, (_, n) => n + 1),
  )
  const inFileOrder = before.map(({ name }) => Number(name!.slice(7)))
  assert.notDeepEqual(
    inFileOrder,
    [...inFileOrder].sort((a, b) => a - b),
    'numbers do not go by the order of the list',
  )
  await assert.rejects(
    asResearch(community, (tx) => sql`select name from study_letter`.execute(tx)),
    /permission denied/,
  )
})

test('the PDF has a letter, the sheet and a booklet for each, with the code at the foot of every page of the booklet', async () => {
  const { id, slug } = await study()
  await steward.does(writeLetterWords, { study: slug, ...letterWords })
  await steward.does(bringList, { study: slug, text: listWith(3) })
  const { mailing } = await steward.does(drawLetters, { study: slug, list: 'yes' })
  const made = await madeLetters(server, id)
  assert.equal(made.pages % 2, 0)
  const { pages } = await readPdf(await mailingPdfOf(server, mailing))
  assert.equal(pages.length, made.pages)
  const each = pages.length / 3
  for (const [at, code] of (await codesIn(id)).entries()) {
    const mine = pages.slice(at * each, (at + 1) * each)
    const words = codeOf(community, code.id)
    assert.match(mine[0]!.text, new RegExp(`Dear ${code.name},`))
    assert.ok(mine[0]!.text.includes(words) && mine[0]!.text.includes(numberWords(code.number)))
    assert.ok(mine[0]!.text.includes('families.example/take-part'))
    assert.ok(mine[0]!.text.includes(letterWords.phone) && mine[0]!.text.includes(letterWords.stop))
    const booklet = mine.filter(({ text }) => /Page \d+ of \d+/.test(text))
    assert.ok(booklet.length >= 10 && booklet.length % 2 === 0)
    for (const { text } of booklet) assert.ok(text.includes(`Code ${words}`))
    for (const page of mine)
      for (const piece of page.pieces)
        assert.ok(piece.left >= 0 && piece.right <= 596 && piece.bottom <= 842, `“${piece.text}” is on the paper`)
  }
  const answer = await steward.get(`/studies/${slug}/letters/mailings/${mailing}/letters.pdf`)
  assert.equal(answer.headers.get('content-type'), 'application/pdf')
  assert.equal((await answer.arrayBuffer()).byteLength, made.bytes)
})

test('codes count as posted only when the letters are in the post, with their day', async () => {
  const { id, slug } = await study()
  await steward.does(bringList, { study: slug, text: listWith(2) })
  await steward.does(writeLetterWords, { study: slug, ...letterWords })
  const { mailing } = await steward.does(drawLetters, { study: slug, list: 'yes' })
  await madeLetters(server, id)
  assert.deepEqual([...new Set((await codesIn(id)).map(({ state }) => state))], ['drawn'])
  const tomorrow = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10)
  const early = await steward.tries(markLettersPosted, { study: slug, mailing, day: tomorrow })
  assert.ok(isRefusal(early) && early.fields.day)
  assert.equal(await steward.does(markLettersPosted, { study: slug, mailing, day: todayWords() }), 2)
  assert.deepEqual([...new Set((await codesIn(id)).map(({ state }) => state))], ['posted'])
  const { rows } = await sql`select 1 from study_mailing_letter where mailing = ${mailing}`.execute(db)
  assert.equal(rows.length, 0, 'who was in the mailing is not kept')
})

test('a second letter goes to those who have not answered, with the same code, and to nobody else', async () => {
  const made = await study()
  const { id, slug } = made
  await steward.does(bringList, { study: slug, text: listWith(8) })
  await posted(server, steward, made)
  const [answered, opened, returned, noMore, keyed, ...others] = await codesIn(id)
  await answers(made, answered!.id)
  await answers(made, opened!.id, 'began')
  await steward.does(noteLettersReturned, { study: slug, numbers: `${numberWords(returned!.number)}` })
  await steward.does(noteNoMoreLetters, { study: slug, numbers: `l${noMore!.number}` })
  await sql`
    insert into participant (id, study, code, arm, questionnaire, mode, sheet, began_at)
    values (${newId()}, ${id}, ${keyed!.id}, 'letters', ${made.questionnaire}, 'paper', 1, now())`.execute(db)

  const second = await steward.does(drawSecondLetters, { study: slug })
  assert.equal(second.chosen, others.length + 1)
  await madeLetters(server, id)
  const text = (await readPdf(await mailingPdfOf(server, second.mailing))).pages.map((page) => page.text).join(' ')
  for (const { id: code } of [opened!, ...others]) assert.ok(text.includes(codeOf(community, code)), 'the same code')
  for (const { id: code } of [answered!, returned!, noMore!, keyed!])
    assert.ok(!text.includes(codeOf(community, code)), 'no second letter')
  assert.match(text, /We wrote to you before/)
  const page = await (await steward.get(`/studies/${slug}/letters`)).text()
  assert.doesNotMatch(page, /answered/, 'nothing on the page says who did')

  await steward.does(markLettersPosted, { study: slug, mailing: second.mailing, day: todayWords() })
  const again = await steward.tries(drawSecondLetters, { study: slug })
  assert.ok(isRefusal(again) && again.status === 409, 'nobody is written to a third time')
})

test('that a letter came back is noted without telling whether its code was used', async () => {
  const made = await study()
  await steward.does(bringList, { study: made.slug, text: listWith(2) })
  await posted(server, steward, made)
  const [used] = await codesIn(made.id)
  await answers(made, used!.id)
  assert.equal(await steward.does(noteLettersReturned, { study: made.slug, numbers: 'L0001, L2' }), 2)
  assert.deepEqual(
    (await codesIn(made.id)).slice(0, 2).map(({ state }) => state),
    ['answered', 'returned'],
  )
  const unknown = await steward.tries(noteLettersReturned, { study: made.slug, numbers: 'L0009' })
  assert.ok(isRefusal(unknown) && /L0009/.test(unknown.because))
  const unclear = await steward.tries(noteLettersReturned, { study: made.slug, numbers: 'Mair' })
  assert.ok(isRefusal(unclear) && /“Mair”/.test(unclear.because))
})

test('a letter that lies ready is taken out when a death is noted, and the PDF is made again', async () => {
  const { id, slug } = await study()
  const brigid = await letterReader(server, 'Brigid Byrne')
  await steward.does(writeLetterWords, { study: slug, ...letterWords })
  const { mailing, chosen } = await steward.does(drawLetters, { study: slug, members: 'yes' })
  await madeLetters(server, id)
  await brigid.does(noteBereavement, {})
  const changed = (await openMailing(db, id))!
  assert.deepEqual([changed.id, changed.letters, changed.printed_at], [mailing, chosen - 1, null])
  const made = await madeLetters(server, id)
  assert.ok(made.changed_at)
  if (made.letters > 0) {
    const { pages } = await readPdf(await mailingPdfOf(server, mailing))
    assert.ok(!pages.some(({ text }) => text.includes('Brigid Byrne')))
  }
})

test('whoever has all of theirs erased has no code any more, and after the study all names are forgotten', async () => {
  const made = await study()
  const gone = await letterReader(server, 'Gone Soon')
  await steward.does(bringList, { study: made.slug, text: listWith(2) })
  await posted(server, steward, made)
  assert.ok((await codesIn(made.id)).some(({ member }) => member === gone.id))
  await gone.does(erase, { posts: 'kept' })
  assert.ok(!(await codesIn(made.id)).some(({ member }) => member === gone.id))
  await sql`update study set closed_at = ${daysBefore(100)}, state = 'closed' where id = ${made.id}`.execute(db)
  await forgetStudyLetters(community, new Date())
  const { rows } = await sql`select 1 from study_letter where study = ${made.id}`.execute(db)
  assert.equal(rows.length, 0)
})

test('only stewards come to the letters, and anybody may have an empty booklet, tagged and in English', async () => {
  const { slug } = await study()
  const researcher = await person(server, 'Rita', 'researcher')
  assert.equal((await researcher.get(`/studies/${slug}/letters`)).status, 403)
  const visitor = await person(server, '', 'visitor')
  assert.equal((await visitor.get(`/studies/${slug}/letters`)).status, 303)
  const answer = await visitor.get(`/studies/${slug}/booklet.pdf`)
  assert.equal(answer.headers.get('content-type'), 'application/pdf')
  const booklet = await readPdf(Buffer.from(await answer.arrayBuffer()))
  assert.equal(booklet.language, 'en-GB')
  assert.ok(booklet.structure.has('H1') && booklet.structure.has('P'))
  const words = booklet.pages.map(({ text }) => text).join(' ')
  for (const asked of ['I don’t know', 'I would rather not say', 'Only if question'])
    assert.ok(words.includes(asked), asked)
})
