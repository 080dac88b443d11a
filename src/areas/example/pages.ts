import { button, hidden } from '../../kit/form.ts'
import { each, html, when } from '../../kit/html.ts'
import type { Page } from '../../kit/page.ts'
import { isSignedIn, type Who } from '../../kit/who.ts'
import { cast } from './cast.ts'

export const castPage = (who: Who): Page => ({
  title: 'Look round the example',
  body: html`<h1>Look round the example</h1>
<p>Nobody here is real. Choose someone, and see this place as they do. You can try anything: no mail leaves this machine.</p>
${when(isSignedIn(who), () => html`<p class="note">You look round as ${who.name} now. <a href="/">Go to the first page</a></p>`)}
<ul class="list">
${each(
  cast,
  ({ key, name, as, about }) => html`<li><h2>${name}, ${as}</h2>
<p>${about}</p>
<form method="post" action="/cast/sessions">${hidden('as', key)}${button(`Look round as ${name}`, 'quiet')}</form></li>`,
)}
</ul>
<h2>Or as a visitor</h2>
<p>A visitor has no account and reads what is open to all.</p>
<form method="post" action="/cast/visitor">${button('Look round as a visitor', 'quiet')}</form>
<h2>Seen enough?</h2>
<p><a href="/set-up">Set up a community of your own</a></p>`,
})
