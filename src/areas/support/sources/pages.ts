/** Finding help: the form, what was found, and a sheet of what is near for paper. */
import type { Community } from '../../../kit/community.ts'
import { dayWords } from '../../../kit/day.ts'
import { area, button, choices, errorSummary, hidden, line, onceKey, type Sent, type Typed } from '../../../kit/form.ts'
import { count, each, type Html, html, list, nothing, when } from '../../../kit/html.ts'
import type { Page } from '../../../kit/page.ts'
import { pages } from '../../../kit/pages.ts'
import { hoursSentences } from '../hours/words.ts'
import { fromWords, type Where } from '../near/rules.ts'
import { mapHtml } from './map.ts'
import { unbroken } from './source-card.ts'
import { sourceKinds } from './source-kinds.ts'
import { hitHtml, keepsHours, kindWords } from './source-pages.ts'
import { directoryKinds } from './source-rules.ts'
import type { Found, Group, Hit } from './source-search.ts'
import { onAPage } from './source-search.ts'
import type { Source } from './source-store.ts'

export interface Finding {
  readonly typed: Typed
  readonly found: Found
  readonly now: Date
  readonly page: number
  /** a district and where it is, when somebody asked for one */
  readonly near: { readonly district: string; readonly where: Where } | null
  /** where the places that were found are, by id */
  readonly places: ReadonlyMap<string, Where>
  readonly signedIn: boolean
}

const chosen = (value: Typed[string]) => (typeof value === 'string' ? value : '')

const kindField = (typed: Typed) =>
  html`<div class="field"><label for="kind">What kind of help?</label>
<select id="kind" name="kind"><option value="">Any kind</option>${each(directoryKinds, (kind) => html`<option value="${kind}"${when(typed.kind === kind, () => html` selected`)}>${sourceKinds[kind].many}</option>`)}</select></div>`

const form = (sent: Sent) =>
  html`<form method="post" action="/sources" role="search">
${line({ name: 'words', label: 'What are you looking for?', hint: 'Everyday words work. You can leave this empty.', type: 'search', autocomplete: 'off', sent })}
${kindField(sent.typed ?? {})}
${line({ name: 'near', label: 'Near where?', hint: 'The first part of a postcode, such as BS5. We use it once and do not keep it.', short: true, autocomplete: 'off', sent })}
<p class="buttons"><button type="submit">Find help</button></p>
</form>`

const groupHeading = (group: Group, district: string) =>
  ({ near: `Near ${district}`, anywhere: 'From anywhere', far: 'Further away' })[group]

/** How many miles the picture shows to each side. */
const around = 42

/** Numbers for the places that the picture can show. */
function numbers(hits: readonly Hit[], places: Finding['places'], near: Finding['near']) {
  const shown = near ? hits.filter(({ source, group }) => group === 'near' && places.has(source.id)) : []
  return new Map(shown.map(({ source }, at) => [source.id, at + 1]))
}

const picture = ({ near, places }: Pick<Finding, 'near' | 'places'>, numbered: ReadonlyMap<string, number>): Html => {
  if (!near || numbered.size === 0) return nothing
  const marks = [...numbered].map(([id, number]) => ({ ...places.get(id)!, number }))
  const label = `Map of what is near ${near.district}. The list says the same.`
  return html`<p>${mapHtml(marks, { ...near.where, miles: around }, label)}</p>`
}

/** More of what was found near somewhere: asked for by a button, so that no address says where. */
const again = (typed: Typed, more: Record<string, string>, label: string) =>
  html`<form method="post" action="/sources">
${each(['words', 'kind', 'near'], (name) => hidden(name, chosen(typed[name])))}
${each(Object.entries(more), ([name, value]) => hidden(name, value))}
${button(label, 'quiet')}
</form>`

const lieAhead = (n: number) => (n === 1 ? '1 more lies' : `${n} more lie`)

