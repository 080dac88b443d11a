/** The list of gatherings, and one gathering. */
import { errorSummary, type Sent } from '../../kit/form.ts'
import { count, each, type Html, html, raw, when } from '../../kit/html.ts'
import type { Page } from '../../kit/page.ts'
import { pages } from '../../kit/pages.ts'
import { prose } from '../../kit/prose.ts'
import { stayInTouchHref } from '../ties/where-met.ts'
import { answerForm, freeLine, guestForm, saidWords, seatWords } from './answer-form.ts'
import { joiningHtml, ringHref } from './joining-html.ts'
import { waysWords, whenOf } from './joining-words.ts'
import { firstWords, gatheringHref } from './lists.ts'
import type { Occurrence } from './occurrences.ts'
import { repeatWords } from './recurrence-rules.ts'
import type { Rsvp, TakenSeats } from './rsvp-store.ts'
import type { Gathering, WriteUpLine } from './store.ts'

/** One line of the list. */
export interface Listed {
  readonly gathering: Gathering
  readonly date: Occurrence
  readonly taken: TakenSeats
  readonly mine: Rsvp | null
}

const forWhom = ({ door, circle }: Gathering) =>
  door === 'open'
    ? 'Open to all, also without an account.'
    : door === 'members'
      ? 'For members.'
      : `For the circle “${circle?.name ?? ''}”.`

const listLine = ({ gathering, date, taken, mine }: Listed) => {
  const again = repeatWords(gathering)
  return html`<li><h2><a href="${gatheringHref(gathering.id, date.occurrence)}">${gathering.title}</a></h2>
<p>${whenOf(date)}.${when(again, () => html` ${again}.`)}</p>
<p class="hint">${waysWords(gathering)} ${mine ? saidWords(mine) : freeLine(gathering, taken)} ${forWhom(gathering)}</p></li>`
}

export const listPage = (
  lines: readonly Listed[],
  {
    ahead,
    all,
    mayPlan,
    signedIn,
    page,
    total,
    onAPage,
  }: { ahead: number; all: boolean; mayPlan: boolean; signedIn: boolean; page: number; total: number; onAPage: number },
): Page => ({
  title: 'Gatherings',
  body: html`<h1>Gatherings</h1>
<p>Meet in a room, on the phone or by video. Nearly all have phone seats. Afterwards you can read what went on.</p>
${when(mayPlan, () => html`<p><a class="button" href="/gatherings/new">Plan a gathering</a></p>`)}
${when(lines.length === 0, () => html`<p>No gathering is planned now. You can ask for one in a circle.</p>`)}
<ul class="list">${each(lines, listLine)}</ul>
${when(ahead > 0, () => html`<p>${count(ahead, 'gathering lies', 'gatherings lie')} further ahead. <a href="/gatherings?ahead=all">Show ${ahead === 1 ? 'it' : 'them'}</a></p>`)}
${pages(all ? '/gatherings?ahead=all&page=' : '/gatherings?page=', page, total, onAPage)}
<p><a href="/gatherings/past">What went on before</a></p>
${when(signedIn, () => html`<p><a href="/gatherings/mine">My gatherings and my calendar</a></p>`)}
<p><a href="/gatherings/calendar.ics">Calendar of all that is open</a>. Give this link to your calendar, and it stays up to date.</p>`,
})

export const pastPage = (lines: readonly WriteUpLine[], page: number, total: number, onAPage: number): Page => ({
  title: 'What went on at gatherings',
  body: html`<h1>What went on at gatherings</h1>
<p>For all who came, and for all who could not.</p>
<ul class="list">${each(lines, ({ gathering, occurrence, title, words }) => html`<li><h2><a href="/gatherings/${gathering}/write-up?on=${occurrence}">${title}</a></h2><div class="words"><p>${firstWords(words)}</p></div></li>`)}</ul>
${pages('/gatherings/past?page=', page, total, onAPage)}
<p><a href="/gatherings">All gatherings</a></p>`,
})

/** What one page about one date of a gathering is made from. */
export interface Shown {
  readonly gathering: Gathering
  readonly date: Occurrence
  /** other dates to come */
  readonly others: readonly Occurrence[]
  readonly taken: TakenSeats
  readonly mine: Rsvp | null
  readonly signedIn: boolean
  readonly tends: boolean
  readonly over: boolean
  readonly writtenUp: boolean
  /** those who came and may be asked to stay in touch: only for one who came too */
  readonly toMeet: readonly { member: string; name: string }[]
}

