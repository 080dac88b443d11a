/** Who may send a form about a study, and whether the study is there: asked before a form is read. */
import { sql } from 'kysely'
import { LRUCache } from 'lru-cache'
import { isUuid } from '../../kit/brand.ts'
import { type Guard, stewards } from '../../kit/gate.ts'
import { isRefusal, notFound, type Refusal, yes } from '../../kit/refuse.ts'
import type { Ctx } from '../../kit/web.ts'
import type { StudyHere } from './access.ts'
import { readAt } from './desk/rooms.ts'
import { readIn, slugOf } from './doors.ts'
import { viewOf } from './setting-up/sides.ts'
import { couldBeSlug } from './slug.ts'
import { asResearch, type ResearchDb } from './wall.ts'

/** A researcher whom the study of this address names. */
export const researchersHere: Guard = async (c) => {
  const study = await readIn(c, async () => yes)
  return isRefusal(study) ? study : yes
}

/** The same, with something of that study which the address names by an id. */
export const inStudyThere =
  (find: (db: ResearchDb, study: StudyHere, c: Ctx) => Promise<unknown>, what: string): Guard =>
  async (c) => {
    const found = await readIn<unknown>(c, (db, study) => find(db, study, c) as Promise<Refusal>)
    if (isRefusal(found)) return found
    return found ? yes : notFound(what)
  }

/** A row of one of the research tables that belongs to the study. */
export const rowOfStudy = (table: 'code' | 'memo', param: string, what: string): Guard =>
  inStudyThere(async (db, { id }, c) => {
    const named = c.req.param(param) ?? ''
    if (!isUuid(named)) return false
    const { rows } = await sql`select from ${sql.table(table)} where id = ${named} and study = ${id}`.execute(db)
    return rows.length > 0
  }, what)

/** Somebody who sits at the study's desk. */
export const atDeskHere: Guard = async (c) => {
  const desk = await readAt(c, async () => yes)
  return isRefusal(desk) ? desk : yes
}

/** Either side of the study's setting up. */
export const ofStudyHere: Guard = async (c) => {
  const view = await viewOf(c.var.community, slugOf(c), c.var.who)
  return isRefusal(view) ? view : yes
}

/** Studies lately seen to be there, for a moment: thousands may answer at once. */
const lately = new LRUCache<string, true>({ max: 200, ttl: 5000 })

/** A study at this address, whoever asks: for those who take part. */
export const studyThere: Guard = async (c) => {
  const slug = slugOf(c)
  const { community } = c.var
  const key = `${community.id} ${slug}`
  if (lately.has(key)) return yes
  if (!couldBeSlug(slug)) return notFound('study')
  const found = await asResearch(community, async (db) => {
    const { rows } = await sql`select from study where slug = ${slug}`.execute(db)
    return rows.length > 0
  })
  if (found !== true) return isRefusal(found) ? found : notFound('study')
  lately.set(key, true)
  return yes
}

/** The charity's side of a study that is there. */
export const stewardsHere: Guard = async (c) => {
  const may = await stewards(c)
  return may === yes ? studyThere(c) : may
}
