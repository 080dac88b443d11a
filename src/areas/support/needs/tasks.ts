/** Saying what one needs, and that it is over. Asked gently: nothing here is required but what it is. */
import { z } from 'zod'
import { idOf, newId } from '../../../kit/brand.ts'
import type { Condition } from '../../../kit/community.ts'
import { fuzzyDay } from '../../../kit/fuzzy-day.ts'
import { type Allowed, isRefusal, notFound, type Refusal, refuse, yes } from '../../../kit/refuse.ts'
import { type Doing, task } from '../../../kit/task.ts'
import { optionalWords } from '../../../kit/typed-words.ts'
import type { MemberId } from '../../../kit/who.ts'
import { mustBeSignedIn } from '../../members/rules.ts'
import { type NeedId, ownNeed, whatNames } from './needs.ts'
import { topicMeant } from './rules.ts'

const NeedInput = z.object({
  what: z.enum(whatNames, { error: 'Choose what you need.' }),
  topic: optionalWords(60),
  since: optionalWords(60),
  words: optionalWords(500),
})
const WhichNeed = z.object({ need: idOf<'NeedId'>() })

/** A list that is longer is no short list any more. */
const mostNeeds = 20

async function isTheirs({ need }: { need: NeedId }, { db, who }: Doing): Promise<Allowed> {
  const signedIn = mustBeSignedIn(who)
  if (signedIn !== yes) return signedIn
  return (await ownNeed(db, who.member!, need)) ? yes : notFound('need')
}

function topicOf(typed: string | null, condition: Condition): string | null | Refusal {
  if (!typed) return null
  const because = 'We have no topic by that name. Choose one, or leave it open and say it in your own words.'
  return topicMeant(typed, condition) ?? refuse(because, 422, { topic: because })
}

const daysOf = (words: string | null, now: Date) => {
  const days = words ? fuzzyDay(words, now) : null
  return { since_words: words, since_from: days?.from ?? null, since_to: days?.to ?? null }
}

/** Add a need. Said twice in the same words, it is one need that is still true. */
export const addNeed = task('support.add-need', {
  title: 'Say what I need',
  doors: ['web', 'phone', 'letter'],
  who: 'Members, for themselves',
  input: NeedInput,
  allowed: (_, { who }) => mustBeSignedIn(who),
  async run({ what, topic: typed, since, words }, { db, who, now, community, about }) {
    const topic = topicOf(typed, community.condition)
    if (isRefusal(topic)) return topic
    const member = who.member as MemberId
    const open = await db
      .selectFrom('need')
      .select(['id', 'what', 'topic', 'words'])
      .where('member', '=', member)
      .where('ended_at', 'is', null)
      .execute()
    const same = open.find((one) => one.what === what && one.topic === topic && (one.words === words || !words))
    if (same) {
      await db
        .updateTable('need')
        .set({ confirmed_at: now, ...(since ? daysOf(since, now) : {}) })
        .where('id', '=', same.id)
        .execute()
      return same.id as NeedId
    }
    if (open.length >= mostNeeds) return refuse('That is a long list. Please take one away first.', 409)
    const id = newId<'NeedId'>(now.getTime())
    about(id)
    await db
      .insertInto('need')
      .values({
        id,
        member,
        what,
        topic,
        words,
        ...daysOf(since, now),
        made_at: now,
        confirmed_at: now,
        ended_at: null,
      })
      .execute()
    return id
  },
})

/** Change it in any part. Words for the time that are left as they were go on meaning what they meant. */
export const changeNeed = task('support.change-need', {
  title: 'Change what I said I need',
  doors: ['web', 'phone', 'letter'],
  who: 'Members, for themselves',
  input: WhichNeed.extend(NeedInput.shape),
  allowed: isTheirs,
  async run({ need, what, topic: typed, since, words }, { db, who, now, community, about }) {
    const topic = topicOf(typed, community.condition)
    if (isRefusal(topic)) return topic
    about(need)
    const before = (await ownNeed(db, who.member!, need))!
    await db
      .updateTable('need')
      .set({ what, topic, words, confirmed_at: now, ...(before.since_words === since ? {} : daysOf(since, now)) })
      .where('id', '=', need)
      .execute()
    return need
  },
})

/** "Still true", or not: what a reply slip asks. An ended need that is true again speaks again. */
export const confirmNeed = task('support.confirm-need', {
  title: 'Say whether I still need something',
  doors: ['web', 'phone', 'letter'],
  who: 'Members, for themselves',
  input: WhichNeed.extend({ still: z.enum(['yes', 'no'], { error: 'Choose yes or no.' }).default('yes') }),
  allowed: isTheirs,
  async run({ need, still }, doing) {
    if (still === 'no') return ended(need, doing)
    doing.about(need)
    await doing.db.updateTable('need').set({ confirmed_at: doing.now, ended_at: null }).where('id', '=', need).execute()
    return need
  },
})

/** End a need: from now on nothing speaks of it. */
export const endNeed = task('support.end-need', {
  title: 'Say that I do not need something any more',
  doors: ['web', 'phone', 'letter'],
  who: 'Members, for themselves',
  input: WhichNeed,
  allowed: isTheirs,
  run: ({ need }, doing) => ended(need, doing),
})

async function ended(need: NeedId, { db, now, about }: Doing) {
  about(need)
  await db.updateTable('need').set({ ended_at: now }).where('id', '=', need).where('ended_at', 'is', null).execute()
  return need
}
