/** A steward's page about letters: who gets one now, the batch that is being made, who they come from. */
import type { CommunitySettings } from '../../kit/community.ts'
import { dayTime, dayWords, time } from '../../kit/day.ts'
import { area, button, errorSummary, line, type Sent } from '../../kit/form.ts'
import { count, each, type Html, html, when } from '../../kit/html.ts'
import type { Page } from '../../kit/page.ts'
import type { Batch, Candidate } from './store.ts'

interface StewardLetters {
  readonly settings: CommunitySettings
  readonly batch: Batch
  readonly due: readonly Candidate[]
  readonly withoutAddress: readonly { readonly id: string; readonly name: string }[]
  readonly posted: readonly {
    readonly id: string
    readonly posted_at: Date
    readonly letters: number
    readonly has_pdf: boolean
  }[]
  readonly sent?: Sent
}

const mostNames = 40

export const lettersPage = ({ settings, batch, due, withoutAddress, posted, sent }: StewardLetters): Page => ({
  title: 'Letters',
  body: html`${errorSummary(sent?.refusal)}
<p><a href="/steward">Steward</a></p>
<h1>Letters</h1>
<p>Members who want post get their news on paper, with slips to send back. Slips are keyed in <a href="/desk/slips">at the desk</a>.</p>
${batch ? batchPart(batch) : duePart(due)}
${when(
  withoutAddress.length > 0,
  () => html`<h2>No address yet</h2>
<p>${count(withoutAddress.length, 'member')} ${withoutAddress.length === 1 ? 'wants' : 'want'} letters, but we do not know where to: ${withoutAddress.map(({ name }) => name).join(', ')}. Ring them, if you can.</p>`,
)}
<h2>Who they come from</h2>
<form method="post" action="/steward/letters/sender">
${area({ name: 'letterFrom', label: 'Sender', hint: 'Name and address, five lines at most. It stands at the top right. The envelope does not show it.', value: settings.letterFrom ?? '', rows: 4, sent })}
${area({ name: 'letterReplyTo', label: 'Where should slips go?', hint: 'A freepost address is best. Others see it on the envelope, so leave the condition out. If empty, slips go to the sender.', value: settings.letterReplyTo ?? '', rows: 4, sent })}
${line({ name: 'letterPhone', label: 'Number to ring', value: settings.letterPhone ?? '', type: 'tel', autocomplete: 'off', sent })}
${button('Save')}
</form>
${when(posted.length > 0, () => html`<h2>Posted before</h2>`)}
<ul class="list">${each(posted, (one) => html`<li>${dayTime(one.posted_at)}: ${count(one.letters, 'letter')}. ${one.has_pdf ? html`<a href="/steward/letters/batches/${one.id}/letters.pdf">The PDF<span class="far"> posted on ${dayWords(one.posted_at)}</span></a>` : 'The PDF is not kept.'}</li>`)}</ul>
<p class="end">That is everything.</p>`,
})

function duePart(due: readonly Candidate[]): Html {
  if (due.length === 0)
    return html`<h2>Nobody is due a letter</h2>
<p>Most members get one a month. Look again when something waits for them.</p>`
  const more = due.length - mostNames
  return html`<h2>${count(due.length, 'member')} can get a letter now</h2>
<p>If there is nothing new for somebody, they get none.</p>
<ul class="list">${each(due.slice(0, mostNames), (one) => html`<li><b>${one.name}</b>. ${one.told ? 'Something waits for them. ' : ''}${one.last ? html`Last letter: ${dayTime(one.last)}.` : 'Their first letter.'}</li>`)}</ul>
${when(more > 0, () => html`<p>And ${count(more, 'more member')}.</p>`)}
<form method="post" action="/steward/letters/batches">${button('Make the letters')}</form>`
}

function batchPart(batch: NonNullable<Batch>): Html {
  return batch.printed_at ? readyPart(batch) : makingPart(batch)
}

/** Written and printed are two steps for each letter, so the bar does not stand still at its end. */
function makingPart({ letters, written, printed }: NonNullable<Batch>): Html {
  const done = written < letters ? written : printed
  const step = written < letters ? 'written' : 'printed'
  return html`<h2>The letters are being made</h2>
<p><label for="progress">${done} of ${letters} ${step}</label> <progress id="progress" max="${Math.max(2 * letters, 1)}" value="${written + (written < letters ? 0 : printed)}"></progress></p>
<p>You can leave this page and come back. <a href="/steward/letters">Look again</a></p>`
}

const megabytes = (bytes: number) => `${(bytes / 1024 / 1024).toFixed(1)} MB`

function readyPart({ id, letters, pages, bytes, printed_at, changed_at, made_at }: NonNullable<Batch>): Html {
  if (letters === 0)
    return html`<h2>There is nothing new</h2>
<p>We looked on ${time(made_at)}. Nobody gets a letter now.</p>
<form method="post" action="/steward/letters/batches/${id}/thrown-away">${button('Go back')}</form>`
  return html`<h2>${count(letters, 'letter')} ${letters === 1 ? 'is' : 'are'} ready</h2>
${when(changed_at, () => html`<div class="note"><p>Something changed for a member on ${time(changed_at!)}, so the letters were made again. If you have the old PDF, please do not post it.</p></div>`)}
<ol>
<li><p><a href="/steward/letters/batches/${id}/letters.pdf">Download the PDF</a> (${count(pages, 'page')}, ${megabytes(bytes)}). It is of ${time(printed_at!)}.</p></li>
<li><p>Print it on both sides of A4. Each letter begins on a new sheet.</p></li>
<li><p>Fold each letter in three, with the address outside. It fits a window envelope (DL or C5).</p></li>
<li><p>Post them. Then say so here.</p>
<form method="post" action="/steward/letters/batches/${id}/posting">${button('They are in the post')}</form></li>
</ol>
<form method="post" action="/steward/letters/batches/${id}/thrown-away">${button('Throw them away', 'quiet')}</form>
<p class="hint">If you throw them away, nothing is lost. All of it comes in the next letters.</p>`
}
