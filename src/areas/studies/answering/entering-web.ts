/** Addresses from a code to the first question: /take-part, and the information, the yes and the code of one study. */

import { LRUCache } from 'lru-cache'
import { dayWords } from '../../../kit/day.ts'
import type { Typed } from '../../../kit/form.ts'
import { dayOf } from '../../../kit/fuzzy-day.ts'
import { anyone, only } from '../../../kit/gate.ts'
import { isRefusal, type Refusal, refuse } from '../../../kit/refuse.ts'
import { type Ctx, routes, show, showAgain, showRefusal, typedIn } from '../../../kit/web.ts'
import { codeOf } from '../codes.ts'
import { slugOf } from '../doors.ts'
import { studyThere } from '../guards.ts'
import { houseOf } from '../questionnaires/house.ts'
import { asksOfBefore, closedToday, type Standing, studyStanding } from '../standing.ts'
import { asResearch } from '../wall.ts'
import { begin } from './beginning.ts'
import { codeToReturn } from './coming.ts'
import { consentPage, informationPage, takePartPage, yourCodePage } from './entering-pages.ts'
import { answersAt, comeBy, givePass, participantHere, passOf, typeCode, unnamed } from './participant.ts'
import { languageFor } from './tongues.ts'

export const entering = routes()
const at = '/studies/:slug/answers'

entering.get('/take-part', (c) => show(c, takePartPage()))
// As a letter or a notice leads here, with a picture that a phone reads. Nothing happens until somebody presses.
entering.get('/take-part/:code', (c) => show(c, takePartPage(c.req.param('code').slice(0, 60))))

entering.post('/take-part', only(anyone), async (c) => {
  const typed = await typedIn(c)
  const coming = await comeBy(c, typed)
  const no = (refusal: Refusal) => showAgain(c, takePartPage('', { typed, refusal }), refusal)
  if (isRefusal(coming)) return no(coming)
  const { slug, participant, code } = coming
  if (participant?.withdrawn_at) {
    const because = `What was answered with this code was taken back on ${dayWords(new Date(participant.withdrawn_at))}.`
    return no(refuse(because, 410, { code: because }))
  }
  if (code?.state === 'withdrawn') {
    const because = 'This code does not work any more. Please ask for another.'
    return no(refuse(because, 410, { code: because }))
  }
  givePass(c, slug, participant ? 'participant' : 'code', participant?.id ?? code!.id)
  return c.redirect(participant ? answersAt(slug) : `${answersAt(slug)}/information`, 303)
})

/** Studies lately read about, for a moment: thousands may come at once. Beginning itself looks again. */
const lately = new LRUCache<string, Standing>({ max: 100, ttl: 1000 })

async function standingNow(c: Ctx): Promise<Standing | Refusal> {
  const { community } = c.var
  const key = `${community.id} ${slugOf(c)}`
  const known = lately.get(key)
  if (known) return known
  const study = await asResearch<Standing | Refusal>(community, (db) => studyStanding(db, slugOf(c), dayOf(new Date())))
  if (!isRefusal(study)) lately.set(key, study)
  return study
}

/** The study that a code which was just typed is for, while it takes answers. */
async function studyOfCode(c: Ctx): Promise<{ study: Standing; code: string } | Response> {
  const pass = passOf(c)
  if (pass?.kind === 'participant') return c.redirect(answersAt(slugOf(c)), 303)
  if (!pass) return typeCode(c)
  const study = await standingNow(c)
  if (isRefusal(study)) return showRefusal(c, study)
  const closed = closedToday(study)
  return closed ? showRefusal(c, closed) : { study, code: codeOf(c.var.community, pass.id) }
}

const languagesOf = ({ questionnaire }: Standing) => questionnaire!.content.languages

entering.get(`${at}/information`, async (c) => {
  const found = await studyOfCode(c)
  return found instanceof Response
    ? found
    : show(c, informationPage(found.study, languageFor(c, languagesOf(found.study))))
})
entering.get(`${at}/consent`, async (c) => {
  const found = await studyOfCode(c)
  return found instanceof Response ? found : show(c, consentPage(found.study, languageFor(c, languagesOf(found.study))))
})

entering.post(`${at}/consent`, only(studyThere), async (c) => {
  const typed = await typedIn(c)
  const found = await studyOfCode(c)
  if (found instanceof Response) return found
  const { study, code } = found
  const input = {
    study: study.slug,
    code,
    consents: typed['consents[]'],
    language: typed.language,
    mode: 'web',
    once: typed.once,
  }
  const began = await unnamed(c, begin, input)
  // Pressed twice, or begun in another window with a letter's code: whoever holds the code may go on there.
  if (isRefusal(began) && began.status === 409) return typeCode(c)
  if (isRefusal(began)) return consentAgain(c, study, typed, began)
  givePass(c, study.slug, 'participant', began.participant)
  const asks = asksOfBefore(study, [typed['consents[]'] ?? []].flat() as string[])
  return c.redirect(`${answersAt(study.slug)}/${asks ? 'before' : 'code'}`, 303)
})

function consentAgain(c: Ctx, study: Standing, typed: Typed, refusal: Refusal) {
  const language = languageFor(c, languagesOf(study), typed.language)
  const { refused } = houseOf(study.questionnaire!.content, language)
  return showAgain(c, consentPage(study, language, { typed, refusal: refused(refusal) }), refusal)
}

entering.get(`${at}/code`, async (c) => {
  const so = await participantHere(c)
  if (!so) return typeCode(c)
  if (isRefusal(so)) return showRefusal(c, so)
  const { community } = c.var
  const code = codeToReturn(community, so)
  const { slug, title, withdraw_until } = so.study
  const onLetter = so.arm === 'letters'
  const house = houseOf(so.questionnaire, so.language)
  const begun = so.rows.size > 0
  return show(c, yourCodePage({ slug, title, withdraw_until, code, onLetter, url: community.url, begun, house }))
})
