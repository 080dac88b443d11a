/** The made-up people take part: on the web and by phone, under no name, answer by answer. */
import type { Community } from '../../../kit/community.ts'
import { isRefusal } from '../../../kit/refuse.ts'
import type { Door } from '../../../kit/task.ts'
import { begin } from '../answering/beginning.ts'
import { complete } from '../answering/completing.ts'
import { keepAnswer, participationOf } from '../answering/keeping.ts'
import { passFor } from '../answering/pass.ts'
import { withdrawAnswers } from '../answering/withdrawing.ts'
import type { Mode } from '../store.ts'
import type { Person } from './cohort.ts'
import { type Hand, nobody } from './hands.ts'

/** The study as those who take part meet it. */
export interface Field {
  readonly community: Community
  readonly study: string
  /** ids of consent items, by purpose */
  readonly items: Readonly<Record<string, string>>
  readonly desk: readonly [Hand, Hand]
}

/** What somebody ticks: to take part, and to be asked to an interview or not. */
export const ticked = ({ items }: Pick<Field, 'items'>, { interview }: Pick<Person, 'interview'>) => [
  items['take part']!,
  ...(interview ? [items.interview!] : []),
]

const doors: Record<Mode, Door> = { web: 'web', phone: 'phone', paper: 'letter' }

/**
 * Somebody answers on the web, or by phone, and sends it unless they stop half way.
 *
 * @param code of their letter, or of a place
 * @returns the code they come back with
 */
export async function answers(field: Field, person: Person, code: string, at: Date): Promise<string> {
  const { community, study } = field
  const { mode } = person
  const via = doors[mode]
  const they = nobody(community)
  const input = { study, code, mode, consents: ticked(field, person) }
  const { participant, code: returns } = await they.does(begin, input, at, via)
  await community.db.transaction().execute(async (tx) => {
    let so = await participationOf(tx, participant)
    for (const { question, round, answer } of person.given) {
      if (!so || isRefusal(so)) throw new Error('Whoever just began is not there.')
      const kept = await keepAnswer(tx, so, { question, round }, answer, at)
      if (isRefusal(kept)) throw new Error(`${question}: ${kept.because}`)
      so = kept.participation
    }
  })
  if (person.end !== 'half-finished')
    await they.does(complete, { study, pass: passFor(community, 'participant', participant, at) }, at, via)
  return returns
}

/** Somebody takes it all back, by the door they came by. */
export const takesBack = ({ community, study }: Field, { mode }: Person, code: string, at: Date) =>
  nobody(community).does(withdrawAnswers, { study, code, sure: 'yes' }, at, doors[mode])
