/** Asking to meet another family: five short questions, kept as they are answered, sent when the asker says so. */
import { z } from 'zod'
import { newId } from '../../../kit/brand.ts'
import { exports } from '../../../kit/exports.ts'
import { type Allowed, notFound, refuse, yes } from '../../../kit/refuse.ts'
import { type Doing, type Door, task } from '../../../kit/task.ts'
import { optionalWords } from '../../../kit/typed-words.ts'
import type { MemberId } from '../../../kit/who.ts'
import { mustBeSignedIn } from '../../members/rules.ts'
import { Channels, Consent, consents, Languages, writeProfile } from './profile.ts'
import { type Channel, type Weighed, weighedInOrder } from './ranking-facts.ts'
import { type Answers, endMatch, endRequest, liveMatchesOf, openRequestOf, profileOf, type RequestId } from './store.ts'

/** "I don't know" is an answer. */
export const unsure = 'I don’t know.'

const Weigh = z.enum(['', ...weighedInOrder] as ['', ...Weighed[]], { error: 'Choose from the list.' }).optional()

const answers = {
  cares: optionalWords(2000),
  hard: optionalWords(2000),
  topic: z
    .string()
    .max(40)
    .optional()
    .transform((one) => one || null),
  why: optionalWords(2000),
  hope: optionalWords(2000),
  first: Weigh,
  second: Weigh,
  third: Weigh,
  more: optionalWords(2000),
}
const Questions = z.object(answers)

/** What was answered, by question; what counts most, without doubles. */
function answersFrom(input: z.infer<typeof Questions>, { community }: Doing): Answers {
  const { cares, hard, why, hope, more, first, second, third } = input
  const known = community.condition.topics.some(({ id }) => id === input.topic)
  const weigh = [...new Set([first, second, third].filter((one): one is Weighed => Boolean(one)))]
  return { cares, hard, topic: known ? input.topic : null, why, hope, weigh, more }
}

/** A bereaved parent is not matched by stage of life; a person is offered instead. Source: DOMAIN, bereavement. */
async function mayAsk(_: unknown, { db, who }: Doing): Promise<Allowed> {
  const signedIn = mustBeSignedIn(who)
  if (signedIn !== yes) return signedIn
  const me = await db.selectFrom('member').select('bereaved_at').where('id', '=', who.member!).executeTakeFirst()
  return me?.bereaved_at
    ? refuse('After a death we do not match families this way. Please tell us, and a person will talk with you.', 403)
    : yes
}

const already = refuse('You have asked already, and we are looking. You can take it back and ask again.', 409)

/** Keep what was answered so far, so that nothing is lost. Only the questions that are named change. */
export const keepMatchAnswers = task('ties.keep-match-answers', {
  title: 'Keep my answers while I ask to meet another family',
  doors: ['web', 'phone'],
  who: 'Members, for themselves; not after a death',
  input: Questions,
  allowed: mayAsk,
  async run(input, doing) {
    const { db, who, now, via } = doing
    const member = who.member as MemberId
    const open = await openRequestOf(db, member)
    if (open?.asked_at) return already
    const { cares, hard, topic, why, hope, weigh, more } = answersFrom(input, doing)
    const named: Partial<Answers> = {
      ...(cares && { cares }),
      // A topic belongs to the words about what is hard, and an order to the hopes: they come and go together.
      ...(hard && { hard, topic }),
      ...(why && { why }),
      ...(hope && { hope, weigh }),
      ...(more && { more }),
    }
    if (open) {
      if (Object.keys(named).length > 0)
        await db.updateTable('match_request').set(named).where('id', '=', open.id).execute()
      return open.id as RequestId
    }
    const id = newId<'RequestId'>(now.getTime())
    await db
      .insertInto('match_request')
      .values({ ...nothingYet, ...named, id, member, via, begun_at: now })
      .execute()
    return id
  },
})

const nothingYet = {
  cares: null,
  hard: null,
  topic: null,
  why: null,
  hope: null,
  weigh: [],
  more: null,
  asked_at: null,
  waiting_since: null,
  no_match_at: null,
  no_match_offer: null,
  ended_at: null,
  ended_because: null,
}

