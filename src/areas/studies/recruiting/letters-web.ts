/** Letters of a study at the web door, for stewards: /studies/:slug/letters. The booklet is for everybody. */

import { stream } from 'hono/streaming'
import { isUuid } from '../../../kit/brand.ts'
import type { Sent } from '../../../kit/form.ts'
import { all, only, there, upload } from '../../../kit/gate.ts'
import { count } from '../../../kit/html.ts'
import { isRefusal, notFound, type Refusal, refuse } from '../../../kit/refuse.ts'
import { textOf } from '../../../kit/spreadsheet.ts'
import {
  act,
  type Ctx,
  files,
  goOn,
  routes,
  show,
  showAgain,
  showRefusal,
  signInOrGate,
  typedIn,
} from '../../../kit/web.ts'
import { isSignedIn, isSteward } from '../../../kit/who.ts'
import { londonDay } from '../../members/days.ts'
import { slugOf } from '../doors.ts'
import { stewardsHere } from '../guards.ts'
import { type Standing, studyStanding } from '../standing.ts'
import { asResearch } from '../wall.ts'
import type { Print } from './leaf.ts'
import { bringList, drawLetters, drawSecondLetters, dropList, writeLetterWords } from './letters.ts'
import * as pages from './letters-pages.ts'
import { mostLetters } from './list-file.ts'
import { bookletPdf, specimenPdf } from './mailing-pdf.ts'
import { markLettersPosted, noteLettersReturned, noteNoMoreLetters, throwLettersAway } from './mailings.ts'
import { makingStudyLetters } from './making.ts'
import { candidates, counted } from './recipients.ts'
import { codesUnanswered, letterWordsOf, listOf, mailingById, mailingPieces, mailingsOf } from './store.ts'
import { studyPaper } from './study-paper.ts'

export const letters = routes()
const at = '/studies/:slug/letters'
const home = (c: Ctx, path = '') => `/studies/${slugOf(c)}/letters${path}`

for (const path of [at, `${at}/*`])
  letters.use(path, async (c, next) => {
    const { who } = c.var
    if (isSteward(who)) return next()
    if (!isSignedIn(who)) return signInOrGate(c, next)
    if (who.roleHeld === 'steward') return c.redirect('/second-step', 303)
    return showRefusal(c, refuse('This page is for stewards.', 403))
  })

const today = () => londonDay(new Date())
const standing = (c: Ctx) =>
  asResearch<Standing | Refusal>(c.var.community, (db) => studyStanding(db, slugOf(c), today()))

async function overview(c: Ctx, sent?: Sent) {
  const study = await standing(c)
  if (isRefusal(study)) return showRefusal(c, study)
  const { db } = c.var.community
  const mailings = await mailingsOf(db, study.id)
  const open = mailings.find(({ posted_at }) => !posted_at) ?? null
  const content = pages.studyLettersPage({
    study,
    words: await letterWordsOf(db, study.id),
    list: await listOf(db, study.id),
    open,
    posted: mailings.filter(({ posted_at }) => posted_at),
    today: today(),
    sent,
  })
  const page = await show(c, content, sent?.refusal?.status)
  // With scripts off, the page looks again by itself while there is something to wait for.
  if (open && !open.printed_at && !sent) page.headers.set('refresh', '5')
  return page
}
letters.get(at, (c) => overview(c))

async function wordsAgain(c: Ctx, sent?: Sent) {
  const study = await standing(c)
  if (isRefusal(study)) return showRefusal(c, study)
  const page = pages.wordsPage(study, await letterWordsOf(c.var.community.db, study.id), home(c, '/words'), sent)
  return show(c, page, sent?.refusal?.status)
}
letters.get(`${at}/words`, (c) => wordsAgain(c))
letters.post(`${at}/words`, only(stewardsHere), async (c) => {
  const typed = await typedIn(c)
  const done = await act(c, writeLetterWords, { ...typed, study: slugOf(c) })
  return isRefusal(done) ? wordsAgain(c, { typed, refusal: done }) : goOn(c, home(c), 'The words are saved.')
})

