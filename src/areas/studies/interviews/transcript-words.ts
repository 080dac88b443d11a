/**
 * The words of a transcript. Pure. Places are counted in Unicode code points, not in UTF-16 units as JavaScript counts
 * its strings: 😀 is one, an e with a combining accent is two (REFI-QDA 1.5).
 */

/** Three hours of talk, and some more. */
export const mostLetters = 300_000

/** How many code points there are. */
export const lengthOf = (words: string) => {
  let length = 0
  for (const _ of words) length++
  return length
}

/** The words from one place up to, but not with, another. Cutting many, give the points once. */
export const between = (words: string | readonly string[], from: number, to: number) =>
  (typeof words === 'string' ? [...words] : words).slice(from, to).join('')

/**
 * Text from outside as it is kept: line ends of one kind, no control letters, no spaces at the ends of lines, no blank
 * lines, for each line is a paragraph with a number.
 */
export const tidied = (text: string) =>
  text
    .replace(/^\ufeff/, '')
    .replace(/\r\n?|[\u2028\u2029\u0085]/g, '\n')
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f\ufffe\uffff]/g, '')
    .replace(/[\t\u00a0 ]+/g, ' ')
    .replace(/ *\n[ \n]*/g, '\n')
    .trim()

export interface Paragraph {
  /** from 1 */
  readonly number: number
  readonly from: number
  readonly to: number
  readonly words: string
  /** who speaks, where the line says so: "I:" asks, "P:" answers */
  readonly speaker: string | null
}

/** The lines with words in them, numbered. */
export function paragraphsOf(words: string): Paragraph[] {
  const paragraphs: Paragraph[] = []
  let at = 0
  for (const line of words.split('\n')) {
    const length = lengthOf(line)
    if (line.trim())
      paragraphs.push({
        number: paragraphs.length + 1,
        from: at,
        to: at + length,
        words: line,
        speaker: /^\s*(\p{L}[\p{L}\p{N} ]{0,11}):\s/u.exec(line)?.[1] ?? null,
      })
    at += length + 1
  }
  return paragraphs
}

/** Paragraphs a page at a time: a page holds at least one, and stops before it grows heavy. */
export function pagesOf(paragraphs: readonly Paragraph[], most = 6000): Paragraph[][] {
  const pages: Paragraph[][] = []
  let room = 0
  for (const one of paragraphs) {
    if (pages.length === 0 || room < one.to - one.from) {
      pages.push([])
      room = most
    }
    pages.at(-1)!.push(one)
    room -= one.to - one.from
  }
  return pages
}

/** One name and what stands in its place. */
export interface Replacement {
  readonly name: string
  readonly becomes: string
}

/** A line of a list that cannot be understood, for whoever wrote it. */
export interface Unclear {
  readonly line: number
  readonly says: string
}

/** Read a list with a name a line: "Nia = [daughter]". */
export function replacementsIn(list: string): { replacements: Replacement[]; unclear: Unclear[] } {
  const replacements: Replacement[] = []
  const unclear: Unclear[] = []
  for (const [at, line] of list.split('\n').entries()) {
    if (!line.trim()) continue
    const [, name = '', becomes = ''] = /^([^=]*)=(.*)$/.exec(line) ?? []
    const says = !/=/.test(line)
      ? 'Write the name, = and what takes its place.'
      : !name.trim()
        ? 'The name is missing.'
        : !becomes.trim()
          ? 'What takes its place is missing.'
          : becomes.toLowerCase().includes(name.trim().toLowerCase())
            ? 'The name is still in what takes its place.'
            : null
    if (says) unclear.push({ line: at + 1, says })
    else replacements.push({ name: name.trim(), becomes: becomes.trim().replace(/^\[?(.*?)\]?$/, '[$1]') })
  }
  return { replacements, unclear }
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
const letter = '[\\p{L}\\p{N}\\p{M}]'

export interface Replaced {
  readonly words: string
  /** how often each name was found, in the order of the list */
  readonly found: readonly number[]
}

/** Replace names everywhere: whole words, whatever their case, the longest first, so that "Nia Rees" goes before "Nia". */
export function replaced(words: string, replacements: readonly Replacement[]): Replaced {
  if (replacements.length === 0) return { words, found: [] }
  const longestFirst = [...replacements.entries()].sort(([, a], [, b]) => b.name.length - a.name.length)
  const names = longestFirst.map(([, { name }]) => escaped(name).replace(/\s+/g, '\\s+'))
  const found = replacements.map(() => 0)
  const anyName = new RegExp(`(?<!${letter})(${names.join('|')})(?!${letter})`, 'giu')
  const plain = (text: string) => text.toLowerCase().replace(/\s+/g, ' ')
  const known = new Map(longestFirst.toReversed().map(([at, { name }]) => [plain(name), at]))
  /** A few letters have a lower case that the pattern knows and `toLowerCase` does not. */
  const searched = (hit: string) =>
    longestFirst[names.findIndex((name) => new RegExp(`^${name}$`, 'iu').test(hit))]?.[0]
  const after = words.replace(anyName, (hit) => {
    const at = known.get(plain(hit)) ?? searched(hit)
    if (at === undefined) return hit
    found[at]!++
    return replacements[at]!.becomes
  })
  return { words: after, found }
}

/** Words that begin in the middle of a sentence with a capital letter: these may still be names. The most often first. */
export function mayBeNames(words: string): string[] {
  const seen = new Map<string, number>()
  const bare = words.replace(/\[[^\]\n]*\]/g, '[]').replace(/^\s*\p{L}[\p{L}\p{N} ]{0,11}:\s/gmu, '')
  for (const [, found] of bare.matchAll(/(?<=[\p{Ll}\p{N},;:’'”)\]]\s+[“‘"'(]?)(\p{Lu}[\p{L}\p{M}’'-]+)/gu)) {
    const name = found!.replace(/[’']s$/, '')
    if (!everyday.has(name)) seen.set(name, (seen.get(name) ?? 0) + 1)
  }
  return [...seen].sort(([a, n], [b, m]) => m - n || a.localeCompare(b)).map(([name]) => name)
}

/** Words with a capital letter that name nobody. */
const everyday = new Set(
  (
    "I'm I’m I've I’ve I'd I’d I'll I’ll Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March " +
    'April May June July August September October November December Christmas Easter Facebook WhatsApp Google YouTube ' +
    'Rett NHS GP MECP2 CDKL5 FOXG1 English England Scotland Wales Welsh Ireland Irish Britain British UK'
  ).split(' '),
)
