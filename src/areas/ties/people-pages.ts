/** All the people one is in touch with, and asking another. */
import { dayTime } from '../../kit/day.ts'
import { area, button, choices, errorSummary, hidden, type Sent } from '../../kit/form.ts'
import { count, each, type Html, html, when } from '../../kit/html.ts'
import type { Page } from '../../kit/page.ts'
import type { Held } from './shared.ts'
import { type Means, means, type Shareable, type Standing, shareable, shareableNames } from './tie-rules.ts'
import type { TieView } from './tie-store.ts'

const lastWords = ({ last_contact }: TieView): Html =>
  when(last_contact, () => html` Last noted: ${dayTime(noon(last_contact!))}.`)

/** A day as a moment that is on that day in Britain. */
export const noon = (day: string) => new Date(`${day}T12:00:00Z`)

const sections: readonly { standing: Standing; title: string; about: (tie: TieView) => Html }[] = [
  {
    standing: 'asks me',
    title: 'They ask to be in touch',
    about: ({ offered_at }) => html`Asked ${dayTime(offered_at)}. Say yes or no when you like.`,
  },
  {
    standing: 'open',
    title: 'In touch',
    about: (tie) =>
      html`${tie.away ? 'Not here now. What you have rests.' : html`Since ${dayTime(tie.agreed_at!)}.`}${lastWords(tie)}`,
  },
  {
    standing: 'asked',
    title: 'You asked',
    about: ({ offered_at }) => html`Asked ${dayTime(offered_at)}. No answer yet.`,
  },
  { standing: 'at rest', title: 'At rest', about: (tie) => html`You are not in touch here now.${lastWords(tie)}` },
  { standing: 'said no', title: 'You said not now', about: () => html`They were not told. You can still say yes.` },
]

/** Everybody, by where the two stand. */
export function myPeoplePage(ties: readonly TieView[]): Page {
  const section = ({ standing, title, about }: (typeof sections)[number]) => {
    const some = ties.filter((one) => one.standing === standing)
    return when(
      some.length > 0,
      () => html`<h2>${title}</h2>
<ul class="list">${each(
        some,
        (
          tie,
        ) => html`<li><h3><a href="/ties/${tie.id}">${tie.name}</a>${when(tie.unread > 0, () => html` <a class="new" href="/ties/${tie.id}/messages">${count(tie.unread, 'new message')}<span class="far"> from ${tie.name}</span></a>`)}</h3>
<p class="hint">${about(tie)}</p></li>`,
      )}</ul>`,
    )
  }
  return {
    title: 'My people',
    body: html`<h1>My people</h1>
<p>Here are the people you are in touch with, by any way that suits you both. Nobody else sees this page.</p>
${each(sections, section)}
${when(ties.length === 0, () => html`<p>You are in touch with nobody here yet.</p>`)}
<p class="end">That is everything.</p>
<h2>To be in touch with someone</h2>
<p>In a conversation, press “More” at a post, then “Be in touch”. Nothing passes until you both say yes.</p>
<p><a href="/me/glad-to-talk">What I am glad to talk about, and who may ask me</a></p>`,
  }
}

export interface NewOffer {
  readonly to: string
  readonly name: string
  readonly from: string
  readonly id: string | null
  readonly held: Held
  /** they have been in touch before */
  readonly again: boolean
}

/** How a member's own things are offered in a form: "My phone number, 01632 960123". */
export const shareOptions = (held: Held) =>
  shareableNames.flatMap((what) =>
    held[what] ? [{ value: what, label: `My ${shareable[what]}`, hint: held[what].replaceAll('\n', ', ') }] : [],
  )

export const shareChoices = (name: string, held: Held, sent?: Sent): Html => {
  const options = shareOptions(held)
  return when(options.length > 0, () =>
    choices({
      name: 'shares[]',
      label: `What may ${name} have?`,
      hint: 'Only if you both say yes. You can leave this empty, and change it at any time.',
      many: true,
      values: [],
      options,
      ...(sent ? { sent } : {}),
    }),
  )
}

/** One person asks another. */
export const newOfferPage = ({ to, name, from, id, held, again }: NewOffer, sent?: Sent): Page => ({
  title: `Be in touch with ${name}`,
  body: html`${errorSummary(sent?.refusal)}
<h1>Be in touch with ${name}</h1>
<p>${again ? html`You have been in touch before. ` : ''}We ask ${name} for you. Nothing passes until you both say yes.</p>
<form method="post" action="/ties">
${hidden('to', to)}${hidden('from', from)}${when(id, () => hidden('id', id!))}
${choices({
  name: 'means[]',
  label: 'What do you hope for?',
  hint: 'Choose one or more. You can change the way later.',
  many: true,
  values: [],
  options: Object.entries(means).map(([value, words]) => ({ value, label: sentence(words) })),
  ...(sent ? { sent } : {}),
})}
${area({ name: 'words', label: `A few words to ${name}`, hint: 'You can leave this empty.', rows: 3, ...(sent ? { sent } : {}) })}
${shareChoices(name, held, sent)}
<p>Some people take a while, and some do not answer. That is fine.</p>
${button(`Ask ${name}`)}
</form>`,
})

export const sentence = (words: string) => words.replace(/^./, (first) => first.toUpperCase())

/** "to speak by phone or to meet" */
export const hopes = (some: readonly Means[]) =>
  new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(some.map((one) => means[one]))

export const shareWords = (some: readonly Shareable[]) =>
  new Intl.ListFormat('en-GB').format(some.map((one) => `your ${shareable[one]}`))
