/** Addresses of a study's own desk: /studies/:slug/desk */

import { sql } from 'kysely'
import type { Sent } from '../../../kit/form.ts'
import { dayOf } from '../../../kit/fuzzy-day.ts'
import { only } from '../../../kit/gate.ts'
import { place } from '../../../kit/places.ts'
import { isRefusal, refuse } from '../../../kit/refuse.ts'
import { act, type Ctx, goOn, routes, show, showAgain, showRefusal, signInFirst, typedIn } from '../../../kit/web.ts'
import { isSteward } from '../../../kit/who.ts'
import { comeBy } from '../answering/participant.ts'
import { withdrawAnswers } from '../answering/withdrawing.ts'
import { slugOf } from '../doors.ts'
import { atDeskHere, stewardsHere } from '../guards.ts'
import { studyStanding } from '../standing.ts'
import { asResearch, type ResearchDb } from '../wall.ts'
import { bookletsWaiting, differencesIn } from './booklets.ts'
import { forCaller } from './caller.ts'
import * as pages from './pages.ts'
import { paper } from './paper-web.ts'
import { phone } from './phone-web.ts'
import { deskAt, readAt, showAt } from './rooms.ts'
import { lettersTo, withdrawLetter } from './withdrawing.ts'

// The charity's phone desk knows whom it has on the phone, so it never opens a participant's pages.
place({
  on: 'desk',
  href: '/studies',
  label: 'A caller asks about a study',
  about: 'Give them the study’s own number. Who takes part is not seen here.',
  position: 6,
})

export const desk = routes()
const at = '/studies/:slug/desk'

for (const path of [at, `${at}/*`])
  desk.use(path, (c, next) =>
    c.var.onThePhone
      ? showRefusal(c, refuse('End the call first. At the study’s desk nobody knows who is on the phone.', 403))
      : next(),
  )

desk.get(at, (c) =>
  showAt(c, async (db, here) =>
    pages.deskPage(here, await bookletsWaiting(db, here.id, here.me), await differencesIn(db, here.id)),
  ),
)

async function untilOf(db: ResearchDb, study: string) {
  const { rows } = await sql<pages.StudyLeft>`
    select withdraw_until::text, (select count(*)::int from study_wave where study = study.id) as waves
    from study where id = ${study}`.execute(db)
  return rows[0]!
}

const withdrawal = (c: Ctx, sent?: Sent) =>
  showAt(c, async (db, here) => pages.withdrawalPage(here, await untilOf(db, here.id), sent), sent)
desk.get(`${at}/withdrawal`, (c) => withdrawal(c))
desk.post(`${at}/withdrawal`, only(atDeskHere), async (c) => {
  const typed = await typedIn(c)
  const here = await readAt(c, async (_, one) => one)
  if (isRefusal(here)) return showRefusal(c, here)
  const via = typed.via === 'phone' || typed.via === 'letter' ? typed.via : null
  const wrong = 'Choose how they asked.'
  if (!via) return withdrawal(c, { typed, refusal: refuse(wrong, 422, { via: wrong }) })
  const found = await comeBy(c, typed)
  if (isRefusal(found)) return withdrawal(c, { typed, refusal: found })
  const done = await forCaller(c, withdrawAnswers, { ...typed, study: here.slug }, via)
  return isRefusal(done) ? withdrawal(c, { typed, refusal: done }) : show(c, pages.takenBackPage(here, done.others))
})

/** The charity's side: a steward, who need not sit at the desk. */
async function lostLetter(c: Ctx, typed: string, sent?: Sent) {
  const { who, community } = c.var
  if (!isSteward(who)) return who.member || c.req.method !== 'GET' ? showRefusal(c, onlyStewards) : signInFirst(c)
  const study = await asResearch(community, (db) => studyStanding(db, slugOf(c), dayOf(new Date())))
  if (isRefusal(study)) return showRefusal(c, study)
  const name = typed.replaceAll('\0', '').trim().slice(0, 100)
  const found = name ? { typed: name, letters: await lettersTo(community.db, slugOf(c), name) } : null
  const page = pages.lostLetterPage(slugOf(c), found, sent)
  return sent?.refusal ? showAgain(c, page, sent.refusal) : show(c, page)
}
const onlyStewards = refuse('Only stewards can look up which letter went to whom.', 403)

desk.get(`${at}/lost-letter`, (c) => lostLetter(c, c.req.query('q') ?? ''))
desk.post(`${at}/lost-letter`, only(stewardsHere), async (c) => {
  const typed = await typedIn(c)
  const { letter, sure } = typed
  const done = await act(c, withdrawLetter, { study: slugOf(c), letter, sure })
  if (isRefusal(done)) return lostLetter(c, String([typed.q].flat()[0] ?? ''), { typed, refusal: done })
  return goOn(c, `${deskAt({ slug: slugOf(c) })}/lost-letter`, 'Whatever came of that letter is taken back.')
})

desk.route('/', paper)
desk.route('/', phone)
