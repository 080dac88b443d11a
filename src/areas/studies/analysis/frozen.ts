/** Freezes of a study as they are stored, and the analyst of one. Everything here is on the research side of the wall. */
import { sql } from 'kysely'
import { type Refusal, refuse } from '../../../kit/refuse.ts'
import { type Answer, type AnswerKind, type AnswerValue, keyOf } from '../questionnaires/answering.ts'
import { Questionnaire } from '../questionnaires/questionnaire.ts'
import { joinedSpells, withJoined } from '../spells/joined.ts'
import type { Arm, Mode } from '../store.ts'
import type { ResearchDb } from '../wall.ts'
import { Analyst } from './analyst.ts'
import { peopleName, rounded } from './disclosure.ts'
import type { Elsewhere } from './ledger.ts'
import { keysOf } from './people.ts'
import { joinedIn, type Released, type Shown } from './released.ts'
import { scoresIn, scoreVariables } from './scores.ts'
import { isOnline, type Spell, spellsIn } from './spells.ts'
import { type Row, type Variable, variablesOf } from './variables.ts'

export interface Freeze {
  readonly id: string
  /** 1 is the first */
  readonly number: number
  readonly people: readonly string[]
  readonly secret: string
  readonly left_out: number
  /** answers of the same person in two waves: "EARLIER>LATER", both among the people */
  readonly joined: readonly string[]
  readonly made_at: Date
  /** somebody in it took their answers back since */
  readonly withdrawn: boolean
  /** anything was told of it */
  readonly told: boolean
}

/** Every freeze of a study, the first first. */
export async function freezesOf(db: ResearchDb, study: string): Promise<Freeze[]> {
  const { rows } = await sql<Omit<Freeze, 'number'>>`
    select id, people, secret, left_out, joined, made_at,
      exists (
        select from participant where participant.id = any(people) and withdrawn_at is not null
      ) as withdrawn,
      exists (select from released_table where frozen = study_freeze.id) as told
    from study_freeze
    where study = ${study}
    order by made_at, id`.execute(db)
  return rows.map((row, at) => ({ ...row, number: at + 1 }))
}

/** How many are in a freeze, as it may be said. */
export const sizeOf = ({ people, secret }: Pick<Freeze, 'people' | 'secret'>): Shown =>
  rounded(people.length, secret, peopleName(keysOf(secret, people)))

/** Why nothing new can be asked of a freeze; null when it can. */
export function closedFreeze(freeze: Freeze, all: readonly Freeze[]): Refusal | null {
  if (freeze.withdrawn)
    return refuse('Somebody in this freeze took their answers back. Freeze again, and ask of the new one.', 409)
  if (freeze.id !== all.at(-1)?.id)
    return refuse('There is a newer freeze. Ask of that one: two at once would give away who came between.', 409)
  return null
}

/** The questionnaire that answers are read by: the newest that is open or was. */
export async function questionnaireOf(db: ResearchDb, study: string): Promise<Questionnaire | null> {
  const { rows } = await sql<{ content: unknown }>`
    select content
    from questionnaire
    where study = ${study}
    order by (state = 'draft'), version desc
    limit 1`.execute(db)
  const read = Questionnaire.safeParse(rows[0]?.content)
  return read.success ? read.data : null
}

/** Everything that can be asked about: the questions, how people came and answered, and the scores of instruments. */
export const variablesFor = (questionnaire: Questionnaire): Variable[] => [
  ...variablesOf(questionnaire),
  ...scoreVariables(questionnaire),
]

type Stored = readonly [question: string, round: number, kind: AnswerKind, value: AnswerValue | null]

/** Answers of people, in the order of their ids; only to some questions where these are told. */
async function answersOf(db: ResearchDb, people: readonly string[], questions: readonly string[] | null) {
  const { rows } = await sql<{ id: string; arm: Arm; mode: Mode; answers: Stored[] | null }>`
    select participant.id, arm, mode, (
      select json_agg(json_build_array(question, round, kind, value))
      from answer
      where answer.participant = participant.id
        and (${questions}::text[] is null or question = any(${questions}))
    ) as answers
    from participant
    where participant.id = any(${people}) and withdrawn_at is null
    order by participant.id`.execute(db)
  return rows
}

