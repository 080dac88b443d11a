/** The front page of a study's own desk, and taking part back by phone or letter. */
import { button, choices, errorSummary, hidden, line, type Sent, tick } from '../../../kit/form.ts'
import { count, each, type Html, html, when } from '../../../kit/html.ts'
import type { Page } from '../../../kit/page.ts'
import { dayInWords } from '../../members/days.ts'
import type { TakenBack } from '../answering/withdrawing.ts'
import { type Differences, nameOf, type Waiting } from './booklets.ts'
import { openWords, takeAgain } from './paper-pages.ts'
import { deskAt, readOut, wayBack } from './rooms.ts'
import type { DeskHere } from './sitting.ts'
import { type LetterSent, mostLetters } from './withdrawing.ts'

export function deskPage(desk: DeskHere, waiting: readonly Waiting[], differences: Differences): Page {
  const at = deskAt(desk)
  return {
    title: `Desk: ${desk.title}`,
    body: html`<p class="steps"><a href="/studies/${desk.slug}">${desk.title}</a></p>
<h1>The study’s desk</h1>
<p class="hint">Nobody here knows who takes part. Ask for no names.</p>
<ul class="list">
<li><h2><a href="${at}/phone" accesskey="c">A caller answers</a></h2><p class="hint">You read the questions out.</p></li>
<li><h2><a href="${at}/paper" accesskey="b">Key in a booklet</a></h2><p class="hint">By its code.</p></li>
<li><h2><a href="${at}/withdrawal" accesskey="t">Somebody takes part back</a></h2><p class="hint">With their code, by phone or letter.</p></li>
</ul>
<h2>Booklets that wait</h2>
${waiting.length === 0 ? html`<p>None.</p>` : html`<ul class="list">${each(waiting, (one) => oneWaiting(desk, one))}</ul>`}
${when(differences.booklets > 0, () => html`<h2>How well it goes</h2><p>${differencesWords(differences)}</p>`)}
${when(differences.double > 0, () => html`<p>${count(differences.double, 'booklet')} came from somebody who had answered on the web or by phone.</p>`)}
${when(differences.set_aside > 0, () => html`<p>${count(differences.set_aside, 'booklet')} had no tick to take part, and nothing of ${differences.set_aside === 1 ? 'it' : 'them'} is kept.</p>`)}`,
  }
}

const share = new Intl.NumberFormat('en-GB', { style: 'percent', maximumFractionDigits: 1 })

/** It is about keying, not about people: the share is exact. */
export const differencesWords = ({ booklets, places, differing }: Differences): string =>
  `${count(booklets, 'booklet')} read twice. The two readings differed at ${count(differing, 'place')} of ${places.toLocaleString('en-GB')}: ${share.format(places ? differing / places : 0)}.`

function oneWaiting(desk: DeskHere, { number, state, pass, finished, mine, differing }: Waiting): Html {
  const name = nameOf(number)
  const told = (words: string, more: Html) => html`<li><h3>${name}</h3><p class="hint">${words}</p>${more}</li>`
  const twice = html`<a href="${deskAt(desk)}/paper/${name}/two-readings">Decide<span class="far"> ${name}</span></a>`
  if (state === 'compared')
    return told(differing ? openWords(differing) : 'Both readings agree. It waits to be stored.', twice)
  const time = pass === 1 ? 'the first time' : 'the second time'
  if (finished)
    return mine
      ? told('Keyed in once, by you. It waits for another person.', html``)
      : told('Keyed in once.', takeAgain(desk, name, 'Key it in the second time'))
  if (mine) return told(`Half keyed in ${time}, by you.`, takeAgain(desk, name, 'Go on'))
  return told(
    `Half keyed in ${time}, by somebody else.`,
    html`<a href="${deskAt(desk)}/paper/${name}/fresh-start">Start it afresh<span class="far"> ${name}</span></a>`,
  )
}

export interface StudyLeft {
  readonly withdraw_until: string | null
  /** how many waves the study has */
  readonly waves: number
}

