import assert from 'node:assert/strict'
import { test } from 'node:test'
import { circle, Person, person, testServer } from '../../../test/harness.ts'
import { sendDigests } from '../../doors/email/digest.ts'
import { newId } from '../../kit/brand.ts'
import { isRefusal } from '../../kit/refuse.ts'
import { visitor } from '../../kit/who.ts'
import { follow } from '../conversations/following.ts'
import { openConversation, reply } from '../conversations/tasks.ts'
import { leftWithSession, whereaboutsOf } from './absence.ts'
import { beginSession, tokenIn } from './auth.ts'
import { awayPath } from './away-link.ts'
import { chooseWhatStays, noteBereavement, undoBereavement } from './bereavement.ts'
import { caredForBy, tellCaredFor } from './cared-for.ts'
import { changeConsents, consentsOf, hasConsent } from './consent.ts'
import { londonDay, monthLater, readDay } from './days.ts'
import { erase } from './erasing.ts'
import { leave } from './leaving.ts'
import { makeSheet } from './paper-codes.ts'
import { pause } from './pausing.ts'
import { changePreferences, preferencesOf } from './preferences.ts'
import { changeReach } from './reach.ts'
import { comeBack, endPauses } from './returning.ts'
import { reviewDue, reviewSharing, tellReviews } from './reviewing.ts'
import { addressOf } from './tasks.ts'
import { doorTo, tellMember } from './telling.ts'

const server = await testServer()
const { community } = server
const { db } = community
const now = new Date()
const day = 24 * 60 * 60 * 1000
const ago = (days: number) => new Date(now.getTime() - days * day)
const room = await circle(community, 'school')
const ama = await person(server, 'Ama', 'helper')
const stella = await person(server, 'Stella', 'steward')

const mailTo = (who: Person) => db.selectFrom('message_out').selectAll().where('member', '=', who.id).execute()
const stateOf = async (who: Person) => (await whereaboutsOf(db, who.id)).state
const text = async (who: Person, path: string) => (await who.get(path)).text()
const nobody = new Person(community, visitor, server.url)

/** A member who asked something in the school circle, and follows it. */
async function asks(name: string, title: string) {
  const who = await person(server, name, 'helper')
  await who.does(follow, { circle: room.slug, follow: 'yes' })
  const { conversation } = await who.does(openConversation, {
    circle: room.slug,
    kind: 'asks',
    title,
    words: 'Does anyone know?',
  })
  return { who, conversation }
}

test('a day is read as people type it, and a month later is a day the calendar has', () => {
  for (const typed of ['4 March 2027', '4th mar 2027', '4/3/2027', '04.03.2027', '2027-03-04'])
    assert.equal(readDay(typed, '2026-11-24'), '2027-03-04', typed)
  assert.equal(readDay('4 March', '2026-11-24'), '2027-03-04')
  assert.equal(readDay('25 November', '2026-11-24'), '2026-11-25')
  for (const typed of ['31 June 2027', 'soon', '', '4 Mumble 2027']) assert.equal(readDay(typed, '2026-11-24'), null)
  assert.equal(monthLater('2027-01-31'), '2027-02-28')
  assert.equal(monthLater('2026-12-15'), '2027-01-15')
  assert.equal(londonDay(new Date('2026-06-30T23:30:00Z')), '2026-07-01')
})

test('a paused member gets no mail, reads and writes all the same, and is back with one press', async () => {
  const { who: nia, conversation } = await asks('Nia', 'Who knows a good chair?')
  await nia.does(pause, {})
  await ama.does(reply, { conversation, words: 'We do.' })
  assert.deepEqual(await mailTo(nia), [])
  assert.equal(await doorTo(db, nia.id, 'match'), null)
  const today = await text(nia, '/')
  assert.match(today, /You are paused until you say[\s\S]*Come back/)
  assert.match(today, /Who knows a good chair/)
  await nia.does(reply, { conversation, words: 'Thank you.' })
  assert.equal((await nia.post('/return', {})).status, 303)
  assert.equal(await stateOf(nia), 'member')
  await ama.does(reply, { conversation, replyTo: 1, words: 'You are welcome.' })
  assert.equal((await mailTo(nia)).length, 1)
  assert.match(await text(nia, '/'), /What is new since you stepped away/)
})

