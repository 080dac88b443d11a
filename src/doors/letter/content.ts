/** What a letter says, before it is laid out: kept as it was sent, so that it can be printed again and looked at. */
import type { AnswerField } from '../../kit/lists.ts'

export interface LetterContent {
  readonly community: string
  /** the day it was written, ISO */
  readonly at: string
  readonly name: string
  /** under the name, for the window of the envelope; the postcode last */
  readonly address: readonly string[]
  readonly print: 'plain' | 'large'
  /** who sends it and where they are, a line each; empty until a steward says so */
  readonly from: readonly string[]
  /** where slips go, a line each */
  readonly replyTo: readonly string[]
  /** a number to ring */
  readonly phone: string | null
  readonly opening: readonly string[]
  readonly sections: readonly Section[]
  readonly slips: readonly Slip[]
}

export interface Section {
  readonly heading: string
  readonly words?: readonly string[]
  readonly items: readonly Item[]
}

export interface Item {
  readonly title: string
  /** one or two sentences under it */
  readonly about: readonly string[]
  readonly posts: readonly LetterPost[]
  /** code of the slip it can be answered on */
  readonly code?: string
}

export interface LetterPost {
  /** "Post 6 from Ama, 3 March 2026, in reply to post 2" */
  readonly heading: string
  /** who is speaking, and what it rests on */
  readonly standing: readonly string[]
  readonly words: readonly string[]
}

export interface Slip {
  readonly code: string
  /** what a phone's camera finds */
  readonly address: string
  readonly title: string
  readonly asks: readonly AnswerField[]
}

/**
 * A line in whose place a letter's phone codes are printed. The letter itself is kept, the codes are not.
 * Somebody else who writes this line in a message prints nothing but the reader's own codes in the reader's own letter.
 */
export const codesMark = '\uE000 phone codes'

/** The letter with codes in the place of that line, two in a row. */
export function withCodes(content: LetterContent, codes: readonly string[]): LetterContent {
  const rows = codes.flatMap((one, index) => (index % 2 === 0 ? [[one, codes[index + 1]].join('      ').trim()] : []))
  const filled = (lines: readonly string[]) => lines.flatMap((line) => (line === codesMark ? rows : [line]))
  const sections = content.sections.map((section) => ({
    ...section,
    items: section.items.map((item) => ({ ...item, about: filled(item.about) })),
  }))
  return { ...content, sections }
}

export const hasCodes = ({ sections }: LetterContent) =>
  sections.some(({ items }) => items.some(({ about }) => about.includes(codesMark)))

/** A letter as plain text: for the member's copy of everything of theirs. */
export function letterText(content: LetterContent): string {
  const { opening, sections, slips } = withCodes(content, ['(your codes)'])
  const item = ({ title, about, posts }: Item) => [
    title,
    ...about,
    ...posts.flatMap(({ heading, standing, words }) => [heading, ...standing, ...words]),
  ]
  return [
    ...opening,
    ...sections.flatMap(({ heading, words = [], items }) => [heading, ...words, ...items.flatMap(item)]),
    ...slips.map(({ code, title }) => `Reply slip ${code}: ${title}`),
  ].join('\n')
}
