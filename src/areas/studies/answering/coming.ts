/** What a code that somebody typed leads to: a way in that nobody used yet, or what they answered before. */
import type { Community } from '../../../kit/community.ts'
import { statement, type Tx } from '../../../kit/database.ts'
import { type Allowed, isRefusal, type Refusal, refuse, yes } from '../../../kit/refuse.ts'
import type { Doing } from '../../../kit/task.ts'
import { isPaperCode } from '../../members/paper-codes.ts'
import { codeOf, returnCodeOf, returnHashOf } from '../codes.ts'
import { houseWords } from '../questionnaires/house-words.ts'
import type { Arm, CodeState } from '../store.ts'
import { type AnyDb, closedWhenNoRole, type Participation } from './keeping.ts'

export interface Coming {
  readonly slug: string
  readonly code: {
    readonly id: string
    readonly arm: Arm
    readonly place: string | null
    readonly state: CodeState
  } | null
  readonly participant: { readonly id: string; readonly withdrawn_at: string | null } | null
}

export const unknownCode = refuse(houseWords.unknownCode, 404, { code: houseWords.unknownCode })

/** A place's code lets in as many as come; a letter's is for one. */
export const forMany = ({ arm }: { readonly arm: Arm }) => arm !== 'letters'

const readComing = statement<{ found: Coming | null }>('select coming_by($1) as found')

/**
 * What is known of a code, whatever study it is of. A participant stands before the code they came by.
 *
 * @param db the community's handle (the fastest), a transaction, or one inside the wall
 * @returns a refusal (404) when no study knows it
 */
export async function comingBy(
  db: AnyDb,
  community: Pick<Community, 'secret'>,
  typed: string,
): Promise<Coming | Refusal> {
  if (!isPaperCode(typed)) return unknownCode
  const rows = await readComing(db as Tx, returnHashOf(community, typed)).catch(closedWhenNoRole)
  return isRefusal(rows) ? rows : (rows[0]?.found ?? unknownCode)
}

/**
 * The code with which a participant comes back, to be shown to them again.
 *
 * @returns null where it was made in another way, and only they have it
 */
export function codeToReturn(
  community: Pick<Community, 'secret'>,
  { id, code, return_hash }: Pick<Participation, 'id' | 'code' | 'return_hash'>,
): string | null {
  const codes = [returnCodeOf(community, id), ...(code ? [codeOf(community, code)] : [])]
  return codes.find((one) => returnHashOf(community, one) === return_hash) ?? null
}

/** Whoever takes part does so under no name: the log of what was done is on the charity's side of the wall. */
export const underNoName = (_: unknown, { who, by }: Pick<Doing, 'who' | 'by'>): Allowed =>
  who.member || by.member ? refuse('Whoever takes part does so under no name.', 403) : yes
