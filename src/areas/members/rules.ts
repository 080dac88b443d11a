/** Pure decisions about members. No database, no clock. */
import { type Allowed, refuse, yes } from '../../kit/refuse.ts'
import type { Door } from '../../kit/task.ts'
import { isModerator, isSignedIn, isSteward, type Who } from '../../kit/who.ts'

export const mustBeSignedIn = (who: Who): Allowed => (isSignedIn(who) ? yes : refuse('Please sign in first.', 401))

/** By letter, only what was ticked counts: a slip that came back empty asks for nothing. */
export const mustBeTicked = (via: Door, ticked: unknown): Allowed =>
  via === 'letter' && !ticked ? refuse('Nothing is ticked on this slip.', 422) : yes

export const mustBeModerator = (who: Who): Allowed =>
  isModerator(who) ? yes : refuse('Only moderators and stewards can do this.', isSignedIn(who) ? 403 : 401)

export const mustBeSteward = (who: Who): Allowed =>
  isSteward(who) ? yes : refuse('Only stewards can do this.', isSignedIn(who) ? 403 : 401)
