/**
 * Changes to a questionnaire: each takes a whole one and gives a whole one. Pure. Whether what comes out can be asked is
 * for `Questionnaire` to say, as it does of everything.
 */
import { nameFrom } from '../formats/carried.ts'
import type { Condition, Question, Questionnaire, Section, Words } from '../questionnaires/questionnaire.ts'
import { questionsOf } from '../questionnaires/questionnaire.ts'

/** The section and the question of a name; null when nothing is named so. */
export function questionNamed({ sections }: Questionnaire, name: string) {
  for (const section of sections)
    for (const question of section.questions) if (question.id === name) return { section, question }
  return null
}
export const sectionNamed = ({ sections }: Questionnaire, name: string): Section | null =>
  sections.find(({ id }) => id === name) ?? null

/** The same with a question's name changed wherever it is repeated or decides something. */
export function renamed(all: Questionnaire, from: string, to: string): Questionnaire {
  if (from === to) return all
  const inWords = (some: Words): Words =>
    Object.fromEntries(
      Object.entries(some).map(([language, text]) => [language, text.replaceAll(`{${from}}`, `{${to}}`)]),
    )
  const inCondition = (one: Condition): Condition => {
    if ('all' in one) return { all: one.all.map(inCondition) }
    if ('any' in one) return { any: one.any.map(inCondition) }
    if ('not' in one) return { not: inCondition(one.not) }
    return one.question === from ? { ...one, question: to } : one
  }
  const shown = <One extends { show?: Condition | undefined }>(one: One): One =>
    one.show ? { ...one, show: inCondition(one.show) } : one
  return {
    ...all,
    sections: all.sections.map((section) => ({
      ...shown(section),
      questions: section.questions.map((question) => ({
        ...shown(question),
        id: question.id === from ? to : question.id,
        ask: inWords(question.ask),
      })),
    })),
  }
}

const withQuestions = (all: Questionnaire, section: string, change: (questions: Question[]) => Question[]) => ({
  ...all,
  sections: all.sections.map((one) => (one.id === section ? { ...one, questions: change(one.questions) } : one)),
})
const putIn = <One>(list: readonly One[], at: number, one: One) => [...list.slice(0, at), one, ...list.slice(at)]

/**
 * A question changed, or a new one.
 *
 * @param was the name of the one that is changed; null for a new one
 * @param section of a new one
 * @param after the question it follows; null: at the end of the section
 */
export function withQuestion(
  all: Questionnaire,
  made: Question,
  { was, section, after = null }: { was: string | null; section: string; after?: string | null },
): Questionnaire {
  if (was) {
    const found = questionNamed(all, was)!
    const put = withQuestions(all, found.section.id, (questions) =>
      questions.map((one) => (one.id === was ? { ...made, id: was } : one)),
    )
    // Another question of that name is a fault, and must not be made part of this one.
    return was === made.id || questionNamed(all, made.id) ? nameAlone(put, was, made.id) : renamed(put, was, made.id)
  }
  return withQuestions(all, section, (questions) => {
    const at = questions.findIndex(({ id }) => id === after)
    return putIn(questions, at < 0 ? questions.length : at + 1, made)
  })
}
const nameAlone = (all: Questionnaire, was: string, id: string): Questionnaire => {
  const { section } = questionNamed(all, was)!
  return withQuestions(all, section.id, (questions) => questions.map((one) => (one.id === was ? { ...one, id } : one)))
}

/** A section's own words and rules; its questions stay. A new one comes at the end. */
export function withSection(all: Questionnaire, made: Section, was: string | null): Questionnaire {
  if (!was) return { ...all, sections: [...all.sections, made] }
  return { ...all, sections: all.sections.map((one) => (one.id === was ? { ...made, questions: one.questions } : one)) }
}

export const directions = ['up', 'down'] as const
export type Direction = (typeof directions)[number]

const swapped = <One>(list: readonly One[], at: number, to: number): One[] => {
  const next = [...list]
  const [one] = next.splice(at, 1)
  next.splice(to, 0, one!)
  return next
}

/** A section moved by one; the first stays first. */
export function sectionMoved(all: Questionnaire, name: string, direction: Direction): Questionnaire {
  const at = all.sections.findIndex(({ id }) => id === name)
  const to = at + (direction === 'up' ? -1 : 1)
  return to < 0 || to >= all.sections.length ? all : { ...all, sections: swapped(all.sections, at, to) }
}

/** A question moved by one, over the edge of its section into the next. */
export function questionMoved(all: Questionnaire, name: string, direction: Direction): Questionnaire {
  const { section, question } = questionNamed(all, name)!
  const at = section.questions.indexOf(question)
  const to = at + (direction === 'up' ? -1 : 1)
  if (to >= 0 && to < section.questions.length)
    return withQuestions(all, section.id, (questions) => swapped(questions, at, to))
  const next = all.sections[all.sections.indexOf(section) + (direction === 'up' ? -1 : 1)]
  if (!next) return all
  const without = withQuestions(all, section.id, (questions) => questions.filter(({ id }) => id !== name))
  return withQuestions(without, next.id, (questions) =>
    direction === 'up' ? [...questions, question] : [question, ...questions],
  )
}

/** A copy of a question, after it, under a name of its own. */
export function questionCopied(all: Questionnaire, name: string): { readonly all: Questionnaire; readonly id: string } {
  const { section, question } = questionNamed(all, name)!
  const id = nameFrom(name, new Set(questionsOf(all).map((one) => one.id)))
  return { all: withQuestion(all, { ...question, id }, { was: null, section: section.id, after: name }), id }
}

/** A copy of a section after it; what its questions decide among themselves is decided by the copies. */
export function sectionCopied(all: Questionnaire, name: string): { readonly all: Questionnaire; readonly id: string } {
  const at = all.sections.findIndex((one) => one.id === name)
  const id = nameFrom(name, new Set(all.sections.map((one) => one.id)))
  const taken = new Set(questionsOf(all).map((one) => one.id))
  let alone: Questionnaire = { ...all, sections: [{ ...all.sections[at]!, id }] }
  for (const question of all.sections[at]!.questions) {
    const other = nameFrom(question.id, taken)
    taken.add(other)
    alone = renamed(alone, question.id, other)
  }
  return { all: { ...all, sections: putIn(all.sections, at + 1, alone.sections[0]!) }, id }
}

export const questionRemoved = (all: Questionnaire, name: string): Questionnaire =>
  withQuestions(all, questionNamed(all, name)!.section.id, (questions) => questions.filter(({ id }) => id !== name))

export const sectionRemoved = (all: Questionnaire, name: string): Questionnaire => ({
  ...all,
  sections: all.sections.filter(({ id }) => id !== name),
})

/** What somebody who answers sees of a change, told before a new version is opened. */
export interface Changes {
  readonly added: readonly string[]
  readonly gone: readonly string[]
  readonly changed: readonly string[]
}

export function changesBetween(before: Questionnaire, now: Questionnaire): Changes {
  const [was, is] = [before, now].map((one) => new Map(questionsOf(one).map((question) => [question.id, question])))
  const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other)
  return {
    added: [...is!.keys()].filter((id) => !was!.has(id)),
    gone: [...was!.keys()].filter((id) => !is!.has(id)),
    changed: [...is!.keys()].filter((id) => was!.has(id) && !same(was!.get(id), is!.get(id))),
  }
}
