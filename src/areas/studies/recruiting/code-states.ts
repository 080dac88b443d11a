/** Codes of a study as researchers see them: numbers and how they stand, never whose. */
import { sql } from 'kysely'
import type { Arm, CodeState } from '../store.ts'
import type { ResearchDb } from '../wall.ts'
import { type ByState, type ShownState, shownAs } from './rules.ts'

export interface Group {
  readonly arm: Arm
  /** 1, or 2: those who were written to twice */
  readonly mailing: number
  readonly states: ByState
}

/** Letters' codes by mailing and state. A place's code stands with its place, and that of members on the study's page. */
export async function codeGroups(db: ResearchDb, study: string): Promise<Group[]> {
  const { rows } = await sql<Group>`
    select arm, mailing, json_object_agg(state, many) as states
    from (
      select arm, mailing, state, count(*)::int as many
      from study_code
      where study = ${study} and arm = 'letters'
      group by arm, mailing, state
    ) counted
    group by arm, mailing
    order by arm, mailing`.execute(db)
  return rows
}

export interface CodeLine {
  readonly number: number
  readonly mailing: number
  readonly state: ShownState
}
export const codesOnAPage = 100

/** A page of letters' codes by number. */
export async function codesOf(db: ResearchDb, study: string, groups: readonly Group[], page: number) {
  const { rows } = await sql<{ number: number; mailing: number; state: CodeState }>`
    select number, mailing, state
    from study_code
    where study = ${study} and arm = 'letters'
    order by number
    limit ${codesOnAPage} offset ${(page - 1) * codesOnAPage}`.execute(db)
  const among = (mailing: number) => groups.find((one) => one.arm === 'letters' && one.mailing === mailing)!.states
  return rows.map(
    ({ number, mailing, state }): CodeLine => ({ number, mailing, state: shownAs(state, among(mailing)) }),
  )
}
