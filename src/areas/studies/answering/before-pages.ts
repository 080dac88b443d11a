/** The one page that asks whoever said yes whether they answered before. It can be left out. */
import { button, errorSummary, line, type Sent } from '../../../kit/form.ts'
import { html, when } from '../../../kit/html.ts'
import type { Page } from '../../../kit/page.ts'
import { english, type House, localeOf, tongueOf } from '../questionnaires/house.ts'
import { answersAt } from './participant.ts'

export const beforeField = (label: string, sent?: Sent, house: House = english) =>
  line({ name: 'code', label, hint: house('beforeHint'), autocomplete: 'off', ...(sent ? { sent } : {}) })

export interface StudyBefore {
  readonly slug: string
  readonly title: string
}

/** @param joined numbers of the waves they are joined to already */
export const beforePage = (
  { slug, title }: StudyBefore,
  joined: readonly number[],
  house: House,
  sent?: Sent,
): Page => ({
  title: `${house.plain('before')} ${title}`,
  bare: true,
  tongue: tongueOf(house),
  body: html`${errorSummary(sent?.refusal, house('checkThis'))}
<h1>${house('before')}</h1>
${when(joined.length > 0, () => html`<p class="note">${house('joinedTo', { waves: wavesInWords(joined, house) })}</p>`)}
<p>${house('beforeWhy')}</p>
<form method="post" action="${answersAt(slug)}/before">
${beforeField(house('beforeCode'), sent, house)}
${button(house('joinThem'))}
</form>
<p>${house('beforeNot')}</p>
<p><a class="button" href="${answersAt(slug)}/code">${house('goOnWithout')}</a></p>
<p class="hint">${house('beforeBoth')}</p>`,
})

/** "wave 1", "wave 1 and wave 2" */
export const wavesInWords = (numbers: readonly number[], house: House = english) =>
  new Intl.ListFormat(localeOf(house.language)).format(numbers.map((number) => house.plain('wave', { number })))
