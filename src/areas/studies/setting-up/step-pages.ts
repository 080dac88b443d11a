/** What every step of setting up has: its heading, what it says to the other side, and the way back to the list. */
import { errorSummary, type Sent } from '../../../kit/form.ts'
import { type Html, html, when } from '../../../kit/html.ts'
import type { Page } from '../../../kit/page.ts'
import type { Side } from './rules.ts'
import type { View } from './sides.ts'

export const studyAt = ({ slug }: { readonly slug: string }) => `/studies/${slug}`
export const setUpAt = (study: { readonly slug: string }) => `${studyAt(study)}/setting-up`

const whose: Record<Side, string> = {
  charity: 'A steward does this step.',
  researchers: 'The researchers do this step.',
}

export interface StepPage {
  readonly title: string
  readonly side: Side
  /** what is there so far, for both sides */
  readonly stands?: Html
  /** the forms, for the side whose step it is */
  readonly forms: () => Html
  /** where the way back leads; to the list of steps unless told */
  readonly back?: readonly [string, string]
}

export function stepPage({ study, side }: View, sent: Sent | undefined, step: StepPage): Page {
  const [to, label] = step.back ?? [studyAt(study), 'Back to the study']
  return {
    title: `${step.title}: ${study.title}`,
    body: html`${errorSummary(sent?.refusal)}
<h1>${step.title}</h1>
${when(step.stands, () => step.stands!)}
${side === step.side ? step.forms() : html`<p class="hint">${whose[step.side]}</p>`}
<p><a href="${to}">${label}</a></p>`,
  }
}

/** `sent` as a field takes it. */
export const typed = (sent: Sent | undefined): { sent?: Sent } => (sent ? { sent } : {})

/** Words as they were written, paragraph by paragraph. */
export const asWritten = (words: string): Html =>
  html`${words
    .split(/\n\s*\n/)
    .filter((part) => part.trim())
    .map((part) => html`<p>${part.trim()}</p>`)}`
