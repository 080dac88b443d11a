/** The charity's side of the directory: what was suggested, what is due, and the form of one source. */
import type { Condition } from '../../../kit/community.ts'
import { dayTime } from '../../../kit/day.ts'
import { area, button, choices, errorSummary, hidden, line, type Sent, type Typed } from '../../../kit/form.ts'
import { count, each, type Html, html, when } from '../../../kit/html.ts'
import type { Page } from '../../../kit/page.ts'
import { nations } from '../hours/holidays.ts'
import { dayInWords, exceptionLines, regularLines } from '../hours/words.ts'
import { kindWords } from './source-pages.ts'
import { directoryKinds } from './source-rules.ts'
import type { Source } from './source-store.ts'

export interface DeskLists {
  readonly suggested: readonly Source[]
  readonly due: readonly Source[]
  readonly soon: readonly Source[]
  readonly counts: { readonly shown: number; readonly closed: number }
  readonly steward: boolean
}

const mostDue = 25

export const deskPage = ({ suggested, due, soon, counts, steward }: DeskLists): Page => ({
  title: 'The directory',
  body: html`<p class="steps"><a href="/desk">Desk</a></p>
<h1>The directory</h1>
<p>It shows ${count(counts.shown, 'source')}. ${counts.closed > 0 ? `${counts.closed === 1 ? 'One has' : `${counts.closed} have`} closed.` : ''}</p>
<p class="buttons"><a class="button" href="/desk/sources/new">Add a source</a>${when(steward, () => html` <a class="button" href="/steward/sources/import">Bring in a directory</a>`)}</p>
<h2>Suggested by members</h2>
${
  suggested.length === 0
    ? html`<p>Nothing waits.</p>`
    : html`<ul class="list">${each(suggested, (one) => html`<li><h3><a href="/desk/sources/${one.id}">${one.name}</a></h3><p class="hint">${kindWords(one)}. Suggested ${dayTime(one.made_at)}.</p></li>`)}</ul>`
}
<h2>Due to be checked</h2>
${due.length === 0 ? html`<p>Nothing is due.</p>` : html`<p>Call or look, then say so. It is due again in a year. On trials and regulators, in 90 days.</p>`}
<ul class="list">${each(
    due.slice(0, mostDue),
    (one) => html`<li><h3><a href="/desk/sources/${one.id}">${one.name}</a></h3>
<p class="hint">${one.assured_date ? `Checked on ${dayInWords(one.assured_date)}.` : 'Never checked.'}${when(one.phone, () => html` ${one.phone}`)}</p>
<form method="post" action="/desk/sources/${one.id}/checks">${hidden('then', 'list')}<button type="submit" class="quiet">All is still so<span class="far">: ${one.name}</span></button></form></li>`,
  )}</ul>
${when(due.length > mostDue, () => html`<p>${due.length - mostDue} more are due after these.</p>`)}
<h2>Due soon</h2>
${soon.length === 0 ? html`<p>Nothing in the next month.</p>` : html`<ul>${each(soon, (one) => html`<li><a href="/desk/sources/${one.id}">${one.name}</a>: ${dayInWords(one.next_due!)}</li>`)}</ul>`}
<p class="end">That is everything.</p>`,
})

/** What stands in the form before anything is typed. */
export function typedFrom(source: Source | null): Typed {
  const hours = source?.hours ?? null
  return {
    name: source?.name ?? '',
    kind: source?.kind ?? '',
    about: source?.about ?? '',
    condition: source?.condition ? 'yes' : 'no',
    for_whom: source?.for_whom ?? '',
    area: source?.area ?? '',
    phone: source?.phone ?? '',
    email: source?.email ?? '',
    web: source?.web ?? '',
    address: source?.address ?? '',
    postcode: source?.postcode ?? '',
    position: source?.latitude != null ? `${source.latitude}, ${source.longitude}` : '',
    regular: hours ? regularLines(hours.regular).join('\n') : '',
    holidays: !hours?.holidays ? 'unknown' : hours.holidays.is === 'open' ? 'open' : `closed ${hours.holidays.nation}`,
    exceptions: hours ? exceptionLines(hours.exceptions).join('\n') : '',
    hours_words: hours?.words ?? '',
    cost: source?.cost ?? '',
    languages: source?.languages.join(', ') ?? '',
    access: source?.access ?? '',
    'stages[]': [...(source?.stages ?? [])],
    'topics[]': [...(source?.topics ?? [])],
  }
}

const holidayOptions = [
  { value: 'unknown', label: 'We do not know' },
  ...Object.entries(nations).map(([nation, name]) => ({
    value: `closed ${nation}`,
    label: `Closed on those of ${name}`,
  })),
  { value: 'open', label: 'Open as usual' },
]

const beginning = (words: string) => words[0]!.toUpperCase() + words.slice(1)

