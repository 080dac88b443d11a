/** What can be known, in the words of somebody who is no programmer; and the questions each asks back. */
import { curves, type What } from './asked.ts'
import { canChange } from './changing.ts'
import { canBeRanked } from './comparing.ts'
import { membershipFields } from './membership.ts'
import { familyNames } from './report.ts'
import type { Variable } from './variables.ts'

export interface Field {
  /** as the form sends it */
  readonly name: string
  readonly label: string
  readonly hint?: string
  /** the questions it offers, or fixed choices */
  readonly offers: ((variable: Variable) => boolean) | readonly { readonly value: string; readonly label: string }[]
  readonly many?: boolean
}

export interface QuestionForm {
  readonly heading: string
  /** in which case it is the right one */
  readonly about: string
  readonly fields: readonly Field[]
}

const banded = ({ bands }: Variable) => bands.length >= 2
const fewBands = ({ bands }: Variable) => bands.length >= 2 && bands.length <= 12
const question = (variable: Variable) => banded(variable) && !isAbout(variable)
/** How people came and answered, which is no question. */
export const isAbout = ({ name }: Variable) => name === 'arm' || name === 'mode'

const curveWords: Record<(typeof curves)[number], string> = {
  lasting: 'How long use lasts',
  endings: 'What use ends by',
  returns: 'Who comes back',
  years: 'Who is where in each year',
}
const reportWords: Record<(typeof familyNames)[number], string> = {
  'Who uses it': 'Who uses it: who has ever used it, who stopped, who never did',
  'How it fits': 'How it fits: online and offline, over time',
  'Information sources': 'Information sources: which, for what, and what they gave',
}
const fieldWords: Record<(typeof membershipFields)[number], string> = {
  age: 'Age of the person cared for',
  nation: 'Nation',
  stage: 'Stage of life',
}

export const questionForms: Readonly<Record<What, QuestionForm>> = {
  describe: {
    heading: 'What did people answer?',
    about: 'One question: how many gave each answer.',
    fields: [{ name: 'question', label: 'Question', offers: banded }],
  },
  cross: {
    heading: 'Do two answers hang together?',
    about: 'Two questions side by side, with the test that fits.',
    fields: [
      { name: 'first', label: 'First question', hint: 'Its answers go down the side.', offers: banded },
      { name: 'second', label: 'Second question', hint: 'Its answers go across.', offers: banded },
    ],
  },
  compare: {
    heading: 'Do groups differ?',
    about: 'A number, or answers from less to more, over two groups or more.',
    fields: [
      { name: 'outcome', label: 'What may differ', offers: canBeRanked },
      { name: 'by', label: 'Groups', offers: fewBands },
    ],
  },
  together: {
    heading: 'Do two go up together?',
    about: 'Two numbers, or answers that go from less to more.',
    fields: [
      { name: 'first', label: 'First question', offers: canBeRanked },
      { name: 'second', label: 'Second question', offers: canBeRanked },
    ],
  },
  changed: {
    heading: 'How did answers change?',
    about:
      'The same question in two waves, of people who joined their answers. Where there are more waves: the first and the last of each.',
    fields: [
      {
        name: 'question',
        label: 'Question',
        hint: 'A yes or no, a number, or answers that go from less to more.',
        offers: (one) => canChange(one) && !isAbout(one),
      },
    ],
  },
  explain: {
    heading: 'What may explain a yes or no?',
    about: 'Several questions at once, each with the others held equal.',
    fields: [
      { name: 'outcome', label: 'What is to be explained', offers: fewBands },
      {
        name: 'predictors',
        label: 'What may explain it',
        hint: 'Eight at most. Take those you thought of before you saw the answers.',
        offers: banded,
        many: true,
      },
    ],
  },
  ways: {
    heading: 'Does the way of answering matter?',
    about: 'Online, on paper or by phone: each question is tested.',
    fields: [{ name: 'questions', label: 'Questions to test', hint: 'Forty at most.', offers: question, many: true }],
  },
  arms: {
    heading: 'Do letters and places bring the same answers?',
    about: 'Those who came by letter against those who came from a place.',
    fields: [{ name: 'questions', label: 'Questions to test', hint: 'Forty at most.', offers: question, many: true }],
  },
  missing: {
    heading: 'What is missing?',
    about: 'What was answered, skipped, not asked, or not known.',
    fields: [{ name: 'questions', label: 'Questions', offers: question, many: true }],
  },
  response: { heading: 'How many answered?', about: 'Letters that were posted, and people who came.', fields: [] },
  plan: {
    heading: 'What was planned?',
    about: 'The tests that were set before, all together, and its models.',
    fields: [],
  },
  time: {
    heading: 'What happens over time?',
    about: 'How long use lasts, what ends it, who comes back.',
    fields: [
      { name: 'curve', label: 'What to see', offers: curves.map((value) => ({ value, label: curveWords[value] })) },
    ],
  },
  report: {
    heading: 'A whole report',
    about: 'One of three: who uses it, how it fits, and sources.',
    fields: [
      { name: 'name', label: 'Report', offers: familyNames.map((value) => ({ value, label: reportWords[value] })) },
    ],
  },
  membership: {
    heading: 'Are those who answered like the members?',
    about: 'Those who came by letter against all members.',
    fields: [
      {
        name: 'field',
        label: 'What the charity knows',
        offers: membershipFields.map((value) => ({ value, label: fieldWords[value] })),
      },
      { name: 'question', label: 'The question that asks the same', offers: fewBands },
    ],
  },
}

/** In the order they are offered, under headings. */
export const offered: readonly (readonly [heading: string, whats: readonly What[]])[] = [
  ['The answers', ['describe', 'cross', 'compare', 'together', 'changed', 'explain', 'time']],
  ['Whether they can be trusted', ['response', 'missing', 'ways', 'arms', 'membership']],
  ['All together', ['plan', 'report']],
]
