/** The house's own words in a participant's language; what is missing is said in English, and marked as English. Pure. */
import { type Html, html } from '../../../kit/html.ts'
import type { Tongue } from '../../../kit/page.ts'
import type { Refusal } from '../../../kit/refuse.ts'
import { type HouseWord, houseWordNames, houseWords } from './house-words.ts'
import type { Questionnaire } from './questionnaire.ts'

/** What is put in where braces stand. A day is written, and a number grouped, as the language does it. */
export type HouseValue = string | number | Date | Html
type Values = Readonly<Record<string, HouseValue>>

export interface House {
  /**
   * Words for a page: text, or HTML where they hold a link or are marked as English. Never for an attribute.
   *
   * @example house('numberFromTo', { least: '0', most: '70' })
   */
  (name: HouseWord, values?: Values): string
  readonly language: string
  readonly dir: 'ltr' | 'rtl'
  /** the same for a title or for paper, where nothing can be marked; values are text */
  plain(name: HouseWord, values?: Values): string
  /** a refusal in the words of the house, where it was made with them */
  refused(refusal: Refusal): Refusal
}

const rightToLeft = /^(?:Arab|Hebr|Syrc|Thaa|Nkoo|Adlm|Rohg|Mand|Samr)$/
/** Which way a language is written. */
export function directionOf(language: string): 'ltr' | 'rtl' {
  const { script } = new Intl.Locale(language).maximize()
  return script && rightToLeft.test(script) ? 'rtl' : 'ltr'
}

/** The language as a browser and `Intl` take it: this house's English is British. */
export const localeOf = (language: string) => (language === 'en' ? 'en-GB' : language)

const dayForms = new Map<string, Intl.DateTimeFormat>()
function written(value: HouseValue, language: string): string | Html {
  if (typeof value === 'number') return value.toLocaleString(localeOf(language))
  if (!(value instanceof Date)) return value
  let form = dayForms.get(language)
  if (!form) {
    form = new Intl.DateTimeFormat(localeOf(language), {
      timeZone: 'Europe/London',
      day: 'numeric',
      month: 'long',
      year: 'numeric',
    })
    dayForms.set(language, form)
  }
  return form.format(value)
}

/** Words with their values put in: text while all of them are text. */
function filled(text: string, values: Values, language: string): string {
  if (!text.includes('{')) return text
  const parts = text
    .split(/\{([a-z]+)\}/)
    .map((part, at) => (at % 2 === 0 ? part : written(values[part] ?? '', language)))
  return parts.every((part) => typeof part === 'string') ? parts.join('') : (html`${parts}` as string)
}

const byText = new Map(houseWordNames.map((name) => [houseWords[name] as string, name]))

function houseIn(words: Questionnaire['words'], language: string): House {
  const dir = directionOf(language)
  const own = words?.[language] ?? {}
  const inEnglish = { ...houseWords, ...words?.en }
  const said = (name: HouseWord) => own[name] ?? (language === 'en' ? inEnglish[name] : undefined)
  const away = dir === 'rtl' ? html` dir="ltr"` : ''
  const house = (name: HouseWord, values: Values = {}) => {
    const text = said(name)
    if (text !== undefined) return filled(text, values, language)
    return html`<span lang="en"${away}>${filled(inEnglish[name], values, 'en')}</span>` as string
  }
  const plain = (name: HouseWord, values: Values = {}) => {
    const text = said(name)
    return text === undefined ? filled(inEnglish[name], values, 'en') : filled(text, values, language)
  }
  const inOurs = (text: string) => {
    const name = byText.get(text)
    return name ? house(name) : text
  }
  const refused = (refusal: Refusal): Refusal => ({
    ...refusal,
    because: inOurs(refusal.because),
    fields: Object.fromEntries(Object.entries(refusal.fields).map(([name, text]) => [name, inOurs(text)])),
  })
  return Object.assign(house, { language, dir, plain, refused })
}

/** English as it comes, for staff and for papers of no questionnaire. */
export const english: House = houseIn(undefined, 'en')

const known = new WeakMap<object, Map<string, House>>()

/** How the house speaks to whoever answers this questionnaire in this language. */
export function houseOf({ words }: Pick<Questionnaire, 'words'>, language: string): House {
  const key = words ?? none
  const houses = known.get(key) ?? new Map<string, House>()
  known.set(key, houses)
  const house = houses.get(language) ?? houseIn(words, language)
  houses.set(language, house)
  return house
}
const none = {}

/** The language of a whole page, and the words of its frame. */
export const tongueOf = (house: House): Tongue => ({
  lang: localeOf(house.language),
  dir: house.dir,
  skip: house('skip'),
  needHelp: house('needHelp'),
  howThisWorks: house('howThisWorks'),
  report: house('report'),
  runBy: (who) => house('runBy', { who }),
})

/** A piece in the language of a questionnaire, on a page in another. */
export const inTongue = (house: House, piece: Html): Html =>
  house.language === 'en'
    ? piece
    : html`<div lang="${house.language}"${house.dir === 'rtl' ? html` dir="rtl"` : ''}>${piece}</div>`
