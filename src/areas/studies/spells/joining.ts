/**
 * Spells of a support map joined to what a participant answered: by the participant's own choice, each time anew, and so
 * that nothing says which member it was. A member's door reads their map with their own rights; what passes from there
 * is done by nobody in particular, with the participant's code.
 */
import { sql } from 'kysely'
import { z } from 'zod'
import { type Refusal, refuse } from '../../../kit/refuse.ts'
import { task } from '../../../kit/task.ts'
import { asParticipant, hasCode, type ParticipantHere } from '../access.ts'
import { dayOf } from '../interviews/rooms.ts'
import { couldBeSlug } from '../slug.ts'
import { spellsPurpose } from '../standing.ts'
import type { ResearchDb } from '../wall.ts'
import { inPlainOrder, mostSpells, SpellDetails } from './spell-details.ts'

const withCode = {
  study: z.string().max(80),
  code: z.string({ error: 'Type your code.' }).trim().min(1, 'Type your code.').max(60, 'Type your code.'),
}

interface Asking {
  /** the consent item that asks for it, in its newest words; null when the study does not ask */
  readonly item: string | null
  readonly words: string
  readonly given: boolean
  readonly open: boolean
  /** 2027-03-31 */
  readonly withdraw_until: string | null
  readonly spells: number
}

/** Whether the study asks for spells, and what this participant said to it last. */
export async function askingOf(db: ResearchDb, { id, study }: Pick<ParticipantHere, 'id' | 'study'>): Promise<Asking> {
  const { rows } = await sql<Asking>`
    select item.id as item, coalesce(item.words, '') as words,
      coalesce((
        select given
        from study_consent
        join study_consent_item on study_consent_item.id = study_consent.item
        where participant = ${id} and purpose = ${spellsPurpose}
        order by at desc
        limit 1
      ), false) as given,
      study.state = 'open' as open,
      withdraw_until::text,
      (select count(*)::int from study_spell where participant = ${id}) as spells
    from study
    left join lateral (
      select id, words
      from study_consent_item
      where study = study.id and purpose = ${spellsPurpose} and study.asks_for_spells
      order by version desc
      limit 1
    ) item on true
    where study.id = ${study}`.execute(db)
  return rows[0]!
}

const says = (db: ResearchDb, participant: string, item: string, given: boolean, at: Date) =>
  db.insertInto('study_consent').values({ participant, item, given, via: 'web', at }).execute()

const tooLate = ({ withdraw_until }: Asking, now: Date): Refusal | null =>
  withdraw_until && now.toISOString().slice(0, 10) > withdraw_until
    ? refuse(`Until ${dayOf(withdraw_until)} this could be taken back. That day is past.`, 409)
    : null

/** Let the study have these spells, in place of those it had before. */
export const joinSpells = task('studies.join-spells', {
  title: 'Let a study read the spells of my support map',
  doors: ['web'],
  who: 'Participants, with their code',
  input: z.object({
    ...withCode,
    spells: z.array(SpellDetails).max(mostSpells, 'This is more than a study can read.'),
    /** yes: they say so now; not needed where they said so before */
    given: z.string().optional(),
  }),
  allowed: hasCode,
  run: ({ spells, given, ...typed }, doing) =>
    asParticipant(doing, typed, async (db, participant) => {
      const asking = await askingOf(db, participant)
      if (!asking.item) return refuse('This study does not ask for support maps.', 409)
      if (!asking.open) return refuse('This study takes no more answers.', 409)
      if (spells.length === 0) return refuse('There is nothing on your support map yet.', 409)
      if (!asking.given && given !== 'yes') {
        const because = 'Please tick that the study may read this. Or leave it: nothing has been passed on.'
        return refuse(because, 422, { given: because })
      }
      if (!asking.given) await says(db, participant.id, asking.item, true, doing.now)
      await sql`delete from study_spell where participant = ${participant.id}`.execute(db)
      // Ids at random: one that holds its time would tell more than is passed on.
      for (const one of inPlainOrder(spells))
        await sql`
          insert into study_spell (id, participant, source_kind, online, needs, from_year, to_year, state, reasons)
          values (
            gen_random_uuid(), ${participant.id}, ${one.source_kind}, ${one.online}, ${one.needs}, ${one.from_year},
            ${one.to_year}, ${one.state}, ${one.reasons}
          )`.execute(db)
      return spells.length
    }),
})

/** Take the spells back: they are deleted, and the study may not read them any more. */
export const unjoinSpells = task('studies.unjoin-spells', {
  title: 'Take the spells of my support map back from a study',
  doors: ['web'],
  who: 'Participants, with their code',
  input: z.object(withCode),
  allowed: hasCode,
  run: (typed, doing) =>
    asParticipant(doing, typed, async (db, participant) => {
      const asking = await askingOf(db, participant)
      const late = tooLate(asking, doing.now)
      if (late) return late
      await sql`delete from study_spell where participant = ${participant.id}`.execute(db)
      if (asking.item && asking.given) await says(db, participant.id, asking.item, false, doing.now)
      return asking.spells
    }),
})

/** What the pages need of a study before any code is typed. */
export interface AskingStudy {
  readonly slug: string
  readonly title: string
  readonly words: string
  readonly open: boolean
  readonly withdraw_until: string | null
}

/** The study at an address and its words, when it asks for spells. */
export async function askingStudy(db: ResearchDb, slug: string): Promise<AskingStudy | Refusal> {
  const none = refuse('We could not find a study here that asks for support maps.', 404)
  if (!couldBeSlug(slug)) return none
  const { rows } = await sql<AskingStudy>`
    select slug, title, words, state = 'open' as open, withdraw_until::text
    from study
    join lateral (
      select words
      from study_consent_item
      where study = study.id and purpose = ${spellsPurpose}
      order by version desc
      limit 1
    ) item on true
    where slug = ${slug} and asks_for_spells and state <> 'draft'`.execute(db)
  return rows[0] ?? none
}
