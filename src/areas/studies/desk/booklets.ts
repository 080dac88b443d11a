/** Booklets of a study, as its desk sees them: by the number of their letter, never by who posted them. */
import type { ColumnType } from 'kysely'
import { sql } from 'kysely'
import { notFound, type Refusal } from '../../../kit/refuse.ts'
import type { Answer } from '../questionnaires/answering.ts'
import type { Questionnaire } from '../questionnaires/questionnaire.ts'
import type { ResearchDb } from '../wall.ts'
import type { Keyed } from './comparing.ts'

export type BookletState = 'keying' | 'compared' | 'stored' | 'double' | 'set aside' | 'withdrawn'
type Json<Of> = ColumnType<Of, string | undefined, string>

declare module '../wall.ts' {
  interface ResearchTables {
    booklet: {
      id: string
      study: string
      code: string
      questionnaire: string
      language: string
      sheet: number
      state: BookletState
      made_at: Date
      places: number | null
      differing: number | null
    }
    booklet_keying: {
      booklet: string
      pass: 1 | 2 | 3
      keyed_by: string
      sheets: ColumnType<string[], string[] | undefined, string[]>
      consents: Json<Record<string, boolean>>
      answers: Json<Record<string, Answer>>
      before_hash: ColumnType<string | null, string | null | undefined, string | null>
      began_at: Date
      finished_at: Date | null
    }
  }
}

/** L0007, as it stands on lists; the code itself is on paper alone. */
export const nameOf = (number: number) => `L${String(number).padStart(4, '0')}`
/** 7, for "L0007", "l7" or "7"; null for what is no number of a letter. */
export const numberIn = (typed: string): number | null => {
  const found = /^\s*L?0*(\d{1,6})\s*$/i.exec(typed)
  return found ? Number(found[1]) : null
}

export interface Pass extends Keyed {
  readonly pass: 1 | 2 | 3
  readonly keyed_by: string
  readonly sheets: readonly string[]
  /** what the code of an earlier wave hashes to */
  readonly before: string | null
  readonly finished: boolean
}

export interface Booklet {
  readonly id: string
  readonly code: string
  readonly number: number
  readonly language: string
  readonly sheet: number
  readonly state: BookletState
  readonly questionnaire: string
  readonly content: Questionnaire
  readonly made_at: Date
  readonly passes: readonly Pass[]
}

/**
 * The booklet that came with a letter of this number.
 *
 * @param lock hold it until the transaction ends, so that two people at once do not both finish or decide it
 */
export async function bookletNumbered(
  db: ResearchDb,
  study: string,
  typed: string,
  lock?: 'lock',
): Promise<Booklet | Refusal> {
  const number = numberIn(typed)
  if (number === null) return notFound('booklet')
  const { rows } = await sql<Booklet>`
    select booklet.id, booklet.code, number, language, sheet, booklet.state, booklet.questionnaire, content,
      booklet.made_at, coalesce((
        select json_agg(json_build_object('pass', pass, 'keyed_by', keyed_by, 'sheets', sheets, 'consents', consents,
          'answers', answers, 'before', before_hash, 'finished', finished_at is not null) order by pass)
        from booklet_keying where booklet = booklet.id
      ), '[]') as passes
    from booklet
    join study_code on study_code.id = booklet.code
    join questionnaire on questionnaire.id = booklet.questionnaire
    where booklet.study = ${study} and arm = 'letters' and number = ${number}
    ${lock ? sql`for update of booklet` : sql``}`.execute(db)
  return rows[0] ?? notFound('booklet')
}

export const passOf = ({ passes }: Booklet, pass: 1 | 2 | 3) => passes.find((one) => one.pass === pass)

/** The reading of a booklet that somebody has begun and not finished. */
export const passInHand = ({ passes }: Booklet, me: string) =>
  passes.find(({ pass, keyed_by, finished }) => pass < 3 && keyed_by === me && !finished)

/** One line of the front page: which booklet, and what it waits for. Nothing of what stands in it. */
export interface Waiting {
  readonly number: number
  readonly state: BookletState
  readonly pass: 1 | 2
  readonly finished: boolean
  readonly mine: boolean
  readonly differing: number | null
}

/** What waits at the desk, oldest first. */
export async function bookletsWaiting(db: ResearchDb, study: string, me: string): Promise<Waiting[]> {
  const { rows } = await sql<Waiting>`
    select number, booklet.state, pass, finished_at is not null as finished, differing,
      exists (select from booklet_keying own where own.booklet = booklet.id and own.pass < 3 and own.keyed_by = ${me}) as mine
    from booklet
    join study_code on study_code.id = booklet.code
    join lateral (
      select pass, finished_at from booklet_keying where booklet = booklet.id and pass < 3 order by pass desc limit 1
    ) last on true
    where booklet.study = ${study} and booklet.state in ('keying', 'compared')
    order by booklet.made_at, number`.execute(db)
  return rows
}

export interface Differences {
  readonly booklets: number
  readonly places: number
  readonly differing: number
  readonly double: number
  readonly set_aside: number
}

/** How often two readings differed, over all booklets that were read twice. */
export async function differencesIn(db: ResearchDb, study: string): Promise<Differences> {
  const { rows } = await sql<Differences>`
    select count(places)::int as booklets, coalesce(sum(places), 0)::int as places,
      coalesce(sum(differing), 0)::int as differing, count(*) filter (where state = 'double')::int as double,
      count(*) filter (where state = 'set aside')::int as set_aside
    from booklet
    where study = ${study}`.execute(db)
  return rows[0]!
}
