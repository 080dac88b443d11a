/** Beginning to take part: a code, a yes to what is needed, and a participant without a name. */
import { createHmac } from 'node:crypto'
import { sql } from 'kysely'
import { z } from 'zod'
import { idOf, newId } from '../../../kit/brand.ts'
import type { Community } from '../../../kit/community.ts'
import { dayOf } from '../../../kit/fuzzy-day.ts'
import { isRefusal, refuse } from '../../../kit/refuse.ts'
import { task } from '../../../kit/task.ts'
import { bareCode } from '../../members/paper-codes.ts'
import { modes } from '../analysis/variables.ts'
import { returnCodeOf, returnHashOf } from '../codes.ts'
import { houseWords } from '../questionnaires/house-words.ts'
import { closedToday, studyStanding } from '../standing.ts'
import type { ParticipantId } from '../store.ts'
import { insideWall } from '../wall.ts'
import { type Coming, comingBy, forMany, underNoName, unknownCode } from './coming.ts'

export const code = z.string({ error: 'Type your code.' }).trim().min(1, 'Type your code.').max(60, 'Type your code.')
/** One item that was ticked, several, or none. */
const ticked = z
  .union([z.string().transform((one) => [one]), z.array(z.string())])
  .default([])
  .pipe(z.array(idOf()).max(60))

export interface Began {
  readonly participant: ParticipantId
  /** what they come back with, to be written down: a letter's own, or a new one */
  readonly code: string
}

const begunWords = 'Somebody has begun with this code. Type it again to go on there.'

/** A code as it is printed. */
const written = (typed: string) => bareCode(typed).replace(/.{4}(?=.)/g, '$&-')

/** One id for one form, which nobody can work out who has not the community's secret. */
function idOnce({ secret }: Pick<Community, 'secret'>, form: string) {
  const hex = createHmac('sha256', secret).update(`study begins ${form}`).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}` as ParticipantId
}

/**
 * Begin to take part, by a code. A letter's works for one person, and is then what they come back with; a place's lets in as
 * many as come, and each gets a code of their own.
 *
 * Refuses (404) a code nobody knows, (409) a letter's code that is used, (410) one that was taken back, (409, 410) a study
 * that takes no answers today, (422) without a yes to all that is needed. Paper may come after its wave has closed.
 */
export const begin = task('studies.begin', {
  title: 'Take part in a study',
  doors: ['web', 'phone', 'letter'],
  who: 'Whoever has a code of the study, under no name',
  input: z.object({
    study: z.string().max(80),
    code,
    mode: z.enum(modes).default('web'),
    language: z.string().max(3).default(''),
    /** ids of the consent items they said yes to; they said no to all others */
    consents: ticked,
    /** of a form: whoever presses twice begins once */
    once: z.string().max(60).optional(),
  }),
  allowed: underNoName,
  run: (input, { db: tx, community, via, now }) =>
    insideWall(tx, community, async (db) => {
      const today = dayOf(now)
      const coming = await comingBy(db, community, input.code)
      if (isRefusal(coming)) return coming
      if (coming.slug !== input.study) return unknownCode
      const participant = input.once
        ? idOnce(community, `${coming.code?.id} ${input.once}`)
        : newId<'ParticipantId'>(now.getTime())
      if (coming.participant?.withdrawn_at) return refuse('What was answered with this code was taken back.', 410)
      const began = (code: string) => ({ participant, code }) satisfies Began
      if (coming.participant?.id === participant) return began(written(input.code))
      if (coming.participant || !coming.code) return refuse(begunWords, 409)
      const { code: came } = coming
      if (came.state === 'withdrawn') return refuse('This code does not work any more. Please ask for another.', 410)
      const standing = await studyStanding(db, input.study, today)
      if (isRefusal(standing)) return standing
      const closed = closedToday(input.mode === 'paper' ? { ...standing, waves: 0 } : standing)
      if (closed) return closed
      const missing = standing.items.find(({ id, needed }) => needed && !input.consents.some((one) => one === id))
      const because = houseWords.mustTick
      if (missing) return refuse(because, 422, { 'consents[]': because })
      // One after the other, so that a letter's code lets in one person.
      if (!forMany(came)) {
        const { rows } = await sql`
          update study_code set state = 'opened' where id = ${came.id} and state <> 'opened' returning id`.execute(db)
        const { participant: first } = rows.length ? {} : ((await comingBy(db, community, input.code)) as Coming)
        if (rows.length === 0) return first?.id === participant ? began(written(input.code)) : refuse(begunWords, 409)
      }
      const returns = forMany(came) ? returnCodeOf(community, participant) : written(input.code)
      const { languages } = standing.questionnaire!.content
      const language = languages.includes(input.language) ? input.language : languages[0]!
      const { rows: made } = await sql`
        insert into participant
          (id, study, wave, code, arm, place, questionnaire, mode, language, sheet, return_hash, began_at)
        values (
          ${participant}, ${standing.id},
          -- paper that comes after a wave closed belongs to the last that opened
          (select id from study_wave where study = ${standing.id} and opens_on <= ${today}::date order by opens_on desc limit 1),
          ${came.id}, ${came.arm}, ${came.place}, ${standing.questionnaire!.id}, ${input.mode}, ${language},
          ${standing.sheet!.version}, ${returnHashOf(community, returns)}, ${now}
        )
        on conflict (id) do nothing
        returning id`.execute(db)
      if (made.length === 0) return began(returns)
      await sql`
        insert into study_consent (participant, item, given, via, at)
        select ${participant}, id, id = any(${input.consents}::uuid[]), ${via}, ${now}
        from unnest(${standing.items.map(({ id }) => id)}::uuid[]) as id`.execute(db)
      return began(returns)
    }),
})
