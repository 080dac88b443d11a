/** Help in a crisis, and how this place works. Both for anyone, both good on paper. */
import type { Community, Contact } from '../../kit/community.ts'
import { dayWords } from '../../kit/day.ts'
import { html, when } from '../../kit/html.ts'
import type { Page } from '../../kit/page.ts'
import { bases, voices } from '../conversations/standing.ts'
import { contactList } from './reporting-pages.ts'

export const helpNowPage = (contacts: readonly Contact[], now: Date): Page => ({
  title: 'Need help now?',
  body: html`<h1>Need help now?</h1>
<p>You do not have to be sure. You do not have to be polite. Just call.</p>
<h2>Who to call</h2>
${contactList(contacts)}
<h2>If you are worried about what someone wrote here</h2>
<p>Call 999 first if they may be in danger. Then <a href="/reports/new">tell us</a>. We are told at once, but we are not always awake.</p>
<p class="hint">Apart from the first three, we only list places that we have checked in the last year. This page is from ${dayWords(now)}. You can print it.</p>`,
})

export const howThisWorksPage = ({ name, settings }: Pick<Community, 'name' | 'settings'>): Page => ({
  title: 'How this works',
  body: html`<h1>How this works</h1>
<p>${name} is a place for families. You can ask, answer, read, and step away. Here is what we do and why.</p>
<h2>Who is speaking</h2>
<p>Each post says in words who is speaking. It can be:</p>
<ul>${Object.values(voices).map((voice) => html`<li>${voice}</li>`)}</ul>
<p>Nobody chooses this for themselves. A helper, a nurse or a doctor is named as such by the charity.</p>
<h2>What it rests on</h2>
<p>Each post also says what it rests on:</p>
<ul>${Object.values(bases).map((basis) => html`<li>${basis}</li>`)}</ul>
<p>What your own family lived through is always welcome. It does not have to be true for others.</p>
<h2>What waits for a person</h2>
<p>Most posts are shown at once. Some wait until a moderator has read them:</p>
<ul>
<li>the first three posts of someone new, so that nobody comes here to sell or to hurt</li>
<li>photos, so that nobody is shown who would not want to be</li>
<li>links to shops, to trials and to fund-raising</li>
<li>posts that tell someone how much of a medicine to give</li>
</ul>
<p>You are told why your post waits, what was decided, and why. You can ask someone else to look again.</p>
<h2>When you ask something</h2>
<p>Your question stays on the helpers’ list until you say that it is answered. They aim to reply within 48 hours. Sometimes nobody knows yet. Then they say so.</p>
<h2>Who runs it</h2>
<p>${settings.runBy ? `${settings.runBy} runs this place.` : 'The people who run this place have not yet put their name here.'} ${when(settings.accountable, () => html`${settings.accountable} answers for keeping people safe here.`)}</p>
<p>Moderators and helpers are people. Many are parents too.</p>
<h2>What we never do</h2>
<ul>
<li>We do not count likes, friends or points. Nobody sees when you were last here.</li>
<li>We show no advertising, and no page calls on other companies.</li>
<li>We do not watch you in secret, and we do not guess things about you.</li>
<li>We do not write to win you back. If you step away, nothing is lost.</li>
<li>We do not publish numbers about fewer than ten people.</li>
</ul>
<h2>Your rights</h2>
<ul>
<li>You can see and take with you all that we hold about you.</li>
<li>You can change it, or have it deleted.</li>
<li>You can pause, leave and come back, each in one step.</li>
<li>You can say no to research. It never changes the help you get.</li>
</ul>
<p>You find all this on <a href="/me">your page</a>. Or write or call, and someone does it for you.</p>
<h2>If something is wrong</h2>
<p><a href="/report">Report it or make a complaint</a>. You do not need an account. If it is about your details, we answer within 30 days. If you are still not happy, you can go to the <a href="https://ico.org.uk/make-a-complaint/">Information Commissioner</a>. To complain about how we keep people safe, you can go to <a href="https://www.ofcom.org.uk/complaints">Ofcom</a>.</p>
<h2>If you need help now</h2>
<p><a href="/help-now">Who to call</a></p>`,
})
