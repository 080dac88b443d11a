/**
 * A questionnaire in several languages. Words of a language that is not offered yet may stand beside the others; it is
 * offered once none are missing. Pure.
 */
import {
  type HousePlace,
  type HouseWord,
  housePlaces,
  houseWordNames,
  houseWords,
  houseWordsBy,
  isHouseWord,
} from '../questionnaires/house-words.ts'
import type { Questionnaire, Words } from '../questionnaires/questionnaire.ts'

/** Some words and where they stand. */
export interface WordsAt {
  /** `title`, `you/title`, `you/age/ask`, `you/age/options/under-35` */
  readonly at: string
  /** the page on which they are put into another language: `front`, `you`, `you/age` */
  readonly of: string
  /** what they are, such as “Question” or “Answer” */
  readonly what: string
  readonly words: Words
}

/** Every place with words, in the order in which they are read. */
export function wordsIn(all: Questionnaire): WordsAt[] {
  const places: WordsAt[] = []
  const add = (of: string, at: string, what: string, words: Words | undefined) => {
    if (words) places.push({ of, at, what, words })
  }
  add('front', 'title', 'Title', all.title)
  add('front', 'intro', 'Said at the beginning', all.intro)
  add('front', 'thanks', 'Said at the end', all.thanks)
  for (const section of all.sections) {
    add(section.id, `${section.id}/title`, 'Title of this part', section.title)
    add(section.id, `${section.id}/another`, 'Asked before it comes again', section.repeat?.another)
    for (const question of section.questions) {
      const of = `${section.id}/${question.id}`
      add(of, `${of}/ask`, 'Question', question.ask)
      if (question.kind === 'statement') continue
      add(of, `${of}/hint`, 'Hint', question.hint)
      if (question.kind === 'number') {
        add(of, `${of}/unit`, 'Unit', question.unit)
        for (const [n, band] of question.bands.entries()) add(of, `${of}/bands/${n}`, 'Band', band.label)
      }
      if (!('options' in question)) continue
      for (const option of question.options) {
        add(of, `${of}/options/${option.value}`, 'Answer', option.label)
        add(of, `${of}/hints/${option.value}`, 'Hint to the answer', option.hint)
      }
    }
  }
  return places
}

/** The house's own words, which a language may lack: then they are said in English. */
export const houseWordsIn = ({ words }: Questionnaire): WordsAt[] =>
  housePlaces.flatMap((place) =>
    (Object.keys(houseWordsBy[place]) as HouseWord[]).map((name) => ({
      at: `house/${name}`,
      of: housePage(place),
      what: houseWords[name],
      words: {
        en: houseWords[name],
        ...Object.fromEntries(
          Object.entries(words ?? {}).flatMap(([one, said]) => (said[name] ? [[one, said[name]]] : [])),
        ),
      },
    })),
  )
/** No part of a questionnaire has such a name. */
export const housePage = (place: HousePlace) => `house-${place}`

export const houseWordsMissing = ({ words }: Questionnaire, language: string): HouseWord[] =>
  language === 'en' ? [] : houseWordNames.filter((name) => !words?.[language]?.[name])

/** The same with words in one language put in, by where they stand. Empty words are taken away. */
export function translated(all: Questionnaire, language: string, said: ReadonlyMap<string, string>): Questionnaire {
  const copy = structuredClone(all)
  for (const { at, words } of wordsIn(copy)) {
    const text = said.get(at)
    if (text === undefined) continue
    if (text) words[language] = text
    else delete words[language]
  }
  const own: Partial<Record<HouseWord, string>> = { ...copy.words?.[language] }
  for (const [at, text] of said) {
    const name = at.replace(/^house\//, '')
    if (name === at || !isHouseWord(name)) continue
    if (text) own[name] = text
    else delete own[name]
  }
  const { words: { [language]: _, ...others } = {}, ...whole } = copy
  const words = Object.keys(own).length > 0 ? { ...others, [language]: own } : others
  return Object.keys(words).length > 0 ? { ...whole, words } : whole
}

/** Languages that have words but are not offered yet. */
export const underWay = (all: Questionnaire): string[] => {
  const found = new Set([...wordsIn(all).flatMap(({ words }) => Object.keys(words)), ...Object.keys(all.words ?? {})])
  return [...found].filter((one) => !all.languages.includes(one)).sort()
}

export const missingIn = (all: Questionnaire, language: string): WordsAt[] =>
  wordsIn(all).filter(({ words }) => !words[language])

/**
 * The same, offered only in languages that have all their words: whoever adds a question need not speak each of them.
 *
 * @returns and which are not offered any more
 */
export function offeredWhole(all: Questionnaire): { readonly all: Questionnaire; readonly paused: readonly string[] } {
  const [first, ...others] = all.languages
  const paused = others.filter((language) => missingIn(all, language).length > 0)
  return { all: { ...all, languages: [first!, ...others.filter((one) => !paused.includes(one))] }, paused }
}

const names = new Intl.DisplayNames('en-GB', { type: 'language', fallback: 'code' })
/** “Welsh” for cy; the letters themselves where nobody knows. */
export const languageName = (language: string): string => {
  try {
    return names.of(language) ?? language
  } catch {
    return language
  }
}
