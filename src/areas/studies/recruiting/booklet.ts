/**
 * The paper booklet of a questionnaire, from the same content as its pages on the web: one question after another, boxes to
 * tick, "I don't know" and "I would rather not say" as boxes of their own, never a grid. Pure: nothing is drawn here.
 */
import { printable, widthOf } from '../../../kit/paper/faces.ts'
import { margin, mm, paper, textWidth } from '../../../kit/paper/measures.ts'
import { piped } from '../questionnaires/answering.ts'
import { type House, houseOf } from '../questionnaires/house.ts'
import type { HouseWord } from '../questionnaires/house-words.ts'
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
  const say = houseOf(study.questionnaire, study.language).plain
  const blocks = [
    ...coverBlocks(study, said, say, sizes),
    ...consentBlocks(study, say, sizes),
    ...questionBlocks(study, said, say, sizes),
    ...endBlocks(study, say, sizes),
  ]
  const leaves = evened(flow(blocks), notes(say, sizes))
  const page = (number: number) => say('paperPage', { number, many: leaves.length })
  return leaves.map(({ marks }, at) => ({ marks: [...marks, foot(page(at + 1), sizes)] }))
}

/** Words of the questionnaire. */
type Said = (words: Words | undefined) => string
/** Words of the house, in the same language where it has them. */
type Say = House['plain']
const noon = (day: string) => new Date(`${day}T12:00:00Z`)

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

function coverBlocks(
  { title, runBy, questionnaire, words, ...study }: StudyPaper,
  said: Said,
  say: Say,
  sizes: PrintSizes,
) {
  const { h1, h2, p, item } = maker(sizes)
  const where = linesOf(words?.send_to).join(', ')
  return [
    ...h1(said(questionnaire.title) || title),
    ...(runBy ? p(say('studyBy', { who: runBy })) : []),
    ...linesOf(said(questionnaire.intro)).flatMap(p),
    ...h2(say('paperHow')),
    ...item(say('paperPen'), '•'),
    ...item(say('paperMistake'), '•'),
    ...item(say('paperLeaveOut'), '•'),
    ...item(say('paperSomeOnly'), '•'),
    ...item(say('paperNoNames'), '•'),
    ...h2(say('paperNotWrite')),
    ...p(words?.phone ? say('paperRing', { phone: words.phone }) : say('paperTell', { contact: study.contact })),
    ...p(say('paperOnline', { address: study.takePart })),
    ...h2(say('paperDone')),
    ...(where
      ? [...p(say('paperEnvelope')), ...linesOf(words?.send_to).flatMap(strongLine(sizes))]
      : p(say('paperGiveBack'))),
  ]
}

const strongLine =
  ({ body }: PrintSizes) =>
  (words: string) =>
    paragraph(words, { ...full, weight: 'bold', size: body, x: mm(7) })

/** Each purpose on its own, all empty at first. */
function consentBlocks({ items, withdrawUntil, asksBefore }: StudyPaper, say: Say, sizes: PrintSizes): Block[] {
  if (items.length === 0) return []
  const { h2, p } = maker(sizes)
  return [
    ...h2(say('yesTitle'), true),
    ...p(say('paperYes')),
    ...items.flatMap(({ words, needed }): Block[] => [
      { ...tickRow(words, sizes, { spaced: true })[0]! },
      ...(needed
        ? paragraph(say('paperNeeded'), {
            ...full,
            size: sizes.body,
            x: boxGap(sizes),
          })
        : []),
    ]),
    ...(asksBefore ? codeOfThen(say, sizes) : []),
    ...p(withdrawUntil ? say('paperTakeBackUntil', { day: noon(withdrawUntil) }) : say('paperTakeBack')),
  ]
}

