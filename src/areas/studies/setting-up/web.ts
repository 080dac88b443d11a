/** Addresses of setting a study up: /studies/:slug/setting-up, one thing a page. */

import type { Sent, Typed } from '../../../kit/form.ts'
import { only } from '../../../kit/gate.ts'
import type { Page } from '../../../kit/page.ts'
import { isRefusal, notFound, type Refusal } from '../../../kit/refuse.ts'
import type { Task } from '../../../kit/task.ts'
import { act, type Ctx, goOn, isReading, routes, show, showRefusal, signInFirst, typedIn } from '../../../kit/web.ts'
import { londonDay } from '../../members/days.ts'
import { slugOf } from '../doors.ts'
import { ofStudyHere } from '../guards.ts'
import { asResearch } from '../wall.ts'
import * as charity from './charity-pages.ts'
import { chooseQuestionnaire } from './choosing-questionnaire.ts'
import { askForSpells, removeConsentItem, takeReadyConsentItems, writeConsentItem } from './consent-items.ts'
import { front } from './front-web.ts'
import { chooseArms, describeStudy } from './making.ts'
import { closeStudy, noteApproval, openStudy, setWithdrawalEnd } from './opening.ts'
import { candidates, namedIn, namePerson, namesOf, removePerson } from './people.ts'
import { modelPage, pairPage, planPage } from './plan-pages.ts'
import { fixPlan, planModel, planPair, takeFromPlan, takeReadyPlan } from './planning.ts'
import * as research from './research-pages.ts'
import { type View, viewOf } from './sides.ts'
import { removeWave, saveWave } from './waves.ts'
import { writeProtocol, writeSheet } from './writing.ts'

export const settingUp = routes()
settingUp.route('/', front)

const at = '/studies/:slug/setting-up'
const home = (c: Ctx) => `/studies/${slugOf(c)}`

type StepPage = (view: View, sent?: Sent) => Page | Refusal | Promise<Page | Refusal>

/** Show a step to the study's people; whoever is not signed in signs in first. */
async function showStep(c: Ctx, page: StepPage, sent?: Sent): Promise<Response> {
  const view = await viewOf(c.var.community, slugOf(c), c.var.who)
  const made = isRefusal(view) ? view : await page(view, sent)
  if (!isRefusal(made)) return show(c, made, sent?.refusal?.status)
  if (made.status === 401 && isReading(c)) return signInFirst(c)
  return showRefusal(c, made)
}

const today = () => londonDay(new Date())

interface Step<Input, Outcome> {
  readonly does: Task<Input, Outcome>
  /** the page that is shown again after a refusal */
  readonly page: (c: Ctx, typed: Typed) => StepPage
  /** said on the next page, which is the study's own unless told */
  readonly said: string | ((done: Outcome) => string)
  readonly to?: string
  /** a field that can be chosen more than once: `arms[]` in the form, `arms` in the task */
  readonly many?: string
}

/** A form of a step: do it and go on, or show its page again with what was typed. */
function step<Input, Outcome>(path: string, { does, page, said, to = '', many }: Step<Input, Outcome>) {
  settingUp.post(`${at}/${path}`, only(ofStudyHere), async (c) => {
    const typed = await typedIn(c)
    const chosen = many ? { [many]: typed[`${many}[]`] } : {}
    const done = await act(c, does, { ...typed, ...chosen, study: slugOf(c) })
    if (isRefusal(done)) return showStep(c, page(c, typed), { typed, refusal: asInForm(done, many) })
    return goOn(c, home(c) + to, typeof said === 'string' ? said : said(done))
  })
}

/** What is wrong with a field, under the name that the field has in the form. */
function asInForm(refusal: Refusal, many: string | undefined): Refusal {
  const fields = Object.entries(refusal.fields).map(([name, says]) => [name === many ? `${many}[]` : name, says])
  return { ...refusal, fields: Object.fromEntries(fields) }
}

settingUp.get(at, (c) => goOn(c, home(c)))

// The charity's side.
settingUp.get(`${at}/about`, (c) => showStep(c, charity.aboutPage))
step('about', { does: describeStudy, page: () => charity.aboutPage, said: 'Saved.' })

/** Names are read on the charity's side of the wall, and for stewards alone. */
const people =
  (c: Ctx): StepPage =>
  async (view, sent) => {
    if (view.side !== 'charity') return charity.peoplePage(view, null, sent)
    const { db } = c.var.community
    const named = await asResearch(c.var.community, (research) => namedIn(research, view.study.id))
    if (isRefusal(named)) return named
    const names = await namesOf(
      db,
      named.map(({ id }) => id),
    )
    return charity.peoplePage(
      view,
      {
        named: named.map(({ id, doing }) => ({ id, doing, name: names.get(id) ?? 'Somebody who has left' })),
        candidates: await candidates(db),
      },
      sent,
    )
  }
settingUp.get(`${at}/people`, (c) => showStep(c, people(c)))
step('people', { does: namePerson, page: people, said: 'Named.', to: '/setting-up/people' })
step('people/removal', { does: removePerson, page: people, said: 'They are taken out.', to: '/setting-up/people' })

