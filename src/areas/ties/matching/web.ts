/** Asking to meet another family, and what comes of it, at the web door. */

import { isUuid } from '../../../kit/brand.ts'
import type { Sent } from '../../../kit/form.ts'
import { all, members, only, there } from '../../../kit/gate.ts'
import { place } from '../../../kit/places.ts'
import { isRefusal, notFound, type Refusal, refuse } from '../../../kit/refuse.ts'
import { act, type Ctx, goOn, routes, show, showAgain, showRefusal, signInOrGate, typedIn } from '../../../kit/web.ts'
import type { MemberId } from '../../../kit/who.ts'
import { caredForBy, fields, optionsFor } from '../../members/cared-for.ts'
import { hasConsent } from '../../members/consent.ts'
import { answerFollowUp, answerProposal, beginningFor, noteFirstContact } from './answers.ts'
import { board } from './board-web.ts'
import { checkPage, isQuestion, profilePage, type Question, questionNames, questionPage } from './form-pages.ts'
import './lists.ts'
import { closeMatch, whyToHelper } from './matching.ts'
import { matchingPage, matchPage, type OpenRequest } from './pages.ts'
import { askerWith, matchableOf } from './people.ts'
import { setMatchProfile } from './profile.ts'
import { differsWords, whyWords } from './ranking-words.ts'
import { askForMatch, keepMatchAnswers, unsure, withdrawMatchRequest } from './request.ts'
import {
  followUpsWaiting,
  liveMatchesOf,
  type MatchRow,
  matchById,
  openRequestOf,
  profileOf,
  requestById,
} from './store.ts'
import { matchHref } from './words.ts'

export const matching = routes()
matching.route('/', board)

place({
  on: 'me',
  under: 'people',
  href: '/matching',
  label: 'Meet another family',
  about: 'Ask for one, or be there for one.',
  position: 30,
})

const me = (c: Ctx) => c.var.who.member as MemberId

matching.use('/matching/*', async (c, next) => {
  if (c.var.who.member || c.req.path === '/matching') return next()
  return signInOrGate(c, next)
})

const firstOpen = (draft: OpenRequest | undefined) => {
  const question = questionNames.find((name) => !draft?.[name])
  return question ? `/matching/request/${question}` : '/matching/request'
}

matching.get('/matching', async (c) => {
  const { member } = c.var.who
  const { db } = c.var.community
  const request = member ? await openRequestOf(db, member) : undefined
  return show(
    c,
    matchingPage({
      member,
      bereaved: member ? await isBereaved(c) : false,
      request,
      goOnAt: firstOpen(request),
      matches: member ? await liveMatchesOf(db, member) : [],
    }),
  )
})

const isBereaved = async (c: Ctx) => {
  const one = await c.var.community.db
    .selectFrom('member')
    .select('bereaved_at')
    .where('id', '=', me(c))
    .executeTakeFirst()
  return Boolean(one?.bereaved_at)
}

matching.get('/matching/profile', (c) => showProfile(c))
matching.post('/matching/profile', only(members), async (c) => {
  const typed = await typedIn(c)
  const done = await act(c, setMatchProfile, {
    ...typed,
    languages: typed['languages[]'],
    channels: typed['channels[]'],
    knows: typed['knows[]'],
  })
  if (isRefusal(done)) return showProfile(c, { typed, refusal: done })
  const draft = await openRequestOf(c.var.community.db, me(c))
  return goOn(c, draft && !draft.asked_at ? firstOpen(draft) : '/matching', 'Saved.')
})

async function showProfile(c: Ctx, sent?: Sent) {
  const { db, condition } = c.var.community
  const page = profilePage({
    now: await profileOf(db, me(c)),
    life: condition,
    consents: await hasConsent(db, me(c), 'matching'),
    sent,
  })
  return sent?.refusal ? showAgain(c, page, sent.refusal) : show(c, page)
}