export const withdrawalPage = (desk: DeskHere, { withdraw_until, waves }: StudyLeft, sent?: Sent): Page => {
  const typed = sent ? { sent } : {}
  return {
    title: `Somebody takes part back: ${desk.title}`,
    body: html`${errorSummary(sent?.refusal)}
${wayBack(desk)}
<h1>Somebody takes part back</h1>
<p>They can take their answers back${withdraw_until ? ` until ${dayInWords(withdraw_until)}` : ' at any time'}. They need not say why, and you do not ask. Read this out, or write it back:</p>
${readOut('All your answers go at once, and what you said in an interview. Nobody can bring them back. Your help from the charity stays the same. Shall I do it?')}
<form method="post" action="${deskAt(desk)}/withdrawal">
${line({ name: 'code', label: 'Their code', hint: 'From their letter, or the one they wrote down.', first: true, autocomplete: 'off', ...typed })}
${choices({
  name: 'via',
  label: 'How did they ask?',
  options: [
    { value: 'phone', label: 'By phone' },
    { value: 'letter', label: 'By letter or email' },
  ],
  value: 'phone',
  ...typed,
})}
${tick({ name: 'sure', label: 'They said yes: take it all back', ...typed })}
${when(
  waves > 1,
  () => html`<p class="hint">Did they answer in another wave, and join the two? Ask if those go, too. Unless they say yes, they stay, and nothing joins them any more.</p>
${tick({ name: 'others', label: 'They want their answers of other waves taken back, too', ...typed })}`,
)}
${button('Take it back', 'grave')}
</form>
<h2>They have lost their code</h2>
<p>Nobody can tell which answers are theirs. That is the price of not knowing who takes part. Say so.</p>
<p>Did they get a letter? The charity knows which letter went to whom. A steward can take back what came of it, and does not see whether anything did. They find it beside the study, as “Lost codes”.</p>`,
  }
}

export const takenBackPage = (desk: DeskHere, others: TakenBack['others']): Page => ({
  title: `Taken back: ${desk.title}`,
  body: html`${wayBack(desk)}
<h1>It is taken back</h1>
<p class="hint">Say, or write back:</p>
${readOut(
  others === 'kept'
    ? 'All that you gave this time is deleted. What you answered in another wave is kept. Nothing joins the two any more. You can take that back with the code you had then.'
    : 'All that you gave to the study is deleted. You need do nothing more. Nobody will ask you about it again.',
)}
${when(others === 'taken back', () => html`<p class="hint">Their answers of other waves are deleted, too.</p>`)}
<p class="hint">Is there a booklet with this code on the pile? Shred it.</p>`,
})

/** For stewards, who need not sit at the desk. */
export const lostLetterPage = (
  slug: string,
  found: { readonly typed: string; readonly letters: readonly LetterSent[] } | null,
  sent?: Sent,
): Page => {
  const at = `${deskAt({ slug })}/lost-letter`
  return {
    title: found ? `Letters to “${found.typed}”` : 'Take back what came of a letter',
    body: html`${errorSummary(sent?.refusal)}
<p class="steps"><a href="/studies/${slug}">The study</a></p>
<h1>Take back what came of a letter</h1>
<p>This is for somebody who asks for it and has lost their code. Make sure that it is they who ask.</p>
<p>You are not told whether they had answered. Whatever came of their letter goes, and its code no longer works. It is noted that you did it.</p>
<form method="get" action="${at}">
${line({ name: 'q', label: 'Whose letter?', hint: 'The beginning of a name. Then Enter.', first: true, autocomplete: 'off', value: found?.typed ?? '' })}
${button('Find')}
</form>
${when(found, () => foundLetters(at, found!, sent))}`,
  }
}

const foundLetters = (
  at: string,
  { typed, letters }: { readonly typed: string; readonly letters: readonly LetterSent[] },
  sent?: Sent,
): Html =>
  letters.length === 0
    ? html`<p>No letter of this study went to that name.</p>`
    : html`<form method="post" action="${at}">
${hidden('q', typed)}
${choices({
  name: 'letter',
  label: letters.length > mostLetters ? 'Too many to show. These are the first' : 'Their letter',
  options: letters.slice(0, mostLetters).map(({ letter, name, where, mailing }) => ({
    value: letter,
    label: [name, where].filter(Boolean).join(', '),
    hint: mailing === 1 ? 'First letter' : 'Reminder',
  })),
  ...(sent ? { sent } : {}),
})}
${tick({ name: 'sure', label: 'They asked for it: take back whatever came of it', ...(sent ? { sent } : {}) })}
${button('Take it back', 'grave')}
</form>`
