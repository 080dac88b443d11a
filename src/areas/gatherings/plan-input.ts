/** What is typed to plan a gathering, and what it means. Pure: no database, no clock. */
import { z } from 'zod'
import { isRefusal, type Refusal, refuse } from '../../kit/refuse.ts'
import { optionalWords, words } from '../../kit/typed-words.ts'
import { districtOf } from '../members/reach.ts'
import { daysAfter, isOnTheClock, momentOf, readDay, readTime } from './london-clock.ts'
import {
  daysOf,
  mostDates,
  type Pattern,
  type Repeat,
  readRule,
  repeats,
  ruleFor,
  untilFor,
} from './recurrence-rules.ts'
import { type Kind, kinds } from './rules.ts'

const keys = <K extends string>(record: Record<K, string>) => Object.keys(record) as [K, ...K[]]
const Ids = (most: number) => z.array(z.string().max(40)).max(most).default([])

/** What can be changed later as well. */
const what = {
  title: words(120, 'Give it a name.'),
  about: words(4000, 'Say what will happen there.'),
  kind: z.enum(keys(kinds), { error: 'Choose how people come.' }),
  place: optionalWords(300),
  postcode: optionalWords(12),
  deskPhone: optionalWords(40),
  phoneNumber: optionalWords(40),
  phonePin: optionalWords(40),
  videoLink: optionalWords(500),
  time: words(20, 'Give the time, like 7 pm.'),
  minutes: words(10, 'Say how many minutes it lasts.'),
  until: optionalWords(20),
  places: optionalWords(10),
  phoneSeats: optionalWords(10),
  noPhoneWhy: optionalWords(300),
  access: optionalWords(1000),
  stages: Ids(20),
  topics: Ids(30),
}

export const PlanInput = z.object({
  ...what,
  date: words(20, 'Give the day, like 4/3/2027.'),
  repeats: z.enum(keys(repeats), { error: 'Choose if it repeats.' }).default('once'),
  rule: optionalWords(300),
  /** "open", "members", or a circle's part of its address */
  who: words(80, 'Choose who may come.'),
})
export type PlanTyped = z.infer<typeof PlanInput>

/** Of what repeats, the days stay as they are: one date is moved, or a new one planned. */
export const ChangeInput = z.object({ ...what, date: optionalWords(20), whatChanged: optionalWords(500) })
export type ChangeTyped = z.infer<typeof ChangeInput>

export interface Plan extends Pattern {
  readonly title: string
  readonly about: string
  readonly kind: Kind
  readonly place: string | null
  readonly district: string | null
  readonly deskPhone: string | null
  readonly phoneNumber: string | null
  readonly phonePin: string | null
  readonly videoLink: string | null
  readonly minutes: number
  readonly places: number | null
  readonly phoneSeats: number | null
  readonly noPhoneWhy: string | null
  readonly access: string | null
  readonly stages: readonly string[]
  readonly topics: readonly string[]
}

const number = (typed: string | null) => (typed === null ? null : /^\d{1,5}$/.test(typed) ? Number(typed) : Number.NaN)

function isLink(typed: string) {
  const url = URL.canParse(typed) ? new URL(typed) : null
  return url?.protocol === 'https:' || url?.protocol === 'http:'
}

/** How people come, and how many: everything but the days. */
function readWhat(typed: Omit<ChangeTyped, 'date' | 'whatChanged'>, fields: Record<string, string>) {
  const { title, about, kind, place, postcode, deskPhone, phoneNumber, phonePin, videoLink, access } = typed
  const inPerson = kind === 'in person' || kind === 'mixed'
  if (inPerson && !place) fields.place = 'Say where it is.'
  const district = postcode ? districtOf(postcode) : null
  if (postcode && !district) fields.postcode = 'Type a postcode, like BS5 7AB, or its first part.'
  if (videoLink && !isLink(videoLink)) fields.videoLink = 'Type a link that begins with https://'
  const minutes = number(typed.minutes) ?? 0
  if (!(minutes >= 1 && minutes <= 20_160)) fields.minutes = 'Type how many minutes it lasts, like 90.'
  const places = inPerson ? number(typed.places) : null
  if (Number.isNaN(places)) fields.places = 'Type a number, or leave it empty.'
  const phoneSeats = number(typed.phoneSeats)
  if (Number.isNaN(phoneSeats)) fields.phoneSeats = 'Type a number, or leave it empty.'
  if (phoneSeats === 0 && kind === 'phone') fields.phoneSeats = 'A gathering by phone needs phone seats.'
  if (phoneSeats === 0 && kind !== 'phone' && !typed.noPhoneWhy)
    fields.noPhoneWhy = 'Say why nobody can join by phone. Some people can come no other way.'
  return {
    ...{ title, about, kind, place, district, deskPhone, phoneNumber, phonePin, videoLink, minutes, places, access },
    ...{ phoneSeats, noPhoneWhy: phoneSeats === 0 ? typed.noPhoneWhy : null },
    ...{ stages: typed.stages, topics: typed.topics },
  }
}

