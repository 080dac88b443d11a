/**
 * Two coders compared, paragraph by paragraph, on every transcript that both have coded. Pure.
 * For each code: Cohen's kappa and Krippendorff's alpha of "coded here" and "not coded here". Where they differ comes first.
 */

import { cohensKappa, krippendorffsAlpha } from '../statistics/agreement.ts'
import type { Piece } from './coding.ts'
import { type Paragraph, paragraphsOf } from './transcript-words.ts'

export interface Disagreement {
  readonly number: number
  readonly paragraph: Paragraph
  /** which of the two coded something here that the other did not */
  readonly onlyBy: 0 | 1
  readonly pieces: readonly Piece[]
  /** what the other coded in the same paragraph, with other codes */
  readonly instead: readonly Piece[]
}

export interface Compared {
  readonly code: string
  /** null where it says nothing: both coded every paragraph, or neither did */
  readonly kappa: number | null
  readonly alpha: number | null
  readonly both: number
  readonly onlyFirst: number
  readonly onlySecond: number
  readonly neither: number
  readonly disagreements: readonly Disagreement[]
}

export interface Comparison {
  /** people whose transcripts both have coded */
  readonly numbers: readonly number[]
  readonly paragraphs: number
  /** the codes on which they agree least come first */
  readonly codes: readonly Compared[]
  /** over all codes and paragraphs together */
  readonly alpha: number | null
}

interface Read {
  readonly number: number
  readonly id: string
  readonly words: string
}

/**
 * @param coders the ids of two
 * @param pieces of both, on any transcript
 */
export function compared(
  transcripts: readonly Read[],
  pieces: readonly Piece[],
  coders: readonly [string, string],
): Comparison {
  const of = (transcript: string) => pieces.filter((piece) => piece.transcript === transcript)
  const shared = transcripts.filter(({ id }) => coders.every((coder) => of(id).some((piece) => piece.coder === coder)))
  const units = shared.flatMap(({ id, number, words }) => {
    const here = of(id)
    return paragraphsOf(words).map((paragraph) => ({
      number,
      paragraph,
      pieces: here.filter(({ from, to }) => from < paragraph.to && to > paragraph.from),
    }))
  })
  const used = [...new Set(units.flatMap(({ pieces }) => pieces.map(({ code }) => code)))]
  const judged = used.map((code) => ofOneCode(code, units, coders))
  const together = used.flatMap((code) => units.map((unit) => coders.map((coder) => said(unit, code, coder))))
  return {
    numbers: shared.map(({ number }) => number),
    paragraphs: units.length,
    codes: judged.sort((a, b) => (a.kappa ?? 2) - (b.kappa ?? 2) || b.disagreements.length - a.disagreements.length),
    alpha: krippendorffsAlpha(together)?.alpha ?? null,
  }
}

interface Unit {
  readonly number: number
  readonly paragraph: Paragraph
  readonly pieces: readonly Piece[]
}

const said = ({ pieces }: Unit, code: string, coder: string) =>
  pieces.some((piece) => piece.code === code && piece.coder === coder) ? 'yes' : 'no'

function ofOneCode(code: string, units: readonly Unit[], [first, second]: readonly [string, string]): Compared {
  const pairs = units.map((unit) => [said(unit, code, first), said(unit, code, second)] as const)
  const count = (a: string, b: string) => pairs.filter(([one, other]) => one === a && other === b).length
  const disagreements = units.flatMap((unit, at) => {
    const [one, other] = pairs[at]!
    if (one === other) return []
    const onlyBy = one === 'yes' ? 0 : 1
    const theOther = onlyBy === 0 ? second : first
    return [
      {
        number: unit.number,
        paragraph: unit.paragraph,
        onlyBy: onlyBy as 0 | 1,
        pieces: unit.pieces.filter((piece) => piece.code === code),
        instead: unit.pieces.filter((piece) => piece.coder === theOther),
      },
    ]
  })
  return {
    code,
    kappa:
      cohensKappa(
        pairs.map(([one]) => one),
        pairs.map(([, other]) => other),
      )?.kappa ?? null,
    alpha: krippendorffsAlpha(pairs)?.alpha ?? null,
    both: count('yes', 'yes'),
    onlyFirst: count('yes', 'no'),
    onlySecond: count('no', 'yes'),
    neither: count('no', 'no'),
    disagreements,
  }
}
