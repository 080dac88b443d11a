/** For every route that takes a form: who sends it, where to, and fields that are good. An area a file. */
import { firstAreas } from './first-areas.ts'
import { gatherings } from './gatherings.ts'
import { phone } from './phone.ts'
import type { Samples } from './sample.ts'
import { states } from './states.ts'
import { ties } from './ties.ts'

export const samples: Samples = { ...firstAreas, ...gatherings, ...phone, ...ties, ...states }
