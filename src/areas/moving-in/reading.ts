/** One mail of an archive, read: who, when, what it answers, and its words. */
import { createHash } from 'node:crypto'
import type { AddressObject } from 'mailparser'
import type { RawMail } from './mbox.ts'
import { hideAddresses, shownName } from './wording.ts'

export interface ReadMail {
  readonly messageId: string
  readonly subject: string
  readonly name: string | null
  readonly address: string | null
  readonly at: Date | null
  readonly parents: readonly string[]
  readonly text: string
  readonly attachments: readonly string[]
}

export interface Unreadable {
  readonly messageId: string
  readonly reason: string
}

/** Letters of one header that are looked at, and attachments that are named. */
const mostOfALine = 2000
const mostAttachments = 100
const cut = (text = '') => text.slice(0, 500)

const id = /<([^<>\s]{3,250})>/g
const idsIn = (value: string) => [...value.matchAll(id)].map((match) => match[1]!)

/**
 * @param now dates after it are not believed
 * @returns the mail, or why it could not be read
 */
export async function readMail(raw: RawMail, position: number, now: Date): Promise<ReadMail | Unreadable> {
  if (!raw.bytes) return { messageId: `mail ${position}`, reason: 'It is larger than 40 MB.' }
  const hash = `sha256-${createHash('sha256').update(raw.bytes).digest('hex').slice(0, 40)}`
  if (raw.bytes.toString('latin1').trim() === '') return { messageId: hash, reason: 'It is empty.' }
  // Read only where an archive is moved in: it is large, and a start need not wait for it.
  const { simpleParser } = await import('mailparser')
  try {
    const mail = await simpleParser(raw.bytes, { skipImageLinks: true, skipTextToHtml: true, skipTextLinks: true })
    const messageId = idsIn(mail.messageId ?? '')[0] ?? hash
    if (mail.headers.size === 0) return { messageId, reason: 'It has no headers, so nobody knows who wrote it.' }
    const references = [mail.references ?? []].flat().join(' ')
    const parents = [...idsIn(references), ...idsIn(mail.inReplyTo ?? '').slice(0, 1)]
    return {
      messageId,
      subject: (mail.subject ?? '').slice(0, 1000),
      ...sender(mail.from, mail.replyTo, lists(mail.headers)),
      at: dateOf(mail.headerLines, raw.from, now),
      parents: [...new Set(parents)].filter((parent) => parent !== messageId).slice(-100),
      text: mail.text ?? '',
      attachments: mail.attachments
        .slice(0, mostAttachments)
        .filter(({ contentType }) => !/^(?:application\/pgp-signature|application\/pkcs7-signature)$/.test(contentType))
        .map(({ filename, contentType }) => (filename ?? contentType).slice(0, 200)),
    }
  } catch (error) {
    const because = error instanceof Error ? hideAddresses(error.message).slice(0, 200) : 'unknown'
    return { messageId: hash, reason: `Its parts could not be told apart (${because}).` }
  }
}

/** The list's own addresses, which lists put in the place of a sender's. */
function lists(headers: Map<string, unknown>): Set<string> {
  const list = headers.get('list') as { post?: { mail?: string } } | undefined
  return new Set(list?.post?.mail ? [list.post.mail.toLowerCase()] : [])
}

function sender(from: AddressObject | undefined, replyTo: AddressObject | undefined, ours: Set<string>) {
  const usable = (one: AddressObject | undefined) =>
    one?.value.find(({ address }) => address && /^[^\s@]+@[^\s@]+$/.test(address) && !ours.has(address.toLowerCase()))
  const found = usable(from) ?? usable(replyTo)
  const name = shownName(cut(from?.value[0]?.name)) ?? shownName(cut(found?.name))
  return { name, address: found?.address?.toLowerCase().slice(0, 254) ?? null }
}

const day = 24 * 60 * 60 * 1000
const firstMail = Date.UTC(1971, 0, 1)

/**
 * When it was sent: its Date, unless that cannot be; then the envelope line, then the newest Received.
 *
 * @returns null when none of them can be believed
 */
export function dateOf(headers: readonly { key: string; line: string }[], from: string, now: Date): Date | null {
  const value = (line: string) => line.slice(line.indexOf(':') + 1, mostOfALine).replace(/\s+/g, ' ')
  const believed = (text: string | undefined) => {
    const at = Date.parse((text ?? '').replace(/\([^)]*\)/g, '').trim())
    return Number.isFinite(at) && at > firstMail && at < now.getTime() + day ? new Date(at) : null
  }
  const date = headers.find(({ key }) => key === 'date')
  const received = headers.find(({ key }) => key === 'received')
  const arrived = received ? believed(value(received.line).split(';').at(-1)) : null
  const sent = date ? believed(value(date.line)) : null
  // A clock that runs days ahead of the mail's arrival, or years behind it, is wrong.
  const wrong =
    sent && arrived && (sent > new Date(arrived.getTime() + 2 * day) || arrived.getTime() - sent.getTime() > 365 * day)
  if (sent && !wrong) return sent
  const envelope = /((?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s.*)$/i.exec(from.slice(0, mostOfALine))?.[1]
  const stamp = envelope && /[+-]\d{4}|gmt|utc/i.test(envelope) ? envelope : envelope && `${envelope} UTC`
  return believed(stamp) ?? arrived
}
