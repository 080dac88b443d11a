import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { idOf, newId } from '../../kit/brand.ts'
import { type Allowed, isRefusal, notFound, type Refusal, refuse, yes } from '../../kit/refuse.ts'
import { type Doing, task } from '../../kit/task.ts'
import { optionalWords, words } from '../../kit/typed-words.ts'
import type { MemberId } from '../../kit/who.ts'
import { Email } from '../members/tasks.ts'
import { type Decided, decisionAbout, decisionById } from './decision-store.ts'
import { tellDesk } from './mail.ts'
import { postAt } from './people-store.ts'
import { type Complaint, codeFrom, complaints, isUrgent, postInLink, readCode, type Wrong, wrongs } from './rules.ts'
import {
  type DecisionId,
  insertMatter,
  lockMatter,
  type MatterId,
  matterByCode,
  matterSentOnce,
  sentSince,
} from './store.ts'

const keys = <K extends string>(record: Record<K, unknown>) => Object.keys(record) as [K, ...K[]]

export const WrongInput = z.enum(keys<Wrong>(wrongs), { error: 'Choose what is wrong. "Something else" is fine.' })
export const ComplaintInput = z.enum(keys<Complaint>(complaints), {
  error: 'Choose what it is about. "Something else" is fine.',
})
export const SayMore = optionalWords(4000)
const OptionalEmail = z
  .union([z.literal(''), Email], { error: 'Type an email address like name@example.org, or leave this empty.' })
  .optional()
  .transform((text) => text || null)

/** Where and how the answer can be found. */
export interface Reported {
  readonly code: string
  readonly urgent: boolean
}

/** Who sends it: the person, or the one a helper at the desk acts for. */
const sender = ({ who }: Doing) => who.member

/** A member may send this many reports and complaints in an hour; danger is always heard. */
export const mostAnHour = 20

async function notTooMany(doing: Doing, wrong: string): Promise<Allowed> {
  const member = sender(doing)
  if (!member || isUrgent(wrong)) return yes
  const anHourAgo = new Date(doing.now.getTime() - 60 * 60 * 1000)
  if ((await sentSince(doing.db, member, anHourAgo)) < mostAnHour) return yes
  return refuse('Thank you. You have told us a lot in the last hour. Please wait a little before you send more.', 429)
}

/** Report a post, or something else on these pages. Needs no account; what a closed circle holds is never shown. */
export const report = task('care.report', {
  title: 'Report a post or something else that is wrong',
  doors: ['web', 'letter', 'phone', 'in person'],
  who: 'Anyone, with or without an account',
  input: z.object({
    /** the post, by its place in a conversation */
    conversation: idOf<'ConversationId'>().optional(),
    number: z.coerce.number().int().positive().max(1_000_000).optional(),
    /** or where it is, in the reporter's words: a pasted link will do */
    place: optionalWords(1000),
    wrong: WrongInput,
    words: SayMore,
    email: OptionalEmail,
    once: z.uuid().optional(),
  }),
  async allowed({ conversation, number, place, words, wrong }, doing) {
    if (conversation) {
      const post = number ? await postAt(doing.db, conversation, number, sender(doing)) : null
      if (!post) return notFound('post')
      if (post.state !== 'shown') return refuse('This post is not shown any more, so nobody can read it.', 410)
    } else if (!place && !words) {
      return refuse('Tell us where it is, or what is wrong.', 422, {
        place: 'Paste a link, or tell us where it is.',
      })
    }
    return notTooMany(doing, wrong)
  },
  async run({ conversation, number, place, ...rest }, doing): Promise<Reported | Refusal> {
    const link = conversation ? { conversation, number: number! } : postInLink(place ?? '', doing.community.url)
    const post = link ? await postAt(doing.db, link.conversation, link.number, null) : null
    return send(doing, 'report', { ...rest, place, post: post?.state === 'shown' ? post.post : null })
  },
})

