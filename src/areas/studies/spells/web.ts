/**
 * /studies/:slug/support-map. The one place where a member's own rights and a participant's code meet: here the map is
 * read as the member's, and passed on as nobody's. Neither is kept with the other, not even in a cookie or a log.
 */

import type { Sent } from '../../../kit/form.ts'
import { only } from '../../../kit/gate.ts'
import { isRefusal, type Refusal, refuse } from '../../../kit/refuse.ts'
import { perform, type Task } from '../../../kit/task.ts'
import { type Ctx, routes, show, showAgain, showRefusal, typedIn } from '../../../kit/web.ts'
import { visitor } from '../../../kit/who.ts'
import { forgetTries, mayTry } from '../../members/attempts.ts'
import { bareCode } from '../../members/paper-codes.ts'
import { spellsOf } from '../../support/map/spells.ts'
import { slugOf } from '../doors.ts'
import { studyThere } from '../guards.ts'
import { asResearch } from '../wall.ts'
import { type AskingStudy, askingStudy, joinSpells, unjoinSpells } from './joining.ts'
import { joinedPage, supportMapPage, takenBackPage } from './pages.ts'
import { detailsOf } from './spell-details.ts'

export const spells = routes()
const at = '/studies/:slug/support-map'

// The support team never sees who takes part, so no volunteer opens this for a caller.
for (const path of [at, `${at}/*`])
  spells.use(path, (c, next) =>
    c.var.onThePhone
      ? showRefusal(c, refuse('Nobody who helps a caller may see this. The caller can ring the study itself.', 403))
      : next(),
  )

const ownSpells = async (c: Ctx) => (c.var.who.member ? spellsOf(c.var.community.db, c.var.who.member) : null)
const studyHere = (c: Ctx): Promise<AskingStudy | Refusal> =>
  asResearch<AskingStudy | Refusal>(c.var.community, (db) => askingStudy(db, slugOf(c)))

async function choice(c: Ctx, again: { readonly sent?: Sent; readonly taking?: Sent } = {}) {
  const study = await studyHere(c)
  if (isRefusal(study)) return showRefusal(c, study)
  const page = supportMapPage(study, await ownSpells(c), again)
  const refusal = again.sent?.refusal ?? again.taking?.refusal
  return refusal ? showAgain(c, page, refusal) : show(c, page)
}
spells.get(at, (c) => choice(c))

/** Do it as nobody in particular. Guessing is counted by the first letters of a code; a right one wipes that out. */
async function unnamed<Input, Outcome>(c: Ctx, what: Task<Input, Outcome>, input: { code: string }) {
  const { community } = c.var
  const start = bareCode(input.code).slice(0, 4)
  const may = await mayTry(community, 'return code', start)
  if (isRefusal(may)) return may
  const done = await perform(what, { ...input, study: slugOf(c) }, { community, who: visitor, via: 'web' })
  // Only what proves that the code was right: other refusals are made before it is looked at, or could be provoked.
  if (!isRefusal(done) || 'given' in done.fields) await forgetTries(community, 'return code', start)
  return done
}

spells.post(at, only(studyThere), async (c) => {
  const typed = await typedIn(c)
  const mine = await ownSpells(c)
  if (!mine)
    return choice(c, { sent: { typed, refusal: refuse('Please sign in first, so that we can read your map.', 401) } })
  const input = { code: String(typed.code ?? ''), given: typed.given, spells: mine.map(detailsOf) }
  const done = await unnamed(c, joinSpells, input)
  if (isRefusal(done)) return choice(c, { sent: { typed, refusal: done } })
  const study = await studyHere(c)
  return isRefusal(study) ? showRefusal(c, study) : show(c, joinedPage(study, done))
})

spells.post(`${at}/removal`, only(studyThere), async (c) => {
  const typed = await typedIn(c)
  const done = await unnamed(c, unjoinSpells, { code: String(typed.back ?? '') })
  if (isRefusal(done)) return choice(c, { taking: { typed, refusal: { ...done, fields: { back: done.because } } } })
  const study = await studyHere(c)
  return isRefusal(study) ? showRefusal(c, study) : show(c, takenBackPage(study))
})
