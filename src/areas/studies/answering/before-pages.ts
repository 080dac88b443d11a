/** The one page that asks whoever said yes whether they answered before. It can be left out. */
import { button, errorSummary, line, type Sent } from '../../../kit/form.ts'
import { html, when } from '../../../kit/html.ts'
import type { Page } from '../../../kit/page.ts'
import { answersAt } from './participant.ts'

export const beforeField = (label: string, sent?: Sent) =>
  line({
    name: 'code',
    label,
    hint: '16 letters, as on the letter or in the notes of then. Spaces and small letters are fine.',
    autocomplete: 'off',
    ...(sent ? { sent } : {}),
  })

export interface StudyBefore {
  readonly slug: string
  readonly title: string
}

/** @param joined numbers of the waves they are joined to already */
export const beforePage = ({ slug, title }: StudyBefore, joined: readonly number[], sent?: Sent): Page => ({
  title: `Did you answer before? ${title}`,
  bare: true,
  body: html`${errorSummary(sent?.refusal)}
<h1>Did you answer before?</h1>
${when(joined.length > 0, () => html`<p class="note">Your answers are joined to those of ${wavesInWords(joined)}.</p>`)}
<p>You said that your answers may be joined to those you gave before. The study can then see what has changed. It learns no name.</p>
<form method="post" action="${answersAt(slug)}/before">
${beforeField('Type the code you had then', sent)}
${button('Join them')}
</form>
<p>Was this your first time, or is the code lost? Just go on. Your answers count as much.</p>
<p><a class="button" href="${answersAt(slug)}/code">Go on without it</a></p>
<p class="hint">They are joined only where you said yes both times. Take one of the two back, and they are apart again.</p>`,
})

/** "wave 1", "wave 1 and wave 2" */
export const wavesInWords = (numbers: readonly number[]) =>
  new Intl.ListFormat('en-GB').format(numbers.map((number) => `wave ${number}`))
