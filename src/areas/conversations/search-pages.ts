import type { Condition } from '../../kit/community.ts'
import { dayTime } from '../../kit/day.ts'
import { line, type Typed } from '../../kit/form.ts'
import { each, type Html, html, list, when } from '../../kit/html.ts'
import { inSight } from '../../kit/look-ahead.ts'
import type { Page } from '../../kit/page.ts'
import { pages } from '../../kit/pages.ts'
import { aheadWords, circleInSight, type Sight } from './ahead.ts'
import { pageOf } from './rules.ts'
import { foundOnAPage, marks, mostCandidates, type ReadableCircle, type Result } from './search.ts'
import { bases, voices } from './standing.ts'

export interface SearchPage {
  readonly typed: Typed
  readonly circles: readonly ReadableCircle[]
  readonly condition: Condition
  /** null before anything was looked for */
  readonly result: Result | null
  /** how far ahead the reader looks; not at all hidden when they asked for it */
  readonly sight: Sight
  readonly also: readonly string[]
  readonly page: number
}

const select = (
  name: string,
  label: string,
  all: string,
  options: readonly (readonly [string, string])[],
  typed: Typed,
) =>
  html`<div class="field"><label for="${name}">${label}</label>
<select id="${name}" name="${name}"><option value="">${all}</option>${each(options, ([value, words]) => html`<option value="${value}"${when(typed[name] === value, () => html` selected`)}>${words}</option>`)}</select></div>`

/** Words around what was found, with what was found in bold. */
function pieceHtml(piece: string): Html {
  const [before = '', ...rest] = piece.split(marks[0])
  return html`${before}${each(rest, (part) => {
    const [match = '', after = ''] = part.split(marks[1])
    return html`<b>${match}</b>${after}`
  })}`
}

export function searchPage({ typed, circles, condition, result, sight, also, page }: SearchPage): Page {
  const filtered = ['circle', 'voice', 'basis', 'stage'].some((name) => typed[name])
  const { found = [], candidates = 0, ahead = 0 } = result ?? {}
  const total = candidates - ahead
  const rest = new URLSearchParams(
    Object.entries(typed).filter(
      (one): one is [string, string] => typeof one[1] === 'string' && one[1] !== '' && one[0] !== 'page',
    ),
  )
  const aheadLine = when(
    ahead > 0,
    () =>
      html`<p class="hint">${aheadWords(ahead, 'post', sight)} <a href="/search?${rest}&amp;ahead=all">Show ${ahead === 1 ? 'it' : 'them'}</a></p>`,
  )
  return {
    title: typed.q ? `Search: ${typed.q}` : 'Search',
    body: html`<h1>Search</h1>
<form method="get" action="/search" role="search">
${line({ name: 'q', label: 'What are you looking for?', hint: 'Everyday words work. Put words in "quotes" to find them together.', type: 'search', autocomplete: 'off', sent: { typed } })}
<details${when(filtered, () => html` open`)}>
<summary>Only some posts</summary>
${select(
  'circle',
  'Circle',
  'All circles',
  circles.filter((one) => circleInSight(sight, one) || one.slug === typed.circle).map(({ slug, name }) => [slug, name]),
  typed,
)}
${select('voice', 'Who is speaking', 'Anyone', Object.entries(voices), typed)}
${select('basis', 'What it rests on', 'Anything', Object.entries(bases), typed)}
${select(
  'stage',
  'Time of life',
  'Any',
  condition.stages
    .filter(({ id }) => inSight([id], sight.hidden) || id === typed.stage)
    .map(({ id, name }) => [id, name]),
  typed,
)}
</details>
<p class="buttons"><button type="submit">Search</button></p>
</form>
${when(
  result,
  () => html`<h2>${total === 0 ? 'Nothing found' : 'What we found'}</h2>
${when(also.length > 0, () => html`<p class="hint">We also looked for ${list(also)}.</p>`)}
${
  total === 0
    ? html`<p>Try another word, or fewer words. Or <a href="/circles">ask in a circle</a>. Somebody may know.</p>
${aheadLine}`
    : html`<ul class="list">
${each(
  found,
  (
    one,
  ) => html`<li><h3><a href="/conversations/${one.conversation}?page=${pageOf(one.number)}#post-${one.number}">${one.title}, post ${one.number}</a></h3>
<p>${pieceHtml(one.piece)}</p>
<p class="hint">${voices[one.voice]}. ${bases[one.basis]}. In ${one.circle}. ${dayTime(one.posted_at)}.</p></li>`,
)}
</ul>
${when(candidates === mostCandidates, () => html`<p class="hint">There may be more. These are from the ${mostCandidates} newest. Add a word to find older ones.</p>`)}
${aheadLine}
${pages(`/search?${rest}&page=`, page, total, foundOnAPage)}`
}`,
)}`,
  }
}
