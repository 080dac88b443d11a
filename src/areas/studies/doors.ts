/** What the addresses of a study's interviews share: who comes in, and reading on the research side of the wall. */

import type { Page } from '../../kit/page.ts'
import { isRefusal, type Refusal } from '../../kit/refuse.ts'
import { type Ctx, isReading, show, showRefusal, signInFirst } from '../../kit/web.ts'
import { type StudyHere, studyFor } from './access.ts'
import { asResearch, type ResearchDb } from './wall.ts'

export const slugOf = (c: Ctx) => c.req.param('slug') ?? ''
export const personOf = (c: Ctx) => c.req.param('person') ?? ''

/** Read something of a study, as a researcher of it. */
export const readIn = <Found>(
  c: Ctx,
  what: (db: ResearchDb, study: StudyHere) => Promise<Found | Refusal>,
): Promise<Found | Refusal> =>
  asResearch<Found | Refusal>(c.var.community, async (db) => {
    const study = await studyFor(db, slugOf(c), c.var.who)
    return isRefusal(study) ? study : what(db, study)
  })

/** Answer with a page of a study; somebody who is not signed in signs in first. */
export async function showIn(
  c: Ctx,
  what: (db: ResearchDb, study: StudyHere) => Promise<Page | Refusal>,
  refusal?: Refusal,
): Promise<Response> {
  const page = await readIn(c, what)
  if (!isRefusal(page)) return show(c, page, refusal?.status)
  if (page.status === 401 && isReading(c)) return signInFirst(c)
  // The page cannot be shown either: what was refused first says more.
  return showRefusal(c, refusal && page.status !== 401 && page.status !== 403 ? refusal : page)
}

/** A file of a study, to be kept by whoever asked for it. */
export async function fileIn(
  c: Ctx,
  name: string,
  type: string,
  what: (db: ResearchDb, study: StudyHere) => Promise<string | Uint8Array | Refusal>,
): Promise<Response> {
  const file = await readIn(c, what)
  if (isRefusal(file)) return file.status === 401 ? signInFirst(c) : showRefusal(c, file)
  return c.body(typeof file === 'string' ? file : new Uint8Array(file), 200, {
    'content-type': type,
    'content-disposition': `attachment; filename="${slugOf(c).replace(/[^\w-]+/g, '') || 'study'}-${name}"`,
    'cache-control': 'no-store',
  })
}

/** The page of a long list that is asked for, and where it begins. */
export const pageOf = <One>(all: readonly One[], at: number, onAPage: number) => {
  const last = Math.max(1, Math.ceil(all.length / onAPage))
  const page = Math.min(Math.max(at, 1), last)
  return { lines: all.slice((page - 1) * onAPage, page * onAPage), at: page, total: all.length, onAPage }
}
