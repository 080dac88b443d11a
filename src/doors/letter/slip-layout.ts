/** One reply slip as it is laid out: its title, code and QR code, boxes to tick and lines to write on. */
import type { AnswerField } from '../../kit/lists.ts'
import { printable, type Weight, widthOf } from '../../kit/paper/faces.ts'
import { breakLines, mm, type Sizes } from '../../kit/paper/measures.ts'
import { codeWords } from './codes.ts'
import type { Slip } from './content.ts'

/** A mark on a slip, from its own top left. */
export type Mark =
  | {
      readonly kind: 'text'
      readonly tag: 'H3' | 'P'
      readonly lines: readonly string[]
      readonly weight: Weight
      readonly size: number
      readonly x: number
      readonly y: number
    }
  | { readonly kind: 'box'; readonly x: number; readonly y: number; readonly side: number }
  | { readonly kind: 'rule'; readonly y: number; readonly from: number; readonly to: number; readonly dashed: boolean }

export interface SlipLayout {
  readonly code: string
  /** what the QR code holds */
  readonly address: string
  readonly qr: { readonly x: number; readonly y: number; readonly side: number }
  readonly marks: readonly Mark[]
  readonly height: number
}

/** Large enough for an old phone held over the page. */
const qrSide = mm(27)
/** Room for a hand that writes large, or shakes. */
const lineGap = { 12: mm(9), 18: mm(11) } as const
/** Lines for what somebody has to say; more goes on the back, which is left empty. */
const linesOfWords = 3
/** A line beside its label is no shorter than this. */
const shortest = mm(30)

export function layOutSlip({ code, address, title, asks }: Slip, size: Sizes, width: number): SlipLayout {
  const marks: Mark[] = [{ kind: 'rule', y: mm(2), from: 0, to: width, dashed: true }]
  let y = mm(6)
  const beside = width - qrSide - mm(6)
  const text = (words: string, tag: 'H3' | 'P', weight: Weight, height: number, wide: number, x = 0) => {
    const lines = breakLines(printable(words), weight, height, wide)
    marks.push({ kind: 'text', tag, lines, weight, size: height, x, y })
    y += lines.length * height * size.leading
  }
  const qr = { x: width - qrSide, y, side: qrSide }
  text(title, 'H3', 'bold', size.h3, beside)
  text(`Code ${codeWords(code)}`, 'P', 'bold', size.h3, beside)
  const gap = lineGap[size.body]
  for (const ask of asks) {
    y += mm(1)
    // Beside the QR code as long as it is there, and then over the whole width.
    const wide = () => (y < qr.y + qrSide + mm(1) ? beside : width)
    const isShort = !ask.options && ask.field !== 'words'
    if (isShort) y += gap - size.body * size.leading
    text(ask.label, 'P', 'regular', size.body, wide())
    const label = widthOf(printable(ask.label), 'regular', size.body) + mm(2)
    if (ask.options) tickBoxes(ask.options)
    else if (isShort && label + shortest <= wide())
      marks.push({ kind: 'rule', y: y - mm(1), from: label, to: wide(), dashed: false })
    else
      for (let line = 0; line < (isShort ? 1 : linesOfWords); line++) {
        y += gap
        marks.push({ kind: 'rule', y: y - mm(1), from: 0, to: wide(), dashed: false })
      }

    function tickBoxes(options: NonNullable<AnswerField['options']>) {
      let x = 0
      const side = size.body * 1.1
      const row = size.body * size.leading + mm(1.5)
      y += mm(1)
      for (const { label } of options) {
        const lines = breakLines(printable(label), 'regular', size.body, beside - side - mm(2))
        const [first = ''] = lines
        const needs = side + mm(2) + widthOf(first, 'regular', size.body) + mm(7)
        if (x > 0 && (x + needs - mm(7) > wide() || lines.length > 1)) {
          x = 0
          y += row
        }
        marks.push({ kind: 'box', x, y: y + size.body * 0.12, side })
        marks.push({ kind: 'text', tag: 'P', lines, weight: 'regular', size: size.body, x: x + side + mm(2), y })
        x += needs
        if (lines.length > 1) y += (lines.length - 1) * size.body * size.leading
      }
      y += row
    }
  }
  return { code, address, qr, marks, height: Math.max(y, qr.y + qrSide) + mm(3) }
}