export function sourcesPage(
  { typed, found, now, page, near, places, signedIn }: Finding,
  sent: Sent = { typed },
): Page {
  const { hits, total, ahead, also } = found
  const asked = Boolean(typed.words || typed.kind || near)
  const numbered = numbers(hits, places, near)
  const query = new URLSearchParams(
    ['words', 'kind', 'ahead'].flatMap((name) => (chosen(typed[name]) ? [[name, chosen(typed[name])]] : [])),
  )
  const left = total - page * onAPage
  const heading = asked
    ? `${typed.words ? `Find help: ${chosen(typed.words)}` : 'Find help'}${near ? ` near ${near.district}` : ''}`
    : 'Find help'
  return {
    title: heading,
    body: html`${errorSummary(sent.refusal)}
<h1>${heading}</h1>
${when(!asked, () => html`<p>Helplines, groups, clinics and good things to read. You do not need to join to use it.</p>`)}
${form(sent)}
${when(also.length > 0, () => html`<p class="hint">We also looked for ${list(also)}.</p>`)}
${when(near, () => html`<p class="hint">${fromWords(near!.district, near!.where)}</p>`)}
${when(total === 0, () => html`<h2>Nothing found</h2><p>Try another word or another kind. Or <a href="/circles">ask in a circle</a>. Somebody may know.</p>`)}
${picture({ near, places }, numbered)}
${near ? groupsHtml(hits, near.district, now, numbered) : when(total > 0, () => html`<h2>${count(total, 'source')}</h2><ul class="list">${each(hits, (hit) => hitHtml(hit, now, null))}</ul>`)}
${when(ahead > 0, () =>
  near
    ? again(typed, { ahead: 'all' }, `${lieAhead(ahead)} further ahead. Show ${ahead === 1 ? 'it' : 'them'}`)
    : html`<p>${lieAhead(ahead)} further ahead. <a href="/sources?${new URLSearchParams([...query, ['ahead', 'all']])}">Show them</a></p>`,
)}
${
  near
    ? left > 0
      ? again(typed, { page: String(page + 1), ahead: chosen(typed.ahead) }, `Show the next ${Math.min(left, onAPage)}`)
      : html`<p class="end">That is everything.</p>`
    : pages(`/sources?${query}${query.size > 0 ? '&' : ''}page=`, page, total, onAPage)
}
<ul class="list">
<li><h3><a href="/sources/near/print">A sheet for paper</a></h3><p class="hint">What is near any place, to print or to post.</p></li>
<li><h3><a href="/sources/map">A map of the directory</a></h3></li>
${when(signedIn, () => html`<li><h3><a href="/sources/suggestions/new">Tell us of a source</a></h3><p class="hint">Something that helped you, and is not here.</p></li>`)}
<li><h3><a href="/sources/export">Take the directory with you</a></h3><p class="hint">As a file, for other programs.</p></li>
</ul>`,
  }
}

function groupsHtml(hits: readonly Hit[], district: string, now: Date, numbered: ReadonlyMap<string, number>): Html {
  const groups = [...Map.groupBy(hits, ({ group }) => group)]
  return html`${each(groups, ([group, some]) => html`<h2>${groupHeading(group, district)}</h2><ul class="list">${each(some, (hit) => hitHtml(hit, now, numbered.get(hit.source.id) ?? null))}</ul>`)}`
}

export const nearPrintForm = (sent?: Sent): Page => ({
  title: 'A sheet for paper',
  body: html`${errorSummary(sent?.refusal)}
<form method="post" action="/sources/near/print">
${line({ name: 'near', label: 'Which place is the sheet for?', heading: true, hint: 'The first part of a postcode, such as BS5. We use it once and do not keep it.', short: true, autocomplete: 'off', sent })}
${button('Make the sheet')}
</form>
<p><a href="/sources">Back to finding help</a></p>`,
})

/** A4: who to call and where to go, with hours in words, for whoever has no screen. */
export const nearPrintPage = ({
  found,
  now,
  near,
  places,
  community,
}: Pick<Finding, 'found' | 'now' | 'places'> & {
  near: NonNullable<Finding['near']>
  community: Pick<Community, 'name' | 'settings'>
}): Page => {
  const numbered = numbers(found.hits, places, near)
  // What can only be reached with a screen is of no use to whoever holds the sheet.
  const hits = found.hits.filter(({ source: { phone, address, email } }) => phone || address || email)
  const groups = [...Map.groupBy(hits, ({ group }) => group)].filter(([group]) => group !== 'far')
  return {
    title: `Near ${near.district}`,
    body: html`<h1>Help near ${near.district}</h1>
<p>From ${community.name}${when(community.settings.runBy, () => html`, run by ${community.settings.runBy}`)}. ${dayWords(now)}. ${fromWords(near.district, near.where)}</p>
<p class="steps">Print this page, or save it, from your browser. <a href="/sources/near/print">Another place</a></p>
${picture({ near, places }, numbered)}
${each(groups, ([group, some]) => html`<h2>${groupHeading(group, near.district)}</h2><ul class="list">${each(some, (hit) => onPaper(hit, now, numbered.get(hit.source.id) ?? null))}</ul>`)}
${when(groups.length === 0, () => html`<p>We know of nothing there yet.</p>`)}
<p class="end">In danger, call 999. For medical help, call 111. To talk at any time, call Samaritans on 116 123.</p>`,
  }
}

