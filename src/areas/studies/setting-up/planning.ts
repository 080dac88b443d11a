/** The plan of analysis: written line by line, held against the questionnaire, and fixed before there are answers. */
import { sql } from 'kysely'
import { z } from 'zod'
import { newId } from '../../../kit/brand.ts'
import { isRefusal, notFound, type Refusal, refuse } from '../../../kit/refuse.ts'
import { type Doing, task } from '../../../kit/task.ts'
import { emptyPlan, hasPair, modelFault, Plan, pairFault, planFaults, planFor, seedPlan } from '../analysis/plan.ts'
import { type Variable, variablesOf } from '../analysis/variables.ts'
import { Questionnaire } from '../questionnaires/questionnaire.ts'
import type { ResearchDb } from '../wall.ts'
import { inAStudy } from './making.ts'
import { changing, onSide } from './sides.ts'
import type { SetUp } from './store.ts'

/** The plan as it is being written: it begins with the one that was fixed last. */
export const draftOf = ({ draft, plan }: Pick<SetUp, 'draft' | 'plan'>): Plan => draft ?? plan?.content ?? emptyPlan

/** What can be planned with; nothing while the questionnaire is missing or has a mistake. */
export function plannable({ content }: Pick<SetUp, 'content'>): Variable[] {
  const read = Questionnaire.safeParse(content)
  return read.success ? variablesOf(read.data) : []
}

/** How a line of a plan is named in a form: "family age peer_ever", "models 0". */
export const linesOf = ({ family, models, exploring }: Plan) => ({
  family: family.map((pair) => ({ pair, key: `family ${pair.join(' ')}` })),
  exploring: exploring.map((pair) => ({ pair, key: `exploring ${pair.join(' ')}` })),
  models: models.map((model) => ({
    model,
    key: `models ${model.outcome} ${model.yes} ${model.predictors.join(' ')}`,
  })),
})

const noQuestions = refuse('Choose a questionnaire first. The plan is made of its questions.', 409)

/** Change the draft of a plan. */
const drafting = (doing: Doing, slug: string, change: (plan: Plan, variables: readonly Variable[]) => Plan | Refusal) =>
  changing(doing, slug, async (db, study) => {
    const variables = plannable(study)
    if (variables.length === 0) return noQuestions
    const next = change(draftOf(study), variables)
    if (isRefusal(next)) return next
    await keepDraft(db, study, next, doing.now)
    doing.about(study.id)
    return next
  })

const keepDraft = (db: ResearchDb, study: SetUp, plan: Plan, now: Date) =>
  sql`
    insert into analysis_plan_draft (study, content, changed_at)
    values (${study.id}, ${JSON.stringify(plan)}, ${now})
    on conflict (study) do update set content = excluded.content, changed_at = excluded.changed_at`.execute(db)

/** Begin with the ready plan: the five associations of the study behind all this, where the questionnaire asks them. */
export const takeReadyPlan = task('studies.take-ready-plan', {
  title: 'Begin with the ready plan of analysis',
  doors: ['web'],
  who: 'Researchers of the study',
  input: z.object(inAStudy),
  allowed: onSide('researchers'),
  run: ({ study }, doing) =>
    drafting(doing, study, (_, variables) => {
      const plan = planFor(seedPlan, variables)
      return plan.family.length === 0
        ? refuse('The questionnaire asks none of what the ready plan is about. Add pairs of your own.', 409)
        : plan
    }),
})

/** Write the whole plan at once, as a program does. */
export const writePlan = task('studies.write-plan', {
  title: 'Write a plan of analysis as a whole',
  doors: ['web'],
  who: 'Researchers of the study',
  input: z.object({ ...inAStudy, plan: Plan }),
  allowed: onSide('researchers'),
  run: ({ study, plan }, doing) =>
    drafting(doing, study, (_, variables) => {
      const [fault] = planFaults(plan, variables)
      return fault ? refuse(fault) : plan
    }),
})

const Name = z.string({ error: 'Choose a question.' }).min(1, 'Choose a question.').max(80)

