/** The coordinators' board and the page of one request. */
import type { Condition } from '../../../kit/community.ts'
import { timeWords } from '../../../kit/day.ts'
import { area, button, choices, errorSummary, hidden, type Sent } from '../../../kit/form.ts'
import { each, type Html, html, list, nothing, when } from '../../../kit/html.ts'
import type { Page } from '../../../kit/page.ts'
import {
  type BoardRow,
  type Column,
  clockFrom,
  columnOf,
  columns,
  didNotFit,
  hoursLeft,
  inOrder,
  leftWords,
  loadWords,
  toldNoMatch,
  whenWords,
} from './board.ts'
import { mostOnBoard } from './board-store.ts'
import type { Proposal } from './ranking.ts'
import { channels, weighed } from './ranking-facts.ts'
import type { MatchRequest, MatchRow } from './store.ts'
import { followUpAnswers } from './words.ts'

type Life = Pick<Condition, 'topics'>

const topicName = (topic: string | null, { topics }: Life) => topics.find(({ id }) => id === topic)?.name ?? null

const beginning = (words: string) => words.charAt(0).toUpperCase() + words.slice(1)

export function boardPage(
  rows: readonly BoardRow[],
  loads: readonly { name: string; live: number }[],
  life: Life,
  now: Date,
): Page {
  const sorted = inOrder(rows)
  return {
    title: 'Matching',
    body: html`<p><a href="/desk">Desk</a></p>
<h1>Matching</h1>
<p>Everybody who asks hears from us within 48 hours. Those who are in touch should be so within 48 hours too.</p>
${each(Object.keys(columns) as Column[], (column) => {
  const here = sorted.filter((row) => columnOf(row) === column)
  return html`<h2>${columns[column].heading} (${here.length})</h2>
${here.length === 0 ? html`<p>${columns[column].none}</p>` : html`<ul class="list">${each(here, (row) => boardLine(row, life, now))}</ul>`}`
})}
${when(rows.length >= mostOnBoard, () => html`<p class="note">Only the first ${mostOnBoard} are shown here.</p>`)}
<h2>Who has a place free</h2>
${loads.length === 0 ? html`<p>Nobody has said yet that they may be proposed.</p>` : html`<ul>${each(loads, ({ name, live }) => html`<li>${name}: ${loadWords(live)}</li>`)}</ul>`}`,
  }
}

const boardLine = (
  row: BoardRow,
  life: Life,
  now: Date,
): Html => html`<li><h3><a href="/desk/matching/${row.request}">${row.helper ? `${row.name} and ${row.helper}` : row.name}</a></h3>
<p>${when(didNotFit(row), () => html`<strong class="new">Did not fit</strong> `)}${when(isLate(row, now), () => html`<strong class="new">Late</strong> `)}${stands(row, now)}</p>
${when(!row.helper && row.topic, () => html`<p class="hint">What is hard now: ${topicName(row.topic, life)}.</p>`)}</li>`

function isLate(row: BoardRow, now: Date) {
  const from = clockFrom(row)
  return from !== null && hoursLeft(from, now) < 0
}

/** Where a request stands, in sentences, with its clock. */
export function stands(row: BoardRow, now: Date): string {
  const from = clockFrom(row)
  const left = from ? ` ${leftWords(from, now)}` : ''
  switch (columnOf(row)) {
    case 'waiting':
      if (toldNoMatch(row))
        return `Told ${whenWords(row.no_match_at!, now)} that there is no match yet. We offered to ${row.no_match_offer}.`
      return row.waiting_since > row.asked_at
        ? `Waits again since ${whenWords(row.waiting_since, now)}.${left}`
        : `Asked ${whenWords(row.asked_at, now)}.${left}`
    case 'proposed':
      return `Proposed ${whenWords(row.proposed_at!, now)}. ${saysWords(row.name, row.asker_says)} ${saysWords(row.helper!, row.helper_says)} Asked ${whenWords(row.asked_at, now)}.${left}`
    case 'introduced':
      return `Introduced ${whenWords(row.introduced_at!, now)}. ${row.first_contact_at ? `In touch ${whenWords(row.first_contact_at, now)}.` : `Not in touch yet.${left}`}`
    case 'followed up':
      return `${row.first_contact_at ? 'They have been in touch.' : `Not in touch yet.${left}`} ${row.followed_up.map(followUpWords).join(' ')}`
  }
}

const saysWords = (name: string, says: boolean | null) =>
  says === null ? `${name} has not answered.` : `${name} said ${says ? 'yes' : 'no'}.`

const followUpWords = ({ member, weeks, answer }: BoardRow['followed_up'][number]) =>
  answer
    ? `At ${weeks} weeks ${member} said: ${followUpAnswers[answer as keyof typeof followUpAnswers].toLowerCase()}.`
    : `${member} was asked at ${weeks} weeks.`

