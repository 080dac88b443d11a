/** People who answered a study, with a structure that is known: for tests of its analysis. All of it is made up. */
import { sql } from 'kysely'
import { seeded } from '../src/areas/studies/statistics/seeded.ts'
import { newId } from '../src/kit/brand.ts'
import type { Community } from '../src/kit/community.ts'
import type { ReadyStudy } from './studying.ts'

export interface Someone {
  readonly arm?: 'letters' | 'places' | 'members'
  readonly mode?: 'web' | 'paper' | 'phone'
  /** by question, or by question and round as in "source 1"; what is not here was not asked */
  readonly answers: Readonly<Record<string, unknown>>
}

/**
 * Somebody of the ready questionnaire. Older parents have used online groups less often; the well-off read blogs more.
 *
 * @param seed the same seed, the same person
 */
export function someoneLike(seed: number): Someone {
  const random = seeded(seed * 7919 + 1)
  const one = <T>(...some: T[]) => some[Math.floor(random() * some.length)]!
  const age = one('under-35', '35-44', '45-54', '55-64', '65-over')
  const old = age === '55-64' || age === '65-over'
  const money = one('hard', 'quite-hard', 'just', 'alright', 'well')
  const peer = random() < (old ? 0.45 : 0.85) ? 'yes' : 'no'
  const blog = random() < (money === 'alright' || money === 'well' ? 0.7 : 0.35) ? 'yes' : 'no'
  const began = 2004 + Math.floor(random() * 18)
  const left = random() < 0.6
  const ended = Math.min(2026, began + 1 + Math.floor(random() * 6))
  const when = (year: number) => ({ words: String(year), from: year, to: year })
  return {
    arm: one('letters', 'letters', 'places'),
    mode: one('web', 'web', 'paper', 'phone'),
    answers: {
      relation: 'parent',
      child_age: one('under-5', '5-10', '11-17', '18-25', '26-40'),
      years_since: Math.floor(random() * 30),
      age,
      education: one('16', '18', 'degree'),
      money,
      nation: one('england', 'england', 'england', 'wales', 'scotland'),
      uses_internet: one('sometimes', 'most-days', 'most-days'),
      ever: ['online-group', 'helpline', 'blog'].filter(() => random() < 0.6),
      peer_ever: peer,
      ...(peer === 'yes' && { peer_benefit: one('none', 'little', 'some', 'much') }),
      blog_ever: blog,
      moved_back: one('yes', 'no'),
      osss_1: one('none', '1-2', '3-5', '6-more'),
      osss_2: one('little', 'some', 'a-lot'),
      osss_3: one('hard', 'possible', 'easy'),
      source: one('online-group', 'helpline', 'local-group', 'blog'),
      source_from: when(began),
      source_state: left ? 'left' : 'taking-part',
      ...(left && { source_to: when(ended), source_reasons: [random() < 0.2 ? 'bereavement' : 'needs'] }),
      another_history: 'no',
    },
  }
}

export const many = (people: number, from = 0): Someone[] =>
  Array.from({ length: people }, (_, at) => someoneLike(from + at))

/** They answer; each is a participant who finished. @returns their ids */
export async function theyAnswer(
  { db }: Community,
  study: ReadyStudy,
  people: readonly Someone[],
  at = new Date('2026-11-20T10:00:00Z'),
): Promise<string[]> {
  const participants = people.map(({ arm = 'letters', mode = 'web' }) => ({
    id: newId() as string,
    study: study.id,
    arm,
    questionnaire: study.questionnaire,
    mode,
    language: 'en',
    sheet: 1,
    began_at: at,
    completed_at: at,
  }))
  const answers = people.flatMap(({ answers }, n) =>
    Object.entries(answers).map(([key, value]) => {
      const [question, round] = key.split(' ') as [string, string?]
      const kind = typeof value === 'string' && value.startsWith('kind:') ? value.slice(5) : 'answered'
      return {
        participant: participants[n]!.id,
        question,
        round: Number(round ?? 0),
        kind,
        value: kind === 'answered' ? value : undefined,
        at,
      }
    }),
  )
  await sql`
    insert into participant
    select * from jsonb_populate_recordset(null::participant, ${JSON.stringify(participants)}::jsonb)`.execute(db)
  await sql`
    insert into answer
    select * from jsonb_populate_recordset(null::answer, ${JSON.stringify(answers)}::jsonb)`.execute(db)
  return participants.map(({ id }) => id)
}

/** Somebody takes everything back, as the withdrawal does. */
export async function theyWithdraw(
  { db }: Community,
  people: readonly string[],
  at = new Date('2026-12-20T10:00:00Z'),
) {
  await sql`delete from answer where participant = any(${people})`.execute(db)
  await sql`update participant set withdrawn_at = ${at} where id = any(${people})`.execute(db)
}
