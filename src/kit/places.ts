/** Index pages that areas add their own lines to: a member's page, the moderators' desk, the steward's page. */
import { each, type Html, html, when } from './html.ts'
import type { Who } from './who.ts'

/** The parts of a member's own page, in order. */
const parts = {
  people: 'People and support',
  words: 'What I wrote and keep',
  reach: 'How you reach me',
  self: 'Me, and what you hold of me',
} as const
export type Under = keyof typeof parts

interface Place {
  readonly on: 'me' | 'desk' | 'steward'
  /** on a long page, the part it stands in */
  readonly under?: Under
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

const lines = (places: readonly Place[], heading: 'h2' | 'h3'): Html =>
  html`<ul class="list">${each(places, ({ href, label, about }) => {
    const link = html`<a href="${href}">${label}</a>`
    return html`<li>${heading === 'h2' ? html`<h2>${link}</h2>` : html`<h3>${link}</h3>`}${when(about, () => html`<p class="hint">${about}</p>`)}</li>`
  })}</ul>`

/** The lines of an index page that this person may use, by its parts where it has some. */
export function placesOn(on: Place['on'], who: Who): Html {
  const places = all
    .filter((one) => one.on === on && (one.for?.(who) ?? true))
    .sort((a, b) => (a.position ?? 50) - (b.position ?? 50) || a.label.localeCompare(b.label))
  const inParts = Object.entries(parts)
    .map(([name, title]) => ({ title, places: places.filter(({ under }) => under === name) }))
    .filter((part) => part.places.length > 0)
  const others = places.filter(({ under }) => !under)
  return html`${when(others.length > 0, () => lines(others, 'h2'))}
${each(
  inParts,
  (part) => html`<h2>${part.title}</h2>
${lines(part.places, 'h3')}`,
)}`
}
