/** The codebook of a study: codes under codes, each with its definition, what belongs, what does not, and an example. */
import { sql } from 'kysely'
import { z } from 'zod'
import { idOf, newId } from '../../../kit/brand.ts'
import { type Refusal, refuse } from '../../../kit/refuse.ts'
import { task } from '../../../kit/task.ts'
import { optionalWords, words } from '../../../kit/typed-words.ts'
import { inStudy, worksInStudy } from '../access.ts'
import type { ResearchDb } from '../wall.ts'
import { signNames } from './codebook-signs.ts'
import { coderFor } from './store.ts'

export interface Code {
  readonly id: string
  readonly parent: string | null
  readonly name: string
  readonly definition: string
  readonly include: string
  readonly exclude: string
  readonly example: string
  /** words of a person that were chosen as the example; null when there are none, or they may not be quoted any more */
  readonly quote: string | null
  readonly sign: string
  readonly heading: boolean
  /** how many pieces are coded with it */
  readonly pieces: number
}

/** A code at its place in the hierarchy, 0 at the top. */
export interface PlacedCode extends Code {
  readonly depth: number
}

/** Every code of a study, each after its parent, in the order in which they were made. */
export async function codebookOf(db: ResearchDb, study: string): Promise<PlacedCode[]> {
  const { rows } = await sql<Code>`
    select code.id, parent, name, definition, include, exclude, example, sign, heading,
      (select count(*)::int from segment where segment.code = code.id) as pieces,
      (
        select substring(words from from_at + 1 for to_at - from_at)
        from segment
        join transcript on transcript.id = segment.transcript
        where segment.id = example_segment and (
          select given
          from interview_consent
          where interview_consent.interview = transcript.interview and purpose = 'quoted'
          order by at desc
          limit 1
        )
      ) as quote
    from code
    where study = ${study}
    order by position, code.id`.execute(db)
  return placed(rows)
}

/** Codes as a tree is read: each after its parent. */
export function placed<One extends { readonly id: string; readonly parent: string | null }>(
  codes: readonly One[],
): (One & { readonly depth: number })[] {
  const under = Map.groupBy(codes, ({ parent }) => parent)
  const inOrder = (parent: string | null, depth: number): (One & { readonly depth: number })[] =>
    (under.get(parent) ?? []).flatMap((code) => [{ ...code, depth }, ...inOrder(code.id, depth + 1)])
  return inOrder(null, 0)
}

type Named = Pick<Code, 'id' | 'parent' | 'name'>
/** An index for each codebook that was read: a page asks for the path of every code in it. */
const indexes = new WeakMap<readonly Named[], ReadonlyMap<string, Named>>()
function indexOf(codes: readonly Named[]) {
  const known = indexes.get(codes)
  if (known) return known
  const made = new Map(codes.map((code) => [code.id, code]))
  indexes.set(codes, made)
  return made
}

/** A code's name with those above it: "Help › Being understood". */
export function pathOf(codes: readonly Named[], id: string): string {
  const by = indexOf(codes)
  const names: string[] = []
  for (let code = by.get(id); code && names.length < 10; code = code.parent ? by.get(code.parent) : undefined)
    names.unshift(code.name)
  return names.join(' › ')
}

/** How many codes may stand one under another. */
export const deepest = 6

/** Whether a code can stand under another: never under itself, nor too deep. */
export function mayStandUnder(
  codes: readonly Pick<Code, 'id' | 'parent'>[],
  id: string | null,
  parent: string | null,
): Refusal | null {
  const by = new Map(codes.map((code) => [code.id, code]))
  const wrong = (says: string) => refuse(says, 422, { parent: says })
  let above = 0
  for (let code = parent ? by.get(parent) : undefined; code; code = code.parent ? by.get(code.parent) : undefined) {
    if (code.id === id) return wrong('A code cannot stand under itself.')
    if (++above > deepest) break
  }
  const under = Map.groupBy(codes, ({ parent }) => parent)
  const below = (one: string): number =>
    1 + (under.get(one) ?? []).reduce((most, code) => Math.max(most, below(code.id)), 0)
  return above + (id ? below(id) : 1) > deepest ? wrong(`At most ${deepest} codes can stand one under another.`) : null
}

const inAStudy = { study: z.string().max(80) }
const code = idOf<'CodeId'>()
const optionalCode = z
  .union([z.literal('').transform(() => null), code])
  .optional()
  .transform((id) => id ?? null)

