/** A volunteer at the phone desk who is alone with the ticks: what they can open of a member, and who hears of it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { privateCalendarHref } from '../../src/areas/gatherings/feeds.ts'
import { changeConsents, consentsOf } from '../../src/areas/members/consent.ts'
import { erase } from '../../src/areas/members/erasing.ts'
import { leave } from '../../src/areas/members/leaving.ts'
import { makeSheet } from '../../src/areas/members/paper-codes.ts'
import { changePreferences } from '../../src/areas/members/preferences.ts'
import { changeReach } from '../../src/areas/members/reach.ts'
import { addSpell } from '../../src/areas/support/map/spell-tasks.ts'
import { lookAtMap } from '../../src/areas/support/map/staff.ts'
import { noteContact } from '../../src/areas/ties/contacts.ts'
import { sendMessage } from '../../src/areas/ties/messages.ts'
import { makeBatch, markPosted } from '../../src/doors/letter/batches.ts'
import { declaredAt, taskNeeds } from '../../src/doors/phone/permissions.ts'
import { mostWrong, openPrivate } from '../../src/doors/phone/private.ts'
import { tellNotice } from '../../src/doors/phone/tasks.ts'
import { noticesFor } from '../../src/doors/phone/to-ring.ts'
import { webApp } from '../../src/doors/web/app.ts'
import { newId } from '../../src/kit/brand.ts'
import { isRefusal } from '../../src/kit/refuse.ts'
import { perform, tasks } from '../../src/kit/task.ts'
import { confirms, listOf, type OnThePhone, ring } from '../calling.ts'
import { type Person, person, testServer } from '../harness.ts'
import { peopleIn } from '../in-touch.ts'
import { madeBatch, pdfOf } from '../letters.ts'
import { readPdf } from '../pdf.ts'

const server = await testServer()
const { community, url } = server
const { db } = community
const { pair, onPaper } = await peopleIn(server)
const newVolunteer = () => person(server, 'Martin', 'moderator')
/** All that a volunteer can tick, by themselves. */
const ticks = ['community', 'own', 'leaving']
const textOf = async (who: Person, path: string) => (await who.get(path)).text()
const mailsTo = (who: Person) =>
  db
    .selectFrom('message_out')
    .select(['kind', 'subject', 'plain'])
    .where('member', '=', who.id)
    .orderBy('made_at')
    .execute()
const spell = { kind: 'helpline', state: 'left', began: '2012' }

/** A mother whose private words are known by a mark, and the pages they stand on. */
async function mother() {
  const { a: una, b: friend, tie } = await pair('Una', 'Grace')
  await friend.does(sendMessage, { tie, words: 'Marked-message: it was hard.' })
  await una.does(noteContact, { tie, channel: 'phone', when: 'today' }).catch(() => {})
  const spells = await una.does(addSpell, { ...spell, name: 'Marked-spell' })
  const calendar = await privateCalendarHref(community, una.id)
  const conversation = await db.selectFrom('conversation').select('id').executeTakeFirstOrThrow()
  const ids: Record<string, string> = {
    '/ties/:id': tie,
    '/me/support-map/spells/:spell': String(spells),
    '/conversations/:id': conversation.id,
    '/circles/:slug': 'among',
  }
  return {
    una,
    friend,
    tie,
    ids,
    marks: [
      /Marked-message/,
      /Marked-spell/,
      new RegExp(calendar.slice(-30)),
      /new message/i,
      new RegExp(`/ties/${tie}`),
    ],
  }
}

const end = (calling: OnThePhone) => calling.post('/phone/call/ending', { reason: 'nobody', words: 'Wrong number.' })

