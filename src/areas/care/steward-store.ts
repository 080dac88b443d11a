/** What a steward reads: the log of tasks, and how long reports took. */
import { sql } from 'kysely'
import type { Db } from '../../kit/database.ts'
import type { Door } from '../../kit/task.ts'

export interface LogLine {
  id: string
  task: string
  who: string | null
  name: string | null
  for_name: string | null
  via: Door
  at: Date
}

export interface LogFilter {
  /** part of a member's name, or empty */
  readonly member: string
  /** a task's name, or empty */
  readonly task: string
}

export const linesOnAPage = 50

/** A percent sign in a name is a letter like any other. */
const part = (name: string) => `%${name.replace(/[\\%_]/g, '\\$&')}%`

const matching = ({ member, task }: LogFilter) => sql`
  (${task} = '' or a.task = ${task})
  and (${member} = '' or m.name ilike ${part(member)} or f.name ilike ${part(member)})`
const logTables = sql`
  audit a
  left join member m on m.id = a.who
  left join member f on f.id = a.for_whom`

/** The log, latest first: ids are made in the order of time. */
export async function logLines(db: Db, filter: LogFilter, page: number): Promise<LogLine[]> {
  const { rows } = await sql<LogLine>`
    select a.id, a.task, a.who, m.name, f.name as for_name, a.via, a.at
    from ${logTables}
    where ${matching(filter)}
    order by a.id desc
    limit ${linesOnAPage}
    offset ${(page - 1) * linesOnAPage}`.execute(db)
  return rows
}

export async function countLog(db: Db, filter: LogFilter): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from ${logTables} where ${matching(filter)}`.execute(db)
  return rows[0]!.n
}

export interface TakenTime {
  wrong: string | null
  n: number
  /** median hours from report to decision */
  median: number | null
  removed: number
  /** median hours from report to decision of those that led to a removal */
  removed_median: number | null
}

/** How long reports of posts took, by what was said to be wrong; the last line (`wrong` is null) is all together. */
export async function timesTaken(db: Db): Promise<TakenTime[]> {
  const { rows } = await sql<TakenTime>`
    with taken as (
      select m.wrong, d.outcome in ('remove', 'dangerous') as removed,
        extract(epoch from d.at - m.came_at)::float8 / 3600 as hours
      from matter m
      join decision d on d.matter = m.id
      where m.kind = 'report'
    )
    select wrong, count(*)::int as n,
      percentile_cont(0.5) within group (order by hours) as median,
      (count(*) filter (where removed))::int as removed,
      percentile_cont(0.5) within group (order by hours) filter (where removed) as removed_median
    from taken
    group by rollup (wrong)
    order by wrong is null, n desc, wrong`.execute(db)
  return rows
}
