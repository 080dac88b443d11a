/**
 * The second step of somebody on the staff is lost, and the sheet of codes with it. Nobody can give them a new one alone:
 * one steward asks, another agrees, and for two days the person can stop it from any session or by the link they are
 * sent. Only then is the old one taken away; the new one they set up themselves.
 */
import { sql } from 'kysely'
import { z } from 'zod'
import { idOf, newId } from '../../kit/brand.ts'
import type { Community } from '../../kit/community.ts'
import type { Db, Tx } from '../../kit/database.ts'
import { timeWords } from '../../kit/day.ts'
import { exports } from '../../kit/exports.ts'
import { job } from '../../kit/jobs.ts'
import { linkToken } from '../../kit/link-token.ts'
import { notFound, type Refusal, refuse, yes } from '../../kit/refuse.ts'
import { type Doing, task } from '../../kit/task.ts'
import { isSignedIn, type MemberId } from '../../kit/who.ts'
import { roleChangedLately, settlingDays } from './role-changes.ts'
import { mustBeSteward } from './rules.ts'
import { takeSecondStepAway } from './second-step.ts'
import { tellAtEveryDoor } from './telling-at-every-door.ts'

declare module '../../kit/database.ts' {
  interface Tables {
    second_step_recovery: {
      id: string
      member: string
      asked_by: string | null
      asked_at: Date
      agreed_by: string | null
      agreed_at: Date | null
      stopped_at: Date | null
      done_at: Date | null
    }
  }
}

/** hours between the second yes and the old one being taken away */
export const waitHours = 48

/** Stops one recovery and does nothing else; it runs out when there is nothing left to stop. */
export const stopRecoveryLink = linkToken('stop a new second step', { lasts: 14 })

export interface Recovery {
  readonly id: string
  readonly member: MemberId
  readonly name: string
  readonly asked_by: string | null
  readonly asked_by_name: string | null
  readonly asked_at: Date
  readonly agreed_by_name: string | null
  readonly agreed_at: Date | null
  /** when the old one is taken away */
  readonly ready_at: Date | null
}

/** The recoveries that are under way: of one person, or of all. */
export async function recoveriesOpen(db: Db | Tx, member: string | null = null): Promise<readonly Recovery[]> {
  const { rows } = await sql<Recovery>`
    select r.id, r.member, m.name, r.asked_by, asked.name as asked_by_name, r.asked_at,
      agreed.name as agreed_by_name, r.agreed_at, r.agreed_at + make_interval(hours => ${waitHours}) as ready_at
    from second_step_recovery r
    join member m on m.id = r.member
    left join member asked on asked.id = r.asked_by
    left join member agreed on agreed.id = r.agreed_by
    where r.stopped_at is null
      and r.done_at is null
      and (${member}::uuid is null or r.member = ${member}::uuid)
    order by r.asked_at`.execute(db)
  return rows
}

const warn = (
  doing: { db: Tx; community: Community; now: Date },
  recovery: string,
  member: string,
  words: string,
  by: string | null,
) =>
  tellAtEveryDoor(
    doing,
    member,
    {
      subject: 'Your second step to sign in',
      words: `${words} If this is not what you want, stop it on this page, or ring us.`,
      href: `/second-step/stop/${stopRecoveryLink.make(doing.community, recovery)}`,
    },
    by,
  )

/** One steward asks. Nothing changes but that the person is told. */
export const askRecovery = task('members.ask-second-step-recovery', {
  title: 'Ask for a new second step for a colleague who lost theirs',
  doors: ['web'],
  who: 'Stewards, for others; another steward has to agree',
  input: z.object({ member: idOf<'MemberId'>() }),
  allowed: ({ member }, { who }) =>
    member === who.member ? refuse('Ask another steward to do this for you.', 403) : mustBeSteward(who),
  async run({ member }, doing): Promise<string | Refusal> {
    const { db, who, now, about } = doing
    const has = await db.selectFrom('second_factor').select('member').where('member', '=', member).executeTakeFirst()
    if (!has) return notFound('second step')
    if ((await recoveriesOpen(db, member)).length > 0) return refuse('Somebody has asked for this already.', 409)
    const id = newId(now.getTime())
    await db
      .insertInto('second_step_recovery')
      .values({
        id,
        member,
        asked_by: who.member,
        asked_at: now,
        agreed_by: null,
        agreed_at: null,
        stopped_at: null,
        done_at: null,
      })
      .execute()
    await warn(
      doing,
      id,
      member,
      `${who.name} asked for a new second step for you. Another steward has to agree. Then you have ${waitHours} hours in which you can still stop it.`,
      who.member,
    )
    about(member)
    return id
  },
})