test('what a paused member asked to keep still reaches them, and nothing else does', async () => {
  const { who: mia, conversation } = await asks('Mia', 'Which straps?')
  await mia.does(pause, { keeps: ['reply', 'digest'] })
  await ama.does(reply, { conversation, words: 'The soft ones.' })
  assert.deepEqual(
    (await mailTo(mia)).map(({ kind }) => kind),
    ['reply'],
  )
  await db
    .updateTable('membership')
    .set({ began_at: ago(60) })
    .where('member', '=', mia.id)
    .execute()
  await sendDigests(community, new Date(now.getTime() + 8 * day))
  assert.deepEqual((await mailTo(mia)).map(({ kind }) => kind).sort(), ['digest', 'reply'])
  assert.equal(await doorTo(db, mia.id, 'gathering'), null)
  assert.equal((await doorTo(db, mia.id, 'reply'))?.door, 'email')
})

test('a pause until a day ends by itself the night after, without a word', async () => {
  const ola = await person(server, 'Ola')
  const before = await mailTo(ola)
  const until = londonDay(new Date(now.getTime() + 3 * day))
  await ola.does(pause, { pause: 'a day', until })
  await endPauses(community, new Date(now.getTime() + 3 * day))
  assert.equal(await stateOf(ola), 'paused', 'the last day is part of it')
  await endPauses(community, new Date(now.getTime() + 4 * day))
  assert.equal(await stateOf(ola), 'member')
  assert.deepEqual(await mailTo(ola), before)
  await ola.does(pause, {})
  await endPauses(community, new Date(now.getTime() + 4000 * day))
  assert.equal(await stateOf(ola), 'paused', 'until they say')
})

test('a pause until yesterday, or until no day at all, is asked for again with what was typed', async () => {
  const pia = await person(server, 'Pia')
  for (const until of ['', 'soon', londonDay(ago(1)), londonDay(now)]) {
    const answer = await pia.post('/me/pause', { pause: 'a day', until, words: 'I need a rest' })
    assert.equal(answer.status, 422, until)
    assert.match(await answer.text(), /I need a rest/)
  }
  assert.equal(await stateOf(pia), 'member')
})

test('a mother leaves, nothing is lost or sent, and one press after signing in brings all of it back under her name', async () => {
  const { who: rhi, conversation } = await asks('Rhiannon', 'How do you travel?')
  await rhi.does(tellCaredFor, { field: 'nation', value: 'Wales', shared: 'yes' })
  await rhi.does(changeConsents, { purposes: ['news'] })
  const page = `/conversations/${conversation}`
  assert.match(await text(ama, page), /<b>Rhiannon<\/b>/)
  assert.equal((await rhi.post('/me/leaving', {})).headers.get('location'), '/left')
  const [goodbye, ...more] = await mailTo(rhi)
  assert.match(goodbye!.plain, /You have left[\s\S]*\/sign-in\?then=\/return/)
  assert.deepEqual(more, [])
  assert.match(await text(ama, page), /<b>a former member<\/b>/)
  assert.doesNotMatch((await text(ama, page)) + (await text(ama, '/circles/school')), /Rhiannon/)
  assert.equal((await rhi.get('/me')).status, 303, 'the session is over')
  assert.equal(await hasConsent(db, rhi.id, 'news'), false, 'her yes is kept, and silent')

  await ama.does(reply, { conversation, words: 'By train, mostly.' })
  assert.equal((await mailTo(rhi)).length, 1, 'nothing but the goodbye')

  const cookie = `session=${encodeURIComponent(await beginSession(community, rhi.id))}`
  const get = async (path: string) => fetch(server.url + path, { redirect: 'manual', headers: { cookie } })
  assert.equal((await get('/')).headers.get('location'), '/return')
  assert.equal((await get('/me')).headers.get('location'), '/return')
  assert.match(await (await get('/return')).text(), /Come back\?/)
  assert.equal((await get('/circles/school')).status, 303, 'not a member until she is back')
  const back = await fetch(`${server.url}/return`, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie, origin: server.url },
  })
  assert.equal(back.headers.get('location'), '/return')
  const news = await (await get('/return')).text()
  assert.match(news, /What is new since you stepped away[\s\S]*How do you travel\?[\s\S]*That is everything\./)
  assert.match(await text(ama, page), /<b>Rhiannon<\/b>/)
  assert.equal(await hasConsent(db, rhi.id, 'news'), true)
  assert.equal((await caredForBy(db, rhi.id)).length, 1)
  const memberships = await db
    .selectFrom('membership')
    .select(['began_at', 'ended_at', 'joined_by'])
    .where('member', '=', rhi.id)
    .orderBy('began_at')
    .execute()
  assert.deepEqual(
    memberships.map(({ joined_by, ended_at }) => [joined_by, ended_at !== null]),
    [
      ['link', true],
      ['coming back', false],
    ],
  )
  assert.ok(memberships[1]!.began_at >= memberships[0]!.ended_at!)
})

