/** How a member is reached, at the web door: phone, address and size of print. */

import { area, button, choices, errorSummary, line, type Sent } from '../../kit/form.ts'
import { members, only } from '../../kit/gate.ts'
import { html } from '../../kit/html.ts'
import type { Page } from '../../kit/page.ts'
import { place } from '../../kit/places.ts'
import { act, goOn, isRefusal, routes, show, showAgain, signInFirst, typedIn } from '../../kit/web.ts'
import { isSignedIn } from '../../kit/who.ts'
import { changeReach, noReach, type Reach, reachOf } from './reach.ts'

place({
  on: 'me',
  under: 'reach',
  href: '/me/reach',
  label: 'How I am reached',
  about: 'Phone, address, size of print.',
  position: 13,
})

export const reachWeb = routes()

const reachPage = (now: Reach, sent?: Sent): Page => ({
  title: 'How you are reached',
  body: html`${errorSummary(sent?.refusal)}
<h1>How you are reached</h1>
<p>Only staff see this, and only to ring you or write to you. You can leave any of it empty.</p>
<form method="post" action="/me/reach">
${line({ name: 'phone', label: 'Phone', type: 'tel', autocomplete: 'tel', value: now.phone ?? '', sent })}
${area({ name: 'address', label: 'Address, without the postcode', hint: 'For letters. Each line as on an envelope.', rows: 4, value: now.address ?? '', sent })}
${line({ name: 'postcode', label: 'Postcode', autocomplete: 'postal-code', short: true, value: now.postcode ?? '', sent })}
${choices({
  name: 'print',
  label: 'How large should we print?',
  value: now.print,
  options: [
    { value: 'plain', label: 'Plain print' },
    { value: 'large', label: 'Large print' },
  ],
  sent,
})}
${button('Save')}
</form>
<p>To choose letters, calls or email, see <a href="/me/preferences">how we write to you</a>.</p>
<p><a href="/me">Back to my page</a></p>`,
})

reachWeb.get('/me/reach', async (c) => {
  const { who, community } = c.var
  if (!isSignedIn(who)) return signInFirst(c)
  return show(c, reachPage(await reachOf(community.db, who.member)))
})

reachWeb.post('/me/reach', only(members), async (c) => {
  const { who, community } = c.var
  const typed = await typedIn(c)
  const done = await act(c, changeReach, typed)
  if (!isRefusal(done)) return goOn(c, '/me', 'Saved.')
  const now = who.member ? await reachOf(community.db, who.member) : noReach
  return showAgain(c, reachPage(now, { typed, refusal: done }), done)
})
