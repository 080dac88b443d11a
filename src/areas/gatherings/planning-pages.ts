/** Planning a gathering, looking at it before others do, and changing it. */

import type { Condition } from '../../kit/community.ts'
import { area, button, choices, errorSummary, hidden, line, type Sent, type Typed } from '../../kit/form.ts'
import { each, type Html, html, raw, when } from '../../kit/html.ts'
import type { Page } from '../../kit/page.ts'
import { prose } from '../../kit/prose.ts'
import type { CircleRow } from '../conversations/store.ts'
import { howWords, whenOf } from './joining-words.ts'
import { type Dated, datesToCome, type Occurrence } from './occurrences.ts'
import type { Plan } from './plan-input.ts'
import { repeats, repeatWords } from './recurrence-rules.ts'
import { freeWords, kinds, limitOf, proposedPhoneSeats, seatsOffered } from './rules.ts'
import type { Gathering } from './store.ts'

const british = (day: string) => `${Number(day.slice(8))}/${Number(day.slice(5, 7))}/${day.slice(0, 4)}`

/** The fields that planning and changing share, in the order in which a host thinks of them. */
const whatFields = (was: Gathering | null, sent?: Sent): Html => html`
${line({ name: 'title', label: 'What is it called?', value: was?.title, sent })}
${area({ name: 'about', label: 'What will happen there?', hint: 'Say what somebody who has never been wants to know.', value: was?.about, rows: 5, sent })}
${choices({ name: 'kind', label: 'How do people come?', value: was?.kind, options: Object.entries(kinds).map(([value, label]) => ({ value, label })), sent })}
${line({ name: 'place', label: 'Where is it?', hint: 'Leave it empty if nobody comes in person.', value: was?.place ?? '', sent })}
${line({ name: 'postcode', label: 'Postcode, or its first part', hint: 'Families near by see it first.', value: was?.district ?? '', short: true, sent })}
${line({ name: 'places', label: 'How many places are in the room?', hint: 'Empty means no limit. When it is full, people can wait.', value: was ? String(was.places ?? '') : '', inputmode: 'numeric', short: true, sent })}
${line({ name: 'access', label: 'Getting in and around', hint: 'Such as steps, parking, a place to change a grown person, a quiet room.', value: was?.access ?? '', sent })}`

const ringFields = (was: Gathering | null, sent?: Sent): Html => html`
${line({ name: 'deskPhone', label: 'Number to ring to ask, or to say “I will come”', hint: 'All can see it.', type: 'tel', value: was?.deskPhone ?? '', sent })}
${line({ name: 'phoneSeats', label: 'How many can join by phone?', hint: 'Some people can come no other way. Empty means no limit.', value: was ? String(was.phoneSeats ?? '') : String(proposedPhoneSeats), inputmode: 'numeric', short: true, sent })}
${line({ name: 'noPhoneWhy', label: 'If nobody can join by phone, why?', value: was?.noPhoneWhy ?? '', sent })}
${line({ name: 'phoneNumber', label: 'Number to ring to join', hint: 'Shown only to those who come.', type: 'tel', value: was?.phoneNumber ?? '', sent })}
${line({ name: 'phonePin', label: 'Code to type on the phone', value: was?.phonePin ?? '', short: true, sent })}
${line({ name: 'videoLink', label: 'Link for video', hint: 'Shown only to those who come.', type: 'url', value: was?.videoLink ?? '', sent })}`

const timeFields = (was: Gathering | null, sent?: Sent): Html => html`
${line({ name: 'time', label: 'At what time?', hint: 'Like 7 pm or 19:00.', value: was?.startsAt ?? '', short: true, sent })}
${line({ name: 'minutes', label: 'How many minutes does it last?', value: was ? String(was.minutes) : '90', inputmode: 'numeric', short: true, sent })}`

const forFields = (was: Gathering | null, { stages, topics }: Condition, sent?: Sent): Html => html`<details>
<summary>Who is it for, and what is it about?</summary>
${choices({ name: 'stages[]', label: 'Stages of life', hint: 'Leave all empty if it is for everybody.', many: true, values: was?.stages ?? [], options: stages.map(({ id, name }) => ({ value: id, label: name })), sent })}
${choices({ name: 'topics[]', label: 'Topics', many: true, values: was?.topics ?? [], options: topics.map(({ id, name }) => ({ value: id, label: name })), sent })}
</details>`

export const planPage = (circles: readonly CircleRow[], condition: Condition, sent?: Sent): Page => ({
  title: 'Plan a gathering',
  body: html`${errorSummary(sent?.refusal)}
<h1>Plan a gathering</h1>
<form method="post" action="/gatherings">
${whatFields(null, sent)}
${line({ name: 'date', label: 'On which day?', hint: 'The first day, if it repeats. Like 4/3/2027.', short: true, sent })}
${timeFields(null, sent)}
${choices({ name: 'repeats', label: 'Does it repeat?', value: 'once', options: Object.entries(repeats).map(([value, label]) => ({ value, label })), sent })}
${line({ name: 'until', label: 'What is the last day, if it repeats?', hint: 'Empty means for a year.', short: true, sent })}
${ringFields(null, sent)}
${choices({
  name: 'who',
  label: 'Who may come?',
  value: 'members',
  options: [
    { value: 'members', label: 'All members' },
    { value: 'open', label: 'Anyone, also without an account' },
    ...circles.map(({ slug, name }) => ({ value: slug, label: `Those who read the circle “${name}”` })),
  ],
  sent,
})}
${forFields(null, condition, sent)}
<details>
<summary>I have a rule from another calendar</summary>
${line({ name: 'rule', label: 'Rule', hint: 'It begins with FREQ. It is used in place of what you chose above.', sent })}
</details>
${button('Look at it first', 'main', 'step', 'preview')}
</form>
<p><a href="/gatherings">All gatherings</a></p>`,
})

