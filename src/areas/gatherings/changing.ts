/** A gathering is changed, one of its dates is moved, or it is called off: whoever comes is told by their door. */
import { sql } from 'kysely'
import { z } from 'zod'
import { isRefusal, type Refusal, refuse } from '../../kit/refuse.ts'
import { type Doing, task } from '../../kit/task.ts'
import { optionalWords, words } from '../../kit/typed-words.ts'
import { dayOf, daysAfter, isOnTheClock, momentOf, readDay, readTime } from './london-clock.ts'
import { occurrenceOn, overAt } from './occurrences.ts'
import { ChangeInput, type Plan, readChange } from './plan-input.ts'
import { columnsOf } from './planning.ts'
import { type Rsvp, rsvpsFrom } from './rsvp-store.ts'
import { seats, seatsOffered } from './rules.ts'
import { moveUp } from './seats.ts'
import { type Gathering, type GatheringId, lockedGathering } from './store.ts'
import { tellComer } from './telling-comers.ts'
import { canTend, DayInput, GatheringIdInput, openDate } from './tending.ts'

/** Answers to dates that are not over yet. What began on an earlier day may still go on. */
async function answersToCome({ db, now }: Doing, gathering: Gathering): Promise<Rsvp[]> {
  const all = await rsvpsFrom(db, gathering.id, '0001-01-01')
  return all.filter(({ occurrence }) => (occurrenceOn(gathering, occurrence)?.ends ?? new Date(0)) > now)
}

const raised = ({ db, now }: Doing, id: GatheringId, how: { sequence: boolean }) =>
  sql`
    update gathering
    set sequence = sequence + ${how.sequence ? 1 : 0}, changed_at = ${now}
    where id = ${id}`.execute(db)

/** What those who come have to know of. */
const matters = ['startsOn', 'startsAt', 'minutes', 'place', 'phoneNumber', 'phonePin', 'videoLink'] as const

const whoLoses = (answers: readonly Rsvp[], next: Plan): Refusal | null => {
  const offered = seatsOffered(next)
  const lost = answers.find(({ seat }) => seat && !offered.includes(seat))
  if (!lost) return null
  const field = lost.seat === 'phone' ? 'phoneSeats' : 'kind'
  const because = `Somebody comes ${seats[lost.seat!]}. Keep that way to come, or cancel it and plan anew.`
  return refuse(because, 422, { [field]: because })
}

/** Change what a gathering is. When the time, the place or the way in changes, whoever comes is told. */
export const change = task('gatherings.change', {
  title: 'Change a gathering',
  doors: ['web', 'phone'],
  who: 'Its host, moderators and stewards',
  input: ChangeInput.extend({ gathering: GatheringIdInput }),
  allowed: canTend,
  async run({ gathering: id, ...typed }, doing) {
    const { db, who, now, community, about } = doing
    about(id)
    const was = (await lockedGathering(db, id, who.member))!
    if (was.state === 'cancelled') return refuse('This gathering is off. Plan a new one.', 410)
    const next = readChange(typed, was, now)
    if (isRefusal(next)) return next
    const answers = await answersToCome(doing, was)
    const loses = whoLoses(answers, next)
    if (loses) return loses
    await db.updateTable('gathering').set(columnsOf(next, community.condition)).where('id', '=', id).execute()
    if (next.startsOn !== was.startsOn) await onAnotherDay(doing, was, next.startsOn)
    await db
      .updateTable('gathering')
      .set({ over_at: overAt({ ...was, ...next }) })
      .where('id', '=', id)
      .execute()
    const told = matters.some((field) => next[field] !== was[field])
    const fewer = next.until < was.until
    await raised(doing, id, { sequence: told || fewer })
    await tellOfChange(doing, answers, was, told, typed.whatChanged)
    return id
  },
})

/** Of a gathering that is once, answers go with it to its new day. */
async function onAnotherDay({ db }: Doing, was: Gathering, day: string) {
  for (const table of ['rsvp', 'write_up', 'pairing'] as const)
    await sql`
      update ${sql.table(table)}
      set occurrence = ${day}::date
      where gathering = ${was.id} and occurrence = ${was.startsOn}::date`.execute(db)
}

/** Whoever comes hears of it; whoever waits may move up; and a date that is no more is called off. */
async function tellOfChange(doing: Doing, answers: readonly Rsvp[], was: Gathering, told: boolean, why: string | null) {
  const { db, who } = doing
  const gathering = (await lockedGathering(db, was.id, who.member))!
  const waitedFor = new Set<string>()
  for (const rsvp of answers) {
    const day = was.rrule ? rsvp.occurrence : gathering.startsOn
    const date = occurrenceOn(gathering, day)
    if (!date) {
      await tellComer(doing, gathering, occurrenceOn(was, rsvp.occurrence)!, rsvp, 'called off', why)
      await db.updateTable('rsvp').set({ state: 'not coming' }).where('id', '=', rsvp.id).execute()
      continue
    }
    if (rsvp.state === 'waiting') waitedFor.add(day)
    if (!told) continue
    await db.updateTable('rsvp').set({ reminded_at: null }).where('id', '=', rsvp.id).execute()
    await tellComer(doing, gathering, date, { ...rsvp, occurrence: day }, 'changed', why)
  }
  for (const day of waitedFor) await moveUp(doing, gathering, occurrenceOn(gathering, day)!)
}

