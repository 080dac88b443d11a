/** Pausing: until a day, or until they say so. Only what they asked to keep reaches them, and nothing decays. */
import { z } from 'zod'
import { newId } from '../../kit/brand.ts'
import type { Tx } from '../../kit/database.ts'
import { tell } from '../../kit/events.ts'
import { isRefusal, type Refusal, refuse } from '../../kit/refuse.ts'
import { type Doing, task } from '../../kit/task.ts'
import { optionalWords } from '../../kit/typed-words.ts'
import type { MemberId } from '../../kit/who.ts'
import { Reasons } from '../support/reasons.ts'
import { dayInWords, londonDay, monthLater, readDay } from './days.ts'
import { backAnswer } from './returning.ts'
import { mustBeSignedIn, mustBeTicked } from './rules.ts'
import { stateOf } from './store.ts'
import { doorTo, type NoticeKind, noticeKinds, tellMember } from './telling.ts'

const kinds = Object.keys(noticeKinds) as NoticeKind[]

/** What can be kept through a pause. */
export const keepable = kinds.filter((kind) => noticeKinds[kind].keepable)

/** Kinds that were ticked; a form sends an empty one along, so that ticking none says something. */
export const Kept = (may: readonly NoticeKind[]) =>
  z
    .union([z.array(z.string()), z.string().transform((one) => [one])])
    .transform((all) => all.filter(Boolean))
    .pipe(z.array(z.enum(may as [NoticeKind, ...NoticeKind[]], { error: 'Choose from the list.' })))

export const pauses = ['until I say', 'a month', 'a day'] as const

/**
 * Pause. Whoever is paused already changes until when, and what reaches them.
 *
 * @returns the last day of it, such as "2027-03-04"; null when it lasts until they say
 */
export const pause = task('members.pause', {
  title: 'Pause, until a day or until I say',
  doors: ['web', 'email', 'letter', 'phone'],
  who: 'Members, for themselves',
  input: z.object({
    /** until they say, unless told */
    pause: z.enum(pauses, { error: 'Choose for how long.' }).optional(),
    until: optionalWords(40),
    /** not named: as before, which at first is nothing */
    keeps: Kept(keepable).optional(),
    reasons: Reasons,
    words: optionalWords(1000),
  }),
  allowed: (_, { who }) => mustBeSignedIn(who),
  async run(
    { pause: chosen, until: typed, keeps, reasons, words },
    doing,
  ): Promise<{ until: string | null } | Refusal> {
    const { db, now, via } = doing
    const member = doing.who.member as MemberId
    const ticked = mustBeTicked(via, chosen)
    if (isRefusal(ticked)) return ticked
    const how = chosen ?? 'until I say'
    const { state } = await stateOf(db, member)
    if (state === 'left') return refuse('You have left. Come back first. Then you can pause.', 409)
    const until = how === 'until I say' ? null : lastDay(how, typed ?? '', londonDay(now))
    if (typeof until === 'object' && until !== null) return until
    doing.about(member)
    const line = {
      until,
      ...(keeps ? { keeps } : {}),
      ...(reasons.length ? { reasons } : {}),
      ...(words ? { words } : {}),
    }
    if (state === 'paused') {
      await db.updateTable('absence').set(line).where('member', '=', member).where('ended_at', 'is', null).execute()
    } else {
      await confirm(doing, member, until)
      const absence = { id: newId(now.getTime()), member, kind: 'paused', began_at: now, ended_at: null, via } as const
      await db
        .insertInto('absence')
        .values({ keeps: [], reasons: [], words: null, ...absence, ...line })
        .execute()
    }
    await db.updateTable('member').set({ state: 'paused', paused_until: until }).where('id', '=', member).execute()
    await takeBackMail(db, member, keeps ?? [])
    if (state !== 'paused') await tell('members.paused', { member }, doing)
    return { until }
  },
})

function lastDay(how: 'a month' | 'a day', typed: string, today: string): string | Refusal {
  if (how === 'a month') return monthLater(today)
  const wrong = (because: string) => refuse(because, 422, { until: because })
  const day = readDay(typed, today)
  if (!day) return wrong('Type a day, like 4 March 2027.')
  return day > today ? day : wrong('Choose a day after today.')
}

/** Who is reached by letter has it from us in writing, with the way back. Others saw or heard that it is done. */
async function confirm(doing: Doing, member: MemberId, until: string | null) {
  if ((await doorTo(doing.db, member, 'answer'))?.door !== 'letter') return
  const end = until ? `The pause ends by itself after ${dayInWords(until)}.` : 'It lasts until you say so.'
  await tellMember(doing, member, {
    kind: 'answer',
    subject: 'You are paused',
    words: `You are paused now. ${end} Nothing of yours is lost. You can come back at any time: ring us, or send the slip.`,
    answer: backAnswer,
  })
}

/** Mail that has not left yet, of kinds that are not to reach them. */
export async function takeBackMail(db: Tx, member: MemberId, keeps: readonly NoticeKind[], of = kinds) {
  const gone = of.filter((kind) => !keeps.includes(kind) && kind !== 'answer')
  if (gone.length === 0) return
  await db
    .deleteFrom('message_out')
    .where('member', '=', member)
    .where('state', '=', 'waiting')
    .where('kind', 'in', gone)
    .execute()
}
