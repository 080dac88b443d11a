/** Keying whole booklets in, for tests of the study's desk. */
import { beginBooklet } from '../src/areas/studies/desk/beginning-booklets.ts'
import { keySheet, type Saved } from '../src/areas/studies/desk/keying.ts'
import { frontPage, sheetsOf } from '../src/areas/studies/desk/sheets.ts'
import { readyQuestionnaire } from '../src/areas/studies/questionnaires/ready.ts'
import type { Person } from './harness.ts'
import type { ReadyStudy } from './studying.ts'

const questionnaire = readyQuestionnaire('support-in-our-lives')

/** What a keyer types, by the name of a sheet and then of a question. What is not told is left empty. */
export type Typed = Readonly<Record<string, Readonly<Record<string, string>>>>

/** Take a booklet in hand, by its code or number, and key it in to the end. */
export async function keysIn(
  keyer: Person,
  study: ReadyStudy,
  code: string,
  typed: Typed = {},
  ticked = ['take part'],
) {
  const hand = await keyer.does(beginBooklet, { study: study.slug, code })
  if (!('sheet' in hand)) throw new Error(JSON.stringify(hand))
  return goesOn(keyer, study, hand.booklet, hand.sheet, typed, ticked)
}

/** Go on with a booklet from a sheet to the end. */
export async function goesOn(
  keyer: Person,
  study: ReadyStudy,
  booklet: string,
  from: string,
  typed: Typed = {},
  ticked = ['take part'],
): Promise<Exclude<Saved, { next: string }> & { booklet: string }> {
  const sheets = sheetsOf(questionnaire, 'en')
  for (let sheet = from; ; ) {
    const saved: Saved = await keyer.does(keySheet, { study: study.slug, booklet, ...sheetOf(sheet) })
    if (!('next' in saved)) return { ...saved, booklet }
    sheet = saved.next
  }

  function sheetOf(sheet: string) {
    if (sheet === frontPage) return { sheet, boxes: ticked.map((purpose) => study.items[purpose]!) }
    const on = sheets.find(({ name }) => name === sheet)!
    const bare = on.round > 0 && !typed[sheet]
    const all = on.questions.map(({ question }) => [question.id, typed[sheet]?.[question.id] ?? '-'])
    return { sheet, typed: bare ? {} : Object.fromEntries(all) }
  }
}
