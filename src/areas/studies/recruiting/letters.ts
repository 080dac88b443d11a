/**
 * What stewards do with the letters of a study. Codes are drawn on the research side and names stay on this one; only here,
 * in one transaction, are both in hand. Researchers see codes and how they stand; stewards see names and never who answered.
 */
import { randomInt, randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { z } from 'zod'
import { newId } from '../../../kit/brand.ts'
import type { Tx } from '../../../kit/database.ts'
import { foreignFile, readForeign } from '../../../kit/foreign-file.ts'
import { isRefusal, type Refusal, refuse } from '../../../kit/refuse.ts'
import { type Doing, task } from '../../../kit/task.ts'
import { words } from '../../../kit/typed-words.ts'
import { codeOf, returnHashOf } from '../codes.ts'
import type { Standing } from '../standing.ts'
import { insideWall, type ResearchDb } from '../wall.ts'
import { mostLetters, type OnList, type readList, type Wrong } from './list-file.ts'
import { type Candidate, type Counted, candidates, counted, sameAs } from './recipients.ts'
import { allowed, inAStudy, studyAt, who } from './stewards.ts'
import { codesUnanswered, letterWordsOf, listOf, openMailing } from './store.ts'
import { type StudyPaper, studyPaper } from './study-paper.ts'

/** Write what the letters of a study say. Letters that lie ready keep the words they were made with. */
export const writeLetterWords = task('studies.write-letter-words', {
  title: 'Write what the letters of a study say',
  doors: ['web'],
  who,
  input: z.object({
    ...inAStudy,
    about: words(900, 'Say what the study is about.'),
    phone: words(40, 'Type the number of the study.'),
    send_to: words(200, 'Say where booklets are sent.'),
    stop: words(120, 'Say how to ask for no more letters.'),
    signed: words(120, 'Say who signs.'),
  }),
  allowed,
  async run({ study: slug, ...typed }, doing) {
    const study = await studyAt(doing, slug)
    if (isRefusal(study)) return study
    doing.about(study.id)
    const line = { ...typed, changed_at: doing.now }
    await doing.db
      .insertInto('study_letter_words')
      .values({ study: study.id, ...line })
      .onConflict((clash) => clash.column('study').doUpdateSet(line))
      .execute()
    return study.id
  },
})

export interface Brought {
  readonly added: number
  /** in the file twice, on the list before, or members */
  readonly known: number
}

const lists = foreignFile<typeof readList>(new URL('./list-file.ts', import.meta.url), 'readList')

/** Bring a mailing list of people who are no members. Any line that is wrong, and nothing of it is kept. */
export const bringList = task('studies.bring-mailing-list', {
  title: 'Bring a mailing list for the letters of a study',
  doors: ['web'],
  who,
  input: z.object({
    ...inAStudy,
    text: z
      .string({ error: 'Choose the file.' })
      .min(1, 'Choose the file.')
      .max(mostLetters, 'This file is too big. Cut it in parts.'),
  }),
  allowed,
  prepare: ({ text }) => readForeign(lists, 'file', text),
  async run({ study: slug }, doing, read): Promise<Brought | Refusal> {
    const study = await studyAt(doing, slug)
    if (isRefusal(study)) return study
    if (read.wrong.length > 0) return listRefused(read.wrong)
    if (read.people.length === 0) {
      const because = 'There is nobody on this list.'
      return refuse(because, 422, { file: because })
    }
    doing.about(study.id)
    const added = await keepList(doing.db, study.id, read.people)
    return { added, known: read.people.length - added + read.twice }
  },
})

/** Line by line, as far as anybody reads on. */
function listRefused(wrong: readonly Wrong[]): Refusal {
  const lines = wrong.slice(0, mostSaid).map(({ line, says }) => `Line ${line}: ${says}`)
  const more = wrong.length - lines.length
  return refuse('Nothing was kept. Please mend these lines and send the file again.', 422, {
    file: [...lines, ...(more > 0 ? [`And ${more} more.`] : [])].join('\n'),
  })
}
const mostSaid = 50

async function keepList(db: Tx, study: string, people: readonly OnList[]): Promise<number> {
  const { numAffectedRows } = await sql`
    insert into study_letter (code, study, name, address, postcode, same_as)
    select code, ${study}, name, address, postcode, ${sameAs(sql`name`, sql`postcode`)}
    from unnest(
      ${people.map(() => randomUUID())}::uuid[], ${people.map(({ name }) => name)}::text[],
      ${people.map(({ address }) => address)}::text[], ${people.map(({ postcode }) => postcode)}::text[]
    ) as sent (code, name, address, postcode)
    where not exists (
      select from member join reach on reach.member = member.id
      where erased_at is null
        and ${sameAs(sql`member.name`, sql`reach.postcode`)} = ${sameAs(sql`sent.name`, sql`sent.postcode`)}
    )
    on conflict do nothing`.execute(db)
  return Number(numAffectedRows ?? 0)
}

/** Take a mailing list away again: everybody on it who has no letter yet. */
export const dropList = task('studies.drop-mailing-list', {
  title: 'Take a mailing list away that was brought for a study',
  doors: ['web'],
  who,
  input: z.object(inAStudy),
  allowed,
  async run({ study: slug }, doing): Promise<number | Refusal> {
    const study = await studyAt(doing, slug)
    if (isRefusal(study)) return study
    const { without } = await listOf(doing.db, study.id)
    doing.about(study.id)
    await sql`
      delete from study_letter
      where study = ${study.id} and member is null and name is not null and number is null`.execute(doing.db)
    return without
  },
})

const tickedOrNot = z
  .enum(['yes', ''])
  .optional()
  .transform((typed) => typed === 'yes')
const Choosing = {
  ...inAStudy,
  members: tickedOrNot,
  list: tickedOrNot,
  months: z.coerce
    .number({ error: 'Type a number of months.' })
    .int('Type a whole number of months.')
    .min(0, 'Type 0 or more.')
    .max(600, 'Type fewer months.')
    .default(12),
  language: z.string().max(3).optional(),
}

/** The study, its paper, and no letters that lie about: what any mailing needs. */
async function readyToWrite(doing: Doing, slug: string, language?: string) {
  const { db, community } = doing
  const study = await studyAt(doing, slug)
  if (isRefusal(study)) return study
  if (study.state !== 'open') return refuse('Letters can be made while the study is open.', 409)
  const words = await letterWordsOf(db, study.id)
  if (!words) return refuse('First write what the letters say.', 409)
  const paper = studyPaper(study, community, words, language)
  if (!paper) return refuse('The study has no information sheet or no questionnaire yet.', 409)
  // Two stewards who press at once make one mailing.
  await sql`select pg_advisory_xact_lock(hashtext(${`study letters ${study.id}`}))`.execute(db)
  if (await openMailing(db, study.id))
    return refuse('Letters are being made already. Post them or throw them away first.', 409)
  return { study, paper }
}

export interface Drawn extends Counted {
  readonly mailing: string
}

/** Draw a code for everybody who gets a letter, and begin to make the letters. Nobody is ever given a second code. */
export const drawLetters = task('studies.draw-letters', {
  title: 'Draw codes and make the letters of a study',
  doors: ['web'],
  who,
  input: z.object(Choosing),
  allowed,
  async run({ study: slug, language, ...choosing }, doing): Promise<Drawn | Refusal> {
    const ready = await readyToWrite(doing, slug, language)
    if (isRefusal(ready)) return ready
    const { db, community, now } = doing
    const all = await candidates(db, ready.study.id, choosing, now)
    const chosen = inAnyOrder(all.filter(({ because }) => because === null))
    if (chosen.length === 0) return refuse('Nobody gets a letter now.', 409)
    const codes = chosen.map(({ code }) => code ?? randomUUID())
    const numbers = await insideWall(db, community, (tx) => drawCodes(tx, doing, ready.study.id, codes))
    if (isRefusal(numbers)) return numbers
    await sql`
      insert into study_letter (code, study, member, number)
      select code, ${ready.study.id}, member, number
      from unnest(
        ${codes}::uuid[], ${chosen.map(({ member }) => member)}::uuid[],
        ${codes.map((code) => numbers.get(code)!)}::int[]
      ) as drawn (code, member, number)
      on conflict (code) do update set number = excluded.number`.execute(db)
    const inOrder = [...codes].sort((one, other) => numbers.get(one)! - numbers.get(other)!)
    const mailing = await beginMailing(doing, ready, 1, inOrder)
    return { mailing, ...counted(all) }
  },
})

/** In an order by chance: numbers that went by the alphabet would tell a researcher something of the names. */
function inAnyOrder(people: readonly Candidate[]): Candidate[] {
  const all = [...people]
  for (let at = all.length - 1; at > 0; at--) {
    const other = randomInt(at + 1)
    ;[all[at], all[other]] = [all[other]!, all[at]!]
  }
  return all
}

/** @returns the number of each code, new or drawn before */
async function drawCodes(db: ResearchDb, { community, now }: Doing, study: string, codes: readonly string[]) {
  await sql`
    insert into study_code (id, study, arm, hash, number, made_at)
    select id, ${study}, 'letters', hash,
      (select coalesce(max(number), 0) from study_code where study = ${study} and arm = 'letters')
        + row_number() over (order by at),
      ${now}
    from unnest(${codes}::uuid[], ${codes.map((id) => returnHashOf(community, codeOf(community, id)))}::text[])
      with ordinality as drawn (id, hash, at)
    where not exists (select from study_code where study_code.id = drawn.id)`.execute(db)
  const rows = await db.selectFrom('study_code').select(['id', 'number']).where('id', 'in', codes).execute()
  return new Map(rows.map(({ id, number }) => [id, number]))
}

async function beginMailing(
  { db, who, now, about }: Doing,
  { study, paper }: { study: Standing; paper: StudyPaper },
  number: 1 | 2,
  codes: readonly string[],
): Promise<string> {
  const id = newId(now.getTime())
  about(id)
  const values = { id, study: study.id, number, made_by: who.member!, made_at: now, paper: JSON.stringify(paper) }
  const unposted = { printed_at: null, changed_at: null, posted_on: null, posted_at: null, posted_by: null }
  await db
    .insertInto('study_mailing')
    .values({ ...values, ...unposted, letters: codes.length })
    .execute()
  await sql`
    insert into study_mailing_letter (mailing, code, position)
    select ${id}, code, at - 1 from unnest(${codes}::uuid[]) with ordinality as drawn (code, at)`.execute(db)
  return id
}

/**
 * Make second letters, with the same codes, for those who have not answered. Exclusions are asked anew. How many there
 * are is all that is told.
 */
export const drawSecondLetters = task('studies.draw-second-letters', {
  title: 'Make second letters for those who have not answered',
  doors: ['web'],
  who,
  input: z.object({ study: Choosing.study, months: Choosing.months, language: Choosing.language }),
  allowed,
  async run({ study: slug, months, language }, doing): Promise<{ mailing: string; chosen: number } | Refusal> {
    const ready = await readyToWrite(doing, slug, language)
    if (isRefusal(ready)) return ready
    const { db, community, now } = doing
    const waiting = await insideWall(db, community, (tx) => codesUnanswered(tx, ready.study.id))
    if (isRefusal(waiting)) return waiting
    const all = await candidates(db, ready.study.id, { members: true, list: true, months }, now, waiting)
    const codes = all.flatMap(({ because, code }) => (because === null ? [code!] : []))
    if (codes.length === 0) return refuse('Nobody gets a second letter now.', 409)
    const { rows } = await sql<{ code: string }>`
      select code from study_letter where code = any(${codes}::uuid[]) order by number`.execute(db)
    const mailing = await beginMailing(
      doing,
      ready,
      2,
      rows.map(({ code }) => code),
    )
    return { mailing, chosen: codes.length }
  },
})
