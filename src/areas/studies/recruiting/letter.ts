/** The letter and the information sheet of a mailing: what is the same in every letter, and what is one person's. Pure. */
import { printable, widthOf } from '../../../kit/paper/faces.ts'
import { addressWindow, margin, mm, paper, textWidth } from '../../../kit/paper/measures.ts'
import { houseOf } from '../questionnaires/house.ts'
import { sheetParts } from '../setting-up/rules.ts'
import { codePlace } from './booklet.ts'
import {
  type Block,
  evened,
  flow,
  type Leaf,
  leading,
  type Mark,
  type PrintSizes,
  paragraph,
  textMark,
} from './leaf.ts'
import { linesOf, type StudyPaper } from './study-paper.ts'

/** One person's letter, as the charity addresses it. */
export interface Recipient {
  readonly name: string
  /** lines under the name, the postcode last */
  readonly address: readonly string[]
  /** such as "BCFG-HJKM-NPRT-VWXY" */
  readonly code: string
  /** 7 is L0007 */
  readonly number: number
}

export const numberWords = (number: number) => `L${String(number).padStart(4, '0')}`

/** The letter without what is one person's, and where that goes: the greeting on the first page, the code on one of them. */
export interface LetterForm {
  readonly leaves: readonly Leaf[]
  readonly code: { readonly page: number; readonly y: number }
}

/** Right of what an envelope's window could show, however the sheet slips. */
const headLeft = mm(118)
/** Under the first fold. */
const firstLine = mm(97)
const qrSide = mm(30)
const full = { width: textWidth }

/**
 * @param day it is written on, in words
 * @param mailing 2: to those who have not answered
 */
export function letterForm(study: StudyPaper, sizes: PrintSizes, day: string, mailing: 1 | 2): LetterForm {
  const leaves = flow(letterBlocks(study, sizes, mailing), firstLine + sizes.letter * leading * 2.9)
  const page = leaves.findIndex(({ marks }) => marks.some(isSlot))
  const { y } = leaves[page]!.marks.find(isSlot)!
  const size = Math.min(sizes.letter, 12.5)
  const from = study.from.map(
    (line, at): Mark => ({
      ...textMark(line, { size, width: paper.width - margin.right - headLeft }).mark,
      x: headLeft,
      y: margin.top + at * size * leading,
    }),
  )
  const date = { ...textMark(day, { ...full, size: sizes.letter }).mark, x: margin.left, y: firstLine }
  return {
    leaves: leaves.map(({ marks }, at) => ({
      marks: [...(at === 0 ? [...from, date] : []), ...marks, ...(at < leaves.length - 1 ? [turnOver(sizes)] : [])],
    })),
    code: { page, y },
  }
}

const turnOver = ({ letter: body }: PrintSizes): Mark => {
  const words = 'Please turn over'
  const x = paper.width - margin.right - widthOf(words, 'regular', body)
  return { ...textMark(words, { ...full, size: body }).mark, x, y: codePlace.y }
}

const isSlot = (mark: Mark) => mark.kind === 'slot'

function letterBlocks(study: StudyPaper, sizes: PrintSizes, mailing: 1 | 2): Block[] {
  const { title, runBy, community, words, takePart } = study
  const { letter: body, h2 } = sizes
  const p = (text: string) => paragraph(text, { ...full, size: body, before: body * 0.6 })
  const bold = (text: string, size: number) =>
    paragraph(text, { ...full, tag: 'H2', weight: 'bold', size, before: body * 0.9, withNext: true })
  const way = (how: string, text: string) => {
    const x = mm(24)
    const label = textMark(how, { ...full, weight: 'bold', size: body })
    const rest = textMark(text, { ...full, size: body, x })
    return [{ before: body * 0.4, height: rest.height, marks: [label.mark, rest.mark] } satisfies Block]
  }
  const { phone = '', send_to = '', stop = '', signed = '', about = '' } = words ?? {}
  const who = runBy || 'the researchers'
  return [
    ...paragraph(`Will you take part in “${title}”?`, { ...full, tag: 'H1', weight: 'bold', size: h2, withNext: true }),
    ...(mailing === 2
      ? p(
          'We wrote to you before. If you have made up your mind, please leave this letter. A computer left out whoever has answered. Nobody here sees who that is.',
        )
      : []),
    ...linesOf(about).flatMap(p),
    ...p(
      `We at ${community} send you this for ${who}. They do not get your name or address. You choose. We do not see who takes part, and the help you get from us stays the same.`,
    ),
    { before: body, height: qrSide + body * 0.4, marks: [{ kind: 'slot', x: 0, y: 0 }] },
    ...bold('Choose one of three ways', body * 1.1),
    ...way('On paper', `Fill in the booklet. Send it to ${linesOf(send_to).join(', ')}.`),
    ...way('Online', `Go to ${takePart}, or point your phone’s camera at the square.`),
    ...way('By phone', `Ring ${phone}. Somebody asks you the questions.`),
    ...bold('If you would rather not', body * 1.1),
    ...p(
      `You need do nothing.${mailing === 1 ? ' We may write once more.' : ''} For no more letters about this: ${stop}. Say the number at the top of this letter.`,
    ),
    ...p(signed).map((block) => ({ ...block, before: body })),
  ]
}

