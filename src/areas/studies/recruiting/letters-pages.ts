/** What stewards see of a study's letters: what they say, who gets one, how far they are, and what came back. */
import { time } from '../../../kit/day.ts'
import { area, button, errorSummary, hidden, line, type Sent, tick } from '../../../kit/form.ts'
import { count, each, type Html, html, when } from '../../../kit/html.ts'
import type { Page } from '../../../kit/page.ts'
import { dayInWords } from '../../members/days.ts'
import type { Standing } from '../standing.ts'
import { numberWords } from './letter.ts'
import { wide } from './pages.ts'
import { type Choosing, type Counted, exclusions } from './recipients.ts'
import type { Mailing } from './store.ts'
import type { LetterWords } from './study-paper.ts'

export const lettersAt = ({ slug }: Pick<Standing, 'slug'>) => `/studies/${slug}/letters`
const back = (study: Standing) => html`<p class="steps"><a href="${lettersAt(study)}">Letters of this study</a></p>`
const hope = (sent: Sent | undefined) => (sent ? { sent } : {})

export interface StudyLetters {
  readonly study: Standing
  readonly words: LetterWords | null
  readonly list: { readonly people: number; readonly without: number }
  readonly open: Mailing | null
  readonly posted: readonly Mailing[]
  /** 2027-03-04 */
  readonly today: string
  readonly sent?: Sent | undefined
}

export const studyLettersPage = ({ study, words, list, open, posted, today, sent }: StudyLetters): Page => ({
  title: `Letters: ${study.title}`,
  body: html`${errorSummary(sent?.refusal)}
<h1>Letters of “${study.title}”</h1>
<p>Here you send people a letter, the information and a booklet. Each has a code. Researchers see codes and never names. You see names and never who takes part.</p>
${open ? mailingPart(study, open, today, sent) : beginPart(study, words, list, posted)}
<h2>What the letters say</h2>
<p><a href="${lettersAt(study)}/words">${words ? 'Change the words' : 'Write the words'}</a></p>
${when(words, () => html`<p><a href="${lettersAt(study)}/preview.pdf">Look at a whole letter</a> (PDF)</p>`)}
<h2>People who are no members</h2>
<p>${list.people === 0 ? 'No mailing list was brought yet.' : `${count(list.people, 'person', 'people')} from a list.`} <a href="${lettersAt(study)}/list">Bring a mailing list</a></p>
${when(posted.length > 0, () => postedPart(study, posted, sent))}`,
})

function beginPart(
  study: Standing,
  words: LetterWords | null,
  list: StudyLetters['list'],
  posted: readonly Mailing[],
): Html {
  if (study.state !== 'open')
    return html`<p class="note">The study is ${study.state === 'draft' ? 'not open yet' : 'closed'}. Letters can be made while it is open.</p>`
  if (!words) return html`<p class="note">First write what the letters say.</p>`
  return html`<h2>Make letters</h2>
<form method="get" action="${lettersAt(study)}/people">
${tick({ name: 'members', label: 'To members with an address', value: 'yes' })}
${when(list.people > 0, () => tick({ name: 'list', label: 'To people on the mailing list', value: 'yes' }))}
${line({ name: 'months', label: 'Months of peace after a death', hint: 'No letter to anybody whose loss we noted in so many months.', value: '12', inputmode: 'numeric', short: true })}
${when((study.questionnaire?.content.languages.length ?? 0) > 1, () => line({ name: 'language', label: 'Language of the booklet', hint: `One of: ${study.questionnaire!.content.languages.join(', ')}.`, value: study.questionnaire!.content.languages[0]!, short: true }))}
${button('See who gets one')}
</form>
${when(
  posted.some(({ number }) => number === 1),
  () => html`<h2>Second letters</h2>
<p>They go to those who have not answered, with the same code. Most studies wait three weeks.</p>
<p><a href="${lettersAt(study)}/second">See how many</a></p>`,
)}`
}

