/**
 * The paper booklet of a questionnaire, from the same content as its pages on the web: one question after another, boxes to
 * tick, "I don't know" and "I would rather not say" as boxes of their own, never a grid. Pure: nothing is drawn here.
 */
import { printable, widthOf } from '../../../kit/paper/faces.ts'
import { margin, mm, paper, textWidth } from '../../../kit/paper/measures.ts'
import { dayInWords } from '../../members/days.ts'
import { piped } from '../questionnaires/answering.ts'
import { type Printed, printedOrder } from '../questionnaires/printed-order.ts'
import { type Asked, spokenIn, type Words } from '../questionnaires/questionnaire.ts'
import { type Block, evened, flow, type Leaf, type Mark, type PrintSizes, paragraph, room, textMark } from './leaf.ts'
import { linesOf, type StudyPaper } from './study-paper.ts'

/** Where the code stands on every page of a booklet: loose sheets are found again by it. */
export const codePlace = { x: paper.width - margin.right, y: paper.height - mm(16) }

/** Every page of the booklet, an even number of them. */
export function bookletLeaves(study: StudyPaper, sizes: PrintSizes): Leaf[] {
  const said = (words: Words | undefined) =>
    piped(spokenIn(words, study.language), study.questionnaire, new Map(), study.language)
  const blocks = [
    ...coverBlocks(study, said, sizes),
    ...consentBlocks(study, sizes),
    ...questionBlocks(study, said, sizes),
    ...endBlocks(study, sizes),
  ]
  const leaves = evened(flow(blocks), notes(sizes))
  return leaves.map(({ marks }, at) => ({ marks: [...marks, foot(`Page ${at + 1} of ${leaves.length}`, sizes)] }))
}

type Said = (words: Words | undefined) => string

const full = { width: textWidth }
const maker = ({ body, h1, h2 }: PrintSizes) => ({
  h1: (words: string) => paragraph(words, { ...full, tag: 'H1', weight: 'bold', size: h1, withNext: true }),
  h2: (words: string, newPage = false): Block[] =>
    paragraph(words, { ...full, tag: 'H2', weight: 'bold', size: h2, before: body * 1.8, withNext: true }).map(
      (block) => ({ ...block, newPage }),
    ),
  p: (words: string) => paragraph(words, { ...full, size: body, before: body * 0.6 }),
  strong: (words: string) => paragraph(words, { ...full, weight: 'bold', size: body, before: body * 0.6 }),
  /** a paragraph that stands beside a mark of its own */
  item: (words: string, mark: string) => {
    const x = mm(7)
    const text = textMark(words, { ...full, size: body, x })
    const point = textMark(mark, { ...full, size: body })
    return [{ before: body * 0.4, height: text.height, marks: [point.mark, text.mark] } satisfies Block]
  },
})

function coverBlocks({ title, runBy, questionnaire, words, ...study }: StudyPaper, said: Said, sizes: PrintSizes) {
  const { h1, h2, p, item } = maker(sizes)
  const where = linesOf(words?.send_to).join(', ')
  return [
    ...h1(said(questionnaire.title) || title),
    ...(runBy ? p(`A study by ${runBy}`) : []),
    ...linesOf(said(questionnaire.intro)).flatMap(p),
    ...h2('How to fill this in'),
    ...item('Use a pen. Put a cross in the box that fits best.', '•'),
    ...item('Is a cross in the wrong box? Fill that box in, and put a cross in the right one.', '•'),
    ...item('You can leave out any question. You can stop and go on another day.', '•'),
    ...item('Some questions are only for some people. Then it says so, and where to go on.', '•'),
    ...item('Please do not write your name, or the name of anybody else.', '•'),
    ...h2('Would you rather not write?'),
    ...p(
      words?.phone
        ? `Ring ${words.phone}. Somebody reads out the questions and writes down what you say.`
        : `Tell us, and somebody reads out the questions. ${study.contact}`,
    ),
    ...p(`You can also answer on the internet: ${study.takePart}`),
    ...h2('When you are done'),
    ...(where
      ? [...p('Put the booklet in an envelope and send it to:'), ...linesOf(words?.send_to).flatMap(strongLine(sizes))]
      : p('Give the booklet back where you got it.')),
  ]
}

const strongLine =
  ({ body }: PrintSizes) =>
  (words: string) =>
    paragraph(words, { ...full, weight: 'bold', size: body, x: mm(7) })

