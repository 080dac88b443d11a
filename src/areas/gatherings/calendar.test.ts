/** Calendars as other programs read them: mail through a real mail server, read by ical.js; feeds over HTTP. */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import ICAL from 'ical.js'
import { circle, type Person, person, testServer } from '../../../test/harness.ts'
import { startMailServer, until } from '../../../test/smtp.ts'
import { tea } from '../../../test/tea.ts'
import { addressOf } from '../members/tasks.ts'
import { calendarTitle } from './calendar.ts'
import { cancel, change, move } from './changing.ts'
import { renewCalendar } from './feeds.ts'
import { plan } from './planning.ts'
import { rsvp } from './rsvp.ts'

const mail = await startMailServer()
after(() => mail.stop())
const server = await testServer({ smtpUrl: mail.url })
const { community } = server
const host = await person(server, 'Ama', 'helper')
const mother = await person(server, 'Nia')
const address = (await addressOf(community.db, mother.id))!
/** Far away, so that the feeds hold them whenever this test is run; and on the other side of a change of clocks. */
const year = new Date().getUTCFullYear() + 1
const planned = (more: Record<string, unknown>, by = host) =>
  by.does(plan, { ...tea, date: `4/3/${year}`, who: 'open', ...more })

function read(text: string) {
  const calendar = new ICAL.Component(ICAL.parse(text))
  const zones = calendar.getAllSubcomponents('vtimezone')
  assert.equal(zones.length, 1)
  const zone = new ICAL.Timezone(zones[0]!)
  assert.equal(zone.tzid, 'Europe/London')
  ICAL.TimezoneService.register(zone, zone.tzid)
  const events = calendar.getAllSubcomponents('vevent').map((one) => new ICAL.Event(one))
  const method = calendar.getFirstPropertyValue('method')
  return { calendar, events, method }
}

/** The calendar part of the newest mail, as a calendar program gets it. */
async function newest(which: number) {
  await until('a mail', () => mail.to(address).length >= which)
  const { mail: one, source } = mail.to(address)[which - 1]!
  const file = one.attachments.find(({ contentType }) => contentType === 'text/calendar')
  assert.ok(file, 'a part of type text/calendar')
  const header = /^Content-Type: text\/calendar[^\n]*(\n\s[^\n]*)*/im.exec(source)![0]
  return { one, header, ...read(file.content.toString()) }
}

const start = (event: ICAL.Event) => event.startDate.toJSDate().toISOString()
const sequence = (event: ICAL.Event) => event.sequence

