/** The moderators' desk: what waits, oldest first, and one page for each decision. For someone with ten minutes. */
import { dayTime, time } from '../../kit/day.ts'
import { area, button, choices, errorSummary, hidden, type Sent } from '../../kit/form.ts'
import { count, each, type Html, html, nothing, when } from '../../kit/html.ts'
import type { Page } from '../../kit/page.ts'
import { pages } from '../../kit/pages.ts'
import type { Refusal } from '../../kit/refuse.ts'
import { holdReasons } from '../conversations/rules.ts'
import type { Decided } from './decision-store.ts'
import { decisionHtml } from './reporting-pages.ts'
import {
  isGrave,
  matterKinds,
  outcomeButtons,
  outcomes,
  outcomesFor,
  reasonsFor,
  signature,
  wrongWords,
} from './rules.ts'
import { type Matter, mattersOnAPage, type WaitingCounts } from './store.ts'

export const deskPage = (counts: WaitingCounts, places: Html): Page => ({
  title: 'Desk',
  body: html`<h1>Desk</h1>
${when(counts.urgent > 0, () => html`<p class="note"><b>${count(counts.urgent, 'report')} cannot wait.</b> <a href="/desk/reported">Look now</a></p>`)}
<p>${waitingWords(counts)}</p>
${places}`,
})

const waitingWords = ({ held, reported, appeals }: WaitingCounts) => {
  const all = held + reported + appeals
  if (all === 0) return 'Nothing waits. Thank you.'
  return `${all === 1 ? 'One thing waits' : `${all} things wait`}: ${count(held, 'held post')}, ${count(reported, 'report or complaint', 'reports and complaints')}, ${count(appeals, 'second look')}.`
}

export interface DeskList {
  readonly title: string
  readonly path: string
  readonly about: string
  readonly matters: readonly Matter[]
  readonly page: number
  readonly total: number
}

/** One list of what waits, the number at the top. */
export const waitingPage = ({ title, path, about, matters, page, total }: DeskList): Page => ({
  title,
  body: html`<p><a href="/desk">Desk</a></p>
<h1>${title}</h1>
<p><b>${total === 0 ? 'Nothing waits.' : total === 1 ? '1 waits.' : `${total} wait.`}</b> ${about}</p>
<ul class="list">
${each(
  matters,
  (matter) => html`<li><h2><a href="/desk/matters/${matter.id}">${titleOf(matter)}</a></h2>
<p class="hint">${when(matter.urgent, () => html`<strong class="new">Cannot wait</strong> `)}${whyWords(matter)} Since ${time(matter.came_at)}.</p></li>`,
)}
</ul>
${pages(`${path}?page=`, page, total, mattersOnAPage)}`,
})

const titleOf = (matter: Matter) =>
  matter.writer_name
    ? `${matter.writer_name} in “${matter.title}”`
    : matter.kind === 'appeal'
      ? 'A second look'
      : wrongWords(matter.wrong ?? 'other')

/** Why something waits, in a sentence. */
const whyWords = (matter: Matter) => {
  if (matter.kind === 'held')
    return matter.reasons.map((why) => holdReasons[why as keyof typeof holdReasons] ?? why).join(' ')
  if (matter.kind === 'appeal') return 'Someone asks for a second look.'
  return `${matterKinds[matter.kind]} from ${matter.by ? 'a member' : 'a visitor'}: ${wrongWords(matter.wrong ?? 'other')}.`
}

export interface MatterView {
  readonly matter: Matter
  /** the post as readers see or would see it, with the conversation it is in; empty when there is none */
  readonly post: Html
  readonly shownBefore: number | null
  readonly others: readonly Matter[]
  /** stands for the words shown here: see `readMark`; for a post that waits */
  readonly read: string | null
  /** what the writer was asked to change, when they have changed it since */
  readonly asked: Decided | null
  /** the decision that is looked at again */
  readonly first: Decided | null
  /** when it is already decided */
  readonly decision: Decided | null
  /** why this moderator cannot decide it */
  readonly not: Refusal | null
  readonly sent?: Sent
}

