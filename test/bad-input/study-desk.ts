/** For every route of a study's own desk that takes a form. */
import { sql } from 'kysely'
import { beginBooklet } from '../../src/areas/studies/desk/beginning-booklets.ts'
import { keySheet } from '../../src/areas/studies/desk/keying.ts'
import type { Person } from '../harness.ts'
import { keysIn } from '../keying.ts'
import { postedCode, type ReadyStudy, readyStudy } from '../studying.ts'
import { placeCode } from '../taking-part.ts'
import type { Sample, Samples } from './sample.ts'
import type { World } from './world.ts'

/** A study at whose desk the sender sits. L0001 is in their hand, L0002 waits for decisions, L0003 was left half keyed in. */
interface Made extends ReadyStudy {
  /** codes of letters that nobody has used */
  readonly codes: readonly string[]
  readonly letter: string
  readonly place: string
}
const made = new WeakMap<Person, Promise<Made>>()
let studies = 0

function studyOf(world: World, me: Person): Promise<Made> {
  const known = made.get(me) ?? makeOne()
  made.set(me, known)
  return known

  async function makeOne(): Promise<Made> {
    const { community } = world
    const other = await world.person('moderator')
    const at = me.who.role === 'steward' ? [other.id] : [me.id, other.id]
    const study = await readyStudy(community, `desk-${++studies}`, { desk: at })
    const letters = []
    for (let n = 1; n <= 6; n++) letters.push(await postedCode(community, study.id, n))
    const [mine, differs, left, ...rest] = letters as [Letter, Letter, Letter, ...Letter[]]
    await placeCode(community, study.id)
    if (me.who.role !== 'steward') {
      await me.does(beginBooklet, { study: study.slug, code: mine.code })
      await me.does(keySheet, {
        study: study.slug,
        booklet: 'L0001',
        sheet: 'front-page',
        boxes: study.items['take part'],
      })
      await keysIn(other, study, differs.code, { care: { relation: '1' } })
      await keysIn(me, study, differs.code, { care: { relation: '2' } })
      await other.does(beginBooklet, { study: study.slug, code: left.code })
    }
    await sql`
      insert into study_letter (code, study, name, postcode, mailing)
      values (${rest[0]!.id}, ${study.id}, 'Mair Rees', 'SY23', 1)`.execute(community.db)
    const { rows } = await sql<{ id: string }>`
      select id from study_code where study = ${study.id} and arm = 'places'`.execute(community.db)
    return { ...study, codes: rest.map(({ code }) => code), letter: rest[0]!.id, place: rows[0]!.id }
  }
}
type Letter = Awaited<ReturnType<typeof postedCode>>

const at = (
  path: string,
  fields: (study: Made) => Record<string, string> = () => ({}),
  text: readonly string[] = [],
  as: Sample['as'] = 'helper',
): Sample => ({
  as,
  to: async (world, me) => `/studies/${(await studyOf(world, me)).slug}/desk/${path}`,
  fields: async (world, me) => fields(await studyOf(world, me)),
  text,
})

const base = '/studies/:slug/desk'
const question = { answer: 'parent' }

export const studyDesk: Samples = {
  [`${base}/paper`]: at('paper', ({ codes }) => ({ code: codes[1]! })),
  [`${base}/paper/:booklet/:sheet`]: at(
    'paper/L0001/care',
    () => ({ relation: '1', child_age: '3', years_since: '12', lives: '1' }),
    ['relation', 'years_since'],
  ),
  [`${base}/paper/:booklet/two-readings`]: at('paper/L0002/two-readings', () => ({
    'at.relation.0': 'neither',
    'typed.relation.0': '2',
  })),
  [`${base}/paper/:booklet/setting-aside`]: at('paper/L0001/setting-aside'),
  [`${base}/paper/:booklet/fresh-start`]: at('paper/L0003/fresh-start', () => ({ sure: 'yes' })),
  [`${base}/phone`]: at('phone', ({ codes }) => ({ code: codes[2]! })),
  // Without a caller these lead back to where a call begins.
  [`${base}/phone/information`]: at('phone/information', ({ items }) => ({ [`item-${items['take part']}`]: 'yes' })),
  [`${base}/phone/before`]: at('phone/before', ({ codes }) => ({ code: codes[2]! })),
  [`${base}/phone/questions/:question`]: at('phone/questions/relation', () => question),
  [`${base}/phone/questions/:question/:round`]: at('phone/questions/source/2', () => question),
  [`${base}/phone/sending`]: at('phone/sending'),
  [`${base}/withdrawal`]: at('withdrawal', ({ codes }) => ({ code: codes[2]!, via: 'phone', sure: 'yes' })),
  [`${base}/lost-letter`]: at('lost-letter', ({ letter }) => ({ letter, q: 'Mair', sure: 'yes' }), [], 'steward'),
}
