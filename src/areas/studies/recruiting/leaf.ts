/**
 * Pages of paper before they are drawn: marks with their places, and blocks that flow from page to page. Pure.
 * Lengths are points, 72 to the inch, from the top left of the page.
 */
import { printable, type Weight } from '../../../kit/paper/faces.ts'
import { breakLines, margin, paper } from '../../../kit/paper/measures.ts'

export interface TextMark {
  readonly kind: 'text'
  readonly tag: 'H1' | 'H2' | 'H3' | 'P'
  readonly lines: readonly string[]
  readonly weight: Weight
  readonly size: number
  readonly x: number
  readonly y: number
  /** a paragraph in several blocks is one thing to whoever has it read out */
  readonly part?: object
}
/** A box to tick or to write in. */
export interface BoxMark {
  readonly kind: 'box'
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}
/** A line to write on. */
export interface RuleMark {
  readonly kind: 'rule'
  readonly x: number
  readonly y: number
  readonly width: number
}
export interface QrMark {
  readonly kind: 'qr'
  readonly address: string
  readonly alt: string
  readonly x: number
  readonly y: number
  readonly side: number
}
/** Where something of each letter's own goes; nothing is drawn for it. */
export interface SlotMark {
  readonly kind: 'slot'
  readonly x: number
  readonly y: number
}
export type Mark = TextMark | BoxMark | RuleMark | QrMark | SlotMark

/** One side of a sheet. */
export interface Leaf {
  readonly marks: readonly Mark[]
}

/** Marks that stay together, placed from the left margin and the block's own top. */
export interface Block {
  readonly before: number
  readonly height: number
  readonly marks: readonly Mark[]
  /** never the last on its page */
  readonly withNext?: boolean
  /** begins on a page of its own */
  readonly newPage?: boolean
}

export const leading = 1.42
/** Sizes in points: 12 or larger throughout. */
export interface PrintSizes {
  readonly body: number
  /** of the letter: how to take part and how to say no fit on one page */
  readonly letter: number
  readonly h1: number
  readonly h2: number
  readonly box: number
  readonly foot: number
}
export type Print = 'plain' | 'large'
export const prints: Readonly<Record<Print, PrintSizes>> = {
  plain: { body: 12.5, letter: 12, h1: 22, h2: 17, box: 14, foot: 12 },
  large: { body: 18, letter: 18, h1: 28, h2: 23, box: 19, foot: 14 },
}

export const room = { top: margin.top, bottom: paper.height - margin.bottom }
const high = room.bottom - room.top

/**
 * Blocks on as many pages as they need.
 *
 * @param first where the first page's text begins, under an address
 */
export function flow(blocks: readonly Block[], first = room.top): Leaf[] {
  const pages: Mark[][] = [[]]
  let y = first
  const turn = () => {
    pages.push([])
    y = room.top
  }
  for (const [at, block] of blocks.entries()) {
    const empty = pages.at(-1)!.length === 0
    if (block.newPage && !empty) turn()
    const before = pages.at(-1)!.length === 0 ? 0 : block.before
    if (y + before + needed(at) > room.bottom && pages.at(-1)!.length > 0) turn()
    else y += before
    pages.at(-1)!.push(...block.marks.map((mark) => ({ ...mark, x: mark.x + margin.left, y: mark.y + y })))
    y += block.height
  }
  return pages.map((marks) => ({ marks }))

  /** How much of a page a block needs, with all that must stand with it; what is longer than a page may be cut. */
  function needed(at: number): number {
    let sum = blocks[at]!.height
    for (let next = at; blocks[next]!.withNext && blocks[next + 1]; next++)
      sum += blocks[next + 1]!.before + blocks[next + 1]!.height
    if (sum <= high) return sum
    const next = blocks[at]!.withNext ? blocks[at + 1] : undefined
    return Math.min(blocks[at]!.height + (next ? next.before + next.height : 0), high)
  }
}

/** An even number, so that what comes next begins on a sheet of its own where both sides are printed. */
export const evened = (leaves: readonly Leaf[], filler: Leaf = { marks: [] }): Leaf[] =>
  leaves.length % 2 === 0 ? [...leaves] : [...leaves, filler]

interface Paragraph {
  readonly tag?: TextMark['tag']
  readonly weight?: Weight
  readonly size: number
  readonly before?: number
  readonly x?: number
  readonly width: number
  readonly withNext?: boolean
}

/** Words as lines that fit, and how high they are. */
export function textMark(words: string, { tag = 'P', weight = 'regular', size, x = 0, width }: Paragraph, y = 0) {
  const lines = breakLines(printable(words), weight, size, width - x)
  const mark: TextMark = { kind: 'text', tag, lines, weight, size, x, y }
  return { mark, height: lines.length * size * leading }
}

/** A paragraph as blocks: short ones stay whole, long ones may be cut, two lines at least on either side. */
export function paragraph(words: string, form: Paragraph): Block[] {
  const { mark, height } = textMark(words, form)
  const { before = 0, withNext = false, size } = form
  if (mark.lines.length <= 4 || withNext) return [{ before, height, marks: [mark], withNext }]
  const part = {}
  const line = size * leading
  const cut = [2, ...mark.lines.slice(4).map(() => 1), 2]
  let at = 0
  return cut.map((many, index) => {
    const lines = mark.lines.slice(at, at + many)
    at += many
    return { before: index === 0 ? before : 0, height: many * line, marks: [{ ...mark, lines, part }] }
  })
}
