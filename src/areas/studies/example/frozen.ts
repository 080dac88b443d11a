/** The people of the made-up study who finished and took nothing back, as an analysis sees them. */
import { sql } from 'kysely'
import type { Community } from '../../../kit/community.ts'
import { isRefusal } from '../../../kit/refuse.ts'
import { Analyst } from '../analysis/analyst.ts'
import { type Plan, seedPlan } from '../analysis/report.ts'
import { type Spell, spellsIn } from '../analysis/trajectories.ts'
import { variablesOf } from '../analysis/variables.ts'
import { type Answer, type AnswerKind, type AnswerValue, keyOf } from '../questionnaires/answering.ts'
import { asResearch } from '../wall.ts'
import { questionnaire } from './cohort.ts'
import { anyOffline } from './findings.ts'

interface Line {
  readonly id: string
  readonly arm: string
  readonly mode: string
  readonly answers: readonly [string, number, AnswerKind, AnswerValue | null][]
}

export interface Frozen {
  readonly id: string
  readonly analyst: Analyst
  readonly plan: Plan
  readonly spells: readonly Spell[]
  readonly secret: string
}

export async function frozen(community: Community, slug: string): Promise<Frozen> {
  const found = await asResearch(community, async (db) => {
    const { id } = await db.selectFrom('study').select('id').where('slug', '=', slug).executeTakeFirstOrThrow()
    const { rows } = await sql<Line>`
      select id, arm, mode,
        (select json_agg(json_build_array(question, round, kind, value)) from answer where participant = participant.id) as answers
      from participant
      where study = ${id} and completed_at is not null and withdrawn_at is null
      order by id`.execute(db)
    return { id, lines: rows }
  })
  if (isRefusal(found)) throw new Error(found.because)
  const { id, lines } = found
  const people = lines.map(({ id, arm, mode, answers }) => {
    const all = new Map(
      answers.map(([question, round, kind, value]): [string, Answer] => [keyOf({ question, round }), { kind, value }]),
    )
    const row = new Map(
      answers.flatMap(([question, round, kind, value]) =>
        round === 0 ? [[question, { kind, value }] as [string, Answer]] : [],
      ),
    )
    row.set('arm', { kind: 'answered', value: arm })
    row.set('mode', { kind: 'answered', value: mode })
    return { row, spells: spellsIn(questionnaire, id, all) }
  })
  const analyst = new Analyst(
    people.map(({ row }) => row),
    [...variablesOf(questionnaire), anyOffline],
    community.secret,
  )
  return { id, analyst, plan: seedPlan, spells: people.flatMap(({ spells }) => spells), secret: community.secret }
}
