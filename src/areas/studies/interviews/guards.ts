/** What the address of a study's interviews names, for its researchers: asked before a form is read. */
import { sql } from 'kysely'
import { isUuid } from '../../../kit/brand.ts'
import { MB } from '../../../kit/form-reader.ts'
import { personOf } from '../doors.ts'
import { inStudyThere, rowOfStudy } from '../guards.ts'
import { interviewNamed } from './store.ts'

/** bytes of one transcript, project or codebook as it is sent */
export const mostOfFile = 12 * MB

export const interviewHere = inStudyThere((db, study, c) => interviewNamed(db, study.id, personOf(c)), 'person')
export const codeHere = rowOfStudy('code', 'code', 'code')
export const memoHere = rowOfStudy('memo', 'memo', 'memo')

export const segmentHere = inStudyThere(async (db, study, c) => {
  const id = c.req.param('segment') ?? ''
  if (!isUuid(id)) return false
  const { rows } = await sql`
    select from segment
    join code on code.id = segment.code
    where segment.id = ${id} and code.study = ${study.id}`.execute(db)
  return rows.length > 0
}, 'piece')
