/** Saying that one comes, or does not: as a member, by the link in a mail, or as a guest of an open gathering. */
import { z } from 'zod'
import type { Community } from '../../kit/community.ts'
import type { Db, Tx } from '../../kit/database.ts'
import { type Allowed, isRefusal, refuse, yes } from '../../kit/refuse.ts'
import { task } from '../../kit/task.ts'
import { optionalWords, words } from '../../kit/typed-words.ts'
import { isSignedIn, visitor, type Who } from '../../kit/who.ts'
import { phoneDigits } from '../members/reach.ts'
import { Email } from '../members/tasks.ts'
import { readAnswerToken } from './answer-link.ts'
import { type Rsvp, rsvpById, rsvpOfGuest } from './rsvp-store.ts'
import { maySee, type Seat, seats, seatsOffered } from './rules.ts'
import { answerDate } from './seats.ts'
import { type Gathering, gatheringFor, lockedGathering } from './store.ts'
import { tellComer } from './telling-comers.ts'
import { canSee, DayInput, GatheringIdInput, memberWho, openDate } from './tending.ts'

const keys = Object.keys(seats) as [Seat, ...Seat[]]
const SeatInput = z.enum([...keys, 'no'], { error: 'Choose how you will come.' })

/** Wishes that are ticked. Absent, as on a reply slip: what was ticked before stays. */
export const wishes = {
  listed: 'Others who came may ask to stay in touch with me',
  'pair up': 'Afterwards, put me in touch with one who came, or who could not come',
} as const
const Wishes = z
  .array(z.string().max(20))
  .max(4)
  .optional()
  .transform((ticked) => ticked && { listed: ticked.includes('listed'), pairUp: ticked.includes('pair up') })

const access = z.preprocess((typed) => typed, optionalWords(500)).optional()

function notOffered(gathering: Gathering, seat: Seat | 'no') {
  if (seat === 'no' || seatsOffered(gathering).includes(seat)) return null
  const because = `Nobody can come ${seats[seat]}. Choose another way.`
  return refuse(because, 422, { seat: because })
}

/** Say that one comes to a date, how, or that one does not. Saying it again changes it. */
export const rsvp = task('gatherings.rsvp', {
  title: 'Say that I will come to a gathering, or not',
  doors: ['web', 'email', 'letter', 'phone', 'in person'],
  who: 'Members who may see it',
  input: z.object({
    gathering: GatheringIdInput,
    occurrence: DayInput,
    seat: SeatInput,
    access,
    wishes: Wishes,
  }),
  async allowed(input, doing): Promise<Allowed> {
    const may = await canSee(input, doing)
    if (may !== yes) return may
    return isSignedIn(doing.who) ? yes : refuse('Please sign in first.', 401)
  },
  async run({ gathering: id, occurrence, seat, access: needs, wishes: ticked }, doing) {
    const { db, who, now, about } = doing
    about(id)
    const gathering = (await lockedGathering(db, id, who.member))!
    const date = openDate(gathering, occurrence, now)
    if (isRefusal(date)) return date
    const no = notOffered(gathering, seat)
    if (no) return no
    return answerDate(doing, gathering, date, { member: who.member! }, { seat, access: needs, ...ticked })
  },
})

/** An answer, its gathering and the rights of whose it is: what a link in a mail leads to. */
export interface Linked {
  readonly rsvp: Rsvp
  readonly gathering: Gathering
  readonly who: Who
}

export const brokenLink = 'This link is not whole. Your mail program may have cut it. You can find the gathering here.'

/** What a signed link leads to; null when it is not ours, or whose it is may no longer see the gathering. */
export async function linkedAnswer(
  { db, community }: { db: Db | Tx; community: Community },
  token: string,
): Promise<Linked | null> {
  const id = readAnswerToken(community, token)
  const found = id && (await rsvpById(db, id))
  if (!found) return null
  const who = found.member ? await memberWho(db, found.member) : visitor
  const gathering = await gatheringFor(db, found.gathering, found.member)
  if (!who || !gathering || maySee(who, gathering) !== yes) return null
  return { rsvp: found, gathering, who }
}

/** Change an answer by the link in a mail, without signing in: for members and for guests. */
export const changeRsvp = task('gatherings.change-rsvp', {
  title: 'Change my answer to a gathering, by the link in a mail',
  doors: ['web', 'email'],
  who: 'Anyone who has the link from the mail',
  input: z.object({ token: z.string().max(200), seat: SeatInput }),
  allowed: async ({ token }, doing) => ((await linkedAnswer(doing, token)) ? yes : refuse(brokenLink, 404)),
  async run({ token, seat }, doing) {
    const { db, now, about } = doing
    const linked = (await linkedAnswer(doing, token))!
    about(linked.gathering.id)
    const gathering = (await lockedGathering(db, linked.gathering.id, linked.rsvp.member))!
    // Read again under the lock: somebody may have moved up meanwhile.
    const known = (await rsvpById(db, linked.rsvp.id))!
    const date = openDate(gathering, known.occurrence, now)
    if (isRefusal(date)) return date
    const no = notOffered(gathering, seat)
    if (no) return no
    const who =
      known.member !== null
        ? { member: known.member }
        : { member: null, name: known.name, email: known.guestEmail, phone: known.guestPhone }
    return answerDate(doing, gathering, date, who, { seat }, known)
  },
})

const EmptyOr = <T>(input: z.ZodType<T>) =>
  z.preprocess((typed) => (typed === '' ? undefined : typed), input.optional())

/**
 * Come to an open gathering without an account. A guest with an email address is sent a link to change it; who asks
 * again with that address is sent the link again, and nothing is changed, for it could be anybody.
 */
export const rsvpAsGuest = task('gatherings.rsvp-as-guest', {
  title: 'Say that I will come to an open gathering, without an account',
  doors: ['web', 'phone', 'in person'],
  who: 'Anyone, where the gathering is open to all',
  input: z.object({
    gathering: GatheringIdInput,
    occurrence: DayInput,
    seat: SeatInput,
    name: words(60, 'Type your name.'),
    email: EmptyOr(Email),
    phone: optionalWords(40),
    access,
  }),
  async allowed(input, doing): Promise<Allowed> {
    const may = await canSee(input, doing)
    if (may !== yes) return may
    const gathering = await gatheringFor(doing.db, input.gathering, null)
    return gathering?.door === 'open' ? yes : refuse('This gathering is for members. Please sign in, or join.', 401)
  },
  async run({ gathering: id, occurrence, seat, name, email, phone, access: needs }, doing) {
    const { db, now, about } = doing
    about(id)
    if (!email && !phone) {
      const because = 'Give an email address or a phone number, so that we can reach you.'
      return refuse(because, 422, { email: because })
    }
    const digits = phone ? phoneDigits(phone).length : 10
    if (digits < 7 || digits > 15)
      return refuse('Type a phone number, like 01234 567890.', 422, {
        phone: 'Type a phone number, like 01234 567890.',
      })
    if (seat === 'no') return refuse('Choose how you will come.', 422, { seat: 'Choose how you will come.' })
    const gathering = (await lockedGathering(db, id, null))!
    const date = openDate(gathering, occurrence, now)
    if (isRefusal(date)) return date
    const no = notOffered(gathering, seat)
    if (no) return no
    const guest = { member: null, name, email: email ?? null, phone }
    const known = await rsvpOfGuest(db, id, occurrence, guest)
    if (known) {
      await tellComer(doing, gathering, date, known, known.state)
      return { again: true }
    }
    await answerDate(doing, gathering, date, guest, { seat, access: needs })
    return { again: false }
  },
})