const onPaper = ({ source, distance, group }: Hit, now: Date, number: number | null) =>
  html`<li><h3>${when(number, () => html`${number}. `)}${source.name}${when(source.phone, () => html`: ${unbroken(source.phone!)}`)}</h3>
<p>${kindWords(source)}. ${when(distance, () => html`${distance}. `)}${when(group === 'anywhere' && source.area, () => html`${source.area}. `)}${when(keepsHours(source), () => html`${hoursSentences(source.hours, now).join(' ')}`)}${when(source.address || source.postcode, () => html` ${[...(source.address?.split('\n') ?? []), source.postcode].filter(Boolean).join(', ')}.`)}${when(!source.phone && source.email, () => html` ${source.email}`)}</p></li>`

export const suggestPage = (sent?: Sent): Page => ({
  title: 'Tell us of a source',
  body: html`${errorSummary(sent?.refusal)}
<p class="steps"><a href="/sources">Find help</a></p>
<h1>Tell us of a source</h1>
<p>Somebody at the charity looks at it first. Then other families can find it. We tell you.</p>
<form method="post" action="/sources/suggestions">
${onceKey(sent)}
${line({ name: 'name', label: 'What is it called?', sent })}
${choices({ name: 'kind', label: 'What is it?', value: 'other', options: directoryKinds.map((kind) => ({ value: kind, label: kindWords({ kind }) })), sent })}
${area({ name: 'reach', label: 'How is it reached?', hint: 'A phone number, a web page, or where it is.', rows: 3, sent })}
${area({ name: 'words', label: 'How did it help you?', hint: 'Only the charity reads this. You can leave it empty.', rows: 4, sent })}
${button('Send')}
</form>`,
})

export interface Region {
  readonly number: number
  /** letters of the postcode area */
  readonly area: string
  readonly town: string
  readonly sources: readonly Pick<Source, 'id' | 'name'>[]
}
const mostNamed = 5

/** The whole directory by region: the picture's marks have the numbers of this list. */
export const mapPage = (regions: readonly Region[], elsewhere: number): Page => ({
  title: 'A map of the directory',
  body: html`<p class="steps"><a href="/sources">Find help</a></p>
<h1>A map of the directory</h1>
<p><img src="/sources/map.svg" width="320" height="460" alt="Map of the British Isles with a number for each place in the list."></p>
<ol class="list">
${each(
  regions,
  ({ number, town, sources }) => html`<li><h2>${number}. ${town}</h2>
<ul>${each(sources.slice(0, mostNamed), ({ id, name }) => html`<li><a href="/sources/${id}">${name}</a></li>`)}</ul>
${when(sources.length > mostNamed, () => html`<p class="hint">And ${sources.length - mostNamed} more. Search near there to see them.</p>`)}</li>`,
)}
</ol>
<p>${elsewhere === 0 ? 'All sources have a place.' : `${count(elsewhere, 'source')} can be reached from anywhere.`}</p>
<p class="end">That is everything.</p>`,
})

export const exportPage = (tables: readonly string[], shown: number): Page => ({
  title: 'Take the directory with you',
  body: html`<p class="steps"><a href="/sources">Find help</a></p>
<h1>Take the directory with you</h1>
<p>It holds ${count(shown, 'source')}. The files follow a standard for lists of help (HSDS 3, Open Referral UK). Nothing in them is about a member.</p>
<h2>One file</h2>
<p><a href="/sources/export.json">All of it, as JSON</a></p>
<h2>Tables for a spreadsheet</h2>
<p>Each is a CSV file. Together they hold the same.</p>
<ul>${each(tables, (file) => html`<li><a href="/sources/export/${file}">${file}</a></li>`)}</ul>`,
})
