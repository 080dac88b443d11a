import type { Brand } from './brand.ts'

export type MemberId = Brand<string, 'MemberId'>

/**
 * Roles, least to most trusted with other people's words. A researcher has no privilege on posts.
 * A visitor has no account, or is not signed in.
 */
export const roles = ['visitor', 'member', 'helper', 'moderator', 'clinician', 'steward', 'researcher'] as const
export type Role = (typeof roles)[number]

/** Roles that act on other people's behalf and so must add a second factor. */
export const staffRoles = ['moderator', 'clinician', 'steward', 'researcher'] as const satisfies readonly Role[]

/** The person a request or a job acts for. */
export interface Who {
  /** null for a visitor */
  readonly member: MemberId | null
  readonly name: string
  /** The role in force now: staff who have not yet given their second factor act as members. */
  readonly role: Role
  /** The role this person holds; differs from `role` until the second factor is given. */
  readonly roleHeld: Role
  readonly session: string | null
}

export const visitor: Who = { member: null, name: 'a visitor', role: 'visitor', roleHeld: 'visitor', session: null }

export const isModerator = (who: Who) => who.role === 'moderator' || who.role === 'steward'
export const isSteward = (who: Who) => who.role === 'steward'
export const isHelper = (who: Who) => who.role === 'helper' || who.role === 'clinician' || isModerator(who)

/** A signed-in member of any role. */
export const isSignedIn = (who: Who): who is Who & { member: MemberId } => who.member !== null