/** Complain about how the charity runs this place. */
export const complain = task('care.complain', {
  title: 'Make a complaint',
  doors: ['web', 'letter', 'phone', 'in person'],
  who: 'Anyone, with or without an account',
  input: z.object({
    wrong: ComplaintInput,
    words: words(4000, 'Tell us what happened, in your own words.'),
    email: OptionalEmail,
    once: z.uuid().optional(),
  }),
  allowed: ({ wrong }, doing) => notTooMany(doing, wrong),
  run: (input, doing): Promise<Reported | Refusal> => send(doing, 'complaint', { ...input, place: null, post: null }),
})

async function send(
  doing: Doing,
  kind: 'report' | 'complaint',
  what: {
    wrong: Wrong | Complaint
    words: string | null
    place: string | null
    post: string | null
    email: string | null
    once?: string | undefined
  },
): Promise<Reported | Refusal> {
  const { db, now, about } = doing
  const by = sender(doing)
  const urgent = isUrgent(what.wrong)
  const before = what.once ? await matterSentOnce(db, what.once) : undefined
  if (before?.code) return before.by === by ? { code: before.code, urgent } : notFound()
  const id = newId<'MatterId'>(now.getTime())
  const code = codeFrom(randomBytes(9))
  await insertMatter(db, { ...what, id, kind, code, by, urgent, once: what.once ?? null, came_at: now })
  about(id)
  if (urgent) await tellDesk(doing)
  return { code, urgent }
}

/** May this person ask for a second look at a decision? The writer may, and whoever sent the report; once. */
export function mayAppeal(decision: Decided, person: MemberId | null, code: string | null): Allowed {
  const isSender = code !== null ? decision.code === code : person !== null && decision.sender === person
  const isWriter = person !== null && decision.writer === person && decision.outcome !== 'leave'
  if (!isSender && !isWriter) return notFound('decision')
  // A second look ends it, save for a writer whose post was removed by it and who was never asked.
  const againstWriter = decision.kind === 'appeal' && decision.becomes === 'remove' && isWriter && !isSender
  if (decision.kind === 'appeal' && !againstWriter)
    return refuse('This was a second look. You can still make a complaint.', 409)
  if (decision.outcome === 'show') return refuse('This post is shown, so there is nothing to look at again.', 409)
  if (decision.appeal) return refuse('Somebody has already asked for a second look at this.', 409)
  return yes
}

/** The decision somebody asks to have looked at again: by its id, or by the code of a report. */
async function decisionIn(input: { decision?: DecisionId | undefined; code?: string | undefined }, { db }: Doing) {
  if (input.decision) return decisionById(db, input.decision)
  const matter = input.code ? await matterByCode(db, readCode(input.code) ?? '') : null
  return matter ? decisionAbout(db, matter.id) : null
}

/** Ask that another moderator looks at a decision again. */
export const appeal = task('care.appeal', {
  title: 'Ask another moderator to look at a decision again',
  doors: ['web', 'letter', 'phone', 'in person'],
  who: 'The writer of the post; whoever reported it, with or without an account',
  input: z.object({
    decision: idOf<'DecisionId'>().optional(),
    code: z.string().max(40).optional(),
    words: words(4000, 'Tell us why you see it in another way.'),
  }),
  async allowed(input, doing) {
    const decision = await decisionIn(input, doing)
    if (!decision) return notFound('decision')
    return mayAppeal(decision, sender(doing), input.code ? decision.code : null)
  },
  async run(input, doing): Promise<MatterId | Refusal> {
    await lockMatter(doing.db, (await decisionIn(input, doing))!.matter)
    // Read again behind the lock: the same form may have been sent twice.
    const decision = (await decisionIn(input, doing))!
    const still = mayAppeal(decision, sender(doing), input.code ? decision.code : null)
    if (isRefusal(still)) return still
    const first = decision.code ? await matterByCode(doing.db, decision.code) : null
    const bySender = input.code !== undefined || decision.sender === sender(doing)
    const id = newId<'MatterId'>(doing.now.getTime())
    await insertMatter(doing.db, {
      id,
      kind: 'appeal',
      post: decision.post,
      words: input.words,
      by: bySender ? decision.sender : sender(doing),
      // A visitor who left an address hears at the same one.
      email: bySender ? (first?.email ?? null) : null,
      appeals: decision.id,
      came_at: doing.now,
    })
    doing.about(decision.id)
    return id
  },
})
