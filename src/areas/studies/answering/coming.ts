/** What a code that somebody typed leads to: a way in that nobody used yet, or what they answered before. */
import { sql } from 'kysely'
import type { Community } from '../../../kit/community.ts'
import { type Allowed, type Refusal, refuse, yes } from '../../../kit/refuse.ts'
import type { Doing } from '../../../kit/task.ts'
import { isPaperCode } from '../../members/paper-codes.ts'
import { codeOf, returnCodeOf, returnHashOf } from '../codes.ts'
import type { Arm, CodeState } from '../store.ts'
import type { ResearchDb } from '../wall.ts'

export interface Coming {
  readonly slug: string
  readonly code: {
    readonly id: string
    readonly arm: Arm
    readonly place: string | null
    readonly state: CodeState
  } | null
  readonly participant: { readonly id: string; readonly withdrawn_at: Date | null } | null
}

const unknown = 'We do not know this code. Please look at your letter or your notes, and type it again.'
export const unknownCode = refuse(unknown, 404, { code: unknown })

/** A place's code lets in as many as come; a letter's is for one. */
export const forMany = ({ arm }: { readonly arm: Arm }) => arm !== 'letters'

/**
 * What is known of a code, whatever study it is of. A participant stands before the code they came by.
 *
 * @returns a refusal (404) when no study knows it
 */
export async function comingBy(
  db: ResearchDb,
  community: Pick<Community, 'secret'>,
  typed: string,
): Promise<Coming | Refusal> {
  if (!isPaperCode(typed)) return unknownCode
  const hash = returnHashOf(community, typed)
  const { rows } = await sql<Coming>`
    select slug,
      (select json_build_object('id', id, 'arm', arm, 'place', place, 'state', state)
       from study_code where id = found.code) as code,
      (select json_build_object('id', id, 'withdrawn_at', withdrawn_at)
       from participant where id = found.participant) as participant
    from (
      select study, code, id as participant from participant where return_hash = ${hash}
      union all
      select study, id, null from study_code where hash = ${hash}
    ) found
    join study on study.id = found.study
    order by found.participant nulls last
    limit 1`.execute(db)
  return rows[0] ?? unknownCode
}

/**
 * The code with which a participant comes back, to be shown to them again.
 *
 * @returns null where it was made in another way, and only they have it
 */
export async function codeToReturn(db: ResearchDb, community: Pick<Community, 'secret'>, participant: string) {
  const { rows } = await sql<{ hash: string | null; code: string | null }>`
    select return_hash as hash, code from participant where id = ${participant}`.execute(db)
  const one = rows[0]
  const codes = [returnCodeOf(community, participant), ...(one?.code ? [codeOf(community, one.code)] : [])]
  return codes.find((code) => returnHashOf(community, code) === one?.hash) ?? null
}

/** Whoever takes part does so under no name: the log of what was done is on the charity's side of the wall. */
export const underNoName = (_: unknown, { who, by }: Pick<Doing, 'who' | 'by'>): Allowed =>
  who.member || by.member ? refuse('Whoever takes part does so under no name.', 403) : yes
