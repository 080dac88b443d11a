/**
 * Gatherings as iCalendar: invitations that are changed and taken back, and feeds. Pure: no database, no clock.
 * Source: RFC 5545 (the format), RFC 5546 (REQUEST and CANCEL), RFC 6047 (by mail).
 */
import ical, {
  ICalAttendeeStatus,
  type ICalCalendar,
  ICalCalendarMethod,
  type ICalEventData,
  ICalEventStatus,
} from 'ical-generator'
import type { Community } from '../../kit/community.ts'
import type { CalendarFile } from '../../kit/outbox.ts'
import { howWords, joiningWords } from './joining-words.ts'
import { dayOf, icalLocal, timeOf, zone, zoned } from './london-clock.ts'
import type { Occurrence } from './occurrences.ts'
import { ruleWithEnd } from './recurrence-rules.ts'
import type { Seat } from './rules.ts'
import type { Gathering } from './store.ts'

/** The London clock for programs that do not know it: summer time since 1996. Source: the tz database, Europe/London. */
const london = `BEGIN:VTIMEZONE
TZID:Europe/London
BEGIN:DAYLIGHT
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
TZNAME:BST
DTSTART:19960331T010000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
TZNAME:GMT
DTSTART:19961027T020000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE`

function emptyCalendar(method: ICalCalendarMethod): ICalCalendar {
  const calendar = ical({ prodId: { company: 'Alongside', product: 'Gatherings', language: 'EN' }, method })
  // The zone is named on each event: named on the calendar, DTSTAMP would lose its UTC.
  calendar.timezone({ name: null, generator: () => london })
  return calendar
}

const host = (community: Pick<Community, 'url'>) => new URL(community.url).hostname

/** The same for as long as the gathering lives: by it, a calendar knows what is changed. */
export const uidOf = (community: Pick<Community, 'url'>, gathering: Pick<Gathering, 'id'>) =>
  `gathering-${gathering.id}@${host(community)}`

const at = (moment: Date) => zoned(dayOf(moment), timeOf(moment))

/** A title as it may stand on a lock screen: calendars show it there. */
export function calendarTitle(title: string, { condition }: Pick<Community, 'condition'>): string {
  const telling = condition.name.toLowerCase().match(/[\p{L}\d]{3,}/gu) ?? []
  const words = new Set(title.toLowerCase().match(/[\p{L}\d]+/gu) ?? [])
  return telling.some((word) => words.has(word)) ? 'A gathering' : title
}

/** What every event of a gathering says. */
function event(community: Community, gathering: Gathering, date: Occurrence, seat: Seat | null): ICalEventData {
  const how = seat ? joiningWords(gathering, seat) : howWords(gathering)
  return {
    start: at(date.starts),
    end: at(date.ends),
    timezone: zone,
    summary: calendarTitle(gathering.title, community),
    description: [gathering.about, how, gathering.access ? `Access: ${gathering.access}` : '']
      .filter(Boolean)
      .join('\n\n'),
    location: gathering.place && seat !== 'phone' && seat !== 'video' ? { title: gathering.place } : null,
    url: `${community.url}/gatherings/${gathering.id}`,
    status: date.cancelled ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
  }
}

export interface Invited {
  readonly name: string
  readonly email: string
  readonly seat: Seat | null
  /** how often their own answer changed */
  readonly changes: number
}

/**
 * The calendar file of a mail about one date, for one person. Its SEQUENCE rises with each change of the gathering and
 * of their own answer, so that the newest mail wins whichever comes first.
 *
 * @param method REQUEST when they come, also after a change; CANCEL when it is off or they do not come
 */
export function invitation(
  community: Community,
  gathering: Gathering,
  date: Occurrence,
  { name, email, seat, changes }: Invited,
  method: 'REQUEST' | 'CANCEL',
  now: Date,
): CalendarFile {
  const off = method === 'CANCEL'
  const calendar = emptyCalendar(off ? ICalCalendarMethod.CANCEL : ICalCalendarMethod.REQUEST)
  const { mailName = 'Alongside', mailReplyTo = `no-reply@${host(community)}` } = community.settings
  calendar.createEvent({
    ...event(community, gathering, date, seat),
    id: uidOf(community, gathering),
    sequence: gathering.sequence + changes,
    stamp: now,
    status: off ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    // Each answer is to one date: of what repeats, only that date is in their calendar.
    ...(gathering.rrule ? { recurrenceId: zoned(date.occurrence, gathering.startsAt) } : {}),
    organizer: { name: mailName, email: mailReplyTo },
    // They have answered here: their calendar need not ask them again.
    attendees: [{ name, email, rsvp: false, status: off ? ICalAttendeeStatus.DECLINED : ICalAttendeeStatus.ACCEPTED }],
  })
  return { method, content: calendar.toString() }
}

const named = (calendar: ICalCalendar, name: string) =>
  calendar.name(name.replace(/[\r\n]+/g, ' ').replace(/[\\;,]/g, '\\$&')).ttl(6 * 60 * 60)

/** One gathering with its rule, and each date that is not as the rule says. */
function addSeries(
  calendar: ICalCalendar,
  community: Community,
  gathering: Gathering,
  first: Occurrence,
  others: readonly Occurrence[],
) {
  const { sequence, changedAt, startsAt } = gathering
  const stands = { id: uidOf(community, gathering), sequence, stamp: changedAt }
  const off = others.filter(({ cancelled, moved }) => cancelled && !moved)
  const without = off.map(({ occurrence }) => icalLocal(occurrence, startsAt)).join(',')
  const rule = ruleWithEnd(gathering)
  calendar.createEvent({
    ...event(community, gathering, first, null),
    ...stands,
    ...(rule ? { repeating: `RRULE:${rule}${without ? `\nEXDATE;TZID=${zone}:${without}` : ''}` } : {}),
  })
  for (const date of others.filter(({ moved }) => moved))
    calendar.createEvent({
      ...event(community, gathering, date, null),
      ...stands,
      recurrenceId: zoned(date.occurrence, startsAt),
    })
}

/** A gathering of a feed: with the date it begins by its rule, and the dates that are not as the rule says. */
export interface Series {
  readonly gathering: Gathering
  readonly first: Occurrence
  readonly others: readonly Occurrence[]
}

/** Gatherings as a calendar that others subscribe to or keep. */
export function seriesFeed(community: Community, name: string, all: readonly Series[]): string {
  const calendar = named(emptyCalendar(ICalCalendarMethod.PUBLISH), name)
  for (const { gathering, first, others } of all) addSeries(calendar, community, gathering, first, others)
  return calendar.toString()
}

/** One date in a member's own calendar. */
export interface OwnDate {
  readonly gathering: Gathering
  readonly date: Occurrence
  /** how they come; null where they have not said so */
  readonly seat: Seat | null
}

/** A member's own calendar: each date by itself, because to each they may have answered otherwise. */
export function ownFeed(community: Community, name: string, dates: readonly OwnDate[]): string {
  const calendar = named(emptyCalendar(ICalCalendarMethod.PUBLISH), name)
  for (const { gathering, date, seat } of dates) {
    const said = event(community, gathering, date, seat)
    calendar.createEvent({
      ...said,
      summary: seat ? (said.summary ?? '') : `${said.summary} (not answered)`,
      id: `gathering-${gathering.id}-${date.occurrence}@${host(community)}`,
      sequence: gathering.sequence,
      stamp: gathering.changedAt,
    })
  }
  return calendar.toString()
}
