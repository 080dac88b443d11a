import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from '../../../../test/fuzz.ts'
import { bankHolidays, easterSunday, type Nation } from './holidays.ts'
import { daysAfter, londonClock, momentOf } from './london.ts'
import { each, type Hours, type Regular, standingAt, weekdays } from './rules.ts'
import { readExceptions, readRegular } from './typed.ts'
import { exceptionLines, hoursSentences, regularLines, standingWords } from './words.ts'

const typed = (regular: string, exceptions = '', holidays: Hours['holidays'] = null): Hours => {
  const one = readRegular(regular)
  const other = readExceptions(exceptions)
  if ('wrong' in one) throw new Error(one.wrong)
  if ('wrong' in other) throw new Error(other.wrong)
  return { regular: one.read, exceptions: other.read, holidays, nation: 'england and wales', words: null }
}
const said = (hours: Hours | null, day: string, time: string) => {
  const at = momentOf(day, time)
  return standingWords(standingAt(hours, at), at)
}
const closedIn = (nation: Nation) => ({ nation, is: 'closed' }) as const

describe('What a family is told', () => {
  const office = typed('Monday to Friday, 9 am to 5 pm', '', closedIn('england and wales'))

  test('an office says until when it is open, and when it opens next', () => {
    assert.equal(said(office, '2026-06-03', '10:15'), 'Open now, until 5 pm')
    assert.equal(said(office, '2026-06-03', '08:00'), 'Opens at 9 am')
    assert.equal(said(office, '2026-06-03', '17:00'), 'Opens tomorrow at 9 am')
    assert.equal(said(office, '2026-06-05', '17:30'), 'Opens Monday at 9 am')
  })

  test('on a bank holiday it is closed for the holiday', () => {
    assert.equal(
      said(office, '2026-05-04', '10:00'),
      'Closed for the holiday (the early May bank holiday). Opens tomorrow at 9 am',
    )
    assert.equal(said(office, '2026-12-25', '10:00'), 'Closed for the holiday (Christmas Day). Opens Tuesday at 9 am')
  })

  test('where nobody knows about holidays, it says so', () => {
    const unsure = typed('Monday to Friday 9am-5pm')
    assert.equal(
      said(unsure, '2026-05-04', '10:00'),
      'Open now, until 5 pm. It may be closed for the early May bank holiday',
    )
  })

  test('a helpline by night is open over midnight', () => {
    const night = typed('Friday and Saturday, 8 pm to 2 am')
    assert.equal(said(night, '2026-06-05', '23:00'), 'Open now, until 2 am')
    assert.equal(said(night, '2026-06-06', '01:30'), 'Open now, until 2 am')
    assert.equal(said(night, '2026-06-06', '02:00'), 'Opens at 8 pm')
    assert.equal(said(night, '2026-06-07', '02:00'), 'Opens Friday at 8 pm')
  })

  test('day and night is never said to close', () => {
    assert.equal(
      said(typed('Every day, 24 hours'), '2026-12-25', '03:00'),
      'Open now, day and night. It may be closed for Christmas Day',
    )
    assert.equal(
      said(typed('Every day, day and night', '', { nation: 'scotland', is: 'open' }), '2026-12-25', '03:00'),
      'Open now, day and night',
    )
  })

  test('a day of its own goes before what is usual', () => {
    const own = typed(
      'Monday to Friday, 9am to 5pm',
      '24 December 2026: 9 am to noon, Christmas Eve\n3 June 2026: closed, staff training',
    )
    assert.equal(said(own, '2026-12-24', '10:00'), 'Open now, until noon')
    assert.equal(said(own, '2026-06-03', '10:00'), 'Closed: staff training. Opens tomorrow at 9 am')
  })

  test('a group that meets once a month says its next day', () => {
    const group = typed('First Tuesday of the month, 10 am to noon')
    assert.equal(said(group, '2026-06-03', '10:00'), 'Opens on Tuesday 7 July at 10 am')
    const second = typed('Every second Thursday, 7 pm to 9 pm, from 4 June 2026')
    assert.equal(said(second, '2026-06-05', '10:00'), 'Opens on Thursday 18 June at 7 pm')
  })

  test('what nobody knows is said, and hours that have run out are not known', () => {
    assert.equal(said(null, '2026-06-03', '10:00'), 'We do not know when it is open')
    assert.equal(
      said(typed('Monday, 9am to 5pm, until 1 May 2026'), '2026-06-03', '10:00'),
      'We do not know when it is open',
    )
    assert.deepEqual(hoursSentences(null, new Date()), ['We do not know when it is open.'])
  })
})

