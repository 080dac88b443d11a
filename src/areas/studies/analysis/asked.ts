/** What a researcher can ask, as a form, an address and the command line say it. Pure. */
import { z } from 'zod'
import { familyNames } from './report.ts'

const variable = z.string({ error: 'Choose a question.' }).min(1, 'Choose a question.').max(80)
/** One or several; a form sends one alone as text. */
const variables = (most: number) =>
  z
    .union([z.string().transform((one) => [one]), z.array(z.string())], { error: 'Choose at least one question.' })
    .pipe(z.array(variable).min(1, 'Choose at least one question.').max(most, `Choose ${most} questions at most.`))
    .transform((all) => [...new Set(all)])

export const curves = ['lasting', 'endings', 'returns', 'years'] as const

export const Asked = z.discriminatedUnion(
  'what',
  [
    z.object({ what: z.literal('describe'), question: variable }),
    z.object({ what: z.literal('cross'), first: variable, second: variable }),
    z.object({ what: z.literal('changed'), question: variable }),
    z.object({ what: z.literal('compare'), outcome: variable, by: variable }),
    z.object({ what: z.literal('together'), first: variable, second: variable }),
    z.object({
      what: z.literal('explain'),
      outcome: variable,
      yes: z.string({ error: 'Choose the answer that counts as yes.' }).min(1).max(80),
      predictors: variables(8),
    }),
    z.object({ what: z.literal('ways'), questions: variables(40) }),
    z.object({ what: z.literal('arms'), questions: variables(40) }),
    z.object({ what: z.literal('missing'), questions: variables(120) }),
    z.object({ what: z.literal('response') }),
    z.object({ what: z.literal('plan') }),
    z.object({ what: z.literal('time'), curve: z.enum(curves, { error: 'Choose what to see.' }) }),
    z.object({ what: z.literal('report'), name: z.enum(familyNames, { error: 'Choose a report.' }) }),
    z.object({
      what: z.literal('membership'),
      field: z.enum(['age', 'nation', 'stage'], { error: 'Choose what to compare.' }),
      question: variable,
    }),
  ],
  { error: 'Choose what you want to know.' },
)
export type Asked = z.infer<typeof Asked>
export type What = Asked['what']

/** The question as text, the same for the same question. */
export const textOf = (asked: Asked): string =>
  JSON.stringify(Object.fromEntries(Object.entries(asked).sort(([a], [b]) => (a < b ? -1 : 1))))

/** The variables a question names. */
export function namesIn(asked: Asked): string[] {
  switch (asked.what) {
    case 'describe':
    case 'changed':
    case 'membership':
      return [asked.question]
    case 'cross':
    case 'together':
      return [asked.first, asked.second]
    case 'compare':
      return [asked.outcome, asked.by]
    case 'explain':
      return [asked.outcome, ...asked.predictors]
    case 'ways':
    case 'arms':
    case 'missing':
      return asked.questions
    default:
      return []
  }
}

/** A question as the command line writes it: `describe peer_ever`, `explain peer_ever yes age education`. */
export function fromWords([what, ...rest]: readonly string[]): unknown {
  const [first, second, ...others] = rest
  switch (what) {
    case 'describe':
    case 'changed':
      return { what, question: first }
    case 'cross':
    case 'together':
      return { what, first, second }
    case 'compare':
      return { what, outcome: first, by: second }
    case 'explain':
      return { what, outcome: first, yes: second, predictors: others }
    case 'ways':
    case 'arms':
    case 'missing':
      return { what, questions: rest }
    case 'time':
      return { what, curve: first }
    case 'report':
      return { what, name: rest.join(' ') }
    case 'membership':
      return { what, field: first, question: second }
    default:
      return { what }
  }
}
