/** Ask something of a freeze: what is told is stored before it is shown, with every table that was released for it. */
import { sql } from 'kysely'
import { z } from 'zod'
import { newId } from '../../../kit/brand.ts'
import { isRefusal, notFound, type Refusal, refuse } from '../../../kit/refuse.ts'
import { task } from '../../../kit/task.ts'
import { inStudy, type StudyHere, worksInStudy } from '../access.ts'
import type { Questionnaire } from '../questionnaires/questionnaire.ts'
import type { Arm } from '../store.ts'
import type { ResearchDb } from '../wall.ts'
import type { Analyst } from './analyst.ts'
import { answerTo, type Beside, whyNotAsked } from './answering-asked.ts'
import { Asked, namesIn, textOf } from './asked.ts'
import { planOf, planWords } from './fixed-plan.ts'
import { lockStudy } from './freezing.ts'
import {
  analystOf,
  closedFreeze,
  type Freeze,
  freezesOf,
  questionnaireOf,
  questionsBehind,
  spellsOf,
} from './frozen.ts'
import type { Membership } from './membership.ts'
import type { Output } from './output.ts'

declare module '../wall.ts' {
  interface ResearchTables {
    analysis_output: {
      id: string
      frozen: string
      asked: string
      title: string
      content: import('kysely').ColumnType<readonly Output[], string, string>
      notes: string[]
      at: Date
    }
    study_membership: {
      study: string
      content: import('kysely').ColumnType<Membership, string, string>
      counted_on: string
    }
  }
}

/** Ask, and be told: the same question of the same freeze is told the same, whoever asks and however often. */
export const ask = task('studies.ask', {
  title: 'Ask something of the answers of a study',
  doors: ['web'],
  who: 'Researchers of the study',
  input: z.intersection(z.object({ study: z.string().max(80) }), Asked),
  allowed: worksInStudy,
  run: (typed, doing) =>
    inStudy(doing, typed.study, async (db, study) => {
      const told = await askOf(db, study, Asked.parse(typed), doing.now)
      if (!isRefusal(told)) doing.about(told)
      return told
    }),
})

/**
 * @param freeze id of one that was made before, for what it told already; the newest unless told
 * @returns the id of what is told
 */
export async function askOf(
  db: ResearchDb,
  study: Pick<StudyHere, 'id'>,
  asked: Asked,
  now: Date,
  freeze?: string,
): Promise<string | Refusal> {
  await lockStudy(db, study.id)
  const all = await freezesOf(db, study.id)
  const of = freeze ? all.find(({ id }) => id === freeze) : all.at(-1)
  if (!of) return freeze ? notFound('freeze') : refuse('Freeze the answers first.', 409)
  const before = await db
    .selectFrom('analysis_output')
    .select('id')
    .where('frozen', '=', of.id)
    .where('asked', '=', textOf(asked))
    .executeTakeFirst()
  if (before) return before.id
  const closed = closedFreeze(of, all)
  if (closed) return closed
  const questionnaire = await questionnaireOf(db, study.id)
  if (!questionnaire) return refuse('This study has no questionnaire yet.', 409)
  return tell(db, study, asked, of, all, questionnaire, now)
}

async function tell(
  db: ResearchDb,
  study: Pick<StudyHere, 'id'>,
  asked: Asked,
  freeze: Freeze,
  all: readonly Freeze[],
  questionnaire: Questionnaire,
  now: Date,
): Promise<string | Refusal> {
  const plan = await planOf(db, study.id)
  const names = namesIn(asked)
  const everything = asked.what === 'report' || asked.what === 'plan'
  const questions = everything ? null : questionsBehind(questionnaire, names)
  const analyst = await analystOf(db, freeze, all, questionnaire, questions)
  const not = whyNotAsked(asked, analyst)
  if (not) return refuse(not.because, 422, { [not.field]: not.because })
  const needsSpells = asked.what === 'time' || (asked.what === 'report' && asked.name === 'How it fits')
  const beside: Beside = {
    plan: plan.content,
    spells: needsSpells ? await spellsOf(db, freeze, questionnaire) : [],
    thisYear: freeze.made_at.getUTCFullYear(),
    membership: asked.what === 'membership' ? await membershipGiven(db, study.id) : null,
    givenOut: asked.what === 'response' ? await givenOutIn(db, study.id) : [],
  }
  const { title, outputs } = answerTo(asked, analyst, beside)
  await keepReleased(db, freeze, analyst, now)
  const id = newId(now.getTime())
  await db
    .insertInto('analysis_output')
    .values({
      id,
      frozen: freeze.id,
      asked: textOf(asked),
      title,
      content: JSON.stringify(outputs),
      notes: everything ? [planWords(plan)] : [],
      at: now,
    })
    .execute()
  return id
}

async function keepReleased(db: ResearchDb, freeze: Freeze, { fresh }: Analyst, now: Date) {
  for (const table of fresh) {
    const row = { content: JSON.stringify(table), at: now }
    await db
      .insertInto('released_table')
      .values({ id: newId(now.getTime()), frozen: freeze.id, variables: [...table.variables], ...row })
      .onConflict((clash) => clash.columns(['frozen', 'variables']).doUpdateSet(row))
      .execute()
  }
}

export async function membershipGiven(db: ResearchDb, study: string): Promise<Membership | null> {
  const { rows } = await sql<{ content: Membership }>`
    select content from study_membership where study = ${study}`.execute(db)
  return rows[0]?.content ?? null
}

async function givenOutIn(db: ResearchDb, study: string) {
  const { rows } = await sql<{ arm: Arm; posted: number }>`
    select arm, count(*)::int as posted
    from study_code
    where study = ${study} and state <> 'drawn'
    group by arm`.execute(db)
  return rows
}
