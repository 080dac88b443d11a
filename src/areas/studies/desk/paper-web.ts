/** Addresses for keying booklets in: /studies/:slug/desk/paper */

import type { Sent, Typed } from '../../../kit/form.ts'
import { dayOf } from '../../../kit/fuzzy-day.ts'
import { type Guard, only } from '../../../kit/gate.ts'
import { isRefusal, notFound, type Refusal, refuse, yes } from '../../../kit/refuse.ts'
import { act, type Ctx, goOn, routes, showRefusal, typedIn } from '../../../kit/web.ts'
import { forgetTries, mayTry } from '../../members/attempts.ts'
import { bareCode } from '../../members/paper-codes.ts'
import { slugOf } from '../doors.ts'
import { atDeskHere } from '../guards.ts'
import { joiningPurpose, studyStanding } from '../standing.ts'
import type { ResearchDb } from '../wall.ts'
import { beginBooklet, codeIn, versionsOf } from './beginning-booklets.ts'
import { bookletNumbered, nameOf, numberIn, passInHand } from './booklets.ts'
import { decideMismatches, differingIn } from './deciding.ts'
import { decidingPage } from './deciding-pages.ts'
import { type Came, keySheet, setAside, startAfresh } from './keying.ts'
import * as pages from './paper-pages.ts'
import { deskAt, readAt, showAt } from './rooms.ts'
import { frontPage, sheetsOf } from './sheets.ts'
import type { DeskHere } from './sitting.ts'
import { waveOfPaper } from './storing.ts'

export const paper = routes()
const at = '/studies/:slug/desk/paper'
const one = `${at}/:booklet`
const home = (c: Ctx, path = '') => `${deskAt({ slug: slugOf(c) })}${path}`
const bookletOf = (c: Ctx) => c.req.param('booklet') ?? ''
const ofBooklet = (c: Ctx) => ({ study: slugOf(c), booklet: bookletOf(c) })

/** A booklet of this study, for somebody at its desk. */
const bookletHere: Guard = async (c) => {
  const found = await readAt<unknown>(c, (db, desk) => bookletNumbered(db, desk.id, bookletOf(c)) as Promise<Refusal>)
  return isRefusal(found) ? found : yes
}

const take = (c: Ctx, sent?: Sent) =>
  showAt(c, async (db, desk) => pages.takePage(desk, await versionsOf(db, desk.id), sent), sent)
paper.get(at, (c) => take(c))

paper.post(at, only(atDeskHere), async (c) => {
  const typed = await typedIn(c)
  const code = codeIn(String(typed.code ?? ''))
  const start = numberIn(code) === null ? bareCode(code).slice(0, 4) : null
  const may = start === null ? null : await mayTry(c.var.community, 'return code', start)
  if (isRefusal(may)) return take(c, { typed, refusal: may })
  const { questionnaire, language } = typed
  const hand = await act(c, beginBooklet, {
    study: slugOf(c),
    code: typed.code,
    ...(questionnaire ? { questionnaire } : {}),
    ...(language ? { language } : {}),
  })
  if (isRefusal(hand)) return take(c, { typed, refusal: hand })
  if (start !== null) await forgetTries(c.var.community, 'return code', start)
  if ('double' in hand) return showAt(c, async (_, desk) => pages.doublePage(desk, hand.booklet, hand.double))
  return goOn(c, home(c, `/paper/${hand.booklet}/${'differs' in hand ? 'two-readings' : hand.sheet}`))
})

// Names with a line in them are no section's.
async function twoReadings(c: Ctx, sent?: Sent) {
  return showAt(
    c,
    async (db, desk) => {
      const found = await differingIn(db, desk.id, bookletOf(c))
      return isRefusal(found) ? found : decidingPage(desk, found, await itemsOf(db, desk), sent)
    },
    sent,
  )
}
/** What stands on the front of a booklet: the boxes, and in a study with waves a line for the code of an earlier one. */
async function frontOf(db: ResearchDb, desk: DeskHere) {
  const items = await itemsOf(db, desk)
  const asksBefore =
    items.some(({ purpose }) => purpose === joiningPurpose) && (await waveOfPaper(db, desk.id, new Date())) > 1
  return { items, asksBefore }
}
async function itemsOf(db: ResearchDb, desk: DeskHere) {
  const standing = await studyStanding(db, desk.slug, dayOf(new Date()))
  return isRefusal(standing) ? [] : standing.items
}

paper.get(`${one}/two-readings`, (c) => twoReadings(c))
paper.post(`${one}/two-readings`, only(bookletHere), async (c) => {
  const typed = await typedIn(c)
  const done = await act(c, decideMismatches, { ...ofBooklet(c), typed: single(typed) })
  if (isRefusal(done)) return twoReadings(c, { typed, refusal: asFields(done) })
  if (done.left > 0) return goOn(c, c.req.path, 'Saved.')
  return afterwards(c, done.came)
})

