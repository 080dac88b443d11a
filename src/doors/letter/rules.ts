/** Who is due a letter, and how much goes into one. No database; the clock is given. */
import type { Preferences } from '../../areas/members/preferences.ts'

const day = 24 * 60 * 60 * 1000

/**
 * Days after the last letter at which the next is due. A steward who makes letters once a week or once a month
 * does not do it at the same hour each time, so each is a little short. Nobody is written to every day.
 */
const dueAfter: Record<Preferences['digest'], number | null> = { daily: 6, weekly: 6, monthly: 26, none: null }

export interface Waiting {
  readonly howOften: Preferences['digest']
  /** a letter reaches them: they did not pause, or they kept it */
  readonly wants: boolean
  readonly joined: Date
  /** up to when their last letter that was posted told news */
  readonly last: Date | null
  /** something is to be told to them by letter: a notice, or what a slip became */
  readonly told: boolean
}

/**
 * Whether somebody is due a letter, and since when it tells news. What waits to be told goes out with the next batch,
 * and then the news goes with it, for a stamp is a stamp.
 *
 * @returns null when none is due; `news` null: only what waits
 */
export function letterDue({ howOften, wants, joined, last, told }: Waiting, now: Date): { news: Date | null } | null {
  const after = dueAfter[howOften]
  const regular = wants && after !== null
  const since = last ?? new Date(Math.max(joined.getTime(), now.getTime() - firstDays * day))
  if (told) return { news: regular ? since : null }
  if (!regular) return null
  return last && now.getTime() - last.getTime() < after * day ? null : { news: since }
}

/** A first letter looks back a month, as a first digest looks back one period. */
const firstDays = 31

/**
 * How many words of posts go into one letter, and how many conversations: about six pages in plain print, nine in large,
 * and as many of slips. Folded in three they are under 5 mm and 100 grams, which a letter of the Royal Mail may be.
 */
export const mostWords = { plain: 2400, large: 1600 } as const
export const mostConversations = { plain: 10, large: 7 } as const

/** Of one post, and of one conversation, before it is cut: a letter holds several. */
export const mostWordsOfPost = 700
export const mostPosts = 20

/** Lines of each list of what may help. */
export const mostLines = { plain: 4, large: 3 } as const

const counted = (text: string) => text.split(/\s+/).filter(Boolean).length

/**
 * The beginning of somebody's words, cut at the end of a sentence where there is one.
 *
 * @param most how many words
 * @returns paragraphs, and how many words were left out
 */
export function beginningOf(text: string, most: number): { words: string[]; left: number } {
  const all = counted(text)
  if (all <= most) return { words: paragraphs(text), left: 0 }
  const some = text.match(new RegExp(String.raw`^\s*(?:\S+\s+){${most}}`))?.[0] ?? text
  const sentence = some.match(/^[\s\S]*[.!?…](?=\s)/)?.[0]
  const kept = sentence && counted(sentence) > most / 2 ? sentence.trim() : `${some.trim()} …`
  return { words: paragraphs(kept), left: all - counted(kept) }
}

export const wordsIn = (words: readonly string[]) => words.reduce((sum, one) => sum + counted(one), 0)

const paragraphs = (text: string) =>
  text
    .split(/\n+/)
    .map((line) => line.trim())
    .filter(Boolean)

/** An address as it stands in a window: name, lines, postcode; five lines at most, so that all of it shows. */
export function addressLines(name: string, address: string, postcode: string | null): string[] {
  const lines = address
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
  const most = postcode ? 4 : 5
  const fits = lines.length <= most ? lines : [...lines.slice(0, most - 1), lines.slice(most - 1).join(', ')]
  return [name, ...fits, ...(postcode ? [postcode] : [])]
}
