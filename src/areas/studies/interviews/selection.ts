/**
 * The selection grid: who said yes to being asked, laid out by two variables of the questionnaire, so that those who are
 * invited are a spread of lives and not a sample. It is a place to work in, not an output: its cells are small by nature.
 */
import { sql } from 'kysely'
import { type Refusal, refuse } from '../../../kit/refuse.ts'
import { bandIn, type Variable, variablesOf } from '../analysis/variables.ts'
import type { Answer, AnswerValue } from '../questionnaires/answering.ts'
import { Questionnaire } from '../questionnaires/questionnaire.ts'
import type { ResearchDb } from '../wall.ts'
import { type InterviewState, interviewPurpose } from './rules.ts'

export interface Candidate {
  readonly id: string
  /** what they are called in the grid: letters of their id, nothing of their life */
  readonly label: string
  readonly arm: string
  readonly mode: string
  readonly state: InterviewState | null
  readonly number: number | null
}

export interface Cell {
  readonly row: string
  readonly column: string
  readonly people: readonly Candidate[]
}

export interface Grid {
  readonly rows: Variable
  readonly columns: Variable
  readonly cells: readonly Cell[]
}

export const labelOfCandidate = (id: string) => id.replaceAll('-', '').slice(-6).toUpperCase()

/** The variables of a study's newest questionnaire that a grid can be laid out by: with two bands or more, and not too many. */
export async function gridVariables(db: ResearchDb, study: string): Promise<Variable[]> {
  const { rows } = await sql<{ content: unknown }>`
    select content
    from questionnaire
    where study = ${study}
    order by (state = 'draft'), version desc
    limit 1`.execute(db)
  const read = Questionnaire.safeParse(rows[0]?.content)
  return read.success ? variablesOf(read.data).filter(({ bands }) => bands.length >= 2 && bands.length <= 12) : []
}

interface Line {
  id: string
  arm: string
  mode: string
  state: InterviewState | null
  number: number | null
  answers: Record<string, { kind: Answer['kind']; value: AnswerValue | null }>
}

/** Everybody who finished, said yes to being asked, and has not withdrawn, each in their cell. */
export async function gridOf(db: ResearchDb, study: string, names: readonly string[]): Promise<Grid | Refusal> {
  const variables = await gridVariables(db, study)
  const [rows, columns] = names.map((name) => variables.find((one) => one.name === name))
  if (!rows || !columns)
    return refuse('The two questions of the grid are not in the questionnaire any more. Choose them again.', 409)
  const asked = [rows, columns].map(({ name }) => name.split('__')[0]!)
  const found = await sql<Line>`
    select participant.id, arm, mode, interview.state, interview.number,
      coalesce((
        select jsonb_object_agg(question, jsonb_build_object('kind', kind, 'value', value))
        from answer
        where answer.participant = participant.id and round = 0 and question = any(${asked})
      ), '{}') as answers
    from participant
    left join interview on interview.participant = participant.id
    where participant.study = ${study} and completed_at is not null and participant.withdrawn_at is null
      and (
        select given
        from study_consent
        join study_consent_item on study_consent_item.id = study_consent.item
        where study_consent.participant = participant.id and purpose = ${interviewPurpose}
        order by study_consent.at desc
        limit 1
      )
    order by participant.id`.execute(db)
  const cells = new Map<string, { row: string; column: string; people: Candidate[] }>()
  for (const i of bandsOf(rows)) for (const j of bandsOf(columns)) cells.set(`${i} ${j}`, cellOf(rows, columns, i, j))
  for (const { id, arm, mode, state, number, answers } of found.rows) {
    const row = rowOf(answers, arm, mode)
    const key = `${bandIn(row, rows) ?? -1} ${bandIn(row, columns) ?? -1}`
    cells.get(key)?.people.push({ id, label: labelOfCandidate(id), arm, mode, state, number })
  }
  return { rows, columns, cells: [...cells.values()].filter(({ people }) => people.length > 0) }
}

const untold = 'not answered'
/** The bands of a variable and, last, those who did not answer. */
const bandsOf = ({ bands }: Variable) => [...bands.keys(), -1]
const cellOf = (rows: Variable, columns: Variable, i: number, j: number) => ({
  row: rows.bands[i]?.label ?? untold,
  column: columns.bands[j]?.label ?? untold,
  people: [],
})

function rowOf(answers: Line['answers'], arm: string, mode: string): ReadonlyMap<string, Answer> {
  const row = new Map<string, Answer>(Object.entries(answers))
  row.set('arm', { kind: 'answered', value: arm })
  row.set('mode', { kind: 'answered', value: mode })
  return row
}
