/** A paragraph with what is coded in it: pure, from places to HTML. */
import { each, type Html, html } from '../../../kit/html.ts'
import { signOf } from './codebook-signs.ts'
import type { Piece } from './coding.ts'
import type { Paragraph } from './transcript-words.ts'

export interface Marked extends Piece {
  readonly name: string
  readonly sign: string
  /** whose it is, where not only the reader's own are shown */
  readonly whose: string | null
}

interface Part {
  readonly words: string
  readonly coded: boolean
  readonly ends: readonly Marked[]
}

/** The stretches of a paragraph between which nothing begins or ends. */
export function partsOf({ from, to, words }: Paragraph, pieces: readonly Marked[]): Part[] {
  const here = pieces.filter((piece) => piece.from < to && piece.to > from)
  const cuts = new Set([from, to, ...here.flatMap((piece) => [Math.max(piece.from, from), Math.min(piece.to, to)])])
  const places = [...cuts].sort((a, b) => a - b)
  const points = [...words]
  return places.slice(0, -1).map((start, at) => {
    const end = places[at + 1]!
    return {
      words: points.slice(start - from, end - from).join(''),
      coded: here.some((piece) => piece.from <= start && piece.to >= end),
      ends: here.filter((piece) => piece.to === end),
    }
  })
}

/** What a code is called after the words it stands on. It is no part of the words, and so not of any place in them. */
const label = ({ name, sign, whose }: Marked) =>
  html`<small data-label> [${signOf(sign)} ${name}${whose ? `, ${whose}` : ''}] </small>`

/** The inside of a paragraph, without any letter that is not said, but for labels. */
export const paragraphHtml = (paragraph: Paragraph, pieces: readonly Marked[]): Html =>
  html`${each(partsOf(paragraph, pieces), ({ words, coded, ends }) => html`${coded ? html`<mark>${words}</mark>` : html`${words}`}${each(ends, label)}`)}`