test('a volunteer ticks all there is, tries her messages, and ends as a wrong number: she reads of all of it', async () => {
  const { una, tie } = await mother()
  const volunteer = await newVolunteer()
  const calling = await ring(volunteer, url, una.id, ticks)
  // Ticks for what is private are no ticks.
  for (const scope of ['messages', 'map', 'copy', 'erasing'])
    await calling.post('/phone/call/consents', { 'scopes[]': scope, to: '/phone/call' })
  for (const path of ['/ties', `/ties/${tie}/messages`, '/matching', '/me/support-map', '/me/copies', '/me/erasure']) {
    const answer = await calling.get(path)
    assert.equal(answer.status, 403, path)
    assert.match(await answer.text(), /Ask Una for a code/, path)
  }
  assert.equal((await calling.post('/me/copies', { as: 'json' })).status, 403)
  assert.equal((await calling.post('/me/erasure', { posts: 'withdrawn', sure: 'yes' })).status, 403)
  assert.equal((await calling.get('/me/cared-for')).status, 200)
  await end(calling)
  const hers = await textOf(una, '/me/done-for-me')
  assert.match(hers, /Martin took the call\. Moderator\.[\s\S]*Noted as: wrong number, or nobody there/)
  assert.match(hers, /Reading and writing with others[\s\S]*Your own page[\s\S]*Stepping away/)
  assert.match(hers, /Opened for you:[^<]*The person you care for/)
  assert.doesNotMatch(hers, /Nothing so far/)
})

test('a call in which nothing but her address was looked at stands there too', async () => {
  const una = await person(server, 'Una')
  const calling = await ring(await newVolunteer(), url, una.id, null)
  await calling.get('/phone/call')
  await end(calling)
  assert.match(await textOf(una, '/me/done-for-me'), /nobody said that it was you[\s\S]*No page of yours was opened/)
})

test('no page that ticks alone open shows anything private, and a page nobody thought of is closed', async () => {
  const { una, ids, marks } = await mother()
  const calling = await ring(await newVolunteer(), url, una.id, ticks)
  const routes = webApp(server.server).routes.filter(({ path }) => !path.includes('*'))
  const undeclared = new Set<string>()
  const leaks: string[] = []
  // Files that every page may ask for, and whether the server is well, are nobody's.
  const files = /^\/(health|[\w-]+\.(js|css))$/
  let seen = 0
  for (const { method, path } of routes) {
    if (files.test(path)) continue
    const known = Object.entries(ids).find(([pattern]) => path.startsWith(pattern))
    const filled = (known ? path.replace(known[0], known[0].replace(/:\w+/, known[1])) : path)
      .replace(/:n\{[^}]*\}|:n\b/g, '1')
      .replace(/:\w+(\{[^}]*\})?/g, newId())
    if (!declaredAt(filled)) undeclared.add(path)
    if (method !== 'GET' || path.endsWith('/news')) continue
    const answer = await calling.get(filled)
    const text = await answer.text()
    if (answer.status === 200) seen++
    if (answer.status >= 500) leaks.push(`${path}: ${answer.status}`)
    // A page that asks for a code names where it would lead.
    const asks = answer.status === 403
    for (const mark of marks) if (!asks && mark.test(text)) leaks.push(`${path}: ${mark}`)
  }
  assert.deepEqual([...undeclared], [], 'say in doors/phone/permissions.ts what a call may do with these')
  assert.deepEqual(leaks, [])
  assert.ok(seen > 30, `${seen} pages`)
  assert.equal((await calling.get('/me/nobody-thought-of-this')).status, 403)
  // The marks are there to be found.
  await confirms(calling, una.id, ['messages', 'map'])
  assert.match(await textOf(calling, `${'/ties/'}${ids['/ties/:id']}/messages`), marks[0]!)
  assert.match(await textOf(calling, '/me/support-map'), marks[1]!)
})