matching.get('/matching/request', async (c) => {
  const draft = await openRequestOf(c.var.community.db, me(c))
  if (draft?.asked_at) return goOn(c, '/matching')
  if (!draft) return goOn(c, '/matching/request/cares')
  return showCheck(c, draft)
})

matching.post('/matching/request', only(members), async (c) => {
  const typed = await typedIn(c)
  const done = await act(c, askForMatch, {
    consent: typed.consent,
    channels: typed['channels[]'] ?? [],
  })
  if (!isRefusal(done)) return goOn(c, '/matching', 'Sent. You hear from us within 48 hours.')
  const draft = await openRequestOf(c.var.community.db, me(c))
  return draft && !draft.asked_at ? showCheck(c, draft, { typed, refusal: done }) : showRefusal(c, done)
})

async function showCheck(c: Ctx, draft: OpenRequest, sent?: Sent) {
  const { db, condition } = c.var.community
  const profile = await profileOf(db, me(c))
  const told = await caredForBy(db, me(c))
  const page = checkPage({
    draft,
    life: condition,
    channels: profile?.channels ?? [],
    languages: profile?.languages ?? ['English'],
    shared: told
      .filter(({ shared }) => shared)
      .map(({ field, value }) => ({
        label: fields[field].label,
        shown: optionsFor(field, condition).find((option) => option.value === value)?.label ?? value,
      })),
    consents: await hasConsent(db, me(c), 'matching'),
    sent,
  })
  return sent?.refusal ? showAgain(c, page, sent.refusal) : show(c, page)
}

matching.post('/matching/request/withdrawal', only(members), async (c) => {
  const done = await act(c, withdrawMatchRequest, {})
  return isRefusal(done) ? showRefusal(c, done) : goOn(c, '/matching', 'Done. You can ask again at any time.')
})

matching.get('/matching/request/:question', (c) => showQuestion(c))
matching.post('/matching/request/:question', only(all(members, there(questionHere, 'question'))), async (c) => {
  const question = c.req.param('question')
  if (!isQuestion(question)) return showRefusal(c, notFound('question'))
  const typed = await typedIn(c)
  const { go } = typed
  const back = go === 'back'
  const said = typed[question]
  const words = go === 'unsure' ? unsure : said
  if (!back && !(typeof words === 'string' && words.trim()))
    return showQuestion(c, {
      typed,
      refusal: refuse('Write a few words, or press “I don’t know”.', 422, {
        [question]: 'Write a few words, or press “I don’t know”.',
      }),
    })
  const order = question === 'hope' ? { first: typed.first, second: typed.second, third: typed.third } : {}
  const done = await act(c, keepMatchAnswers, {
    [question]: words,
    ...(question === 'hard' ? { topic: typed.topic } : {}),
    ...order,
  })
  if (isRefusal(done)) return showQuestion(c, { typed, refusal: done })
  return goOn(c, nextOf(question, back, typed.then === 'check'))
})

function nextOf(question: Question, back: boolean, check: boolean) {
  const next = questionNames[questionNames.indexOf(question) + (back ? -1 : 1)]
  return next && !check ? `/matching/request/${next}` : '/matching/request'
}

async function showQuestion(c: Ctx, sent?: Sent) {
  const question = c.req.param('question') ?? ''
  if (!isQuestion(question)) return showRefusal(c, notFound('question'))
  const { db, condition } = c.var.community
  const draft = await openRequestOf(db, me(c))
  if (draft?.asked_at && !sent) return goOn(c, '/matching')
  const then = c.req.query('then') === 'check' || sent?.typed?.then === 'check' ? 'check' : ''
  const page = questionPage(question, draft, condition, then, sent)
  return sent?.refusal ? showAgain(c, page, sent.refusal) : show(c, page)
}

matching.get('/matching/matches/:match', (c) => showMatch(c))

/** Said after an answer; what the other said is not told. */
const outcomes = {
  waits: 'Thank you. We wait for the other, and tell you.',
  introduced: 'You both said yes. You can be in touch now.',
  declined: 'Thank you. That is fine, and nobody is told.',
  apart: 'Thank you. It did not come about this time.',
} as const

