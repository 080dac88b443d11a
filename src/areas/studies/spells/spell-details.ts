/**
 * What of a spell passes to a study, and nothing else: its kind, online or not, needs, years, state, and why it changed.
 * No name of a source, no word of its owner's, no day or month, no reason for beginning. Pure. docs/studies.md tells it.
 */
import { z } from 'zod'
import type { FuzzyDay } from '../../../kit/fuzzy-day.ts'
import type { Spell, SpellState } from '../../support/map/spells.ts'
import { reaches, type SourceKind } from '../../support/sources/source-kinds.ts'
import { states } from '../analysis/spells.ts'

/** A kind of the support map as the life-history section of “Support in our lives” calls it, so that the two are one. */
const kinds: Readonly<Record<SourceKind, string>> = {
  circle: 'online-group',
  people: 'parents',
  helpline: 'helpline',
  group: 'local-group',
  'any group': 'any-group',
  clinic: 'clinic',
  blog: 'blog',
  checked: 'website',
  gathering: 'meet-up',
  charity: 'charity',
  'social media': 'social-media',
  family: 'family',
  books: 'print',
  other: 'other',
}
const statesHere: Readonly<Record<SpellState, (typeof states)[number]>> = {
  'looking in': 'looking',
  'taking part': 'taking-part',
  helping: 'helping',
  paused: 'paused',
  left: 'left',
  returned: 'returned',
}

const code = z.string().regex(/^[a-z][a-z-]{0,39}$/)
const year = z.number().int().min(1900).max(2200).nullable()

/** What passes. Anything more is refused, not dropped: a field that slips in must be seen. */
export const SpellDetails = z.strictObject({
  source_kind: code,
  online: z.enum(reaches),
  needs: z.array(code).max(20),
  from_year: year,
  to_year: year,
  state: z.enum(states),
  reasons: z.array(code).max(20),
})
export type SpellDetails = z.infer<typeof SpellDetails>

/** The most that is read of one map. */
export const mostSpells = 200

/** The year in the middle of the days that words can mean, as the questionnaire's own times are read. */
const yearOf = (days: FuzzyDay | null): number | null =>
  days ? Math.floor((Number(days.from.slice(0, 4)) + Number(days.to.slice(0, 4))) / 2) : null

const asCode = (name: string) => name.replaceAll(' ', '-')

/** One spell with what passes alone. */
export const detailsOf = (spell: Spell): SpellDetails => ({
  source_kind: kinds[spell.source_kind],
  online: spell.online,
  needs: spell.needs.map(asCode).sort(),
  from_year: yearOf(spell.began.days),
  to_year: yearOf(spell.ended.days),
  state: statesHere[spell.state],
  reasons: spell.changed_because.map(asCode).sort(),
})

/** In an order that tells nothing of when they were written down. */
export const inPlainOrder = (spells: readonly SpellDetails[]): SpellDetails[] =>
  [...spells].sort((a, b) => {
    const [one, other] = [JSON.stringify(a), JSON.stringify(b)]
    return one < other ? -1 : one > other ? 1 : 0
  })
