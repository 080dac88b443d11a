import { button, choices, errorSummary, type Sent, tick } from '../../kit/form.ts'
import { html } from '../../kit/html.ts'
import type { Page } from '../../kit/page.ts'

export const erasingPage = (sent?: Sent): Page => ({
  title: 'Erase everything of mine',
  body: html`${errorSummary(sent?.refusal)}
<h1>Erase everything of mine</h1>
<p>This cannot be undone. We erase your name and your email. We erase all you told us about yourself and the person you care for.</p>
<p>We keep only that there was a member, from when to when, and what they said yes to. The law asks for that.</p>
<p>You can join again at any time, as someone new. You may want <a href="/me/copies">a copy of everything</a> first.</p>
<p>To step away and keep it all, you can <a href="/me/away">pause or leave</a>.</p>
<form method="post" action="/me/erasure">
${choices({
  name: 'posts',
  label: 'What should happen to your posts?',
  options: [
    {
      value: 'kept',
      label: 'Keep them, without my name',
      hint: 'They stay under “a former member”, so that answers still make sense to others.',
    },
    { value: 'withdrawn', label: 'Withdraw them all', hint: 'Nobody can read them any more.' },
  ],
  sent,
})}
${tick({ name: 'sure', label: 'Yes, erase everything now', sent })}
${button('Erase everything', 'grave')}
</form>
<p><a href="/me">Back to my page</a></p>`,
})

export const erasedPage = (): Page => ({
  title: 'All is erased',
  body: html`<h1>All is erased</h1>
<p>We hold nothing more of you. We wish you and yours well.</p>
<p>What is open to all, you can still read. <a href="/circles">Look at the circles</a></p>`,
})
