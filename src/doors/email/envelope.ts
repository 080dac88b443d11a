/** A message of the outbox as a mail: who it comes from, where replies go, how it is stopped. */
import type { SendMailOptions } from 'nodemailer'
import type { Community } from '../../kit/community.ts'
import type { Config } from '../../kit/config.ts'
import { isStoppable, stopAddress, stoppable, stopToken } from './stop.ts'
import type { Outgoing } from './store.ts'

type Sender = Pick<Config, 'mailFrom'>

/** The host in Message-IDs and list ids of a community. */
export const mailHost = (community: Community) => new URL(community.url).hostname

/** The Message-ID of a post, the same for everyone who is told of it and each time it is sent. */
export const postMessageId = (community: Community, post: string) => `<post-${post}@${mailHost(community)}>`

/**
 * The mail for a message. It is the same at every try, so that a mail sent twice after a crash is known by its
 * Message-ID. Auto-Submitted keeps away answers from machines (RFC 3834, section 5).
 */
export function envelopeOf(message: Outgoing, community: Community, config: Sender): SendMailOptions {
  const { mailName = 'Alongside', mailReplyTo = config.mailFrom } = community.settings
  const { 'Message-ID': messageId, ...headers } = message.headers
  return {
    from: { name: mailName, address: config.mailFrom },
    to: { name: '', address: message.to_address },
    replyTo: { name: mailName, address: mailReplyTo },
    envelope: { from: config.mailFrom, to: [message.to_address] },
    messageId: messageId ?? `<${message.id}@${mailHost(community)}>`,
    date: message.made_at,
    subject: message.subject,
    text: message.plain,
    ...(message.html ? { html: message.html } : {}),
    ...(message.calendar ? { icalEvent: { filename: 'gathering.ics', ...message.calendar } } : {}),
    headers: { 'Auto-Submitted': 'auto-generated', ...listHeaders(message, community, config), ...headers },
  }
}

/**
 * For mail that a person can stop: RFC 2369 (help, stop, archive, no posting), RFC 2919 (id) and RFC 8058 (one click,
 * which asks for https). The list's id carries no name, for the name of a community may tell of a condition.
 */
function listHeaders({ kind, member }: Outgoing, community: Community, config: Sender): Record<string, string> {
  if (!member || !isStoppable(kind)) return {}
  const page = stopAddress(community, member, kind)
  const readBy = community.settings.mailReplyTo ?? config.mailFrom
  const ask = `Stop ${stoppable[kind]} ${stopToken(community, member, kind)}`
  // An address that nobody reads would take the wish to stop and do nothing.
  const byMail = /^no-?reply@/i.test(readBy) ? '' : `, <mailto:${readBy}?subject=${encodeURIComponent(ask)}>`
  return {
    'List-Id': `<${kind}.${mailHost(community)}>`,
    'List-Help': `<${community.url}/mail>`,
    'List-Unsubscribe': `<${page}>${byMail}`,
    ...(page.startsWith('https:') ? { 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' } : {}),
    'List-Archive': `<${community.url}/circles>`,
    'List-Post': 'NO',
  }
}
