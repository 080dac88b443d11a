/** For the host: who is coming, who came, whom to put in touch; and the write-up, for all. */
import { dayTime } from '../../kit/day.ts'
import { area, button, errorSummary, hidden, type Sent } from '../../kit/form.ts'
import { count, each, type Html, html, list, raw, when } from '../../kit/html.ts'
import type { Page } from '../../kit/page.ts'
import { voices } from '../conversations/standing.ts'
import { whenOf } from './joining-words.ts'
import { gatheringHref } from './lists.ts'
import type { Occurrence } from './occurrences.ts'
import type { Pairing } from './pairing.ts'
import type { Rsvp } from './rsvp-store.ts'
import { seats } from './rules.ts'
import type { Gathering, WriteUp } from './store.ts'

export interface People {
  readonly gathering: Gathering
  readonly date: Occurrence
  readonly dates: readonly Occurrence[]
  readonly answers: readonly Rsvp[]
  readonly begun: boolean
  /** how many pairs could be asked now */
  readonly toPair: number
  readonly pairings: readonly Pairing[]
}

const contact = ({ guestEmail, guestPhone }: Rsvp) => [guestPhone, guestEmail].filter(Boolean).join(', ')

const person = (one: Rsvp): Html =>
  html`<b>${one.name}</b>${when(!one.member, () => html`, guest: ${contact(one)}`)}${when(one.seat && one.state !== 'not coming', () => html`, ${seats[one.seat!]}`)}${when(one.access, () => html`<br>Needs: ${one.access}`)}`

const group = (heading: string, people: readonly Rsvp[]): Html =>
  when(
    people.length > 0,
    () => html`<h2>${heading}</h2>
<ul class="list">${each(people, (one) => html`<li>${person(one)}</li>`)}</ul>`,
  )

const of = (answers: readonly Rsvp[], state: Rsvp['state']) => answers.filter((one) => one.state === state)

/** "3 in person and 2 by phone" */
const howMany = (coming: readonly Rsvp[]) =>
  list(
    (['place', 'phone', 'video'] as const)
      .map((seat) => [coming.filter((one) => one.seat === seat).length, seats[seat]] as const)
      .filter(([many]) => many > 0)
      .map(([many, how]) => `${many} ${how}`),
  )

export const peoplePage = (people: People, sent?: Sent): Page => {
  const { gathering, date, dates, answers, begun } = people
  const coming = of(answers, 'coming')
  return {
    title: `Who is coming: ${gathering.title}`,
    body: html`${errorSummary(sent?.refusal)}
<h1>Who is coming</h1>
<p><a href="${gatheringHref(gathering.id, date.occurrence)}">${gathering.title}</a></p>
<p><b>${whenOf(date)}</b></p>
<p>${count(coming.length, 'person comes', 'people come')}${coming.length > 0 ? `: ${howMany(coming)}` : ''}.</p>
${begun ? cameForm(people) : group('They come', coming)}
${group('They wait, in this order', of(answers, 'waiting'))}
${group('They cannot come', of(answers, 'not coming'))}
${when(answers.length === 0, () => html`<p>Nobody has answered yet.</p>`)}
${when(begun, () => pairs(people))}
${when(dates.length > 1, () => html`<details><summary>Other dates</summary><ul>${each(dates, (one) => html`<li><a href="/gatherings/${gathering.id}/people?on=${one.occurrence}">${whenOf(one)}</a></li>`)}</ul></details>`)}`,
  }
}

/** A box for each who answered: also for one who had said that they could not, and came. */
const cameForm = ({ gathering, date, answers }: People) =>
  when(
    answers.length > 0,
    () => html`<h2>Who came?</h2>
<form method="post" action="/gatherings/${gathering.id}/attendance">
${hidden('occurrence', date.occurrence)}
<fieldset class="field"><legend>Tick who came, in any way</legend>
${each(answers, (one) => html`<div class="choice"><input type="checkbox" id="came-${one.id}" name="came[]" value="${one.id}"${(one.came ?? one.state === 'coming') ? raw(' checked') : ''}> <label for="came-${one.id}">${one.name}${one.seat ? `, ${seats[one.seat]}` : ''}</label></div>`)}
</fieldset>
${button('Note who came')}
</form>
<p><a href="/gatherings/${gathering.id}/write-up/edit?on=${date.occurrence}">Write up what went on</a></p>`,
  )

function pairs({ gathering, date, toPair, pairings }: People): Html {
  const state = ({ over, cameSays, missedSays }: Pairing) =>
    cameSays === 'yes' && missedSays === 'yes' ? 'in touch' : over ? 'not this time' : 'asked'
  return html`<h2>Put in touch</h2>
<p>One who came with one who could not, if both wished for it.</p>
${when(pairings.length > 0, () => html`<ul class="list">${each(pairings, (one) => html`<li>${one.cameName} and ${one.missedName}: ${state(one)}</li>`)}</ul>`)}
${
  toPair > 0
    ? html`<form method="post" action="/gatherings/${gathering.id}/pairings">${hidden('occurrence', date.occurrence)}${button(`Ask ${count(toPair, 'pair')}`)}</form>`
    : html`<p>Nobody more to ask. First note who came.</p>`
}`
}

export const writeUpForm = (gathering: Gathering, date: Occurrence, now: WriteUp | null, sent?: Sent): Page => ({
  title: `Write up ${gathering.title}`,
  body: html`${errorSummary(sent?.refusal)}
<h1>Write up what went on</h1>
<p>${gathering.title}, ${whenOf(date)}</p>
<p>It is for all who may come, most of all for those who could not. Name nobody who did not say you may.</p>
<form method="post" action="/gatherings/${gathering.id}/write-ups">
${hidden('occurrence', date.occurrence)}
${area({ name: 'words', label: 'What went on?', value: now?.words ?? '', rows: 12, sent })}
${button(now ? 'Change it' : 'Share it')}
</form>
<p><a href="${gatheringHref(gathering.id, date.occurrence)}">Back to the gathering</a></p>`,
})

export const writeUpPage = (
  gathering: Gathering,
  date: Occurrence,
  written: WriteUp,
  tends: boolean,
  toMeet: readonly { member: string; name: string }[],
): Page => ({
  title: `What went on: ${gathering.title}`,
  body: html`<h1>What went on</h1>
<p><a href="${gatheringHref(gathering.id, date.occurrence)}">${gathering.title}</a>, ${whenOf(date)}</p>
<article class="post">
<p class="who">${when(written.name, () => html`<b>${written.name}</b>, `)}${dayTime(written.writtenAt)}</p>
<p class="standing">Who is speaking: ${voices[written.voice]}</p>
<div class="words">${raw(written.html)}</div>
${when(written.amendedAt, () => html`<p class="amended">Changed ${dayTime(written.amendedAt!)}.</p>`)}
</article>
${when(toMeet.length > 0, () => html`<p><a href="${gatheringHref(gathering.id, date.occurrence)}">Stay in touch with those who came</a></p>`)}
${when(tends, () => html`<p><a href="/gatherings/${gathering.id}/write-up/edit?on=${date.occurrence}">Change the write-up</a></p>`)}
<p class="steps"><a href="/gatherings/past">What went on before</a> <a href="/gatherings">All gatherings</a></p>`,
})