/** What became of a booklet when nothing was open any more. */
async function afterwards(c: Ctx, came: Came) {
  const name = bookletOf(c)
  if (came === 'stored') return goOn(c, home(c, '/paper'), `${name} is stored. Both readings agree. Next booklet?`)
  if (came === 'double')
    return goOn(c, home(c), `${name}: they finished on the web meanwhile, and that counts. Write “double” on it.`)
  if (came === 'differs')
    return goOn(
      c,
      home(c, '/paper'),
      `${name} is keyed in twice. Where the two differ waits on the desk. Next booklet?`,
    )
  return twoReadings(c, { refusal: refuse(came.because, 409) })
}

paper.post(`${one}/setting-aside`, only(bookletHere), async (c) => {
  const done = await act(c, setAside, ofBooklet(c))
  if (isRefusal(done)) return showRefusal(c, done)
  return goOn(c, home(c, '/paper'), `${done} is set aside. Nothing of it is kept. Next booklet?`)
})

const freshStart = (c: Ctx, sent?: Sent) =>
  showAt(
    c,
    async (db, desk) => {
      const booklet = await bookletNumbered(db, desk.id, bookletOf(c))
      return isRefusal(booklet) ? booklet : pages.freshStartPage(desk, nameOf(booklet.number), sent)
    },
    sent,
  )
paper.get(`${one}/fresh-start`, (c) => freshStart(c))
paper.post(`${one}/fresh-start`, only(bookletHere), async (c) => {
  const typed = await typedIn(c)
  const done = await act(c, startAfresh, { ...ofBooklet(c), sure: typed.sure })
  return isRefusal(done)
    ? freshStart(c, { typed, refusal: done })
    : goOn(c, home(c, '/paper'), `${done} can be taken in hand again.`)
})

const sheet = (c: Ctx, sent?: Sent) =>
  showAt(
    c,
    async (db, desk) => {
      const booklet = await bookletNumbered(db, desk.id, bookletOf(c))
      if (isRefusal(booklet)) return booklet
      const pass = passInHand(booklet, desk.me)
      if (!pass) return refuse('This booklet is not in your hand. Type its code to go on.', 409)
      const sheets = sheetsOf(booklet.content, booklet.language)
      const found = sheets.find(({ name }) => name === c.req.param('sheet'))
      if (!found) return notFound('page')
      const on = { booklet, pass, sheets, sheet: found }
      return found.name === frontPage
        ? pages.frontPagePage(desk, on, await frontOf(db, desk), sent)
        : pages.sheetPage(desk, on, sent)
    },
    sent,
  )
paper.get(`${one}/:sheet`, (c) => sheet(c))

paper.post(`${one}/:sheet`, only(bookletHere), async (c) => {
  const typed = await typedIn(c)
  const start = c.req.param('sheet') === frontPage ? bareCode(String([typed.before].flat()[0] ?? '')).slice(0, 4) : ''
  const may = start ? await mayTry(c.var.community, 'return code', start) : null
  if (isRefusal(may)) return sheet(c, { typed, refusal: refuse(may.because, may.status, { before: may.because }) })
  const saved = await act(c, keySheet, {
    ...ofBooklet(c),
    sheet: c.req.param('sheet'),
    typed: single(typed),
    boxes: typed['boxes[]'],
  })
  if (isRefusal(saved)) return sheet(c, { typed, refusal: asFields(saved) })
  if (start) await forgetTries(c.var.community, 'return code', start)
  if ('next' in saved) return goOn(c, home(c, `/paper/${bookletOf(c)}/${saved.next}`))
  const name = bookletOf(c)
  if (saved.finished === 'once')
    return goOn(
      c,
      home(c, '/paper'),
      `${name} is keyed in once. Write ${name} on its front, and put it on the pile for another person. Next booklet?`,
    )
  return afterwards(c, saved.came)
})

/** Fields of which there is one each. */
const single = (typed: Typed): Record<string, string> =>
  Object.fromEntries(
    Object.entries(typed).flatMap(([name, value]) =>
      name.endsWith('[]') || value === undefined ? [] : [[name, String([value].flat()[0] ?? '')]],
    ),
  )

/** What a task says of `typed.care` belongs to the field `care`. */
const asFields = (refusal: Refusal): Refusal => ({
  ...refusal,
  fields: Object.fromEntries(
    Object.entries(refusal.fields).map(([name, says]) => [
      name.replace(/^typed\.(?!\w+\.\d+$)/, '').replace(/^boxes(\.\d+)?$/, 'boxes[]'),
      says,
    ]),
  ),
})
