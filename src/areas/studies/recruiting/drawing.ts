/** Marks on paper, drawn: with the structure that a screen reader follows, or without it for what is only posted. */
import type { Weight } from '../../../kit/paper/faces.ts'
import { drawQr } from '../../../kit/paper/qr.ts'
import { leading, type Mark, type QrMark, type TextMark } from './leaf.ts'

type Pdf = PDFKit.PDFDocument
type Element = PDFKit.PDFStructureElement

/** Draw marks where the pen stands, without structure. */
export function draw(pdf: Pdf, marks: readonly Mark[]) {
  for (const mark of marks) drawMark(pdf, mark)
}

/** Draw marks as parts of a tagged document; boxes and lines are nothing to read. */
export class TaggedPages {
  readonly #pdf: Pdf
  readonly #root: Element
  readonly #parts = new WeakMap<object, Element>()

  constructor(pdf: Pdf) {
    this.#pdf = pdf
    this.#root = pdf.struct('Document')
    pdf.addStructure(this.#root)
  }

  page(marks: readonly Mark[]) {
    this.#pdf.addPage()
    for (const mark of marks) this.#add(mark)
  }

  end() {
    this.#root.end()
  }

  #add(mark: Mark) {
    if (mark.kind === 'slot') return
    const pdf = this.#pdf
    if (mark.kind === 'box' || mark.kind === 'rule') {
      pdf.markContent('Artifact', { type: 'Layout' })
      drawMark(pdf, mark)
      pdf.endMarkedContent()
      return
    }
    const tag = mark.kind === 'qr' ? 'Figure' : mark.tag
    const content = pdf.markStructureContent(tag)
    drawMark(pdf, mark)
    pdf.endMarkedContent()
    this.#elementOf(mark, tag).add(content)
  }

  #elementOf(mark: TextMark | QrMark, tag: string): Element {
    const part = mark.kind === 'text' ? mark.part : undefined
    const known = part && this.#parts.get(part)
    if (known) return known
    const options =
      mark.kind === 'qr' ? { alt: mark.alt, bbox: [mark.x, mark.y, mark.x + mark.side, mark.y + mark.side] } : undefined
    const element = this.#pdf.struct(tag, options as never)
    this.#root.add(element)
    if (part) this.#parts.set(part, element)
    return element
  }
}

function drawMark(pdf: Pdf, mark: Mark) {
  switch (mark.kind) {
    case 'text':
      return drawText(pdf, mark)
    case 'box':
      pdf.lineWidth(1.2).strokeColor('black').rect(mark.x, mark.y, mark.width, mark.height).stroke()
      return
    case 'rule':
      pdf.lineWidth(0.7).strokeColor('black')
      pdf
        .moveTo(mark.x, mark.y)
        .lineTo(mark.x + mark.width, mark.y)
        .stroke()
      return
    case 'qr':
      return drawQr(pdf, mark.address, mark.x, mark.y, mark.side)
    case 'slot':
      return
  }
}

function drawText(pdf: Pdf, { lines, weight, size, x, y }: TextMark) {
  pdf
    .font(weight satisfies Weight)
    .fontSize(size)
    .fillColor('black')
  // A space at the end of a line keeps its last word and the next apart for whoever has it read out.
  for (const [index, line] of lines.entries())
    pdf.text(index < lines.length - 1 ? `${line} ` : line, x, y + index * size * leading, { lineBreak: false })
}
