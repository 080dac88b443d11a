/**
 * Instruments with a score, and slots for those whose licence does not let us ship them.
 * Sources: OSSS-3: Kocalevent et al. 2018, free to use; Essential Digital Skills framework, Foundation: Open Government
 * Licence 3.0, our own short wording of its eight tasks. Zarit's interview must not ship (DOMAIN, research rules).
 */
import { type Answer, keyOf } from './answering.ts'
import type { Questionnaire } from './questionnaire.ts'
import { questionsOf } from './questionnaire.ts'

export interface Instrument {
  readonly name: string
  readonly licence: string
  /** whom to ask, or whom to cite */
  readonly contact: string
  /** the items are in our own ready questionnaires */
  readonly ships: boolean
  readonly items: number
  readonly bands: readonly { readonly label: string; readonly from: number; readonly to: number }[]
}

export const instruments: readonly Instrument[] = [
  {
    name: 'OSSS-3',
    licence: 'Free to use. Cite Kocalevent and others, 2018.',
    contact: 'Kocalevent, Berg, Beutel and others, BMC Psychology 6, 2018',
    ships: true,
    items: 3,
    bands: [
      { label: 'poor support', from: 3, to: 8 },
      { label: 'moderate support', from: 9, to: 11 },
      { label: 'strong support', from: 12, to: 14 },
    ],
  },
  {
    name: 'Foundation digital skills',
    licence: 'After the Essential Digital Skills framework, Open Government Licence 3.0.',
    contact: 'The Department for Education, UK',
    ships: true,
    items: 8,
    bands: [
      { label: 'none of the eight', from: 0, to: 0 },
      { label: 'some of the eight', from: 1, to: 7 },
      { label: 'all eight', from: 8, to: 8 },
    ],
  },
  {
    name: 'WEMWBS',
    licence: 'Ask Warwick Innovations for a licence, then add its items.',
    contact: 'Warwick Innovations, University of Warwick',
    ships: false,
    items: 14,
    bands: [],
  },
  {
    name: 'PHQ-4',
    licence: 'Free to use. Add its items yourself, with the words of its authors.',
    contact: 'Kroenke, Spitzer, Williams and Löwe, Psychosomatics 50, 2009',
    ships: false,
    items: 4,
    bands: [],
  },
  {
    name: 'CarerQoL-7D',
    licence: 'Ask Erasmus University Rotterdam for permission, then add its items.',
    contact: 'Erasmus School of Health Policy and Management, Rotterdam',
    ships: false,
    items: 7,
    bands: [],
  },
]

export interface Score {
  readonly sum: number
  readonly band: string | null
}

/**
 * The sum of an instrument's items.
 *
 * @returns null when an item has no answer with a score: half a scale is no score
 */
export function scoreOf(
  name: string,
  questionnaire: Questionnaire,
  answers: ReadonlyMap<string, Answer>,
): Score | null {
  const items = questionsOf(questionnaire).filter((one) => 'instrument' in one && one.instrument === name)
  const instrument = instruments.find((one) => one.name === name)
  if (!instrument || items.length !== instrument.items) return null
  let sum = 0
  for (const item of items) {
    const answer = answers.get(keyOf({ question: item.id, round: 0 }))
    const option = 'options' in item && item.options.find(({ value }) => value === answer?.value)
    if (!option || option.score === undefined) return null
    sum += option.score
  }
  const band = instrument.bands.find(({ from, to }) => sum >= from && sum <= to)
  return { sum, band: band?.label ?? null }
}
