/**
 * Keeping one answer at its place, and reading back what somebody answered. Cheap, because it is done most: one question
 * to the database each. It is no task and leaves no line in the log; docs/decisions/0210 says why.
 */
import { LRUCache } from 'lru-cache'
import { type Db, statement, type Tx } from '../../../kit/database.ts'
import { isRefusal, type Refusal, refuse } from '../../../kit/refuse.ts'
import { togetherOn } from '../../../kit/together.ts'
import { type Answer, type Answers, keyOf, type Place, type Step } from '../questionnaires/answering.ts'
import { houseOf } from '../questionnaires/house.ts'
import { houseWords } from '../questionnaires/house-words.ts'
import type { Questionnaire } from '../questionnaires/questionnaire.ts'
import type { Arm, Mode } from '../store.ts'
import { type ResearchDb, studiesClosed } from '../wall.ts'
import { keepNow, keepTogether, type ToKeep } from './keeping-line.ts'
import { changeBy, liveIn, type Row, type Rows, stepsOf } from './settling.ts'

/** Any handle on a community: the functions of 0210 cross the wall by themselves. */
export type AnyDb = Db | Tx | ResearchDb

export interface StudyAnswered {
  readonly id: string
  readonly slug: string
  readonly title: string
  readonly state: 'draft' | 'open' | 'closed'
  readonly run_by: string
  readonly contact: string
  /** 2027-03-31: the last day to take answers back */
  readonly withdraw_until: string | null
  readonly asks_for_spells: boolean
}

/** Somebody's way through a questionnaire, as far as it goes. */
export interface Participation {
  readonly id: string
  readonly study: StudyAnswered
  readonly arm: Arm
  /** id of the code they came by */
  readonly code: string | null
  readonly mode: Mode
  /** what the code hashes to with which they come back */
  readonly return_hash: string | null
  readonly language: string
  readonly completed_at: string | null
  readonly withdrawn_at: string | null
  readonly questionnaire: Questionnaire
  /** another text when another questionnaire, or another edition of it */
  readonly edition: string
  readonly rows: Rows
}

/** How the house speaks to them. */
export const houseFor = ({ questionnaire, language }: Pick<Participation, 'questionnaire' | 'language'>) =>
  houseOf(questionnaire, language)

type Read = Omit<Participation, 'questionnaire' | 'edition' | 'rows'> & {
  readonly questionnaire: string
  readonly edition: string
  readonly rows: readonly [string, number, Row['kind'], Row['value'], Row['aside']][] | null
}

const readParticipations = statement<{ found: Read }>('select participations($1) as found')

async function readNow(db: Db | Tx, these: readonly string[]): Promise<(Read | null)[]> {
  const found = await readParticipations(db, these)
  const byId = new Map(found.map(({ found }) => [found.id, found]))
  return these.map((id) => byId.get(id) ?? null)
}
/** Whoever asks for a page in the same moment is read together. */
const readTogether = togetherOn<Db, string, Read | null>(readNow)

const readContent = statement<{ content: Questionnaire }>('select questionnaire_content($1) as content')
/** Questionnaires lately answered, each as it was when it was last changed. */
const contents = new LRUCache<string, Questionnaire>({ max: 50 })

async function contentOf(db: AnyDb, id: string, edition: string): Promise<Questionnaire> {
  const known = contents.get(edition)
  if (known) return known
  const [row] = await readContent(db as Tx, id)
  contents.set(edition, row!.content)
  return row!.content
}

/** A database where studies are closed has no role to become. */
export const closedWhenNoRole = (error: unknown): Refusal => {
  if (/^(22023|42501|42704)$/.test((error as { code?: string }).code ?? '')) return studiesClosed
  throw error
}

/**
 * Somebody's way so far. Of whoever withdrew, it says so and holds no answers.
 *
 * @param db the community's handle (the fastest), a transaction, or one inside the wall
 * @returns null when there is no such participant
 */
export async function participationOf(db: AnyDb, participant: string): Promise<Participation | Refusal | null> {
  try {
    const read = db.isTransaction
      ? (await readNow(db as Tx, [participant]))[0]
      : await readTogether(db as Db, participant)
    if (!read) return null
    const { questionnaire: id, edition: changed, rows, ...found } = read
    const edition = `${id} ${changed}`
    return {
      ...found,
      edition,
      questionnaire: await contentOf(db, id, edition),
      rows: new Map(
        (rows ?? []).map(([question, round, kind, value, aside]) => [
          keyOf({ question, round }),
          { question, round, kind, value, aside },
        ]),
      ),
    }
  } catch (error) {
    return closedWhenNoRole(error)
  }
}

/** The answers of somebody to all that is asked of them: what routing, piping and checking stand on. */
export const answersIn = ({ rows }: Pick<Participation, 'rows'>): Answers => liveIn(rows)

/** The same by the participant's id; nothing of whoever is not there. */
export async function answersOf(db: AnyDb, participant: string): Promise<Answers> {
  const found = await participationOf(db, participant)
  return found && !isRefusal(found) ? answersIn(found) : new Map()
}

export const goneWords = houseWords.answersGone
const ended = refuse(houseWords.endedKept, 410)

export interface Kept {
  readonly participation: Participation
  /** the first step that only this answer led to */
  readonly opened: Step | null
}

/**
 * Keep one answer, also in place of an earlier one. Answers that nothing leads to any more become "not asked"; what was
 * said there is put aside and comes back when the earlier answer is changed back, until all is sent.
 *
 * @param db the community's handle (then it is stored when this returns), or a transaction that is under way
 * @param so what `participationOf` gave, or what keeping the answer before gave
 * @returns what it is now; a refusal (404) for what is not asked, (410) when the study has ended or they withdrew
 */
export async function keepAnswer(
  db: AnyDb,
  so: Participation,
  { question, round }: Place,
  answer: Answer,
  now: Date,
): Promise<Kept | Refusal> {
  const place = { question, round }
  const step = stepsOf(so.questionnaire, so.rows).find((one) => keyOf(one) === keyOf(place))
  if (!step || step.asks?.kind === 'statement') return refuse(houseWords.notAsked, 404)
  const { rows, hidden, shown, opened } = changeBy(so.questionnaire, so.rows, place, answer)
  const one: ToKeep = {
    ...{ whose: so.id, asked: question, in_round: round, of_kind: answer.kind, given: answer.value },
    ...{ hidden, shown, moment: now },
  }
  const outcome = await (db.isTransaction
    ? keepNow(db as Tx, [one]).then(([only]) => only!)
    : keepTogether(db as Db, one)
  ).catch(closedWhenNoRole)
  if (isRefusal(outcome)) return outcome
  if (outcome === 'closed') return ended
  if (outcome === 'gone') return refuse(goneWords, 410)
  return { participation: { ...so, rows }, opened }
}
