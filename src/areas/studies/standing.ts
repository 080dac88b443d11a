/** A study as it stands today: what a participant reads, says yes to and answers. */
import { sql } from 'kysely'
import { notFound, type Refusal, refuse } from '../../kit/refuse.ts'
import type { Questionnaire } from './questionnaires/questionnaire.ts'
import { couldBeSlug } from './slug.ts'
import type { ResearchDb } from './wall.ts'

/** The purpose without which nobody takes part. */
export const takingPart = 'take part'
/** The purpose by which a member's support map may be read. */
export const spellsPurpose = 'spells'
/** The purpose by which what somebody answered in two waves may be joined. */
export const joiningPurpose = 'join answers'

export interface ConsentItem {
  readonly id: string
  /** `take part`, `interview`, `spells`, or one of the study's own */
  readonly purpose: string
  readonly words: string
  readonly needed: boolean
}

export interface Standing {
  readonly id: string
  readonly slug: string
  readonly title: string
  readonly protocol: string
  readonly run_by: string
  readonly contact: string
  readonly state: 'draft' | 'open' | 'closed'
  readonly asks_for_spells: boolean
  /** 2027-03-31: the last day to take answers back */
  readonly withdraw_until: string | null
  /** the newest information sheet */
  readonly sheet: { readonly version: number; readonly words: string } | null
  /** the newest version of each purpose, in the study's order */
  readonly items: readonly ConsentItem[]
  /** the open questionnaire, or in a draft study the newest */
  readonly questionnaire: { readonly id: string; readonly version: number; readonly content: Questionnaire } | null
  /** the wave that today is in; null between waves. A study without waves takes answers while it is open. */
  readonly wave: { readonly id: string; readonly number: number; readonly closes_on: string } | null
  readonly waves: number
}

/**
 * The study at an address, whoever asks; one query.
 *
 * @param today 2027-03-04, on the community's calendar
 */
export async function studyStanding(db: ResearchDb, slug: string, today: string): Promise<Standing | Refusal> {
  if (!couldBeSlug(slug)) return notFound('study')
  const { rows } = await sql<Standing>`
    select id, slug, title, protocol, run_by, contact, state, asks_for_spells, withdraw_until::text,
      (select json_build_object('version', version, 'words', words)
       from study_sheet where study = study.id order by version desc limit 1) as sheet,
      coalesce((
        select json_agg(json_build_object('id', id, 'purpose', purpose, 'words', words, 'needed', needed) order by position, purpose)
        from (
          select distinct on (purpose) id, purpose, words, needed, position
          from study_consent_item
          where study = study.id
          order by purpose, version desc
        ) newest
      ), '[]') as items,
      (select json_build_object('id', id, 'version', version, 'content', content)
       from questionnaire
       where study = study.id and questionnaire.state <> 'closed'
       order by questionnaire.state = 'open' desc, version desc
       limit 1) as questionnaire,
      (select json_build_object('id', id, 'number', number, 'closes_on', closes_on)
       from study_wave where study = study.id and ${today}::date between opens_on and closes_on limit 1) as wave,
      (select count(*)::int from study_wave where study = study.id) as waves
    from study
    where slug = ${slug}`.execute(db)
  return rows[0] ?? notFound('study')
}

/** Whether somebody who begins today is asked if they answered before: they say yes to it, and there was a wave before. */
export const asksOfBefore = ({ items, wave }: Standing, given: readonly string[]) =>
  (wave?.number ?? 1) > 1 && items.some(({ id, purpose }) => purpose === joiningPurpose && given.includes(id))

/** Why a study takes no answers today; null when it does. Whoever began may go on until the study closes. */
export function closedToday({ state, sheet, questionnaire, wave, waves }: Standing): Refusal | null {
  if (state === 'draft') return refuse('This study has not begun yet.', 409)
  if (state === 'closed') return refuse('This study has ended. Thank you for wanting to take part.', 410)
  if (!sheet || !questionnaire) return refuse('This study has nothing to answer yet.', 409)
  if (waves > 0 && !wave) return refuse('This study takes no answers today.', 409)
  return null
}