async function listAgain(c: Ctx, refusal?: Refusal) {
  const study = await standing(c)
  if (isRefusal(study)) return showRefusal(c, study)
  const page = pages.listPage(study, await listOf(c.var.community.db, study.id), refusal)
  return refusal ? showAgain(c, page, refusal) : show(c, page)
}
letters.get(`${at}/list`, (c) => listAgain(c))
letters.post(`${at}/list`, only(stewardsHere, upload(2 * mostLetters)), async (c) => {
  const [file] = await files(c, 'file')
  if (file && file.size > 2 * mostLetters) return listAgain(c, refuse('This file is too big. Cut it in parts.', 413))
  const text = file ? textOf(Buffer.from(await file.arrayBuffer())) : ''
  const done = await act(c, bringList, { study: slugOf(c), text })
  if (isRefusal(done)) return listAgain(c, done)
  const known = done.known > 0 ? ` ${done.known} were there already.` : ''
  return goOn(c, home(c), `${count(done.added, 'person', 'people')} added.${known}`)
})
letters.post(`${at}/list/removal`, only(stewardsHere), async (c) => {
  const done = await act(c, dropList, { study: slugOf(c) })
  return isRefusal(done) ? listAgain(c, done) : goOn(c, home(c, '/list'), `${done} taken away.`)
})

const monthsOf = (c: Ctx) => Math.min(Math.max(Number.parseInt(c.req.query('months') ?? '12', 10) || 0, 0), 600)

letters.get(`${at}/people`, async (c) => {
  const study = await standing(c)
  if (isRefusal(study)) return showRefusal(c, study)
  const choosing = {
    members: c.req.query('members') === 'yes',
    list: c.req.query('list') === 'yes',
    months: monthsOf(c),
    language: (c.req.query('language') ?? '').slice(0, 3),
  }
  const all = await candidates(c.var.community.db, study.id, choosing, new Date())
  return show(c, pages.peoplePage(study, counted(all), choosing))
})
letters.post(`${at}/drawing`, only(stewardsHere), async (c) => {
  const done = await act(c, drawLetters, { ...(await typedIn(c)), study: slugOf(c) })
  if (isRefusal(done)) return overview(c, { refusal: done })
  await c.var.server.jobs.send(makingStudyLetters, c.var.community, {})
  return goOn(c, home(c), 'The codes are drawn. The letters are being made.')
})

letters.get(`${at}/second`, async (c) => {
  const { community } = c.var
  const study = await standing(c)
  if (isRefusal(study)) return showRefusal(c, study)
  const waiting = await asResearch(community, (db) => codesUnanswered(db, study.id))
  if (isRefusal(waiting)) return showRefusal(c, waiting)
  const choosing = { members: true, list: true, months: 12 }
  const all = await candidates(community.db, study.id, choosing, new Date(), waiting as string[])
  return show(c, pages.secondPage(study, counted(all).chosen))
})
letters.post(`${at}/second`, only(stewardsHere), async (c) => {
  const done = await act(c, drawSecondLetters, { ...(await typedIn(c)), study: slugOf(c) })
  if (isRefusal(done)) return overview(c, { refusal: done })
  await c.var.server.jobs.send(makingStudyLetters, c.var.community, {})
  return goOn(c, home(c), 'The second letters are being made.')
})

