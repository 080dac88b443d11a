/** Bringing in what was said: the words, the names, a look at what is left, and only then storing it. */
import { area, button, errorSummary, hidden, type Sent, tick } from '../../../kit/form.ts'
import { count, each, type Html, html, raw, when } from '../../../kit/html.ts'
import { type Page, script } from '../../../kit/page.ts'
import type { StudyHere } from '../access.ts'
import { roomsAt } from './rooms.ts'
import { pseudonymOf } from './rules.ts'
import { mayBeNames, paragraphsOf, type Replacement, replaced, tidied } from './transcript-words.ts'

export const codingScript = script('coding')

export const wordsPage = (study: StudyHere, number: number, sent?: Sent): Page => {
  const name = pseudonymOf(number)
  const typed = sent ? { sent } : {}
  return {
    title: `The words of ${name}: ${study.title}`,
    scripts: [codingScript.href],
    body: html`${errorSummary(sent?.refusal)}
<h1>Bring in the words of ${name}</h1>
<p>Nothing is stored yet. First the names are replaced, then you read it, then it is stored.</p>
<form method="post" action="${roomsAt(study)}/${name}/preview" enctype="multipart/form-data">
<div class="field"><label for="file">A text file or a Word file</label>
<p class="hint" id="file-hint">It ends in .txt or .docx. Only its words are taken.</p>${when(sent?.refusal?.fields.file, () => html`<p class="error" id="file-error">${sent?.refusal?.fields.file}</p>`)}
<input type="file" id="file" name="file" accept=".txt,.docx" aria-describedby="file-hint"></div>
${area({ name: 'words', label: 'Or paste the words', hint: 'One line for each time somebody speaks. Begin it with I: for you, or P: for the person.', rows: 12, ...typed })}
${namesField(sent)}
${button('Look at it')}
</form>
<p><a href="${roomsAt(study)}/${name}">Back to ${name}</a></p>`,
  }
}

const namesField = (sent?: Sent) =>
  area({
    name: 'names',
    label: 'Names, and what takes their place',
    hint: 'One on each line, like: Nia = [daughter]. Think of people, places, schools, hospitals and jobs.',
    rows: 6,
    ...(sent ? { sent } : {}),
  })

/** Replaced words stand out, so that they are found by eye. */
const shown = (line: string): Html =>
  html`${each(line.split(/(\[[^\]\n]*\])/), (part, at) => (at % 2 ? html`<mark>${part}</mark>` : html`${part}`))}`

export function previewPage(
  study: StudyHere,
  number: number,
  typed: { readonly words: string; readonly names: string; readonly replacements: readonly Replacement[] },
  sent?: Sent,
): Page {
  const name = pseudonymOf(number)
  const { words, found } = replaced(tidied(typed.words), typed.replacements)
  const left = mayBeNames(words).slice(0, 60)
  return {
    title: `Read the words of ${name}: ${study.title}`,
    scripts: [codingScript.href],
    body: html`${errorSummary(sent?.refusal)}
<h1>Read it before it is stored</h1>
<p>This is not stored yet. If you leave this page, it is gone.</p>
${when(found.length > 0, () => html`<h2>What was replaced</h2><ul>${each(typed.replacements, (one, at) => html`<li>“${one.name}” is now ${one.becomes}: ${count(found[at]!, 'time')}</li>`)}</ul>`)}
${left.length > 0 ? html`<h2>Could these be names?</h2><p>${left.join(' · ')}</p><p class="hint">Add those that are names to the list, then look again.</p>` : html`<p>No other word looks like a name. Please read it all the same.</p>`}
<h2>The words</h2>
<div class="words" id="preview"><ol>${each(paragraphsOf(words), (one) => html`<li>${shown(one.words)}</li>`)}</ol></div>
<form method="post" action="${roomsAt(study)}/${name}/preview" enctype="multipart/form-data">
${kept(typed.words)}
${namesField({ typed: { names: typed.names }, refusal: sent?.refusal ?? null })}
${button('Look again', 'quiet')}
</form>
<form method="post" action="${roomsAt(study)}/${name}/transcript" enctype="multipart/form-data">
${kept(typed.words)}${hidden('names', typed.names)}
${tick({ name: 'read', label: 'I have read it all, and no name is left', ...(sent ? { sent } : {}) })}
${button('Store it')}
</form>
<p><a href="${roomsAt(study)}/${name}/words">Start again</a></p>`,
  }
}

/** A text as long as an interview goes on in a field nobody sees, line ends and all. */
const kept = (words: string) => html`<input type="hidden" name="words" value="${raw(escapedLines(words))}">`
const escapedLines = (words: string) =>
  words
    .replaceAll('&', '&amp;')
    .replaceAll('"', '&quot;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/\r\n?|\n/g, '&#10;')
