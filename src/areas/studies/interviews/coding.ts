/** Coding: words of a transcript, a code, and who coded them. Memos on a code, a transcript or a piece. */
import { sql } from 'kysely'
import { z } from 'zod'
import { idOf, newId } from '../../../kit/brand.ts'
import { isRefusal, type Refusal, refuse } from '../../../kit/refuse.ts'
import { task } from '../../../kit/task.ts'
import { optionalWords, words } from '../../../kit/typed-words.ts'
import { inStudy, worksInStudy } from '../access.ts'
import type { ResearchDb } from '../wall.ts'
import { memoOn } from './memo-subjects.ts'
import { coderFor, interviewNamed } from './store.ts'
import { between, paragraphsOf } from './transcript-words.ts'

/** A piece of a transcript with a code. */
export interface Piece {
  readonly id: string
  readonly transcript: string
  readonly number: number
  readonly code: string
  readonly coder: string
  readonly by: string
  readonly from: number
  readonly to: number
}

/** Pieces of a study in the order in which they are read; of one transcript, one code or one coder, where these are told. */
export const piecesOf = async (
  db: ResearchDb,
  study: string,
  only: { readonly transcript?: string | null; readonly code?: string | null; readonly coder?: string | null } = {},
) =>
  (
    await sql<Piece>`
      select segment.id, segment.transcript, interview.number, segment.code, segment.coder, coder.name as by,
        from_at as from, to_at as to
      from segment
      join transcript on transcript.id = segment.transcript
      join interview on interview.id = transcript.interview
      join coder on coder.id = segment.coder
      where interview.study = ${study}
        and (${only.transcript ?? null}::uuid is null or segment.transcript = ${only.transcript ?? null})
        and (${only.code ?? null}::uuid is null or segment.code = ${only.code ?? null})
        and (${only.coder ?? null}::uuid is null or segment.coder = ${only.coder ?? null})
      order by interview.number, from_at, to_at, segment.id`.execute(db)
  ).rows

const inAStudy = { study: z.string().max(80) }
const place = z
  .union([z.literal(''), z.coerce.number().int().min(0).max(1_000_000)])
  .optional()
  .transform((at) => (at === '' || at === undefined ? null : at))

/**
 * Where somebody's choice lies: the words they marked, or whole paragraphs. Spaces at its ends are left out.
 *
 * @param chosen `from` and `to` in code points; `first` and `last` are numbers of paragraphs
 */
export function chosenPlace(
  all: string,
  chosen: { from: number | null; to: number | null; first: number | null; last: number | null },
): { readonly from: number; readonly to: number } | Refusal {
  const points = [...all]
  let { from, to } = chosen
  if (from === null || to === null) {
    const paragraphs = paragraphsOf(all)
    const [low, high] = [chosen.first, chosen.last ?? chosen.first]
    const first = paragraphs.find(({ number }) => number === low)
    const last = paragraphs.find(({ number }) => number === high)
    const which = `Type a number from 1 to ${paragraphs.length}.`
    if (!first) return refuse(which, 422, { first: which })
    const later = `Type ${first.number} or a later number.`
    if (!last || last.from < first.from) return refuse(later, 422, { last: later })
    from = first.from
    to = last.to
  }
  if (to > points.length || from >= to) return refuse('These words are not in the transcript. Please mark them again.')
  while (from < to && /\s/u.test(points[from]!)) from++
  while (to > from && /\s/u.test(points[to - 1]!)) to--
  return from < to ? { from, to } : refuse('There are no words in what you marked. Please mark them again.')
}

/** Code some words of a transcript. To code them twice with the same code is to code them once. */
export const codeWords = task('studies.code-words', {
  title: 'Code words of a transcript',
  doors: ['web'],
  who: 'Researchers of the study',
  input: z.object({
    ...inAStudy,
    person: z.string().max(8),
    code: idOf<'CodeId'>().or(z.literal('').transform(() => null)),
    from: place,
    to: place,
    first: place,
    last: place,
    memo: optionalWords(4000),
  }),
  allowed: worksInStudy,
  run: ({ study: slug, person, code, memo, ...chosen }, doing) =>
    inStudy(doing, slug, async (db, study) => {
      const interview = await interviewNamed(db, study.id, person)
      if (isRefusal(interview)) return interview
      const transcript = await db
        .selectFrom('transcript')
        .select(['id', 'words'])
        .where('interview', '=', interview.id)
        .executeTakeFirst()
      if (!transcript) return refuse('There is no transcript here. It may have been taken back.', 404)
      const found = code
        ? await db
            .selectFrom('code')
            .selectAll()
            .where('id', '=', code)
            .where('study', '=', study.id)
            .executeTakeFirst()
        : null
      const choose = found?.heading ? 'This is a heading. Choose a code under it.' : 'Choose a code.'
      if (!found || found.heading) return refuse(choose, 422, { code: choose })
      const at = chosenPlace(transcript.words, chosen)
      if (isRefusal(at)) return at
      const coder = await coderFor(db, study, doing.who)
      const { rows } = await sql<{ id: string }>`
        insert into segment (id, transcript, code, coder, from_at, to_at, at)
        values (${newId(doing.now.getTime())}, ${transcript.id}, ${found.id}, ${coder}, ${at.from}, ${at.to}, ${doing.now})
        on conflict (transcript, code, coder, from_at, to_at) do update set at = segment.at
        returning id`.execute(db)
      const { id } = rows[0]!
      doing.about(id)
      if (memo)
        await db
          .insertInto('memo')
          .values({
            id: newId(doing.now.getTime()),
            study: study.id,
            coder,
            code: null,
            transcript: null,
            segment: id,
            words: memo,
            at: doing.now,
          })
          .execute()
      const paragraph = paragraphsOf(transcript.words).find(({ to }) => to > at.from)?.number ?? 1
      return { id, words: between(transcript.words, at.from, at.to), paragraph }
    }),
})