/** Add a code, or change one. */
export const writeCode = task('studies.write-code', {
  title: 'Add or change a code of the codebook',
  doors: ['web'],
  who: 'Researchers of the study',
  input: z.object({
    ...inAStudy,
    code: optionalCode,
    parent: optionalCode,
    name: words(80, 'Give the code a name.'),
    definition: optionalWords(2000),
    include: optionalWords(2000),
    exclude: optionalWords(2000),
    example: optionalWords(2000),
    sign: z.enum(signNames, { error: 'Choose a sign.' }),
    heading: z.literal('yes').optional(),
  }),
  allowed: worksInStudy,
  run: ({ study: slug, code, parent, heading, ...said }, doing) =>
    inStudy(doing, slug, async (db, study) => {
      const codes = await codebookOf(db, study.id)
      const before = code ? codes.find(({ id }) => id === code) : undefined
      if ((code && !before) || (parent && !codes.some(({ id }) => id === parent)))
        return refuse('We could not find that code. Somebody may have taken it away.', 404)
      const wrong = mayStandUnder(codes, code, parent)
      if (wrong) return wrong
      const alike = codes.find((one) => one.id !== code && one.parent === parent && one.name === said.name)
      const taken = 'There is a code with this name here already.'
      if (alike) return refuse(taken, 409, { name: taken })
      const coded = 'Pieces are coded with it, so it cannot be a heading.'
      if (heading && (before?.pieces ?? 0) > 0) return refuse(coded, 409, { heading: coded })
      const row = {
        parent,
        name: said.name,
        definition: said.definition ?? '',
        include: said.include ?? '',
        exclude: said.exclude ?? '',
        example: said.example ?? '',
        sign: said.sign,
        heading: heading === 'yes',
      }
      const id = code ?? newId<'CodeId'>(doing.now.getTime())
      doing.about(id)
      if (code) await db.updateTable('code').set(row).where('id', '=', code).execute()
      else {
        const made_by = await coderFor(db, study, doing.who)
        await db
          .insertInto('code')
          .values({
            ...row,
            id,
            study: study.id,
            example_segment: null,
            position: codes.length,
            made_by,
            made_at: doing.now,
          })
          .execute()
      }
      return id
    }),
})

/** Take a code away. What is coded with it, or stands under it, goes to another code first. */
export const removeCode = task('studies.remove-code', {
  title: 'Take a code out of the codebook',
  doors: ['web'],
  who: 'Researchers of the study',
  input: z.object({ ...inAStudy, code, into: optionalCode }),
  allowed: worksInStudy,
  run: ({ study: slug, code, into }, doing) =>
    inStudy(doing, slug, async (db, study) => {
      const codes = await codebookOf(db, study.id)
      const before = codes.find(({ id }) => id === code)
      if (!before) return refuse('We could not find that code. Somebody may have taken it away.', 404)
      if (codes.some(({ parent }) => parent === code))
        return refuse('Other codes stand under it. Move them first.', 409)
      const target = codes.find(({ id }) => id === into)
      const choose = 'Choose the code that its pieces go to.'
      if (before.pieces > 0 && (!target || target.id === code || target.heading))
        return refuse(choose, 422, { into: choose })
      if (target) {
        // A piece that both have already stays once.
        await sql`
          delete from segment old
          using segment kept
          where old.code = ${code} and kept.code = ${target.id} and old.transcript = kept.transcript
            and old.coder = kept.coder and old.from_at = kept.from_at and old.to_at = kept.to_at`.execute(db)
        await db.updateTable('segment').set({ code: target.id }).where('code', '=', code).execute()
        await db.updateTable('memo').set({ code: target.id }).where('code', '=', code).execute()
      }
      await db.deleteFrom('code').where('id', '=', code).execute()
      doing.about(code)
      return code
    }),
})

/** Let words of a person stand as a code's example. They go when the person withdraws. */
export const chooseExample = task('studies.choose-example', {
  title: 'Choose a quote as the example of a code',
  doors: ['web'],
  who: 'Researchers of the study',
  input: z.object({ ...inAStudy, segment: idOf<'SegmentId'>() }),
  allowed: worksInStudy,
  run: ({ study: slug, segment }, doing) =>
    inStudy(doing, slug, async (db, study) => {
      const { rows: found } = await sql<{ quoted: boolean | null }>`
        select (
          select given
          from interview_consent
          where interview_consent.interview = transcript.interview and purpose = 'quoted'
          order by at desc
          limit 1
        ) as quoted
        from segment
        join transcript on transcript.id = segment.transcript
        where segment.id = ${segment}`.execute(db)
      if (found[0] && !found[0].quoted) return refuse('This person does not want to be quoted.', 403)
      const { rows } = await sql<{ code: string }>`
        update code set example_segment = segment.id
        from segment
        where segment.id = ${segment} and code.id = segment.code and study = ${study.id}
        returning code.id as code`.execute(db)
      return rows[0]?.code ?? refuse('We could not find that quote. It may have been taken back.', 404)
    }),
})
