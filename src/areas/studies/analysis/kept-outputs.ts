/** What was told, as it is kept: read again by the browser, by files and by the command line, always the same. */
import { sql } from 'kysely'
import { notFound, type Refusal } from '../../../kit/refuse.ts'
import type { ResearchDb } from '../wall.ts'
import { dayWords } from './fixed-plan.ts'
import { type Freeze, freezesOf, sizeOf } from './frozen.ts'
import { about, foot, type Output } from './output.ts'

export interface Kept {
  readonly id: string
  readonly study: { readonly slug: string; readonly title: string }
  /** the question, as text */
  readonly asked: string
  readonly title: string
  readonly outputs: readonly Output[]
  readonly notes: readonly string[]
  readonly freeze: { readonly number: number; readonly day: string; readonly n: string; readonly withdrawn: boolean }
}

interface Row {
  id: string
  frozen: string
  asked: string
  title: string
  content: readonly Output[]
  notes: string[]
}

type Study = { readonly id: string; readonly slug: string; readonly title: string }

const keptFrom = (study: Study, { frozen, content, ...row }: Row, freezes: readonly Freeze[]): Kept => {
  const { number, made_at, withdrawn, ...freeze } = freezes.find(({ id }) => id === frozen)!
  return {
    ...row,
    study: { slug: study.slug, title: study.title },
    outputs: content,
    freeze: { number, day: dayWords(made_at), n: about(sizeOf(freeze)), withdrawn },
  }
}

export async function keptOutput(db: ResearchDb, study: Study, id: string): Promise<Kept | Refusal> {
  const { rows } = await sql<Row>`
    select analysis_output.id, frozen, asked, title, content, notes
    from analysis_output
    join study_freeze on study_freeze.id = frozen
    where study = ${study.id} and analysis_output.id::text = ${id}`.execute(db)
  return rows[0] ? keptFrom(study, rows[0], await freezesOf(db, study.id)) : notFound('output')
}

/** What was told of a study, the newest first; without what it says. */
export async function keptOutputs(db: ResearchDb, study: Pick<Study, 'id'>) {
  const { rows } = await sql<{ id: string; frozen: string; title: string; asked: string; at: Date }>`
    select analysis_output.id, frozen, title, asked, at
    from analysis_output
    join study_freeze on study_freeze.id = frozen
    where study = ${study.id}
    order by at desc, analysis_output.id desc`.execute(db)
  return rows
}

/** The lines under an output: what every output says, of which freeze it is, and what has happened since. */
export const footOf = (output: Output, { freeze, notes }: Pick<Kept, 'freeze' | 'notes'>): string[] => [
  ...foot(output),
  `Freeze ${freeze.number}, of ${freeze.day}, with ${freeze.n} people.`,
  ...(freeze.withdrawn ? [withdrawnWords] : []),
  ...notes,
]

export const withdrawnWords =
  'n has changed since: somebody took their answers back, and they still count here. Freeze again, and ask again.'
