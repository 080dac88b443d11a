/** What is read of a mailing list's archive, where foreign files are read: mails from the file, and posts from their words. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { NotMbox, splitMbox } from './mbox.ts'
import { readMail } from './reading.ts'
import { cleanSubject, thread } from './threading.ts'
import { footerOf, hideAddresses, postFrom } from './wording.ts'

/** A mail as it is kept between the two passes: a row of `moving_mail`. */
export interface KeptMail {
  readonly position: number
  readonly message_id: string
  readonly state: 'read' | 'unreadable'
  readonly reason?: string
  readonly subject?: string
  readonly name?: string | null
  readonly address?: string | null
  readonly at?: Date | null
  readonly parents: readonly string[]
  /** JSON of its text and the names of what was attached */
  readonly words?: string
  readonly fingerprint?: string
}

/** Told before each mail is read: where the next one begins, should this one take too much. */
export interface Reached {
  readonly position: number
  readonly end: number
}

export interface SomeMails {
  readonly mails: readonly KeptMail[]
  /** byte at which the next mail begins */
  readonly end: number
  readonly done: boolean
}

/** Letters of mails that are told at once. */
const mostAtOnce = 8_000_000

/**
 * Read some mails of an archive.
 *
 * @param path of the file
 * @param from byte at which a mail begins
 * @param before how many mails come before it
 * @param most how many are read
 * @param now milliseconds since 1970: later dates are not believed
 */
export async function readMails(
  path: string,
  from: number,
  before: number,
  most: number,
  now: number,
  note: (reached: Reached) => void,
): Promise<SomeMails | { readonly notMbox: string }> {
  const mails: KeptMail[] = []
  let end = from
  let letters = 0
  try {
    for await (const raw of splitMbox(createReadStream(path, { start: from }) as AsyncIterable<Buffer>, from)) {
      const position = before + mails.length + 1
      note({ position, end: raw.end })
      const mail = await readMail(raw, position, new Date(now))
      const kept = keptOf(mail, position)
      mails.push(kept)
      end = raw.end
      letters += kept.words?.length ?? 0
      if (mails.length >= most || letters > mostAtOnce) return { mails, end, done: false }
    }
  } catch (error) {
    if (error instanceof NotMbox) return { notMbox: error.message }
    throw error
  }
  return { mails, end, done: true }
}

function keptOf(mail: Awaited<ReturnType<typeof readMail>>, position: number): KeptMail {
  const { messageId } = mail
  if ('reason' in mail)
    return { position, message_id: messageId, state: 'unreadable', reason: mail.reason, parents: [] }
  return {
    position,
    message_id: messageId,
    state: 'read',
    subject: storable(mail.subject),
    name: mail.name,
    address: mail.address,
    at: mail.at,
    parents: mail.parents,
    words: storable(JSON.stringify({ text: mail.text.slice(0, 120_000), attachments: mail.attachments })),
    fingerprint: fingerprintOf(mail.text),
  }
}

/** Tells whether two mails say the same, however their lines were broken on the way. */
const fingerprintOf = (text: string) => createHash('sha256').update(text.replace(/\s+/g, '')).digest('base64url')

/** PostgreSQL keeps neither NUL nor half of a surrogate pair. */
const storable = (text: string) => text.toWellFormed().replace(/\0|\\u0000/g, '')

const wordsOf = (words: string) => JSON.parse(words) as { text: string; attachments: string[] }

/** A mail as far as it says where it belongs. */
export interface Dated {
  readonly id: string
  readonly parents: readonly string[]
  /** as it was written */
  readonly subject: string
  /** milliseconds since 1970 */
  readonly at: number
}

/** Which mails belong together: ids by conversation, each in its order. */
export const threadsIn = (mails: readonly Dated[]): string[][] =>
  thread(mails.map((mail) => ({ ...mail, ...cleanSubject(mail.subject) }))).map(({ mails }) =>
    mails.map(({ id }) => id),
  )

/** What a list may have added at the foot of each mail; null where there is nothing. */
export const footersIn = (words: readonly string[]): (string | null)[] =>
  words.map((one) => footerOf(hideAddresses(wordsOf(one).text)))

/** Mails as posts. */
export function postsIn(words: readonly string[], footers: readonly string[]): ReturnType<typeof postFrom>[] {
  const known = new Set(footers)
  return words.map((one) => {
    const { text, attachments } = wordsOf(one)
    return postFrom(text, known, attachments)
  })
}
