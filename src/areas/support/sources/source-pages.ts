/** The page of one source, and how a source stands in a list. */
import { button, choices, errorSummary, hidden, type Sent } from '../../../kit/form.ts'
import { each, type Html, html, list, when } from '../../../kit/html.ts'
import type { Page } from '../../../kit/page.ts'
import { londonClock } from '../hours/london.ts'
import { standingAt } from '../hours/rules.ts'
import { hoursSentences, standingWords } from '../hours/words.ts'
import { telHref, unbroken } from './source-card.ts'
import { sourceKinds } from './source-kinds.ts'
import { checkedWords, restsOn } from './source-rules.ts'
import type { SaysInWords } from './source-says.ts'
import type { Hit } from './source-search.ts'
import type { Source } from './source-store.ts'

export const kindWords = ({ kind }: Pick<Source, 'kind'>) => {
  const { label } = sourceKinds[kind]
  return label[0]!.toUpperCase() + label.slice(1)
}

/** "Open now, until 5 pm." */
export function openWords({ hours, kind }: Pick<Source, 'hours' | 'kind'>, now: Date): string {
  const words = `${standingWords(standingAt(hours, now), now)}.`
  return meets(kind)
    ? words.replace('Opens', 'Meets').replace('Open now', 'Meeting now').replace('is open', 'meets')
    : words
}

/** People meet in a group; they do not find it open. */
const meets = (kind: Source['kind']) => kind === 'group' || kind === 'any group' || kind === 'circle'
/** One reads a blog or a booklet at any time. */
export const keepsHours = ({ kind, hours }: Pick<Source, 'kind' | 'hours'>) =>
  hours !== null || (kind !== 'blog' && kind !== 'checked')

/** The beginning of what is said of it, at the end of a sentence or a word. */
function beginning(about: string | null, most = 150): string {
  const text = (about ?? '').replace(/\s+/g, ' ')
  if (text.length <= most) return text
  const cut = text.slice(0, most)
  const sentence = cut.lastIndexOf('. ')
  return sentence > most / 3 ? cut.slice(0, sentence + 1) : `${cut.slice(0, cut.lastIndexOf(' '))} …`
}

/** @param number as on the map beside the list */
export const hitHtml = ({ source, distance, group }: Hit, now: Date, number: number | null): Html =>
  html`<li><h3>${when(number, () => html`${number}. `)}<a href="/sources/${source.id}">${source.name}</a></h3>
<p>${kindWords(source)}. ${when(distance, () => html`${distance}. `)}${when(!distance && group === 'anywhere' && source.area, () => html`${source.area}. `)}${when(source.hours, () => html`<b>${openWords(source, now)}</b>`)}${when(source.phone, () => html` <a href="${telHref(source.phone!)}">${unbroken(source.phone!)}</a>`)}</p>
${when(source.about, () => html`<p class="hint">${beginning(source.about)}</p>`)}</li>`

const line = (label: string, value: Html | string | null | false): Html =>
  when(value, () => html`<li><h3>${label}</h3><p>${value}</p></li>`)

const lines = (text: string) =>
  html`${each(text.split('\n'), (one, at) => (at === 0 ? html`${one}` : html`<br>${one}`))}`

/** Links go nowhere but to the web. */
const webLink = (web: string) =>
  /^https?:\/\//i.test(web)
    ? html`<a href="${web}" rel="nofollow noopener">${web.replace(/^https?:\/\/(www\.)?/, '').replace(/\/$/, '')}</a>`
    : html`${web}`

export interface Shown {
  readonly source: Source
  readonly now: Date
  readonly says: SaysInWords
  /** what the reader said of it; null for a visitor */
  readonly mine: readonly string[] | null
  /** names of the topics it is about */
  readonly topics: readonly string[]
  /** this reader may change it */
  readonly keeps: boolean
}

