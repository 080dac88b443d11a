/** A steward's page about mail: whether it leaves, what failed and why, and whom it comes from. */
import type { Community } from '../../kit/community.ts'
import type { Config } from '../../kit/config.ts'
import { time } from '../../kit/day.ts'
import { button, errorSummary, hidden, line, type Sent } from '../../kit/form.ts'
import { count, each, type Html, html, nothing, when } from '../../kit/html.ts'
import type { Page } from '../../kit/page.ts'
import { pages } from '../../kit/pages.ts'
import { type Failed, type MailState, onAPage } from './store.ts'

interface StewardMail {
  readonly community: Community
  readonly config: Config
  readonly state: MailState
  readonly failed: readonly Failed[]
  readonly page: number
  readonly sent?: Sent
}

export const stewardMailPage = ({ community, config, state, failed, page, sent }: StewardMail): Page => ({
  title: 'Mail',
  body: html`${errorSummary(sent?.refusal)}
<p><a href="/steward">Steward</a></p>
<h1>Mail</h1>
${way(community, config)}
${waiting(state)}
<form method="post" action="/steward/mail/tests">${button('Send a test mail to me', 'quiet')}</form>
<h2>Whom it comes from</h2>
<form method="post" action="/steward/mail/name">
${line({ name: 'mailName', label: 'Name', hint: 'It shows on lock screens, so leave out the condition. If you leave this empty, it is Alongside.', value: community.settings.mailName ?? '', autocomplete: 'off', sent })}
${line({ name: 'mailReplyTo', label: 'Where do replies go?', hint: `An email address that somebody reads. If you leave this empty, replies go to ${config.mailFrom}.`, value: community.settings.mailReplyTo ?? '', type: 'email', autocomplete: 'off', sent })}
${button('Save')}
</form>
<h2>Failed mail</h2>
${when(state.failed > 1, () => html`<form method="post" action="/steward/mail/attempts">${button('Try all again', 'quiet')}</form>`)}
<ul class="list">
${each(failed, failedLine)}
</ul>
${when(state.failed === 0, () => html`<p>No mail has failed.</p>`)}
${pages('/steward/mail?page=', page, state.failed, onAPage)}`,
})

function way({ example, settings }: Community, { smtpUrl, mailFrom }: Config): Html {
  if (example) return html`<p>This is the example. No mail ever leaves it.</p>`
  if (settings.mailGoes === 'kept')
    return html`<p>You chose to keep mail here. It is shown at <a href="/outbox">the outbox</a> to people at the computer that runs this.</p>
${goes('out', 'Let mail go out')}`
  if (smtpUrl)
    return html`<p>Mail leaves through ${new URL(smtpUrl).hostname}, from ${mailFrom}.</p>${goes('kept', 'Keep mail here instead')}`
  if (settings.mailGoes === 'out')
    return html`<p>Mail goes out, but not from this copy of Alongside: it was started without SMTP_URL. It waits for one that has it.</p>
${goes('kept', 'Keep mail here instead')}`
  return html`<p>No mail server is set up, so no mail leaves. It is kept, and shown at <a href="/outbox">the outbox</a> to people at the computer that runs this. To send mail, set SMTP_URL and start again.</p>`
}

const goes = (where: 'out' | 'kept', label: string) =>
  html`<form method="post" action="/steward/mail/way">${hidden('goes', where)}${button(label, 'quiet')}</form>`

function waiting({ waiting, oldest, error, sent_at }: MailState): Html {
  const last = sent_at ? html`<p class="hint">The last mail left on ${time(sent_at)}.</p>` : nothing
  if (waiting === 0) return html`<p>No mail waits.</p>${last}`
  return html`<div class="note"><p><b>${count(waiting, 'mail')} ${waiting === 1 ? 'waits' : 'wait'}.</b>${when(oldest, () => html` The oldest was written on ${time(oldest!)}.`)}</p>
${when(
  error,
  () => html`<p>${error}</p>
<p>We keep trying. No mail is lost.</p>`,
)}</div>${last}`
}

const failedLine = (mail: Failed) => html`<li><h3>To ${mail.name ? `${mail.name}, ` : ''}${mail.to_address}</h3>
<p class="hint">${mail.kind}, written on ${time(mail.made_at)}</p>
<p>${mail.error}</p>
${
  mail.kind === 'sign-in'
    ? html`<p>The code in it has run out. A new one can be asked for.</p>`
    : html`<form method="post" action="/steward/mail/attempts">${hidden('message', mail.id)}<button type="submit" class="quiet">Try again<span class="far"> to send to ${mail.to_address}</span></button></form>`
}</li>`
