/** Taking answers back: what goes, until when, are you sure, and a page that can be kept or printed. */
import { dayWords } from '../../../kit/day.ts'
import { button, errorSummary, hidden, type Sent, tick } from '../../../kit/form.ts'
import { html, when } from '../../../kit/html.ts'
import type { Page } from '../../../kit/page.ts'
import { codeField, takeBackWords } from './entering-pages.ts'

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

export const surePage = (study: StudyToLeave, code: string, sent?: Sent): Page => ({
  title: `Are you sure? ${study.title}`,
  bare: true,
  body: html`${errorSummary(sent?.refusal)}
<h1>Are you sure?</h1>
<p>These go at once, and nobody can bring them back:</p>
<ul>
<li>all your answers</li>
<li>what was read from your support map</li>
<li>what you said in an interview, and how you can be reached</li>
</ul>
<p>That somebody took part and took it back is kept, without a name. Tables made later count one person less and say so.</p>
<p>Your help from the charity stays the same.</p>
<form method="post" action="/studies/${study.slug}/withdrawal/taking-back">
${hidden('code', code)}
${tick({ name: 'sure', label: 'Yes, take back all I gave to this study', ...(sent ? { sent } : {}) })}
${button('Take it back', 'grave')}
</form>
<p class="steps"><a href="/studies/${study.slug}/answers">No, keep my answers</a></p>`,
})

export const takenBackPage = (study: StudyToLeave, at: Date): Page => ({
  title: `Taken back: ${study.title}`,
  bare: true,
  body: html`<h1>Your answers were taken back</h1>
<p>On ${dayWords(at)}, all that you gave to the study “${study.title}” was deleted.</p>
<p>You need do nothing more. Nobody will ask you about this study again.</p>
${when(study.contact, () => html`<p>Any questions? ${study.contact}</p>`)}
<p class="hint">You can print this page or keep a picture of it.</p>`,
})