/** Before anything is drawn: how many, and why not the others. */
export const peoplePage = (
  study: Standing,
  { chosen, excluded }: Counted,
  choosing: Choosing & { readonly language: string },
): Page => ({
  title: `Who gets a letter: ${study.title}`,
  body: html`${back(study)}
<h1>Who gets a letter</h1>
<p><b>${chosen === 1 ? '1 person gets' : `${count(chosen, 'person', 'people')} get`} a letter.</b></p>
${
  excluded.length === 0
    ? html`<p>Nobody is left out.</p>`
    : html`<h2>Who is left out</h2>
${wide('Who is left out', html`<table><thead><tr><th scope="col">Why</th><th scope="col">People</th></tr></thead><tbody>${each(excluded, ({ because, many }) => html`<tr><td>${exclusions[because]}</td><td>${many}</td></tr>`)}</tbody></table>`)}`
}
${
  chosen === 0
    ? html`<p>So there is nothing to make.</p>`
    : html`<p>Each person gets a code by chance. Nobody gets two, however often you draw.</p>
<form method="post" action="${lettersAt(study)}/drawing">
${hidden('members', choosing.members ? 'yes' : '')}${hidden('list', choosing.list ? 'yes' : '')}${hidden('months', String(choosing.months))}${hidden('language', choosing.language)}
${button('Draw the codes and make the letters')}
</form>`
}`,
})

export const secondPage = (study: Standing, chosen: number): Page => ({
  title: `Second letters: ${study.title}`,
  body: html`${back(study)}
<h1>Second letters</h1>
<p><b>${chosen === 1 ? '1 person gets' : `${count(chosen, 'person', 'people')} get`} a second letter.</b> We ask anew who is away, bereaved, or wants no more letters.</p>
<p>Who has answered is not shown to you. Please do not compare the piles: taking part is private.</p>
${when(
  chosen > 0,
  () => html`<form method="post" action="${lettersAt(study)}/second">
${hidden('months', '12')}${button('Make the second letters')}
</form>`,
)}`,
})

function mailingPart(study: Standing, mailing: Mailing, today: string, sent?: Sent): Html {
  const { id, letters, printed, printed_at, pages, bytes, changed_at, number } = mailing
  const at = `${lettersAt(study)}/mailings/${id}`
  const what = number === 2 ? 'second letter' : 'letter'
  if (!printed_at)
    return html`<h2>The ${what}s are being made</h2>
<p><label for="progress">${printed} of ${letters} made</label> <progress id="progress" max="${Math.max(letters, 1)}" value="${printed}"></progress></p>
<p>You can leave this page and come back. <a href="${lettersAt(study)}">Look again</a></p>`
  const away = html`<form method="post" action="${at}/thrown-away">${button('Throw them away', 'quiet')}</form>
<p class="hint">If you throw them away, no code is lost. Each is used in the next letters.</p>`
  if (letters === 0)
    return html`<h2>No letter is left</h2><p>Everybody was taken out since, because something changed for them.</p>${away}`
  return html`<h2>${count(letters, what)} ${letters === 1 ? 'is' : 'are'} ready</h2>
${when(changed_at, () => html`<div class="note"><p>Something changed for somebody on ${time(changed_at!)}, so the letters were made again. If you have the old PDF, please do not post it.</p></div>`)}
<ol>
<li><p><a href="${at}/letters.pdf">Download the PDF</a> (${count(pages, 'page')}, ${(bytes / 1024 / 1024).toFixed(1)} MB).</p></li>
<li><p>Print it on both sides of A4. Letter, information and booklet each begin on a new sheet.${pages % letters === 0 ? html` There are ${pages / letters} pages to a letter.` : ' Some are in large print, and have more pages.'}</p></li>
<li><p>Staple each booklet. Fold the letter with the address outside. It fits the window of a C5 or C4 envelope.</p></li>
<li><p>Post them. Then say so here.</p>
<form method="post" action="${at}/posting">
${line({ name: 'day', label: 'Day they were posted', type: 'date', short: true, value: today, ...hope(sent) })}
${button('They are in the post')}</form></li>
</ol>
${away}`
}

const postedPart = (study: Standing, posted: readonly Mailing[], sent?: Sent): Html => html`<h2>Posted</h2>
<ul class="list">${each(posted, ({ id, letters, number, posted_on, has_pdf }) => html`<li>${dayInWords(posted_on!)}: ${count(letters, number === 2 ? 'second letter' : 'letter')}. ${has_pdf ? html`<a href="${lettersAt(study)}/mailings/${id}/letters.pdf">The PDF<span class="far"> posted on ${dayInWords(posted_on!)}</span></a>` : 'The PDF is not kept.'}</li>`)}</ul>
<h2>Came back from the post</h2>
<p class="hint">The number stands at the top of each letter, as in ${numberWords(7)}.</p>
${numbersForm(`${lettersAt(study)}/returned`, 'returned', 'Numbers of letters that came back', 'Note them', sent)}
<h2>No more letters</h2>
<p class="hint">For those who rang, wrote or died. It changes nothing about taking part.</p>
${numbersForm(`${lettersAt(study)}/no-more`, 'no-more', 'Numbers of people who want no more', 'Leave them out', sent)}`