/** What was typed, kept in a form that only has buttons. */
const kept = (typed: Typed): Html[] =>
  Object.entries(typed)
    .filter(([name]) => name !== 'step')
    .flatMap(([name, value]) => [value ?? ''].flat().map((one) => hidden(name, one)))

export const previewPage = (plan: Plan, typed: Typed, now: Date): Page => {
  const dated: Dated = { ...plan, state: 'planned', cancelledWhy: null, overrides: [] }
  const dates = datesToCome(dated, now, 4)
  return {
    title: 'Look at it first',
    body: html`<h1>Look at it first</h1>
<p>This is what others will see.</p>
<article class="post">
<h2>${plan.title}</h2>
<p>${repeatWords(plan) ? html`${repeatWords(plan)}. The next dates:` : 'When:'}</p>
<ul>${each(dates, (date) => html`<li>${whenOf(date)}</li>`)}</ul>
<p>${howWords(plan)}</p>
<ul>${each(seatsOffered(plan), (seat) => html`<li>${freeWords(seat, limitOf(plan, seat), 0, 0)}</li>`)}</ul>
${when(plan.noPhoneWhy, () => html`<div class="words"><p>${plan.noPhoneWhy}</p></div>`)}
${when(plan.access, () => html`<div class="words">${raw(prose(plan.access!))}</div>`)}
<div class="words">${raw(prose(plan.about))}</div>
</article>
<form method="post" action="/gatherings">
${kept(typed)}
<p class="buttons">${button('Plan it', 'main', 'step', 'plan')} ${button('Change something', 'quiet', 'step', 'again')}</p>
</form>`,
  }
}

const back = ({ id }: Gathering) => html`<p><a href="/gatherings/${id}">Back to the gathering</a></p>`

export const changePage = (was: Gathering, condition: Condition, sent?: Sent): Page => ({
  title: `Change ${was.title}`,
  body: html`${errorSummary(sent?.refusal)}
<h1>Change a gathering</h1>
<form method="post" action="/gatherings/${was.id}/changes">
${whatFields(was, sent)}
${was.rrule ? html`<p>${repeatWords(was)}. To change one date, <a href="/gatherings/${was.id}">go to that date</a> and move it.</p>` : line({ name: 'date', label: 'On which day?', value: british(was.startsOn), short: true, sent })}
${timeFields(was, sent)}
${when(was.rrule, () => line({ name: 'until', label: 'What is the last day?', value: british(was.until), short: true, sent }))}
${ringFields(was, sent)}
${forFields(was, condition, sent)}
${area({ name: 'whatChanged', label: 'What has changed?', hint: 'If the time or the place changes, we tell all who come. You can add your own words.', rows: 2, sent })}
${button('Change it')}
</form>
${back(was)}`,
})

export const movePage = (was: Gathering, date: Occurrence, sent?: Sent): Page => ({
  title: `Move a date of ${was.title}`,
  body: html`${errorSummary(sent?.refusal)}
<h1>Move one date</h1>
<p>Now it is: <b>${whenOf(date)}</b>. Whoever comes on that date is told.</p>
<form method="post" action="/gatherings/${was.id}/moves">
${hidden('occurrence', date.occurrence)}
${line({ name: 'date', label: 'New day', hint: 'Like 4/3/2027.', short: true, sent })}
${line({ name: 'time', label: 'New time', value: was.startsAt, short: true, sent })}
${area({ name: 'why', label: 'Why?', hint: 'You can leave this empty.', rows: 2, sent })}
${button('Move it')}
</form>
${back(was)}`,
})

export const cancelPage = (was: Gathering, date: Occurrence | null, sent?: Sent): Page => ({
  title: `Call off ${was.title}`,
  body: html`${errorSummary(sent?.refusal)}
<h1>Call it off</h1>
<p>Whoever comes is told, by mail, by letter or by phone.</p>
<form method="post" action="/gatherings/${was.id}/cancellations">
${when(was.rrule && date, () =>
  choices({
    name: 'occurrence',
    label: 'What is off?',
    value: date!.occurrence,
    options: [
      { value: date!.occurrence, label: `Only ${whenOf(date!)}` },
      { value: 'all', label: 'All dates to come' },
    ],
    sent,
  }),
)}
${area({ name: 'why', label: 'Why?', hint: 'Whoever comes will read this.', rows: 2, sent })}
${button('Call it off', 'grave')}
</form>
${back(was)}`,
})
