/** A member's own page and what they choose there. */
import { dayTime, time } from '../../kit/day.ts'
import { button, choices, errorSummary, hidden, line, type Sent } from '../../kit/form.ts'
import { each, html, when } from '../../kit/html.ts'
import type { Page } from '../../kit/page.ts'
import { placesOn } from '../../kit/places.ts'
import type { Who } from '../../kit/who.ts'
import { type Field, fieldNames, fields } from './cared-for.ts'
import {
  membershipWords,
  type OptionalPurpose,
  optional,
  optionalPurposes,
  type Purpose,
  purposeWords,
} from './consent.ts'
import { passkeyScript } from './pages.ts'
import type { Preferences } from './preferences.ts'
import { deviceWords } from './sessions.ts'

const back = html`<p><a href="/me">Back to my page</a></p>`

export const mePage = (who: Who): Page => ({
  title: 'My page',
  body: html`<h1>My page</h1>
<p>Others see you as <b>${who.name}</b>.</p>
${placesOn('me', who)}
<form method="post" action="/sign-out">${hidden('sure', 'yes')}${button('Sign out', 'quiet')}</form>`,
})

export const namePage = (name: string, sent?: Sent): Page => ({
  title: 'My name',
  body: html`${errorSummary(sent?.refusal)}
<form method="post" action="/me/name">
${line({ name: 'name', label: 'What name should others see?', heading: true, hint: 'Your old posts show the new name too. The old name is not kept.', value: name, autocomplete: 'nickname', sent })}
${button('Save')}
</form>
${back}`,
})

const digestWords = { daily: 'Every day', weekly: 'Every week', monthly: 'Every month', none: 'Never' }
const doorWords = { email: 'By email', letter: 'By letter', phone: 'By phone', none: 'Not at all, unless I ask' }
const lookAheadHints = {
  'only now': 'Only what fits the stage of life you are in.',
  'a little ahead': 'Also what may come next.',
  'the whole picture': 'Everything, also what is hard.',
}

/** @param addressMissing they want letters, and we do not know where to */
export const preferencesPage = (now: Preferences, sent?: Sent, addressMissing = false): Page => ({
  title: 'How we write to you',
  body: html`${errorSummary(sent?.refusal)}
<h1>How we write to you</h1>
${when(addressMissing, () => html`<p class="note">You want letters, but we do not have your address. <a href="/me/reach">Tell us where you live</a></p>`)}
<form method="post" action="/me/preferences">
${choices({ name: 'digest', label: 'How often should we send you what is new?', value: now.digest, options: Object.entries(digestWords).map(([value, label]) => ({ value, label })), sent })}
${choices({
  name: 'repliesByEmail',
  label: 'Should we send you replies to you by email?',
  value: now.repliesByEmail ? 'yes' : 'no',
  options: [
    { value: 'yes', label: 'Yes' },
    { value: 'no', label: 'No' },
  ],
  sent,
})}
${choices({ name: 'door', label: 'How may the charity reach you?', value: now.door, options: Object.entries(doorWords).map(([value, label]) => ({ value, label })), sent })}
${choices({ name: 'lookAhead', label: 'How far ahead do you want to look?', value: now.lookAhead, options: Object.entries(lookAheadHints).map(([value, hint]) => ({ value, label: value[0]!.toUpperCase() + value.slice(1), hint })), sent })}
${button('Save')}
</form>
${back}`,
})

interface History {
  readonly purpose: Purpose
  readonly version: string
  readonly given: boolean
  readonly at: Date
}

export const consentPage = (now: readonly OptionalPurpose[], history: readonly History[], sent?: Sent): Page => ({
  title: 'What you said yes to',
  body: html`${errorSummary(sent?.refusal)}
<h1>What you said yes to</h1>
<p>As a member you said: ${membershipWords.label}. ${membershipWords.hint} To take this back, <a href="/me/leaving">leave</a>, or <a href="/me/erasure">have it all erased</a>.</p>
<form method="post" action="/me/consent">
${choices({ name: 'purposes[]', label: 'Only if you want', many: true, values: now, options: optional.map((value) => ({ value, ...optionalPurposes[value] })), sent })}
${button('Save')}
</form>
<h2>What you said before</h2>
<ul class="list">${each(history, (one) => html`<li>${time(one.at)}: <b>${one.given ? 'yes' : 'no'}</b> to “${purposeWords(one.purpose)}” <span class="hint">(our words of ${one.version})</span></li>`)}</ul>
<p class="end">That is everything.</p>
${back}`,
})

export const caredForPage = (told: readonly { field: Field; shown: string; shared: boolean }[]): Page => ({
  title: 'The person you care for',
  body: html`<h1>The person you care for</h1>
<p>You need not tell us anything. It helps us find what fits, and families like yours. We never ask for a name or a birthday.</p>
<ul class="list">
${each(fieldNames, (field) => {
  const one = told.find((line) => line.field === field)
  return html`<li><h2><a href="/me/cared-for/${field}">${fields[field].label}</a></h2>
<p>${one ? html`${one.shown}. ${one.shared ? 'Members can see this.' : 'Only you can see this.'}` : 'Not told.'}</p></li>`
})}
</ul>
${back}`,
})

