/** What a coordinator does: proposes, says honestly that there is no match yet, ends what has run its time. */
import { z } from 'zod'
import { idOf, newId } from '../../../kit/brand.ts'
import type { Db, Tx } from '../../../kit/database.ts'
import { notFound, type Refusal, refuse, yes } from '../../../kit/refuse.ts'
import { type Doing, task } from '../../../kit/task.ts'
import { optionalWords } from '../../../kit/typed-words.ts'
import { isModerator } from '../../../kit/who.ts'
import { mustBeModerator } from '../../members/rules.ts'
import { tellMember } from '../../members/telling.ts'
import { askerWith, candidatesFor, matchableOf } from './people.ts'
import { mayMeet, type Proposal, rank } from './ranking.ts'
import type { Matchable } from './ranking-facts.ts'
import { differsWords, whyWords } from './ranking-words.ts'
import {
  endMatch,
  endRequest,
  holdMatch,
  type MatchId,
  type MatchRequest,
  matchById,
  matchesOfRequest,
  requestById,
  waitAgain,
} from './store.ts'
import { noMatchYet, proposalToAsker, proposalToHelper } from './words.ts'

type Life = Doing['community']['condition']

/** The proposals for a request, best first; none when its asker stepped away or took back their yes to matching. */
export async function proposalsFor(db: Db | Tx, request: MatchRequest, life: Life, most?: number): Promise<Proposal[]> {
  const asker = await matchableOf(db, request.member)
  if (!asker?.ready) return []
  const candidates = await candidatesFor(db, request.member)
  return rank(askerWith(asker.one, request.topic), candidates, request.weigh, life, most)
}

/** What the helper is told of the asker: only what the asker shares, and nothing of what was asked. */
export const whyToHelper = (helper: Matchable, asker: Matchable, life: Life) => {
  const seen = askerWith(helper, null)
  return { why: whyWords(seen, asker, [], life), differs: differsWords(seen, asker, []) }
}

const cannotNow = refuse('They cannot be proposed just now. Please choose somebody else.', 409)

/**
 * Propose one member to one who asked, and ask both.
 * What must fit is asked again here, of everything that is known: a life further ahead than somebody wants to look
 * is not told to them because it was not shared. The refusal does not say which it was.
 */
export const proposeMatch = task('ties.propose-match', {
  title: 'Propose a family to somebody who asked',
  doors: ['web'],
  who: 'Moderators and stewards',
  input: z.object({ request: idOf<'RequestId'>(), helper: idOf<'MemberId'>() }),
  allowed: (_, { who }) => mustBeModerator(who),
  async run({ request: id, helper }, doing): Promise<MatchId | Refusal> {
    const { db, who, now, about, community } = doing
    // One proposal at a time for a request and for a helper, so that no two coordinators propose at once.
    await db.selectFrom('match_request').select('id').where('id', '=', id).forUpdate().execute()
    await db.selectFrom('match_profile').select('member').where('member', '=', helper).forUpdate().execute()
    const request = await requestById(db, id)
    if (!request) return notFound('request')
    if (request.ended_at) return refuse('This request has ended.', 409)
    if ((await matchesOfRequest(db, id)).some(({ state }) => state !== 'ended'))
      return refuse('Somebody is proposed already. Wait for both to answer.', 409)
    const asker = await matchableOf(db, request.member)
    if (!asker?.ready) return refuse('They stepped away, or took back their yes to matching.', 409)
    const [candidate] = await candidatesFor(db, request.member, helper)
    const { condition } = community
    const seen = askerWith(asker.one, request.topic)
    if (!candidate || !mayMeet(seen, candidate, condition)) return cannotNow
    const match = newId<'MatchId'>(now.getTime())
    about(match)
    await db
      .insertInto('match')
      .values({
        id: match,
        request: id,
        asker: request.member,
        helper,
        state: 'proposed',
        proposed_by: who.member,
        proposed_at: now,
        asker_says: null,
        helper_says: null,
        introduced_at: null,
        tie: null,
        first_contact_at: null,
        ended_at: null,
        ended_because: null,
      })
      .execute()
    const why = whyWords(seen, candidate, request.weigh, condition)
    await tellMember(doing, request.member, proposalToAsker(match, why, differsWords(seen, candidate, request.weigh)))
    await tellMember(doing, helper, proposalToHelper(match, whyToHelper(candidate, asker.one, condition).why))
    return match
  },
})

/** Tell an asker that there is no match yet, and which person will be there meanwhile. */
export const noteNoMatchYet = task('ties.no-match-yet', {
  title: 'Say that there is no match yet, and offer a person',
  doors: ['web'],
  who: 'Moderators and stewards',
  input: z.object({
    request: idOf<'RequestId'>(),
    offer: z.enum(['ring', 'write'], { error: 'Choose what you offer.' }),
    words: optionalWords(2000),
  }),
  allowed: (_, { who }) => mustBeModerator(who),
  async run({ request: id, offer, words }, doing) {
    const { db, who, now, about } = doing
    const request = await requestById(db, id)
    if (!request) return notFound('request')
    if (request.ended_at) return refuse('This request has ended.', 409)
    if ((await matchesOfRequest(db, id)).some(({ state }) => state !== 'ended'))
      return refuse('Somebody is proposed already. Wait for both to answer.', 409)
    about(id)
    await db
      .updateTable('match_request')
      .set({ no_match_at: now, no_match_offer: offer })
      .where('id', '=', id)
      .execute()
    return tellMember(doing, request.member, noMatchYet(offer, who.name, words))
  },
})

/**
 * End a match. The tie between the two stays theirs. `next`: the request is done, or its asker waits again.
 * A helper who ends one frees themselves; whoever asked waits again.
 */
export const closeMatch = task('ties.close-match', {
  title: 'End a match, or look for another family',
  doors: ['web', 'phone', 'letter'],
  who: 'Those it is about; moderators and stewards',
  input: z.object({
    match: idOf<'MatchId'>(),
    next: z.enum(['done', 'look again'], { error: 'Choose what comes next.' }).default('done'),
  }),
  allowed: ({ match }, doing) => mayTouch(match, doing),
  async run({ match: id, next }, { db, who, now, about }) {
    const match = (await holdMatch(db, id))!
    about(id)
    if (match.state === 'ended') return refuse('This has ended already.', 409)
    const again = next === 'look again' || who.member === match.helper
    await endMatch(db, id, match.state === 'proposed' ? 'withdrawn' : next === 'done' ? 'done' : 'did not fit', now)
    // Their 48 hours go on where nobody was in touch yet.
    if (again && match.state === 'introduced') await waitAgain(db, match.request, now)
    if (!again) await endRequest(db, match.request, 'done', now)
    return again ? 'look again' : 'done'
  },
})

/** Only the two, and those who look after matching, know that a match is there. */
export async function mayTouch(id: MatchId, { db, who }: Pick<Doing, 'db' | 'who'>, coordinators = true) {
  if (!who.member) return refuse('Please sign in first.', 401)
  const match = await matchById(db, id)
  const mine = match && (who.member === match.asker || who.member === match.helper)
  return match && (mine || (coordinators && isModerator(who))) ? yes : notFound('match')
}
