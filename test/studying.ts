/** A study that is ready to be answered, for tests of what comes after its setting up. All of it is made up. */
import { sql } from 'kysely'
import { codeOf, returnHashOf } from '../src/areas/studies/codes.ts'
import type { Questionnaire } from '../src/areas/studies/questionnaires/questionnaire.ts'
import { readyQuestionnaire } from '../src/areas/studies/questionnaires/ready.ts'
import { newId } from '../src/kit/brand.ts'
import type { Community } from '../src/kit/community.ts'

export interface ReadyStudy {
  readonly id: string
  readonly slug: string
  readonly questionnaire: string
  /** ids of the consent items, by purpose */
  readonly items: Readonly<Record<string, string>>
}

const purposes = {
  'take part': 'I have read the information and want to take part.',
  interview: 'A researcher may ask me to talk about this.',
  spells: 'The study may read the spells of my support map.',
}

/**
 * A study that is open, with a sheet, three consent items, a questionnaire and no waves.
 *
 * @param people who works in it: ids of members, as researchers or at its desk
 */
export async function readyStudy(
  { db }: Community,
  slug: string,
  people: { readonly researchers?: readonly string[]; readonly desk?: readonly string[] } = {},
  content: Questionnaire = readyQuestionnaire('support-in-our-lives'),
  at = new Date('2026-11-01T10:00:00Z'),
): Promise<ReadyStudy> {
  const [id, questionnaire] = [newId(), newId()]
  await sql`
    insert into study (id, slug, title, protocol, run_by, contact, state, withdraw_until, asks_for_spells, opened_at, made_at)
    values (${id}, ${slug}, 'Support in our lives', 'Who uses what, and why.', 'A university', 'study@example.org', 'open',
      '2030-12-31', true, ${at}, ${at})`.execute(db)
  for (const [doing, ids] of [
    ['researcher', people.researchers ?? []],
    ['desk', people.desk ?? []],
  ] as const)
    for (const one of ids)
      await sql`insert into study_researcher (study, researcher, since, doing) values (${id}, ${one}, ${at}, ${doing})`.execute(
        db,
      )
  await sql`
    insert into study_sheet (id, study, version, words, made_at)
    values (${newId()}, ${id}, 1, 'We ask about the support in your life. You can stop at any time.', ${at})`.execute(
    db,
  )
  await sql`
    insert into questionnaire (id, study, version, content, state, made_at)
    values (${questionnaire}, ${id}, 1, ${JSON.stringify(content)}, 'open', ${at})`.execute(db)
  const items: Record<string, string> = {}
  for (const [position, [purpose, words]] of Object.entries(purposes).entries()) {
    const item = newId()
    items[purpose] = item
    await sql`
      insert into study_consent_item (id, study, purpose, version, words, needed, position)
      values (${item}, ${id}, ${purpose}, 1, ${words}, ${purpose === 'take part'}, ${position})`.execute(db)
  }
  return { id, slug, questionnaire, items }
}

/** A letter's code that was posted, as its reader holds it. */
export async function postedCode(
  community: Community,
  study: string,
  number = 1,
  at = new Date('2026-11-02T10:00:00Z'),
) {
  const id = newId()
  const code = codeOf(community, id)
  await sql`
    insert into study_code (id, study, arm, hash, state, number, made_at, posted_at)
    values (${id}, ${study}, 'letters', ${returnHashOf(community, code)}, 'posted', ${number}, ${at}, ${at})`.execute(
    community.db,
  )
  return { id, code }
}
