import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { circle, type Person, person, testServer } from '../../../test/harness.ts'
import { tea } from '../../../test/tea.ts'
import { isRefusal } from '../../kit/refuse.ts'
import { perform } from '../../kit/task.ts'
import { visitor } from '../../kit/who.ts'
import { changeReach } from '../members/reach.ts'
import { tieBetween } from '../ties/tie-store.ts'
import { noteWhoCame, writeUp } from './afterwards.ts'
import { answerToken } from './answer-link.ts'
import { cancel, change, move } from './changing.ts'
import { answerPairing, pair, pairingsOn } from './pairing.ts'
import { plan } from './planning.ts'
import { remindAll } from './reminders.ts'
import { changeRsvp, rsvp, rsvpAsGuest } from './rsvp.ts'
import { rsvpOf, rsvpsOn } from './rsvp-store.ts'
import { gatheringFor } from './store.ts'

const server = await testServer()
const { community } = server
const { db } = community
const host = await person(server, 'Ama', 'helper')
const at = (text: string) => new Date(`2026-${text}Z`)
const before = at('03-01T10:00')

const planned = (more: Partial<typeof tea> & Record<string, unknown> = {}, by = host) =>
  by.does(plan, { ...tea, ...more }, 'web', before)
const says = (who: Person, gathering: string, seat: string, occurrence = '2026-03-05', now = before) =>
  who.does(rsvp, { gathering, occurrence, seat }, 'web', now)
const tries = (who: Person, gathering: string, seat: string, occurrence = '2026-03-05', now = before) =>
  who.tries(rsvp, { gathering, occurrence, seat }, 'web', now)
const stateOf = async (who: Person, gathering: string, occurrence = '2026-03-05') =>
  (await rsvpOf(db, gathering, occurrence, who.id))?.state
const mailsTo = async (who: Person) =>
  db
    .selectFrom('message_out')
    .select(['subject', 'plain', 'calendar', 'kind'])
    .where('member', '=', who.id)
    .orderBy('id')
    .execute()
let n = 0
const someone = () => person(server, `Parent ${++n}`)

test('a helper plans, a member cannot, and the form asks why when nobody can join by phone', async () => {
  const member = await someone()
  assert.ok(isRefusal(await member.tries(plan, tea, 'web', before)))
  const without = await host.tries(plan, { ...tea, title: 'No phone', phoneSeats: '0' }, 'web', before)
  assert.ok(isRefusal(without) && without.fields.noPhoneWhy)
  const id = await planned({ title: 'No phone', phoneSeats: '0', noPhoneWhy: 'The hall has no signal.' })
  const no = await tries(member, id, 'phone')
  assert.ok(isRefusal(no) && no.fields.seat)
  assert.ok(isRefusal(await host.tries(plan, { ...tea, date: '1/2/2026' }, 'web', before)), 'a day that is over')
  const first = await planned({ title: 'Sent twice' })
  assert.equal(await planned({ title: 'Sent twice' }), first, 'a second press plans nothing more')
})

test('twenty who ask at once get no more seats than there are, and wait in order', async () => {
  const id = await planned({ title: 'Twenty at once', places: '5' })
  const people = await Promise.all(Array.from({ length: 20 }, someone))
  await Promise.all(people.map((one) => says(one, id, 'place')))
  const answers = await rsvpsOn(db, id, '2026-03-05')
  assert.equal(answers.filter(({ state }) => state === 'coming').length, 5)
  const waiting = answers.filter(({ state }) => state === 'waiting')
  assert.equal(waiting.length, 15)
  assert.equal(new Set(answers.map(({ turn }) => turn)).size, 20, 'each has a turn of their own')

  const byId = new Map(people.map((one) => [one.id as string, one]))
  const coming = answers.filter(({ state }) => state === 'coming')
  // All who have a seat give it back at once: the next five in order have them.
  await Promise.all(coming.map(({ member }) => says(byId.get(member!)!, id, 'no')))
  const after = await rsvpsOn(db, id, '2026-03-05')
  assert.deepEqual(
    after
      .filter(({ state }) => state === 'coming')
      .map(({ turn }) => turn)
      .sort((a, b) => a - b),
    waiting.slice(0, 5).map(({ turn }) => turn),
  )
  const [next] = waiting
  const mails = await mailsTo(byId.get(next!.member!)!)
  assert.deepEqual(
    mails.map(({ subject }) => subject),
    ['You are on the waiting list for Thursday 5 March 2026', 'A seat is yours on Thursday 5 March 2026'],
  )
  assert.match(mails[1]!.plain, /Come to The Library, Leeds/)
})

