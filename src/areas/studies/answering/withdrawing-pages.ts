/** Taking answers back: what goes, until when, are you sure, and a page that can be kept or printed. */
import { dayWords } from '../../../kit/day.ts'
import { button, errorSummary, hidden, type Sent, tick } from '../../../kit/form.ts'
import { html, when } from '../../../kit/html.ts'
import type { Page } from '../../../kit/page.ts'
import { wavesInWords } from './before-pages.ts'
import { codeField, takeBackWords } from './entering-pages.ts'

import type { TakenBack } from './withdrawing.ts'

export interface StudyToLeave {
  readonly slug: string
  readonly title: string
  readonly contact: string
  readonly withdraw_until: string | null
}

export const withdrawalPage = (study: StudyToLeave, value = '', sent?: Sent): Page => ({
  title: `Take your answers back: ${study.title}`,
  bare: true,
  body: html`${errorSummary(sent?.refusal)}
<h1>Take your answers back</h1>
<p>This is for the study “${study.title}”. ${takeBackWords(study.withdraw_until)} You need not say why.</p>
<form method="post" action="/studies/${study.slug}/withdrawal">
${codeField(sent, value)}
${button('Go on')}
</form>
${when(study.contact, () => html`<p>Have you lost your code, or would you rather ring or write? ${study.contact}</p>`)}`,
})

/** @param joined numbers of the other waves that these answers are joined to */
export const surePage = (study: StudyToLeave, code: string, joined: readonly number[], sent?: Sent): Page => ({
  title: `Are you sure? ${study.title}`,
  bare: true,
  body: html`${errorSummary(sent?.refusal)}
<h1>Are you sure?</h1>
<p>These go at once, and nobody can bring them back:</p>
<ul>
<li>all your answers</li>
<li>what was read from your support map</li>
<li>what you said in an interview, and how you can be reached</li>
${when(joined.length > 0, () => html`<li>that you are the same person as in ${wavesInWords(joined)}</li>`)}
</ul>
<p>That somebody took part and took it back is kept, without a name. Tables made later count one person less and say so.</p>
<p>Your help from the charity stays the same.</p>
<form method="post" action="/studies/${study.slug}/withdrawal/taking-back">
${hidden('code', code)}
${tick({ name: 'sure', label: joined.length ? 'Yes, take back all I gave this time' : 'Yes, take back all I gave to this study', ...(sent ? { sent } : {}) })}
${when(
  joined.length > 0,
  () => html`<p>Your answers of ${wavesInWords(joined)} stay, unless you tick this:</p>
${tick({ name: 'others', label: `Take back my answers of ${wavesInWords(joined)}, too`, ...(sent ? { sent } : {}) })}`,
)}
${button('Take it back', 'grave')}
</form>
<p class="steps"><a href="/studies/${study.slug}/answers">No, keep my answers</a></p>`,
})

export const takenBackPage = (study: StudyToLeave, { at, others }: Pick<TakenBack, 'at' | 'others'>): Page => ({
  title: `Taken back: ${study.title}`,
  bare: true,
  body: html`<h1>Your answers were taken back</h1>
<p>On ${dayWords(at)}, all that you gave to the study “${study.title}”${others === 'kept' ? ' this time' : ''} was deleted.</p>
${when(others === 'kept', () => html`<p>What you answered in another wave is kept. Nothing joins the two any more. You can take that back with the code you had then.</p>`)}
${when(others === 'taken back', () => html`<p>What you answered in other waves was deleted, too.</p>`)}
<p>You need do nothing more. Nobody will ask you about this study again.</p>
${when(study.contact, () => html`<p>Any questions? ${study.contact}</p>`)}
<p class="hint">You can print this page or keep a picture of it.</p>`,
})
