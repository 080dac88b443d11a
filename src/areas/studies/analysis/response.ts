/** How many ways in were given out, and how many answered. */
import { type Analyst, refusals } from './analyst.ts'
import { peopleName, rounded } from './disclosure.ts'
import { about, bare, decisionOn, type Output, percentOf, percentWords, shownWords } from './output.ts'
import { arms } from './variables.ts'

/** Letters that were posted, in whole numbers; from a place as many may come as read of it, so nobody knows out of how many. */
export interface GivenOut {
  readonly arm: (typeof arms)[number]
  readonly posted: number
}

const words = { letters: 'By letter', places: 'From a place', members: 'As members' } as const

export function responseOf(analyst: Analyst, givenOut: readonly GivenOut[]): Output {
  const arm = analyst.variable('arm')
  const title = 'How many answered'
  const table = analyst.releaseAndKeep({ variables: ['arm'], ...analyst.counted(arm) })
  if ('because' in table) return analyst.nothing(title, refusals[table.because])
  const lines = arms.map((name, at) => {
    const posted = givenOut.find((one) => one.arm === name)?.posted ?? 0
    const out = name === 'letters' ? rounded(posted, analyst.secret, peopleName([posted])) : null
    const answered = table.cells[at]![0] ?? null
    return { label: words[name], out, answered, hasCodes: name === 'letters' }
  })
  const caption = 'Letters that were posted, and people who answered'
  return {
    title,
    table: {
      caption,
      head: ['How they came', 'Posted', 'Answered', 'Of those posted'],
      rows: lines.map(({ label, out, answered, hasCodes }) => [
        label,
        hasCodes ? shownWords(out) : 'not known',
        shownWords(answered),
        hasCodes ? percentWords(answered, out) : '–',
      ]),
    },
    long: {
      caption,
      head: ['arm', 'posted', 'answered', 'percent'],
      rows: lines.map(({ label, out, answered }) => [label, bare(out), bare(answered), bare(percentOf(answered, out))]),
    },
    plot: null,
    says: [],
    n: about(table.total),
    missing: 'whoever did not answer, or took their answers back',
    tests: 'none',
    decision: decisionOn(table),
  }
}
