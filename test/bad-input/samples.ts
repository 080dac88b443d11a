/** For every route that takes a form: who sends it, where to, and fields that are good. An area a file. */
import { firstAreas } from './first-areas.ts'
import { interviews } from './interviews.ts'
import { phone } from './phone.ts'
import type { Samples } from './sample.ts'

export const samples: Samples = { ...firstAreas, ...interviews, ...phone }