/**
 * Send a request. What was kept on the server is taken with it; what is named here counts more.
 * A coordinator answers within 48 hours; nobody is put in touch until both say yes.
 */
export const askForMatch = task('ties.ask-for-match', {
  title: 'Ask to meet another family',
  doors: ['web', 'phone', 'letter'],
  who: 'Members, for themselves; not after a death',
  input: Questions.extend({ channels: Channels, languages: Languages, consent: Consent }),
  allowed: mayAsk,
  async run(input, doing) {
    const { db, who, now, via, about } = doing
    const member = who.member as MemberId
    const open = await openRequestOf(db, member)
    if (open?.asked_at) return already
    const fields: Record<string, string> = {}
    const profile = await profileOf(db, member)
    const ways = input.channels.length > 0 ? input.channels : (profile?.channels ?? wayBy(via))
    if (ways.length === 0) fields['channels[]'] = 'Choose at least one way to be in touch.'
    if (!(await consents(doing, input.consent)))
      fields.consent = 'Tick the box if we may look at what you share, and suggest a family.'
    const [first] = Object.values(fields)
    if (first) return refuse(first, 422, fields)
    await writeProfile(db, member, {
      willing: profile?.willing ?? false,
      languages: input.languages.length > 0 ? input.languages : (profile?.languages ?? ['English']),
      channels: ways,
      knows: profile?.knows ?? [],
      hours: profile?.hours ?? null,
      changed_at: now,
    })
    const said = answersFrom(input, doing)
    const line = {
      cares: said.cares ?? open?.cares ?? null,
      hard: said.hard ?? open?.hard ?? null,
      topic: said.topic ?? open?.topic ?? null,
      why: said.why ?? open?.why ?? null,
      hope: said.hope ?? open?.hope ?? null,
      weigh: said.weigh.length > 0 ? said.weigh : (open?.weigh ?? []),
      more: said.more ?? open?.more ?? null,
      via,
      asked_at: now,
      waiting_since: now,
    }
    const id = (open?.id ?? newId<'RequestId'>(now.getTime())) as RequestId
    about(id)
    if (open) await db.updateTable('match_request').set(line).where('id', '=', id).execute()
    else
      await db
        .insertInto('match_request')
        .values({ ...nothingYet, ...line, id, member, begun_at: now })
        .execute()
    return id
  },
})

/** Who asks by letter or phone can be reached that way, until they say how else. */
const wayBy = (via: Door): Channel[] => (via === 'letter' || via === 'phone' ? [via] : [])

/** Take a request back, or throw a draft away. What was proposed ends quietly; who is in touch already stays so. */
export const withdrawMatchRequest = task('ties.withdraw-match-request', {
  title: 'Take back that I asked to meet another family',
  doors: ['web', 'phone', 'letter'],
  who: 'Members, for themselves',
  input: z.object({}),
  allowed: (_, { who }) => mustBeSignedIn(who),
  async run(_, { db, who, now, about }) {
    const open = await openRequestOf(db, who.member!)
    if (!open) return notFound('request')
    about(open.id)
    if (!open.asked_at) await db.deleteFrom('match_request').where('id', '=', open.id).execute()
    else {
      for (const { id, request, state } of await liveMatchesOf(db, who.member!))
        if (request === open.id) await endMatch(db, id, state === 'introduced' ? 'done' : 'withdrawn', now)
      await endRequest(db, open.id, 'withdrawn', now)
    }
    return open.id as RequestId
  },
})

exports('When you asked to meet another family', (db, member) =>
  db
    .selectFrom('match_request')
    .select([
      'cares',
      'hard',
      'topic',
      'why',
      'hope',
      'weigh',
      'more',
      'via',
      'begun_at',
      'asked_at',
      'no_match_at',
      'ended_at',
      'ended_because',
    ])
    .where('member', '=', member)
    .orderBy('begun_at')
    .execute(),
)