export const gatheringPage = (shown: Shown, sent?: Sent): Page => {
  const { gathering, date, over, tends } = shown
  return {
    title: gathering.title,
    body: html`${errorSummary(sent?.refusal)}
<h1>${gathering.title}</h1>
<p class="who">${forWhom(gathering)}${when(gathering.hostName, () => html` Your host is <b>${gathering.hostName}</b>.`)}</p>
${when(date.cancelled, () => html`<div class="note"><p><b>This one is off.</b></p>${when(date.why, () => html`<div class="words"><p>${date.why}</p></div>`)}</div>`)}
${when(over && !date.cancelled, () => html`<p class="note">This one is over. ${shown.writtenUp ? html`<a href="/gatherings/${gathering.id}/write-up?on=${date.occurrence}">Read what went on</a>` : 'What went on will be told here.'}</p>`)}
<h2>When</h2>
<p><b>${whenOf(date)}</b>${when(date.moved, () => html` <span class="new">Moved</span>`)}</p>
${when(gathering.rrule, () => html`<p>${repeatWords(gathering)}.</p>`)}
${otherDates(shown)}
<h2>How to come</h2>
<p>${waysWords(gathering)}</p>
${when(gathering.deskPhone, () => html`<p>Ring ${ringHref(gathering.deskPhone!)} to ask, or to say you will come.</p>`)}
${when(!over && !date.cancelled, () => html`<ul>${each(seatWords(gathering, shown.taken), ({ free }) => html`<li>${free}</li>`)}</ul>`)}
${when(gathering.noPhoneWhy, () => html`<p>Nobody can join this one by phone:</p><div class="words"><p>${gathering.noPhoneWhy}</p></div>`)}
${when(gathering.access, () => html`<h2>Getting in and around</h2><div class="words">${raw(prose(gathering.access!))}</div>`)}
<h2>What happens there</h2>
<div class="words">${raw(prose(gathering.about))}</div>
${when(!over && !date.cancelled, () => answering(shown, sent))}
${toMeet(shown)}
<p class="steps">${when(!over, () => html`<a href="/gatherings/${gathering.id}/calendar.ics">Save to my calendar</a> <a href="/gatherings/${gathering.id}/poster?on=${date.occurrence}">A sheet to print</a> `)}<a href="/gatherings">All gatherings</a></p>
${when(tends, () => hostLinks(shown))}`,
  }
}

const otherDates = ({ gathering, others, date }: Shown) =>
  when(
    others.length > 0,
    () => html`<details><summary>Other dates</summary>
<ul>${each(others, (one) => html`<li><a href="${gatheringHref(gathering.id, one.occurrence)}"${one.occurrence === date.occurrence ? raw(' aria-current="page"') : ''}>${whenOf(one)}</a>${one.cancelled ? ': off' : ''}</li>`)}</ul></details>`,
  )

/** What the reader said, how they get in, and the form. */
function answering({ gathering, date, taken, mine, signedIn }: Shown, sent?: Sent): Html {
  if (signedIn)
    return html`<h2>Your answer</h2>
${when(mine, () => html`<p class="note">${saidWords(mine!)}</p>`)}
${when(mine?.state === 'coming', () => joiningHtml(gathering, mine!.seat!))}
${answerForm(gathering, date, taken, mine, sent)}`
  const signIn = html`<a href="/sign-in?then=${encodeURIComponent(`/gatherings/${gathering.id}`)}">sign in</a>`
  if (gathering.door !== 'open') return html`<p>To come, please ${signIn}.</p>`
  return html`<h2>Come as a guest</h2>
<p>You need no account. If you have one, ${signIn} first.</p>
${guestForm(gathering, date, taken, sent)}`
}

const toMeet = ({ gathering, toMeet }: Shown) =>
  when(
    toMeet.length > 0,
    () => html`<h2>Stay in touch</h2>
<p>These people came too. They said you may ask.</p>
<ul class="list">${each(toMeet, ({ member, name }) => html`<li>${name} <a href="${stayInTouchHref(member, { from: 'gathering', id: gathering.id })}">Ask to stay in touch<span class="far"> with ${name}</span></a></li>`)}</ul>`,
  )

const hostLinks = ({ gathering, date, over }: Shown) => html`<h2>For the host</h2>
<ul>
<li><a href="/gatherings/${gathering.id}/people?on=${date.occurrence}">Who is coming</a></li>
${when(over && !date.cancelled, () => html`<li><a href="/gatherings/${gathering.id}/write-up/edit?on=${date.occurrence}">Write up what went on</a></li>`)}
${when(gathering.state === 'planned' && !over, () => html`<li><a href="/gatherings/${gathering.id}/change">Change it</a></li>`)}
${when(gathering.rrule && !over && !date.cancelled, () => html`<li><a href="/gatherings/${gathering.id}/move?on=${date.occurrence}">Move this date</a></li>`)}
${when(gathering.state === 'planned' && !over, () => html`<li><a href="/gatherings/${gathering.id}/cancel?on=${date.occurrence}">Call it off</a></li>`)}
</ul>`

/** A sheet for a wall or a letter: what it is, when, where, and whom to ring. */
export const posterPage = ({ gathering, date }: Shown, name: string, url: string): Page => ({
  title: `Sheet to print: ${gathering.title}`,
  bare: true,
  body: html`<h1>${gathering.title}</h1>
<p class="label">${whenOf(date)}</p>
${when(gathering.rrule, () => html`<p>${repeatWords(gathering)}.</p>`)}
${when(date.cancelled, () => html`<p class="note">This one is off.</p>`)}
<div class="words">${raw(prose(gathering.about))}</div>
<h2>How to come</h2>
<p>${waysWords(gathering)}</p>
${when(gathering.access, () => html`<h2>Getting in and around</h2><div class="words">${raw(prose(gathering.access!))}</div>`)}
${when(gathering.deskPhone, () => html`<h2>To ask, or to say you will come</h2><p class="label">Ring ${gathering.deskPhone}</p>`)}
<h2>On the web</h2>
<p><code>${url}/gatherings/${gathering.id}</code></p>
<p>${name}</p>
<p class="steps"><a href="${gatheringHref(gathering.id, date.occurrence)}">Back</a></p>`,
})
