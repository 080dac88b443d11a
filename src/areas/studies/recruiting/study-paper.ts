/** Everything that a study's paper says: what a mailing keeps as it was when its codes were drawn. */
import type { Community } from '../../../kit/community.ts'
import type { Questionnaire } from '../questionnaires/questionnaire.ts'
import { joiningPurpose, type Standing } from '../standing.ts'

/** What the charity writes in a study's letters. */
export interface LetterWords {
  /** what the study is about and why we write, in a few lines */
  readonly about: string
  /** who signs */
  readonly signed: string
  /** the study's own number: the charity must not hear who takes part */
  readonly phone: string
  /** where booklets are sent, a line each */
  readonly send_to: string
  /** how to ask the charity for no more letters, such as its number */
  readonly stop: string
}

export interface StudyPaper {
  readonly title: string
  readonly runBy: string
  readonly contact: string
  /** 2027-03-31 */
  readonly withdrawUntil: string | null
  readonly sheet: string
  readonly items: readonly { readonly words: string; readonly needed: boolean }[]
  /** whether it asks for the code of an earlier wave; mailings drawn before there was such a line do not */
  readonly asksBefore?: boolean
  readonly questionnaire: Questionnaire
  readonly language: string
  readonly words: LetterWords | null
  /** the charity */
  readonly community: string
  /** a line each */
  readonly from: readonly string[]
  /** where codes are typed, without "https://" */
  readonly takePart: string
  readonly url: string
}

export const linesOf = (text: string | null | undefined) =>
  (text ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)

/** A study's paper as it is today; null while there is nothing to print. */
export function studyPaper(
  study: Standing,
  { name, settings, url }: Pick<Community, 'name' | 'settings' | 'url'>,
  words: LetterWords | null,
  language?: string,
): StudyPaper | null {
  const { sheet, questionnaire } = study
  if (!sheet || !questionnaire) return null
  const { content } = questionnaire
  return {
    title: study.title,
    runBy: study.run_by,
    contact: study.contact,
    withdrawUntil: study.withdraw_until,
    sheet: sheet.words,
    items: study.items.map(({ words, needed }) => ({ words, needed })),
    asksBefore: study.waves > 1 && study.items.some(({ purpose }) => purpose === joiningPurpose),
    questionnaire: content,
    language: language && content.languages.includes(language) ? language : content.languages[0]!,
    words,
    community: name,
    from: linesOf(settings.letterFrom ?? settings.runBy ?? name),
    takePart: `${url.replace(/^https?:\/\//, '')}/take-part`,
    url,
  }
}
