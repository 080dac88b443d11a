/** For every route of taking part that takes a form: somebody who has begun, a letter nobody used, a browser with its pass. */
import { begin } from '../../src/areas/studies/answering/beginning.ts'
import { passFor } from '../../src/areas/studies/answering/pass.ts'
import { newId } from '../../src/kit/brand.ts'
import { isRefusal } from '../../src/kit/refuse.ts'
import { perform } from '../../src/kit/task.ts'
import { visitor } from '../../src/kit/who.ts'
import type { Person } from '../harness.ts'
import { postedCode, type ReadyStudy, readyStudy } from '../studying.ts'
import { inTwoWaves } from '../waves.ts'
import type { Sample, Samples } from './sample.ts'
import type { World } from './world.ts'

interface Made extends ReadyStudy {
  /** of somebody who has begun */
  readonly code: string
  /** of somebody who answered in the wave before */
  readonly earlier: string
}
const made = new WeakMap<Person, Promise<Made>>()
let studies = 0

/** @param kind whose pass the browser has: of a code that was typed, or of somebody who has begun */
function studyOf({ community }: World, me: Person, kind: 'code' | 'participant'): Promise<Made> {
  const known = made.get(me) ?? makeOne()
  made.set(me, known)
  return known

  async function makeOne(): Promise<Made> {
    const study = await readyStudy(community, `badly-answered-${++studies}`)
    const [letter, used] = [await postedCode(community, study.id, 1), await postedCode(community, study.id, 2)]
    const earlier = await inTwoWaves(community, study)
    const input = { study: study.slug, code: used.code, consents: [...Object.values(study.items), earlier.item] }
    const began = await perform(begin, input, { community, who: visitor, via: 'web' })
    if (isRefusal(began)) throw new Error(began.because)
    const pass = passFor(community, kind, kind === 'code' ? letter.id : began.participant)
    me.cookie = async () => `taking-part=${pass}`
    return { ...study, code: began.code, earlier: earlier.code }
  }
}

const at = (
  path: string,
  fields: (study: Made) => Record<string, string> = () => ({}),
  text: readonly string[] = [],
  kind: 'code' | 'participant' = 'participant',
): Sample => ({
  as: 'visitor',
  to: async (world, me) => `/studies/${(await studyOf(world, me, kind)).slug}/${path}`,
  fields: async (world, me) => fields(await studyOf(world, me, kind)),
  text,
})

const base = '/studies/:slug'

export const answering: Samples = {
  '/take-part': {
    as: 'visitor',
    fields: async (world, me) => ({ code: (await studyOf(world, me, 'participant')).code }),
  },
  [`${base}/answers/consent`]: at(
    'answers/consent',
    ({ items }) => ({ 'consents[]': items['take part']!, once: newId() }),
    [],
    'code',
  ),
  [`${base}/answers/before`]: at('answers/before', ({ earlier }) => ({ code: earlier })),
  [`${base}/answers/questions/:question`]: at('answers/questions/anything', () => ({ answer: 'It helps.' }), [
    'answer',
  ]),
  // A round that nobody has reached: whoever sends it goes on where they are.
  [`${base}/answers/questions/:question/:round`]: at('answers/questions/source/2', () => ({ answer: 'blog' })),
  [`${base}/answers/sending`]: at('answers/sending'),
  [`${base}/answers/closing`]: at('answers/closing'),
  [`${base}/withdrawal`]: at('withdrawal', ({ code }) => ({ code })),
  [`${base}/withdrawal/taking-back`]: at('withdrawal/taking-back', ({ code }) => ({ code, sure: 'yes' })),
}
