/** The plan of analysis that a study fixed, and when. */
import { sql } from 'kysely'
import type { ResearchDb } from '../wall.ts'
import { Plan, seedPlan } from './plan.ts'

export interface FixedPlan {
  readonly content: Plan
  /** null: none was fixed, so the plan of the study behind all this is used */
  readonly version: number | null
  readonly fixedAt: Date | null
  readonly answersByThen: number
}

/** The newest plan of a study. */
export async function planOf(db: ResearchDb, study: string): Promise<FixedPlan> {
  const { rows } = await sql<{ content: unknown; version: number; fixed_at: Date; answers_by_then: number }>`
    select content, version, fixed_at, answers_by_then
    from analysis_plan
    where study = ${study}
    order by version desc
    limit 1`.execute(db)
  const row = rows[0]
  const read = Plan.safeParse(row?.content)
  if (!row || !read.success) return { content: seedPlan, version: null, fixedAt: null, answersByThen: 0 }
  return { content: read.data, version: row.version, fixedAt: row.fixed_at, answersByThen: row.answers_by_then }
}

const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })
/** A day in words, the same for the browser and the command line. */
export const dayWords = (at: Date) => day.format(at)

/** What is said of the plan with every output that rests on it. */
export function planWords({ version, fixedAt, answersByThen }: FixedPlan): string {
  if (version === null) return 'Plan: none was fixed before there were answers.'
  const when = `Plan: version ${version}, fixed on ${dayWords(fixedAt!)}`
  if (answersByThen === 0) return `${when}, before anybody had answered.`
  const many = answersByThen < 10 ? 'A few' : `About ${Math.round(answersByThen / 5) * 5}`
  return `${when}. ${many} had answered by then.`
}