/** A line for the code of an earlier wave: only whoever writes it there has their answers joined. */
function codeOfThen(say: Say, sizes: PrintSizes): Block[] {
  const { strong, p } = maker(sizes)
  const { body } = sizes
  return [
    ...strong(say('before')).map((block) => ({ ...block, withNext: true })),
    ...p(say('paperBefore')).map((block) => ({ ...block, withNext: true })),
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

function questionBlocks({ questionnaire, language }: StudyPaper, said: Said, say: Say, sizes: PrintSizes): Block[] {
  const order = printedOrder(questionnaire, language, houseOf(questionnaire, language))
  const { h2, p } = maker(sizes)
  return order.flatMap((printed, at) => {
    const { section, round } = printed
    const before = order[at - 1]
    const begins = before?.section !== section || before.round !== round
    const next = order.find((later, n) => n > at && later.section !== section && later.number)?.number
    const title = said(section.title)
    const head = begins
      ? [
          ...h2(section.repeat && round > 0 ? `${title}: ${round + 1}` : title, at === 0),
          ...(printed.sectionOnly && round === 0
            ? p(`${printed.sectionOnly} ${elsewhere(say, 'paperOtherwise', next)}`)
            : []),
          ...(section.repeat && round > 0
            ? p(`${said(section.repeat.another)} ${elsewhere(say, 'paperIfNot', next)}`)
            : []),
        ].map((block) => ({ ...block, withNext: true }))
      : []
    return [...head, ...questionPart(printed, order.slice(at + 1), said, say, sizes)]
  })
}

/** Where to go on, by number; null: nothing is asked after this. */
const elsewhere = (say: Say, words: 'paperOtherwise' | 'paperIfNot', next: number | null | undefined) =>
  next ? say(words, { number: String(next) }) : say(`${words}End`)

function questionPart(printed: Printed, later: readonly Printed[], said: Said, say: Say, sizes: PrintSizes): Block[] {
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
  const routed = only ? note(`${only} ${elsewhere(say, 'paperOtherwise', after)}`, 1.6) : []
  const head: Block[] = [
    ...routed,
    {
      before: body * (only ? 0.15 : 1.6),
      height: ask.height,
      marks: [figure.mark, ask.mark],
      withNext: true,
    },
    ...(question.hint ? note(said(question.hint)) : []),
    ...note(say(howTo[question.kind])),
  ]
  const rows = [...answerRows(question, said, sizes), ...insteadRow(question, say, sizes)]
  // A question stays on one page, and with it what it asks.
  return [...head, ...rows.map((row, at) => ({ ...row, withNext: at < rows.length - 1 }))]
}

const howTo = {
  one: 'paperChooseOne',
  many: 'chooseAll',
  number: 'paperWriteNumber',
  when: 'paperWriteWhen',
  words: 'paperWriteMuch',
} as const satisfies Record<Asked['kind'], HouseWord>

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
function insteadRow({ dontKnow, ratherNot }: Asked, say: Say, sizes: PrintSizes): Block[] {
  const x = numberRoom(sizes)
  const labels = [...(dontKnow ? [say('dontKnow')] : []), ...(ratherNot ? [say('ratherNot')] : [])]
  if (labels.length === 0) return []
  const wide = (textWidth - x) / 2
  const marks = labels.flatMap((label, at) => tickRow(label, sizes, { x: x + at * wide })[0]!.marks)
  return [{ before: sizes.body * 0.75, height: sizes.body * 1.42, marks }]
}

/** What the web says on its last page is said here in words for paper: its thanks speak of a code on that page. */
function endBlocks({ withdrawUntil, words, ...study }: StudyPaper, say: Say, sizes: PrintSizes) {
  const { h2, p } = maker(sizes)
  const address = study.takePart
  const back = withdrawUntil ? say('paperTakeBackUntil', { day: noon(withdrawUntil) }) : say('paperTakeBack')
  const keep = words?.phone
    ? say('paperKeepCodeRing', { phone: words.phone, address })
    : say('paperKeepCode', { address })
  return [
    ...h2(say('thankYou')),
    ...p(say('paperThanks')),
    ...(words ? p(say('paperSendTo', { address: linesOf(words.send_to).join(', ') })) : []),
    ...p(`${back} ${keep}`),
    ...(study.contact ? p(say('paperQuestions', { contact: study.contact })) : []),
  ].map((block, at, all) => ({ ...block, withNext: at < all.length - 1 }))
}

/** The back of the last sheet is there to write on. */
function notes(say: Say, sizes: PrintSizes): Leaf {
  const { h2, p } = maker(sizes)
  const head = flow([...h2(say('paperMore')), ...p(say('paperMoreHow'))])[0]!
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