/** Each purpose on its own, all empty at first. */
function consentBlocks({ items, withdrawUntil, asksBefore }: StudyPaper, sizes: PrintSizes): Block[] {
  if (items.length === 0) return []
  const { h2, p } = maker(sizes)
  return [
    ...h2('What you say yes to', true),
    ...p(
      'Please read the information first. Then put a cross beside each thing you say yes to. Leave the others empty.',
    ),
    ...items.flatMap(({ words, needed }): Block[] => [
      { ...tickRow(words, sizes, { spaced: true })[0]! },
      ...(needed
        ? paragraph('We need your yes to this one. Without it we cannot use your answers.', {
            ...full,
            size: sizes.body,
            x: boxGap(sizes),
          })
        : []),
    ]),
    ...(asksBefore ? codeOfThen(sizes) : []),
    ...p(
      withdrawUntil
        ? `You can take your answers back until ${dayInWords(withdrawUntil)}. You need not say why.`
        : 'You can take your answers back. You need not say why.',
    ),
  ]
}

/** A line for the code of an earlier wave: only whoever writes it there has their answers joined. */
function codeOfThen(sizes: PrintSizes): Block[] {
  const { strong, p } = maker(sizes)
  const { body } = sizes
  return [
    ...strong('Did you answer before?').map((block) => ({ ...block, withNext: true })),
    ...p('If you said yes to joining your answers, you can write the code you had then. If not, leave this empty.').map(
      (block) => ({ ...block, withNext: true }),
    ),
    { before: 0, height: body * 2.4, marks: [{ kind: 'rule', x: 0, y: body * 2.2, width: textWidth * 0.7 }] },
  ]
}

const boxGap = ({ box }: PrintSizes) => box + mm(3)

/** A box and the words beside it. */
function tickRow(words: string, sizes: PrintSizes, { x = 0, spaced = false } = {}): Block[] {
  const text = textMark(words, { ...full, size: sizes.body, x: x + boxGap(sizes) })
  const line = sizes.body * 1.42
  const box: Mark = { kind: 'box', x, y: (line - sizes.box) / 2, width: sizes.box, height: sizes.box }
  return [{ before: sizes.body * (spaced ? 0.8 : 0.35), height: Math.max(text.height, line), marks: [box, text.mark] }]
}

/** Questions stand in a little from their numbers. */
const numberRoom = ({ body }: PrintSizes) => body * 2.1

function questionBlocks({ questionnaire, language }: StudyPaper, said: Said, sizes: PrintSizes): Block[] {
  const order = printedOrder(questionnaire, language)
  const { h2, p } = maker(sizes)
  return order.flatMap((printed, at) => {
    const { section, round } = printed
    const before = order[at - 1]
    const begins = before?.section !== section || before.round !== round
    const next = order.find((later, n) => n > at && later.section !== section && later.number)?.number
    const otherwise = `go on ${next ? `to question ${next}` : 'to the last page'}.`
    const title = said(section.title)
    const head = begins
      ? [
          ...h2(section.repeat && round > 0 ? `${title}: ${round + 1}` : title, at === 0),
          ...(printed.sectionOnly && round === 0 ? p(`${printed.sectionOnly} Otherwise ${otherwise}`) : []),
          ...(section.repeat && round > 0 ? p(`${said(section.repeat.another)} If not, ${otherwise}`) : []),
        ].map((block) => ({ ...block, withNext: true }))
      : []
    return [...head, ...questionPart(printed, order.slice(at + 1), said, sizes)]
  })
}

function questionPart(printed: Printed, later: readonly Printed[], said: Said, sizes: PrintSizes): Block[] {
  const { question, number, ownOnly: only } = printed
  const { p } = maker(sizes)
  if (question.kind === 'statement') return p(said(question.ask)).map((block) => ({ ...block, withNext: true }))
  const x = numberRoom(sizes)
  const { body } = sizes
  const note = (words: string, before = 0.15) =>
    paragraph(words, { ...full, size: body, x, before: body * before, withNext: true })
  const after = later.find(
    (one) => one.number && (one.ownOnly !== only || one.section !== printed.section || one.round !== printed.round),
  )?.number
  const ask = textMark(said(question.ask), { ...full, weight: 'bold', size: body, x })
  const figure = textMark(String(number), { ...full, weight: 'bold', size: body })
  const routed = only
    ? note(`${only} Otherwise go on ${after ? `to question ${after}` : 'to the last page'}.`, 1.6)
    : []
  const head: Block[] = [
    ...routed,
    {
      before: body * (only ? 0.15 : 1.6),
      height: ask.height,
      marks: [figure.mark, ask.mark],
      withNext: true,
    },
    ...(question.hint ? note(said(question.hint)) : []),
    ...note(howTo(question)),
  ]
  const rows = [...answerRows(question, said, sizes), ...insteadRow(question, sizes)]
  // A question stays on one page, and with it what it asks.
  return [...head, ...rows.map((row, at) => ({ ...row, withNext: at < rows.length - 1 }))]
}

