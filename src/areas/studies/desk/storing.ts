/** A booklet that was read twice becomes somebody who answered on paper, with a letter's code and under no name. */
import { sql } from 'kysely'
import { newId } from '../../../kit/brand.ts'
import { dayOf } from '../../../kit/fuzzy-day.ts'
import { isRefusal, notFound, type Refusal, refuse } from '../../../kit/refuse.ts'
import type { Doing } from '../../../kit/task.ts'
import { joinWaves, partUnlessWanted } from '../answering/same-person.ts'
import { studyStanding } from '../standing.ts'
import type { ResearchDb } from '../wall.ts'
import { type Booklet, bookletNumbered, nameOf, passOf } from './booklets.ts'
import { answersFrom, type Keyed, settled } from './comparing.ts'
import { sheetsOf } from './sheets.ts'
import type { DeskHere } from './sitting.ts'

/**
 * Store a booklet whose differences are all decided. The caller holds it and has seen that none is open.
 *
 * @returns that it is stored; that somebody finished on the web first, so that nothing of it is; or a refusal (409) when
 * the box to take part turns out not to be ticked
 */
export async function storeBooklet(
  db: ResearchDb,
  { now }: Pick<Doing, 'now'>,
  desk: DeskHere,
  number: number,
): Promise<'stored' | 'double' | Refusal> {
  const booklet = await bookletNumbered(db, desk.id, nameOf(number), 'lock')
  if (isRefusal(booklet)) return booklet
  const [first, second] = [passOf(booklet, 1), passOf(booklet, 2)]
  if (booklet.state !== 'compared' || !first || !second) return notFound('booklet')
  const whole = settled(first, second, passOf(booklet, 3) ?? { consents: {}, answers: {} })
  const standing = await studyStanding(db, desk.slug, dayOf(now))
  if (isRefusal(standing)) return standing
  const missing = standing.items.find(({ id, needed }) => needed && !whole.consents[id])
  if (missing) return refuse(`“${missing.words}” is not ticked. Nothing of this booklet may be kept.`, 409)
  const before = await db
    .selectFrom('participant')
    .select(['id', 'completed_at'])
    .where('code', '=', booklet.code)
    .forUpdate()
    .executeTakeFirst()
  if (before?.completed_at) {
    await db.deleteFrom('booklet_keying').where('booklet', '=', booklet.id).execute()
    await db.updateTable('booklet').set({ state: 'double' }).where('id', '=', booklet.id).execute()
    return 'double'
  }
  const participant = before?.id ?? newId(now.getTime())
  await (before ? changesToPaper(db, participant, booklet, now) : joins(db, participant, desk, booklet, now))
  await answered(db, participant, booklet, whole, now)
  await partUnlessWanted(db, participant)
  const then = codeReadTwice(first.before, second.before)
  // Without a yes in both waves nothing is joined, and the booklet is kept as it is.
  if (then) await joinWaves(db, participant, then, now)
  return 'stored'
}

/** A code that one of the two could read is right, for it was known; two that differ are nobody's. */
const codeReadTwice = (one: string | null, other: string | null) =>
  one && other && one !== other ? null : (one ?? other)

/** The number of the wave that paper which comes today belongs to; 1 where there is none. */
export async function waveOfPaper(db: ResearchDb, study: string, now: Date): Promise<number> {
  const { rows } = await sql<{ number: number }>`
    select number from study_wave where study = ${study} and opens_on <= ${dayOf(now)}::date order by opens_on desc limit 1`.execute(
    db,
  )
  return rows[0]?.number ?? 1
}

/** Paper that comes after a wave has closed belongs to the last one that opened. */
const joins = (db: ResearchDb, participant: string, desk: DeskHere, booklet: Booklet, now: Date) =>
  sql`
  insert into participant
    (id, study, wave, code, arm, questionnaire, mode, language, sheet, return_hash, began_at, completed_at)
  select ${participant}, ${desk.id},
    (select id from study_wave where study = ${desk.id} and opens_on <= ${dayOf(now)}::date order by opens_on desc limit 1),
    id, arm, ${booklet.questionnaire}, 'paper', ${booklet.language}, ${booklet.sheet}, hash, ${booklet.made_at}, ${now}
  from study_code
  where id = ${booklet.code}`.execute(db)

/** Whoever began on the web and then sent a booklet finished on paper: the booklet is whole, and takes the place of the rest. */
async function changesToPaper(
  db: ResearchDb,
  participant: string,
  { questionnaire, language, sheet }: Booklet,
  now: Date,
) {
  await db.deleteFrom('answer').where('participant', '=', participant).execute()
  await db
    .updateTable('participant')
    .set({ mode: 'paper', questionnaire, language, sheet, reached: null, completed_at: now })
    .where('id', '=', participant)
    .execute()
}

async function answered(db: ResearchDb, participant: string, booklet: Booklet, whole: Keyed, now: Date) {
  const sheets = sheetsOf(booklet.content, booklet.language)
  const answers = [...answersFrom(booklet.content, sheets, whole.answers)].map(([place, { kind, value }]) => {
    const [question, round] = place.split(' ')
    return { question, round: Number(round), kind, value }
  })
  await sql`
    insert into study_consent (participant, item, given, via, at)
    select ${participant}, key::uuid, value::bool, 'letter', ${now}
    from json_each_text(${JSON.stringify(whole.consents)}::json)`.execute(db)
  await sql`
    insert into answer (participant, question, round, kind, value, at)
    select ${participant}, question, round, kind, case when kind = 'answered' then value end, ${now}
    from json_to_recordset(${JSON.stringify(answers)}::json) as keyed(question text, round int, kind text, value jsonb)`.execute(
    db,
  )
  await sql`
    insert into keying (participant, pass, keyed_by, answers, at)
    select ${participant}, pass, keyed_by, answers || jsonb_build_object('consents', consents), coalesce(finished_at, ${now})
    from booklet_keying
    where booklet = ${booklet.id}`.execute(db)
  await db.deleteFrom('booklet_keying').where('booklet', '=', booklet.id).execute()
  await db.updateTable('booklet').set({ state: 'stored' }).where('id', '=', booklet.id).execute()
  await db.updateTable('study_code').set({ state: 'answered' }).where('id', '=', booklet.code).execute()
}