/** How many came and went against each other freeze, with what was told of it. */
async function elsewhereOf(db: ResearchDb, freeze: Freeze, all: readonly Freeze[]): Promise<Elsewhere[]> {
  const now = new Set(freeze.people)
  const others = all.filter(({ id, told }) => id !== freeze.id && told)
  const elsewhere: Elsewhere[] = []
  for (const other of others) {
    const then = new Set(other.people)
    const came = freeze.people.filter((one) => !then.has(one))
    const went = other.people.filter((one) => !now.has(one))
    const { rows } = await sql<{ back: number; left: number }>`
      select
        count(*) filter (where id = any(${came}) and completed_at <= ${other.made_at})::int as back,
        count(*) filter (where id = any(${went}) and withdrawn_at is null)::int as left
      from participant
      where id = any(${[...came, ...went]})`.execute(db)
    elsewhere.push({
      released: await releasedFrom(db, other.id),
      came: came.length,
      went: went.length,
      ...rows[0]!,
    })
  }
  return elsewhere
}

export async function releasedFrom(db: ResearchDb, freeze: string): Promise<Released[]> {
  const rows = await db
    .selectFrom('released_table')
    .select('content')
    .where('frozen', '=', freeze)
    .orderBy('at')
    .orderBy('id')
    .execute()
  return rows.map(({ content }) => content)
}

/**
 * The analyst of a freeze, with all that was released of this one and of every other.
 *
 * @param questions the questions whose answers are needed; null for all
 */
export async function analystOf(
  db: ResearchDb,
  freeze: Freeze,
  all: readonly Freeze[],
  questionnaire: Questionnaire,
  questions: readonly string[] | null,
): Promise<Analyst> {
  const people = await answersOf(db, freeze.people, questions)
  const at = new Map(people.map(({ id }, row) => [id, row]))
  const pairs = freeze.joined.map((pair) => pair.split('>').map((id) => at.get(id)))
  const rows = people.map(({ arm, mode, answers }): Row => {
    const row = new Map<string, Answer>([
      ['arm', { kind: 'answered', value: arm }],
      ['mode', { kind: 'answered', value: mode }],
    ])
    for (const [question, round, kind, value] of answers ?? []) if (round === 0) row.set(question, { kind, value })
    for (const [name, score] of scoresIn(questionnaire, row)) row.set(name, score)
    return row
  })
  return new Analyst(rows, variablesFor(questionnaire), freeze.secret, await releasedFrom(db, freeze.id), {
    people: people.map(({ id }) => id),
    elsewhere: await elsewhereOf(db, freeze, all),
    joined: {
      name: joinedIn(freeze.number),
      pairs: pairs.filter((pair): pair is [number, number] => pair.every((row) => row !== undefined)),
    },
  })
}

/** The questions behind some variables. */
export function questionsBehind(questionnaire: Questionnaire, names: readonly string[]): string[] {
  const scores = new Map(scoreVariables(questionnaire).map(({ name, items }) => [name, items]))
  return [...new Set(names.flatMap((name) => scores.get(name) ?? [name.split('__')[0]!]))]
}

/**
 * The spells of the people of a freeze: those they told in the questionnaire, and those of the support map that they let
 * the study read.
 */
export async function spellsOf(db: ResearchDb, freeze: Freeze, questionnaire: Questionnaire): Promise<Spell[]> {
  const section = questionnaire.sections.find(
    ({ repeat, questions }) => repeat && questions.some(({ id }) => id === 'source'),
  )
  const asked = section
    ? await answersOf(db, freeze.people, [...section.questions.map(({ id }) => id), `another_${section.id}`])
    : []
  const told = asked.flatMap(({ id, answers }) => {
    const own = new Map<string, Answer>()
    for (const [question, round, kind, value] of answers ?? []) own.set(keyOf({ question, round }), { kind, value })
    return spellsIn(questionnaire, id, own)
  })
  const joined = await joinedSpells(db, freeze.people)
  return withJoined(told, joined).map((one) => ({
    ...one,
    online: one.online === 'both' ? isOnline(one.sourceKind) : one.online,
  }))
}