const ages = ({ hsds }: Source) => {
  const { minimum_age: from, maximum_age: to } = hsds ?? {}
  if (typeof from !== 'number' && typeof to !== 'number') return null
  return `Age ${typeof from === 'number' ? `from ${from}` : ''}${typeof to === 'number' ? ` up to ${to}` : ''}`
}

export function sourcePage({ source, now, says, mine, topics, keeps }: Shown): Page {
  const { id, name, phone, email, web, address, postcode } = source
  const closed = source.state === 'closed'
  const forWhom = [source.for_whom, ages(source)].filter(Boolean).join('. ')
  return {
    title: name,
    body: html`<p class="steps"><a href="/sources">Find help</a></p>
<h1>${name}</h1>
<p>${kindWords(source)}.${when(source.condition, () => html` For families like ours.`)}</p>
${when(closed, () => html`<p class="note"><b>This has closed.</b> <a href="/sources">Look for another</a></p>`)}
${when(
  !closed,
  () => html`${when(keepsHours(source), () => html`<p><b>${openWords(source, now)}</b></p>`)}
<p class="buttons">${when(phone, () => html`<a class="button" href="${telHref(phone!)}">Call&nbsp;${unbroken(phone!)}</a> `)}<a class="button" href="/sources/${id}/contact.vcf">Save contact</a></p>`,
)}
${when(source.about, () => html`<p>${lines(source.about!)}</p>`)}
<ul class="list">
${line('Phone', phone && unbroken(phone))}
${line('When', keepsHours(source) && html`${each(hoursSentences(source.hours, now), (one, at) => (at === 0 ? html`${one}` : html`<br>${one}`))}`)}
${line('Write', email ? html`<a href="mailto:${email}">${email}</a>` : null)}
${line('Web', web ? webLink(web) : null)}
${line('Visit or write to', address || postcode ? lines([address, postcode].filter(Boolean).join('\n')) : null)}
${line('Who it is for', forWhom || null)}
${line('Where it helps', source.area)}
${line('About', topics.length > 0 ? list(topics) : null)}
${line('What it costs', source.cost)}
${line('Languages', source.languages.length > 0 ? list(source.languages) : null)}
${line('Getting in', source.access)}
</ul>
<p class="standing">Who says so: the charity. It rests on: ${restsOn[source.origin].toLowerCase()}. ${checkedWords(source, londonClock(now).day)}</p>
<h2>What families here say it helps with</h2>
${saysHtml(says)}
${when(mine, () => html`<p>${mine!.length > 0 ? 'You have said what it helps you with. ' : ''}<a href="/sources/${id}/says">${mine!.length > 0 ? 'Change what you said' : 'Say what it helps you with'}</a></p>`)}
${when(keeps, () => html`<p class="steps"><a href="/desk/sources/${id}">Change this source</a></p>`)}`,
  }
}

const saysHtml = ({ families, helps }: SaysInWords): Html => {
  if (!families) return html`<p>Too few have said yet.</p>`
  if (helps.length === 0) return html`<p>It helps ${families}. Each with something else.</p>`
  return html`<p>It helps ${families}.</p><ul>${each(helps, (one) => html`<li>${one}</li>`)}</ul>`
}

export const saysPage = (
  { id, name }: Source,
  options: readonly { value: string; label: string }[],
  mine: readonly string[],
  sent?: Sent,
): Page => ({
  title: `What ${name} helps you with`,
  body: html`${errorSummary(sent?.refusal)}
<p class="steps"><a href="/sources/${id}">${name}</a></p>
<form method="post" action="/sources/${id}/says">
${choices({ name: 'helps[]', label: `What does ${name} help you with?`, heading: true, hint: 'Choose all that fit. Others only see it when ten families or more have said the same.', many: true, options, values: mine, sent })}
${button('Save')}
</form>
${when(mine.length > 0, () => html`<form method="post" action="/sources/${id}/ended-says">${hidden('sure', 'yes')}${button('Take back what I said', 'quiet')}</form>`)}`,
})
