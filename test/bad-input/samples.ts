/** For every route that takes a form: who sends it, where to, and fields that are good. An area a file. */
import { firstAreas } from './first-areas.ts'
import { gatherings } from './gatherings.ts'
import { interviews } from './interviews.ts'
import { letters } from './letters.ts'
import { matching } from './matching.ts'
import { needs } from './needs.ts'
import { phone } from './phone.ts'
import type { Samples } from './sample.ts'
import { sources } from './sources.ts'
import { states } from './states.ts'
import { settingUp } from './studies.ts'
import { answering } from './study-answering.ts'
import { studyDesk } from './study-desk.ts'
import { studyEditor } from './study-editor.ts'
import { studyRecruiting } from './study-recruiting.ts'
import { ties } from './ties.ts'
export const samples: Samples = {
  ...firstAreas,
  ...gatherings,
  ...phone,
  ...ties,
  ...letters,
  ...matching,
  ...needs,
  ...sources,
  ...states,
  ...interviews,
  ...studyEditor,
  ...settingUp,
  ...answering,
  ...studyDesk,
  ...studyRecruiting,
}
