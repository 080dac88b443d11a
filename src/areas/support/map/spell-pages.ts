/** Adding to a support map and correcting it: a short form, of which little has to be filled in. */
import { area, button, choices, errorSummary, hidden, line, type Sent, select } from '../../../kit/form.ts'
import { each, html, when } from '../../../kit/html.ts'
import type { Page } from '../../../kit/page.ts'
import { whatNames, whats } from '../needs/needs.ts'
import { type Reason, reasons } from '../reasons.ts'
import { reachedWords, reaches, sourceKindNames, sourceKinds } from '../sources/source-kinds.ts'
import { spellName, withoutYear } from './spell-rules.ts'
import { type Spell, spellStates, stateNames } from './spells.ts'

const capital = (words: string) => words.charAt(0).toUpperCase() + words.slice(1)
const because = (Object.keys(reasons) as Reason[]).map((value) => ({ value, label: capital(reasons[value]) }))
const back = html`<p><a href="/me/support-map">Back to my support map</a></p>`

/** Ticked boxes come as a list, under a name that says so. */
const boxes = ['needs', 'began_because', 'changed_because'] as const

/**
 * @param spell null to add one
 * @param sent what was typed, or what is known of it where it was begun, such as at a source
 */
export function spellFormPage(spell: Spell | null, sent?: Sent): Page {
  const said = sent?.typed
  const more = said
    ? Boolean(said.online || said.words || boxes.some((name) => said[`${name}[]`])) || Boolean(sent?.refusal)
    : spell !== null
  return {
    title: spell ? `Correct: ${spellName(spell)}` : 'Add to my support map',
    body: html`${errorSummary(sent?.refusal)}
<h1>${spell ? 'Correct your support map' : 'What did you turn to?'}</h1>
<form method="post" action="/me/support-map/spells${spell ? `/${spell.id}` : ''}">
${when(!spell && typeof said?.source === 'string' && said.source, () => hidden('source', String(said!.source)))}
${select({ name: 'kind', label: 'What was it?', none: 'Choose one', value: spell?.source_kind ?? '', options: sourceKindNames.map((value) => ({ value, label: capital(sourceKinds[value].label) })), sent })}
${line({ name: 'name', label: 'What do you call it?', hint: 'Such as “the group at the church hall”. You can leave this empty.', value: spell?.source_words ?? '', autocomplete: 'off', sent })}
${line({ name: 'began', label: 'From when?', hint: 'In your own words: “around 2012”, “spring 2019”, “when she started school”.', value: spell?.began.words ?? '', autocomplete: 'off', sent })}
${line({ name: 'ended', label: 'Until when?', hint: 'Leave this empty if it goes on, or if you do not know.', value: spell?.ended.words ?? '', autocomplete: 'off', sent })}
${choices({ name: 'state', label: 'How is it, or how was it at the end?', value: spell?.state ?? '', options: stateNames.map((value) => ({ value, label: capital(spellStates[value].label) })), sent })}
<details${when(more, () => html` open`)}>
<summary>Say more, if you like</summary>
${choices({ name: 'needs[]', label: 'What did you need?', many: true, values: spell?.needs ?? [], options: whatNames.map((value) => ({ value, label: capital(whats[value]) })), sent })}
${choices({ name: 'began_because[]', label: 'Why did you begin?', many: true, values: spell?.began_because ?? [], options: because, sent })}
${choices({ name: 'changed_because[]', label: 'If it changed or ended, why?', many: true, values: spell?.changed_because ?? [], options: because, sent })}
${choices({ name: 'online', label: 'On a screen or not?', hint: 'Face to face, by phone and on paper are offline.', value: spell?.online ?? '', options: [...reaches.map((value) => ({ value, label: capital(reachedWords[value]) })), { value: '', label: 'As it mostly is' }], sent })}
${area({ name: 'words', label: 'Anything you want to remember of it', value: spell?.words ?? '', rows: 3, sent })}
</details>
${button('Save')}
</form>
${when(spell, () => html`<h2>Take it off the map</h2><form method="post" action="/me/support-map/spells/${spell!.id}/taking-away"><p>It is gone for good then.</p>${button('Take it off', 'grave')}</form>`)}
${back}`,
  }
}

const asked = { began: 'did it begin', ended: 'did it end' } as const

/** Which year that was: asked once, kindly, and it need not be told. */
export const yearPage = (spell: Spell, sent?: Sent): Page => ({
  title: `Which year: ${spellName(spell)}`,
  body: html`${errorSummary(sent?.refusal)}
<h1>Do you know the year?</h1>
<p>Your words stay as they are. A year shows us where to draw them. About is near enough.</p>
<form method="post" action="/me/support-map/spells/${spell.id}/year">
${each(withoutYear(spell), ({ part, words }) => line({ name: part, label: `Which year ${asked[part]}?`, hint: `You wrote: ${words}`, short: true, autocomplete: 'off', sent }))}
${button('Save')}
</form>
<p><a href="/me/support-map">I do not know, or would rather not say</a></p>`,
})
