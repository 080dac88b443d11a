import { analyses } from './analyses.ts'
import { formsMeasured } from './forms.ts'
import { growth } from './growth.ts'
import { lettersMeasured } from './letters.ts'
import { matching } from './matching.ts'
import type { Measurement } from './measure.ts'
import { need } from './need.ts'
import { silence } from './silence.ts'
import { memory, start } from './starting.ts'
import { studyAnswers } from './study-answers.ts'
import { studyLetters } from './study-letters.ts'
import { throughput } from './throughput.ts'
import { weight } from './weight.ts'

/** Every measurement, in the order they run. */
export const all: readonly Measurement[] = [
  weight,
  throughput,
  formsMeasured,
  growth,
  lettersMeasured,
  matching,
  studyAnswers,
  analyses,
  studyLetters,
  silence,
  memory,
  start,
  need,
]
