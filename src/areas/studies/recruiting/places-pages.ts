/** The register of places, as researchers write it, and the notice that goes up in each. */
import QRCode from 'qrcode'
import { button, choices, errorSummary, line, type Sent } from '../../../kit/form.ts'
import { each, html, raw, when } from '../../../kit/html.ts'
import type { Page } from '../../../kit/page.ts'
import { dayInWords } from '../../members/days.ts'
import type { StudyHere } from '../access.ts'
import { phoneIn } from '../setting-up/rules.ts'
import { recruitingAt, wayRound } from './pages.ts'
import type { PlaceLine } from './places.ts'

const placesAt = (study: StudyHere) => `${recruitingAt(study)}/places`

export const placesPage = (
  study: StudyHere,
  places: readonly PlaceLine[],
  codeOf: (place: PlaceLine) => string,
): Page => ({
  title: `Places: ${study.title}`,
  body: html`<h1>Places</h1>
${wayRound(study)}
<p>Where people are told of the study, online and away from it. Each place has a code, for as many as come.</p>
<p><a class="button" href="${placesAt(study)}/new">Note a place</a></p>
${when(
  places.length > 0,
  () => html`<ul class="list">${each(
    places,
    (one) => html`<li><h2>${one.name}</h2>
<p>${one.online ? 'Online.' : 'Away from the internet.'} ${one.permission}${one.permitted_on ? `, ${dayInWords(one.permitted_on)}` : ''}. ${one.noticed_on ? `Notice up since ${dayInWords(one.noticed_on)}.` : 'No notice yet.'}${one.reaches ? ` May reach ${one.reaches.toLocaleString('en-GB')} people.` : ''}</p>
${
  one.closed_on
    ? html`<p>Closed on ${dayInWords(one.closed_on)}. Its code lets nobody new in.</p>`
    : html`<p>Code: <b>${codeOf(one)}</b></p>
<p class="steps"><a href="${placesAt(study)}/${one.id}/notice">Notice<span class="far"> for ${one.name}</span></a> <a href="${placesAt(study)}/${one.id}">Change<span class="far"> ${one.name}</span></a></p>`
}</li>`,
  )}</ul>
<p class="end">That is everything.</p>`,
)}`,
})

const onlineChoices = [
  { value: 'yes', label: 'Online', hint: 'A website, a forum, a group, a mailing list.' },
  { value: 'no', label: 'Away from the internet', hint: 'A clinic, a library, a meeting, a newsletter on paper.' },
]

export const placePage = (study: StudyHere, place: PlaceLine | null, sent?: Sent): Page => {
  const hope = sent ? { sent } : {}
  return {
    title: place ? `Change ${place.name}: ${study.title}` : `Note a place: ${study.title}`,
    body: html`${errorSummary(sent?.refusal)}
<h1>${place ? `Change ${place.name}` : 'Note a place'}</h1>
<form method="post" action="${placesAt(study)}${place ? `/${place.id}` : ''}">
${line({ name: 'name', label: 'Name of the place', value: place?.name ?? '', ...hope })}
${choices({ name: 'online', label: 'Where is it?', options: onlineChoices, value: place ? (place.online ? 'yes' : 'no') : '', ...hope })}
${line({ name: 'permission', label: 'Who gave permission?', hint: 'Their role is enough, such as: moderator of the group.', value: place?.permission ?? '', ...hope })}
${line({ name: 'permitted_on', label: 'When was it given?', type: 'date', short: true, value: place?.permitted_on ?? '', ...hope })}
${line({ name: 'noticed_on', label: 'When did the notice go up?', hint: 'Leave it empty until it is up.', type: 'date', short: true, value: place?.noticed_on ?? '', ...hope })}
${line({ name: 'reaches', label: 'How many people may see it?', hint: 'Leave it empty if nobody knows.', inputmode: 'numeric', short: true, value: place?.reaches ? String(place.reaches) : '', ...hope })}
${button('Save')}
</form>
${when(
  place && !place.closed_on,
  () => html`<h2>Close it</h2>
<p>When the notice is down. The code lets nobody new in. Whoever came goes on with their own.</p>
<form method="post" action="${placesAt(study)}/${place!.id}/closing">${button('Close this place', 'grave')}</form>`,
)}
<p><a href="${placesAt(study)}">Back to the places</a></p>`,
  }
}

/** A notice to print on A4 or A5, or to copy into a post. */
export async function noticePage(study: StudyHere, place: PlaceLine, code: string, url: string): Promise<Page> {
  const address = `${url}/take-part`
  const svg = await QRCode.toString(`${address}/${code}`, {
    type: 'svg',
    margin: 1,
    errorCorrectionLevel: 'M',
    width: 190,
  })
  const phone = phoneIn(study.contact)
  return {
    title: `Notice for ${place.name}: ${study.title}`,
    body: html`<p class="steps"><a href="${placesAt(study)}">Back to the places</a> Print this page on A4 or A5.</p>
<h1>${study.title}</h1>
<p>A study by ${study.run_by}. You choose if you take part. You need no account, and you do not give your name. Read more at <b>${url.replace(/^https?:\/\//, '')}/studies/${study.slug}</b></p>
<h2>Answer online</h2>
<p>Point your phone’s camera at the square. Or go to <b>${address.replace(/^https?:\/\//, '')}</b> and type this code:</p>
<p class="label">${code}</p>
<div role="img" aria-label="QR code that opens the study with this code">${raw(svg)}</div>
${when(phone, () => html`<h2>Or ring us</h2><p><b>${phone}</b>. Somebody reads out the questions, or posts them to you.</p>`)}
${when(!phone && study.contact, () => html`<h2>Questions?</h2><p>${study.contact}</p>`)}`,
  }
}