describe('On the days the clocks change', () => {
  test('it opens and closes by the clock on the wall', () => {
    const early = typed('Every day, 9 am to 5 pm')
    // 29 March 2026: the clocks go forward. 25 October 2026: they go back.
    assert.equal(momentOf('2026-03-28', '09:00').toISOString(), '2026-03-28T09:00:00.000Z')
    assert.equal(momentOf('2026-03-29', '09:00').toISOString(), '2026-03-29T08:00:00.000Z')
    assert.equal(momentOf('2026-10-25', '09:00').toISOString(), '2026-10-25T09:00:00.000Z')
    assert.equal(said(early, '2026-03-29', '16:59'), 'Open now, until 5 pm')
  })

  test('a time that comes twice is the first of the two, and one left out is counted on', () => {
    assert.equal(momentOf('2026-10-25', '01:30').toISOString(), '2026-10-25T00:30:00.000Z')
    assert.equal(londonClock(momentOf('2026-03-29', '01:30')).time, '02:30')
  })
})

describe('Bank holidays', () => {
  const days = (year: number, nation: Nation) => [...bankHolidays(year, nation).keys()].sort()

  // As listed on gov.uk/bank-holidays.
  test('are those that gov.uk lists', () => {
    assert.deepEqual(days(2026, 'england and wales'), [
      '2026-01-01',
      '2026-04-03',
      '2026-04-06',
      '2026-05-04',
      '2026-05-25',
      '2026-08-31',
      '2026-12-25',
      '2026-12-28',
    ])
    assert.deepEqual(days(2026, 'scotland'), [
      '2026-01-01',
      '2026-01-02',
      '2026-04-03',
      '2026-05-04',
      '2026-05-25',
      '2026-06-15',
      '2026-08-03',
      '2026-11-30',
      '2026-12-25',
      '2026-12-28',
    ])
    assert.deepEqual(days(2026, 'northern ireland'), [
      '2026-01-01',
      '2026-03-17',
      '2026-04-03',
      '2026-04-06',
      '2026-05-04',
      '2026-05-25',
      '2026-07-13',
      '2026-08-31',
      '2026-12-25',
      '2026-12-28',
    ])
    assert.deepEqual(days(2022, 'england and wales'), [
      '2022-01-03',
      '2022-04-15',
      '2022-04-18',
      '2022-05-02',
      '2022-06-02',
      '2022-06-03',
      '2022-08-29',
      '2022-09-19',
      '2022-12-26',
      '2022-12-27',
    ])
    assert.deepEqual(days(2023, 'scotland').slice(0, 2), ['2023-01-02', '2023-01-03'])
    assert.deepEqual(days(2021, 'england and wales').slice(-2), ['2021-12-27', '2021-12-28'])
  })

  test('never share a day, and never fall on a weekend', () => {
    for (let year = 2020; year < 2100; year++)
      for (const nation of ['england and wales', 'scotland', 'northern ireland'] as const) {
        const found = days(year, nation)
        assert.ok(
          found.length >= { 'england and wales': 8, scotland: 9, 'northern ireland': 10 }[nation],
          `${year} ${nation}`,
        )
        for (const day of found) assert.ok(![0, 6].includes(new Date(`${day}T12:00:00Z`).getUTCDay()), day)
      }
  })

  test('Easter is on the days of the Book of Common Prayer’s table', () => {
    assert.deepEqual([2024, 2025, 2026, 2027, 2038, 2285].map(easterSunday), [
      '2024-03-31',
      '2025-04-20',
      '2026-04-05',
      '2027-03-28',
      '2038-04-25',
      '2285-03-22',
    ])
  })
})

const time = fc
  .tuple(fc.nat(23), fc.nat(3))
  .map(([h, q]) => `${String(h).padStart(2, '0')}:${String(q * 15).padStart(2, '0')}`)
const spanArb = fc
  .record({ opens: time, closes: time }, { noNullPrototype: true })
  .filter(({ opens, closes }) => opens !== closes || opens === '00:00')
const dayArb = fc.integer({ min: 0, max: 1500 }).map((n) => daysAfter('2025-01-01', n))
const weekArb: fc.Arbitrary<Regular> = fc
  .record({
    days: fc.subarray([...weekdays], { minLength: 1 }),
    span: spanArb,
    interval: fc.constantFrom(1, 1, 2),
    from: dayArb,
  })
  .map(({ days, span, interval, from }) => ({ ...each, days, interval, from: interval > 1 ? from : null, ...span }))
const monthArb: fc.Arbitrary<Regular> = fc
  .record({ n: fc.constantFrom(1, 2, 3, 4, -1), day: fc.constantFrom(...weekdays), span: spanArb })
  .map(({ n, day, span }) => ({ ...each, every: 'month', days: [`${n}${day}`], ...span }))