function howTo(question: Asked): string {
  switch (question.kind) {
    case 'one':
      return 'Choose one.'
    case 'many':
      return 'Choose all that fit.'
    case 'number':
      return 'Write a number.'
    case 'when':
      return 'Write when. Your own words are fine.'
    case 'words':
      return 'Write as much or as little as you like.'
  }
}

function answerRows(question: Asked, said: Said, sizes: PrintSizes): Block[] {
  const x = numberRoom(sizes)
  const { body } = sizes
  const rule: Block = {
    before: 0,
    height: body * 2.1,
    marks: [{ kind: 'rule', x, y: body * 2, width: textWidth - x }],
  }
  switch (question.kind) {
    case 'one':
    case 'many':
      return optionRows(
        question.options.map(({ label, hint }) => (hint ? `${said(label)} (${said(hint)})` : said(label))),
        question.kind === 'one' && question.ordered,
        sizes,
      )
    case 'number': {
      const [width, height] = [mm(34), body * 2.1]
      const unit = textMark(said(question.unit) || ' ', { ...full, size: body, x: x + width + mm(3) }, body * 0.35)
      return [{ before: body * 0.4, height, marks: [{ kind: 'box', x, y: 0, width, height }, unit.mark] }]
    }
    case 'when':
      return [rule]
    case 'words':
      return Array.from({ length: Math.min(Math.max(Math.ceil(question.most / 250), 2), 10) }, () => rule)
  }
}

/**
 * Answers one under another. Where all are short they stand in two columns, read downwards, to save paper; what goes from
 * less to more stays in one, because the eye follows it.
 */
function optionRows(labels: readonly string[], ordered: boolean, sizes: PrintSizes): Block[] {
  const x = numberRoom(sizes)
  const wide = (textWidth - x) / 2
  const short = labels.every((label) => widthOf(printable(label), 'regular', sizes.body) + boxGap(sizes) < wide - mm(3))
  if (!short || (ordered && labels.length > 2)) return labels.flatMap((label) => tickRow(label, sizes, { x }))
  const down = Math.ceil(labels.length / 2)
  return Array.from({ length: down }, (_, row) => {
    const beside = [labels[row], labels[row + down]].filter((label) => label !== undefined)
    const blocks = beside.map((label, at) => tickRow(label, sizes, { x: x + at * wide })[0]!)
    return { ...blocks[0]!, marks: blocks.flatMap(({ marks }) => marks) }
  })
}

/** What is no answer, and says so: apart from the answers, and never the same as leaving it out. */
function insteadRow({ dontKnow, ratherNot }: Asked, sizes: PrintSizes): Block[] {
  const x = numberRoom(sizes)
  const labels = [...(dontKnow ? ['I don’t know'] : []), ...(ratherNot ? ['I would rather not say'] : [])]
  if (labels.length === 0) return []
  const wide = (textWidth - x) / 2
  const marks = labels.flatMap((label, at) => tickRow(label, sizes, { x: x + at * wide })[0]!.marks)
  return [{ before: sizes.body * 0.75, height: sizes.body * 1.42, marks }]
}

/** What the web says on its last page is said here in words for paper: its thanks speak of a code on that page. */
function endBlocks({ withdrawUntil, words, ...study }: StudyPaper, sizes: PrintSizes) {
  const { h2, p } = maker(sizes)
  const until = withdrawUntil ? ` until ${dayInWords(withdrawUntil)}` : ''
  const ring = words?.phone ? `ring ${words.phone}, or ` : ''
  return [
    ...h2('Thank you'),
    ...p('That is all. Thank you for the time and thought you gave.'),
    ...(words ? p(`Please send this booklet to: ${linesOf(words.send_to).join(', ')}.`) : []),
    ...p(
      `You can take your answers back${until}. Keep your code, and then ${ring}go to ${study.takePart}. You need not say why.`,
    ),
    ...(study.contact ? p(`Questions about the study? ${study.contact}`) : []),
  ].map((block, at, all) => ({ ...block, withNext: at < all.length - 1 }))
}

/** The back of the last sheet is there to write on. */
function notes(sizes: PrintSizes): Leaf {
  const { h2, p } = maker(sizes)
  const head = flow([
    ...h2('Is there more to say?'),
    ...p('You can write here. Put the number of the question beside it. Please leave out names.'),
  ])[0]!
  const from = room.top + sizes.body * 9
  const step = sizes.body * 2.4
  const rules = Array.from({ length: Math.floor((room.bottom - from) / step) }, (_, at): Mark => {
    return { kind: 'rule', x: margin.left, y: from + at * step, width: textWidth }
  })
  return { marks: [...head.marks, ...rules] }
}

const foot = (words: string, { foot }: PrintSizes): Mark => ({
  kind: 'text',
  tag: 'P',
  lines: [words],
  weight: 'regular',
  size: foot,
  x: margin.left,
  y: codePlace.y,
})
