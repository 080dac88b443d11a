/** What every address of a study's questions shares: what stands there, and going on after a change. */
import { isRefusal, type Refusal } from '../../../kit/refuse.ts'
import { type Ctx, goOn } from '../../../kit/web.ts'
import { readIn, showIn, slugOf } from '../doors.ts'
import type { Questionnaire } from '../questionnaires/questionnaire.ts'
import { languageName } from './languages.ts'
import type * as pages from './pages.ts'
import { newestOf, noQuestionnaire, type Saved } from './versions.ts'

export const home = (c: Ctx, path = '') => `/studies/${slugOf(c)}/questionnaire${path}`

/** What stands there, for a page that needs it. */
export const standing = (c: Ctx) =>
  readIn(c, async (db, study) => {
    const newest = await newestOf(db, study.id)
    return newest ? { study, newest, all: newest.content } : noQuestionnaire
  })

/** A page of the questions that stand there, again after a refusal. */
export const showOf = (
  c: Ctx,
  page: (here: {
    study: Parameters<typeof pages.wayRound>[0]
    all: Questionnaire
  }) => ReturnType<typeof pages.frontPage> | Refusal,
  refusal?: Refusal | null,
) =>
  showIn(
    c,
    async (db, study) => {
      const newest = await newestOf(db, study.id)
      return newest ? page({ study, all: newest.content }) : noQuestionnaire
    },
    refusal ?? undefined,
  )

/** What is said after a change. */
export function savedWords(before: Questionnaire | null, { begun, version, content }: Saved): string {
  const paused = (before?.languages ?? []).filter((language) => !content.languages.includes(language))
  const waits = paused.map((one) => ` ${languageName(one)} is not offered until its words are there.`).join('')
  return `${begun ? `Saved as version ${version}. It is asked once you open it.` : 'Saved.'}${waits}`
}

/** Go on after a change, or show what was typed again. */
export async function done(
  c: Ctx,
  outcome: Saved | Refusal,
  to: (saved: Saved) => string,
  again: (refusal: Refusal) => Response | Promise<Response>,
  before: Questionnaire | null = null,
) {
  return isRefusal(outcome) ? again(outcome) : goOn(c, to(outcome), savedWords(before, outcome))
}

/** Every fault at one field, each on a line of its own. */
export const allAt = (refusal: Refusal, field: string): Refusal => ({
  ...refusal,
  fields: Object.fromEntries(Object.values(refusal.fields).map((says, n) => [`${field}${' '.repeat(n)}`, says])),
})
