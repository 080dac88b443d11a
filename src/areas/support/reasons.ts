/**
 * Why somebody starts, pauses, stops or comes back, when they say.
 * Source: seed, findings: use was dynamic and changed with alternatives, the child's current needs, the approach to
 * the diagnosis and caring expertise; DOMAIN adds harm, too much information, no longer relevant, access, bereavement.
 * The words fit a change in either direction, so that starting and stopping have the same codes.
 */
import { z } from 'zod'

export const reasons = {
  alternatives: 'There is other help now',
  needs: 'What we need has changed',
  approach: 'I see the diagnosis in another way now',
  expertise: 'I know enough for now',
  harm: 'It hurt me, or someone else',
  'too much': 'It was too much to take in',
  'not relevant': 'It does not fit us any more',
  access: 'It was hard to get to, or hard to use',
  bereavement: 'The person I cared for has died',
  other: 'Something else',
} as const
export type Reason = keyof typeof reasons
export const reasonCodes = Object.keys(reasons) as Reason[]

/** For choices in a form. */
export const reasonOptions = reasonCodes.map((value) => ({ value, label: reasons[value] }))

/** Boxes that were ticked: none, one or several. */
export const Reasons = z
  .union([z.array(z.string()), z.string().transform((one) => (one ? [one] : []))])
  .default([])
  .pipe(z.array(z.enum(reasonCodes, { error: 'Choose from the list.' })))
