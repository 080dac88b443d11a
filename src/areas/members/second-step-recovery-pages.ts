/** What stewards and the person see while a lost second step is being replaced. */
import { dayTime, time } from '../../kit/day.ts'
import { button, hidden } from '../../kit/form.ts'
import { each, type Html, html, when } from '../../kit/html.ts'
import type { Page } from '../../kit/page.ts'
import { type Recovery, waitHours } from './second-step-recovery.ts'

/** For stewards: what waits for another yes, and for how long the rest still waits. */
export const recoveriesPage = (open: readonly Recovery[], me: string): Page => ({
  title: 'Lost second steps',
  body: html`<h1>Lost second steps</h1>
<p>Somebody on the staff has lost their phone and their sheet of codes. One steward asks, another agrees. Then the person has ${waitHours} hours to stop it.</p>
<p>Speak with the person first, on a number you know. Do not agree because a mail says so.</p>
<ul class="list">
${each(
  open,
  (one) => html`<li><h2>${one.name}</h2>
<p>${one.asked_by_name ?? 'The person who runs the server'} asked on ${dayTime(one.asked_at)}.</p>
${one.agreed_at ? html`<p>${one.agreed_by_name ?? 'The person who runs the server'} agreed. The old second step ends on ${time(one.ready_at!)}, unless ${one.name} stops it.</p>` : agreeing(one, me)}
<form method="post" action="/steward/second-steps/${one.id}/stop">${hidden('sure', 'yes')}${button(`Stop it for ${one.name}`, 'quiet')}</form></li>`,
)}
</ul>
${when(open.length === 0, () => html`<p>Nobody has asked.</p>`)}
<p><a href="/steward/members">All members</a></p>`,
})

const agreeing = (one: Recovery, me: string): Html =>
  one.asked_by === me || one.member === me
    ? html`<p class="hint">Another steward has to agree.</p>`
    : html`<form method="post" action="/steward/second-steps/${one.id}/agreement">${hidden('sure', 'yes')}${button(`Agree: I have spoken with ${one.name}`)}</form>`

/** For the person: what others have asked, and the button that stops it. */
export const recoveryNote = (open: readonly Recovery[], action: string): Html =>
  html`${each(
    open,
    (one) => html`<div class="note">
<p><b>${one.asked_by_name ?? 'The person who runs the server'} asked for a new second step for you.</b></p>
<p>${one.agreed_at ? html`${one.agreed_by_name ?? 'Another steward'} agreed. Your old one ends on ${time(one.ready_at!)}.` : 'Another steward has to agree first.'}</p>
<p>Is this not what you want? Then stop it.</p>
<form method="post" action="${action}">${hidden('sure', 'yes')}${button('Stop it')}</form>
</div>`,
  )}`

export const stopPage = (open: readonly Recovery[], action: string): Page => ({
  title: 'Stop a new second step',
  body: html`<h1>Stop a new second step</h1>
${open.length > 0 ? recoveryNote(open, action) : html`<p>There is nothing to stop. It was stopped before, or is over.</p>`}
<p><a href="/sign-in">Sign in</a></p>`,
})

export const stoppedPage = (): Page => ({
  title: 'It is stopped',
  body: html`<h1>It is stopped</h1>
<p>Your second step stays as it is. Did you not know of this? Then please ring us: somebody may have tried to sign in as you.</p>
<p><a href="/">Go to the first page</a></p>`,
})