/** What is one person's on the pages of their letter. */
export function ownMarks(form: LetterForm, page: number, to: Recipient, study: StudyPaper, sizes: PrintSizes): Mark[] {
  return [
    ...(page === 0 ? headMarks(to, sizes) : []),
    ...(page === form.code.page ? codeMarks(form, to, study, sizes) : []),
  ]
}

const inset = mm(2)
function headMarks({ name, address, number }: Recipient, sizes: PrintSizes): Mark[] {
  const { left, top, width, height } = addressWindow
  const lines = [name, ...address].map(printable)
  const widest = Math.max(...lines.map((line) => widthOf(line, 'regular', 1)))
  const size = Math.max(Math.min(12.5, (width - 2 * inset) / widest, height / (lines.length * 1.25)), 7)
  const step = size * 1.25
  const from = top + Math.max(0, (height - lines.length * step) / 2)
  const reference = `Number ${numberWords(number)}`
  return [
    ...lines.map(
      (line, at): Mark => ({
        kind: 'text',
        tag: 'P',
        lines: [line],
        weight: 'regular',
        size,
        x: left + inset,
        y: from + at * step,
      }),
    ),
    {
      ...textMark(reference, { ...full, size: sizes.letter }).mark,
      x: paper.width - margin.right - widthOf(reference, 'regular', sizes.letter),
      y: firstLine,
    },
    {
      ...textMark(`Dear ${name},`, { ...full, size: sizes.letter }).mark,
      x: margin.left,
      y: firstLine + sizes.letter * leading * 1.5,
    },
  ]
}

function codeMarks(
  { code: { y } }: LetterForm,
  { code }: Recipient,
  { url }: StudyPaper,
  { body }: PrintSizes,
): Mark[] {
  const left = margin.left
  const wide = textWidth - qrSide - mm(6)
  const size = Math.min(24, ((wide - mm(8)) * 0.98) / widthOf(code, 'bold', 1))
  const address = `${url}/take-part/${code}`
  const x = left + mm(4)
  return [
    { kind: 'box', x: left, y, width: wide, height: qrSide },
    { ...textMark('Your code', { width: wide, size: body, weight: 'bold' }).mark, x, y: y + mm(3) },
    { kind: 'text', tag: 'P', lines: [code], weight: 'bold', size, x, y: y + mm(3) + body * 1.6 },
    {
      ...textMark('It is yours alone. Keep it, so that you can come back.', { width: wide, size: body }).mark,
      x,
      y: y + qrSide - mm(4) - body * 1.1,
    },
    { kind: 'qr', address, alt: 'QR code: your own way in', x: left + textWidth - qrSide, y, side: qrSide },
  ]
}

/** Their code at the foot of each page of the booklet. */
export function codeFoot(
  code: string | null,
  { questionnaire, language }: Pick<StudyPaper, 'questionnaire' | 'language'>,
  { foot }: PrintSizes,
): Mark[] {
  const say = houseOf(questionnaire, language).plain
  const words = code ? say('paperCode', { code }) : say('paperCodeBlank', { code: ' ____ - ____ - ____ - ____' })
  const x = codePlace.x - widthOf(words, 'bold', foot)
  return [{ kind: 'text', tag: 'P', lines: [words], weight: 'bold', size: foot, x, y: codePlace.y }]
}

/** The information sheet, with its headings and lists as everybody reads it on the web. */
export function sheetLeaves({ title, sheet, contact }: StudyPaper, sizes: PrintSizes): Leaf[] {
  const { body, h1, h2 } = sizes
  const heading = { ...full, tag: 'H2', weight: 'bold', size: h2, before: body * 1.4, withNext: true } as const
  const point = (line: string): Block => {
    const text = textMark(line, { ...full, size: body, x: mm(6) })
    const marks = [textMark('•', { ...full, size: body }).mark, text.mark]
    return { before: body * 0.35, height: text.height, marks }
  }
  const blocks = sheetParts(sheet).flatMap(({ kind, lines }) => {
    if (kind === 'heading') return paragraph(lines[0]!, heading)
    if (kind === 'list') return lines.map(point)
    return lines.flatMap((line, at) => paragraph(line, { ...full, size: body, before: body * (at === 0 ? 0.6 : 0) }))
  })
  const leaves = flow([
    ...paragraph(`About “${title}”`, { ...full, tag: 'H1', weight: 'bold', size: h1, withNext: true }),
    ...blocks,
    ...(contact ? paragraph(`Questions? ${contact}`, { ...full, size: body, before: body }) : []),
  ])
  return evened(leaves)
}