function readWhen(date: string | null, time: string, fields: Record<string, string>) {
  const startsOn = date && readDay(date)
  const startsAt = readTime(time)
  if (!startsOn) fields.date = 'Type the day, like 4/3/2027.'
  if (!startsAt) fields.time = 'Type the time, like 7 pm or 19:00.'
  if (startsOn && startsAt && !isOnTheClock(startsOn, startsAt))
    fields.time = 'The clocks go forward then, so that time is left out. Choose another.'
  return startsOn && startsAt ? { startsOn, startsAt } : null
}

function readUntil(typed: string | null, startsOn: string, fields: Record<string, string>): string | null {
  const until = typed && readDay(typed)
  if (typed && !until) fields.until = 'Type the last day, like 4/3/2027.'
  else if (until && until < startsOn) fields.until = 'The last day is before the first.'
  else if (until && until > daysAfter(startsOn, 3660))
    fields.until = 'That is more than ten years. Choose a nearer day.'
  return until
}

/** The rule that was chosen from the list, or typed. */
function readRepeat(
  { startsOn, startsAt }: { startsOn: string; startsAt: string },
  repeat: Repeat,
  rule: string | null,
  until: string | null,
): Pattern | Refusal {
  if (rule) {
    const read = readRule(rule, startsOn, startsAt, until)
    return isRefusal(read) ? read : { startsOn, startsAt, ...read }
  }
  const rrule = ruleFor(repeat, startsOn)
  return { startsOn, startsAt, rrule, until: rrule ? (until ?? untilFor(rrule, startsOn)) : startsOn }
}

const tooMany = 'That is too many dates. Choose an earlier last day.'

/**
 * What was typed, as a plan.
 *
 * @param now gatherings are planned for later
 * @returns a refusal that names every field which is not right
 */
export function readPlan(typed: PlanTyped, now: Date): Plan | Refusal {
  const fields: Record<string, string> = {}
  const plan = readWhat(typed, fields)
  const when = readWhen(typed.date, typed.time, fields)
  const until = when && readUntil(typed.until, when.startsOn, fields)
  if (when && momentOf(when.startsOn, when.startsAt) <= now) fields.date ??= 'That is over. Choose a day to come.'
  const pattern = when && !fields.until ? readRepeat(when, typed.repeats, typed.rule, until) : null
  if (isRefusal(pattern)) Object.assign(fields, pattern.fields)
  else if (pattern && daysOf(pattern, pattern.startsOn, pattern.until).length > mostDates) fields.until = tooMany
  const [first] = Object.values(fields)
  return first || !pattern || isRefusal(pattern) ? refuse(first ?? tooMany, 422, fields) : { ...plan, ...pattern }
}

/**
 * What was typed to change a gathering, as a plan. The days of one that repeats stay; its last day may change.
 *
 * @param was how it stood until now
 */
export function readChange(typed: ChangeTyped, was: Pattern, now: Date): Plan | Refusal {
  const fields: Record<string, string> = {}
  const plan = readWhat(typed, fields)
  const when = readWhen(was.rrule ? was.startsOn : (typed.date ?? was.startsOn), typed.time, fields)
  const isNew = when && (when.startsOn !== was.startsOn || (!was.rrule && when.startsAt !== was.startsAt))
  if (isNew && momentOf(when.startsOn, when.startsAt) <= now) fields.date ??= 'That is over. Choose a day to come.'
  const until = when && was.rrule ? (readUntil(typed.until, when.startsOn, fields) ?? was.until) : when?.startsOn
  const pattern = when && until ? { ...when, rrule: was.rrule, until } : null
  if (pattern && !fields.until && daysOf(pattern, pattern.startsOn, pattern.until).length > mostDates)
    fields.until = tooMany
  const [first] = Object.values(fields)
  return first || !pattern ? refuse(first ?? tooMany, 422, fields) : { ...plan, ...pattern }
}

/** Check what was typed without doing it, for a preview. */
export function checkPlan(raw: unknown, now: Date): Plan | Refusal {
  const parsed = PlanInput.safeParse(raw)
  if (parsed.success) return readPlan(parsed.data, now)
  const fields: Record<string, string> = {}
  for (const { path, message } of parsed.error.issues) fields[path.join('.') || 'form'] ??= message
  return refuse(Object.values(fields)[0]!, 422, fields)
}
