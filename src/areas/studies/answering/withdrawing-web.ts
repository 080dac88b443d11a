/** /studies/:slug/withdrawal: taking everything back with the code. */

import { sql } from 'kysely'
import { only } from '../../../kit/gate.ts'
import { isRefusal, notFound, type Refusal } from '../../../kit/refuse.ts'
import { type Ctx, routes, show, showAgain, showRefusal, typedIn } from '../../../kit/web.ts'
import { slugOf } from '../doors.ts'
import { studyThere } from '../guards.ts'
import { couldBeSlug } from '../slug.ts'
import { asResearch, type ResearchDb } from '../wall.ts'
import { type Coming, codeToReturn, unknownCode } from './coming.ts'
import { comeBy, dropPass, participantHere, unnamed } from './participant.ts'
import { othersOf } from './same-person.ts'
import { tongueOfStudy } from './tongues.ts'
import { canBeTakenBack, withdrawAnswers } from './withdrawing.ts'
import { type StudyToLeave, surePage, takenBackPage, withdrawalPage } from './withdrawing-pages.ts'

export const withdrawing = routes()
const at = '/studies/:slug/withdrawal'

type Found = Pick<StudyToLeave, 'slug' | 'contact' | 'withdraw_until'>

async function studyAt(db: ResearchDb, slug: string): Promise<Found | Refusal> {
  if (!couldBeSlug(slug)) return notFound('study')
  const { rows } = await sql<Found>`
    select slug, contact, withdraw_until::text from study where slug = ${slug} and state <> 'draft'`.execute(db)
  return rows[0] ?? notFound('study')
}

/** Do something with the study at this address. */
async function ofStudy(c: Ctx, what: (study: StudyToLeave) => Response | Promise<Response>) {
  const study = await asResearch<Found | Refusal>(c.var.community, (db) => studyAt(db, slugOf(c)))
  if (isRefusal(study)) return showRefusal(c, study)
  const { language } = c.req.method === 'POST' ? await typedIn(c) : {}
  return what({ ...study, ...(await tongueOfStudy(c, language)) })
}

/** Numbers of the other waves that what a code leads to is joined to. */
async function joinedTo(c: Ctx, { participant }: Coming): Promise<number[]> {
  if (!participant) return []
  const others = await asResearch(c.var.community, (db) => othersOf(db, participant.id))
  return isRefusal(others) ? [] : others.map(({ number }) => number)
}

withdrawing.get(at, (c) =>
  ofStudy(c, async (study) => {
    const so = await participantHere(c)
    const code = so && !isRefusal(so) ? codeToReturn(c.var.community, so) : null
    return show(c, withdrawalPage(study, code ?? ''))
  }),
)

withdrawing.post(at, only(studyThere), (c) =>
  ofStudy(c, async (study) => {
    const typed = await typedIn(c)
    const found = await comeBy(c, typed)
    const coming = !isRefusal(found) && (found.slug !== study.slug || !canBeTakenBack(found)) ? unknownCode : found
    if (isRefusal(coming)) return showAgain(c, withdrawalPage(study, '', { typed, refusal: coming }), coming)
    const withdrawn_at = coming.participant?.withdrawn_at
    if (withdrawn_at) return show(c, takenBackPage(study, { at: new Date(withdrawn_at) }))
    return show(c, surePage(study, String([typed.code].flat()[0]), await joinedTo(c, coming)))
  }),
)

withdrawing.post(`${at}/taking-back`, only(studyThere), (c) =>
  ofStudy(c, async (study) => {
    const typed = await typedIn(c)
    const found = await comeBy(c, typed)
    if (isRefusal(found)) return showAgain(c, withdrawalPage(study, '', { typed, refusal: found }), found)
    const done = await unnamed(c, withdrawAnswers, { ...typed, study: study.slug })
    if (isRefusal(done)) {
      const page = done.fields.sure
        ? surePage(study, String([typed.code].flat()[0]), await joinedTo(c, found), { typed, refusal: done })
        : withdrawalPage(study, '', { typed, refusal: done })
      return showAgain(c, page, done)
    }
    dropPass(c)
    return show(c, takenBackPage(study, done))
  }),
)