const ofMailing = (c: Ctx) => ({ study: slugOf(c), mailing: c.req.param('mailing') })
letters.post(`${at}/mailings/:mailing/posting`, only(all(stewardsHere, there(mailingHere))), async (c) => {
  const typed = await typedIn(c)
  const done = await act(c, markLettersPosted, { ...typed, ...ofMailing(c) })
  if (isRefusal(done)) return done.fields.day ? overview(c, { typed, refusal: done }) : showRefusal(c, done)
  return goOn(c, home(c), 'Thank you. Their codes work from now on.')
})
letters.post(`${at}/mailings/:mailing/thrown-away`, only(all(stewardsHere, there(mailingHere))), async (c) => {
  const done = await act(c, throwLettersAway, ofMailing(c))
  return isRefusal(done) ? showRefusal(c, done) : goOn(c, home(c), 'They are thrown away.')
})
letters.get(`${at}/mailings/:mailing/letters.pdf`, async (c) => {
  const { db } = c.var.community
  const study = await standing(c)
  if (isRefusal(study)) return showRefusal(c, study)
  const id = c.req.param('mailing')
  const mailing = isUuid(id) ? await mailingById(db, study.id, id) : null
  if (!mailing?.has_pdf) return showRefusal(c, notFound('PDF'))
  c.header('content-type', 'application/pdf')
  c.header('content-length', String(mailing.bytes))
  c.header('content-disposition', `attachment; filename="${study.slug}-letters-${mailing.number}.pdf"`)
  c.header('cache-control', 'no-store')
  return stream(c, async (out) => {
    for await (const bytes of mailingPieces(db, id)) await out.write(bytes)
  })
})

letters.post(`${at}/returned`, only(stewardsHere), async (c) => {
  const typed = await typedIn(c)
  const done = await act(c, noteLettersReturned, { ...typed, study: slugOf(c) })
  return isRefusal(done) ? overview(c, { typed, refusal: done }) : goOn(c, home(c), 'Noted.')
})
letters.post(`${at}/no-more`, only(stewardsHere), async (c) => {
  const typed = await typedIn(c)
  const done = await act(c, noteNoMoreLetters, { ...typed, study: slugOf(c) })
  return isRefusal(done)
    ? overview(c, { typed, refusal: done })
    : goOn(c, home(c), 'They get no more letters about this.')
})

const pdf = (c: Ctx, bytes: Buffer) =>
  c.body(new Uint8Array(bytes), 200, { 'content-type': 'application/pdf', 'cache-control': 'no-store' })

/** The study's paper as it is today; a draft is for stewards and for whoever is named by the study. */
async function paperOf(c: Ctx) {
  const study = await standing(c)
  if (isRefusal(study)) return study
  const { community } = c.var
  const words = await letterWordsOf(community.db, study.id)
  const paper = studyPaper(study, community, words, c.req.query('language'))
  return paper ? { study, paper } : refuse('This study has nothing to print yet.', 404)
}

letters.get(`${at}/preview.pdf`, async (c) => {
  const found = await paperOf(c)
  if (isRefusal(found)) return showRefusal(c, found)
  return pdf(c, await specimenPdf(found.paper, pages.nobody, new Date(), 1))
})

/** A booklet by itself: to hand out, or to read out from. Of a study that is not open, for those who work in it. */
letters.get('/studies/:slug/booklet.pdf', async (c) => {
  const found = await paperOf(c)
  if (isRefusal(found)) return showRefusal(c, found)
  if (found.study.state !== 'open' && !(await worksHere(c, found.study.id))) return showRefusal(c, notFound('booklet'))
  const print: Print = c.req.query('print') === 'large' ? 'large' : 'plain'
  return pdf(c, await bookletPdf(found.paper, new Date(), print))
})

async function worksHere(c: Ctx, study: string): Promise<boolean> {
  const { who, community } = c.var
  if (!who.member) return false
  if (isSteward(who)) return true
  const found = await asResearch(community, (db) =>
    db
      .selectFrom('study_researcher')
      .select('study')
      .where('study', '=', study)
      .where('researcher', '=', who.member)
      .executeTakeFirst(),
  )
  return found !== undefined && !isRefusal(found)
}

async function mailingHere(c: Ctx) {
  const study = await standing(c)
  const id = c.req.param('mailing') ?? ''
  return isRefusal(study) ? study : isUuid(id) && (await mailingById(c.var.community.db, study.id, id))
}