/** Another steward agrees. The wait begins. */
export const agreeRecovery = task('members.agree-second-step-recovery', {
  title: 'Agree to a new second step for a colleague who lost theirs',
  doors: ['web'],
  who: 'Another steward than the one who asked, and never the person',
  input: z.object({ recovery: idOf() }),
  async allowed({ recovery }, { db, who, now }) {
    const may = mustBeSteward(who)
    if (may !== yes) return may
    const [one] = (await recoveriesOpen(db)).filter(({ id }) => id === recovery)
    if (!one || one.agreed_at) return notFound('question')
    if (one.asked_by === who.member) return refuse('You asked for it, so another steward has to agree.', 403)
    if (one.member === who.member) return refuse('This is about you, so others have to agree.', 403)
    // Else one steward could make a second one for the day, and be both.
    return (await roleChangedLately(db, who.member!, now))
      ? refuse(`You became a steward less than ${settlingDays} days ago, so another steward has to agree.`, 403)
      : yes
  },
  async run({ recovery }, doing): Promise<MemberId> {
    const { db, who, now, about } = doing
    const { member } = await db
      .updateTable('second_step_recovery')
      .set({ agreed_by: who.member, agreed_at: now })
      .where('id', '=', recovery)
      .returning('member')
      .executeTakeFirstOrThrow()
    const ready = new Date(now.getTime() + waitHours * 60 * 60 * 1000)
    await warn(
      doing,
      recovery,
      member,
      `${who.name} agreed to a new second step for you. The old one ends on ${timeWords(ready)}.`,
      who.member,
    )
    about(member)
    return member as MemberId
  },
})

/** The person stops it, from any session of theirs, whether or not the second step was given there; so may any steward. */
export const stopRecovery = task('members.stop-second-step-recovery', {
  title: 'Stop others from ending a second step',
  doors: ['web'],
  who: 'The person it is about; a steward, for whoever rings',
  input: z.object({ recovery: idOf().optional() }),
  allowed({ recovery }, { who }) {
    if (!isSignedIn(who)) return refuse('Please sign in first.', 401)
    return recovery ? mustBeSteward(who) : yes
  },
  run: ({ recovery }, doing) =>
    stop(doing, (one) => (recovery ? one.id === recovery : one.member === doing.who.member)),
})

/** The same by the link they were sent, without signing in. */
export const stopRecoveryByLink = task('members.stop-second-step-recovery-by-link', {
  title: 'Stop others from ending my second step, by the link I was sent',
  doors: ['email'],
  who: 'Whoever has the link; it does nothing else',
  input: z.object({ token: z.string().max(300) }),
  allowed: ({ token }, { community }) =>
    stopRecoveryLink.read(community, token) ? yes : refuse('This link is not whole, or its time is over.', 404),
  run: ({ token }, doing) => stop(doing, ({ id }) => id === stopRecoveryLink.read(doing.community, token)?.subject),
})

async function stop(doing: Doing, which: (one: Recovery) => boolean): Promise<true | Refusal> {
  const { db, now, about } = doing
  const one = (await recoveriesOpen(db)).find(which)
  if (!one) return refuse('There is nothing to stop. It was stopped before, or is over.', 409)
  await db.updateTable('second_step_recovery').set({ stopped_at: now }).where('id', '=', one.id).execute()
  about(one.member)
  const stopper = doing.who.member === null || doing.who.member === one.member ? one.name : doing.who.name
  const asked = { subject: 'A new second step was stopped', href: `/steward/members/${one.member}` }
  if (one.asked_by && one.asked_by !== doing.who.member)
    await tellAtEveryDoor(
      doing,
      one.asked_by,
      { ...asked, words: `${stopper} stopped it. The second step of ${one.name} stays as it is.` },
      null,
    )
  return true
}

/**
 * Whoever runs the server ends somebody's second step, where there is no second steward to agree. It is no task of any
 * page: `npm run community -- second-step` does it.
 */
export const endSecondStep = task('members.end-second-step', {
  title: 'End a second step, on the server itself',
  doors: ['in person'],
  who: 'Whoever runs the server; the person is told at once',
  input: z.object({ member: idOf<'MemberId'>() }),
  allowed: (_, { who, via }) =>
    via === 'in person' && who.member === null
      ? yes
      : refuse('Only the person who runs the server can do this, on the server itself.', 403),
  async run({ member }, doing): Promise<true | Refusal> {
    const { db, about } = doing
    const has = await db.selectFrom('second_factor').select('member').where('member', '=', member).executeTakeFirst()
    if (!has) return notFound('second step')
    await takeSecondStepAway(db, member)
    await tellAtEveryDoor(
      doing,
      member,
      {
        subject: 'Your second step has ended',
        words:
          'The person who runs the server ended your second step. Set up a new one when you next sign in. If you did not ask for this, ring them at once.',
        href: '/second-step',
      },
      null,
    )
    about(member)
    return true
  },
})

/** Take away what two stewards agreed on two days ago, and was not stopped. */
export async function finishRecoveries(db: Tx, community: Community, now: Date) {
  for (const { id, member, ready_at } of await recoveriesOpen(db)) {
    if (!ready_at || ready_at > now) continue
    await takeSecondStepAway(db, member)
    await db.updateTable('second_step_recovery').set({ done_at: now }).where('id', '=', id).execute()
    await tellAtEveryDoor(
      { db, community, now },
      member,
      {
        subject: 'You can set up your second step',
        words: 'Your old second step has ended, as two stewards agreed. Set up a new one when you next sign in.',
        href: '/second-step',
      },
      null,
    )
  }
}

job({
  name: 'members.finish-second-step-recoveries',
  cron: '*/10 * * * *',
  work: (_, community) => community.db.transaction().execute((db) => finishRecoveries(db, community, new Date())),
})

exports('Your second step (who asked to end it)', (db, member) =>
  db
    .selectFrom('second_step_recovery')
    .select(['asked_at', 'agreed_at', 'stopped_at', 'done_at'])
    .where('member', '=', member)
    .execute(),
)
