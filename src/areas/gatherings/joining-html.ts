/** How one comes, on a page: numbers that can be rung and links that can be opened. */
import { type Html, html, when } from '../../kit/html.ts'
import { joiningWords } from './joining-words.ts'
import type { Seat } from './rules.ts'
import type { Gathering } from './store.ts'

/** A phone number that rings when it is pressed. */
export const ringHref = (number: string): Html =>
  html`<a href="tel:${number.replace(/[^\d+]/g, '')}">${number.replaceAll(' ', '\u00a0')}</a>`

/** How to take one's seat. Only for who is coming. */
export function joiningHtml(gathering: Gathering, seat: Seat): Html {
  const { phoneNumber, phonePin, videoLink } = gathering
  if (seat === 'phone' && phoneNumber)
    return html`<p>Ring ${ringHref(phoneNumber)}.${when(phonePin, () => html` When it asks for a code, type <b>${phonePin}</b>.`)}</p>`
  if (seat === 'video' && videoLink)
    return html`<div class="words"><p>When it is time, open <a href="${videoLink}" rel="noreferrer">the video link</a>.</p></div>`
  return html`<p>${joiningWords(gathering, seat)}</p>`
}