test('an emailed code leads who left to the page of a return, a code on paper too, and who was erased is gone', async () => {
  const gwen = await person(server, 'Gwen')
  const [paper] = await gwen.does(makeSheet, {})
  await gwen.does(leave, {})
  const byPaper = await nobody.post('/sign-in/paper', { code: paper! })
  assert.equal(byPaper.headers.get('location'), '/return')
  const email = (await addressOf(db, gwen.id))!
  await nobody.post('/sign-in', { email })
  const { subject } = await db
    .selectFrom('message_out')
    .select('subject')
    .where('to_address', '=', email)
    .where('kind', '=', 'sign-in')
    .executeTakeFirstOrThrow()
  const byEmail = await nobody.post('/sign-in/code', { email, code: /\d{6}/.exec(subject)![0] })
  assert.equal(byEmail.headers.get('location'), '/return')
  const token = tokenIn(await beginSession(community, gwen.id), community.secret)
  assert.equal((await leftWithSession(db, token))?.member, gwen.id)
  await gwen.does(erase, { posts: 'kept' }, 'phone')
  assert.equal(await leftWithSession(db, token), null)
  const tried = await gwen.tries(comeBack, {}, 'phone')
  assert.ok(isRefusal(tried) && tried.status === 410)
})

test('who left may be erased without coming back first, and nothing of the time away is left', async () => {
  const { who: hal } = await asks('Hal', 'Any tips?')
  await hal.does(leave, { reasons: ['too much'], words: 'It was a lot.' })
  const cookie = `session=${encodeURIComponent(await beginSession(community, hal.id))}`
  const page = await fetch(`${server.url}/me/erasure`, { headers: { cookie } })
  assert.match(await page.text(), /Erase everything of mine/)
  const done = await fetch(`${server.url}/me/erasure`, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie, origin: server.url },
    body: new URLSearchParams({ posts: 'withdrawn', sure: 'yes' }),
  })
  assert.equal(done.headers.get('location'), '/erased')
  const row = await db.selectFrom('member').select(['name', 'erased_at']).where('id', '=', hal.id).executeTakeFirst()
  assert.ok(row?.erased_at)
  assert.equal(row?.name, 'a former member')
  for (const table of ['absence', 'bereavement', 'sharing_review', 'reach'] as const)
    assert.deepEqual(await db.selectFrom(table).select('member').where('member', '=', hal.id).execute(), [], table)
})

test('staff who leave give their role back; a helper stays a helper', async () => {
  const mo = await person(server, 'Mo', 'moderator')
  const una = await person(server, 'Una', 'helper')
  for (const who of [mo, una]) {
    await who.does(leave, {})
    await who.does(comeBack, {}, 'phone')
  }
  const roles = await db.selectFrom('member').select('role').where('id', 'in', [mo.id, una.id]).orderBy('id').execute()
  assert.deepEqual(
    roles.map(({ role }) => role),
    ['member', 'helper'],
  )
})

test('who pauses and then leaves hears since the pause when they are back', async () => {
  const { who: ivy } = await asks('Ivy', 'A long time')
  await ivy.does(pause, {}, 'web', ago(20))
  await ivy.does(leave, {}, 'web', ago(10))
  const back = await ivy.does(comeBack, {})
  assert.deepEqual(back, { from: 'left', since: ago(20) })
})

test('the link at the foot of a mail pauses and ends a pause in one press; looking at it changes nothing', async () => {
  const { who: eve, conversation } = await asks('Eve', 'By link')
  await ama.does(reply, { conversation, words: 'Here.' })
  const [mail] = await mailTo(eve)
  const path = /\/away\/\S+/.exec(mail!.plain)![0]
  assert.equal(path, awayPath(community, eve.id))
  assert.ok(mail!.html?.includes(path))
  await nobody.get(path)
  assert.equal(await stateOf(eve), 'member')
  assert.match(await (await nobody.post(path, { pause: 'a month' })).text(), /You are paused until/)
  assert.equal((await whereaboutsOf(db, eve.id)).until, monthLater(londonDay(new Date())))
  await nobody.post(path, { back: 'yes' })
  assert.equal(await stateOf(eve), 'member')
  // Leaving, and coming back after it, ask for a sign-in: test/attack/links.test.ts.
  assert.equal((await nobody.post(path, { leave: 'yes' })).status, 403)
  assert.equal(await stateOf(eve), 'member')
  for (const bad of [`${path}x`, path.slice(0, -1), path.replace(eve.id, ama.id)])
    assert.equal((await nobody.post(bad, { pause: 'until I say' })).status, 404)
  assert.equal(await stateOf(ama), 'member')
})

