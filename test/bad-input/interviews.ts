/** For every route of a study's interviews that takes a form. */

import { sql } from 'kysely'
import { asResearch } from '../../src/areas/studies/wall.ts'
import { newId } from '../../src/kit/brand.ts'
import type { Person } from '../harness.ts'
import { interviewAll, makeStudy, planFor, type StudyMade } from '../interviewing.ts'
import type { Sample, Samples } from './sample.ts'
import type { World } from './world.ts'

/** A study of the sender's: P01 and P02 are stored and coded, P03 is invited, the next said yes to being asked. */
interface Made extends StudyMade {
  readonly code: string
  readonly segment: string
  readonly memo: string
}
const made = new WeakMap<Person, Promise<Made>>()
let studies = 0

function studyOf({ community }: World, me: Person): Promise<Made> {
  const known = made.get(me) ?? makeOne()
  made.set(me, known)
  return known

  async function makeOne(): Promise<Made> {
    const { db } = community
    const study = await makeStudy(community, `bad-${++studies}`, [me.id], 6)
    const placed = await interviewAll(community, { ...study, people: study.people.slice(0, 2) }, [
      { id: me.id, name: 'Sender' },
      { id: newId(), name: 'Other' },
    ])
    const { withdraw_until, keep_until } = planFor('')
    await sql`
      insert into interview (id, study, participant, number, interviewer, state, withdraw_until, keep_until, invited_at)
      values (${newId()}, ${study.id}, ${study.people[2]!.id}, 3, ${me.id}, 'invited', ${withdraw_until}, ${keep_until}, now())`.execute(
      db,
    )
    const code = placed.codes.get('understood')!
    const [segment, memo] = [newId(), newId()]
    await asResearch(community, async (tx) => {
      await sql`
        insert into segment (id, transcript, code, coder, from_at, to_at, at)
        values (${segment}, ${placed.transcripts[0]!}, ${code}, ${placed.coders[0]}, 0, 1, now())`.execute(tx)
      await sql`
        insert into memo (id, study, coder, words, at)
        values (${memo}, ${study.id}, ${placed.coders[0]}, 'A thought', now())`.execute(tx)
    })
    return { ...study, code, segment, memo }
  }
}

type Fields = Readonly<Record<string, string>> | ((study: Made) => Readonly<Record<string, string>>)

const at = (
  path: (study: Made) => string,
  fields: Fields = {},
  text: readonly string[] = [],
  as: Sample['as'] = 'researcher',
): Sample => ({
  as,
  to: async (world, me) => {
    const study = await studyOf(world, me)
    return `/studies/${study.slug}/${path(study)}`
  },
  fields: async (world, me) => ({ ...(typeof fields === 'function' ? fields(await studyOf(world, me)) : fields) }),
  text,
})
const fixed = (path: string, fields?: Fields, text?: readonly string[]) => at(() => `interviews/${path}`, fields, text)
const own = (path: string, fields: Record<string, string>, text: readonly string[] = []) =>
  at(
    () => `interview${path}`,
    ({ people }) => ({ code: people[2]!.code, ...fields }),
    text,
    'member',
  )

const base = '/studies/:slug/interviews'
const answer = { answer: 'yes', 'purposes[]': 'kept' }
const aCode = {
  name: 'Waiting',
  definition: 'Time',
  include: 'Lists',
  exclude: 'Play',
  example: 'Made up',
  sign: 'blue-star',
  code: '',
  parent: '',
}
const { study: _, ...plan } = planFor('')

export const interviews: Samples = {
  '/studies/:slug/interview': own('', {}),
  '/studies/:slug/interview/reach': own('/reach', { reach: '0113 496 0000' }, ['reach']),
  '/studies/:slug/interview/answer': own('/answer', answer),
  '/studies/:slug/interview/withdrawal': own('/withdrawal', { sure: 'yes' }),
  [`${base}/plan`]: fixed('plan', plan, ['about']),
  [`${base}/invitations`]: fixed('invitations', ({ people }) => ({ 'people[]': people[3]!.id })),
  [`${base}/closing`]: fixed('closing'),
  [`${base}/codebook`]: fixed('codebook', aCode, ['name', 'definition', 'include', 'exclude', 'example']),
  [`${base}/codebook/:code/removal`]: at(({ code }) => `interviews/codebook/${code}/removal`, { into: '' }),
  [`${base}/segments/:segment/removal`]: at(({ segment }) => `interviews/segments/${segment}/removal`, { back: '/' }),
  [`${base}/segments/:segment/example`]: at(({ segment }) => `interviews/segments/${segment}/example`),
  [`${base}/memos`]: fixed('memos', { on: 'study', words: 'A thought.' }, ['words']),
  [`${base}/memos/:memo/removal`]: at(({ memo }) => `interviews/memos/${memo}/removal`),
  [`${base}/files/project`]: fixed('files/project', { read: 'yes' }),
  [`${base}/files/codebook`]: fixed('files/codebook'),
  [`${base}/:person/answer`]: fixed('P03/answer', { ...answer, via: 'phone' }),
  [`${base}/:person/day`]: fixed('P03/day', { how: 'phone', day: '2099-01-01', time: '14:30' }, ['time']),
  [`${base}/:person/taking-place`]: fixed('P03/taking-place'),
  [`${base}/:person/withdrawal`]: fixed('P01/withdrawal', { sure: 'yes' }),
  [`${base}/:person/reach`]: fixed('P03/reach'),
  [`${base}/:person/names`]: fixed('P01/names'),
  // A transcript may be longer than what is far too long elsewhere: its own test says how it is refused.
  [`${base}/:person/preview`]: fixed('P03/preview', { words: 'P: Well.', names: 'Nia = [daughter]' }),
  [`${base}/:person/transcript`]: fixed('P03/transcript', { words: 'P: Well.', names: '', read: 'yes' }),
  [`${base}/:person/segments`]: fixed(
    'P01/segments',
    ({ code }) => ({ code, from: '3', to: '9', first: '1', last: '', memo: 'A thought.', page: '1', show: 'mine' }),
    ['memo'],
  ),
  [`${base}/:person/summaries/:code`]: at(({ code }) => `interviews/P01/summaries/${code}`, { words: 'In short.' }, [
    'words',
  ]),
}
