/** Every number that was released of a study, as one file. */
import type { StudyHere } from '../access.ts'
import type { ResearchDb } from '../wall.ts'
import { csv } from './files.ts'
import { dayWords } from './fixed-plan.ts'
import { freezesOf, questionnaireOf, releasedFrom, variablesFor } from './frozen.ts'
import { type Released, type Shown, setsOf } from './released.ts'
import type { Variable } from './variables.ts'

/** Everything that was released of a study, as a file. */
export async function releasedOf(db: ResearchDb, study: Pick<StudyHere, 'id' | 'slug'>): Promise<string> {
  const freezes = await freezesOf(db, study.id)
  const questionnaire = await questionnaireOf(db, study.id)
  const told = []
  for (const one of freezes)
    told.push({ number: one.number, day: dayWords(one.made_at), released: await releasedFrom(db, one.id) })
  return releasedCsv(study.slug, told, questionnaire ? variablesFor(questionnaire) : [])
}

/** Every number that was released of a study, in long form; empty where it is not shown. */
export function releasedCsv(
  slug: string,
  freezes: readonly { readonly number: number; readonly day: string; readonly released: readonly Released[] }[],
  variables: readonly Variable[],
): string {
  const known = new Map(variables.map((one) => [one.name, one]))
  const bandIn = (name: string, band: number, last: number, set: string) =>
    known.get(name)?.bands[band]?.value ?? (band === last ? 'no answer' : set)
  const lines = freezes.flatMap(({ number, day, released }) =>
    released.flatMap((table) => {
      const sets = setsOf(table)
      const [first, second] = table.variables as [string, string?]
      const line = (firstBand: string, secondBand: string, people: Shown) => [
        slug,
        String(number),
        day,
        first,
        firstBand,
        second ?? '',
        secondBand,
        people === null ? '' : String(people),
      ]
      const rowBand = (i: number) => bandIn(first, i, table.cells.length - 1, sets.row(i))
      if (!table.columns)
        return [
          ...table.cells.map(([people], i) => line(rowBand(i), '', people ?? null)),
          line('(all)', '', table.total),
        ]
      const columnBand = (j: number) => bandIn(second!, j, table.columns!.length - 1, sets.column(j))
      return table.cells.flatMap((row, i) => row.map((people, j) => line(rowBand(i), columnBand(j), people)))
    }),
  )
  return csv([['study', 'freeze', 'frozen_on', 'first', 'first_band', 'second', 'second_band', 'people'], ...lines])
}
