/** What other programs coded, taken into a study: all of a file, or nothing of it. */
import { sql } from 'kysely'
import { z } from 'zod'
import { newId } from '../../../kit/brand.ts'
import { type Refusal, refuse } from '../../../kit/refuse.ts'
import { task } from '../../../kit/task.ts'
import { inStudy, type StudyHere, worksInStudy } from '../access.ts'
import type { ResearchDb, ResearchTables } from '../wall.ts'
import { codebookOf } from './codebook.ts'
import { signNames, signNear } from './codebook-signs.ts'
import { memosOf } from './coding.ts'
import { Exchange, ExchangedCode, type Line, most } from './refi.ts'
import { numberOf } from './rules.ts'
import { coderFor, codersOf, interviewsOf, transcriptsOf } from './store.ts'
import { mayHaveTranscript } from './transcript-storing.ts'
import { lengthOf } from './transcript-words.ts'

type SegmentRow = ResearchTables['segment']

/** Every line that is wrong, each pointing at the file that was chosen. */
export function faulty(lines: readonly Line[]): Refusal {
  const shown = lines.slice(0, 20).map(({ where, says }) => `${where}: ${says}`)
  const more = lines.length > 20 ? [`There are ${lines.length - 20} more.`] : []
  // Names that differ by spaces alone lead to one field.
  const fields = [...shown, ...more].map((says, at) => [`file${' '.repeat(at)}`, says] as const)
  return refuse('Nothing of this file was taken. Please look at what is wrong.', 422, Object.fromEntries(fields))
}

export interface Brought {
  readonly codes: number
  readonly codesHere: number
  readonly transcripts: number
  readonly pieces: number
  readonly memos: number
}

/** Rows of one statement. */
const atOnce = 500
/** A codebook of a study stays one that a page can show. */
const mostCodesHere = 5000

/** Codes that are new come in under their parents; one that is here already, by its id or its name and place, stays as it is. */
async function bringCodes(
  db: ResearchDb,
  study: StudyHere,
  codes: readonly ExchangedCode[],
  coder: string,
  now: Date,
): Promise<{ ids: ReadonlyMap<string, string>; added: number; faults: Line[] }> {
  const here = await codebookOf(db, study.id)
  const placeOf = (parent: string | null, name: string) => `${parent} ${name}`
  const byId = new Map(here.map(({ id }) => [id, id]))
  const byPlace = new Map(here.map(({ id, parent, name }) => [placeOf(parent, name), id]))
  const rows: ResearchTables['code'][] = []
  const ids = new Map<string, string>()
  const faults: Line[] = []
  for (const code of codes) {
    const parent = code.parent === null ? null : (ids.get(code.parent) ?? null)
    if (code.parent !== null && parent === null) {
      faults.push({ where: `Code “${code.name}”`, says: 'The code above it is not in this file.' })
      continue
    }
    const known = byId.get(code.id) ?? byPlace.get(placeOf(parent, code.name))
    if (known) {
      ids.set(code.id, known)
      continue
    }
    const id = newId(now.getTime())
    const position = here.length + rows.length
    const sign = signNear(code.colour ?? undefined) ?? signNames[position % signNames.length]!
    const { name, definition, include, exclude, example, heading } = code
    const row = { id, study: study.id, parent, name, definition, include, exclude, example, sign, heading }
    rows.push({ ...row, example_segment: null, position, made_by: coder, made_at: now })
    byId.set(id, id)
    byPlace.set(placeOf(parent, name), id)
    ids.set(code.id, id)
  }
  if (here.length + rows.length > mostCodesHere)
    faults.push({
      where: 'The codebook',
      says: `It would hold more than ${mostCodesHere.toLocaleString('en-GB')} codes. Take some out first.`,
    })
  if (faults.length === 0)
    for (let at = 0; at < rows.length; at += atOnce)
      await db
        .insertInto('code')
        .values(rows.slice(at, at + atOnce))
        .execute()
  return { ids, added: rows.length, faults }
}