export interface RequestView {
  readonly request: MatchRequest
  /** how it stands on the board; null once it has ended */
  readonly row: BoardRow | null
  readonly matches: readonly MatchRow[]
  readonly proposals: readonly Proposal[]
  readonly life: Life
  readonly now: Date
  readonly sent?: Sent
}

/** One request: what was answered, whom to propose and why, and what can be done. */
export function requestPage({ request, row, matches, proposals, life, now, sent }: RequestView): Page {
  const live = matches.find(({ state }) => state !== 'ended')
  const title = `${request.name} asks to meet a family`
  return {
    title,
    body: html`${errorSummary(sent?.refusal)}
<p><a href="/desk/matching">Matching</a></p>
<h1>${title}</h1>
<p>${row ? stands(row, now) : `This request has ended.`}</p>
<h2>What they said</h2>
${answersHtml(request, life)}
${when(request.weigh.length > 0, () => html`<p>What counts most: ${list(request.weigh.map((one) => weighed[one]))}.</p>`)}
${live ? liveHtml(live) : row ? proposalsHtml(request, proposals, sent) : nothing}
${when(
  matches.some(({ state }) => state === 'ended'),
  () => html`<h2>What was tried before</h2>
<ul class="list">${each(
    matches.filter(({ state }) => state === 'ended'),
    (one) =>
      html`<li>${one.helper_name}: proposed on ${timeWords(one.proposed_at)}. ${endedWords[one.ended_because ?? 'withdrawn']}</li>`,
  )}</ul>`,
)}`,
  }
}

const endedWords = {
  declined: 'One of the two said no.',
  withdrawn: 'One of the two stepped away, or it was taken back.',
  done: 'They were put in touch. It has run its time.',
  'did not fit': 'They were put in touch. It did not fit.',
} as const

/** What was asked, with its answer; a question that was left open says so. */
export const answersHtml = (
  { cares, hard, topic, why, hope, more }: Pick<MatchRequest, 'cares' | 'hard' | 'topic' | 'why' | 'hope' | 'more'>,
  life: Life,
): Html =>
  html`${each(
    [
      ['Whom they care for', cares],
      ['What is hard now', [beginning(topicName(topic, life) ?? ''), hard].filter(Boolean).join(': ')],
      ['Why they ask', why],
      ['What they hope for', hope],
      ['Anything else', more],
    ] as const,
    ([question, answer]) => html`<h3>${question}</h3>
${answer ? html`<div class="words"><p>${answer}</p></div>` : html`<p class="hint">Not told.</p>`}`,
  )}`

const proposalsHtml = (
  request: MatchRequest,
  proposals: readonly Proposal[],
  sent?: Sent,
): Html => html`<h2>Who may fit</h2>
<p class="hint">Only what both share is looked at. Whoever is not here cannot be proposed now.</p>
${
  proposals.length === 0
    ? html`<p>Nobody fits yet.</p>`
    : html`<ol class="list">${each(
        proposals,
        (one, n) => html`<li><h3>${n + 1}. ${one.name}</h3>
<p>${one.why}</p>
<p class="hint">${one.differs} In touch ${list(one.channels.map((channel) => channels[channel]))}. ${one.name}: ${loadWords(one.live)}.</p>
<form method="post" action="/desk/matching/${request.id}/proposals">${hidden('helper', one.id)}<button type="submit"${when(n > 0, () => html` class="quiet"`)}>Propose<span class="far"> ${one.name}</span></button></form></li>`,
      )}</ol>`
}
<h2>No match yet</h2>
<p>It is honest to say so. We offer a person until there is one.</p>
<form method="post" action="/desk/matching/${request.id}/no-match">
${choices({
  name: 'offer',
  label: 'What do you offer?',
  value: 'ring',
  options: [
    { value: 'ring', label: 'I will ring them' },
    { value: 'write', label: 'I will write to them' },
  ],
  sent,
})}
${area({ name: 'words', label: 'A few words of your own', hint: 'You can leave this empty.', rows: 3, sent })}
${button('Say that there is no match yet', 'quiet')}
</form>`

const liveHtml = (match: MatchRow): Html => html`<h2>${match.asker_name} and ${match.helper_name}</h2>
<p>${saysWords(match.asker_name, match.asker_says)} ${saysWords(match.helper_name, match.helper_says)}</p>
${when(match.introduced_at && !match.first_contact_at, () => html`<form method="post" action="/desk/matching/matches/${match.id}/first-contact">${hidden('yes', 'yes')}${button('They have been in touch')}</form>`)}
<form method="post" action="/desk/matching/matches/${match.id}/end">
<p class="buttons">${button('End this and look again', 'quiet', 'next', 'look again')}${when(match.introduced_at, () => html` ${button('It has done its work: end it', 'quiet', 'next', 'done')}`)}</p>
</form>`
