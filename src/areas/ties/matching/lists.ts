/** Where matching shows: what waits for somebody's answer, and where their own request stands. */
import { timeWords } from '../../../kit/day.ts'
import { type Asked, type Line, list } from '../../../kit/lists.ts'
import { hoursLeft } from './board.ts'
import { countWaitingForMatch } from './board-store.ts'
import { otherOf, standsFor } from './pages.ts'
import { followUpsWaiting, liveMatchesOf, openRequestOf } from './store.ts'
import { answerSlip, followUpSlip, matchHref } from './words.ts'

/**
 * Proposals and follow-ups that wait for an answer. In a letter they stand again from the second time on: the first
 * time they come with the notice, which has its own slip.
 */
async function waitingFor({ db, reader, place, since }: Asked): Promise<Line[]> {
  const told = (at: Date) => place !== 'letter' || since === null || at <= since
  const offline = 'Send the slip back, or ring us and say yes or no.'
  const proposals = (await liveMatchesOf(db, reader.member))
    .filter((one) => one.state === 'proposed' && told(one.proposed_at))
    .filter((one) => (one.asker === reader.member ? one.asker_says : one.helper_says) === null)
    .map((one) => ({
      title: `Would you like to meet ${otherOf(one, reader.member)}?`,
      href: matchHref(one.id),
      about: 'We wait for your answer. A no is fine, and nobody is told.',
      offline,
      answer: answerSlip(one.id),
    }))
  const asked = (await followUpsWaiting(db, reader.member))
    .filter(({ asked_at }) => told(asked_at))
    .map(({ match, weeks, other }) => ({
      title: `You and ${other}: have you been in touch?`,
      href: matchHref(match),
      about: 'Yes, not yet, or it did not fit. Any answer is fine.',
      offline: 'Send the slip back, or ring us.',
      answer: followUpSlip(match, weeks),
    }))
  return [...proposals, ...asked]
}

/** Where one's own request stands, until the two have been in touch. */
async function ownRequest({ db, reader }: Asked): Promise<Line[]> {
  const request = await openRequestOf(db, reader.member)
  if (!request) return []
  if (!request.asked_at)
    return [
      { title: 'You began to ask for a family to meet', href: '/matching', about: 'It is kept. Go on when you like.' },
    ]
  const live = (await liveMatchesOf(db, reader.member)).find((one) => one.request === request.id)
  // What waits for their answer stands in the other list, and who is in touch needs no reminding.
  if (live?.first_contact_at || (live?.state === 'proposed' && live.asker_says === null)) return []
  return [
    {
      title: live ? `You and ${otherOf(live, reader.member)}` : 'You asked to meet another family',
      href: live ? matchHref(live.id) : '/matching',
      about: live
        ? standsFor(live, reader.member)
        : request.no_match_at
          ? 'There is no match yet. We keep looking.'
          : 'A coordinator looks for one. You hear from us within 48 hours.',
      offline: 'Ring us to ask how it stands.',
    },
  ]
}

list({
  name: 'ties.match-answers',
  heading: 'We wait for your answer',
  on: ['today', 'letter'],
  position: 10,
  byStage: true,
  lines: waitingFor,
})

list({
  name: 'ties.match-request',
  heading: 'Meeting another family',
  on: ['today', 'letter'],
  position: 60,
  byStage: true,
  lines: ownRequest,
})

/** What became of a request while somebody was away: it ended quietly, and can be made anew. */
list({
  name: 'ties.match-ended',
  heading: 'Meeting another family',
  on: ['return'],
  byStage: true,
  async lines({ db, reader, since }) {
    let ended = db
      .selectFrom('match_request')
      .select(['ended_at', 'ended_because'])
      .where('member', '=', reader.member)
      .where('asked_at', 'is not', null)
      .where('ended_because', 'in', ['away', 'done'])
    if (since) ended = ended.where('ended_at', '>=', since)
    const last = await ended.orderBy('ended_at', 'desc').limit(1).executeTakeFirst()
    if (!last) return []
    return [
      {
        title: 'What became of your request',
        href: '/matching',
        about:
          last.ended_because === 'away'
            ? 'It rested when you stepped away. You can ask again when you like.'
            : 'It has done its work. You can ask again when you like.',
        offline: 'Ring us to ask again.',
      },
    ]
  },
})

/** For coordinators: who waits, and whether the 48 hours are nearly over. */
list({
  name: 'ties.match-board',
  heading: 'Families who wait for a match',
  on: ['today'],
  position: 5,
  async lines({ db, reader, now }) {
    if (reader.role !== 'moderator' && reader.role !== 'steward') return []
    const { waiting, since } = await countWaitingForMatch(db)
    if (waiting === 0 || !since) return []
    const late = hoursLeft(since, now) < 0
    return [
      {
        title: waiting === 1 ? '1 family waits for a match' : `${waiting} families wait for a match`,
        href: '/desk/matching',
        about: `${late ? 'Late: the' : 'The'} first of them asked on ${timeWords(since)}.`,
      },
    ]
  },
})