export const bringInCodebook = task('studies.bring-in-codebook', {
  title: 'Bring in a codebook of another program',
  doors: ['web'],
  who: 'Researchers of the study',
  input: z.object({ study: z.string().max(80), codes: z.array(ExchangedCode).max(most.codes) }),
  allowed: worksInStudy,
  run: ({ study: slug, codes }, doing) =>
    inStudy(doing, slug, async (db, study) => {
      const coder = await coderFor(db, study, doing.who)
      const { added, faults } = await bringCodes(db, study, codes, coder, doing.now)
      if (faults.length > 0) return faulty(faults)
      return { codes: added, codesHere: codes.length - added, transcripts: 0, pieces: 0, memos: 0 } satisfies Brought
    }),
})

/** Bring in a project. Its texts belong to people of this study, or they are not taken: else nobody could withdraw them. */
export const bringInProject = task('studies.bring-in-project', {
  title: 'Bring in a project of another program',
  doors: ['web'],
  who: 'Researchers of the study',
  input: z.object({
    study: z.string().max(80),
    project: Exchange,
    read: z.literal('yes', { error: 'Tick the box when no name is left in its texts.' }),
  }),
  allowed: worksInStudy,
  run: ({ study: slug, project }, doing) =>
    inStudy(doing, slug, async (db, study) => {
      const own = await coderFor(db, study, doing.who)
      const { ids: codes, added, faults } = await bringCodes(db, study, project.codes, own, doing.now)
      const sources = await bringSources(db, study, project.sources, doing.who.member!, doing.now)
      faults.push(...sources.faults)
      if (faults.length > 0) return faulty(faults)
      const coders = await bringCoders(db, study, project.coders)
      const pieces = await bringPieces(db, project, { codes, coders, own, transcripts: sources.ids }, doing.now)
      const memos = await bringMemos(
        db,
        study,
        project,
        { code: codes, transcript: sources.ids, segment: pieces.ids, coders, own },
        doing.now,
      )
      return {
        codes: added,
        codesHere: project.codes.length - added,
        transcripts: sources.added,
        pieces: pieces.added,
        memos,
      } satisfies Brought
    }),
})

async function bringSources(
  db: ResearchDb,
  study: StudyHere,
  sources: Exchange['sources'],
  who: string,
  now: Date,
): Promise<{ ids: Map<string, string>; added: number; faults: Line[] }> {
  const transcripts = await transcriptsOf(db, study.id)
  const interviews = await interviewsOf(db, study.id)
  const ids = new Map<string, string>()
  const faults: Line[] = []
  let added = 0
  const taken = new Set<string>()
  const numbers = new Map(transcripts.map((one) => [one.id, one.number]))
  const byNumber = new Map(interviews.map((one) => [one.number, one]))
  const byInterview = new Map(transcripts.map((one) => [one.interview, one]))
  for (const { id, name, words } of sources) {
    const fault = (says: string) => void faults.push({ where: `Text “${name}”`, says })
    // Whose words they are: by the id where they went out from here, else by the name, such as "P07" or "P07.docx".
    const interview = byNumber.get(numbers.get(id) ?? numberOf(name.replace(/\.\w{1,5}$/, '')) ?? -1)
    const stored = interview && byInterview.get(interview.id)
    if (!interview) fault('No interview of this study has this name. Name it like P07, then send it again.')
    else if (taken.has(interview.id)) fault('Two texts of this file are of one person.')
    else if (stored && stored.words !== words) fault('Other words are stored here, so its places would be wrong.')
    else if (stored) {
      ids.set(id, stored.id)
      taken.add(interview.id)
    } else {
      const wrong = words.trim() ? await mayHaveTranscript(db, interview, who) : refuse('There are no words in it.')
      if (wrong) {
        fault(wrong.because)
        continue
      }
      const fresh = newId(now.getTime())
      const row = { words, length: lengthOf(words), stored_by: who, stored_at: now }
      await db
        .insertInto('transcript')
        .values({ id: fresh, interview: interview.id, ...row })
        .execute()
      ids.set(id, fresh)
      taken.add(interview.id)
      added++
    }
  }
  return { ids, added, faults }
}

