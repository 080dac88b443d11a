/** For every route of writing a study's questions, and of letting a study read a support map. */
import { sql } from 'kysely'
import { newReturnCode, returnHashOf } from '../../src/areas/studies/codes.ts'
import { addSpell } from '../../src/areas/support/map/spell-tasks.ts'
import { newId } from '../../src/kit/brand.ts'
import type { Person } from '../harness.ts'
import { completeStudy } from '../setting-up.ts'
import { readyStudy } from '../studying.ts'
import type { Sample, Samples } from './sample.ts'
import type { World } from './world.ts'

let studies = 0
/** One of a kind for each sender. */
const each = <Made>(make: (world: World, me: Person) => Promise<Made>) => {
  const made = new WeakMap<Person, Promise<Made>>()
  return (world: World, me: Person): Promise<Made> => {
    const known = made.get(me) ?? make(world, me)
    made.set(me, known)
    return known
  }
}

/** A study of the sender's that could be opened. */
const written = each(async (world, me) => completeStudy(await world.person('steward'), me, `written-${++studies}`))

/** A study that asks for spells, a map to pass on, and a code. */
const asking = each(async ({ community }, me) => {
  const study = await readyStudy(community, `asking-${++studies}`)
  const code = newReturnCode()
  await sql`
    insert into participant (id, study, arm, questionnaire, mode, sheet, return_hash, began_at)
    values (${newId()}, ${study.id}, 'places', ${study.questionnaire}, 'web', 1, ${returnHashOf(community, code)}, now())`.execute(
    community.db,
  )
  await me.does(addSpell, { kind: 'blog', began: '2012', state: 'left' })
  return { slug: study.slug, code }
})

const base = '/studies/:slug/questionnaire'
const at = (path: string, fields: Record<string, string> = {}, text: readonly string[] = []): Sample => ({
  as: 'researcher',
  to: async (world, me) => `/studies/${await written(world, me)}/questionnaire${path}`,
  fields: () => ({ ...fields }),
  text,
})
const map = (path: string, field: 'code' | 'back', fields: Record<string, string> = {}): Sample => ({
  as: 'member',
  to: async (world, me) => `/studies/${(await asking(world, me)).slug}/support-map${path}`,
  fields: async (world, me) => ({ [field]: (await asking(world, me)).code, ...fields }),
})

const show = { show_question: '', show_how: 'is', show_value: '', show_json: '' }
const question = {
  kind: 'one',
  section: 'you',
  ask_en: 'Do you have a pet?',
  hint_en: 'A fish counts.',
  options_en: 'yes = Yes\nno = No',
  dontKnow: 'yes',
  ratherNot: 'yes',
  ordered: '',
  id: 'pets',
  ...show,
}
const { section: _, ...changed } = question
const part = { title_en: 'Holidays', says_en: 'Now about time away.', id: 'away', most: '', another_en: '', ...show }
const whole = JSON.stringify({
  title: { en: 'Ours' },
  languages: ['en'],
  sections: [{ id: 'a', title: { en: 'A' }, questions: [{ kind: 'statement', id: 'hello', ask: { en: 'Hello.' } }] }],
})
const items = 'Item one\nItem two\nItem three\nItem four'

export const studyEditor: Samples = {
  [`${base}/opening`]: at('/opening'),
  [`${base}/front`]: at('/front', { title_en: 'Ours', intro_en: 'Hello.', thanks_en: 'Thank you.' }, [
    'title_en',
    'intro_en',
    'thanks_en',
  ]),
  [`${base}/sections`]: at('/sections', part, ['title_en', 'says_en']),
  [`${base}/sections/:section`]: at(
    '/sections/you',
    { title_en: 'You', id: 'you', most: '', another_en: '', ...show },
    ['title_en'],
  ),
  [`${base}/sections/:section/arranging`]: at('/sections/you/arranging', { does: 'copy' }),
  [`${base}/questions`]: at('/questions', question, ['ask_en', 'hint_en', 'options_en']),
  [`${base}/questions/:question`]: at('/questions/gender', { ...changed, id: 'gender' }, [
    'ask_en',
    'hint_en',
    'options_en',
  ]),
  [`${base}/questions/:question/arranging`]: at('/questions/gender/arranging', { does: 'copy' }),
  [`${base}/json`]: at('/json', { json: whole, over: '' }, ['json']),
  [`${base}/preview`]: at('/preview', { language: 'en', at: 'relation 0', so_far: '[]', answer: 'parent' }),
  [`${base}/languages`]: at('/languages', { language: 'cy' }, ['language']),
  [`${base}/languages/:language/offer`]: at('/languages/cy/offer', { offered: 'no' }),
  [`${base}/languages/:language/words`]: at('/languages/cy/words', { of: 'front', title: 'Cymorth' }, ['title']),
  [`${base}/instruments`]: at(
    '/instruments',
    { instrument: 'PHQ-4', items, answers: 'never = Never | 0\noften = Often | 3', licensed: 'yes' },
    ['items', 'answers'],
  ),
  // A file comes in a form of another kind; its own test says how hostile ones are refused.
  [`${base}/files`]: at('/files'),
  [`${base}/files/taking`]: at('/files/taking', { json: whole }),
  '/studies/:slug/support-map': map('', 'code', { given: 'yes' }),
  '/studies/:slug/support-map/removal': map('/removal', 'back'),
}
