import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from '../../../test/fuzz.ts'
import { isRefusal } from '../../kit/refuse.ts'
import { dayOf, daysAfter, isDay, isOnTheClock, momentOf, readDay, readTime, timeOf } from './london-clock.ts'
import {
  daysOf,
  isOn,
  mostDates,
  type Pattern,
  type Repeat,
  readRule,
  repeats,
  repeatWords,
  ruleFor,
  ruleWithEnd,
  untilFor,
} from './recurrence-rules.ts'

const day = fc
  .date({ min: new Date('2024-01-01T12:00:00Z'), max: new Date('2035-12-31T12:00:00Z'), noInvalidDate: true })
  .map((at) => at.toISOString().slice(0, 10))
const daytime = fc
  .tuple(fc.integer({ min: 3, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`)
const repeat = fc.constantFrom(...(Object.keys(repeats) as Repeat[]))

const pattern = (startsOn: string, startsAt: string, how: Repeat): Pattern => {
  const rrule = ruleFor(how, startsOn)
  return { startsOn, startsAt, rrule, until: untilFor(rrule, startsOn) }
}

test('seven in the evening stays seven in the evening when the clocks change', () => {
  const weekly = pattern('2026-03-19', '19:00', 'week')
  const moments = daysOf(weekly, '2026-03-19', '2026-04-09').map((on) => momentOf(on, '19:00'))
  assert.deepEqual(
    moments.map((at) => at.toISOString()),
    ['2026-03-19T19:00:00.000Z', '2026-03-26T19:00:00.000Z', '2026-04-02T18:00:00.000Z', '2026-04-09T18:00:00.000Z'],
  )
})

test('whatever repeats is at its own time on each of its days, first on the first, and never after the last', () => {
  fc.assert(
    fc.property(day, daytime, repeat, (startsOn, startsAt, how) => {
      const one = pattern(startsOn, startsAt, how)
      const days = daysOf(one, startsOn, one.until)
      assert.equal(days[0], startsOn)
      assert.ok(days.length <= mostDates)
      for (const [index, on] of days.entries()) {
        assert.ok(isDay(on) && on <= one.until)
        assert.ok(index === 0 || on > days[index - 1]!)
        const at = momentOf(on, startsAt)
        assert.equal(dayOf(at), on)
        assert.equal(timeOf(at), startsAt)
      }
    }),
    { numRuns: 150 },
  )
})

test('a part of the days is the same as that part of all days', () => {
  fc.assert(
    fc.property(day, daytime, repeat, fc.nat(400), fc.nat(200), (startsOn, startsAt, how, skip, length) => {
      const one = pattern(startsOn, startsAt, how)
      const from = daysAfter(startsOn, skip - 20)
      const to = daysAfter(from, length)
      const all = daysOf(one, startsOn, one.until)
      assert.deepEqual(
        daysOf(one, from, to),
        all.filter((on) => on >= from && on <= to),
      )
      assert.equal(isOn(one, from), all.includes(from))
    }),
    { numRuns: 100 },
  )
})

test('every month on the same day of the week is the first, second, third, fourth or last', () => {
  fc.assert(
    fc.property(day, (startsOn) => {
      const one = pattern(startsOn, '10:30', 'month')
      const weekday = new Date(`${startsOn}T12:00Z`).getUTCDay()
      const nth = Math.ceil(Number(startsOn.slice(8)) / 7)
      for (const on of daysOf(one, startsOn, one.until)) {
        assert.equal(new Date(`${on}T12:00Z`).getUTCDay(), weekday)
        if (nth < 5) assert.equal(Math.ceil(Number(on.slice(8)) / 7), nth)
        else assert.notEqual(daysAfter(on, 7).slice(5, 7), on.slice(5, 7), 'the last of its month')
      }
    }),
    { numRuns: 60 },
  )
  assert.equal(repeatWords(pattern('2026-03-03', '19:00', 'month')), 'Every month on the first Tuesday')
  assert.equal(repeatWords(pattern('2026-03-31', '19:00', 'month')), 'Every month on the last Tuesday')
  assert.equal(repeatWords(pattern('2026-03-05', '19:00', 'fortnight')), 'Every two weeks on Thursday')
  assert.equal(repeatWords(pattern('2026-05-05', '19:00', 'year')), 'Every year on 5 May')
})

test('a time that is left out when the clocks go forward has no date; one that comes twice is the first of the two', () => {
  assert.equal(isOnTheClock('2026-03-29', '01:30'), false)
  assert.equal(momentOf('2026-03-29', '01:30').toISOString(), '2026-03-29T01:30:00.000Z')
  const nightly: Pattern = { startsOn: '2026-03-28', startsAt: '01:30', rrule: 'FREQ=DAILY', until: '2026-03-30' }
  assert.deepEqual(daysOf(nightly, '2026-03-28', '2026-03-30'), ['2026-03-28', '2026-03-30'])
  assert.equal(isOnTheClock('2026-10-25', '01:30'), true)
  assert.equal(momentOf('2026-10-25', '01:30').toISOString(), '2026-10-25T00:30:00.000Z')
})

test('a rule from another calendar is taken when it repeats by whole days and has an end', () => {
  assert.deepEqual(readRule('RRULE:FREQ=MONTHLY;BYDAY=MO,-1FR;COUNT=9', '2026-03-02', '19:00', null), {
    rrule: 'FREQ=MONTHLY;BYDAY=MO,-1FR',
    until: '2026-04-20',
  })
  assert.deepEqual(readRule('freq=weekly;until=20260401T180000Z', '2026-03-05', '19:00', null), {
    rrule: 'FREQ=WEEKLY',
    until: '2026-03-26',
  })
  for (const [rule, until] of [
    ['FREQ=SECONDLY;COUNT=5', null],
    ['FREQ=MINUTELY;COUNT=5', null],
    ['FREQ=HOURLY;COUNT=5', null],
    ['FREQ=DAILY;BYHOUR=9,10;COUNT=5', null],
    ['FREQ=WEEKLY', null],
    ['FREQ=DAILY;COUNT=9999', null],
    ['FREQ=DAILY;INTERVAL=0;COUNT=3', null],
    ['FREQ=DAILY;FREQ=SECONDLY;COUNT=3', null],
    ['FREQ=MONTHLY;BYMONTHDAY=31;BYMONTH=2', '2030-01-01'],
    ['FREQ=WEEKLY;BYDAY=MO;COUNT=4', null],
    ['FREQ=WEEKLY;COUNT=4\nDTSTART:20200101', null],
    ['', '2030-01-01'],
  ] as const)
    assert.ok(isRefusal(readRule(rule, '2026-03-05', '19:00', until)), rule)
})

test('whatever is typed as a rule is refused or has an end, and is worked out fast', () => {
  const part = fc.oneof(
    fc.constantFrom(
      'FREQ=DAILY',
      'FREQ=WEEKLY',
      'FREQ=MONTHLY',
      'FREQ=YEARLY',
      'FREQ=SECONDLY',
      'COUNT=3',
      'INTERVAL=7',
    ),
    fc.constantFrom(
      'BYDAY=MO,TH',
      'BYDAY=5FR',
      'BYMONTHDAY=-1',
      'BYMONTH=2',
      'BYSETPOS=-1',
      'BYYEARDAY=366',
      'BYWEEKNO=53',
    ),
    fc.constantFrom('UNTIL=20991231', 'UNTIL=20270101T000000Z', 'WKST=SU', 'BYHOUR=1,2,3', 'COUNT=0', 'INTERVAL=999'),
    fc.string({ maxLength: 20 }),
  )
  fc.assert(
    fc.property(fc.array(part, { maxLength: 6 }), day, daytime, fc.option(day), (rule, startsOn, startsAt, until) => {
      const began = performance.now()
      const read = readRule(rule.join(';'), startsOn, startsAt, until)
      assert.ok(performance.now() - began < 500, `${rule.join(';')} took long`)
      if (isRefusal(read)) return
      const one = { startsOn, startsAt, ...read }
      const days = daysOf(one, startsOn, '2100-01-01')
      assert.ok(days.length > 0 && days.length <= mostDates)
      assert.equal(days[0], startsOn)
      assert.equal(days.at(-1), read.until)
      assert.match(ruleWithEnd(one)!, /;UNTIL=\d{8}T\d{6}Z$/)
      assert.ok(repeatWords(one))
    }),
    { numRuns: 400 },
  )
})

test('days and times are read as people type them', () => {
  assert.equal(readDay('4/3/2027'), '2027-03-04')
  assert.equal(readDay('04.03.27'), '2027-03-04')
  assert.equal(readDay('2027-03-04'), '2027-03-04')
  assert.equal(readDay('30/2/2027'), null)
  for (const [typed, time] of [
    ['7 pm', '19:00'],
    ['7.30pm', '19:30'],
    ['12 am', '00:00'],
    ['12pm', '12:00'],
    ['noon', '12:00'],
    ['19:05', '19:05'],
    ['19', '19:00'],
    ['7', null],
    ['25:00', null],
    ['13pm', null],
  ] as const)
    assert.equal(readTime(typed), time, typed)
})
