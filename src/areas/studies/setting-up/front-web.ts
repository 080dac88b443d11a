/** Addresses of studies as everybody finds them: /studies, a study's front page, its protocol and its sheet. */

import { only, stewards } from '../../../kit/gate.ts'
import { place } from '../../../kit/places.ts'
import { isRefusal, notFound, type Refusal, refuse } from '../../../kit/refuse.ts'
import { act, type Ctx, goOn, routes, show, showAgain, showRefusal, signInFirst, typedIn } from '../../../kit/web.ts'
import { isSteward } from '../../../kit/who.ts'
import { londonDay } from '../../members/days.ts'
import { codeOf } from '../codes.ts'
import { slugOf } from '../doors.ts'
import { asResearch, type ResearchDb } from '../wall.ts'
import { newStudyPage } from './charity-pages.ts'
import { frontPage, protocolReadPage, sheetPage, studiesPage } from './front-pages.ts'
import { makeStudy } from './making.ts'
import { sideOf } from './sides.ts'
import { doingIn, type Front, frontOf, type Sheet, setUpOf, sheetOf, studyLines } from './store.ts'

export const front = routes()

place({
  on: 'me',
  under: 'people',
  href: '/studies',
  label: 'Studies you can take part in',
  about: 'Only if you want to. Your help here stays the same.',
  position: 80,
  for: ({ role }) => role !== 'researcher',
})
place({
  on: 'me',
  under: 'people',
  href: '/studies',
  label: 'Studies you work in',
  position: 1,
  for: ({ role }) => role === 'researcher',
})
place({ on: 'steward', href: '/studies', label: 'Studies', about: 'Make one, name its people, open it.' })

front.get('/studies', async (c) => {
  const { who } = c.var
  const studies = await asResearch(c.var.community, (db) => studyLines(db, who.member))
  if (isRefusal(studies)) return showRefusal(c, studies)
  return show(
    c,
    studiesPage(studies, isSteward(who) ? 'steward' : who.role === 'researcher' ? 'researcher' : 'anybody'),
  )
})

const onlyStewards = refuse('Only stewards can make a study.', 403)
front.get('/studies/new', async (c) => {
  if (!c.var.who.member) return signInFirst(c)
  return isSteward(c.var.who) ? show(c, newStudyPage()) : showRefusal(c, onlyStewards)
})
front.post('/studies', only(stewards), async (c) => {
  const typed = await typedIn(c)
  const made = await act(c, makeStudy, typed)
  if (!isRefusal(made)) return goOn(c, `/studies/${made}`, 'The study is made. Now name its researchers.')
  return isSteward(c.var.who) ? showAgain(c, newStudyPage({ typed, refusal: made }), made) : showRefusal(c, made)
})

/** Read a study that the reader may see: an open or ended one, or one of their own. */
const reading = <Found>(c: Ctx, what: (db: ResearchDb, study: Front) => Promise<Found | Refusal>) =>
  asResearch<Found | Refusal>(c.var.community, async (db) => {
    const study = await frontOf(db, slugOf(c))
    if (isRefusal(study)) return study
    if (study.state === 'draft' && isRefusal(await sideOf(db, study.slug, c.var.who))) return notFound('study')
    return what(db, study)
  })

front.get('/studies/:slug', async (c) => {
  const { who } = c.var
  const today = londonDay(new Date())
  const page = await reading(c, async (db, study) => {
    const side = await sideOf(db, study.slug, who)
    const atDesk = study.state !== 'draft' && (await doingIn(db, study.id, who.member)) === 'desk'
    const ways = { atDesk, code: who.member && study.members_code ? codeOf(c.var.community, study.members_code) : null }
    if (isRefusal(side)) return frontPage(study, null, { side: null, ...ways }, today)
    const setUp = await setUpOf(db, study.slug)
    return isRefusal(setUp) ? setUp : frontPage(study, setUp, { side, ...ways }, today)
  })
  return isRefusal(page) ? showRefusal(c, page) : show(c, page)
})

front.get('/studies/:slug/protocol', async (c) => {
  const page = await reading(c, async (_, study) => protocolReadPage(study))
  return isRefusal(page) ? showRefusal(c, page) : show(c, page)
})

/**
 * An information sheet: the newest, or an older one that people have read. Versions from before the opening are for its
 * people alone.
 */
async function sheet(c: Ctx, version: number | null) {
  const page = await reading(c, async (db, study) => {
    const found: Sheet | null = version === null ? study.sheet : await sheetOf(db, study.id, version)
    if (!found) return notFound('sheet')
    const isNewest = found.version === study.sheet?.version
    const wasRead = study.opened_on !== null && (await wasInForce(db, study.id, found.version))
    if (!isNewest && !wasRead && isRefusal(await sideOf(db, study.slug, c.var.who))) return notFound('sheet')
    return sheetPage(study, found, version, c.var.community.url)
  })
  return isRefusal(page) ? showRefusal(c, page) : show(c, page)
}
front.get('/studies/:slug/sheet', (c) => sheet(c, null))
front.get('/studies/:slug/sheet/:version{[0-9]{1,4}}', (c) => sheet(c, Number(c.req.param('version'))))

/** Whether a version of the sheet was the newest at some moment since the study opened. */
async function wasInForce(db: ResearchDb, study: string, version: number): Promise<boolean> {
  const one = await db
    .selectFrom('study')
    .select('opened_at')
    .where('id', '=', study)
    .where((is) =>
      is.not(
        is.exists(
          is
            .selectFrom('study_sheet')
            .select('version')
            .where('study_sheet.study', '=', study)
            .where('study_sheet.version', '>', version)
            .whereRef('study_sheet.made_at', '<=', 'study.opened_at'),
        ),
      ),
    )
    .executeTakeFirst()
  return Boolean(one?.opened_at)
}