async function bringCoders(db: ResearchDb, study: StudyHere, coders: Exchange['coders']): Promise<Map<string, string>> {
  const here = await codersOf(db, study.id)
  const ids = new Map<string, string>()
  for (const { id, name } of coders) {
    // Nobody else's name makes a piece that of a researcher of this study: only the id they went out with does.
    const known = here.find((one) => one.id === id) ?? here.find((one) => !one.researcher && one.name === name)
    const coder = known?.id ?? newId()
    if (!known)
      await db
        .insertInto('coder')
        .values({ id: coder, study: study.id, researcher: null, name: name || 'A coder' })
        .execute()
    ids.set(id, coder)
  }
  return ids
}

interface To {
  readonly codes: ReadonlyMap<string, string>
  readonly coders: ReadonlyMap<string, string>
  readonly own: string
  readonly transcripts: ReadonlyMap<string, string>
}

/** Pieces a few hundred at a time; two that are the same to the letter become one. */
async function bringPieces(db: ResearchDb, { pieces }: Exchange, to: To, now: Date) {
  const keyOf = (row: { transcript: string; code: string; coder: string; from_at: number; to_at: number }) =>
    [row.transcript, row.code, row.coder, row.from_at, row.to_at].join(' ')
  const rows = new Map<string, { readonly row: Omit<SegmentRow, 'id'>; readonly theirs: string[] }>()
  for (const { id, source, code, coder, from, to: end } of pieces) {
    const row = {
      transcript: to.transcripts.get(source)!,
      code: to.codes.get(code)!,
      coder: to.coders.get(coder ?? '') ?? to.own,
      from_at: from,
      to_at: end,
      at: now,
    }
    const known = rows.get(keyOf(row))
    if (known) known.theirs.push(id)
    else rows.set(keyOf(row), { row, theirs: [id] })
  }
  const ids = new Map<string, string>()
  let added = 0
  const all = [...rows.values()]
  for (let at = 0; at < all.length; at += atOnce) {
    const stored = await db
      .insertInto('segment')
      .values(all.slice(at, at + atOnce).map(({ row }) => ({ id: newId(now.getTime()), ...row })))
      .onConflict((clash) =>
        clash.columns(['transcript', 'code', 'coder', 'from_at', 'to_at']).doUpdateSet({ at: sql`segment.at` }),
      )
      .returning(['id', 'transcript', 'code', 'coder', 'from_at', 'to_at', sql<boolean>`xmax = 0`.as('fresh')])
      .execute()
    for (const { id, fresh, ...row } of stored) {
      for (const theirs of rows.get(keyOf(row))!.theirs) ids.set(theirs, id)
      if (fresh) added++
    }
  }
  return { ids, added }
}

interface MemosTo {
  readonly code: ReadonlyMap<string, string>
  readonly transcript: ReadonlyMap<string, string>
  readonly segment: ReadonlyMap<string, string>
  readonly coders: ReadonlyMap<string, string>
  readonly own: string
}

/** Memos that are here already, word for word on the same thing, are not doubled. */
async function bringMemos(db: ResearchDb, study: StudyHere, { memos }: Exchange, to: MemosTo, now: Date) {
  const here = new Set((await memosOf(db, study.id)).map(({ about, words }) => `${about} ${words}`))
  const rows: ResearchTables['memo'][] = []
  for (const { on, about, coder, words } of memos) {
    const found = on === 'study' ? null : (to[on].get(about ?? '') ?? null)
    if (here.has(`${found} ${words}`)) continue
    rows.push({
      id: newId(now.getTime()),
      study: study.id,
      coder: to.coders.get(coder ?? '') ?? to.own,
      code: null,
      transcript: null,
      segment: null,
      ...(found && on !== 'study' ? { [on]: found } : {}),
      words,
      at: now,
    })
  }
  for (let at = 0; at < rows.length; at += atOnce)
    await db
      .insertInto('memo')
      .values(rows.slice(at, at + atOnce))
      .execute()
  return rows.length
}
