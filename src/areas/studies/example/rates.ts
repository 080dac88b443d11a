/** How many of those who were asked answered: a response rate for letters, completion alone where nobody knows how many saw a notice. */
import { sql } from 'kysely'
import type { Community } from '../../../kit/community.ts'
import { isRefusal } from '../../../kit/refuse.ts'
import { rounded } from '../analysis/disclosure.ts'
import { type Output, percentWords, shownWords } from '../analysis/output.ts'
import { asResearch } from '../wall.ts'

interface Way {
  readonly way: string
  /** how many were written to; null where nobody knows */
  readonly asked: number | null
  readonly began: number
  readonly finished: number
}

/** @param secret of the freeze, by which counts are rounded */
export async function ratesOf(community: Community, study: string, secret: string): Promise<Output> {
  const found = await asResearch(community, async (db) => {
    const { rows } = await sql<Way>`
      select 'By letter' as way,
        (select count(*)::int from study_code where study = ${study} and arm = 'letters' and posted_at is not null) as asked,
        count(*)::int as began, count(*) filter (where completed_at is not null and withdrawn_at is null)::int as finished
      from participant
      where study = ${study} and arm = 'letters'
      union all
      select study_place.name, null, count(*)::int,
        count(*) filter (where completed_at is not null and withdrawn_at is null)::int
      from participant
      join study_place on study_place.id = participant.place
      where participant.study = ${study} and arm = 'places'
      group by study_place.id, study_place.name`.execute(db)
    return rows
  })
  if (isRefusal(found)) throw new Error(found.because)
  const lines = found.map(({ way, asked, began, finished }) => {
    const shown = rounded(finished, secret, `finished ${way}`)
    const begun = rounded(began, secret, `began ${way}`)
    return [
      way,
      asked === null ? 'not known' : String(asked),
      shownWords(begun),
      shownWords(shown),
      asked === null ? 'no rate' : percentWords(shown, asked),
      percentWords(shown, begun),
    ]
  })
  const total = found.reduce((all, { finished }) => all + finished, 0)
  return {
    title: 'How many answered',
    table: {
      caption: 'People by how they came: how many were asked, began, and finished without taking it back',
      head: ['How they came', 'Asked', 'Began', 'Finished', 'Response rate', 'Completion'],
      rows: lines,
    },
    plot: null,
    says: ['A response rate is told only where it is known how many were asked.'],
    n: `about ${shownWords(rounded(total, secret, 'finished'))}`,
    missing: 'whoever was asked and did not begin is in no other table',
    tests: 'none',
    decision: 'Counts under ten are not shown, and others are rounded to 5 at random.',
  }
}
