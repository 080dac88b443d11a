/**
 * Why somebody began, paused, left or came back to a source, in their words.
 * The first four are the drivers of change that the study found. Source: seed; DOMAIN, part 1.
 */
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
