/** What those who answered are told, each by the door that reaches them; by email with a calendar file. */
import { sql } from 'kysely'
import type { Community } from '../../kit/community.ts'
import type { Db, Tx } from '../../kit/database.ts'
import type { Answer } from '../../kit/lists.ts'
import { type CalendarFile, post } from '../../kit/outbox.ts'
import { addressOf } from '../members/tasks.ts'
import { type DoorToMember, tellMember } from '../members/telling.ts'
import { answerHref } from './answer-link.ts'
import { invitation } from './calendar.ts'
import { joiningWords, whenOf } from './joining-words.ts'
import type { Occurrence } from './occurrences.ts'
import type { Rsvp } from './rsvp-store.ts'
import { dayInWords, seats, seatsOffered } from './rules.ts'
import type { Gathering } from './store.ts'

/** What the telling stands on: a task's doing, or a job's. */
export interface Telling {
  readonly db: Db | Tx
  readonly community: Community
  readonly now: Date
}

/** What is told, and what becomes of the date in their calendar. */
export type News = 'coming' | 'waiting' | 'moved up' | 'not coming' | 'changed' | 'called off' | 'reminder'

/** Subjects tell a day and nothing more: they show on lock screens. */
const subjects: Record<News, (day: string) => string> = {
  coming: (day) => `You are coming on ${day}`,
  waiting: (day) => `You are on the waiting list for ${day}`,
  'moved up': (day) => `A seat is yours on ${day}`,
  'not coming': (day) => `You are not coming on ${day}`,
  changed: (day) => `Something has changed for ${day}`,
  'called off': (day) => `It is off on ${day}`,
  reminder: (day) => `You are coming on ${day}: a reminder`,
}

function wordsFor(news: News, gathering: Gathering, date: Occurrence, rsvp: Rsvp, why: string | null): string {
  const { title, deskPhone, host, hostName } = gathering
  const what = `“${title}”, ${whenOf(date)}`
  const change = `If you cannot come, please tell us${deskPhone ? `: ring ${deskPhone}` : ''}. Then somebody else can.`
  const ours = host && hostName ? `Your host is ${hostName}.` : ''
  const seat = rsvp.seat ?? 'phone'
  const how = [
    `You come ${seats[seat]}. ${joiningWords(gathering, seat)}`,
    gathering.access ? `Access: ${gathering.access}` : '',
  ]
  const lines: Record<News, (string | null)[]> = {
    coming: [`You said you will come to ${what}.`, ...how, ours, change],
    'moved up': [`A seat is free now, and it is yours: ${what}.`, ...how, ours, change],
    reminder: [`This is soon: ${what}.`, ...how, ours, change],
    waiting: [
      `You asked to come to ${what}.`,
      `It is full. You are on the waiting list to come ${seats[seat]}. If a seat comes free, it is yours, and we tell you.`,
    ],
    'not coming': [`You said you will not come to ${what}.`, 'Afterwards you can read what went on.'],
    changed: [`Something has changed. Now it is: ${what}.`, why, ...(rsvp.state === 'coming' ? how : []), change],
    'called off': [`We are sorry: ${what}, is off.`, why],
  }
  return lines[news].filter(Boolean).join('\n\n')
}

const calendarMethod: Partial<Record<News, CalendarFile['method']>> = {
  coming: 'REQUEST',
  'moved up': 'REQUEST',
  changed: 'REQUEST',
  'not coming': 'CANCEL',
  'called off': 'CANCEL',
}

/** What can be sent back on a reply slip about one date. */
export const slipFor = (gathering: Gathering, occurrence: string): Answer => ({
  task: 'gatherings.rsvp',
  input: { gathering: gathering.id, occurrence },
  asks: [
    {
      field: 'seat',
      label: 'Will you come?',
      options: [
        ...seatsOffered(gathering).map((seat) => ({ value: seat, label: `Yes, ${seats[seat]}` })),
        { value: 'no', label: 'Not this time' },
      ],
    },
  ],
})

/**
 * Tell one who answered about one date.
 *
 * @param why the host's own words about a change
 * @returns the door it went by; null when nothing we know reaches them, or they do not want to hear
 */
export async function tellComer(
  telling: Telling,
  gathering: Gathering,
  date: Occurrence,
  rsvp: Rsvp,
  news: News,
  why: string | null = null,
): Promise<DoorToMember['door'] | null> {
  const { db, community, now } = telling
  const subject = subjects[news](dayInWords(date.starts))
  const words = wordsFor(news, gathering, date, rsvp, why)
  const href = answerHref(community, rsvp.id)
  const method = calendarMethod[news]
  const email = rsvp.member ? await addressOf(db, rsvp.member) : rsvp.guestEmail
  // What was never in their calendar is not taken out of it.
  const inCalendar = method === 'REQUEST' ? rsvp.state === 'coming' : rsvp.changes > 0 || rsvp.state === 'coming'
  const calendar =
    method && email && inCalendar
      ? invitation(
          community,
          gathering,
          date,
          { name: rsvp.member ? rsvp.name : 'Guest', email, seat: rsvp.seat, changes: rsvp.changes },
          method === 'CANCEL' ? 'CANCEL' : 'REQUEST',
          now,
        )
      : null
  if (rsvp.member) {
    await forgetUntold(telling, rsvp)
    const asks = news === 'called off' || news === 'not coming' ? undefined : slipFor(gathering, date.occurrence)
    return tellMember(telling, rsvp.member, {
      kind: 'gathering',
      subject,
      words,
      href,
      answer: asks,
      mail: { calendar },
    })
  }
  if (!email) return null
  // Nothing a guest typed is in it: the address may be somebody else's.
  const plain = `Hello,\n\n${words}\n\nTo change your answer:\n${community.url}${href}\n`
  await post(db, { to: email, kind: 'gathering', subject, plain, calendar })
  return 'email'
}

/** What waited for a letter or a call about the same date is told no more: only what holds now. */
const forgetUntold = ({ db }: Telling, { member, gathering, occurrence }: Rsvp) =>
  sql`
    delete from notice
    where member = ${member}
      and told_at is null
      and answer ->> 'task' = 'gatherings.rsvp'
      and answer -> 'input' ->> 'gathering' = ${gathering}
      and answer -> 'input' ->> 'occurrence' = ${occurrence}`.execute(db)
