/** What the pages of this area read before they are shown. */
import { isUuid } from '../../kit/brand.ts'
import type { Community } from '../../kit/community.ts'
import { hiddenStages, inSight } from '../../kit/look-ahead.ts'
import { isRefusal, notFound, type Refusal } from '../../kit/refuse.ts'
import type { Ctx } from '../../kit/web.ts'
import { isSignedIn, type MemberId, type Who } from '../../kit/who.ts'
import { listReader } from '../members/looking.ts'
import { isDay } from './london-clock.ts'
import { datesToCome, nextOf, type Occurrence, occurrenceOn } from './occurrences.ts'
import type { Listed, Shown } from './pages.ts'
import { lastDayOf } from './recurrence-rules.ts'
import { rsvpOf, rsvpsOfMember, takenFor, takenOn, toMeetAfter } from './rsvp-store.ts'
import { mayTend } from './rules.ts'
import { type Gathering, gatheringsToCome, writeUpOf } from './store.ts'
import { seen } from './tending.ts'

export const tends = (who: Who, { host }: Gathering) => !isRefusal(mayTend(who, host))

/** The gathering a page is about, and the date it asks for: the next one unless told. */
export async function asked(c: Ctx): Promise<{ gathering: Gathering; date: Occurrence } | Refusal> {
  const { community, who } = c.var
  const id = c.req.param('id') ?? ''
  if (!isUuid(id)) return notFound('gathering')
  const gathering = await seen(community.db, id, who)
  if (isRefusal(gathering)) return gathering
  const on = c.req.query('on')
  const date = on ? (isDay(on) ? occurrenceOn(gathering, on) : null) : nextOrLast(gathering, new Date())
  return date ? { gathering, date } : notFound('date')
}

/** The next date that takes place; else the next of all; else the last there was. */
function nextOrLast(gathering: Gathering, now: Date): Occurrence | null {
  const next = nextOf(gathering, now) ?? datesToCome(gathering, now, 1)[0]
  return next ?? occurrenceOn(gathering, lastDayOf(gathering))
}

/** Everything the page of one date shows to this reader. */
export async function shownTo(c: Ctx, { gathering, date }: { gathering: Gathering; date: Occurrence }): Promise<Shown> {
  const { community, who } = c.var
  const { db } = community
  const now = new Date()
  const others = gathering.rrule ? datesToCome(gathering, now, 6) : []
  return {
    gathering,
    date,
    others: others.length > 1 || others[0]?.occurrence !== date.occurrence ? others : [],
    taken: await takenFor(db, gathering.id, date.occurrence),
    mine: await rsvpOf(db, gathering.id, date.occurrence, who.member),
    signedIn: isSignedIn(who),
    tends: tends(who, gathering),
    over: date.ends <= now,
    writtenUp: (await writeUpOf(db, gathering.id, date.occurrence)) !== null,
    toMeet: await toMeetAfter(db, gathering.id, date.occurrence, who.member),
  }
}

/** Gatherings to come, soonest first, and how many lie further ahead than the reader wants to look. */
export async function listedFor(
  community: Community,
  who: Who,
  { all, page, onAPage }: { all: boolean; page: number; onAPage: number },
): Promise<{ lines: Listed[]; ahead: number; total: number }> {
  const { db, condition } = community
  const now = new Date()
  const hidden = all ? [] : isSignedIn(who) ? hiddenStages(await listReader(db, who.member), condition) : []
  const everything = (await gatheringsToCome(db, who, now)).flatMap((gathering) => {
    const date = nextOf(gathering, now)
    return date ? [{ gathering, date }] : []
  })
  const dated = everything
    .filter(({ gathering }) => inSight(gathering.stages, hidden))
    .sort((a, b) => a.date.starts.getTime() - b.date.starts.getTime())
  const here = dated.slice((page - 1) * onAPage, page * onAPage)
  const taken = await takenOn(
    db,
    here.map(({ gathering, date }) => ({ gathering: gathering.id, occurrence: date.occurrence })),
  )
  const mine = who.member ? await answersOf(db, who.member, here) : () => null
  return {
    total: dated.length,
    ahead: everything.length - dated.length,
    lines: here.map(({ gathering, date }) => ({
      gathering,
      date,
      taken: taken(gathering.id, date.occurrence),
      mine: mine(gathering.id, date.occurrence),
    })),
  }
}

async function answersOf(db: Community['db'], member: MemberId, here: readonly { date: Occurrence }[]) {
  const first = here.map(({ date }) => date.occurrence).sort()[0]
  const all = first ? await rsvpsOfMember(db, member, first) : []
  return (gathering: string, occurrence: string) =>
    all.find((one) => one.gathering === gathering && one.occurrence === occurrence) ?? null
}
