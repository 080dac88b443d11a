/** What the words for a spell mean, and what is wrong with them. No database, no clock. */
import { dayOf, type FuzzyDay, fuzzyDay, fuzzyWords } from '../../../kit/fuzzy-day.ts'
import { sourceKinds } from '../sources/source-kinds.ts'
import { type Remembered, type Spell, spellStates } from './spells.ts'

const span = /^(?:from )?((?:19|20)\d\d) ?(?:-|–|to|until) ?((?:19|20)\d\d)$/i

/** "2010 to 2014" typed as the beginning is a beginning and an end. */
export function beginAndEnd(began: string | null, ended: string | null) {
  const [, from, to] = (!ended && began && span.exec(began.trim())) || []
  return from && to ? { began: from, ended: to } : { began, ended }
}

/** Words left as they were go on meaning what they meant, also where their year was told apart from them. */
export function remembered(words: string | null, before: Remembered | null, now: Date): Remembered {
  if (before && before.words === words) return before
  return { words, days: words ? fuzzyDay(words, now) : null }
}

/** What is wrong with the two times, by field; nothing when they can be. */
export function wrongTimes(began: FuzzyDay | null, ended: FuzzyDay | null, now: Date): Record<string, string> {
  const today = dayOf(now)
  const wrong: Record<string, string> = {}
  const later = 'This day is still to come. Please look at it again.'
  if (began && began.from > today) wrong.began = later
  if (ended && ended.from > today) wrong.ended = later
  if (!wrong.ended && began && ended && ended.to < began.from)
    wrong.ended = 'This is before it began. Please look at both times.'
  return wrong
}

/** Words for a time in which there is no year. It may be asked for, kindly, and never has to be told. */
export const withoutYear = ({ began, ended }: Pick<Spell, 'began' | 'ended'>) =>
  [
    { part: 'began' as const, words: began.words, days: began.days },
    { part: 'ended' as const, words: ended.words, days: ended.days },
  ].flatMap(({ part, words, days }) => (words && !days ? [{ part, words }] : []))

/** Whether it goes on: no end was told, and how it is says no end. */
export const goesOn = ({ state, ended }: Pick<Spell, 'state' | 'ended'>) => !ended.words && !spellStates[state].over

/** What it is called: in its owner's words, or by its kind. */
export function spellName({ source_words, source_kind }: Pick<Spell, 'source_words' | 'source_kind'>): string {
  const name = source_words ?? sourceKinds[source_kind].label
  return name.charAt(0).toUpperCase() + name.slice(1)
}

/** "around 2012 until 2014" */
export function spellTime(spell: Pick<Spell, 'began' | 'ended' | 'state'>): string {
  const [began, ended] = [spell.began, spell.ended].map(({ words, days }) => words && fuzzyWords(words, days))
  const until = ended ? `until ${ended}` : goesOn(spell) ? 'until now' : ''
  if (!began) return until || 'no time told'
  return `${began}${until && ` ${until}`}`
}