/** Take a code off some words. Only who put it there does so. */
export const uncodeWords = task('studies.uncode-words', {
  title: 'Take a code off words of a transcript',
  doors: ['web'],
  who: 'Researchers of the study, for what they coded',
  input: z.object({ ...inAStudy, segment: idOf<'SegmentId'>() }),
  allowed: worksInStudy,
  run: ({ study: slug, segment }, doing) =>
    inStudy(doing, slug, async (db, study) => {
      const { rows } = await sql<{ researcher: string | null }>`
        select coder.researcher
        from segment
        join coder on coder.id = segment.coder
        where segment.id = ${segment} and coder.study = ${study.id}`.execute(db)
      if (!rows[0]) return refuse('We could not find that piece. It may be gone already.', 404)
      if (rows[0].researcher !== doing.who.member) return refuse('Only who coded these words can take it off.', 403)
      await db.deleteFrom('segment').where('id', '=', segment).execute()
      doing.about(segment)
      return segment
    }),
})

export interface Memo {
  readonly id: string
  readonly on: (typeof memoOn)[number]
  readonly about: string | null
  readonly words: string
  readonly coder: string
  readonly by: string
  readonly researcher: string | null
  readonly at: Date
}

export const memosOf = async (db: ResearchDb, study: string) =>
  (
    await sql<Memo>`
      select memo.id, words, memo.coder, coder.name as by, coder.researcher, memo.at,
        case
          when code is not null then 'code'
          when transcript is not null then 'transcript'
          when segment is not null then 'segment'
          else 'study'
        end as on,
        coalesce(code, transcript, segment) as about
      from memo
      join coder on coder.id = memo.coder
      where memo.study = ${study}
      order by memo.at desc, memo.id`.execute(db)
  ).rows

/** Write a memo. On a transcript or a piece it goes with the person's words; on a code or the study it stays. */
export const writeMemo = task('studies.write-memo', {
  title: 'Write a memo',
  doors: ['web'],
  who: 'Researchers of the study',
  input: z.object({
    ...inAStudy,
    on: z.enum(memoOn, { error: 'Choose what it is about.' }),
    about: idOf<'AboutId'>()
      .or(z.literal('').transform(() => null))
      .optional(),
    words: words(8000, 'Write the memo.'),
  }),
  allowed: worksInStudy,
  run: ({ study: slug, on, about = null, words }, doing) =>
    inStudy(doing, slug, async (db, study) => {
      if (on !== 'study' && !(about && (await isOfStudy(db, study.id, on, about))))
        return refuse('We could not find what this is about. It may have been taken back.', 404)
      const id = newId(doing.now.getTime())
      const coder = await coderFor(db, study, doing.who)
      const to = { code: null, transcript: null, segment: null, ...(on === 'study' ? {} : { [on]: about }) }
      await db
        .insertInto('memo')
        .values({ id, study: study.id, coder, ...to, words, at: doing.now })
        .execute()
      doing.about(id)
      return id
    }),
})

async function isOfStudy(db: ResearchDb, study: string, on: 'code' | 'transcript' | 'segment', about: string) {
  const { rows } = await sql`
    select 1 from code where ${on} = 'code' and id = ${about} and study = ${study}
    union all
    select 1 from transcript join interview on interview.id = transcript.interview
    where ${on} = 'transcript' and transcript.id = ${about} and study = ${study}
    union all
    select 1 from segment join coder on coder.id = segment.coder
    where ${on} = 'segment' and segment.id = ${about} and study = ${study}`.execute(db)
  return rows.length > 0
}

export const removeMemo = task('studies.remove-memo', {
  title: 'Take a memo away',
  doors: ['web'],
  who: 'Researchers of the study, for their own memos',
  input: z.object({ ...inAStudy, memo: idOf<'MemoId'>() }),
  allowed: worksInStudy,
  run: ({ study: slug, memo }, doing) =>
    inStudy(doing, slug, async (db, study) => {
      const found = (await memosOf(db, study.id)).find(({ id }) => id === memo)
      if (!found) return refuse('We could not find that memo. It may be gone already.', 404)
      if (found.researcher !== doing.who.member) return refuse('Only who wrote a memo can take it away.', 403)
      await db.deleteFrom('memo').where('id', '=', memo).execute()
      doing.about(memo)
      return memo
    }),
})