/** Plan to look at two questions side by side. */
export const planPair = task('studies.plan-pair', {
  title: 'Plan to look at two questions side by side',
  doors: ['web'],
  who: 'Researchers of the study',
  input: z.object({
    ...inAStudy,
    first: Name,
    second: Name,
    as: z.enum(['family', 'exploring'], { error: 'Choose how it is looked at.' }),
  }),
  allowed: onSide('researchers'),
  run: ({ study, first, second, as }, doing) =>
    drafting(doing, study, (plan, variables) => {
      const fault = pairFault([first, second], variables)
      if (fault) return refuse(fault, 422, { second: fault })
      const there = 'This pair is in the plan already.'
      if (hasPair([...plan.family, ...plan.exploring], [first, second])) return refuse(there, 422, { second: there })
      return tooLong({ ...plan, [as]: [...plan[as], [first, second]] })
    }),
})

/** Plan a model: a yes or no, explained by up to four other questions. */
export const planModel = task('studies.plan-model', {
  title: 'Plan a model of one answer',
  doors: ['web'],
  who: 'Researchers of the study',
  input: z.object({
    ...inAStudy,
    outcome: Name,
    yes: z.string({ error: 'Choose the answer that counts as yes.' }).max(60),
    predictors: z
      .union([z.string().transform((one) => [one]), z.array(z.string())], { error: 'Choose a question.' })
      .transform((all) => all.filter(Boolean))
      .pipe(z.array(z.string().max(80)).min(1, 'Choose a question.').max(4, 'Choose four questions at most.')),
  }),
  allowed: onSide('researchers'),
  run: ({ study, outcome, yes, predictors }, doing) =>
    drafting(doing, study, (plan, variables) => {
      const model = { outcome, yes, predictors }
      const fault = modelFault(model, variables)
      if (fault)
        return refuse(fault, 422, {
          [variables.some(({ name }) => name === outcome) ? 'predictors' : 'outcome']: fault,
        })
      return tooLong({ ...plan, models: [...plan.models, model] })
    }),
})

function tooLong(plan: Plan): Plan | Refusal {
  const read = Plan.safeParse(plan)
  return read.success ? read.data : refuse('This plan is too long. The more is tested, the less each test says.', 409)
}

/** Take a line out of the plan while it is written. */
export const takeFromPlan = task('studies.take-from-plan', {
  title: 'Take a line out of a plan of analysis',
  doors: ['web'],
  who: 'Researchers of the study',
  input: z.object({ ...inAStudy, line: z.string({ error: 'Choose a line.' }).max(600) }),
  allowed: onSide('researchers'),
  run: ({ study, line }, doing) =>
    drafting(doing, study, (plan) => {
      const { family, exploring, models } = linesOf(plan)
      if (![...family, ...exploring, ...models].some(({ key }) => key === line)) return notFound('line')
      return {
        family: family.filter(({ key }) => key !== line).map(({ pair }) => pair),
        exploring: exploring.filter(({ key }) => key !== line).map(({ pair }) => pair),
        models: models.filter(({ key }) => key !== line).map(({ model }) => model),
      }
    }),
})

/**
 * Fix the plan. From then on this version never changes; a later one can be fixed, and every output says how many had
 * begun to answer by then, as the database counts them at this moment, those who took their answers back among them.
 *
 * @returns the version
 */
export const fixPlan = task('studies.fix-plan', {
  title: 'Fix the plan of analysis',
  doors: ['web'],
  who: 'Researchers of the study',
  input: z.object({ ...inAStudy, sure: z.literal('yes', { error: 'Tick that the plan is ready.' }) }),
  allowed: onSide('researchers'),
  run: ({ study: slug }, doing) =>
    changing(doing, slug, async (db, study) => {
      const plan = draftOf(study)
      if (plan.family.length === 0) return refuse('Put one pair at least into the family.', 409)
      const [fault] = planFaults(plan, plannable(study))
      if (fault) return refuse(fault, 409)
      if (study.plan && !study.draft) return refuse('Nothing has changed since it was fixed.', 409)
      const { rows } = await sql<{ version: number }>`
        insert into analysis_plan (id, study, version, content, fixed_at, answers_by_then)
        select ${newId()}, ${study.id}, ${(study.plan?.version ?? 0) + 1}, ${JSON.stringify(plan)}, ${doing.now},
          (select count(*)
           from participant
           where study = ${study.id} and (
             completed_at is not null
             or exists (select from answer where participant = participant.id)
             or exists (select from keying where participant = participant.id)
           ))
        returning version`.execute(db)
      await db.deleteFrom('analysis_plan_draft').where('study', '=', study.id).execute()
      doing.about(study.id)
      return rows[0]!.version
    }),
})
