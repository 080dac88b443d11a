/** The analysis of a study: researchers do it where they work; a steward gives counts of the membership. */
import { sql } from 'kysely'
import { newId } from '../../src/kit/brand.ts'
import type { Community } from '../../src/kit/community.ts'
import { many, theyAnswer } from '../answered.ts'
import { readyStudy } from '../studying.ts'
import type { Case, Cases } from './cases.ts'
import type { World } from './world.ts'

const worlds = new WeakMap<object, Promise<AnalysisWorld>>()

export interface AnalysisWorld {
  readonly ours: string
  readonly theirs: string
}

/** A study in which everybody with the role of a researcher works, frozen; and another in which none of them does. */
export const analysisWorld = (community: Community, researcher: string) => {
  const known = worlds.get(community.db) ?? make()
  worlds.set(community.db, known)
  return known

  async function make() {
    const ours = await readyStudy(community, 'analysed', { researchers: [researcher] })
    const theirs = await readyStudy(community, 'analysed-elsewhere')
    for (const study of [ours, theirs]) {
      const people = await theyAnswer(community, study, many(40))
      await sql`
        insert into study_freeze (id, study, people, secret, made_at)
        values (${newId()}, ${study.id}, ${people}, 'a secret', '2026-11-30T10:00:00Z')`.execute(community.db)
    }
    return { ours: ours.slug, theirs: theirs.slug }
  }
}

const inAStudy = (input: Record<string, unknown> = {}): Case => ({
  on: {
    'a study one works in': (_, world: World) => ({ ...input, study: world.analysis.ours }),
    'another study': (_, world: World) => ({ ...input, study: world.analysis.theirs }),
  },
})

export const studyAnalysis: Cases = {
  'studies.ask': inAStudy({ what: 'describe', question: 'age' }),
  'studies.freeze': inAStudy(),
  'studies.give-membership': inAStudy(),
}
