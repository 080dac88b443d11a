/** Private messages between two, and reporting one. */
import { time } from '../../kit/day.ts'
import { area, button, choices, errorSummary, onceKey, type Sent, tick } from '../../kit/form.ts'
import { each, type Html, html, raw, when } from '../../kit/html.ts'
import type { Page } from '../../kit/page.ts'
import { pages } from '../../kit/pages.ts'
import type { MemberId } from '../../kit/who.ts'
import { wrongs } from '../care/rules.ts'
import { before, type MessageLine, messagesOnAPage } from './messages.ts'
import { backTo } from './tie-pages.ts'
import type { TieView } from './tie-store.ts'

export interface Messages {
  readonly tie: TieView
  readonly me: MemberId
  readonly messages: readonly MessageLine[]
  readonly page: number
  readonly total: number
}

export const messagesPage = ({ tie, me, messages, page, total }: Messages, sent?: Sent): Page => ({
  title: `Messages with ${tie.name}${page > 1 ? `, page ${page}` : ''}`,
  body: html`${errorSummary(sent?.refusal)}
${backTo(tie)}
<h1>Messages with ${tie.name}</h1>
${
  tie.standing === 'open' && !tie.away
    ? html`<form method="post" action="/ties/${tie.id}/messages">${onceKey(sent)}
${area({ name: 'words', label: `Write to ${tie.name}`, hint: 'Only you two see it. If they have no email, someone at the charity prints it or reads it out.', rows: 5, ...(sent ? { sent } : {}) })}
<p class="buttons">${button('Send')}</p>
</form>`
    : html`<p class="note">${tie.standing === 'open' ? `${tie.name} is not here now, so nothing can be sent.` : 'You two are not in touch here now, so nothing can be sent.'}</p>
${when(sent, () => area({ name: 'words', label: 'Your words, to copy', rows: 5, ...(sent ? { sent } : {}) }))}`
}
${when(messages.length > 0, () => html`<p class="hint">The newest comes first.</p>`)}
${each(messages, (one) => messageHtml(tie, one, me))}
${when(total === 0, () => html`<p>There are no messages yet.</p>`)}
${when(total > 0, () => pages(`/ties/${tie.id}/messages?page=`, page, total, messagesOnAPage))}`,
})

const by = { web: '', email: '', text: '', letter: ' By letter.', phone: ' By phone.', 'in person': '' } as const

function messageHtml(tie: TieView, { id, sender, html: words, sent_at, via }: MessageLine, me: MemberId, steps = true) {
  const mine = sender === me
  return html`<article class="post" id="message-${id}">
<h2>${mine ? 'You' : tie.name}, ${time(sent_at)}</h2>
${when(by[via], () => html`<p class="who">${by[via].trim()}</p>`)}
<div class="words">${raw(words)}</div>
${when(steps && !mine, () => html`<p class="steps"><a href="/ties/${tie.id}/messages/${id}/report">Report<span class="far"> the message of ${time(sent_at)}</span></a></p>`)}
</article>`
}

/** Nobody at the charity reads a private message, until somebody sends it to them from here. */
export const reportMessagePage = (tie: TieView, message: MessageLine, me: MemberId, sent?: Sent): Page => ({
  title: 'Report this message',
  body: html`${errorSummary(sent?.refusal)}
<p><a href="/ties/${tie.id}/messages">Messages with ${tie.name}</a></p>
<h1>Report this message</h1>
${messageHtml(tie, message, me, false) as Html}
<p>The moderators cannot read your messages. They see only what you send them here. ${tie.name} is not told who sent it.</p>
<form method="post" action="/ties/${tie.id}/messages/${message.id}/report">${onceKey(sent)}
${choices({ name: 'wrong', label: 'What is wrong?', options: Object.entries({ ...wrongs, other: { label: wrongs.other.label, hint: 'You can tell us below.' } }).map(([value, words]) => ({ value, ...words })), ...(sent ? { sent } : {}) })}
${area({ name: 'words', label: 'Do you want to tell us more?', hint: 'You can leave this empty.', rows: 4, ...(sent ? { sent } : {}) })}
${tick({ name: 'before', label: `Send the ${before} messages before it too`, hint: 'They may show how it came about.', ...(sent ? { sent } : {}) })}
${tick({ name: 'sure', label: 'Yes, send this message to the moderators', ...(sent ? { sent } : {}) })}
<p class="buttons">${button('Report it')}</p>
</form>`,
})
