/** Paper, sizes of print, the window of the envelope, and how lines are broken. Lengths are points, 72 to the inch. */
import { type Weight, widthOf } from './faces.ts'

export const mm = (millimetres: number) => (millimetres * 72) / 25.4

/** A4 */
export const paper = { width: mm(210), height: mm(297) }
export const margin = { left: mm(20), right: mm(20), top: mm(18), bottom: mm(24) }
export const textWidth = paper.width - margin.left - margin.right

/**
 * Where an address shows in a window envelope: 20 mm from the left, 45 mm from the top, 80 by 35 mm, for a sheet folded
 * in three or in two. The sheet can slip by a centimetre in its envelope, so nothing else stands within `keptClear`.
 */
export const addressWindow = { left: mm(20), top: mm(45), width: mm(80), height: mm(35) }
export const keptClear = { left: mm(8), top: mm(33), right: mm(112), bottom: mm(93) }
/** Sizes in points: 12 or larger throughout; large print is 18. */
export const sizes = {
  plain: { body: 12, h1: 19, h2: 16, h3: 13.5, foot: 12, leading: 1.42 },
  large: { body: 18, h1: 26, h2: 22, h3: 19.5, foot: 14, leading: 1.42 },
} as const
export type Sizes = (typeof sizes)['plain' | 'large']

/** Break words into lines that fit, at spaces; a word longer than a line, such as an address on the web, at any letter. */
export function breakLines(text: string, weight: Weight, size: number, width: number): string[] {
  const lines: string[] = []
  const space = widthOf(' ', weight, size)
  let line = ''
  let used = 0
  for (const word of text.split(' ').flatMap((one) => cutToFit(one, weight, size, width))) {
    const wide = widthOf(word, weight, size)
    if (line && used + space + wide > width) {
      lines.push(line)
      line = ''
      used = 0
    }
    used += (line ? space : 0) + wide
    line = line ? `${line} ${word}` : word
  }
  return line ? [...lines, line] : lines
}

function cutToFit(word: string, weight: Weight, size: number, width: number): string[] {
  if (widthOf(word, weight, size) <= width) return [word]
  const pieces: string[] = []
  let piece = ''
  let used = 0
  for (const letter of word) {
    const wide = widthOf(letter, weight, size)
    if (used + wide > width) {
      pieces.push(piece)
      piece = ''
      used = 0
    }
    piece += letter
    used += wide
  }
  return [...pieces, piece]
}
