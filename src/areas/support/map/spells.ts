/**
 * Spells: what a member has turned to, for what, from when to when, and why it changed. Declared, never inferred,
 * entered in any order and corrected at any time. Source: seed, "why and when people disengage (and re-engage)".
 */
import { type ColumnType, type Selectable, sql } from 'kysely'
import type { Brand } from '../../../kit/brand.ts'
import type { Db, Tx } from '../../../kit/database.ts'
import { exports } from '../../../kit/exports.ts'
import type { FuzzyDay } from '../../../kit/fuzzy-day.ts'
import type { MemberId } from '../../../kit/who.ts'
import type { What } from '../needs/needs.ts'
import type { Reason } from '../reasons.ts'
import type { Reached, SourceKind } from '../sources/source-kinds.ts'

export type SpellId = Brand<string, 'SpellId'>

/** How somebody is, or was, with a source. `over`: no more from then on, so that no end means an end nobody remembers. */
export const spellStates = {
  'looking in': { label: 'looking in', over: false },
  'taking part': { label: 'taking part', over: false },
  helping: { label: 'helping others there', over: false },
  paused: { label: 'paused', over: true },
  left: { label: 'left', over: true },
  returned: { label: 'came back', over: false },
} as const
export type SpellState = keyof typeof spellStates
export const stateNames = Object.keys(spellStates) as SpellState[]

type Day = ColumnType<string | null, string | null, string | null>

declare module '../../../kit/database.ts' {
  interface Tables {
    spell: {
      id: string
      member: string
      source: string | null
      source_kind: SourceKind
      source_words: string | null
      online: Reached
      state: SpellState
      needs: What[]
      began_words: string | null
      began_from: Day
      began_to: Day
      ended_words: string | null
      ended_from: Day
      ended_to: Day
      began_because: Reason[]
      changed_because: Reason[]
      words: string | null
      made_at: Date
      changed_at: Date
    }
  }
}

type Row = Selectable<import('../../../kit/database.ts').Tables['spell']>

/** Part of a spell as its owner remembers it: words, the days they can mean, or neither. */
export interface Remembered {
  readonly words: string | null
  readonly days: FuzzyDay | null
}

export interface Spell
  extends Readonly<Pick<Row, 'source' | 'source_words' | 'online' | 'state' | 'words' | 'source_kind'>> {
  readonly id: SpellId
  readonly needs: readonly What[]
  readonly began_because: readonly Reason[]
  readonly changed_because: readonly Reason[]
  readonly began: Remembered
  readonly ended: Remembered
}

/** A member's spells, the oldest that is dated first. */
export async function spellsOf(db: Db | Tx, member: MemberId | string): Promise<Spell[]> {
  // Days are read as text: a day is no moment, and no clock may move it.
  const { rows } = await sql<Row>`
    select id, source, source_kind, source_words, online, state, needs, began_because, changed_because, words,
      began_words, began_from::text, began_to::text, ended_words, ended_from::text, ended_to::text
    from spell
    where member = ${member}
    order by coalesce(began_from, ended_from), made_at`.execute(db)
  return rows.map(({ began_words, began_from, began_to, ended_words, ended_from, ended_to, ...row }) => ({
    ...row,
    id: row.id as SpellId,
    began: { words: began_words, days: days(began_from, began_to) },
    ended: { words: ended_words, days: days(ended_from, ended_to) },
  }))
}

const days = (from: string | null, to: string | null) => (from && to ? { from, to } : null)

/** One spell of this member; null when it is not theirs. */
export const ownSpell = async (db: Db | Tx, member: MemberId | string, spell: string): Promise<Spell | null> =>
  (await spellsOf(db, member)).find(({ id }) => id === spell) ?? null

exports('Your support map', (db, member) =>
  db
    .selectFrom('spell')
    .select([
      'source_kind',
      'source_words',
      'online',
      'state',
      'needs',
      'began_words',
      'ended_words',
      'began_because',
      'changed_because',
      'words',
      'made_at',
      'changed_at',
    ])
    .where('member', '=', member)
    .orderBy('made_at')
    .execute(),
)