/** One thing that waits, all one needs to know to decide, and the buttons. */
export function matterPage({
  matter,
  post,
  read,
  asked,
  shownBefore,
  others,
  first,
  decision,
  not,
  sent,
}: MatterView): Page {
  const title = `${matterKinds[matter.kind]}: ${titleOf(matter)}`
  return {
    title,
    body: html`${errorSummary(sent?.refusal)}
<p><a href="/desk/${listOf(matter)}">${listNames[listOf(matter)]}</a></p>
<h1>${title}</h1>
<p>${when(matter.urgent, () => html`<strong class="new">Cannot wait</strong> `)}${whyWords(matter)} Since ${time(matter.came_at)}.</p>
${when(matter.place, () => html`<h2>Where it is</h2><p>${matter.place}</p>`)}
${when(matter.words, () => html`<h2>${matter.kind === 'appeal' ? 'Why they ask' : 'What they say'}</h2><blockquote>${each(matter.words!.split(/\n{2,}/), (paragraph) => html`<p>${paragraph}</p>`)}</blockquote>`)}
${each(others, (other) => html`<p>Also reported on ${dayTime(other.came_at)}: ${wrongWords(other.wrong ?? 'other')}. ${other.words ?? ''} Your decision answers this too.</p>`)}
${when(first, () => html`<h2>The first decision</h2>${decisionHtml(first!)}`)}
${when(asked, () => html`<h2>What was decided before</h2>${decisionHtml(asked!)}`)}
${when(
  matter.writer,
  () => html`<h2>The post</h2>
<p class="hint">${matter.writer_name}: ${count(shownBefore ?? 0, 'post')} shown before.</p>`,
)}
${post}
${
  decision
    ? html`<h2>This is decided</h2>${decisionHtml(decision)}`
    : not
      ? html`<p class="note">${not.because}</p>`
      : decideForm(matter, read, sent)
}`,
  }
}

const listOf = (matter: Matter) => (matter.kind === 'held' ? 'held' : matter.kind === 'appeal' ? 'appeals' : 'reported')
const listNames = { held: 'Posts that wait', reported: 'Reports and complaints', appeals: 'Second looks' } as const

function decideForm(matter: Matter, read: string | null, sent?: Sent): Html {
  const possible = outcomesFor(matter)
  return html`<h2>Decide</h2>
<form method="post" action="/desk/matters/${matter.id}/decision">
${when(read, () => hidden('read', read!))}
${choices({
  name: 'ready',
  label: 'Why?',
  hint:
    matter.kind === 'report'
      ? 'The writer and the person who reported it read this.'
      : matter.kind === 'held'
        ? 'The writer reads this.'
        : 'Those it concerns read this.',
  // Most posts that wait are fine: showing one is a single press.
  value: matter.kind === 'held' ? 'fine' : undefined,
  sent,
  options: [
    ...reasonsFor(possible).map(([value, { words }]) => ({ value, label: words })),
    { value: 'mine', label: 'My own words' },
  ],
})}
${area({ name: 'words', label: 'Say more, or use your own words', hint: 'Kind and plain. You can leave this empty if a sentence above says it.', rows: 4, sent })}
<p class="buttons">${each(possible, (outcome, index) => html`${button(outcomeButtons[outcome], isGrave(outcome) ? 'grave' : index === 0 ? 'main' : 'quiet', 'outcome', outcome)} `)}</p>
</form>`
}

/** What was decided, newest first, and by whom: moderators see each other's names. */
export const decidedPage = (decisions: readonly Decided[], page: number, total: number): Page => ({
  title: 'Decided',
  body: html`<p><a href="/desk">Desk</a></p>
<h1>Decided</h1>
<ul class="list">
${each(
  decisions,
  (one) => html`<li><h2><a href="/desk/matters/${one.matter}">${outcomes[one.outcome]}</a></h2>
<p class="hint">${matterKinds[one.kind]}${when(one.title, () => html` in “${one.title}”`)}. ${one.by_name}, as ${signature(one.role)}, on ${time(one.at)}.${one.appeal ? (one.appeal_decided ? ' It was looked at again.' : ' A second look is asked for.') : ''}</p>
<p>${one.reason}</p></li>`,
)}
</ul>
${total === 0 ? html`<p>Nothing has been decided yet.</p>` : nothing}
${pages('/desk/decided?page=', page, total, mattersOnAPage)}`,
})
