/** What a participant sees of their interview, with the code they come back with. */
import { timeWords } from '../../../kit/day.ts'
import { area, button, errorSummary, hidden, line, type Sent, tick } from '../../../kit/form.ts'
import { each, type Html, html, when } from '../../../kit/html.ts'
import type { Page } from '../../../kit/page.ts'
import type { ParticipantHere, StudyHere } from '../access.ts'
import { answerFields } from './pages.ts'
import { dayOf, roomsAt } from './rooms.ts'
import { howWords, type Purpose, pseudonymOf, purposes, secondConsent } from './rules.ts'
import type { Interview } from './store.ts'

export const codePage = (slug: string, sent?: Sent): Page => ({
  title: 'Your interview',
  body: html`${errorSummary(sent?.refusal)}
<h1>Your interview</h1>
<p>Here you see if you are invited to talk with a researcher. You can say yes or no, or take back what you said.</p>
<form method="post" action="/studies/${slug}/interview">
${line({ name: 'code', label: 'Your code', hint: 'You got it when you answered the questions.', autocomplete: 'off', ...(sent ? { sent } : {}) })}
${button('Go on')}
</form>`,
})

export interface OwnInterview {
  readonly participant: ParticipantHere
  readonly code: string
  readonly interview: Interview | null
  readonly consents: Readonly<Record<Purpose, boolean>> | null
  readonly mayBeAsked: boolean
  readonly closed: boolean
  readonly about: string
  readonly reachLeft: boolean
  /** what was just done */
  readonly done?: string | undefined
}

export function ownPage(own: OwnInterview, sent?: Sent): Page {
  const { participant, code } = own
  const here = `/studies/${participant.slug}/interview`
  const form = (to: string, inner: Html) =>
    html`<form method="post" action="${here}/${to}">${hidden('code', code)}${inner}</form>`
  return {
    title: `Your interview: ${participant.title}`,
    body: html`${errorSummary(sent?.refusal)}
<h1>Your interview</h1>
${when(own.done, () => html`<p class="said" role="status">${own.done}</p>`)}
<p>The study is “${participant.title}”.</p>
${parts(own, form, sent)}
<p class="hint">Whether you take part changes nothing about the help you get. Those who help you do not see it.</p>`,
  }
}

type Form = (to: string, inner: Html) => Html

function parts(own: OwnInterview, form: Form, sent?: Sent): Html {
  const { interview, mayBeAsked, closed } = own
  const typed = sent ? { sent } : {}
  if (!interview && closed) return html`<p>No more people are being asked. Thank you for being ready to talk.</p>`
  if (!interview)
    return mayBeAsked
      ? html`<p>You said a researcher may ask you to talk. You have no invitation so far. Not everybody gets one.</p>
${reachParts(own, form, typed)}`
      : html`<p>You did not say that a researcher may ask you to talk. So nobody will.</p>`
  if (interview.state === 'declined')
    return html`<p>You said no to an interview. That is fine, and nobody will ask again.</p>`
  if (interview.state === 'withdrawn') return html`<p>What you said was taken back. Nobody can read it any more.</p>`
  if (interview.state === 'done')
    return html`${afterwards(interview)}
${withdrawing(interview, form, typed)}`
  return html`${when(interview.state === 'invited', () => html`<h2>You are invited</h2>`)}
${when(interview.state === 'agreed', () => html`<h2>You said yes</h2><p>The researcher will find a day with you.</p>`)}
${when(interview.state === 'scheduled', () => html`<h2>Your talk</h2><p>${howWords[interview.how!]}, ${timeWords(interview.planned_for!)}.</p>`)}
<p>${own.about}</p>
<p>You can take back what you said until ${dayOf(interview.withdraw_until)}. What you say is kept until ${dayOf(interview.keep_until)}. Then it is deleted.</p>
${when(
  own.consents && interview.state !== 'invited',
  () =>
    html`<ul>${each(purposes, (purpose) => html`<li><b>${own.consents![purpose] ? 'Yes' : 'No'}</b>: ${secondConsent[purpose].words}</li>`)}</ul>`,
)}
${form('answer', html`${answerFields(sent)}${button(interview.state === 'invited' ? 'Send my answer' : 'Change my answer')}`)}
${reachParts(own, form, typed)}`
}

const reachParts = (
  { reachLeft }: OwnInterview,
  form: Form,
  typed: { sent?: Sent },
) => html`<h2>How can you be reached?</h2>
${when(reachLeft, () => html`<p><b>You left a way to reach you.</b> Write another to change it.</p>`)}
${form('reach', html`${area({ name: 'reach', label: 'Phone, email or address', hint: 'It is for the talk alone. Only the researcher who asks you can see it. It is deleted after the talk.', rows: 3, ...typed })}${button('Save it', 'quiet')}`)}
${when(reachLeft, () => form('reach', html`${hidden('reach', '')}${button('Delete what I left', 'quiet')}`))}`

const withdrawing = (interview: Interview, form: Form, typed: { sent?: Sent }) =>
  html`<h2>Take it back</h2>
<p>You can do this until ${dayOf(interview.withdraw_until)}. You need not say why.</p>
${form('withdrawal', html`${tick({ name: 'sure', label: 'Take back all that I said', ...typed })}${button('Take it back', 'grave')}`)}`

/** What is said after an interview: the same on the participant's page, on paper and read out. */
export const afterwards = ({ withdraw_until, keep_until, number }: Interview, url = ''): Html =>
  html`<h2>Thank you for talking with us</h2>
<p>Your name is taken out before anything is written down. In the study you are called ${pseudonymOf(number)}.</p>
<p>A talk like this can stay with you. It may bring back hard days. That is common, and it mostly passes.</p>
<p>If you want to talk to somebody now, see <a href="/help-now">where to turn</a>.${when(url, () => html` It is at ${url}/help-now too.`)} Samaritans listen day and night on 116 123.</p>
<p>You can take back what you said until ${dayOf(withdraw_until)}. What you said is kept until ${dayOf(keep_until)}. Then it is deleted.</p>`

/** The same as a sheet for the researcher to read out, print or post. */
/** @param url where the community's pages are reached, for paper */
export const afterwardsPage = (study: StudyHere, interview: Interview, url: string): Page => ({
  title: `After the interview: ${pseudonymOf(interview.number)}`,
  body: html`<h1>After the interview</h1>
<p class="steps"><a href="${roomsAt(study)}/${pseudonymOf(interview.number)}">Back to ${pseudonymOf(interview.number)}</a></p>
<p>The study is “${study.title}”.${when(study.run_by, () => html` It is run by ${study.run_by}.`)}</p>
${afterwards(interview, url)}
<p>To take it back, use your code at <b>${url}/studies/${study.slug}/interview</b>, or tell us.${when(study.contact, () => html` ${study.contact}`)}</p>
<p>You need not say why. Your help from the charity stays the same.</p>`,
})