test('every task of the phone door is declared; for a caller, none is done that ticks alone do not reach', async () => {
  const atThePhone = tasks().filter(({ name, doors }) => doors.includes('phone') && !name.startsWith('phone.'))
  assert.deepEqual(
    atThePhone.filter(({ name }) => taskNeeds(name) === undefined).map(({ name }) => name),
    [],
    'say in doors/phone/permissions.ts what a call may do with these',
  )
  for (const name of ['members.download', 'members.erase', 'ties.send-message', 'support.tell-outlook'])
    assert.ok(
      (taskNeeds(name) as string[]).every((scope) => !ticks.includes(scope)),
      name,
    )
  for (const name of ['members.make-paper-codes', 'members.end-passkey']) assert.equal(taskNeeds(name), 'nobody', name)
})

test('with her code it opens, is noted with how she confirmed it, and she is told by her own door at once', async () => {
  const { una, tie } = await mother()
  const volunteer = await newVolunteer()
  const calling = await ring(volunteer, url, una.id, ticks)
  const [first] = await listOf(community, una.id)
  const opened = await calling.post('/phone/call/private', {
    scope: 'messages',
    'phone-code': ` ${first!.replace(' ', '-')} `,
    to: `/ties/${tie}/messages`,
  })
  assert.equal(opened.headers.get('location'), `/ties/${tie}/messages`)
  assert.match(await textOf(calling, `/ties/${tie}/messages`), /Marked-message/)
  // A yes to one thing is no yes to another.
  assert.equal((await calling.get('/me/support-map')).status, 403)
  const told = (await mailsTo(una)).at(-1)!
  assert.equal(told.subject, 'Something private was opened for you')
  assert.match(told.plain, /Martin \(moderator\) opened this for you on a call: your private messages/)
  await end(calling)
  const hers = await textOf(una, '/me/done-for-me')
  assert.match(hers, /Private messages, with a code from your list/)
  assert.match(hers, /Opened for you: Private messages, and whom you are in touch with/)
})

test('a code works once, for its owner alone, and a mailed one in its call, for what it was mailed for, for half an hour', async () => {
  const una = await person(server, 'Una')
  const other = await person(server, 'Other')
  const [first] = await listOf(community, una.id)
  const [others] = await listOf(community, other.id)
  const volunteer = await newVolunteer()
  const calling = await ring(volunteer, url, una.id, ticks)
  const tries = (scope: string, code: string, now?: Date) => volunteer.tries(openPrivate, { scope, code }, 'phone', now)
  assert.equal(await tries('messages', others!), 'wrong')
  assert.equal(await tries('messages', first!), 'opened')
  assert.equal(await tries('map', first!), 'wrong')
  const mailedTo = async (scope: string) => {
    await calling.post('/phone/call/mailed-codes', { scope, to: '/phone/call' })
    return /\n(\d{6})\n/.exec((await mailsTo(una)).at(-1)!.plain)![1]!
  }
  const mailed = await mailedTo('map')
  assert.match((await mailsTo(una)).at(-1)!.plain, /asks to open your support map for you/)
  assert.equal(await tries('copy', mailed), 'wrong')
  assert.equal(await tries('map', mailed, new Date(Date.now() + 31 * 60_000)), 'wrong')
  assert.equal(await tries('map', mailed), 'opened')
  await db.deleteFrom('call_consent').where('call', '=', calling.call).where('scope', '=', 'map').execute()
  assert.equal(await tries('map', mailed), 'wrong')
  await end(calling)
  // In the next call it is nothing.
  await mailedForAnotherCall(una)
})

async function mailedForAnotherCall(una: Person) {
  const volunteer = await newVolunteer()
  await db.updateTable('call').set({ wrong_codes: 0 }).where('member', '=', una.id).execute()
  const first = await ring(volunteer, url, una.id, ticks)
  await first.post('/phone/call/mailed-codes', { scope: 'map', to: '/phone/call' })
  const code = /\n(\d{6})\n/.exec((await mailsTo(una)).at(-1)!.plain)![1]!
  await end(first)
  await ring(volunteer, url, una.id, ticks)
  assert.equal(await volunteer.tries(openPrivate, { scope: 'map', code }, 'phone'), 'wrong')
}

