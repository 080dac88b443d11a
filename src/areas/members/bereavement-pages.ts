/** After a death: few words, what is there, and nothing that has to be done. */
import type { Contact } from '../../kit/community.ts'
import { dayTime } from '../../kit/day.ts'
import { button, choices, hidden, type Sent } from '../../kit/form.ts'
import { each, html, when } from '../../kit/html.ts'
import type { Page } from '../../kit/page.ts'
import { contactList } from '../care/reporting-pages.ts'
import { mayStay } from './bereavement.ts'
import type { NoticeKind } from './telling.ts'

const what = html`<ul>
<li>Nothing about an age or a time of life is sent or shown any more.</li>
<li>No studies ask, and nobody is counted or matched.</li>
<li>All that was written stays, and so do circles and friends made here.</li>
</ul>`

export const tellBereavementPage = (): Page => ({
  title: 'If the person you cared for has died',
  body: html`<h1>If the person you cared for has died</h1>
<p>We are so sorry. If you tell us, this holds at once:</p>
${what}
<p>Nobody else is told. You can change it again at any time.</p>
<form method="post" action="/me/bereavement">${hidden('sure', 'yes')}${button('The person I cared for has died')}</form>
<p>You can also ring us, and we do it for you.</p>
<p><a href="/me/away">Back</a></p>`,
})

interface CircleLine {
  readonly slug: string
  readonly name: string
  readonly about: string
  readonly closed: boolean
}

const stayWords: Record<(typeof mayStay)[number], string> = {
  digest: 'My digest of what is new in my circles',
  news: 'News from the charity',
  study: 'Invitations to studies',
}

export interface AfterADeath {
  readonly stays: readonly NoticeKind[]
  /** for those who are bereaved */
  readonly circles: readonly CircleLine[]
  /** circles they follow that belong to another time of life */
  readonly followed: readonly { slug: string; name: string }[]
  readonly contacts: readonly Contact[]
}

export const bereavedPage = ({ stays, circles, followed, contacts }: AfterADeath, sent?: Sent): Page => ({
  title: 'What is here for you',
  body: html`<h1>We are so sorry</h1>
<p>You do not have to do anything here. This page stays on <a href="/me/away">your page</a>, for whenever you want it.</p>
${when(
  circles.length > 0,
  () => html`<h2>Others who know it</h2>
<ul class="list">${each(circles, ({ slug, name, about, closed }) => html`<li><h3><a href="/circles/${slug}${closed ? '/request' : ''}">${name}</a></h3><p>${about}${when(closed, () => html` You can ask to come in.`)}</p></li>`)}</ul>`,
)}
<h2>Someone to talk to</h2>
${contactList(contacts)}
<h2>What stays</h2>
<p>All you wrote is here, and so are your circles. We send you only what people write to you. If you want more to go on, choose it. If not, leave this.</p>
<form method="post" action="/me/bereavement/stays">
${choices({ name: 'stays[]', label: 'This should go on', many: true, values: stays, options: mayStay.map((value) => ({ value, label: stayWords[value] })), sent })}
${hidden('stays[]', '')}
${button('Save', 'quiet')}
</form>
${when(
  followed.length > 0,
  () => html`<h2>Circles you follow</h2>
<p>These are for other times of life. You can stay, or stop following.</p>
<ul>${each(followed, ({ slug, name }) => html`<li><a href="/circles/${slug}">${name}</a></li>`)}</ul>`,
)}
<p><a href="/me/pause">Pause, for some quiet</a></p>
<p><a class="button" href="/">Go on</a></p>
<form method="post" action="/me/bereavement/undone">${hidden('sure', 'yes')}<p class="hint">Is this not so? Then we put all back as it was.</p>${button('This is not so', 'quiet')}</form>`,
})

/** For a steward, who does it with care, because a family rang or somebody told. */
export const stewardBereavementPage = (
  one: { id: string; name: string },
  noted: { noted_at: Date } | null,
  sent?: Sent,
): Page => ({
  title: `A death in ${one.name}’s family`,
  body: noted
    ? html`<h1>A death in ${one.name}’s family</h1>
<p>It was noted on ${dayTime(noted.noted_at)}. Nothing about an age or a time of life goes to ${one.name}.</p>
<form method="post" action="/steward/members/${one.id}/bereavement/undone">${hidden('sure', 'yes')}<p>Was it noted by mistake?</p>${button('Put it back as it was', 'quiet')}</form>
<p><a href="/steward/members/${one.id}">Back to ${one.name}</a></p>`
    : html`<h1>A death in ${one.name}’s family</h1>
${when(sent?.refusal, () => html`<p class="error">${sent?.refusal?.because}</p>`)}
<p>Has the person that ${one.name} cared for died? Please be sure. Ask ${one.name} first if you can.</p>
<p>If you note it, this holds at once:</p>
${what}
<p>The next page that ${one.name} opens says that we are sorry, and what is there. ${one.name} can read that you did this, and can undo it.</p>
<form method="post" action="/steward/members/${one.id}/bereavement">${hidden('sure', 'yes')}${button('I am sure. Note it now', 'grave')}</form>
<p><a href="/steward/members/${one.id}">No, go back</a></p>`,
})
