/**
 * The PDFs of a study: one booklet by itself, tagged for screen readers; and a mailing, in which the sheet and the booklet
 * are drawn once and every letter's pages point to them, so that 35,000 pages are made in seconds. A mailing is printed
 * and posted, never read on a screen, and has no structure: docs/decisions/0205-one-drawing-for-all-letters.md.
 */
import { once } from 'node:events'
import { dayWords } from '../../../kit/day.ts'
import { newPdf } from '../../../kit/paper/faces.ts'
import { localeOf } from '../questionnaires/house.ts'
import { bookletLeaves } from './booklet.ts'
import { draw, TaggedPages } from './drawing.ts'
import { evened, type Leaf, type Mark, type Print, prints } from './leaf.ts'
import { codeFoot, type LetterForm, letterForm, ownMarks, type Recipient, sheetLeaves } from './letter.ts'
import type { StudyPaper } from './study-paper.ts'

type Pdf = PDFKit.PDFDocument

/** A booklet to hand out, to read out from, or to look at before anything is posted. */
export async function bookletPdf(study: StudyPaper, at: Date, print: Print = 'plain'): Promise<Buffer> {
  const pdf = newPdf(`Booklet: ${study.title}`, study.runBy || study.community, at, true, localeOf(study.language))
  return taggedPdf(pdf, (pages) => {
    for (const { marks } of bookletLeaves(study, prints[print]))
      pages.page([...marks, ...codeFoot(null, study, prints[print])])
  })
}

/** All that one person gets, addressed to nobody. */
export async function specimenPdf(study: StudyPaper, to: Recipient, at: Date, mailing: 1 | 2): Promise<Buffer> {
  const sizes = prints.plain
  const pdf = newPdf(`A letter of: ${study.title}`, study.community, at)
  return taggedPdf(pdf, (pages) => {
    const form = letterForm(study, sizes, dayWords(at), mailing)
    for (const [page, { marks }] of evened(form.leaves).entries())
      pages.page([...marks, ...ownMarks(form, page, to, study, sizes)])
    for (const { marks } of sheetLeaves(study, sizes)) pages.page(marks)
    for (const { marks } of bookletLeaves(study, sizes)) pages.page([...marks, ...codeFoot(to.code, study, sizes)])
  })
}

async function taggedPdf(pdf: Pdf, draws: (pages: TaggedPages) => void): Promise<Buffer> {
  const pieces: Buffer[] = []
  pdf.on('data', (piece: Buffer) => pieces.push(piece))
  const whole = once(pdf, 'end')
  const pages = new TaggedPages(pdf)
  draws(pages)
  pages.end()
  pdf.end()
  await whole
  return Buffer.concat(pieces)
}

/** What all letters of one size of print share. */
interface Shared {
  readonly form: LetterForm
  /** one drawing for each page of a whole letter: letter, sheet, booklet */
  readonly drawings: readonly Drawing[]
  /** the fonts that those drawings use, by their names in the file */
  readonly fonts: Record<string, unknown>
}
interface Drawing {
  readonly content: PDFKit.PDFKitReference
  readonly of: 'letter' | 'sheet' | 'booklet'
  /** of its part, from 0 */
  readonly page: number
}
/** What pdfkit keeps of a page, as far as sharing goes. */
interface Page {
  content: PDFKit.PDFKitReference
  readonly dictionary: { data: Record<string, unknown> }
  readonly fonts: Record<string, unknown>
}

export class MailingPdf {
  readonly #pdf: Pdf
  readonly #study: StudyPaper
  readonly #day: string
  readonly #mailing: 1 | 2
  readonly #shared = new Map<Print, Shared>()
  #pieces: Buffer[] = []
  #before: Page | null = null
  pages = 0

  constructor(study: StudyPaper, mailing: 1 | 2, at: Date) {
    this.#study = study
    this.#mailing = mailing
    this.#day = dayWords(at)
    this.#pdf = newPdf(`Letters: ${study.title}`, study.community, at, false)
    this.#pdf.on('data', (piece: Buffer) => this.#pieces.push(piece))
  }

  /** Add one person's letter, sheet and booklet. */
  add(to: Recipient, print: Print) {
    let shared = this.#shared.get(print)
    for (let at = 0; at < (shared?.drawings.length ?? 1); at++) {
      const page = this.#addPage()
      // The first page of a size is where its drawings are made: pdfkit draws on pages only.
      shared ??= this.#share(page, print)
      const { content, of, page: inPart } = shared.drawings[at]!
      draw(this.#pdf, this.#own(of, inPart, shared, to, print))
      Object.assign(page.fonts, shared.fonts)
      page.dictionary.data.Contents = [page.content, content]
    }
  }

  #own(of: Drawing['of'], page: number, { form }: Shared, to: Recipient, print: Print): readonly Mark[] {
    if (of === 'letter') return ownMarks(form, page, to, this.#study, prints[print])
    return of === 'booklet' ? codeFoot(to.code, this.#study, prints[print]) : []
  }

  #addPage(): Page {
    this.#pdf.addPage()
    // What was written is not needed again: of 35,000 pages only their numbers stay in memory.
    if (this.#before) this.#before.dictionary.data = {}
    this.#before = this.#pdf.page as unknown as Page
    this.pages++
    return this.#before
  }

  #share(page: Page, print: Print): Shared {
    const sizes = prints[print]
    const form = letterForm(this.#study, sizes, this.#day, this.#mailing)
    const parts = [
      ['letter', evened(form.leaves)],
      ['sheet', sheetLeaves(this.#study, sizes)],
      ['booklet', bookletLeaves(this.#study, sizes)],
    ] as const
    const drawings = parts.flatMap(([of, leaves]) =>
      leaves.map((leaf, at) => ({ content: this.#drawn(page, leaf), of, page: at })),
    )
    const shared = { form, drawings, fonts: { ...page.fonts } }
    this.#shared.set(print, shared)
    return shared
  }

  /** A drawing by itself, which any page can show. */
  #drawn(page: Page, { marks }: Leaf): PDFKit.PDFKitReference {
    const own = page.content
    const content = this.#pdf.ref({})
    page.content = content
    draw(this.#pdf, marks)
    page.content = own
    // An empty page is a drawing too, and has to say something.
    content.end('q Q')
    return content
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
    this.#pdf.end()
    await whole
  }
}
