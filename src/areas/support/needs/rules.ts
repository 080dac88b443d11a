/** A need in words, and the topic that somebody's own word means. No database, no clock. */
import type { Condition } from '../../../kit/community.ts'
import { fuzzyWords } from '../../../kit/fuzzy-day.ts'
import type { Need } from '../../../kit/lists.ts'
import { type OwnNeed, type What, whats } from './needs.ts'

type Topics = Pick<Condition, 'topics' | 'layWords'>

/** How a topic is tied to what is needed: "to know more about sleep", "equipment to do with moving". */
const about: Partial<Record<What, string>> = { information: 'about', talk: 'about' }

/** "Someone to talk to about sleep" */
export function needTitle({ what, topic }: Pick<Need, 'what' | 'topic'>, condition: Topics): string {
  const named = topic && (condition.topics.find(({ id }) => id === topic)?.name ?? topic)
  const words = whats[what as What]
  const whole = named ? `${words} ${about[what as What] ?? 'to do with'} ${named}` : words
  return whole.charAt(0).toUpperCase() + whole.slice(1)
}

/** Since when, in their words: "last spring (2025)"; null when they did not say. */
export const sinceWords = ({ since_words, since_from: from, since_to: to }: OwnNeed) =>
  since_words && fuzzyWords(since_words, from && to ? { from, to } : null)

const plain = (text: string) => text.toLowerCase().replace(/\s+/g, ' ').trim()
const isIn = (words: string, all: string) => ` ${plain(all)} `.includes(` ${plain(words)} `)

/** Topics that other words stand for: those in whose name one of these words is. */
const meant = (words: readonly string[], { topics }: Topics) =>
  topics.find(({ id, name }) => words.some((one) => plain(one) === id || isIn(one, name)))

/**
 * The topic somebody means: by its name, by a part of its name, or by an everyday word for it.
 *
 * @returns the topic's id, or null when there is none by that name
 * @example
 * topicMeant('fits', condition) // 'epilepsy'
 */
export function topicMeant(typed: string, condition: Topics): string | null {
  const said = plain(typed)
  if (!said) return null
  const exact = condition.topics.find(({ id, name }) => id === said || plain(name) === said)
  if (exact) return exact.id
  const lay = Object.entries(condition.layWords).filter(([word]) => isIn(word, said))
  return (
    (
      meant([said], condition) ??
      meant(
        lay.flatMap(([, words]) => words),
        condition,
      )
    )?.id ?? null
  )
}

const mostLayWords = 3

/** Every topic as it is offered, with the everyday words that stand for it: "epilepsy (fits)". */
export const topicOptions = (condition: Topics) =>
  condition.topics.map((topic) => {
    const lay = Object.entries(condition.layWords)
      .filter(([word, words]) => !isIn(word, topic.name) && meant(words, condition) === topic)
      .map(([word]) => word)
      .filter((word, _, all) => !all.includes(`${word}s`))
      .slice(0, mostLayWords)
    const label = lay.length > 0 ? `${topic.name} (${lay.join(', ')})` : topic.name
    return { value: topic.id, label }
  })

const year = 365 * 24 * 60 * 60 * 1000

/** Whether it is asked, once and on their own list only, if this is still so. A need does not decay. */
export const isLongAgo = (confirmed: Date, now: Date) => now.getTime() - confirmed.getTime() > year
