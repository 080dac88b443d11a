/** Planning a gathering. */
import { sql } from 'kysely'
import { newId } from '../../kit/brand.ts'
import type { Condition } from '../../kit/community.ts'
import type { Db, Tx } from '../../kit/database.ts'
import { type Allowed, isRefusal, notFound, refuse, yes } from '../../kit/refuse.ts'
import { type Doing, task } from '../../kit/task.ts'
import { isModerator, type MemberId, type Who } from '../../kit/who.ts'
import { mayRead } from '../conversations/rules.ts'
import { type CircleRow, circlesFor } from '../conversations/store.ts'
import { overAt } from './occurrences.ts'
import { type Plan, PlanInput, type PlanTyped, readPlan } from './plan-input.ts'
import { mayPlan } from './rules.ts'
import type { GatheringId } from './store.ts'

/** Circles that are open to new things, with whether this member is in them. */
const circles = async (db: Db | Tx, member: MemberId | null): Promise<CircleRow[]> =>
  (await circlesFor(db, member)).filter(({ closed }) => !closed)

/** The circles in which somebody may plan. */
export const circlesToPlanIn = async (db: Db | Tx, who: Who): Promise<CircleRow[]> =>
  (await circles(db, who.member)).filter((one) => mayRead(who, one) === yes && (one.inside || isModerator(who)))

async function canPlan({ who: whose }: PlanTyped, { db, who }: Doing): Promise<Allowed> {
  const may = mayPlan(who)
  if (may !== yes || whose === 'open' || whose === 'members') return may
  const circle = (await circles(db, who.member)).find(({ slug }) => slug === whose)
  if (!circle || mayRead(who, circle) !== yes) return notFound('circle')
  return circle.inside || isModerator(who) ? yes : refuse('Follow this circle first, then plan in it.', 403)
}

/** What the condition's file knows, of what was ticked. */
export const known = (plan: Plan, { stages, topics }: Condition) => ({
  stages: plan.stages.filter((id) => stages.some((one) => one.id === id)),
  topics: plan.topics.filter((id) => topics.some((one) => one.id === id)),
})

/** A plan as the columns of its table. */
export const columnsOf = (plan: Plan, condition: Condition) => ({
  title: plan.title,
  about: plan.about,
  kind: plan.kind,
  place: plan.place,
  district: plan.district,
  desk_phone: plan.deskPhone,
  phone_number: plan.phoneNumber,
  phone_pin: plan.phonePin,
  video_link: plan.videoLink,
  starts_on: plan.startsOn,
  starts_at: plan.startsAt,
  minutes: plan.minutes,
  rrule: plan.rrule,
  until: plan.until,
  places: plan.places,
  phone_seats: plan.phoneSeats,
  no_phone_why: plan.noPhoneWhy,
  access: plan.access,
  ...known(plan, condition),
})

const nothingElse = { state: 'planned', cancelledWhy: null, overrides: [] } as const

/** The same plan sent twice, by a second press, is one gathering. */
async function sameAgain(
  db: Tx,
  host: MemberId | null,
  { title, startsOn, startsAt }: Plan,
): Promise<GatheringId | null> {
  const row = await db
    .selectFrom('gathering')
    .select('id')
    .where('host', '=', host)
    .where('state', '=', 'planned')
    .where('title', '=', title)
    .where('starts_on', '=', sql<Date>`${startsOn}::date`)
    .where('starts_at', '=', startsAt)
    .executeTakeFirst()
  return (row?.id as GatheringId | undefined) ?? null
}

/** Plan a gathering: once or repeating, in person, by phone, by video or mixed. */
export const plan = task('gatherings.plan', {
  title: 'Plan a gathering',
  doors: ['web', 'phone'],
  who: 'Helpers, clinicians, moderators and stewards; in a circle, those who are in it',
  input: PlanInput,
  allowed: canPlan,
  async run(typed, { db, who, now, community, about }) {
    const read = readPlan(typed, now)
    if (isRefusal(read)) return read
    const before = await sameAgain(db, who.member, read)
    if (before) return before
    const all = await circles(db, who.member)
    const circle = all.find(({ slug }) => slug === typed.who) ?? null
    const id = newId<'GatheringId'>(now.getTime())
    about(id)
    await db
      .insertInto('gathering')
      .values({
        id,
        ...columnsOf(read, community.condition),
        over_at: overAt({ ...read, ...nothingElse }),
        door: typed.who === 'open' ? 'open' : typed.who === 'members' ? 'members' : 'circle',
        circle: typed.who === 'open' || typed.who === 'members' ? null : circle!.id,
        host: who.member,
        cancelled_why: null,
        made_at: now,
        changed_at: now,
      })
      .execute()
    return id satisfies GatheringId
  },
})