test('an invitation goes by mail, is changed and is taken back, one and the same for every calendar', async () => {
  const id = await planned({ title: 'An evening' })
  await mother.does(rsvp, { gathering: id, occurrence: `${year}-03-04`, seat: 'phone' })
  const invited = await newest(1)
  assert.match(invited.header, /method="?REQUEST/)
  assert.equal(invited.method, 'REQUEST')
  const [event] = invited.events
  assert.equal(event!.uid, `gathering-${id}@localhost`)
  assert.equal(start(event!), `${year}-03-04T19:00:00.000Z`)
  assert.equal(event!.endDate.toJSDate().toISOString(), `${year}-03-04T20:30:00.000Z`)
  assert.equal(sequence(event!), 0)
  assert.match(event!.description, /Ring 0330 000 0000/)
  const attendee = event!.component.getFirstProperty('attendee')!
  assert.equal(attendee.getFirstValue(), `MAILTO:${address}`)
  assert.equal(attendee.getFirstParameter('partstat'), 'ACCEPTED')
  assert.match(String(event!.component.getFirstPropertyValue('dtstamp')), /Z$/)
  assert.doesNotMatch(invited.one.subject!, /rett/i)
  assert.match(invited.one.text!, /\/gatherings\/answers\//)

  await host.does(change, { ...tea, title: 'An evening', date: `2/4/${year}`, gathering: id })
  const changed = await newest(2)
  assert.equal(changed.method, 'REQUEST')
  assert.equal(changed.events[0]!.uid, event!.uid)
  assert.equal(sequence(changed.events[0]!), 1)
  // Summer time has begun: seven on the clock is six in UTC.
  assert.equal(start(changed.events[0]!), `${year}-04-02T18:00:00.000Z`)

  await mother.does(rsvp, { gathering: id, occurrence: `${year}-04-02`, seat: 'no' })
  const back = await newest(3)
  assert.equal(back.method, 'CANCEL')
  assert.equal(sequence(back.events[0]!), 2)
  await mother.does(rsvp, { gathering: id, occurrence: `${year}-04-02`, seat: 'place' })
  const again = await newest(4)
  assert.equal(again.method, 'REQUEST')
  assert.equal(sequence(again.events[0]!), 3)
  assert.equal(again.events[0]!.location, tea.place)
  await host.does(cancel, { gathering: id, why: 'We are ill.' })
  const off = await newest(5)
  assert.equal(off.method, 'CANCEL')
  assert.equal(sequence(off.events[0]!), 4)
  assert.equal(off.events[0]!.component.getFirstPropertyValue('status'), 'CANCELLED')
})

test('of a gathering that repeats, a calendar gets the one date that was answered', async () => {
  const id = await planned({ title: 'Every week', repeats: 'week', until: `30/4/${year}` })
  const { occurrence, other } = weekdays(`${year}-03-04`)
  await mother.does(rsvp, { gathering: id, occurrence, seat: 'video' })
  const { events, method } = await newest(6)
  assert.equal(method, 'REQUEST')
  const id1 = events[0]!.component.getFirstProperty('recurrence-id')!
  assert.equal(id1.getFirstParameter('tzid'), 'Europe/London')
  assert.equal(String(id1.getFirstValue()), `${occurrence}T19:00:00`)
  await host.does(move, { gathering: id, occurrence, date: other, time: '6 pm' })
  const moved = await newest(7)
  assert.equal(String(moved.events[0]!.component.getFirstPropertyValue('recurrence-id')), `${occurrence}T19:00:00`)
  assert.equal(String(moved.events[0]!.component.getFirstPropertyValue('dtstart')), `${other}T18:00:00`)
})

/** A date a week on, and the day after that. */
function weekdays(first: string) {
  const plus = (days: number) => new Date(Date.parse(`${first}T12:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
  return { occurrence: plus(7), other: plus(8), third: plus(14) }
}

test('the open calendar holds each rule with its dates moved and called off, and costs little when nothing changed', async () => {
  const id = await planned({ title: 'In the open calendar', repeats: 'week', until: `30/4/${year}` })
  const members = await planned({ title: 'Not in the open calendar', who: 'members' })
  const { occurrence, other, third } = weekdays(`${year}-03-04`)
  await host.does(move, { gathering: id, occurrence, date: other, time: '6 pm' })
  await host.does(cancel, { gathering: id, occurrence: third, why: 'A holiday.' })
  const answer = await fetch(`${server.url}/gatherings/calendar.ics`)
  assert.match(answer.headers.get('content-type')!, /^text\/calendar/)
  const text = await answer.text()
  assert.doesNotMatch(text, /0330 000 0000|video\.example/, 'how to join is for who comes')
  assert.doesNotMatch(text, new RegExp(members))
  const mine = read(text).events.filter(({ uid }) => uid.includes(id))
  const series = mine.find((one) => !one.isRecurrenceException())!
  for (const one of mine.filter((one) => one.isRecurrenceException())) series.relateException(one)
  const found: string[] = []
  const iterator = series.iterator()
  for (let next = iterator.next(); next; next = iterator.next())
    found.push(series.getOccurrenceDetails(next).startDate.toString())
  assert.deepEqual(found.slice(0, 3), [
    `${year}-03-04T19:00:00`,
    `${other}T18:00:00`,
    `${weekdays(third).occurrence}T19:00:00`,
  ])
  assert.ok(found.every((one) => one < `${year}-05-01`))
  const etag = answer.headers.get('etag')!
  const again = await fetch(`${server.url}/gatherings/calendar.ics`, { headers: { 'if-none-match': etag } })
  assert.equal(again.status, 304)
  await host.does(cancel, { gathering: id, occurrence: weekdays(third).occurrence, why: 'Another holiday.' })
  const changed = await fetch(`${server.url}/gatherings/calendar.ics`, { headers: { 'if-none-match': etag } })
  assert.equal(changed.status, 200)
})

test('a private calendar holds where one comes and one’s circles, and its old address stops', async () => {
  const joan = await person(server, 'Joan', 'steward')
  await circle(community, 'nights', 'closed', [mother, host])
  await planned({ title: 'A night call', who: 'nights' }, joan)
  const mine = await planned({ title: 'Where I come', who: 'members' })
  await planned({ title: 'Of no concern to me', who: 'members' })
  await mother.does(rsvp, { gathering: mine, occurrence: `${year}-03-04`, seat: 'phone' })
  const feedOf = async (who: Person) => {
    const page = await (await who.get('/gatherings/mine')).text()
    return /\/gatherings\/mine\/[\w.-]+\.ics/.exec(page)![0]
  }
  const href = await feedOf(mother)
  const answer = await fetch(server.url + href)
  assert.equal(answer.status, 200)
  const { events } = read(await answer.text())
  const summaries = events.map(({ summary }) => summary)
  assert.ok(summaries.includes('A night call (not answered)'))
  assert.ok(summaries.includes('Where I come'))
  assert.ok(!summaries.some((one) => one.startsWith('Of no concern')))
  assert.match(events.find(({ summary }) => summary === 'Where I come')!.description, /Ring 0330 000 0000/)
  const etag = answer.headers.get('etag')!
  assert.equal((await fetch(server.url + href, { headers: { 'if-none-match': etag } })).status, 304)
  await mother.does(renewCalendar, {})
  assert.equal((await fetch(server.url + href)).status, 404)
  assert.notEqual(await feedOf(mother), href)
})

test('one gathering is saved as a file', async () => {
  const id = await planned({ title: 'Saved' })
  const answer = await fetch(`${server.url}/gatherings/${id}/calendar.ics`)
  assert.match(answer.headers.get('content-disposition')!, /gathering\.ics/)
  assert.equal(read(await answer.text()).events[0]!.summary, 'Saved')
})

test('a title that names the condition does not stand on a lock screen', () => {
  assert.equal(calendarTitle('Rett families’ day', community), 'A gathering')
  assert.equal(calendarTitle('Tea and talk', community), 'Tea and talk')
})