test('guessing is limited for each member, over all calls and volunteers, also at once; she is told, and others are not kept out', async () => {
  const una = await person(server, 'Una')
  const codes = await listOf(community, una.id)
  const volunteers = await Promise.all(Array.from({ length: 3 }, newVolunteer))
  const calls = await Promise.all(volunteers.map((one) => ring(one, url, una.id, ticks)))
  const guesses = await Promise.all(
    volunteers.flatMap((one) =>
      Array.from({ length: 6 }, (_, n) => one.tries(openPrivate, { scope: 'map', code: `0000 000${n}` }, 'phone')),
    ),
  )
  assert.equal(guesses.filter((one) => one === 'wrong').length, mostWrong)
  assert.ok(guesses.every((one) => one === 'wrong' || (isRefusal(one) && one.status === 429)))
  // The right one does not open either, so it can not be picked out by trying on.
  assert.ok(isRefusal(await volunteers[0]!.tries(openPrivate, { scope: 'map', code: codes[0]! }, 'phone')))
  assert.equal((await calls[1]!.post('/phone/call/private', { scope: 'map', 'phone-code': codes[0]! })).status, 429)
  assert.match((await mailsTo(una)).at(-1)!.plain, /typed 5 wrong codes/)
  for (const one of calls) await end(one)
  assert.match(await textOf(una, '/me/done-for-me'), /Wrong codes were typed: \d/)
  const other = await person(server, 'Other')
  const calling = await ring(await newVolunteer(), url, other.id, ['map'])
  assert.equal((await calling.get('/me/support-map')).status, 200)
})

