/** Index pages that areas add their own lines to: a member's page, the moderators' desk, the steward's page. */
import { each, type Html, html, when } from './html.ts'
import type { Who } from './who.ts'

interface Place {
  readonly on: 'me' | 'desk' | 'steward'
  readonly href: string
  readonly label: string
  /** One short sentence under the link. */
  readonly about?: string
  /** Lower comes first; 50 unless told. */
  readonly position?: number
  readonly for?: (who: Who) => boolean
}

const all: Place[] = []

/** Add a line to an index page, once, when the area is loaded. */
export function place(one: Place) {
  all.push(one)
}

/** The lines of an index page that this person may use. */
export function placesOn(on: Place['on'], who: Who): Html {
  const places = all
    .filter((one) => one.on === on && (one.for?.(who) ?? true))
    .sort((a, b) => (a.position ?? 50) - (b.position ?? 50) || a.label.localeCompare(b.label))
  return html`<ul class="list">${each(places, ({ href, label, about }) => html`<li><h2><a href="${href}">${label}</a></h2>${when(about, () => html`<p class="hint">${about}</p>`)}</li>`)}</ul>`
}
