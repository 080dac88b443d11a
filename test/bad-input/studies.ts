/** For every route of setting a study up that takes a form. */
import type { MemberId } from '../../src/kit/who.ts'
import type { Person } from '../harness.ts'
import { aStudy, completeStudy } from '../setting-up.ts'
import { by, type Sample, type Samples } from './sample.ts'
import type { World } from './world.ts'

/** A study of the sender's that could be opened, with somebody of the other side. */
const made = new WeakMap<Person, Promise<string>>()
let studies = 0

function studyOf(world: World, me: Person): Promise<string> {
  const known = made.get(me) ?? makeOne()
  made.set(me, known)
  return known

  async function makeOne() {
    const other = await world.person(me.who.role === 'steward' ? 'researcher' : 'steward')
    const [steward, researcher] = me.who.role === 'steward' ? [me, other] : [other, me]
    return completeStudy(steward, researcher, `badly-${++studies}`)
  }
}

const at =
  (as: Sample['as']) =>
  (path: string, fields: Readonly<Record<string, string>> = {}, text: readonly string[] = []): Sample => ({
    as,
    to: async (world, me) => `/studies/${await studyOf(world, me)}/setting-up/${path}`,
    fields: () => ({ ...fields }),
    text,
  })
const charity = at('steward')
const research = at('researcher')
const named = (path: string, fields: Record<string, string>): Sample => ({
  ...charity(path),
  fields: async (world) => ({ member: (await world.person('helper')).id as MemberId, ...fields }),
})

const base = '/studies/:slug/setting-up'
const sure = { sure: 'yes' }
const names = ['title', 'run_by', 'contact']

export const settingUp: Samples = {
  '/studies': by('steward', aStudy, names),
  [`${base}/about`]: charity('about', aStudy, names),
  [`${base}/people`]: named('people', { doing: 'desk' }),
  [`${base}/people/removal`]: named('people/removal', {}),
  [`${base}/arms`]: charity('arms', { 'arms[]': 'letters' }),
  [`${base}/approvals`]: charity(
    'approvals',
    { body: 'A committee', version: 'all', reference: 'C/12', approved_on: '2026-01-05' },
    ['body', 'version', 'reference'],
  ),
  [`${base}/withdrawal`]: charity('withdrawal', { withdraw_until: '2099-12-31' }),
  [`${base}/opening`]: charity('opening', sure),
  [`${base}/closing`]: charity('closing', sure),
  [`${base}/protocol`]: research('protocol', { words: 'Who uses what, and why.' }, ['words']),
  [`${base}/sheet`]: research('sheet', { words: 'About\n\nWhat we ask.' }, ['words']),
  [`${base}/consent`]: research(
    'consent',
    { purpose: 'my region', words: 'You may keep my region.', needed: '', place: '1', known: '' },
    ['purpose', 'words'],
  ),
  [`${base}/consent/ready`]: research('consent/ready'),
  [`${base}/consent/removal`]: research('consent/removal', { purpose: 'quotes' }),
  [`${base}/support-maps`]: research('support-maps', { asks: 'yes' }),
  [`${base}/questionnaire`]: research('questionnaire', { questionnaire: 'empty' }),
  [`${base}/waves`]: research('waves', { opens_on: '2099-01-05', closes_on: '2099-02-01', wave: '' }),
  [`${base}/waves/removal`]: research('waves/removal', { wave: '1' }),
  [`${base}/plan/ready`]: research('plan/ready'),
  [`${base}/plan/pairs`]: research('plan/pairs', { first: 'nation', second: 'moved', as: 'exploring' }),
  [`${base}/plan/models`]: research('plan/models', { outcome: 'moved', yes: 'yes', 'predictors[]': 'age' }),
  [`${base}/plan/removal`]: research('plan/removal', { line: 'family age peer_ever' }),
  [`${base}/plan/fixing`]: research('plan/fixing', sure),
}
