/** The tables of setting up, and a study as it is set up so far. */
import { sql } from 'kysely'
import { notFound, type Refusal } from '../../../kit/refuse.ts'
import type { Plan } from '../analysis/plan.ts'
import { couldBeSlug } from '../slug.ts'
import type { Arm } from '../store.ts'
import type { ResearchDb } from '../wall.ts'

declare module '../wall.ts' {
  interface ResearchTables {
    /** every version kept; the newest stands in study.protocol too */
    study_protocol: { id: string; study: string; version: number; words: string; made_at: Date }
    analysis_plan_draft: { study: string; content: Plan; changed_at: Date }
    /** what people were told once, and until when */
    study_told: { id: string; study: string; what: 'withdraw_until' | 'contact'; words: string; until: Date }
  }
}

export interface Approval {
  readonly version: string
  readonly body: string
  readonly reference: string
  /** 2027-03-04, as every day here */
  readonly approved_on: string
}

export interface Sheet {
  readonly version: number
  readonly words: string
  readonly made_on: string
}

export interface Item {
  readonly purpose: string
  readonly version: number
  readonly words: string
  readonly needed: boolean
  readonly position: number
}

export interface Wave {
  readonly number: number
  readonly opens_on: string
  readonly closes_on: string
}

/** What everybody may read of a study that is open. */
export interface Front {
  readonly id: string
  readonly slug: string
  readonly title: string
  readonly protocol: string
  readonly protocol_version: number | null
  readonly run_by: string
  readonly contact: string
  readonly state: 'draft' | 'open' | 'closed'
  readonly withdraw_until: string | null
  readonly asks_for_spells: boolean
  readonly arms: readonly Arm[]
  /** the row of the code by which its members come in */
  readonly members_code: string | null
  readonly opened_on: string | null
  readonly closed_on: string | null
  /** newest first */
  readonly approvals: readonly Approval[]
  readonly sheet: Sheet | null
  /** the newest version of each, in the study's order */
  readonly items: readonly Item[]
  readonly waves: readonly Wave[]
  readonly questionnaire: { readonly id: string; readonly version: number } | null
  readonly plan: { readonly version: number; readonly fixed_on: string; readonly answers_by_then: number } | null
  /** what was said before, newest first */
  readonly told: readonly { readonly what: string; readonly words: string; readonly until: string }[]
  readonly researchers: number
  readonly desk: number
}

/** The same with what only its people see: the questions and the plans. */
export interface SetUp extends Omit<Front, 'plan'> {
  readonly content: unknown
  readonly plan: (NonNullable<Front['plan']> & { readonly content: Plan }) | null
  readonly draft: Plan | null
}

const london = (at: ReturnType<typeof sql>) => sql`to_char(${at} at time zone 'Europe/London', 'YYYY-MM-DD')`

const front = sql`
  study.id, slug, title, protocol, run_by, contact, study.state, withdraw_until::text, asks_for_spells, arms,
  ${london(sql`opened_at`)} as opened_on,
  ${london(sql`closed_at`)} as closed_on,
  (select max(version) from study_protocol where study = study.id) as protocol_version,
  coalesce((
    select json_agg(json_build_object(
      'version', version, 'body', body, 'reference', reference, 'approved_on', approved_on
    ) order by approved_on desc, noted_at desc)
    from study_approval where study = study.id
  ), '[]') as approvals,
  (select json_build_object('version', version, 'words', words, 'made_on', ${london(sql`made_at`)})
   from study_sheet where study = study.id order by version desc limit 1) as sheet,
  coalesce((
    select json_agg(json_build_object(
      'purpose', purpose, 'version', version, 'words', words, 'needed', needed, 'position', position
    ) order by position, purpose)
    from (
      select distinct on (purpose) * from study_consent_item where study = study.id order by purpose, version desc
    ) newest
  ), '[]') as items,
  coalesce((
    select json_agg(json_build_object('number', number, 'opens_on', opens_on, 'closes_on', closes_on) order by number)
    from study_wave where study = study.id
  ), '[]') as waves,
  coalesce((
    select json_agg(json_build_object('what', what, 'words', words, 'until', ${london(sql`until`)}) order by until desc)
    from study_told where study = study.id
  ), '[]') as told,
  (select id from study_code where study = study.id and arm = 'members' limit 1) as members_code,
  (select count(*)::int from study_researcher where study = study.id and doing = 'researcher') as researchers,
  (select count(*)::int from study_researcher where study = study.id and doing = 'desk') as desk`

/** The questionnaire that is open, or the newest that is still being written. */
const questionnaire = sql`
  left join lateral (
    select id, version, content
    from questionnaire
    where study = study.id and questionnaire.state <> 'closed'
    order by questionnaire.state = 'open' desc, version desc
    limit 1
  ) asked on true`
const plan = sql`
  left join lateral (
    select version, content, fixed_at, answers_by_then
    from analysis_plan where study = study.id order by version desc limit 1
  ) planned on true`
const versionOf = sql`case when asked.id is not null then json_build_object('id', asked.id, 'version', asked.version) end`
const planOf = sql`json_build_object(
  'version', planned.version, 'fixed_on', ${london(sql`planned.fixed_at`)}, 'answers_by_then', planned.answers_by_then`

/** What everybody may read of the study at an address; whether they may is not asked here. */
export async function frontOf(db: ResearchDb, slug: string): Promise<Front | Refusal> {
  if (!couldBeSlug(slug)) return notFound('study')
  const { rows } = await sql<Front>`
    select ${front}, ${versionOf} as questionnaire,
      case when planned.version is not null then ${planOf}) end as plan
    from study ${questionnaire} ${plan}
    where slug = ${slug}`.execute(db)
  return rows[0] ?? notFound('study')
}

/** A study as it is set up so far. */
export async function setUpOf(db: ResearchDb, slug: string): Promise<SetUp | Refusal> {
  if (!couldBeSlug(slug)) return notFound('study')
  const { rows } = await sql<SetUp>`
    select ${front}, ${versionOf} as questionnaire, asked.content,
      case when planned.version is not null then ${planOf}, 'content', planned.content) end as plan,
      (select content from analysis_plan_draft where study = study.id) as draft
    from study ${questionnaire} ${plan}
    where slug = ${slug}`.execute(db)
  return rows[0] ?? notFound('study')
}

export interface StudyLine {
  readonly slug: string
  readonly title: string
  readonly run_by: string
  readonly state: Front['state']
  /** what the reader does in it; null: nothing */
  readonly doing: 'researcher' | 'desk' | null
}

/** Every study, newest first, with what a member does in it. */
export async function studyLines(db: ResearchDb, member: string | null): Promise<StudyLine[]> {
  const { rows } = await sql<StudyLine>`
    select slug, title, run_by, state, doing
    from study
    left join study_researcher on study_researcher.study = study.id and researcher = ${member}
    order by study.made_at desc, slug`.execute(db)
  return rows
}

/** What a member does in a study; null: nothing. */
export async function doingIn(db: ResearchDb, study: string, member: string | null) {
  if (!member) return null
  const row = await db
    .selectFrom('study_researcher')
    .select('doing')
    .where('study', '=', study)
    .where('researcher', '=', member)
    .executeTakeFirst()
  return row?.doing ?? null
}

/** An information sheet as it once was; null when there is none of that version. */
export async function sheetOf(db: ResearchDb, study: string, version: number): Promise<Sheet | null> {
  const { rows } = await sql<Sheet>`
    select version, words, ${london(sql`made_at`)} as made_on
    from study_sheet where study = ${study} and version = ${version}`.execute(db)
  return rows[0] ?? null
}
