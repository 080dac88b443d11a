/** Spells of use: a source, from when to when, how it stands and why it changed. Pure. */
import { type Answer, anotherOf, keyOf, type When } from '../questionnaires/answering.ts'
import type { Questionnaire } from '../questionnaires/questionnaire.ts'
import type { Observed } from '../statistics/survival.ts'

export const states = ['looking', 'taking-part', 'helping', 'paused', 'left', 'returned'] as const

export interface Spell {
  readonly participant: string
  readonly sourceKind: string
  readonly online: 'online' | 'offline' | 'both'
  readonly from: number | null
  readonly to: number | null
  readonly state: (typeof states)[number]
  readonly reasons: readonly string[]
}

const onlineKinds = ['online-group', 'social-media', 'blog', 'website']
export const isOnline = (kind: string) => (onlineKinds.includes(kind) ? 'online' : 'offline')

/** The spells in a repeated section that asks source, source_from, source_state, source_to and source_reasons. */
export function spellsIn(
  questionnaire: Questionnaire,
  participant: string,
  answers: ReadonlyMap<string, Answer>,
): Spell[] {
  const section = questionnaire.sections.find(
    ({ repeat, questions }) => repeat && questions.some(({ id }) => id === 'source'),
  )
  if (!section?.repeat) return []
  const spells: Spell[] = []
  for (let round = 0; round < section.repeat.most; round++) {
    const at = (question: string) => {
      const found = answers.get(keyOf({ question, round }))
      return found?.kind === 'answered' ? found.value : null
    }
    const kind = at('source')
    if (typeof kind === 'string') {
      const middle = (when: unknown) => {
        const { from, to } = (when ?? { from: null, to: null }) as When
        return from === null || to === null ? null : Math.floor((from + to) / 2)
      }
      spells.push({
        participant,
        sourceKind: kind,
        online: isOnline(kind),
        from: middle(at('source_from')),
        to: middle(at('source_to')),
        state: (at('source_state') as Spell['state'] | null) ?? 'looking',
        reasons: (at('source_reasons') as readonly string[] | null) ?? [],
      })
    }
    if (answers.get(keyOf({ question: anotherOf(section), round }))?.value !== 'yes') break
  }
  return spells
}

/** A spell that was watched, and whose it is. */
export interface Watched extends Observed {
  readonly participant: string
}

/** How long a spell was watched: to its end, or to the year of the study while it goes on. Bereavement is an end of its own. */
export function observedIn(spells: readonly Spell[], thisYear: number): Watched[] {
  return spells.flatMap(({ participant, from, to, state, reasons }) => {
    if (from === null || from > thisYear) return []
    const ended = state === 'left' || state === 'paused' || state === 'returned'
    if (ended && to === null) return []
    const time = Math.max(0, (ended ? to! : thisYear) - from) + 0.5
    return [{ participant, time, end: !ended ? 0 : reasons.includes('bereavement') ? 2 : 1 }]
  })
}

/** Spells with a year, by whose they are. */
export const byPerson = (spells: readonly Spell[]) =>
  Map.groupBy(
    spells.filter(({ from }) => from !== null),
    ({ participant }) => participant,
  )
