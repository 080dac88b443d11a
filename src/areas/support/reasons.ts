/**
 * Why somebody began, paused, left or came back, in their words, when they say. The words fit a change in either
 * direction, so that starting and stopping have the same codes.
 * Source: seed, findings: use changed with alternatives, the child's current needs, the approach to the diagnosis and
 * caring expertise; DOMAIN, part 1, adds the others.
 */
import { z } from 'zod'

export const reasons = {
  alternatives: 'there was something else, or nothing else',
  needs: 'what my child needed had changed',
  approach: 'I saw the diagnosis in another way',
  expertise: 'I knew more by then, or too little',
  harm: 'something there hurt',
  'too much': 'it was too much to take in',
  irrelevant: 'it did not fit us any more',
  access: 'getting to it: time, money, travel or machines',
  bereavement: 'a death',
  other: 'something else',
} as const
export type Reason = keyof typeof reasons
export const reasonCodes = Object.keys(reasons) as Reason[]

/** For choices in a form. */
export const reasonOptions = reasonCodes.map((value) => ({
  value,
  label: reasons[value].charAt(0).toUpperCase() + reasons[value].slice(1),
}))

/** Boxes that were ticked: none, one or several. */
export const Reasons = z
  .union([z.array(z.string()), z.string().transform((one) => (one ? [one] : []))])
  .default([])
  .pipe(z.array(z.enum(reasonCodes, { error: 'Choose from the list.' })))
