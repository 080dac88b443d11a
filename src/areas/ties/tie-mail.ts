/**
 * What members are told of their ties. An email may be read on a lock screen by anyone, so it only says that something
 * waits. A letter, and a call, have no page to look at: they carry the words themselves.
 */
import { sql } from 'kysely'
import type { Tx } from '../../kit/database.ts'
import { list } from '../../kit/html.ts'
import type { Answer } from '../../kit/lists.ts'
import type { Doing } from '../../kit/task.ts'
import type { MemberId } from '../../kit/who.ts'
import { doorTo, tellMember } from '../members/telling.ts'
import { type Held, sharedBy } from './shared.ts'
import { type Means, means as meansWords, shareable } from './tie-rules.ts'
import type { TieId } from './tie-store.ts'

const yesOrNo = [
  { value: 'yes', label: 'Yes' },
  { value: 'no', label: 'No' },
]

/** The slip on which somebody answers an offer. */
const offerAnswer = (tie: TieId, name: string): Answer => ({
  task: 'ties.answer',
  input: { tie },
  asks: [
    { field: 'answer', label: `Would you like to be in touch with ${name}?`, options: yesOrNo },
    { field: 'sharePhone', label: `May ${name} have your phone number?`, options: yesOrNo },
    { field: 'shareAddress', label: `May ${name} have your address?`, options: yesOrNo },
    { field: 'words', label: `A few words to ${name}, if you like` },
  ],
})

/** The slip on which somebody writes to the other. */
export const writeBack = (tie: TieId, name: string): Answer => ({
  task: 'ties.send-message',
  input: { tie },
  asks: [{ field: 'words', label: `Write to ${name}` }],
})

type Telling = Pick<Doing, 'db' | 'community' | 'now' | 'who'>

/** Whether they are told on paper or by voice, where the words have to stand in the telling itself. */
async function isByMail({ db }: Telling, member: MemberId) {
  return (await doorTo(db, member, 'message'))?.door === 'email'
}

/** Somebody is asked. */
export async function sayAsked(
  doing: Telling,
  { tie, to, means, words }: { tie: TieId; to: MemberId; means: readonly Means[]; words: string | null },
) {
  const { name } = doing.who
  const quiet = `You can say yes or no. If you say no, ${name} is not told.`
  const more = [
    `${name} would like to be in touch with you: ${list(means.map((one) => meansWords[one]))}.`,
    words ? `${name} writes: ${words}` : '',
    quiet,
    'If you say yes, messages to you come in your letters, or are read to you. So somebody at the charity sees them.',
  ]
  await tellMember(doing, to, {
    kind: 'message',
    subject: 'Someone would like to be in touch',
    words: (await isByMail(doing, to))
      ? `${name} would like to be in touch with you. ${quiet}`
      : more.filter(Boolean).join('\n\n'),
    href: `/ties/${tie}`,
    answer: offerAnswer(tie, name),
  })
}

const nameOf = async (db: Tx, member: MemberId) =>
  (await db.selectFrom('member').select('name').where('id', '=', member).executeTakeFirstOrThrow()).name

/** What somebody shares, a line each: "Phone number: 01632 960123". */
export const sharedLines = (shared: Partial<Held>) =>
  Object.entries(shared).map(
    ([what, value]) =>
      `${shareable[what as keyof Held].replace(/^./, (first) => first.toUpperCase())}: ${value?.replaceAll('\n', ', ')}`,
  )

const sharedTitle = 'What somebody shares with you'

/** One of the two hears that both have said yes, and what they may have of the other. */
export async function sayInTouch(doing: Telling, { tie, to, about }: { tie: TieId; to: MemberId; about: MemberId }) {
  const name = await nameOf(doing.db, about)
  await tellMember(doing, to, {
    kind: 'message',
    subject: 'You are in touch now',
    words: `You and ${name} both said yes. You are in touch now.`,
    href: `/ties/${tie}`,
    answer: writeBack(tie, name),
  })
  await sayShared(doing, { tie, to, about })
}

/**
 * On paper or by phone, what the other shares is told as it is now; what waited to be told before is told no more.
 * Who has the page sees it there.
 */
export async function sayShared(
  doing: Telling,
  { tie, to, about = doing.who.member! }: { tie: TieId; to: MemberId; about?: MemberId },
) {
  if (await isByMail(doing, to)) return
  await forgetShared(doing.db, tie, to)
  const lines = sharedLines(await sharedBy(doing.db, tie, about))
  if (lines.length === 0) return
  const name = await nameOf(doing.db, about)
  await tellMember(doing, to, {
    kind: 'message',
    subject: sharedTitle,
    words: [`${name} lets you have this. It is for you alone.`, ...lines].join('\n'),
    answer: writeBack(tie, name),
  })
}

/**
 * What is shared no longer goes into no letter and no call.
 *
 * @param to whom it would have been told; null for both
 */
export const forgetShared = (db: Tx, tie: TieId, to: MemberId | null) =>
  sql`
    delete from notice
    where told_at is null
      and title = ${sharedTitle}
      and answer -> 'input' ->> 'tie' = ${tie}
      and (${to}::uuid is null or member = ${to}::uuid)`.execute(db)

/** Somebody is asked no more, also not by a letter that has not gone. */
export const forgetAsked = (db: Tx, tie: TieId) =>
  sql`
    delete from notice
    where told_at is null
      and answer ->> 'task' = 'ties.answer'
      and answer -> 'input' ->> 'tie' = ${tie}`.execute(db)

/** A message has come. */
export async function sayMessage(
  doing: Telling,
  { tie, to, words, unreadBefore }: { tie: TieId; to: MemberId; words: string; unreadBefore: boolean },
) {
  const byMail = await isByMail(doing, to)
  // One mail is enough until they have looked.
  if (byMail && unreadBefore) return
  const { name } = doing.who
  await tellMember(doing, to, {
    kind: 'message',
    subject: 'A message for you',
    words: byMail ? `${name} has written to you. Read it and write back here:` : `${name} writes:\n\n${words}`,
    href: `/ties/${tie}/messages`,
    answer: writeBack(tie, name),
  })
}