test('who is reached by letter has it in writing, with a slip that brings them back; an empty slip does nothing', async () => {
  const mair = await person(server, 'Mair')
  await mair.does(changeReach, { address: '4 Heol y Bont', postcode: 'SY23 1AB' })
  await mair.does(changePreferences, { door: 'letter' })
  assert.ok(isRefusal(await mair.tries(pause, {}, 'letter')))
  await mair.does(pause, { pause: 'until I say' }, 'letter')
  const [notice] = await db.selectFrom('notice').selectAll().where('member', '=', mair.id).execute()
  assert.equal(notice?.answer?.task, 'members.return')
  assert.ok(isRefusal(await mair.tries(comeBack, {}, 'letter')))
  assert.ok(isRefusal(await mair.tries(leave, {}, 'letter')))
  await mair.does(comeBack, { back: 'yes' }, 'letter')
  assert.equal(await stateOf(mair), 'member')
})

test('a message to something two years old is still accepted, also while its asker is away', async () => {
  const { who: fay, conversation } = await asks('Fay', 'Long ago')
  await sqlAge(conversation, 730)
  await fay.does(leave, {})
  assert.ok(!isRefusal(await ama.tries(reply, { conversation, words: 'It is late, but here it is.' })))
  assert.equal((await mailTo(fay)).filter(({ kind }) => kind === 'reply').length, 0)
})

const sqlAge = async (conversation: string, days: number) => {
  await db
    .updateTable('conversation')
    .set({ opened_at: ago(days), last_post_at: ago(days) })
    .where('id', '=', conversation)
    .execute()
  await db
    .updateTable('post')
    .set({ posted_at: ago(days), written_at: ago(days) })
    .where('conversation', '=', conversation)
    .execute()
}

test('after a death nothing driven by age or stage goes out or waits, and what a mother chose to keep does', async () => {
  const { who: joy, conversation } = await asks('Joy', 'What now?')
  await joy.does(tellCaredFor, { field: 'age', value: '16 to 17', shared: 'yes' })
  await joy.does(changeConsents, { purposes: ['matching', 'studies', 'news', 'figures'] })
  await joy.does(changePreferences, { lookAhead: 'the whole picture' })
  const tell = (kind: 'match' | 'answer') =>
    tellMember({ db, community, now }, joy.id, { kind, subject: 'A thing', words: 'Words.' })
  await tell('match')
  await tell('answer')
  // As where mail is slow to leave.
  const due_at = new Date(now.getTime() + day)
  await db.updateTable('message_out').set({ state: 'waiting', due_at }).where('member', '=', joy.id).execute()
  assert.ok(await reviewDue(db, joy.id, now))
  await joy.does(noteBereavement, {}, 'phone')
  assert.deepEqual(
    (await mailTo(joy)).map(({ kind }) => kind),
    ['answer'],
    'what waited is taken back',
  )
  assert.equal(await reviewDue(db, joy.id, now), null)
  for (const purpose of ['matching', 'studies', 'news', 'figures'] as const)
    assert.equal(await hasConsent(db, joy.id, purpose), false, purpose)
  assert.equal((await consentsOf(db, joy.id)).length, 4, 'her yeses are kept')
  assert.equal((await preferencesOf(db, joy.id)).lookAhead, 'a little ahead')
  await ama.does(reply, { conversation, words: 'We are here.' })
  assert.equal((await mailTo(joy)).length, 2, 'what people write to her still comes')
  await db
    .updateTable('membership')
    .set({ began_at: ago(60) })
    .where('member', '=', joy.id)
    .execute()
  await sendDigests(community, new Date(now.getTime() + 8 * day))
  assert.equal((await mailTo(joy)).filter(({ kind }) => kind === 'digest').length, 0)
  await joy.does(chooseWhatStays, { stays: ['digest', 'news'] })
  await sendDigests(community, new Date(now.getTime() + 8 * day))
  assert.equal((await mailTo(joy)).filter(({ kind }) => kind === 'digest').length, 1)
  assert.equal(await hasConsent(db, joy.id, 'news'), true)
  await joy.does(undoBereavement, {})
  assert.equal(await hasConsent(db, joy.id, 'matching'), true)
  assert.equal((await preferencesOf(db, joy.id)).lookAhead, 'the whole picture')
})

