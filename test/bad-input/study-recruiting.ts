/** For every route of recruiting that takes a form. */
import { bringList, writeLetterWords } from '../../src/areas/studies/recruiting/letters.ts'
import { markLettersPosted } from '../../src/areas/studies/recruiting/mailings.ts'
import { addPlace } from '../../src/areas/studies/recruiting/places.ts'
import type { Person } from '../harness.ts'
import { aPlace, drawn } from '../permissions/study-recruiting.ts'
import { letterWords, listWith, todayWords } from '../recruiting.ts'
import { readyStudy } from '../studying.ts'
import type { Sample, Samples } from './sample.ts'
import type { World } from './world.ts'

interface Made {
  readonly slug: string
  readonly mailing: string
  readonly place: string
}
/** A study of the sender's, with a posted letter, letters that wait for the post, and a place. */
const made = new WeakMap<Person, Promise<Made>>()
let studies = 0

function studyOf(world: World, me: Person): Promise<Made> {
  const known = made.get(me) ?? makeOne()
  made.set(me, known)
  return known

  async function makeOne(): Promise<Made> {
    const other = await world.person(me.who.role === 'steward' ? 'researcher' : 'steward')
    const [steward, researcher] = me.who.role === 'steward' ? [me, other] : [other, me]
    const { slug: study } = await readyStudy(world.community, `recruited-${++studies}`, {
      researchers: [researcher.id],
    })
    await steward.does(writeLetterWords, { study, ...letterWords })
    await steward.does(bringList, { study, text: listWith(1) })
    const first = await drawn(world.community, steward, study)
    await steward.does(markLettersPosted, { study, mailing: first, day: todayWords() })
    await steward.does(bringList, { study, text: listWith(1, 2) })
    const place = await researcher.does(addPlace, { study, ...aPlace })
    return { slug: study, mailing: await drawn(world.community, steward, study), place }
  }
}

const at =
  (as: Sample['as']) =>
  (
    path: string | ((study: Made) => string),
    fields: Readonly<Record<string, string>> = {},
    text: readonly string[] = [],
  ): Sample => ({
    as,
    to: async (world, me) => {
      const study = await studyOf(world, me)
      return `/studies/${study.slug}/${typeof path === 'string' ? path : path(study)}`
    },
    fields: () => ({ ...fields }),
    text,
  })
const steward = at('steward')
const researcher = at('researcher')
const letters = '/studies/:slug/letters'
const recruiting = '/studies/:slug/recruiting'
const place = { ...aPlace, noticed_on: '2026-02-01', reaches: '900' }
const typedOfPlace = ['name', 'permission']

export const studyRecruiting: Samples = {
  [`${letters}/words`]: steward('letters/words', letterWords, ['about', 'phone', 'send_to', 'stop', 'signed']),
  // What is wrong with a file that is sent is tried beside its reader.
  [`${letters}/list`]: steward('letters/list'),
  [`${letters}/list/removal`]: steward('letters/list/removal'),
  [`${letters}/drawing`]: steward('letters/drawing', { members: '', list: 'yes', months: '12', language: 'en' }),
  [`${letters}/second`]: steward('letters/second', { months: '12' }),
  [`${letters}/mailings/:mailing/posting`]: steward(({ mailing }) => `letters/mailings/${mailing}/posting`, {
    day: todayWords(),
  }),
  [`${letters}/mailings/:mailing/thrown-away`]: steward(({ mailing }) => `letters/mailings/${mailing}/thrown-away`),
  [`${letters}/returned`]: steward('letters/returned', { form: 'returned', numbers: 'L0001' }, ['numbers']),
  [`${letters}/no-more`]: steward('letters/no-more', { form: 'no-more', numbers: 'L0001' }, ['numbers']),
  [`${recruiting}/places`]: researcher('recruiting/places', place, typedOfPlace),
  [`${recruiting}/places/:place`]: researcher(({ place }) => `recruiting/places/${place}`, place, typedOfPlace),
  [`${recruiting}/places/:place/closing`]: researcher(({ place }) => `recruiting/places/${place}/closing`),
  [`${recruiting}/cherries/:item`]: researcher(
    'recruiting/cherries/incentives',
    { item: 'incentives', words: 'None was offered.' },
    ['words'],
  ),
}
