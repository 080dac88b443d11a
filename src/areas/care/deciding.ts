/** What a moderator decides about what waits. Every decision has a reason, reaches those it concerns, and is signed. */
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { idOf, newId } from '../../kit/brand.ts'
import type { Db } from '../../kit/database.ts'
import { tell } from '../../kit/events.ts'
import { notFound, type Refusal, refuse } from '../../kit/refuse.ts'
import { type Doing, task } from '../../kit/task.ts'
import { optionalWords } from '../../kit/typed-words.ts'
import { isModerator, type MemberId } from '../../kit/who.ts'
import { postForCare, removePost, restorePost, showHeld } from '../conversations/moderating.ts'
import { type Decided, decisionAbout, decisionById, insertDecision } from './decision-store.ts'
import { tellSender, tellWriter } from './mail.ts'
import { deciders } from './people-store.ts'
import { mayDecide, type Outcome, opposites, outcomeButtons, outcomes, outcomesFor, readyReasons } from './rules.ts'
import { type DecisionId, lockMatter, type Matter, matterById, otherReports } from './store.ts'

declare module '../../kit/events.ts' {
  interface Events {
    'care.decided': { decision: DecisionId; outcome: Outcome; post: string | null; writer: MemberId | null }
  }
}

const keys = <K extends string>(record: Record<K, unknown>) => Object.keys(record) as [K, ...K[]]

/** May this person decide this, and if not, why not? */
export async function mayDecideOn(matter: Matter, { db, who }: Pick<Doing, 'db' | 'who'>) {
  const others = (await deciders(db)).filter(({ id }) => id !== who.member && id !== matter.writer)
  const first = matter.first_decider
  return mayDecide(who, { ...matter, firstDecider: first }, others.filter(({ id }) => id !== first).length)
}

/** What a second moderator is told. */
export const alreadyDecided = ({ role, outcome }: Decided) =>
  refuse(`This is already decided, by ${role === 'steward' ? 'a steward' : 'a moderator'}: ${outcomes[outcome]}.`, 409)

/** Decide about something that waits. */
export const decide = task('care.decide', {
  title: 'Decide about a post that waits, a report, a complaint or a second look',
  doors: ['web'],
  who: 'Moderators and stewards; never about their own posts, never twice about the same thing',
  input: z.object({
    matter: idOf<'MatterId'>(),
    outcome: z.enum(keys(outcomes), { error: 'Choose what you decide.' }),
    /** a sentence that is ready, by its name */
    ready: z.string().max(40).default('mine'),
    words: optionalWords(2000),
    /** which words of the post were read, as the page sent them: see `readMark` */
    read: z.string().max(60).optional(),
  }),
  async allowed({ matter: id }, doing) {
    if (!isModerator(doing.who)) return refuse('Only moderators decide here.', doing.who.member ? 403 : 401)
    const matter = await matterById(doing.db, id)
    return matter ? mayDecideOn(matter, doing) : notFound()
  },
  async run({ matter: id, outcome, ready, words, read }, doing): Promise<Decided | Refusal> {
    await lockMatter(doing.db, id)
    const matter = (await matterById(doing.db, id))!
    const before = await decisionAbout(doing.db, id)
    if (before) return alreadyDecided(before)
    if (!outcomesFor(matter).includes(outcome)) return refuse('That cannot be decided here. Choose again.')
    if (matter.kind === 'held' && matter.post_state !== 'held')
      return refuse('The writer has taken this post back, so there is nothing to decide.', 409)
    if (matter.kind === 'held' && read !== undefined && read !== (await readMark(doing.db, matter.post)))
      return refuse('The writer has just changed this post. Please read it again, then decide.', 409)
    const reason = reasonFrom(outcome, ready, words)
    if (typeof reason !== 'string') return reason
    return matter.kind === 'appeal' ? lookAgain(doing, matter, outcome, reason) : close(doing, matter, outcome, reason)
  },
})

/** Stands for the words of a post, so that nobody decides about words that they have not read. */
export async function readMark(db: Doing['db'] | Db, post: string | null): Promise<string> {
  const found = post && (await postForCare(db, post))
  if (!found) return ''
  const { title, words, basis, basis_words, applies_to, interest, country, source_written } = found
  const all = JSON.stringify([title, words, basis, basis_words, applies_to, interest, country, source_written])
  return createHash('sha256').update(all).digest('base64url').slice(0, 22)
}

function reasonFrom(outcome: Outcome, ready: string, words: string | null): string | Refusal {
  const sentence = Object.hasOwn(readyReasons, ready) ? readyReasons[ready] : undefined
  if (sentence && !sentence.fits.includes(outcome)) {
    const because = `That reason does not fit “${outcomeButtons[outcome]}”. Choose another, or write your own.`
    return refuse(because, 422, { ready: because })
  }
  const reason = [sentence?.words, words].filter(Boolean).join(' ')
  if (reason) return reason
  const because = 'Say why. Choose a sentence, or write your own.'
  return refuse(because, 422, { ready: because })
}

/** Write a decision down, let it take effect, and tell those it concerns. */
async function close(doing: Doing, matter: Matter, outcome: Outcome, reason: string): Promise<Decided> {
  const decision = await enter(doing, matter, outcome, reason)
  await takeEffect(doing, matter.post, outcome)
  if (matter.writer && outcome !== 'leave') await tellWriter(doing, matter.writer, decision)
  if (matter.kind !== 'held') await tellSender(doing, matter, decision)
  if (matter.kind === 'report' && matter.post)
    for (const other of await otherReports(doing.db, matter))
      await tellSender(doing, other, await enter(doing, other, outcome, reason))
  return decision
}

/** A second look: the first decision stands, or becomes its opposite. */
async function lookAgain(doing: Doing, matter: Matter, outcome: Outcome, reason: string): Promise<Decided> {
  const first = (await decisionById(doing.db, matter.appeals!))!
  const becomes = outcome === 'overturned' ? (opposites[first.becomes ?? first.outcome] ?? null) : null
  const decision = await enter(doing, matter, outcome, reason, becomes)
  if (becomes) await takeEffect(doing, matter.post, becomes)
  await tellSender(doing, matter, decision, matter.by ? null : first.code)
  if (!becomes) return decision
  if (matter.writer && matter.writer !== matter.by) await tellWriter(doing, matter.writer, decision)
  const report = await matterById(doing.db, first.matter)
  if (report?.kind === 'report' && report.by !== matter.by) await tellSender(doing, report, decision)
  return decision
}

async function enter(doing: Doing, matter: Matter, outcome: Outcome, reason: string, becomes: Outcome | null = null) {
  const { db, who, now, about } = doing
  const id = newId<'DecisionId'>(now.getTime())
  const made = { id, outcome, becomes, reason, by: who.member as MemberId, role: who.role, at: now }
  await insertDecision(db, made, matter)
  about(id)
  const { post, writer } = matter
  await tell('care.decided', { decision: id, outcome: becomes ?? outcome, post, writer }, doing)
  return (await decisionById(db, id))!
}

async function takeEffect(doing: Doing, post: string | null, outcome: Outcome) {
  if (!post) return
  // A post that waits is shown; one that was taken away is put back.
  if (outcome === 'show' && (await showHeld(doing, post)) === null) await restorePost(doing, post)
  if (outcome === 'hide' || outcome === 'remove' || outcome === 'dangerous') await removePost(doing, post)
}
