/** Seats of those who step away, what lists offer to whom, and what is in a copy. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { type Person, person, testServer } from '../../../test/harness.ts'
import { tea } from '../../../test/tea.ts'
import { tell } from '../../kit/events.ts'
import { everythingOf } from '../../kit/exports.ts'
import { listsAt, type PlaceOfList } from '../../kit/lists.ts'
import { erase } from '../members/erasing.ts'
import { leave } from '../members/leaving.ts'
import { listReader } from '../members/looking.ts'
import { noteWhoCame, writeUp } from './afterwards.ts'
import { cancel } from './changing.ts'
import { forgetOld } from './forgetting.ts'
import { fitOf } from './lists.ts'
import { pair, pairingsFor } from './pairing.ts'
import { plan } from './planning.ts'
import { remindAll } from './reminders.ts'
import { rsvp, rsvpAsGuest } from './rsvp.ts'
import { rsvpOf, rsvpsOn } from './rsvp-store.ts'

const server = await testServer()
const { community } = server
const { db } = community
const host = await person(server, 'Ama', 'helper')
const before = new Date('2026-03-01T10:00Z')
const on = '2026-03-05'

const planned = (more: Record<string, unknown> = {}) => host.does(plan, { ...tea, ...more }, 'web', before)
const says = (who: Person, gathering: string, seat: string, more: Record<string, unknown> = {}) =>
  who.does(rsvp, { gathering, occurrence: on, seat, ...more }, 'web', before)
const stateOf = async (who: Person, gathering: string) => (await rsvpOf(db, gathering, on, who.id))?.state
const mails = async (who: Person) =>
  (await db.selectFrom('message_out').select('subject').where('member', '=', who.id).orderBy('id').execute()).map(
    ({ subject }) => subject,
  )

const listed = async (
  who: Person,
  place: PlaceOfList,
  more: { need?: { id: string; what: string; topic: string | null } } = {},
) => {
  const reader = await listReader(db, who.id)
  return listsAt(place, { db, community, reader, since: null, now: before, need: more.need ?? null, most: 20 })
}
const titlesOf = async (
  who: Person,
  place: PlaceOfList,
  name: string,
  need?: { id: string; what: string; topic: string | null },
) => (await listed(who, place, { need })).find((one) => one.name === name)?.lines.map(({ title }) => title) ?? []

test('who is erased gives the seat to the next, and nothing of them is held', async () => {
  const id = await planned({ title: 'One leaves', places: '1' })
  const [gone, next] = [await person(server, 'Gone'), await person(server, 'Next')]
  await says(gone, id, 'place', { access: 'A ramp.' })
  await says(next, id, 'place')
  const copy = await everythingOf(db, gone.id)
  assert.match(JSON.stringify(copy['Gatherings you answered']), /One leaves.*A ramp/)
  await gone.does(erase, { posts: 'kept' }, 'web', before)
  assert.equal(await stateOf(next, id), 'coming')
  assert.equal((await rsvpsOn(db, id, on)).length, 1)
  const copyAfter = await everythingOf(db, gone.id)
  for (const [name, rows] of Object.entries(copyAfter)) if (/gathering/i.test(name)) assert.deepEqual(rows, [], name)
})

test('a host who leaves takes nobody’s gathering away', async () => {
  const leaver = await person(server, 'Bill', 'helper')
  const id = await leaver.does(plan, { ...tea, title: 'Bill’s' }, 'web', before)
  await leaver.does(leave, {}, 'web', before)
  const page = await (await host.get(`/gatherings/${id}`)).text()
  assert.match(page, /Bill’s/)
  assert.doesNotMatch(page, /Your host is/)
})

test('who paused keeps the seat, and hears of it only when they asked to', async () => {
  const id = await planned({ title: 'While paused' })
  const [quiet, keen] = [await person(server, 'Quiet'), await person(server, 'Keen')]
  for (const [who, keeps] of [
    [quiet, []],
    [keen, ['gathering']],
  ] as const) {
    await says(who, id, 'place')
    await db.updateTable('member').set({ state: 'paused' }).where('id', '=', who.id).execute()
    await sql`
      insert into absence (id, member, kind, began_at, keeps, via)
      values (gen_random_uuid(), ${who.id}, 'paused', ${before}, ${keeps}::text[], 'web')`.execute(db)
  }
  await remindAll(community, new Date('2026-03-03T20:00Z'))
  await host.does(cancel, { gathering: id, why: 'Ama is ill.' }, 'web', before)
  assert.equal(await stateOf(quiet, id), 'coming')
  assert.equal((await mails(quiet)).length, 1)
  assert.deepEqual((await mails(keen)).slice(1), [
    'You are coming on Thursday 5 March 2026: a reminder',
    'It is off on Thursday 5 March 2026',
  ])
})

test('after a death nothing that belongs to a stage of life reminds, and nobody is put in touch', async () => {
  const [stage] = community.condition.stages
  const id = await planned({ title: 'For little ones', stages: [stage!.id] })
  const [bereaved, other] = [await person(server, 'David'), await person(server, 'Other')]
  await says(bereaved, id, 'place', { wishes: ['pair up'] })
  await says(other, id, 'no', { wishes: ['pair up'] })
  const after = new Date('2026-03-06T10:00Z')
  const mine = (await rsvpOf(db, id, on, bereaved.id))!
  await host.does(noteWhoCame, { gathering: id, occurrence: on, came: [mine.id] }, 'web', after)
  await host.does(pair, { gathering: id, occurrence: on }, 'web', after)
  assert.equal((await pairingsFor(db, bereaved.id)).length, 1)
  await db.transaction().execute(async (tx) => {
    await tx.updateTable('member').set({ bereaved_at: before }).where('id', '=', bereaved.id).execute()
    const doing = { db: tx, community, who: host.who, by: host.who, via: 'web' as const, now: after, about() {} }
    await tell('members.bereaved', { member: bereaved.id }, doing)
  })
  assert.equal((await pairingsFor(db, bereaved.id)).length, 0)
  assert.equal((await pairingsFor(db, other.id)).length, 0)
  await remindAll(community, new Date('2026-03-03T20:00Z'))
  await host.does(writeUp, { gathering: id, occurrence: on, words: 'We played.' }, 'web', after)
  const heard = await mails(bereaved)
  assert.ok(!heard.some((subject) => /reminder|What went on/.test(subject)), heard.join(', '))
  assert.equal(await stateOf(bereaved, id), 'coming', 'the parent chooses what stays')
})

test('lists hold what somebody may come to, hide what lies further ahead, and say how to answer on paper', async () => {
  const { stages } = community.condition
  const reader = await person(server, 'Reader')
  await sql`
    insert into cared_for (member, field, value, shared, changed_at)
    values (${reader.id}, 'stage', ${stages[0]!.id}, false, ${before})`.execute(db)
  await planned({ title: 'For all of us', topics: ['sleep'] })
  await planned({ title: 'Far ahead', stages: ['ageing'], date: '5/3/2035' })
  const mine = await planned({ title: 'Mine soon' })
  await says(reader, mine, 'phone')
  const today = await titlesOf(reader, 'today', 'gatherings.to-come')
  assert.ok(today.includes('For all of us'))
  assert.ok(!today.includes('Far ahead') && !today.includes('Mine soon'))
  assert.deepEqual(await titlesOf(reader, 'today', 'gatherings.mine'), ['Mine soon'])
  const letter = await listed(reader, 'letter')
  const line = letter.flatMap(({ lines }) => lines).find(({ title }) => title === 'For all of us')!
  assert.match(line.offline!, /Thursday 5 March 2026, 7\spm to 8:30\spm.*Ring 0113 496 0100/)
  assert.equal(line.answer!.task, 'gatherings.rsvp')
  const need = (topic: string | null, what = 'talk') => ({ id: '', what, topic })
  assert.ok((await titlesOf(reader, 'need', 'gatherings.for-need', need('sleep'))).includes('For all of us'))
  assert.ok(!(await titlesOf(reader, 'need', 'gatherings.for-need', need('heart'))).includes('For all of us'))
  const empty = (await listed(reader, 'need', { need: need('heart', 'rights') })).find(
    (one) => one.name === 'gatherings.for-need',
  )
  assert.match(empty!.otherwise!, /ask for one/)
  const page = await (await reader.get('/gatherings')).text()
  assert.match(page, /further ahead/)
  assert.doesNotMatch(page, /Far ahead/)
})

test('what is near comes first, and what can only be come to from near by is not offered far away', () => {
  const far = { topics: [], kind: 'in person', district: 'BS5', phoneSeats: 0 } as const
  assert.equal(fitOf(far, 'LS6', []), 0)
  assert.ok(fitOf({ ...far, phoneSeats: 3 }, 'LS6', []) > 0)
  assert.ok(fitOf(far, 'BS16', []) > fitOf({ ...far, phoneSeats: 3 }, 'LS6', []))
  assert.ok(fitOf({ ...far, topics: ['sleep'], phoneSeats: 3 }, 'LS6', [{ topic: 'sleep' }]) > fitOf(far, 'BS16', []))
})

test('three months on, nobody knows any more who the guests were or what anybody needed', async () => {
  const id = await planned({ title: 'Long ago', who: 'open' })
  const [mother, guest] = [await person(server, 'Long ago'), await person(server, '', 'visitor')]
  await says(mother, id, 'place', { access: 'A ramp.' })
  const input = { gathering: id, occurrence: on, seat: 'phone', name: 'Pat', phone: '01632 960001', access: 'A lift.' }
  await guest.does(rsvpAsGuest, input, 'phone', before)
  await forgetOld(community, new Date('2026-06-01T10:00Z'))
  assert.deepEqual((await rsvpsOn(db, id, on)).map(({ name }) => name).sort(), ['Long ago', 'Pat'])
  await forgetOld(community, new Date('2026-06-10T10:00Z'))
  const left = await rsvpsOn(db, id, on)
  assert.deepEqual(left.map(({ name }) => name).sort(), ['Long ago', 'a guest'])
  assert.ok(left.every(({ access, guestPhone }) => access === null && guestPhone === null))
})
