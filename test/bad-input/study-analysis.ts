/** For every route of a study's analysis that takes a form. */
import { sql } from 'kysely'
import { newId } from '../../src/kit/brand.ts'
import { many, theyAnswer } from '../answered.ts'
import type { Person } from '../harness.ts'
import { type ReadyStudy, readyStudy } from '../studying.ts'
import type { Sample, Samples } from './sample.ts'
import type { World } from './world.ts'

const made = new WeakMap<Person, Promise<ReadyStudy>>()
let studies = 0

/** A study of the sender's that is frozen and can be asked. */
function studyOf({ community }: World, me: Person): Promise<ReadyStudy> {
  const known = made.get(me) ?? makeOne()
  made.set(me, known)
  return known

  async function makeOne() {
    const study = await readyStudy(community, `analysed-${++studies}`, { researchers: [me.id] })
    const people = await theyAnswer(community, study, many(30))
    await sql`
      insert into study_freeze (id, study, people, secret, made_at)
      values (${newId()}, ${study.id}, ${people}, 'a secret', '2026-11-30T10:00:00Z')`.execute(community.db)
    return study
  }
}

const at = (path: string, fields: Record<string, string> = {}, as: Sample['as'] = 'researcher'): Sample => ({
  as,
  to: async (world, me) => `/studies/${(await studyOf(world, me)).slug}/analysis/${path}`,
  fields: () => fields,
})

export const studyAnalysis: Samples = {
  '/studies/:slug/analysis/freezes': at('freezes'),
  '/studies/:slug/analysis/outputs': at('outputs', { what: 'cross', first: 'age', second: 'peer_ever' }),
  '/studies/:slug/analysis/membership': at('membership', {}, 'steward'),
}