/** Move one date of a gathering that repeats to another day or time. */
export const move = task('gatherings.move', {
  title: 'Move one date of a gathering',
  doors: ['web', 'phone'],
  who: 'Its host, moderators and stewards',
  input: z.object({
    gathering: GatheringIdInput,
    occurrence: DayInput,
    date: words(20, 'Give the new day, like 4/3/2027.'),
    time: words(20, 'Give the new time, like 7 pm.'),
    why: optionalWords(500),
  }),
  allowed: canTend,
  async run({ gathering: id, occurrence, why, ...typed }, doing) {
    const { db, who, now, about } = doing
    about(id)
    const was = (await lockedGathering(db, id, who.member))!
    if (!was.rrule) return refuse('This one is only once. Change its day instead.', 409)
    const old = openDate(was, occurrence, now)
    if (isRefusal(old)) return old
    const fields: Record<string, string> = {}
    const day = readDay(typed.date)
    const time = readTime(typed.time)
    if (!day) fields.date = 'Type the day, like 4/3/2027.'
    if (!time || (day && !isOnTheClock(day, time))) fields.time = 'Type the time, like 7 pm or 19:00.'
    if (day && time && momentOf(day, time) <= now) fields.date = 'That is over. Choose a day to come.'
    if (day && day > daysAfter(was.until, 366)) fields.date = 'That is too far away. Choose a nearer day.'
    const [first] = Object.values(fields)
    if (first || !day || !time) return refuse(first ?? 'Type the new day and time.', 422, fields)
    const asBefore = day === occurrence && time === was.startsAt
    const moved = { moved_on: asBefore ? null : day, moved_at: asBefore ? null : time, why }
    await db
      .insertInto('gathering_date')
      .values({ gathering: id, occurrence, cancelled_at: null, ...moved })
      .onConflict((clash) => clash.columns(['gathering', 'occurrence']).doUpdateSet(moved))
      .execute()
    await raised(doing, id, { sequence: true })
    const gathering = (await lockedGathering(db, id, who.member))!
    await db
      .updateTable('gathering')
      .set({ over_at: overAt(gathering) })
      .where('id', '=', id)
      .execute()
    const date = occurrenceOn(gathering, occurrence)!
    for (const rsvp of await answersToCome(doing, gathering)) {
      if (rsvp.occurrence !== occurrence) continue
      await db.updateTable('rsvp').set({ reminded_at: null }).where('id', '=', rsvp.id).execute()
      await tellComer(doing, gathering, date, rsvp, 'changed', why)
    }
    return dayOf(date.starts)
  },
})

/** Call off one date of a gathering, or all that is still to come. */
export const cancel = task('gatherings.cancel', {
  title: 'Call off a gathering, or one date of it',
  doors: ['web', 'phone'],
  who: 'Its host, moderators and stewards',
  input: z.object({
    gathering: GatheringIdInput,
    /** absent: all dates to come */
    occurrence: z.preprocess((typed) => (typed === '' || typed === 'all' ? undefined : typed), DayInput.optional()),
    why: words(500, 'Say why, in a sentence. Whoever comes will read it.'),
  }),
  allowed: canTend,
  async run({ gathering: id, occurrence, why }, doing) {
    const { db, who, now, about } = doing
    about(id)
    const was = (await lockedGathering(db, id, who.member))!
    if (was.state === 'cancelled') return refuse('This gathering is off already.', 410)
    if (was.overAt <= now) return refuse('This one is over.', 410)
    const one = was.rrule ? occurrence : undefined
    if (one) {
      const date = openDate(was, one, now)
      if (isRefusal(date)) return date
    }
    const answers = (await answersToCome(doing, was)).filter((rsvp) => !one || rsvp.occurrence === one)
    // Who was told that one date is off is not told again when all are.
    const told = answers.filter((rsvp) => occurrenceOn(was, rsvp.occurrence)?.cancelled === false)
    if (one)
      await db
        .insertInto('gathering_date')
        .values({ gathering: id, occurrence: one, cancelled_at: now, why, moved_on: null, moved_at: null })
        .onConflict((clash) => clash.columns(['gathering', 'occurrence']).doUpdateSet({ cancelled_at: now, why }))
        .execute()
    else
      await db.updateTable('gathering').set({ state: 'cancelled', cancelled_why: why }).where('id', '=', id).execute()
    await raised(doing, id, { sequence: true })
    const gathering = (await lockedGathering(db, id, who.member))!
    for (const rsvp of told)
      await tellComer(doing, gathering, occurrenceOn(gathering, rsvp.occurrence)!, rsvp, 'called off', why)
    return told.length
  },
})
