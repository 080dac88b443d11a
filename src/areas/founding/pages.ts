import type { Community } from '../../kit/community.ts'
import { time } from '../../kit/day.ts'
import { area, button, choices, errorSummary, line, type Sent, tick } from '../../kit/form.ts'
import { each, type Html, html, when } from '../../kit/html.ts'
import { type LastBackup, megabytes } from '../../kit/nightly-backup.ts'
import type { Page } from '../../kit/page.ts'
import { placesOn } from '../../kit/places.ts'
import type { Who } from '../../kit/who.ts'
import { doorWords } from '../conversations/rules.ts'
import type { allCircles } from './circles.ts'

export type Circle = Awaited<ReturnType<typeof allCircles>>[number]

export const stewardPage = (who: Who, backup: LastBackup | null): Page => ({
  title: 'Steward',
  body: html`<h1>Steward</h1>
<p>What the people who look after this place can do.</p>
${placesOn('steward', who)}
${backup ? backupWords(backup) : ''}`,
})

const readBackWords = {
  whole: 'We read it back from the disk, row by row. It is whole.',
  sealed:
    'We read it row by row, encrypted it, and checked each byte on the disk. Only the printed key can open it, so try it with that key now and then.',
}

const backupWords = ({ made_at, bytes, failed_at, because, read_back }: LastBackup): Html => html`<h2>Last backup</h2>
<p>${made_at ? html`${time(made_at)}, ${megabytes(bytes ?? 0)}.` : 'There is none yet. The server makes one each night.'}${when(made_at && read_back, () => html` ${readBackWords[read_back!]}`)}</p>
${failed_at ? html`<p>The newest try failed, on ${time(failed_at)}. ${because} Please tell the person who runs the server. We try again each hour.</p>` : ''}`

export const circlesToKeepPage = (circles: readonly Circle[]): Page => ({
  title: 'Circles to look after',
  body: html`<p><a href="/steward">Steward</a></p>
<h1>Circles to look after</h1>
<p><a class="button" href="/steward/circles/new">Make a circle</a></p>
<ul class="list">
${each(circles, (circle) => html`<li><h2><a href="/steward/circles/${circle.id}">${circle.name}</a></h2><p class="hint">${doorWords[circle.door]}${when(circle.closed_at, () => html` It takes no new posts.`)}</p></li>`)}
</ul>
<p class="end">That is everything.</p>`,
})

const circleFields = (sent?: Sent, circle?: Circle): Html => html`
${line({ name: 'name', label: 'Name', value: circle?.name, sent, autocomplete: 'off' })}
${area({ name: 'about', label: 'What is it for?', hint: 'One or two short sentences.', rows: 3, value: circle?.about, sent })}
${choices({ name: 'door', label: 'Who may read it?', value: circle?.door ?? 'members', sent, options: Object.entries(doorWords).map(([value, label]) => ({ value, label })) })}
${line({ name: 'position', label: 'Its place in the list', hint: 'A number. Lower comes first.', value: String(circle?.position ?? 50), inputmode: 'numeric', short: true, sent })}`

export const newCirclePage = (sent?: Sent): Page => ({
  title: 'Make a circle',
  body: html`${errorSummary(sent?.refusal)}
<p><a href="/steward/circles">Circles to look after</a></p>
<h1>Make a circle</h1>
<form method="post" action="/steward/circles">
${circleFields(sent)}
${button('Make the circle')}
</form>`,
})

export const changeCirclePage = (circle: Circle, sent?: Sent): Page => ({
  title: `Change ${circle.name}`,
  body: html`${errorSummary(sent?.refusal)}
<p><a href="/steward/circles">Circles to look after</a></p>
<h1>Change ${circle.name}</h1>
<form method="post" action="/steward/circles/${circle.id}">
${circleFields(sent, circle)}
<p class="hint">If you change who may read it, the change also holds for what was written before. When you open it, anyone can read the old posts. When you close it, those who wrote here stay inside.</p>
${tick({ name: 'closed', label: 'It takes no new posts', hint: 'All that was written can still be read.', value: circle.closed_at ? 'yes' : '', sent })}
<p class="buttons">${button('Save')}</p>
</form>`,
})

export const settingsPage = ({ name, settings }: Community, sent?: Sent): Page => ({
  title: 'Settings of the community',
  body: html`${errorSummary(sent?.refusal)}
<p><a href="/steward">Steward</a></p>
<h1>Settings of the community</h1>
<form method="post" action="/steward/settings">
${line({ name: 'name', label: 'Name of the community', value: name, sent, autocomplete: 'off' })}
${line({ name: 'runBy', label: 'Who runs it?', hint: 'Shown at the foot of every page.', value: settings.runBy, sent, autocomplete: 'off' })}
${tick({ name: 'photosOfPeople', label: 'Photos of people may be posted', hint: 'A person looks at every photo first.', value: settings.photosOfPeople ? 'yes' : '', sent })}
${line({ name: 'mailName', label: 'Who does our mail come from?', hint: 'It shows on locked phones, so leave out the name of the condition.', value: settings.mailName, sent, autocomplete: 'off' })}
${line({ name: 'mailReplyTo', label: 'Where should replies to our mail go?', hint: 'An email address that somebody reads.', type: 'email', value: settings.mailReplyTo, sent, autocomplete: 'off' })}
<p class="buttons">${button('Save')}</p>
</form>`,
})