test('a steward notes a death with care; the next page is a kind one, once, and the member can read who did it', async () => {
  await db
    .insertInto('circle')
    .values({
      id: newId(),
      slug: 'after',
      name: 'After a death',
      about: 'To read or write.',
      door: 'closed',
      stage: 'after-a-death',
      closed_at: null,
    })
    .execute()
  const dan = await person(server, 'Dan')
  const page = `/steward/members/${dan.id}/bereavement`
  assert.match(await text(stella, page), /Please be sure/)
  assert.equal((await ama.post(page, { sure: 'yes' })).status, 403)
  assert.equal((await stella.post(page, { sure: 'yes' })).status, 303)
  assert.equal((await dan.get('/')).headers.get('location'), '/me/bereavement')
  const kind = await text(dan, '/me/bereavement')
  assert.match(kind, /We are so sorry[\s\S]*\/circles\/after\/request[\s\S]*Samaritans/)
  assert.equal((await dan.get('/')).status, 200)
  assert.match(await text(dan, '/circles'), /After a death/)
  assert.match(await (await dan.post('/me/copies', { as: 'json' })).text(), /members\.note-bereavement/)
  assert.equal((await stella.post(`${page}/undone`, { sure: 'yes' })).status, 303)
  assert.equal((await whereaboutsOf(db, dan.id)).bereaved, false)
})

test('at 16 a parent is told once to look again, what they take back is shared no more, and a year later they are asked again', async () => {
  const kay = await person(server, 'Kay')
  await kay.does(tellCaredFor, { field: 'age', value: '11 to 15', shared: 'yes' })
  await kay.does(tellCaredFor, { field: 'nation', value: 'Wales', shared: 'yes' })
  assert.equal(await reviewDue(db, kay.id, now), null)
  await kay.does(tellCaredFor, { field: 'age', value: '16 to 17', shared: 'yes' })
  assert.equal(await reviewDue(db, kay.id, now), '16')
  assert.match(await text(kay, '/'), /They are 16 now: look again at what you share/)
  await tellReviews(community, now)
  await tellReviews(community, new Date(now.getTime() + day))
  const told = (await mailTo(kay)).filter(({ kind }) => kind === 'review')
  assert.equal(told.length, 1)
  assert.match(told[0]!.plain, /\/me\/cared-for\/review/)
  assert.match(
    await text(kay, '/me/cared-for/review'),
    /Would they want this shared\?[\s\S]*Age: 16 to 17[\s\S]*Nation: Wales/,
  )
  await kay.post(
    '/me/cared-for/review',
    new URLSearchParams([
      ['fields[]', 'age'],
      ['fields[]', ''],
    ]),
  )
  const shared = (await caredForBy(db, kay.id)).filter((one) => one.shared).map(({ field }) => field)
  assert.deepEqual(shared, ['age'])
  assert.equal(await reviewDue(db, kay.id, now), null)
  const yearOn = new Date(now.getTime() + 370 * day)
  assert.equal(await reviewDue(db, kay.id, yearOn), '16')
  await tellReviews(community, yearOn)
  assert.equal((await mailTo(kay)).filter(({ kind }) => kind === 'review').length, 2)
  await kay.does(tellCaredFor, { field: 'age', value: '18 to 25', shared: 'yes' })
  assert.equal(await reviewDue(db, kay.id, now), '18')
  await kay.does(reviewSharing, { still: 'none' }, 'letter')
  assert.equal(
    (await caredForBy(db, kay.id)).some((one) => one.shared),
    false,
  )
  assert.equal(await reviewDue(db, kay.id, yearOn), null, 'nothing is shared, so nothing is asked')
})

test('a member says how they are reached, and a wrong postcode loses nothing typed', async () => {
  const lea = await person(server, 'Lea')
  const wrong = await lea.post('/me/reach', {
    phone: '01632 960123',
    address: '4 Heol y Bont',
    postcode: 'Wales',
    print: 'large',
  })
  assert.equal(wrong.status, 422)
  assert.match(await wrong.text(), /4 Heol y Bont/)
  await lea.post('/me/reach', { phone: '01632 960123', address: '4 Heol y Bont', postcode: 'sy231ab', print: 'large' })
  assert.match(await text(lea, '/me/reach'), /SY23 1AB/)
})