test('a form that needs a code keeps what was typed, also when the code is wrong', async () => {
  const { una, tie } = await mother()
  const calling = await ring(await newVolunteer(), url, una.id, ticks)
  const words = 'Thank you, that was kind.'
  const asked = await calling.post(`/ties/${tie}/messages`, { words })
  assert.equal(asked.status, 403)
  assert.match(await asked.text(), new RegExp(`name="words" value="${words}"`))
  const wrong = await calling.post(`/ties/${tie}/messages`, { words, 'heard-yes-to': 'messages', 'phone-code': '1' })
  assert.equal(wrong.status, 422)
  const page = await wrong.text()
  assert.match(page, new RegExp(`name="words" value="${words}"`))
  assert.match(page, /This code does not fit/)
  const [code] = await listOf(community, una.id)
  const sent = await calling.post(`/ties/${tie}/messages`, { words, 'heard-yes-to': 'messages', 'phone-code': code! })
  assert.equal(sent.status, 303)
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from tie_message where words = ${words}`.execute(
    db,
  )
  assert.equal(rows[0]!.n, 1)
})

test('nobody lets themselves look at her support map for ever by a tick in a call', async () => {
  const { una } = await mother()
  const volunteer = await newVolunteer()
  const calling = await ring(volunteer, url, una.id, ticks)
  const given = await calling.post('/me/consent', { 'purposes[]': 'support-map' })
  assert.equal(given.status, 403)
  assert.deepEqual(await consentsOf(db, una.id), [])
  assert.ok(isRefusal(await volunteer.tries(lookAtMap, { member: una.id })))
  // Another consent, and one she gave herself, are changed as ever.
  await una.does(changeConsents, { purposes: ['support-map'] })
  const changed = new URLSearchParams([
    ['purposes[]', 'support-map'],
    ['purposes[]', 'news'],
    ['on-the-phone', calling.call],
  ])
  const kept = await fetch(`${url}/me/consent`, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie: await calling.cookie(), origin: url },
    body: changed,
  })
  assert.equal(kept.status, 303)
  assert.deepEqual([...(await consentsOf(db, una.id))].sort(), ['news', 'support-map'])
})

test('whoever looks at her support map with her standing yes, or makes codes for her, stands on her page too', async () => {
  const { una } = await mother()
  await una.does(changeConsents, { purposes: ['support-map'] })
  const steward = await person(server, 'Stella', 'steward')
  await steward.does(lookAtMap, { member: una.id })
  await steward.does(makeSheet, { member: una.id })
  const hers = await textOf(una, '/me/done-for-me')
  assert.match(hers, /Look at a member’s support map, to help them[\s\S]*?Done by Stella, steward/)
  assert.match(hers, /Make a sheet of codes to sign in with[\s\S]*?Done by Stella, steward/)
  assert.doesNotMatch(await textOf(steward, '/me/done-for-me'), /support map/)
})

test('nobody else’s hands take a role from staff, or erase them: not on a call, not by a slip', async () => {
  await person(server, 'Joan', 'steward')
  const ruth = await person(server, 'Ruth', 'steward')
  const volunteer = await newVolunteer()
  const calling = await ring(volunteer, url, ruth.id, ['leaving', 'erasing'])
  assert.equal((await calling.post('/me/leaving', { sure: 'yes' })).status, 403)
  assert.equal((await calling.post('/me/erasure', { posts: 'withdrawn', sure: 'yes' })).status, 403)
  const bySlip = { community, who: ruth.who, by: volunteer.who, via: 'letter' } as const
  assert.ok(isRefusal(await perform(leave, { sure: 'yes' }, bySlip)))
  assert.ok(isRefusal(await perform(erase, { posts: 'kept' }, bySlip)))
  const row = await db.selectFrom('member').select(['role', 'state']).where('id', '=', ruth.id).executeTakeFirst()
  assert.deepEqual(row, { role: 'steward', state: 'member' })
})

test('a private message that waits for a call is not read out before she gave a code', async () => {
  const { a: nia, b: una, tie } = await pair('Nia', 'Una')
  await una.does(changeReach, { phone: '028 9649 6001', address: '9 Orchard Row', postcode: 'BT9 5AB' })
  await una.does(changePreferences, { door: 'phone' })
  await nia.does(sendMessage, { tie, words: 'Marked-message for the phone.' })
  const volunteer = await newVolunteer()
  const calling = await ring(volunteer, url, una.id, ticks)
  const home = await textOf(calling, '/phone/call')
  assert.doesNotMatch(home, /Marked-message/)
  assert.match(home, /Something private waits/)
  const [notice] = await noticesFor(db, una.id)
  assert.ok(isRefusal(await volunteer.tries(tellNotice, { notice: notice!.id }, 'phone')))
  await confirms(calling, una.id, ['messages'])
  assert.match(await textOf(calling, '/phone/call'), /Marked-message for the phone/)
})

test('whoever opened something cannot put away what tells her of it', async () => {
  const una = await person(server, 'Una')
  await db.updateTable('login').set({ email: null }).where('id', '=', una.id).execute()
  await una.does(changeReach, { phone: '028 9649 6002' })
  await una.does(changePreferences, { door: 'phone' })
  const volunteer = await newVolunteer()
  const calling = await ring(volunteer, url, una.id, [...ticks, 'map'])
  const [notice] = await noticesFor(db, una.id)
  assert.match(notice!.words, /Martin \(moderator\) opened this for you on a call: your support map/)
  assert.doesNotMatch(await textOf(calling, '/phone/call'), /Something private was opened/)
  assert.ok(isRefusal(await volunteer.tries(tellNotice, { notice: notice!.id }, 'phone')))
  await end(calling)
  const another = await newVolunteer()
  const next = await ring(another, url, una.id, [])
  assert.match(await textOf(next, '/phone/call'), /Something private was opened/)
  await another.does(tellNotice, { notice: notice!.id }, 'phone')
})

test('a father without internet gets his codes by post, seen by no volunteer, and opens his messages with one', async () => {
  const emlyn = await onPaper('Emlyn')
  const steward = await person(server, 'Stella', 'steward')
  const first = await ring(await newVolunteer(), url, emlyn.id, ticks)
  assert.equal((await first.post('/phone/call/lists', {})).headers.get('location'), '/phone/call')
  for (const path of ['/phone/call', '/me', '/phone/read-back', '/me/done-for-me'])
    assert.doesNotMatch(await textOf(first, path), /\b\d{4} \d{4}\b/, path)
  const batch = String(await steward.does(makeBatch, {}))
  await madeBatch(server)
  const pdf = await readPdf(new Uint8Array(await pdfOf(server, batch)))
  await steward.does(markPosted, { batch })
  const text = pdf.pages.map((page) => page.text).join(' ')
  const codes = [...text.matchAll(/\b\d+\.\s+(\d{4} \d{4})\b/g)].map(([, code]) => code!)
  assert.equal(codes.length, 10, text)
  // What is kept of the letter holds no code, and a call does not open letters.
  const letter = await db
    .selectFrom('letter')
    .select(['id', 'content'])
    .where('member', '=', emlyn.id)
    .executeTakeFirst()
  assert.doesNotMatch(JSON.stringify(letter!.content), /\d{4} \d{4}/)
  assert.equal((await first.get(`/me/letters/${letter!.id}`)).status, 403)
  assert.doesNotMatch(await textOf(emlyn, `/me/letters/${letter!.id}`), /\b\d{4} \d{4}\b/)
  await end(first)
  const next = await ring(await newVolunteer(), url, emlyn.id, ticks)
  const opened = await next.post('/phone/call/private', { scope: 'messages', 'phone-code': codes[3]!, to: '/ties' })
  assert.equal(opened.headers.get('location'), '/ties')
  assert.equal((await next.get('/ties')).status, 200)
  const [told] = await db
    .selectFrom('notice')
    .select(['door', 'title'])
    .where('member', '=', emlyn.id)
    .where('told_at', 'is', null)
    .execute()
  assert.deepEqual(told, { door: 'letter', title: 'Something private was opened for you' })
})

test('codes are not posted to where somebody has just said she lives', async () => {
  const una = await person(server, 'Una')
  const long = new Date(Date.now() - 400 * 24 * 60 * 60 * 1000)
  await db.updateTable('member').set({ made_at: long }).where('id', '=', una.id).execute()
  await una.does(changeReach, { address: '9 Orchard Row', postcode: 'BT9 5AB' }, 'web', long)
  const volunteer = await newVolunteer()
  const calling = await ring(volunteer, url, una.id, ticks)
  await calling.post('/me/reach', { address: '1 Elsewhere Road', postcode: 'LS6 2AB', phone: '', print: 'plain' })
  const lists = async (who: OnThePhone) => (await who.post('/phone/call/lists', {})).status
  assert.equal(await lists(calling), 409)
  // After two weeks too, not by whoever wrote it down.
  const before = new Date(Date.now() - 15 * 24 * 60 * 60 * 1000)
  await db.updateTable('reach').set({ changed_at: before }).where('member', '=', una.id).execute()
  assert.equal(await lists(calling), 403)
  await end(calling)
  assert.equal(await lists(await ring(await newVolunteer(), url, una.id, ticks)), 303)
})

test('what she said yes to is hers to see with her copy, and goes when she erases everything', async () => {
  const una = await person(server, 'Una')
  const calling = await ring(await newVolunteer(), url, una.id, [...ticks, 'map', 'erasing'])
  await calling.get('/me/support-map')
  assert.equal((await calling.post('/me/erasure', { posts: 'withdrawn', sure: 'yes' })).status, 303)
  for (const table of ['call_page', 'call_consent', 'call_code'] as const)
    assert.deepEqual(await db.selectFrom(table).select('call').where('call', '=', calling.call).execute(), [], table)
  assert.deepEqual(await db.selectFrom('phone_code').select('id').where('member', '=', una.id).execute(), [])
})
