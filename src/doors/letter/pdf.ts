/** Letters as PDF: drawn page by page, with the structure that a screen reader follows. */
import { once } from 'node:events'
import { dayWords } from '../../kit/day.ts'
import { newPdf, printable, type Weight, widthOf } from '../../kit/paper/faces.ts'
import { addressWindow, margin, mm, paper, sizes } from '../../kit/paper/measures.ts'
import { drawQr as drawSquares } from '../../kit/paper/qr.ts'
import { codeWords } from './codes.ts'
import type { LetterContent } from './content.ts'
import { type LetterPage, type Placed, pagesOf, type Words } from './layout.ts'
import type { SlipLayout } from './slip-layout.ts'

type Pdf = PDFKit.PDFDocument
type Element = PDFKit.PDFStructureElement

/** A PDF with one letter after another. */
export class LettersPdf {
  readonly #pdf: Pdf
  readonly #root: Element
  readonly #bothSides: boolean
  #pieces: Buffer[] = []
  pages = 0

  /** @param options.bothSides every letter, and every page of slips, begins on a sheet of its own */
  constructor(title: string, author: string, at: Date, { bothSides }: { bothSides: boolean }) {
    this.#pdf = newPdf(title, author, at)
    this.#bothSides = bothSides
    this.#pdf.on('data', (piece: Buffer) => this.#pieces.push(piece))
    this.#root = this.#pdf.struct('Document')
    this.#pdf.addStructure(this.#root)
  }

  /** Draw one letter. */
  add(content: LetterContent) {
    const sect = this.#pdf.struct('Sect', { title: `Letter to ${content.name}` })
    this.#root.add(sect)
    const pages = pagesOf(content)
    for (const [index, page] of pages.entries()) {
      if (page.newSheet) this.#fillSheet()
      this.#addPage()
      drawPage(this.#pdf, sect, content, page, index + 1, pages.length)
    }
    sect.end()
  }

  /** Where both sides are printed, leave the back of a sheet empty. */
  #fillSheet() {
    if (this.#bothSides && this.pages % 2 === 1) this.#addPage()
  }

  #addPage() {
    this.#pdf.addPage()
    this.pages++
  }