settingUp.get(`${at}/arms`, (c) => showStep(c, charity.armsPage))
step('arms', { many: 'arms', does: chooseArms, page: () => charity.armsPage, said: 'Saved.' })

settingUp.get(`${at}/approvals`, (c) => showStep(c, charity.approvalsPage))
step('approvals', {
  does: noteApproval,
  page: () => charity.approvalsPage,
  said: 'The approval is noted.',
  to: '/setting-up/approvals',
})

const withdrawal: StepPage = (view, sent) => charity.withdrawalPage(view, today(), sent)
settingUp.get(`${at}/withdrawal`, (c) => showStep(c, withdrawal))
step('withdrawal', { does: setWithdrawalEnd, page: () => withdrawal, said: 'The day is saved.' })

const opening: StepPage = (view, sent) => charity.openingPage(view, today(), sent)
settingUp.get(`${at}/opening`, (c) => showStep(c, opening))
step('opening', { does: openStudy, page: () => opening, said: 'The study is open.' })
step('closing', { does: closeStudy, page: () => opening, said: 'The study is closed.' })

// The researchers' side.
settingUp.get(`${at}/protocol`, (c) => showStep(c, research.protocolPage))
step('protocol', { does: writeProtocol, page: () => research.protocolPage, said: (n) => `Version ${n} is saved.` })

settingUp.get(`${at}/sheet`, (c) => showStep(c, research.writeSheetPage))
step('sheet', {
  does: writeSheet,
  page: () => research.writeSheetPage,
  said: (n) => `Version ${n} is saved.`,
  to: '/setting-up/sheet',
})

settingUp.get(`${at}/consent`, (c) => showStep(c, research.consentPage))
settingUp.get(`${at}/consent/new`, (c) => showStep(c, (view) => research.consentItemPage(view, null)))
settingUp.get(`${at}/consent/:purpose`, (c) =>
  showStep(c, (view) => {
    const purpose = c.req.param('purpose')
    const isThere = view.study.items.some((item) => item.purpose === purpose)
    return isThere ? research.consentItemPage(view, purpose) : notFound('line')
  }),
)
const item = (_: Ctx, { purpose }: Typed): StepPage => {
  return (view, sent) => research.consentItemPage(view, sent?.typed?.known === 'yes' ? String(purpose) : null, sent)
}
step('consent', { does: writeConsentItem, page: item, said: 'Saved.', to: '/setting-up/consent' })
step('consent/ready', {
  does: takeReadyConsentItems,
  page: () => research.consentPage,
  said: 'The ready words are there. Read each.',
  to: '/setting-up/consent',
})
step('consent/removal', {
  does: removeConsentItem,
  page: () => research.consentPage,
  said: 'It is taken away.',
  to: '/setting-up/consent',
})

settingUp.get(`${at}/support-maps`, (c) => showStep(c, research.supportMapsPage))
step('support-maps', { does: askForSpells, page: () => research.supportMapsPage, said: 'Saved.' })

settingUp.get(`${at}/questionnaire`, (c) => showStep(c, research.questionnairePage))
step('questionnaire', {
  does: chooseQuestionnaire,
  page: () => research.questionnairePage,
  said: (n) => `Version ${n} of the questionnaire is there.`,
})

settingUp.get(`${at}/waves`, (c) => showStep(c, research.wavesPage))
const wave =
  (number: number): StepPage =>
  (view, sent) =>
    view.study.waves.some((one) => one.number === number) ? research.wavePage(view, number, sent) : notFound('wave')
settingUp.get(`${at}/waves/:wave{[0-9]{1,4}}`, (c) => showStep(c, wave(Number(c.req.param('wave')))))
step('waves', {
  does: saveWave,
  page: (_, typed) => (typed.wave ? wave(Number(typed.wave)) : research.wavesPage),
  said: (n) => `Wave ${n} is saved.`,
  to: '/setting-up/waves',
})
step('waves/removal', {
  does: removeWave,
  page: () => research.wavesPage,
  said: 'The wave is taken away.',
  to: '/setting-up/waves',
})

const plan = '/setting-up/plan'
settingUp.get(`${at}/plan`, (c) => showStep(c, planPage))
settingUp.get(`${at}/plan/pair`, (c) => showStep(c, pairPage))
settingUp.get(`${at}/plan/model`, (c) => showStep(c, (view) => modelPage(view, c.req.query('outcome') ?? '')))
step('plan/ready', {
  does: takeReadyPlan,
  page: () => planPage,
  said: 'The ready plan is there. Read each line.',
  to: plan,
})
step('plan/pairs', { does: planPair, page: () => pairPage, said: 'The pair is in the plan.', to: plan })
step('plan/models', {
  does: planModel,
  many: 'predictors',
  page:
    (_, { outcome }) =>
    (view, sent) =>
      modelPage(view, String(outcome ?? ''), sent),
  said: 'The model is in the plan.',
  to: plan,
})
step('plan/removal', { does: takeFromPlan, page: () => planPage, said: 'It is taken out.', to: plan })
step('plan/fixing', { does: fixPlan, page: () => planPage, said: (n) => `Plan ${n} is fixed.`, to: plan })
