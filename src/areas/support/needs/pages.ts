/** What a member needs: their short list, its form, and the page of one need with every kind of source side by side. */
import type { Condition } from '../../../kit/community.ts'
import { dayTime } from '../../../kit/day.ts'
import { area, button, choices, errorSummary, line, type Sent, select } from '../../../kit/form.ts'
import { count, each, type Html, html, when } from '../../../kit/html.ts'
import type { Listed } from '../../../kit/lists.ts'
import type { Page } from '../../../kit/page.ts'
import { type OwnNeed, whatNames, whats } from './needs.ts'
import { isLongAgo, needTitle, sinceWords, topicOptions } from './rules.ts'

const capital = (words: string) => words.charAt(0).toUpperCase() + words.slice(1)

/** What they said of it besides: since when, and their own words. */
const more = (need: OwnNeed): Html =>
  html`${when(need.since_words, () => html`<p class="hint">Since when: <span class="words">${sinceWords(need)}</span></p>`)}${when(need.words, () => html`<div class="words"><p>${need.words}</p></div>`)}`

/** Still true, or not any more: one press each. */
const answers = (need: OwnNeed, title: string): Html => html`<div class="buttons">
<form method="post" action="/me/needs/${need.id}/confirmations"><button type="submit" class="quiet">Still true<span class="far">: ${title}</span></button></form>
<form method="post" action="/me/needs/${need.id}/ending"><button type="submit" class="quiet">Not any more<span class="far">: ${title}</span></button></form>
</div>`

const again = (need: OwnNeed, title: string): Html =>
  html`<form method="post" action="/me/needs/${need.id}/confirmations"><button type="submit" class="quiet">It is so again<span class="far">: ${title}</span></button></form>`

export function needsPage(needs: readonly OwnNeed[], condition: Condition, now: Date): Page {
  const open = needs.filter((need) => !need.ended_at)
  const ended = needs.filter((need) => need.ended_at)
  return {
    title: 'What I need',
    body: html`<h1>What I need</h1>
<p>Say what you need now, and we put what may help in one place. Only you see this list. Change it as often as you like.</p>
<p><a class="button" href="/me/needs/new">Add a need</a></p>
${when(
  open.length > 0,
  () =>
    html`<ul class="list">${each(open, (need) => {
      const title = needTitle(need, condition)
      return html`<li><h2><a href="/needs/${need.id}">${title}</a></h2>
${more(need)}
${when(isLongAgo(need.confirmed_at, now), () => html`<p>You told us this on ${dayTime(need.confirmed_at)}. Is it still true?</p>`)}
${answers(need, title)}
<p><a href="/me/needs/${need.id}">Change it<span class="far">: ${title}</span></a></p></li>`
    })}</ul>`,
)}
${when(open.length === 0, () => html`<p>There is nothing on your list.</p>`)}
${when(
  ended.length > 0,
  () => html`<details><summary>What you needed before</summary>
<ul class="list">${each(ended, (need) => {
    const title = needTitle(need, condition)
    return html`<li><h2>${title}</h2>${more(need)}<p class="hint">Until ${dayTime(need.ended_at!)}.</p>${again(need, title)}</li>`
  })}</ul></details>`,
)}
<p class="end">That is everything.</p>
<p><a href="/me">Back to my page</a></p>`,
  }
}

/** Add a need, or change one. */
export const needFormPage = (condition: Condition, need: OwnNeed | null, sent?: Sent): Page => ({
  title: need ? `Change: ${needTitle(need, condition)}` : 'Add a need',
  body: html`${errorSummary(sent?.refusal)}
<h1>${need ? 'Change what you need' : 'What do you need?'}</h1>
<form method="post" action="/me/needs${need ? `/${need.id}` : ''}">
${choices({ name: 'what', label: 'I need', value: need?.what ?? '', options: whatNames.map((value) => ({ value, label: capital(whats[value]) })), sent })}
${select({ name: 'topic', label: 'What is it about?', none: 'Anything', value: need?.topic ?? '', options: topicOptions(condition).map(({ value, label }) => ({ value, label: capital(label) })), sent })}
${line({ name: 'since', label: 'Since when?', hint: 'In your own words, like “last spring” or “since she started school”. You can leave this empty.', value: need?.since_words ?? '', autocomplete: 'off', sent })}
${area({ name: 'words', label: 'Anything you want to add', hint: 'You can leave this empty too.', value: need?.words ?? '', rows: 3, sent })}
${button('Save')}
</form>
<p><a href="/me/needs">Back to what I need</a></p>`,
})

/** A need with everything that may help with it, in one calm order: the numbers and places of each are in words. */
export function needPage(need: OwnNeed, condition: Condition, lists: readonly Listed[], showAhead: boolean): Page {
  const title = needTitle(need, condition)
  const ahead = lists.reduce((sum, one) => sum + one.ahead, 0)
  return {
    title: `My need: ${title}`,
    body: html`<p class="steps"><a href="/me/needs">What I need</a></p>
<h1>${title}</h1>
${more(need)}
${
  need.ended_at
    ? html`<p>You said that this is over, so nothing is listed here.</p>${again(need, title)}`
    : html`${each(lists, sources)}
${when(ahead > 0 && !showAhead, () => html`<p>${capital(count(ahead, 'more line'))} ${ahead === 1 ? 'is' : 'are'} about a time that lies further ahead. <a href="/needs/${need.id}?ahead=all">Show ${ahead === 1 ? 'it' : 'them'}</a></p>`)}
<h2>If none of this helps</h2>
<p>Ask in a circle. A question stays on the helpers’ list until you say it is answered. <a href="/circles">Choose a circle</a></p>
<p>If it cannot wait, <a href="/help-now">find help now</a>.</p>
<p class="end">That is everything.</p>
<div class="steps"><p>Is this still so?</p>${answers(need, title)}<p><a href="/me/needs/${need.id}">Change it</a></p></div>`
}`,
  }
}

/** One kind of source, or what else to do when there is none. What holds for all of a kind is said once. */
function sources({ heading, lines, otherwise }: Listed): Html {
  const [first] = lines
  const same = lines.length > 1 && lines.every(({ offline }) => offline === first!.offline)
  return html`<h2>${heading}</h2>
${when(lines.length > 0, () => html`<ul class="list">${each(lines, (line) => html`<li><h3><a href="${line.href}">${line.title}</a></h3>${when(line.about, () => html`<p>${line.about}</p>`)}${when(line.offline && !same, () => html`<p class="hint">${line.offline}</p>`)}</li>`)}</ul>`)}
${when(same && first!.offline, () => html`<p class="hint">${first!.offline}</p>`)}
${when(lines.length === 0, () => html`<p>${otherwise}</p>`)}`
}