const hoursArb: fc.Arbitrary<Hours> = fc.record({
  regular: fc.array(fc.oneof({ weight: 4, arbitrary: weekArb }, monthArb), { maxLength: 4 }),
  exceptions: fc.array(
    fc
      .record({
        from: dayArb,
        length: fc.nat(5),
        spans: fc.array(spanArb, { maxLength: 2 }),
        why: fc.constantFrom(null, 'training'),
      })
      .map(({ from, length, spans, why }) => ({ from, to: daysAfter(from, length), spans, why })),
    { maxLength: 3 },
  ),
  holidays: fc.constantFrom(null, closedIn('scotland'), { nation: 'northern ireland', is: 'open' } as const),
  nation: fc.constant('england and wales' as const),
  words: fc.constant(null),
})
/** Days around which the clocks change come as often as all others together. */
const momentArb = fc
  .tuple(
    fc.oneof(
      dayArb,
      fc.constantFrom('2026-03-28', '2026-03-29', '2026-03-30', '2026-10-24', '2026-10-25', '2026-10-26'),
    ),
    fc.nat(1439),
  )
  .map(([day, minute]) => new Date(Date.parse(`${day}T00:00:00Z`) + minute * 60_000))

describe('For any hours and any moment', () => {
  test('it is open just when the next change is a closing', () => {
    fc.assert(
      fc.property(hoursArb, momentArb, (hours, at) => {
        const now = standingAt(hours, at)
        if (!now) return
        const change = now.open ? now.until : now.opens
        if (!change) return
        assert.ok(change > at)
        const then = standingAt(hours, change)
        // Hours that have run out by then are no longer known.
        if (then) assert.equal(then.open, !now.open)
        // Nothing changes before the change.
        for (const part of [0.25, 0.5, 0.75, 0.999]) {
          const between: Date = new Date(at.getTime() + Math.floor((change.getTime() - at.getTime()) * part))
          assert.equal(standingAt(hours, between)?.open, now.open, between.toISOString())
        }
      }),
      { numRuns: 400 },
    )
  })

  test('what is said of it can be typed again, and means the same', () => {
    fc.assert(
      fc.property(hoursArb, ({ regular, exceptions }) => {
        const lines = regularLines(regular).join('\n')
        const again = readRegular(lines)
        assert.ok('read' in again, `${'wrong' in again && again.wrong}: ${lines}`)
        assert.equal(regularLines(again.read).join('\n'), lines)
        const others = exceptionLines(exceptions).join('\n')
        const readAgain = readExceptions(others)
        assert.ok('read' in readAgain, `${'wrong' in readAgain && readAgain.wrong}: ${others}`)
        assert.deepEqual(readAgain.read, exceptions)
      }),
    )
  })
})

describe('Hours that somebody types', () => {
  test('are understood as they are meant', () => {
    const same = (one: string, other: string) => assert.deepEqual(readRegular(one), readRegular(other), one)
    same('Mon-Fri 9-5', 'Monday to Friday, 9 am to 5 pm')
    same('weekdays 09:00–17:00', 'Monday to Friday, 9 am to 5 pm')
    same('Mon, Wed & Sat 10am-12', 'Monday, Wednesday and Saturday, 10 am to noon')
    same('Tuesdays 2 to 4 pm', 'Tuesday, 2 pm to 4 pm')
    same('24 hours', 'Every day, day and night')
    same('First and third Tuesday of the month 10am-12pm', '1st Tuesday and 3rd Tuesday of each month, 10 am to noon')
    same('9.30am to 1pm and 2pm to 4.30pm, weekends', 'Saturday and Sunday, 9:30 am to 1 pm and 2 pm to 4:30 pm')
  })

  test('are asked about where they are not clear', () => {
    const wrong = (text: string) => (readRegular(text) as { wrong: string }).wrong
    assert.equal(wrong('Monday'), 'Line 1: Say from when to when, as in “9 am to 5 pm”.')
    assert.equal(
      wrong('Monday 9 am to 5 pm\nMoonday 9 am to 5 pm'),
      'Line 2: We do not understand the days in “moonday”.',
    )
    assert.equal(wrong('Monday 2 to 4'), 'Line 1: Say am or pm in “2 to 4”.')
    assert.equal(
      wrong('Every second Monday, 1 pm to 2 pm'),
      'Line 1: Say from which day on, as in “from 4 March 2027”.',
    )
    assert.match((readExceptions('25 December: closed') as { wrong: string }).wrong, /Begin with the day/)
    assert.match((readExceptions('30 February 2027: closed') as { wrong: string }).wrong, /Begin with the day/)
  })
})
