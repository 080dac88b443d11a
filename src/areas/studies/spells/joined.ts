/** Joined spells for the analysis, beside those of the life-history section. */
import { sql } from 'kysely'
import type { Spell } from '../analysis/spells.ts'
import { spellsPurpose } from '../standing.ts'
import type { ResearchDb } from '../wall.ts'

/**
 * The spells that these people let the study read: only while they say yes to it, and have not withdrawn.
 *
 * @param people ids of participants, such as those of a freeze
 */
export async function joinedSpells(db: ResearchDb, people: readonly string[]): Promise<Spell[]> {
  if (people.length === 0) return []
  const { rows } = await sql<Spell>`
    select participant, source_kind as "sourceKind", online, from_year as from, to_year as to, state, reasons
    from study_spell
    join participant on participant.id = study_spell.participant
    where participant = any(${people}::uuid[]) and withdrawn_at is null and (
      select given
      from study_consent
      join study_consent_item on study_consent_item.id = study_consent.item
      where study_consent.participant = study_spell.participant and purpose = ${spellsPurpose}
      order by at desc
      limit 1
    )
    order by participant, from_year, source_kind, study_spell.id`.execute(db)
  return rows.map(asFollowed)
}

/**
 * In the questionnaire “returned” is a spell that stopped, with its year, and was taken up again. On a support map it may
 * also be one that goes on since somebody came back: it has no end, so it is followed as one that goes on.
 */
const asFollowed = (spell: Spell): Spell =>
  spell.state === 'returned' && spell.to === null ? { ...spell, state: 'taking-part' } : spell

/**
 * Both together, each use told once: of a kind of source that somebody's joined map holds, the map is taken, for it was
 * written over time and not in one sitting; kinds that are only in the life history stay as they were answered.
 */
export function withJoined(told: readonly Spell[], joined: readonly Spell[]): Spell[] {
  const key = ({ participant, sourceKind }: Spell) => `${participant} ${sourceKind}`
  const onMap = new Set(joined.map(key))
  return [...told.filter((spell) => !onMap.has(key(spell))), ...joined]
}
