/** Codes of the made-up study, as recruiting draws them: a letter each, and a place each. */
import { sql } from 'kysely'
import { newId } from '../../../kit/brand.ts'
import type { Community } from '../../../kit/community.ts'
import { codeOf, returnHashOf } from '../codes.ts'
import { asResearch } from '../wall.ts'
import { places } from './generating-model.ts'

export interface Codes {
  readonly letters: readonly string[]
  readonly places: readonly string[]
}

export async function placeCodes(community: Community, study: string, letters: number, at: Date): Promise<Codes> {
  const code = () => {
    const id = newId(at.getTime())
    return { id, code: codeOf(community, id), hash: returnHashOf(community, codeOf(community, id)) }
  }
  const drawn = Array.from({ length: letters }, code)
  const named = places.map((place) => ({ ...place, ...code(), place: newId(at.getTime()) }))
  await asResearch(community, async (db) => {
    await db
      .insertInto('study_code')
      .values(
        drawn.map(({ id, hash }, number) => ({
          id,
          study,
          arm: 'letters' as const,
          place: null,
          hash,
          state: 'posted' as const,
          number: number + 1,
          made_at: at,
          posted_at: at,
        })),
      )
      .execute()
    for (const [number, one] of named.entries()) {
      await sql`
        insert into study_place (id, study, name, online, permission, made_at)
        values (${one.place}, ${study}, ${one.name}, ${one.online}, 'Made up', ${at})`.execute(db)
      await sql`
        insert into study_code (id, study, arm, place, hash, number, made_at)
        values (${one.id}, ${study}, 'places', ${one.place}, ${one.hash}, ${number + 1}, ${at})`.execute(db)
    }
  })
  return { letters: drawn.map(({ code }) => code), places: named.map(({ code }) => code) }
}
