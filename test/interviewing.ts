/** A study with people who answered, for tests of its interviews. All of it is made up. */
import { sql } from 'kysely'
import { returnHashOf } from '../src/areas/studies/codes.ts'
import { interviewPurpose } from '../src/areas/studies/interviews/rules.ts'
import { type Placed, placeSyntheticInterviews } from '../src/areas/studies/interviews/synthetic-interviews-placing.ts'
import { asResearch } from '../src/areas/studies/wall.ts'
import { newId } from '../src/kit/brand.ts'
import type { Community } from '../src/kit/community.ts'
import { isRefusal } from '../src/kit/refuse.ts'

const one = (id: string, ask: string, options: readonly string[]) => ({
  kind: 'one',
  id,
  ask: { en: ask },
  options: options.map((value) => ({ value, label: { en: value } })),
})
const questionnaire = {
  title: { en: 'Support in our lives' },
  languages: ['en'],
  sections: [
    {
      id: 'all',
      title: { en: 'All' },
      questions: [
        one('child_age', 'How old is the person you care for?', ['child', 'adult']),
        one('used_online', 'Have you ever used an online group?', ['yes', 'no']),
      ],
    },
  ],
}

export interface Answered {
  readonly id: string
  /** what they come back with */
  readonly code: string
}

export interface StudyMade {
  readonly id: string
  readonly slug: string
  readonly people: readonly Answered[]
}

const letters = 'BCFGHJKMNPRTVWXY'
let codes = 0
/** A code that nobody else has. */
const newCode = () => {
  const n = ++codes
  return `BCFG-HJKM-NPRT-${letters[(n >> 8) & 15]}${letters[(n >> 4) & 15]}${letters[n & 15]}B`
}

/**
 * A study in which people answered and said yes to being asked; the last of them said no.
 *
 * @param researchers ids of those who work in it
 */
export async function makeStudy(
  community: Community,
  slug: string,
  researchers: readonly string[],
  people = 6,
  at = new Date('2027-01-10T10:00:00Z'),
): Promise<StudyMade> {
  const { db } = community
  const id = newId()
  const version = newId()
  const item = newId()
  await sql`
    insert into study (id, slug, title, run_by, contact, state, withdraw_until, opened_at, made_at)
    values (${id}, ${slug}, ${`The study ${slug}`}, 'A university', 'study@example.org', 'open', '2030-12-31', ${at}, ${at})`.execute(
    db,
  )
  for (const researcher of researchers)
    await sql`insert into study_researcher (study, researcher, since) values (${id}, ${researcher}, ${at})`.execute(db)
  await sql`
    insert into questionnaire (id, study, version, content, state, made_at)
    values (${version}, ${id}, 1, ${JSON.stringify(questionnaire)}, 'open', ${at})`.execute(db)
  await sql`
    insert into study_consent_item (id, study, purpose, version, words)
    values (${item}, ${id}, ${interviewPurpose}, 1, 'A researcher may ask me to talk.')`.execute(db)
  const made: Answered[] = []
  for (let n = 0; n < people; n++) {
    const participant = newId()
    const code = newCode()
    made.push({ id: participant, code })
    await sql`
      insert into participant (id, study, arm, questionnaire, mode, sheet, return_hash, began_at, completed_at)
      values (
        ${participant}, ${id}, ${n % 2 ? 'letters' : 'places'}, ${version}, ${n % 3 ? 'web' : 'paper'}, 1,
        ${returnHashOf(community, code)}, ${at}, ${at}
      )`.execute(db)
    await sql`
      insert into study_consent (participant, item, given, via, at)
      values (${participant}, ${item}, ${n < people - 1}, 'web', ${at})`.execute(db)
    for (const [question, value] of [
      ['child_age', n % 2 ? 'child' : 'adult'],
      ['used_online', n % 3 ? 'yes' : 'no'],
    ] as const)
      await sql`
        insert into answer (participant, question, kind, value, at)
        values (${participant}, ${question}, 'answered', ${JSON.stringify(value)}, ${at})`.execute(db)
  }
  return { id, slug, people: made }
}

/** The plan of its interviews, as a form sends it. */
export const planFor = (slug: string) => ({
  study: slug,
  rows: 'child_age',
  columns: 'used_online',
  about: 'We would like to hear how support fits in your life. It takes an hour.',
  withdraw_until: '2099-03-31',
  keep_until: '2099-12-31',
})

/** Everybody of a study is interviewed, stored and coded by two. */
export async function interviewAll(
  community: Community,
  study: StudyMade,
  researchers: readonly [{ id: string; name: string }, { id: string; name: string }],
  seed = 7,
): Promise<Placed> {
  const { withdraw_until, keep_until } = planFor(study.slug)
  const placed = await asResearch(community, async (db) => {
    await sql`
      insert into interview_stage (study, variables, about, withdraw_until, keep_until, made_at)
      values (${study.id}, '{child_age,used_online}', 'We would like to talk.', ${withdraw_until}, ${keep_until}, now())
      on conflict do nothing`.execute(db)
    return placeSyntheticInterviews(db, {
      study: study.id,
      participants: study.people.map(({ id }) => id),
      researchers,
      seed,
      now: new Date('2027-02-01T10:00:00Z'),
      withdraw_until,
      keep_until,
    })
  })
  if (isRefusal(placed)) throw new Error(placed.because)
  return placed
}