matching.post('/matching/matches/:match/answer', only(all(members, there(theirMatch, 'match'))), async (c) => {
  const typed = await typedIn(c)
  const match = c.req.param('match')
  const done = await act(c, answerProposal, { ...typed, match })
  if (isRefusal(done)) return showMatch(c, { typed, refusal: done })
  return goOn(c, done === 'introduced' ? matchHref(match) : '/matching', outcomes[done])
})

matching.post('/matching/matches/:match/first-contact', only(all(members, there(theirMatch, 'match'))), async (c) => {
  const match = c.req.param('match')
  const done = await act(c, noteFirstContact, { match })
  return isRefusal(done) ? showMatch(c, { refusal: done }) : goOn(c, matchHref(match), 'Good to hear.')
})

matching.post('/matching/matches/:match/follow-up', only(all(members, there(theirMatch, 'match'))), async (c) => {
  const typed = await typedIn(c)
  const match = c.req.param('match')
  const done = await act(c, answerFollowUp, { ...typed, match })
  if (isRefusal(done)) return showMatch(c, { typed, refusal: done })
  return goOn(
    c,
    '/matching',
    done === 'did not fit' ? 'Thank you for telling us. The coordinator looks at it.' : 'Thank you for telling us.',
  )
})

matching.post('/matching/matches/:match/end', only(all(members, there(theirMatch, 'match'))), async (c) => {
  const done = await act(c, closeMatch, { ...(await typedIn(c)), match: c.req.param('match') })
  if (isRefusal(done)) return showMatch(c, { refusal: done })
  return goOn(c, '/matching', 'It has ended. Thank you.')
})

/** Only its two see a match here; for coordinators it stands on the board. */
async function showMatch(c: Ctx, sent?: Sent) {
  const { db } = c.var.community
  const id = c.req.param('match') ?? ''
  const match = isUuid(id) ? await matchById(db, id) : null
  if (!match || (match.asker !== me(c) && match.helper !== me(c)))
    return showRefusal(c, refusalOr(sent?.refusal, notFound('match')))
  const other = me(c) === match.asker ? match.helper : match.asker
  const name = me(c) === match.asker ? match.helper_name : match.asker_name
  const waiting = match.state === 'introduced' ? await followUpsWaiting(db, me(c)) : []
  const page = matchPage({
    match,
    member: me(c),
    ...(match.state === 'proposed' ? await whyFor(c, match) : { why: '', differs: '' }),
    begin: match.state === 'introduced' ? await beginningFor(c.var.community, me(c), other, name) : '',
    asked: waiting.find((one) => one.match === match.id)?.weeks ?? null,
    sent,
  })
  return sent?.refusal ? showAgain(c, page, sent.refusal) : show(c, page)
}

const refusalOr = (refusal: Refusal | null | undefined, otherwise: Refusal) => refusal ?? otherwise

/** Made anew each time: what somebody does not share any more is not shown any more. */
async function whyFor(c: Ctx, { asker, helper, request }: MatchRow) {
  const { db, condition } = c.var.community
  const [one, other] = [await matchableOf(db, asker), await matchableOf(db, helper)]
  if (!one || !other) return { why: '', differs: '' }
  if (me(c) === helper) return whyToHelper(other.one, one.one, condition)
  const asked = await requestById(db, request)
  const seen = askerWith(one.one, asked?.topic ?? null)
  return {
    why: whyWords(seen, other.one, asked?.weigh ?? [], condition),
    differs: differsWords(seen, other.one, asked?.weigh ?? []),
  }
}

function questionHere(c: Ctx) {
  return isQuestion(c.req.param('question') ?? '')
}

/** A match of which this member is one. */
async function theirMatch(c: Ctx) {
  const id = c.req.param('match') ?? ''
  const match = isUuid(id) ? await matchById(c.var.community.db, id) : null
  return match && (match.asker === me(c) || match.helper === me(c)) ? match : null
}
