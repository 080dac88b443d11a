/**
 * Joining what the same person answered in two waves of a study. She brings it about herself, with her code of then, after
 * she said yes to it in both waves. Only the research side knows of it, and it knows no more than that they are the same.
 */
import { sql } from 'kysely'
import { z } from 'zod'
import { newId } from '../../../kit/brand.ts'
import { isRefusal, type Refusal, refuse } from '../../../kit/refuse.ts'
import { task } from '../../../kit/task.ts'
import { returnHashOf } from '../codes.ts'
import { houseWords } from '../questionnaires/house-words.ts'
import { joiningPurpose } from '../standing.ts'
import { insideWall, type ResearchDb } from '../wall.ts'
import { code } from './beginning.ts'
import { underNoName, unknownCode } from './coming.ts'
import { consentsOf } from './consents.ts'
import { passIn } from './pass.ts'

/** Somebody's taking part in one wave. */
interface InWave {
  readonly id: string
  readonly study: string
  readonly wave: string | null
  /** of the wave; null in a study without waves */
  readonly number: number | null
  readonly withdrawn: boolean
  readonly person: string | null
  readonly open: boolean
}

async function inWave(db: ResearchDb, where: { id: string } | { hash: string; study: string }): Promise<InWave | null> {
  const { rows } = await sql<InWave>`
    select participant.id, participant.study, participant.wave, number, withdrawn_at is not null as withdrawn, person,
      study.state = 'open' as open
    from participant
    join study on study.id = participant.study
    left join study_wave on study_wave.id = participant.wave
    left join same_person on same_person.participant = participant.id
    where ${
      'id' in where
        ? sql`participant.id = ${where.id}`
        : sql`return_hash = ${where.hash} and participant.study = ${where.study}`
    }
    for no key update of participant`.execute(db)
  return rows[0] ?? null
}

const wrong = (because: string, status: 409 | 410 = 409) => refuse(because, status, { code: because })

/**
 * What a code of then leads to, when it can be joined to a later wave.
 *
 * @param hash of the code; see `returnHashOf`
 * @param later the number of the later wave
 * @returns a refusal (404) for a code that nobody answered with, (409) for another wave or without a yes, (410) when it was
 * taken back
 */
export async function earlierWith(
  db: ResearchDb,
  study: string,
  hash: string,
  later: number,
): Promise<InWave | Refusal> {
  const found = await inWave(db, { hash, study })
  if (!found) return unknownCode
  if (found.withdrawn) return wrong(houseWords.thenTakenBack, 410)
  if (found.number === null || found.number >= later) return wrong(houseWords.notEarlier)
  const said = await consentsOf(db, found.id)
  return said.includes(joiningPurpose) ? found : wrong(houseWords.noYesThen)
}

/**
 * Join somebody's answers to those of an earlier wave. Doing it twice changes nothing.
 *
 * @param participant of the later wave
 * @param hash of the code of then
 * @returns the number of the earlier wave; a refusal as of `earlierWith`, (409) without a yes in the later wave or where one
 * of the two is joined to somebody else already, (410) when the study has ended
 */
export async function joinWaves(
  db: ResearchDb,
  participant: string,
  hash: string,
  now: Date,
): Promise<number | Refusal> {
  const later = await inWave(db, { id: participant })
  if (!later || later.withdrawn) return refuse('Your answers are not here any more. They were taken back.', 410)
  if (!later.open) return refuse('This study has ended. It joins no more answers.', 410)
  const earlier = await earlierWith(db, later.study, hash, later.number ?? 1)
  if (isRefusal(earlier)) return earlier
  if (!(await consentsOf(db, participant)).includes(joiningPurpose))
    return wrong('You did not say yes to joining your answers this time. So they stay apart.')
  if (later.person && later.person === earlier.person) return earlier.number!
  if (later.person && earlier.person) return taken
  const person = earlier.person ?? later.person ?? newId(now.getTime())
  const added = [earlier, later].filter((one) => one.person === null)
  for (const one of added) {
    const { rows } = await sql`
      insert into same_person (participant, person, wave, at)
      values (${one.id}, ${person}, ${one.wave}, ${now})
      on conflict do nothing
      returning participant`.execute(db)
    if (rows.length === 0) return taken
  }
  return earlier.number!
}
const taken = wrong(houseWords.joinedToOthers)

/** Join one's answers to those one gave before: shows the pass of now, and the code of then. */
export const joinBefore = task('studies.join-waves', {
  title: 'Join one’s answers to those one gave in an earlier wave',
  doors: ['web', 'phone'],
  who: 'The participant, with their code of then, under no name',
  input: z.object({ study: z.string().max(80), pass: z.string().max(200), code }),
  allowed: underNoName,
  run: (input, { db: tx, community, now }) =>
    insideWall<number | Refusal>(tx, community, async (db) => {
      const known = passIn(community, input.pass, now)
      const { rows } = await sql<{ slug: string }>`
        select slug from participant join study on study.id = participant.study
        where participant.id = ${known?.kind === 'participant' ? known.id : null}`.execute(db)
      if (!known || rows[0]?.slug !== input.study) return refuse('Please type your code again.', 401)
      return joinWaves(db, known.id, returnHashOf(community, input.code), now)
    }),
})

/** Whether somebody can be asked for their code of then, and to which waves they are joined. */
export interface Before {
  /** they said yes, in a wave that is not the first */
  readonly asked: boolean
  /** the other waves they are joined to, by number */
  readonly joined: readonly number[]
}

export async function beforeOf(db: ResearchDb, participant: string): Promise<Before> {
  const { rows } = await sql<{ number: number | null }>`
    select number from participant left join study_wave on study_wave.id = wave where participant.id = ${participant}`.execute(
    db,
  )
  const later = (rows[0]?.number ?? 1) > 1
  const asked = later && (await consentsOf(db, participant)).includes(joiningPurpose)
  return { asked, joined: (await othersOf(db, participant)).map(({ number }) => number) }
}

/** What the same person answered in other waves, the earliest first. */
export async function othersOf(db: ResearchDb, participant: string) {
  const { rows } = await sql<{ participant: string; number: number }>`
    select other.participant, number
    from same_person mine
    join same_person other on other.person = mine.person and other.participant <> mine.participant
    join study_wave on study_wave.id = other.wave
    where mine.participant = ${participant}
    order by number`.execute(db)
  return rows
}

/** Nobody stays joined who says no to it: on paper, after they had begun on the web. */
export async function partUnlessWanted(db: ResearchDb, participant: string) {
  if ((await consentsOf(db, participant)).includes(joiningPurpose)) return
  await sql`
    with gone as (delete from same_person where participant = ${participant} returning person)
    delete from same_person
    where person in (select person from gone) and participant <> ${participant}
      and (select count(*) from same_person other where other.person = same_person.person) < 3`.execute(db)
}