function fields(sent: Sent, condition: Condition): Html {
  return html`${line({ name: 'name', label: 'Name', sent })}
${choices({ name: 'kind', label: 'What is it?', options: directoryKinds.map((kind) => ({ value: kind, label: kindWords({ kind }) })), sent })}
${area({ name: 'about', label: 'What does it do?', hint: 'Two or three plain sentences.', rows: 4, sent })}
${choices({
  name: 'condition',
  label: 'Whom is it for?',
  options: [
    { value: 'yes', label: 'Families like ours' },
    { value: 'no', label: 'Families with any condition' },
  ],
  sent,
})}
${line({ name: 'for_whom', label: 'Who it is for, in words', hint: 'Such as “adults”, or “parents and carers”.', sent })}
${line({ name: 'area', label: 'Where does it help?', hint: 'Such as “Leeds and Bradford”, or “all of the UK”.', sent })}
<h2>How to reach it</h2>
${line({ name: 'phone', label: 'Phone', type: 'tel', sent })}
${line({ name: 'email', label: 'Email', type: 'email', sent })}
${line({ name: 'web', label: 'Web page', inputmode: 'text', sent })}
${area({ name: 'address', label: 'Address', hint: 'Without the postcode.', rows: 3, sent })}
${line({ name: 'postcode', label: 'Postcode', short: true, sent })}
${line({ name: 'position', label: 'Where it is on a map', hint: 'Latitude and longitude, such as 51.45, -2.59. You can leave this empty.', short: true, sent })}
<h2>When it is open</h2>
${area({ name: 'regular', label: 'Usual hours', hint: 'A line for each, such as “Monday to Friday, 9 am to 5 pm”. Or: “First Tuesday of the month, 10 am to noon”. For day and night: “Every day, 24 hours”.', rows: 4, sent })}
${choices({ name: 'holidays', label: 'On bank holidays', options: holidayOptions, sent })}
${area({ name: 'exceptions', label: 'Days that are not as usual', hint: 'A line for each, such as “24 December 2026: 9 am to noon” or “25 December 2026: closed”.', rows: 3, sent })}
${area({ name: 'hours_words', label: 'Anything else about the hours', hint: 'Only if lines cannot say it.', rows: 2, sent })}
<h2>Good to know</h2>
${line({ name: 'cost', label: 'What it costs', sent })}
${line({ name: 'languages', label: 'Languages', hint: 'With commas between.', sent })}
${area({ name: 'access', label: 'Getting in', hint: 'Steps, lifts, parking, hearing loops.', rows: 2, sent })}
${choices({ name: 'topics[]', label: 'What it is about', hint: 'None: it is about anything.', many: true, options: condition.topics.map(({ id, name }) => ({ value: id, label: beginning(name) })), sent })}
${choices({ name: 'stages[]', label: 'Time of life', hint: 'None: it is for everybody. Someone who does not look far ahead is not shown what comes later.', many: true, options: condition.stages.map(({ id, name }) => ({ value: id, label: beginning(name) })), sent })}`
}

export const newSourcePage = (condition: Condition, sent?: Sent): Page => ({
  title: 'Add a source',
  body: html`${errorSummary(sent?.refusal)}
<p class="steps"><a href="/desk/sources">The directory</a></p>
<h1>Add a source</h1>
<form method="post" action="/desk/sources">
${fields(sent ?? { typed: typedFrom(null) }, condition)}
${button('Add it')}
</form>`,
})

/** The form of one source; first what was suggested, and what is to be decided. */
export const keepPage = (
  source: Source,
  condition: Condition,
  today: string,
  { sent, decision, check }: { sent?: Sent; decision?: Sent; check?: Sent } = {},
): Page => ({
  title: `Keep: ${source.name}`,
  body: html`${errorSummary(sent?.refusal ?? decision?.refusal ?? check?.refusal)}
<p class="steps"><a href="/desk/sources">The directory</a>${when(source.state !== 'suggested', () => html` <a href="/sources/${source.id}">See its page</a>`)}</p>
<h1>${source.name}</h1>
${when(source.state === 'suggested', () => suggestionHtml(source, decision))}
${when(
  source.state === 'shown',
  () => html`<p>${source.assured_date ? `Checked on ${dayInWords(source.assured_date)}.` : 'Never checked.'} ${when(source.next_due, () => html`Due on ${dayInWords(source.next_due!)}.`)}</p>
<form method="post" action="/desk/sources/${source.id}/checks">
${line({ name: 'on', label: 'When was it checked?', value: dayInWords(today), short: true, sent: check })}
${button('All is still so', 'quiet')}
</form>`,
)}
<h2>${source.state === 'suggested' ? 'Fill in what you found out' : 'Change it'}</h2>
<form method="post" action="/desk/sources/${source.id}">
${fields(sent ?? { typed: typedFrom(source) }, condition)}
${button('Save')}
</form>
${when(
  source.state !== 'suggested',
  () => html`<h2>${source.state === 'closed' ? 'Is it open again?' : 'Has it closed?'}</h2>
<form method="post" action="/desk/sources/${source.id}/closing">${hidden('closed', source.state === 'closed' ? 'no' : 'yes')}${source.state === 'closed' ? button('It is open again', 'quiet') : button('It has closed', 'grave')}</form>`,
)}`,
})

const suggestionHtml = ({ id, suggestion, made_at }: Source, sent?: Sent): Html =>
  html`<div class="note"><p>A member told us ${dayTime(made_at)}:</p>${each((suggestion ?? '').split(/\n{2,}/).filter(Boolean), (one) => html`<p>“${one}”</p>`)}</div>
<h2>Put it in the directory?</h2>
<p>Fill in the form below first, and save it. Then decide here.</p>
<form method="post" action="/desk/sources/${id}/decision">
${choices({
  name: 'decision',
  label: 'What should happen?',
  options: [
    { value: 'yes', label: 'Show it to all' },
    { value: 'no', label: 'Do not take it' },
  ],
  sent,
})}
${area({ name: 'words', label: 'What should we tell them?', hint: 'If you do not take it, say why. They are told by the door they chose.', rows: 3, sent })}
${button('Decide')}
</form>`