test('the same answer again keeps the seat and the turn; a raised limit moves the next up', async () => {
  const id = await planned({ title: 'Raised', places: '1' })
  const [one, two, three] = [await someone(), await someone(), await someone()]
  await says(one, id, 'place')
  await says(two, id, 'place')
  await says(three, id, 'place')
  await says(two, id, 'place')
  assert.equal(await stateOf(two, id), 'waiting')
  await host.does(change, { ...tea, title: 'Raised', places: '2', gathering: id }, 'web', before)
  assert.equal(await stateOf(two, id), 'coming')
  assert.equal(await stateOf(three, id), 'waiting')
  // A lowered limit takes no seat away.
  await host.does(change, { ...tea, title: 'Raised', places: '1', gathering: id }, 'web', before)
  assert.equal(await stateOf(two, id), 'coming')
  assert.equal((await mailsTo(one)).length, 1, 'whom it does not concern hears nothing of it')
})

test('a phone seat is for who rings; the number is told only to who comes, by the door that reaches them', async () => {
  const id = await planned({ title: 'By phone too' })
  const brigid = await person(server, 'Brigid')
  await db.updateTable('login').set({ email: null }).where('id', '=', brigid.id).execute()
  await brigid.does(changeReach, { phone: '028 9649 6142' }, 'phone')
  const moderator = await person(server, 'Ruth', 'moderator')
  const input = { gathering: id, occurrence: '2026-03-05', seat: 'phone', access: 'Please ring me twice.' }
  const answer = await perform(rsvp, input, {
    community,
    who: brigid.who,
    by: moderator.who,
    via: 'phone',
    now: before,
  })
  assert.ok(!isRefusal(answer) && answer.state === 'coming')
  const notices = () => db.selectFrom('notice').selectAll().where('member', '=', brigid.id).execute()
  assert.equal((await notices()).length, 0, 'nobody is rung about what they just said on the phone')
  await remindAll(community, at('03-02T20:00'))
  await remindAll(community, at('03-02T21:00'))
  const [reminder, ...more] = await notices()
  assert.equal(more.length, 0, 'reminded once')
  assert.equal(reminder!.door, 'phone')
  assert.match(reminder!.words, /Ring 0330 000 0000. When it asks for a code, type 4321/)
  assert.equal(reminder!.answer!.task, 'gatherings.rsvp')

  const page = await (await (await someone()).get(`/gatherings/${id}`)).text()
  assert.doesNotMatch(page, /0330 000 0000|4321|video\.example/)
})

test('reminders go once, at the time their door needs, and not to who was told lately', async () => {
  const id = await planned({ title: 'Reminded', date: '30/4/2026' })
  const [early, late] = [await someone(), await someone()]
  await says(early, id, 'phone', '2026-04-30', at('04-01T10:00'))
  await says(late, id, 'phone', '2026-04-30', at('04-29T10:00'))
  await remindAll(community, at('04-27T08:30'))
  assert.equal((await mailsTo(early)).length, 1)
  await remindAll(community, at('04-29T08:30'))
  await remindAll(community, at('04-29T12:30'))
  assert.deepEqual(
    (await mailsTo(early)).map(({ subject }) => subject),
    ['You are coming on Thursday 30 April 2026', 'You are coming on Thursday 30 April 2026: a reminder'],
  )
  assert.equal((await mailsTo(late)).length, 1)
})

test('one date of a repeating gathering is moved, another called off: only those who come then are told', async () => {
  const id = await planned({ title: 'Every week', repeats: 'week', until: '30/4/2026', places: '' })
  const [first, second] = [await someone(), await someone()]
  await says(first, id, 'place', '2026-03-12')
  await says(second, id, 'place', '2026-03-19')
  assert.ok(isRefusal(await tries(first, id, 'place', '2026-03-13')), 'no such date')
  const input = { gathering: id, occurrence: '2026-03-12', date: '13/3/2026', time: '6 pm', why: 'The hall is let.' }
  await host.does(move, input, 'web', before)
  const [, moved] = await mailsTo(first)
  assert.equal(moved!.subject, 'Something has changed for Friday 13 March 2026')
  assert.match(moved!.plain, /Friday 13 March 2026, 6\spm to 7:30\spm[\s\S]*The hall is let/)
  assert.equal((await mailsTo(second)).length, 1)
  await host.does(cancel, { gathering: id, occurrence: '2026-03-19', why: 'Ama is ill.' }, 'web', before)
  const [, off] = await mailsTo(second)
  assert.equal(off!.subject, 'It is off on Thursday 19 March 2026')
  assert.equal(off!.calendar!.method, 'CANCEL')
  assert.equal((await mailsTo(first)).length, 2)
  const again = await tries(second, id, 'place', '2026-03-19')
  assert.ok(isRefusal(again) && again.status === 410)
  // All that is left: whoever heard that theirs is off does not hear it twice.
  await host.does(cancel, { gathering: id, occurrence: 'all', why: 'We stop.' }, 'web', before)
  assert.equal((await mailsTo(first)).length, 3)
  assert.equal((await mailsTo(second)).length, 2)
})

