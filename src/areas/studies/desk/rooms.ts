/** What stands on every page of a study's desk, and who is let in to see it. */
import type { Sent } from '../../../kit/form.ts'
import { each, type Html, html } from '../../../kit/html.ts'
import type { Page } from '../../../kit/page.ts'
import { isRefusal, type Refusal } from '../../../kit/refuse.ts'
import { type Ctx, isReading, show, showRefusal, signInFirst } from '../../../kit/web.ts'
import { slugOf } from '../doors.ts'
import { asResearch, type ResearchDb } from '../wall.ts'
import { type DeskHere, deskOf } from './sitting.ts'

export const deskAt = ({ slug }: { readonly slug: string }) => `/studies/${slug}/desk`

/** The way back: to the desk, and to where one comes from. */
export const wayBack = (desk: { readonly slug: string }, ...more: readonly (readonly [string, string])[]): Html =>
  html`<p class="steps"><a href="${deskAt(desk)}">Desk</a> ${each(more, ([path, label]) => html`<a href="${deskAt(desk)}${path}">${label}</a> `)}</p>`

/** Words that a caller hears. */
export const readOut = (words: string): Html =>
  html`<blockquote class="aloud">${each(words.split(/\n{2,}/), (part) => html`<p>${part}</p>`)}</blockquote>`

/** Read something at a study's desk, as somebody who sits there. */
export const readAt = <Found>(
  c: Ctx,
  what: (db: ResearchDb, desk: DeskHere) => Promise<Found | Refusal>,
): Promise<Found | Refusal> =>
  asResearch<Found | Refusal>(c.var.community, async (db) => {
    const desk = await deskOf(db, slugOf(c), c.var.who)
    return isRefusal(desk) ? desk : what(db, desk)
  })

/** Answer with a page of the desk; somebody who is not signed in signs in first. */
export async function showAt(
  c: Ctx,
  what: (db: ResearchDb, desk: DeskHere) => Promise<Page | Refusal>,
  sent?: Sent,
): Promise<Response> {
  const page = await readAt(c, what)
  const refusal = sent?.refusal
  if (!isRefusal(page)) return show(c, page, refusal?.status)
  if (page.status === 401 && isReading(c)) return signInFirst(c)
  // The page cannot be shown either: what was refused first says more.
  return showRefusal(c, refusal && page.status !== 401 && page.status !== 403 ? refusal : page)
}
