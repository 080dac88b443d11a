/**
 * How hard words are to read.
 * Grade: 0.39 words a sentence + 11.8 syllables a word - 15.59. Source: Kincaid, Fishburne, Rogers and Chissom 1975,
 * "Derivation of new readability formulas for Navy enlisted personnel", research branch report 8-75.
 */

/** Words as they are counted: what is joined by a hyphen is one, and so is a number. */
export const wordsOf = (text: string): readonly string[] => text.match(/\p{L}[\p{L}’'-]*|\d[\d.,:]*/gu) ?? []

/** Where vowels that stand together are spoken apart, as in i-dea, be-ing and us-ual. */
const apart =
  /(?<=[aeiouy].*)ea(?=s?$)|(?<=cr)ea|[eioy](?=ing)|(?<![cgst])i(?=a|o|enc)|i(?=ety?$)|eo(?!p)|(?<!q)ua(?=l)/g

/**
 * Each run of vowels is a syllable, but for an e that is not spoken: at the end, in -es and -ed, before -ly and the like.
 * Source: the vowel rule of Fang 1968, "By computer: Flesch’s Reading Ease score and a syllable counter", Behavioral
 * Science 13. A number counts as one: how long it is makes it no harder.
 */
export function syllables(word: string): number {
  const spoken = word
    .toLowerCase()
    .replace(/’\p{L}+$/u, '')
    .replace(/^(some|every|there|home)(?=[a-z]{3})/, (start) => start.slice(0, -1))
    .replace(/([^aeiouyl])le(s|d)?$/, '$1al')
    .replace(/(?<=[aeiouy].*)(e|(?<!sh|ch|[cgsxz])es|(?<![dt])ed)$/, '')
    .replace(/(?<=[aeiouy].*[^aeiouyl])e(?=(ly|ty|ment|ful|less|ness)$)/, '')
  const runs = spoken.match(/[aeiouy]+/g)?.length ?? 0
  return Math.max(1, runs + (spoken.match(apart)?.length ?? 0))
}

/** @returns the school grade, in years, at which these sentences can be read */
export function grade(sentences: readonly string[]): number {
  const words = sentences.flatMap(wordsOf)
  const spoken = words.reduce((sum, word) => sum + syllables(word), 0)
  return 0.39 * (words.length / sentences.length) + 11.8 * (spoken / words.length) - 15.59
}

/** Where one sentence ends and the next begins. */
const between = /(?<=[.!?][”)]?)\s+(?=[\p{Lu}“(\d])/u

/** The sentences of some words, each line apart. */
export const sentencesOf = (text: string): string[] =>
  text
    .split('\n')
    .flatMap((line) => line.split(between))
    .map((one) => one.trim())
    .filter((one) => wordsOf(one).length > 0)