export const caredForFieldPage = (
  field: Field,
  options: readonly { value: string; label: string }[],
  now: { value: string; shared: boolean } | undefined,
  sent?: Sent,
): Page => ({
  title: fields[field].question,
  body: html`${errorSummary(sent?.refusal)}
<form method="post" action="/me/cared-for/${field}">
${choices({ name: 'value', label: fields[field].question, heading: true, value: now?.value ?? '', options: [...options, { value: '', label: 'I would rather not say' }], sent })}
${choices({
  name: 'shared',
  label: 'Would they want this shared?',
  hint: 'It is about them. Think of what they would say, or will say when they are older.',
  value: (now?.shared ?? fields[field].sharedAtFirst) ? 'yes' : 'no',
  options: [
    { value: 'no', label: 'No, keep it to me' },
    { value: 'yes', label: 'Yes, members may see it' },
  ],
  sent,
})}
${button('Save')}
</form>
<p><a href="/me/cared-for">Back</a></p>`,
})

/** The same question again, now that they are older: what is not ticked is kept to the member. */
export const reviewPage = (shared: readonly { field: Field; shown: string }[], sent?: Sent): Page => ({
  title: 'Look again at what you share',
  body: html`${errorSummary(sent?.refusal)}
<form method="post" action="/me/cared-for/review">
${
  shared.length > 0
    ? choices({
        name: 'fields[]',
        label: 'Would they want this shared?',
        heading: true,
        hint: 'Members can see what is ticked. It is about them, and they are older now. If they can tell you, ask them.',
        many: true,
        values: shared.map(({ field }) => field),
        options: shared.map(({ field, shown }) => ({ value: field, label: `${fields[field].label}: ${shown}` })),
        sent,
      })
    : html`<h1>Look again at what you share</h1>
<p>You share nothing with other members.</p>`
}
${hidden('fields[]', '')}
${button('Save')}
</form>
<p>We ask again in a year. You can change it at any time.</p>
<p><a href="/me/cared-for">Back</a></p>`,
})

export const sessionsPage = (
  sessions: readonly { id: string; user_agent: string | null; created_at: Date }[],
  here: string | null,
): Page => ({
  title: 'Where you are signed in',
  body: html`<h1>Where you are signed in</h1>
<ul class="list">
${each(
  sessions,
  (one) => html`<li><h2>${deviceWords(one.user_agent)}</h2>
<p>Signed in on ${dayTime(one.created_at)}.${one.id === here ? ' You are here now.' : ''}</p>
<form method="post" action="/me/ended-sessions">${hidden('session', one.id)}<button type="submit" class="quiet">Sign out<span class="far"> on ${deviceWords(one.user_agent)}, ${dayTime(one.created_at)}</span></button></form></li>`,
)}
</ul>
<p>That is everything.</p>
<form method="post" action="/me/ended-sessions">${hidden('session', 'all')}${button('Sign out everywhere')}</form>
${back}`,
})

export const passkeysPage = (passkeys: readonly { id: string; created_at: Date }[]): Page => ({
  title: 'Passkeys',
  scripts: [passkeyScript.href],
  body: html`<h1>Passkeys</h1>
<p>A passkey lets you sign in with your face, finger or screen lock. There is no code to wait for.</p>
<ul class="list">
${each(passkeys, (one, n) => html`<li><h2>Passkey ${n + 1}</h2><p>Added on ${time(one.created_at)}.</p><form method="post" action="/me/ended-passkeys">${hidden('passkey', one.id)}<button type="submit" class="quiet">Take it away<span class="far">: passkey ${n + 1}</span></button></form></li>`)}
</ul>
${when(passkeys.length === 0, () => html`<p>You have none yet.</p>`)}
<div id="passkey" data-do="add" data-then="/me/passkeys" hidden>
<p class="buttons"><button type="button">Add a passkey</button></p>
<p role="status"></p>
</div>
<p class="hint">If no button shows here, your browser cannot do this. Email and paper codes always work.</p>
${back}`,
})

export const paperCodesPage = (sheet: { madeAt: Date; left: number } | null): Page => ({
  title: 'Codes on paper',
  body: html`<h1>Codes on paper</h1>
<p>A sheet of 8 codes lets you sign in without email.</p>
<p>${sheet ? html`You made a sheet on ${dayTime(sheet.madeAt)}. ${sheet.left} of its codes still work. A new sheet ends it.` : 'You have no sheet yet.'}</p>
<form method="post" action="/me/paper-codes">${hidden('sure', 'yes')}${button(sheet ? 'Make a new sheet' : 'Make a sheet')}</form>
${back}`,
})

export const copiesPage = (): Page => ({
  title: 'A copy of everything of yours',
  body: html`<h1>A copy of everything of yours</h1>
<p>It holds all that we keep of you. That is what you wrote, told us and chose, and what was done for you.</p>
<form method="post" action="/me/copies">
<p class="buttons">${button('A page to read', 'main', 'as', 'html')} ${button('A file for another program (JSON)', 'quiet', 'as', 'json')}</p>
</form>
<p>Keep the file where only you can find it.</p>
${back}`,
})
