/**
 * How many took part: a response rate where it is known how many were asked (letters), completion only where it is not
 * (places), and how far people came, page by page. Counts of people are rounded as everything is that leaves a study.
 */
import { sql } from 'kysely'
import type { Community } from '../../../kit/community.ts'
import { rounded, type Shown } from '../analysis/disclosure.ts'
import { type Questionnaire, spokenIn } from '../questionnaires/questionnaire.ts'
import type { Arm } from '../store.ts'
import type { ResearchDb } from '../wall.ts'
import { completionRate, responseRates } from './rules.ts'

export interface Began {
  readonly arm: Arm
  readonly place: string | null
  /** of its wave; null where a study has none */
  readonly wave: number | null
  /** began, whatever became of it */
  readonly began: number
  readonly complete: number
  /** answered something and not to the end */
  readonly partial: number
}

/** Exact counts; they go no further than `ratesFrom`. Whoever took part back counts as one who began, and no more. */
async function beginnings(db: ResearchDb, study: string): Promise<Began[]> {
  const { rows } = await sql<Began>`
    select arm, place, number as wave, count(*)::int as began,
      count(*) filter (where withdrawn_at is null and completed_at is not null)::int as complete,
      count(*) filter (
        where withdrawn_at is null and completed_at is null
          and exists (select from answer where participant = participant.id and kind = 'answered')
      )::int as partial
    from participant
    left join study_wave on study_wave.id = participant.wave
    where participant.study = ${study}
    group by arm, place, number`.execute(db)
  return rows
}

const lettersOut = async (db: ResearchDb, study: string) => {
  const { rows } = await sql<{ posted: number; returned: number }>`
    select count(*) filter (where state <> 'drawn')::int as posted,
      count(*) filter (where state = 'returned')::int as returned
    from study_code
    where study = ${study} and arm = 'letters'`.execute(db)
  return rows[0]!
}

/** How far people came who answered on the web: for each section, who answered something in it or after it. */
async function reaching(db: ResearchDb, study: string, { sections }: Questionnaire): Promise<number[]> {
  const questions = sections.flatMap(({ questions }, at) => questions.map(({ id }) => ({ id, at })))
  const { rows } = await sql<{ furthest: number; many: number }>`
    select furthest, count(*)::int as many
    from (
      select max(section) as furthest
      from participant
      join answer on answer.participant = participant.id
      join unnest(${questions.map(({ id }) => id)}::text[], ${questions.map(({ at }) => at)}::int[]) as asked (id, section)
        on asked.id = answer.question
      where participant.study = ${study} and mode = 'web' and withdrawn_at is null and kind <> 'not asked'
      group by participant.id
    ) came
    group by furthest`.execute(db)
  return sections.map((_, at) => rows.filter(({ furthest }) => furthest >= at).reduce((sum, { many }) => sum + many, 0))
}

export interface Rates {
  /** exact: what the charity did, not what people did */
  readonly posted: number
  readonly returned: number
  readonly letters: { readonly began: Shown; readonly complete: Shown; readonly someAnswers: Shown }
  /** shares from 0 to 1 of rounded counts; null where they are not shown */
  readonly responses: ReturnType<typeof responseRates>
  readonly arms: readonly {
    readonly arm: Arm
    readonly began: Shown
    readonly complete: Shown
    readonly rate: number | null
  }[]
  readonly places: readonly {
    readonly place: string
    readonly began: Shown
    readonly complete: Shown
    readonly rate: number | null
  }[]
  readonly waves: readonly { readonly wave: number; readonly began: Shown; readonly complete: Shown }[]
  readonly sections: readonly { readonly title: string; readonly reached: Shown }[]
}

/** What may be shown of all this. */
export async function ratesOf(
  db: ResearchDb,
  { secret }: Pick<Community, 'secret'>,
  study: string,
  questionnaire: Questionnaire | null,
): Promise<Rates> {
  const [out, all] = [await lettersOut(db, study), await beginnings(db, study)]
  // The same people are rounded alike wherever they are counted on these pages.
  const shown = (many: number, whom: string) => rounded(many, `${secret} ${study}`, whom)
  const of = (some: readonly Began[], whom: string) => {
    const sum = (what: 'began' | 'complete' | 'partial') => some.reduce((total, one) => total + one[what], 0)
    const [began, complete] = [shown(sum('began'), `began ${whom}`), shown(sum('complete'), `complete ${whom}`)]
    const someAnswers = shown(sum('complete') + sum('partial'), `some ${whom}`)
    const rate = began === null || complete === null ? null : completionRate(began, Math.min(complete, began))
    return { began, complete, someAnswers, rate }
  }
  const names = <Name>(pick: (one: Began) => Name | null) =>
    [...new Set(all.map(pick))].filter((one): one is Name & {} => one !== null)
  const letters = of(
    all.filter(({ arm }) => arm === 'letters'),
    'letters',
  )
  const reached = questionnaire ? await reaching(db, study, questionnaire) : []
  return {
    ...out,
    letters,
    responses: responsesShown(out, letters),
    arms: names(({ arm }) => arm).map((arm) => ({
      arm,
      ...of(
        all.filter((one) => one.arm === arm),
        arm,
      ),
    })),
    places: names(({ place }) => place).map((place) => ({
      place,
      ...of(
        all.filter((one) => one.place === place),
        place,
      ),
    })),
    waves: names(({ wave }) => wave)
      .sort((one, other) => one - other)
      .map((wave) => ({
        wave,
        ...of(
          all.filter((one) => one.wave === wave),
          `wave ${wave}`,
        ),
      })),
    sections: reached.map((many, at) => ({
      title: spokenIn(questionnaire!.sections[at]!.title, questionnaire!.languages[0]!),
      reached: shown(many, `reached ${at}`),
    })),
  }
}

/** Rates of rounded counts; none of a count that is not shown. */
function responsesShown(
  out: { readonly posted: number; readonly returned: number },
  { complete, someAnswers }: Rates['letters'],
): Rates['responses'] {
  const most = (many: Shown) => Math.min(many ?? 0, out.posted - out.returned)
  const partial = most(someAnswers) - most(complete)
  const { rr1, rr2, rr5, rr6 } = responseRates({ ...out, complete: most(complete), partial })
  return {
    rr1: complete === null ? null : rr1,
    rr2: someAnswers === null ? null : rr2,
    rr5: complete === null ? null : rr5,
    rr6: someAnswers === null ? null : rr6,
  }
}