  /** What has been written since the last time; kept by nobody else. */
  take(): Buffer {
    const taken = Buffer.concat(this.#pieces)
    this.#pieces = []
    return taken
  }

  /** Write the end; then `take` gives the last of it. */
  async end() {
    const whole = once(this.#pdf, 'end')
    this.#root.end()
    this.#pdf.end()
    await whole
  }
}

/** One letter by itself, as its reader may look at it. */
export async function letterPdf(content: LetterContent): Promise<Buffer> {
  const { community, at } = content
  const title = `Your letter from ${community}, ${dayWords(new Date(at))}`
  const pdf = new LettersPdf(title, community, new Date(at), { bothSides: false })
  pdf.add(content)
  await pdf.end()
  return pdf.take()
}

function drawPage(pdf: Pdf, sect: Element, content: LetterContent, page: LetterPage, number: number, of: number) {
  if (number === 1) drawHead(pdf, sect, content)
  const elements = elementsOf(pdf, sect)
  for (const one of page.placed) {
    if (one.kind === 'words') drawWords(pdf, elements(one.block), one, content)
    else drawSlip(pdf, sect, one.slip, one.y, content)
  }
  drawFoot(pdf, content, number, of)
}

/** A paragraph that goes over the end of a page is one element all the same. */
const openElements = new WeakMap<Element, { block: Words; element: Element }>()
function elementsOf(pdf: Pdf, sect: Element) {
  return (block: Words): Element => {
    const last = openElements.get(sect)
    if (last?.block === block) return last.element
    const element = pdf.struct(block.tag)
    sect.add(element)
    openElements.set(sect, { block, element })
    return element
  }
}

function marked(pdf: Pdf, element: Element, tag: string, draw: () => void) {
  const content = pdf.markStructureContent(tag)
  draw()
  pdf.endMarkedContent()
  element.add(content)
}

/** Lines and boxes to write in: nothing to read. */
function artifact(pdf: Pdf, draw: () => void, type: 'Pagination' | 'Layout' = 'Layout') {
  pdf.markContent('Artifact', { type })
  draw()
  pdf.endMarkedContent()
}

function write(
  pdf: Pdf,
  lines: readonly string[],
  weight: Weight,
  size: number,
  x: number,
  y: number,
  leading: number,
) {
  pdf.font(weight).fontSize(size).fillColor('black')
  // A space at the end of a line keeps its last word and the next apart for whoever has it read out.
  for (const [index, line] of lines.entries())
    pdf.text(index < lines.length - 1 ? `${line} ` : line, x, y + index * size * leading, { lineBreak: false })
}

function drawWords(
  pdf: Pdf,
  element: Element,
  { block, lines, y }: Extract<Placed, { kind: 'words' }>,
  { print }: LetterContent,
) {
  marked(pdf, element, block.tag, () =>
    write(pdf, lines, block.weight, block.size, margin.left, y, sizes[print].leading),
  )
}

const headSize = 12
const headLeading = 1.3
/** Right of what an envelope's window could show, however the sheet slips. */
const headLeft = mm(118)

/** Who it is for, in the window of the envelope, and who it is from, beside it. */
function drawHead(pdf: Pdf, sect: Element, content: LetterContent) {
  const paragraph = (lines: readonly string[], width: number, x: number, y: number) => {
    if (lines.length === 0) return
    const words = lines.map(printable)
    const widest = Math.max(...words.map((line) => widthOf(line, 'regular', headSize)))
    const size = Math.min(headSize, Math.max((headSize * width) / widest, 8))
    const element = pdf.struct('P')
    sect.add(element)
    marked(pdf, element, 'P', () => write(pdf, words, 'regular', size, x, y, headLeading))
    element.end()
  }
  const inset = mm(2)
  const { left, top, width, height } = addressWindow
  const lines = content.address
  const high = lines.length * headSize * headLeading
  paragraph(content.from, paper.width - margin.right - headLeft, headLeft, margin.top)
  paragraph(lines, width - 2 * inset, left + inset, top + Math.max(inset, (height - high) / 2))
}

function drawFoot(pdf: Pdf, { community, at, print }: LetterContent, number: number, of: number) {
  const size = sizes[print].foot
  const y = paper.height - mm(15)
  artifact(
    pdf,
    () => {
      const page = `Page ${number} of ${of}`
      write(pdf, [page], 'regular', size, paper.width - margin.right - widthOf(page, 'regular', size), y, 1)
      write(pdf, [`${printable(community)}, ${dayWords(new Date(at))}`], 'regular', size, margin.left, y, 1)
    },
    'Pagination',
  )
}

function drawSlip(pdf: Pdf, sect: Element, slip: SlipLayout, top: number, { print }: LetterContent) {
  const { leading } = sizes[print]
  for (const mark of slip.marks) {
    if (mark.kind === 'text') {
      const element = pdf.struct(mark.tag)
      sect.add(element)
      marked(pdf, element, mark.tag, () =>
        write(pdf, mark.lines, mark.weight, mark.size, margin.left + mark.x, top + mark.y, leading),
      )
      element.end()
    } else
      artifact(pdf, () => {
        pdf.lineWidth(mark.kind === 'box' ? 1.2 : 0.7).strokeColor('black')
        if (mark.kind === 'box') pdf.rect(margin.left + mark.x, top + mark.y, mark.side, mark.side).stroke()
        else {
          pdf.moveTo(margin.left + mark.from, top + mark.y).lineTo(margin.left + mark.to, top + mark.y)
          if (mark.dashed) pdf.dash(5, { space: 4 })
          pdf.stroke()
          if (mark.dashed) pdf.undash()
        }
      })
  }
  drawQr(pdf, sect, slip, top)
}

function drawQr(pdf: Pdf, sect: Element, { address, code, qr }: SlipLayout, top: number) {
  const [left, up] = [margin.left + qr.x, top + qr.y]
  const box: [number, number, number, number] = [left, up, left + qr.side, up + qr.side]
  const element = pdf.struct('Figure', { alt: `QR code of slip ${codeWords(code)}`, bbox: box } as never)
  sect.add(element)
  marked(pdf, element, 'Figure', () => drawSquares(pdf, address, left, up, qr.side))
  element.end()
}
