/**
 * From what a letter says to pages: pages are filled, slips placed. Nothing is drawn here.
 * All lengths are points (72 to the inch) from the top left of the page.
 */
import { dayWords } from '../../kit/day.ts'
import { printable, type Weight } from '../../kit/paper/faces.ts'
import { breakLines, margin, mm, paper, type Sizes, sizes, textWidth } from '../../kit/paper/measures.ts'
import { codeWords } from './codes.ts'
import type { Item, LetterContent, LetterPost } from './content.ts'
import { layOutSlip, type SlipLayout } from './slip-layout.ts'

export interface Words {
  readonly kind: 'words'
  readonly tag: 'H1' | 'H2' | 'H3' | 'P'
  readonly words: string
  readonly weight: Weight
  readonly size: number
  /** space above it */
  readonly before: number
  /** never the last on its page */
  readonly withNext?: boolean
}

export type Placed =
  | { readonly kind: 'words'; readonly block: Words; readonly lines: readonly string[]; readonly y: number }
  | { readonly kind: 'slip'; readonly slip: SlipLayout; readonly y: number }

export interface LetterPage {
  readonly placed: readonly Placed[]
  /** begins on a sheet of its own where both sides are printed: a slip can be cut out without cutting into another */
  readonly newSheet: boolean
}

/** Under the first fold. */
const firstLine = mm(101)

/** Every page of a letter. */
export function pagesOf(content: LetterContent): LetterPage[] {
  const size = sizes[content.print]
  return [...textPages(textBlocks(content, size), size), ...slipPages(content, size)]
}

const bottom = paper.height - margin.bottom
const heightOf = ({ size }: Pick<Words, 'size'>, lines: number, { leading }: Sizes) => lines * size * leading

function textPages(blocks: readonly Words[], size: Sizes): LetterPage[] {
  const pages: Placed[][] = [[]]
  let y = firstLine
  const linesOf = blocks.map(({ words, weight, size: height }) => breakLines(words, weight, height, textWidth))
  const turn = () => {
    pages.push([])
    y = margin.top
  }
  for (const [index, block] of blocks.entries()) {
    let lines = linesOf[index]!
    const before = y === margin.top || pages.at(-1)!.length === 0 ? 0 : block.before
    if (y + before + needed(index) > bottom) turn()
    else y += before
    for (;;) {
      const fit = Math.floor((bottom - y) / heightOf(block, 1, size) + 1e-6)
      // Two lines at least stay together, at the foot of a page and at the head of the next.
      const take = lines.length <= fit ? lines.length : lines.length - fit < 2 ? Math.max(lines.length - 2, 1) : fit
      pages.at(-1)!.push({ kind: 'words', block, lines: lines.slice(0, take), y })
      y += heightOf(block, take, size)
      lines = lines.slice(take)
      if (lines.length === 0) break
      turn()
    }
  }
  return pages.map((placed, index) => ({ placed, newSheet: index === 0 }))

  /** How high a block needs the page to be: itself when short, its first two lines, or itself and what it must stand with. */
  function needed(index: number): number {
    const block = blocks[index]!
    const lines = linesOf[index]!.length
    const own = heightOf(block, block.withNext ? lines : lines <= 3 ? lines : 2, size)
    const next = blocks[index + 1]
    return block.withNext && next ? own + next.before + needed(index + 1) : own
  }
}

function slipPages(content: LetterContent, size: Sizes): LetterPage[] {
  const pages: Placed[][] = []
  let y = bottom
  const intro = slipIntro(content, size)
  for (const slip of content.slips) {
    const layout = layOutSlip(slip, size, textWidth)
    if (pages.length === 0 || y + layout.height > bottom) {
      pages.push([])
      y = margin.top
      if (pages.length === 1)
        for (const block of intro) {
          const lines = breakLines(block.words, block.weight, block.size, textWidth)
          if (y > margin.top) y += block.before
          pages[0]!.push({ kind: 'words', block, lines, y })
          y += heightOf(block, lines.length, size)
        }
      if (pages.length === 1) y += size.body
    }
    pages.at(-1)!.push({ kind: 'slip', slip: layout, y })
    y += layout.height
  }
  return pages.map((placed) => ({ placed, newSheet: true }))
}

const maker = (size: Sizes) => {
  const block = (tag: Words['tag'], height: number, weight: Weight, before: number, withNext = false) => {
    return (words: string): Words => ({
      kind: 'words',
      tag,
      words: printable(words),
      weight,
      size: height,
      before: before * size.body,
      withNext,
    })
  }
  return {
    h1: block('H1', size.h1, 'bold', 0, true),
    h2: block('H2', size.h2, 'bold', 1.6, true),
    h3: block('H3', size.h3, 'bold', 1.2, true),
    p: block('P', size.body, 'regular', 0.5),
    strong: block('P', size.body, 'bold', 0.9, true),
    note: block('P', size.body, 'regular', 0.15, true),
  }
}

function textBlocks(content: LetterContent, size: Sizes): Words[] {
  const { h1, h2, p } = maker(size)
  const { community, at, opening, sections } = content
  const [dear = '', ...rest] = opening
  return [
    h1(`Your letter from ${community}`),
    p(dayWords(new Date(at))),
    p(dear),
    ...rest.map(p),
    ...sections.flatMap(({ heading, words = [], items }) => [
      h2(heading),
      ...words.map(p),
      ...items.flatMap((item) => itemBlocks(item, size)),
    ]),
    p('That is all for this time. We wish you and yours well.'),
    ...(content.phone ? [p(`You can ring us: ${content.phone}.`)] : []),
  ].filter(({ words }) => words !== '')
}

function itemBlocks({ title, about, posts, code }: Item, size: Sizes): Words[] {
  const { h3, note, p } = maker(size)
  return [
    h3(title),
    ...about.map(posts.length > 0 ? note : p),
    ...posts.flatMap((post) => postBlocks(post, size)),
    ...(code ? [p(`To answer, use slip ${codeWords(code)}.`)] : []),
  ]
}

function postBlocks({ heading, standing, words }: LetterPost, size: Sizes): Words[] {
  const { strong, note, p } = maker(size)
  return [strong(heading), ...standing.map(note), ...words.map(p)]
}

function slipIntro({ replyTo, phone }: LetterContent, size: Sizes): Words[] {
  const { h2, p } = maker(size)
  return [
    h2('Reply slips'),
    p('Fill in any slip and send it back. You can send the whole page, or cut one out. You need not write your name.'),
    p('Is there more to say? The back is empty, so you can write there too.'),
    ...(replyTo.length > 0 ? [p(`Send it to: ${replyTo.join(', ')}.`)] : []),
    ...(phone ? [p(`Or ring ${phone} and read us the code.`)] : []),
  ]
}
