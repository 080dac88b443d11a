/** /studies/:slug/answers/before: joining one's answers to those of an earlier wave. */
import { only } from '../../../kit/gate.ts'
import { isRefusal, type Refusal, refuse } from '../../../kit/refuse.ts'
import { type Ctx, goOn, routes, show, showAgain, showRefusal, typedIn } from '../../../kit/web.ts'
import { slugOf } from '../doors.ts'
import { studyThere } from '../guards.ts'
import { houseWords } from '../questionnaires/house-words.ts'
import { asResearch } from '../wall.ts'
import { beforePage, wavesInWords } from './before-pages.ts'
import { unknownCode } from './coming.ts'
import { houseFor, type Participation } from './keeping.ts'
import { answersAt, comeBy, participantHere, typeCode, unnamed } from './participant.ts'
import { passFor } from './pass.ts'
import { type Before, beforeOf, joinBefore } from './same-person.ts'

export const before = routes()
const at = '/studies/:slug/answers/before'

/** Somebody who said yes in a wave that is not the first; all others just go on. */
async function asked(c: Ctx, what: (so: Participation, before: Before) => Response | Promise<Response>) {
  const so = await participantHere(c)
  if (!so) return typeCode(c)
  if (isRefusal(so)) return showRefusal(c, so)
  const found = await asResearch(c.var.community, (db) => beforeOf(db, so.id))
  if (isRefusal(found)) return showRefusal(c, found)
  return found.asked ? what(so, found) : c.redirect(`${answersAt(slugOf(c))}/code`, 303)
}

before.get(at, (c) => asked(c, (so, { joined }) => show(c, beforePage(so.study, joined, houseFor(so)))))

before.post(at, only(studyThere), (c) =>
  asked(c, async (so, { joined }) => {
    const typed = await typedIn(c)
    const house = houseFor(so)
    const again = (refusal: Refusal) =>
      showAgain(c, beforePage(so.study, joined, house, { typed, refusal: house.refused(refusal) }), refusal)
    const found = await comeBy(c, typed)
    if (isRefusal(found)) return again(found)
    if (!found.participant || found.slug !== so.study.slug) return again(notOfThen)
    const pass = passFor(c.var.community, 'participant', so.id)
    const done = await unnamed(c, joinBefore, { study: so.study.slug, pass, code: typed.code })
    if (isRefusal(done)) return again(done)
    const waves = wavesInWords([done], house)
    return goOn(c, `${answersAt(so.study.slug)}/code`, house.plain('joinedTo', { waves }))
  }),
)

const nobody = houseWords.notOfThen
/** A place's code, a letter that nobody used, or a code of another study. */
export const notOfThen = refuse(nobody, unknownCode.status, { code: nobody })
