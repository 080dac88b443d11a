/** Private messages between two who are in touch. Staff read none, save one that somebody reports. */
import { z } from 'zod'
import { type Brand, idOf, newId } from '../../kit/brand.ts'
import type { Db, Tx } from '../../kit/database.ts'
import { dayWords } from '../../kit/day.ts'
import { prose } from '../../kit/prose.ts'
import { type Allowed, isRefusal, notFound, type Refusal, refuse, yes } from '../../kit/refuse.ts'
import { type Doing, type Door, task } from '../../kit/task.ts'
import { optionalWords, words } from '../../kit/typed-words.ts'
import type { MemberId } from '../../kit/who.ts'
import { type Reported, report, WrongInput } from '../care/tasks.ts'
import { isTheirs, TieIdInput, theirs, whyNotOpen } from './theirs.ts'
import { sayMessage } from './tie-mail.ts'
import { mostMessagesAnHour } from './tie-rules.ts'
import { type TieId, tieFor } from './tie-store.ts'

export type MessageId = Brand<string, 'MessageId'>

declare module '../../kit/database.ts' {
  interface Tables {
    tie_message: {
      id: string
      tie: string
      sender: string
      words: string
      html: string
      sent_at: Date
      via: Door
      once: string | null
    }
  }
}

export const MessageWords = words(5000, 'Write your message first.')
export const messagesOnAPage = 20

/** A page of what two wrote to each other, the newest first. */
export const messagesOf = (db: Db | Tx, tie: TieId, page: number) =>
  db
    .selectFrom('tie_message')
    .select(['id', 'sender', 'html', 'words', 'sent_at', 'via'])
    .where('tie', '=', tie)
    .orderBy('id', 'desc')
    .limit(messagesOnAPage)
    .offset((page - 1) * messagesOnAPage)
    .execute()
export type MessageLine = Awaited<ReturnType<typeof messagesOf>>[number]

export const countMessages = async (db: Db | Tx, tie: TieId) =>
  (
    await db
      .selectFrom('tie_message')
      .select(({ fn }) => fn.countAll<number>().as('n'))
      .where('tie', '=', tie)
      .executeTakeFirstOrThrow()
  ).n

async function notTooMany({ db, who, now }: Doing): Promise<Allowed> {
  const { n } = await db
    .selectFrom('tie_message')
    .select(({ fn }) => fn.countAll<number>().as('n'))
    .where('sender', '=', who.member!)
    .where('sent_at', '>', new Date(now.getTime() - 60 * 60 * 1000))
    .executeTakeFirstOrThrow()
  return n < mostMessagesAnHour ? yes : refuse('You have sent a lot in the last hour. Please wait a little.', 429)
}

/** Write to somebody one is in touch with. It reaches them by their own door. */
export const sendMessage = task('ties.send-message', {
  title: 'Write a private message to somebody I am in touch with',
  doors: ['web', 'phone', 'letter'],
  who: 'Either of the two',
  input: z.object({ tie: TieIdInput, words: MessageWords, once: z.uuid().optional() }),
  async allowed(input, doing) {
    const may = await isTheirs(input, doing)
    return may === yes ? notTooMany(doing) : may
  },
  async run({ tie: id, words: text, once }, doing): Promise<MessageId | Refusal> {
    const tie = await theirs(id, doing)
    if (isRefusal(tie)) return tie
    const not = whyNotOpen(tie)
    if (not) return refuse(`${not.because} Your message was not sent.`, not.status)
    const sent = once ? await sentBefore(doing.db, once) : undefined
    if (sent) return sent.sender === doing.who.member && sent.tie === id ? (sent.id as MessageId) : notFound()
    return insertMessage(doing, { tie: id, to: tie.other, words: text, once })
  },
})

const sentBefore = (db: Tx, once: string) =>
  db.selectFrom('tie_message').select(['id', 'tie', 'sender']).where('once', '=', once).executeTakeFirst()

export async function insertMessage(
  doing: Doing,
  message: { tie: TieId; to: MemberId; words: string; once?: string | undefined },
): Promise<MessageId> {
  const { db, who, now, via } = doing
  const { tie, to, words: text, once } = message
  const unreadBefore = ((await tieFor(db, tie, to))?.unread ?? 0) > 0
  const id = newId<'MessageId'>(now.getTime())
  await db
    .insertInto('tie_message')
    .values({ id, tie, sender: who.member!, words: text, html: prose(text), sent_at: now, via, once: once ?? null })
    .execute()
  await sayMessage(doing, { tie, to, words: text, unreadBefore })
  return id
}

export const MessageIdInput = idOf<'MessageId'>()

/** One message that somebody was sent, with those just before it. */
export async function messageWithBefore(db: Db | Tx, tie: TieId, message: MessageId, before: number) {
  const rows = await db
    .selectFrom('tie_message')
    .select(['id', 'sender', 'html', 'words', 'sent_at', 'via'])
    .where('tie', '=', tie)
    .where('id', '<=', message)
    .orderBy('id', 'desc')
    .limit(before + 1)
    .execute()
  return rows[0]?.id === message ? rows : null
}

/** How many messages before it go to the desk, when the one who reports it wants that. */
export const before = 3

/**
 * Report a private message. It is sent to the moderators by the one who reports it: they see this message, those just
 * before it when that is wanted, and nothing else.
 */
export const reportMessage = task('ties.report-message', {
  title: 'Report a private message to the moderators',
  doors: ['web', 'phone', 'letter'],
  who: 'Whoever was sent it',
  input: z.object({
    tie: TieIdInput,
    message: MessageIdInput,
    wrong: WrongInput,
    words: optionalWords(3000),
    before: z.enum(['yes', 'no']).default('no'),
    sure: z.literal('yes', { error: 'Tick the box to send it to the moderators.' }),
    once: z.uuid().optional(),
  }),
  async allowed({ tie, message, wrong, words: said }, doing) {
    const may = await isTheirs({ tie }, doing)
    if (may !== yes) return may
    const [found] = (await messageWithBefore(doing.db, tie, message, 0)) ?? []
    if (!found || found.sender === doing.who.member) return notFound('message')
    return report.allowed({ place: 'a message', words: said, wrong, email: null }, doing)
  },
  async run({ tie: id, message, wrong, words: said, before: alsoBefore, once }, doing): Promise<Reported | Refusal> {
    const tie = await theirs(id, doing)
    if (isRefusal(tie)) return tie
    const rows = (await messageWithBefore(doing.db, id, message, alsoBefore === 'yes' ? before : 0))!
    const lines = rows.toReversed().map(({ sender, sent_at, words: text }) => {
      const writer = sender === doing.who.member ? doing.who.name : tie.name
      return `${writer}, ${dayWords(sent_at)}:\n\n“${text}”`
    })
    const place = `A private message from ${tie.name} to ${doing.who.name}.`
    return report.run({ wrong, place, words: [said, ...lines].filter(Boolean).join('\n\n'), email: null, once }, doing)
  },
})