test('when once moves to another day, answers go with it', async () => {
  const id = await planned({ title: 'Another day' })
  const mother = await someone()
  await says(mother, id, 'video')
  const input = { ...tea, title: 'Another day', date: '7/3/2026', gathering: id, whatChanged: 'It suits more of you.' }
  await host.does(change, input, 'web', before)
  assert.equal(await stateOf(mother, id, '2026-03-07'), 'coming')
  const [, told] = await mailsTo(mother)
  assert.equal(told!.subject, 'Something has changed for Saturday 7 March 2026')
  assert.match(told!.calendar!.content, /SEQUENCE:1/)
  const loses = await host.tries(change, { ...tea, kind: 'phone', date: '7/3/2026', gathering: id }, 'web', before)
  assert.ok(isRefusal(loses) && loses.fields.kind, 'who comes by video is not put out by a change')
})

test('a closed circle’s gathering is not there for others, and a members’ one not for visitors', async () => {
  const inside = await someone()
  await circle(community, 'quiet', 'closed', [inside, host])
  const id = await planned({ title: 'In the quiet', who: 'quiet' })
  const outside = await someone()
  const no = await tries(outside, id, 'phone')
  assert.ok(isRefusal(no) && no.status === 404)
  assert.equal((await outside.get(`/gatherings/${id}`)).status, 404)
  assert.doesNotMatch(await (await outside.get('/gatherings')).text(), /In the quiet/)
  await says(inside, id, 'phone')
  const [mail] = await mailsTo(inside)
  const token = /answers\/(\S+)/.exec(mail!.plain)![1]!
  assert.equal((await fetch(`${server.url}/gatherings/answers/${token}`)).status, 200)
  await sql`delete from circle_member where member = ${inside.id}`.execute(db)
  assert.equal((await fetch(`${server.url}/gatherings/answers/${token}`)).status, 404, 'put out, the link ends')
  const helper = await person(server, 'Bill', 'helper')
  assert.ok(isRefusal(await helper.tries(plan, { ...tea, who: 'quiet' }, 'web', before)))
})

test('by the link in a mail one changes one’s answer without signing in; looking changes nothing', async () => {
  const id = await planned({ title: 'By a link', date: '5/3/2030' })
  const mother = await someone()
  const { rsvp: answer } = await says(mother, id, 'phone', '2030-03-05')
  const href = `${server.url}/gatherings/answers/${answerToken(community, answer)}`
  assert.match(await (await fetch(href)).text(), /I cannot come/)
  assert.equal(await stateOf(mother, id, '2030-03-05'), 'coming')
  const press = (to: string) =>
    fetch(to, {
      method: 'POST',
      headers: { origin: server.url },
      body: new URLSearchParams({ seat: 'no' }),
      redirect: 'manual',
    })
  assert.equal((await press(href)).status, 303)
  assert.equal(await stateOf(mother, id, '2030-03-05'), 'not coming')
  assert.equal((await press(`${href.slice(0, -1)}~`)).status, 404)
  const forged = await perform(
    changeRsvp,
    { token: `${answer}.x`, seat: 'no' },
    { community, who: visitor, via: 'web' },
  )
  assert.ok(isRefusal(forged))
})

test('a guest comes to an open gathering without an account, and nobody else can change that', async () => {
  const id = await planned({ title: 'For anyone', who: 'open', date: '6/3/2030' })
  const guest = await person(server, '', 'visitor')
  const input = { gathering: id, occurrence: '2030-03-06', seat: 'place', name: 'Pat', email: 'Pat@example.org' }
  await guest.does(rsvpAsGuest, input, 'web', before)
  const mails = () => db.selectFrom('message_out').selectAll().where('to_address', '=', 'pat@example.org').execute()
  assert.equal((await mails()).length, 1)
  assert.equal((await mails())[0]!.calendar!.method, 'REQUEST')
  // Somebody who knows the address tries to change it: the guest hears, and nothing is changed.
  await guest.does(rsvpAsGuest, { ...input, seat: 'phone', name: 'Somebody' }, 'web', before)
  const answers = await rsvpsOn(db, id, '2030-03-06')
  assert.deepEqual(
    answers.map(({ name, seat }) => [name, seat]),
    [['Pat', 'place']],
  )
  assert.equal((await mails()).length, 2)
  const nothing = await guest.tries(rsvpAsGuest, { ...input, email: '' }, 'web', before)
  assert.ok(isRefusal(nothing) && nothing.fields.email)
  const members = await planned({ title: 'For members only' })
  const closed = await guest.tries(
    rsvpAsGuest,
    { ...input, gathering: members, occurrence: '2026-03-05' },
    'web',
    before,
  )
  assert.ok(isRefusal(closed) && closed.status === 401)
})