/** Two forms on one page have the same field, so each says which it is. */
function numbersForm(action: string, form: string, label: string, press: string, sent?: Sent): Html {
  const mine = sent?.typed?.form === form ? sent : undefined
  const error = mine?.refusal?.fields.numbers
  const id = mine ? 'numbers' : `numbers-${form}`
  return html`<form method="post" action="${action}">${hidden('form', form)}
<div class="field"><label for="${id}">${label}</label>
${when(error, () => html`<p class="error" id="${id}-error">${error}</p>`)}
<input type="text" id="${id}" name="numbers" value="${String(mine?.typed?.numbers ?? '')}" autocomplete="off"${when(error, () => html` aria-invalid="true" aria-describedby="${id}-error"`)}></div>
${button(press, 'quiet')}</form>`
}

export const wordsPage = (study: Standing, words: LetterWords | null, at: string, sent?: Sent): Page => ({
  title: `Words of the letters: ${study.title}`,
  body: html`${errorSummary(sent?.refusal)}
${back(study)}
<h1>What the letters say</h1>
<p>The rest is written for you. It names who runs the study, the code, and three ways to answer. It says that help stays the same.</p>
<form method="post" action="${at}">
${area({ name: 'about', label: 'What is the study about?', hint: 'Two or three short sentences. Say why it matters to the reader.', rows: 5, value: words?.about ?? '', ...hope(sent) })}
${line({ name: 'phone', label: 'Phone number of the study', hint: 'Not the number of the charity: you must not hear who takes part.', type: 'tel', autocomplete: 'off', value: words?.phone ?? '', ...hope(sent) })}
${area({ name: 'send_to', label: 'Where are booklets sent?', hint: 'The address of the study. A freepost address is best.', rows: 4, value: words?.send_to ?? '', ...hope(sent) })}
${line({ name: 'stop', label: 'How can somebody ask for no more letters?', hint: 'For example: ring us on 0113 496 0000', value: words?.stop ?? '', ...hope(sent) })}
${line({ name: 'signed', label: 'Who signs?', value: words?.signed ?? '', ...hope(sent) })}
${button('Save')}
</form>`,
})

export const listPage = (study: Standing, list: StudyLetters['list'], refusal: Sent['refusal'] = null): Page => ({
  title: `Mailing list: ${study.title}`,
  body: html`${when(
    refusal,
    () => html`<div class="errors" role="alert" tabindex="-1"><h2>Nothing was kept</h2>
<ul>${each((refusal!.fields.file ?? refusal!.because).split('\n'), (says) => html`<li><a href="#file">${says}</a></li>`)}</ul></div>`,
  )}
${back(study)}
<h1>Bring a mailing list</h1>
<p>For people on your list who are no members. Save it as CSV. Its first line names the columns: <b>name</b>, <b>address</b> and <b>postcode</b>.</p>
<p>Take out those who should get no letter, such as anybody bereaved lately. Whoever is a member, or on the list before, is not added twice.</p>
<form method="post" action="${lettersAt(study)}/list" enctype="multipart/form-data">
<div class="field"><label for="file">Your list</label>
<p class="hint" id="file-hint">A CSV file. If any line is wrong, nothing of it is kept.</p>
${when(refusal, () => html`<p class="error" id="file-error">Please mend the file and send it again.</p>`)}
<input type="file" id="file" name="file" accept=".csv,text/csv" aria-describedby="file-hint${when(refusal, () => html` file-error`)}"></div>
${button('Bring the list')}
</form>
${when(
  list.without > 0,
  () => html`<h2>On the list now</h2>
<p>${count(list.people, 'person', 'people')}. ${list.without === list.people ? 'Nobody has a letter yet.' : `${list.without} have no letter yet.`}</p>
<form method="post" action="${lettersAt(study)}/list/removal">${button('Take away those without a letter', 'grave')}</form>`,
)}`,
})
/** Whoever a letter is addressed to that is only looked at. */
export const nobody = {
  name: 'A Reader',
  address: ['1 Example Street', 'Anytown', 'AB1 2CD'],
  code: 'BCFG-HJKM-NPRT-VWXY',
  number: 0,
}
