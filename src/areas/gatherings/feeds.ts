/** Calendars one subscribes to: the open gatherings for anybody, and a member's own behind a private address. */
import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Community } from '../../kit/community.ts'
import type { Db, Tx } from '../../kit/database.ts'
import { task } from '../../kit/task.ts'
import type { MemberId } from '../../kit/who.ts'
import { mustBeSignedIn } from '../members/rules.ts'
import { calendarToken, readCalendarToken } from './answer-link.ts'
import { type OwnDate, ownFeed, type Series, seriesFeed } from './calendar.ts'
import { dayOf, daysAfter } from './london-clock.ts'
import { datesBetween, occurrenceOn } from './occurrences.ts'
import { rsvpsOfMember } from './rsvp-store.ts'
import { type Gathering, gatheringsOf, openGatherings } from './store.ts'
import { memberWho } from './tending.ts'

const day = 24 * 60 * 60 * 1000
/** What was over this long ago has left the feeds. */
const back = 60 * day
const ahead = 400 * day

/** A feed, unless the reader has it already. */
export interface Feed {
  readonly etag: string
  readonly changedAt: Date
  readonly content: () => Promise<string>
}

const etagOf = (...parts: readonly unknown[]) =>
  `"${createHash('sha256').update(parts.join(' ')).digest('base64url').slice(0, 22)}"`

/** A gathering as a series: where it begins, and the dates that are not as its rule says. */
export function seriesOf(gathering: Gathering): Series | null {
  const first = occurrenceOn({ ...gathering, overrides: [] }, gathering.startsOn)
  if (!first) return null
  const others = gathering.overrides
    .map(({ occurrence }) => occurrenceOn(gathering, occurrence))
    .filter((one) => one !== null)
  return { gathering, first, others }
}

/** The open gatherings. */
export async function publicFeed(community: Community, now: Date): Promise<Feed> {
  const { rows } = await sql<{ changed: Date | null; n: number }>`
    select max(changed_at) as changed, count(*)::int as n from gathering`.execute(community.db)
  const { changed, n } = rows[0]!
  return {
    etag: etagOf('open', community.edition, changed?.toISOString(), n, dayOf(now)),
    changedAt: changed ?? new Date(0),
    async content() {
      const all = await openGatherings(community.db, new Date(now.getTime() - back))
      return seriesFeed(
        community,
        community.name,
        all.map(seriesOf).filter((one) => one !== null),
      )
    },
  }
}

/** A member's own: where they come, with the number to ring, and what is planned in their circles. */
export async function privateFeed(community: Community, token: string, now: Date): Promise<Feed | null> {
  const read = readCalendarToken(community, token)
  if (!read || (await editionOf(community.db, read.member)) !== read.edition) return null
  const who = await memberWho(community.db, read.member)
  if (!who) return null
  const { member } = read
  const { rows } = await sql<{ changed: Date | null; state: string }>`
    select
      greatest((select max(changed_at) from gathering), (select max(changed_at) from rsvp where rsvp.member = ${member}))
        as changed,
      concat_ws(' ', (select count(*) from gathering), (select count(*) from rsvp where rsvp.member = ${member}),
        (select concat_ws(' ', count(*), max(since)) from circle_member i where i.member = ${member})) as state`.execute(
    community.db,
  )
  const { changed, state } = rows[0]!
  return {
    etag: etagOf('own', token, community.edition, changed?.toISOString(), state, dayOf(now)),
    changedAt: changed ?? new Date(0),
    content: async () =>
      ownFeed(community, 'My gatherings', await ownDates(community.db, member, { ...who, member }, now)),
  }
}

async function ownDates(
  db: Db,
  member: MemberId,
  who: Parameters<typeof gatheringsOf>[1],
  now: Date,
): Promise<OwnDate[]> {
  const from = new Date(now.getTime() - back)
  const answers = await rsvpsOfMember(db, member, daysAfter(dayOf(from), -366))
  const said = new Map(answers.map((one) => [`${one.gathering} ${one.occurrence}`, one]))
  const dates: OwnDate[] = []
  for (const gathering of await gatheringsOf(db, who, from))
    for (const date of datesBetween(gathering, from, new Date(now.getTime() + ahead))) {
      const answer = said.get(`${gathering.id} ${date.occurrence}`)
      if (!answer && !gathering.circle?.inside) continue
      dates.push({ gathering, date, seat: answer?.state === 'coming' ? answer.seat : null })
    }
  return dates
}

async function editionOf(db: Db | Tx, member: MemberId): Promise<number> {
  const row = await db.selectFrom('private_calendar').select('edition').where('member', '=', member).executeTakeFirst()
  return row?.edition ?? 1
}

/** The path of a member's private calendar. Whoever has it can read it, so it is shown only to them. */
export const privateCalendarHref = async (community: Community, member: MemberId) =>
  `/gatherings/mine/${calendarToken(community, member, await editionOf(community.db, member))}.ics`

/** Make the address of one's private calendar anew: the one before stops at once. */
export const renewCalendar = task('gatherings.renew-calendar', {
  title: 'Make the private address of my calendar anew',
  doors: ['web', 'phone'],
  who: 'Members, for themselves',
  input: z.object({}),
  allowed: (_, { who }) => mustBeSignedIn(who),
  async run(_, { db, who, now }) {
    await sql`
      insert into private_calendar (member, edition, changed_at)
      values (${who.member}, 2, ${now})
      on conflict (member) do update
      set edition = private_calendar.edition + 1, changed_at = excluded.changed_at`.execute(db)
    return editionOf(db, who.member as MemberId)
  },
})