test('afterwards: who came is noted, all read the write-up, and two who both say yes are put in touch', async () => {
  const id = await planned({ title: 'Written up' })
  const [came, missed, away] = [await person(server, 'Siân'), await person(server, 'Nia'), await person(server, 'Wyn')]
  const wish = (who: Person, seat: string) =>
    who.does(rsvp, { gathering: id, occurrence: '2026-03-05', seat, wishes: ['pair up', 'listed'] }, 'web', before)
  await wish(came, 'place')
  await wish(missed, 'no')
  await says(away, id, 'phone')
  const after = at('03-06T10:00')
  const on = { gathering: id, occurrence: '2026-03-05' }
  assert.ok(isRefusal(await host.tries(noteWhoCame, { ...on, came: [] }, 'web', before)), 'not before it begins')
  const theirs = (await rsvpOf(db, id, '2026-03-05', came.id))!
  await host.does(noteWhoCame, { ...on, came: [theirs.id] }, 'web', after)
  await host.does(writeUp, { ...on, words: 'We drank tea.\n\nThe kettle won.' }, 'web', after)
  const [last] = (await mailsTo(missed)).slice(-1)
  assert.equal(last!.subject, 'What went on, Thursday 5 March 2026')
  assert.match(last!.plain, /The kettle won/)
  const page = await (await (await someone()).get(`/gatherings/${id}/write-up?on=2026-03-05`)).text()
  assert.match(page, /The kettle won/)
  assert.match(page, /Trained parent helper/)

  assert.equal(await host.does(pair, on, 'web', after), 1)
  assert.equal(await host.does(pair, on, 'web', after), 0, 'asked once')
  const [made] = await pairingsOn(db, id, '2026-03-05')
  assert.deepEqual([made!.came, made!.missed], [came.id, missed.id])
  assert.ok(isRefusal(await away.tries(answerPairing, { pairing: made!.id, answer: 'yes' }, 'web', after)))
  await came.does(answerPairing, { pairing: made!.id, answer: 'yes' }, 'letter', after)
  assert.equal(await tieBetween(db, came.id, missed.id), undefined)
  await missed.does(answerPairing, { pairing: made!.id, answer: 'yes' }, 'web', after)
  const tie = await tieBetween(db, came.id, missed.id)
  assert.deepEqual([tie!.state, tie!.came_from, tie!.came_from_id], ['open', 'gathering', id])
})

test('who came may ask to stay in touch with who agreed to it, and with nobody else', async () => {
  const id = await planned({ title: 'Stay in touch' })
  const [one, listed, unlisted] = [
    await person(server, 'Una'),
    await person(server, 'Lis'),
    await person(server, 'Hid'),
  ]
  for (const who of [one, listed, unlisted])
    await who.does(
      rsvp,
      { gathering: id, occurrence: '2026-03-05', seat: 'phone', wishes: who === listed ? ['listed'] : [] },
      'web',
      before,
    )
  const all = await rsvpsOn(db, id, '2026-03-05')
  const came = all.map(({ id }) => id)
  await host.does(noteWhoCame, { gathering: id, occurrence: '2026-03-05', came }, 'web', at('03-06T10:00'))
  const page = await (await one.get(`/gatherings/${id}?on=2026-03-05`)).text()
  assert.match(page, new RegExp(`/ties/new\\?with=${listed.id}&amp;from=gathering:${id}`))
  assert.doesNotMatch(page, new RegExp(unlisted.id))
  assert.doesNotMatch(await (await (await someone()).get(`/gatherings/${id}`)).text(), /ties\/new/)
})

test('a gathering is read again as it was planned', async () => {
  const id = await planned({ title: 'As planned', access: 'No steps.', topics: ['sleep', 'nothing-we-know'] })
  const one = (await gatheringFor(db, id, null))!
  assert.deepEqual(
    [one.startsOn, one.startsAt, one.minutes, one.district, one.phoneSeats, one.topics, one.overAt.toISOString()],
    ['2026-03-05', '19:00', 90, 'LS1', 3, ['sleep'], '2026-03-05T20:30:00.000Z'],
  )
})
