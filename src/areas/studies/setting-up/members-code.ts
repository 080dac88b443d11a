/** How members find their way in: a code on the study's page, one for all of them, as a place has. */
import { sql } from 'kysely'
import { newId } from '../../../kit/brand.ts'
import type { Doing } from '../../../kit/task.ts'
import { codeOf, returnHashOf } from '../codes.ts'
import type { ResearchDb } from '../wall.ts'

/**
 * Draw the code of the members of an open study, once. It lets in as many as come, each with a way back of their own, and
 * says of nobody which member they are.
 */
export async function drawMembersCode(db: ResearchDb, { community, now }: Doing, study: string) {
  const id = newId(now.getTime())
  await sql`
    insert into study_code (id, study, arm, hash, state, number, made_at, posted_at)
    select ${id}, ${study}, 'members', ${returnHashOf(community, codeOf(community, id))}, 'posted', 1, ${now}, ${now}
    where not exists (select from study_code where study = ${study} and arm = 'members')`.execute(db)
}
