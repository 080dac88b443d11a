/** A participant's own page of their interview: /studies/:slug/interview. Each form carries the code; nothing is signed in. */

import type { Typed } from '../../../kit/form.ts'
import { only } from '../../../kit/gate.ts'
import { isRefusal, type Refusal, refuse } from '../../../kit/refuse.ts'
import { perform, type Task } from '../../../kit/task.ts'
import { type Ctx, routes, show, showAgain, showRefusal, typedIn } from '../../../kit/web.ts'
import { visitor } from '../../../kit/who.ts'
import { forgetTries, mayTry } from '../../members/attempts.ts'
import { bareCode } from '../../members/paper-codes.ts'
import { participantFor } from '../access.ts'
import { slugOf } from '../doors.ts'
import { studyThere } from '../guards.ts'
import { asResearch } from '../wall.ts'
import { answerInvitation, interviewOf, withdrawInterview } from './agreeing.ts'
import { leaveReach, mayBeAsked, reachable } from './inviting.ts'
import { codePage, type OwnInterview, ownPage } from './own-pages.ts'
import { consentsTo, stageOf } from './store.ts'

export const own = routes()
const at = '/studies/:slug/interview'

// The support team never sees who takes part, so no volunteer opens this for a caller.
for (const path of [at, `${at}/*`])
  own.use(path, (c, next) =>
    c.var.onThePhone
      ? showRefusal(c, refuse('Nobody who helps a caller may see this. The caller can ring the study itself.', 403))
      : next(),
  )

own.get(at, (c) => show(c, codePage(slugOf(c))))

/** The participant whose code this is, and what their page says. Guessing is counted by the first letters of a code. */
async function found(c: Ctx, code: string): Promise<OwnInterview | Refusal> {
  const { community } = c.var
  const start = bareCode(code).slice(0, 4)
  const may = await mayTry(community, 'return code', start)
  if (isRefusal(may)) return may
  const mine = await asResearch(community, async (db) => {
    const participant = await participantFor(db, community, slugOf(c), code)
    if (isRefusal(participant)) return participant
    const interview = await interviewOf(db, participant.study, participant.id)
    const stage = await stageOf(db, participant.study)
    return {
      participant,
      code,
      interview,
      consents: interview ? await consentsTo(db, interview.id) : null,
      mayBeAsked: await mayBeAsked(db, participant.id),
      closed: Boolean(stage?.closed_at),
      about: stage?.about ?? '',
    }
  })
  if (isRefusal(mine)) return mine
  await forgetTries(community, 'return code', start)
  const left = await reachable(community.db, [mine.participant.id])
  return { ...mine, reachLeft: left.has(mine.participant.id) }
}

/** The page again, after something was done or refused. */
async function answer(c: Ctx, typed: Typed, refusal: Refusal | null, done?: string) {
  const mine = await found(c, String(typed.code ?? ''))
  if (isRefusal(mine)) return showAgain(c, codePage(slugOf(c), { typed, refusal: mine }), mine)
  return refusal ? showAgain(c, ownPage(mine, { typed, refusal }), refusal) : show(c, ownPage({ ...mine, done }))
}

/** Do a task of a participant's as nobody in particular, whoever is signed in: the log must not say who takes part. */
const unnamed = <Input, Outcome>(c: Ctx, what: Task<Input, Outcome>, typed: Typed) =>
  perform(what, { ...typed, study: slugOf(c) }, { community: c.var.community, who: visitor, via: 'web' })

own.post(at, only(studyThere), async (c) => answer(c, await typedIn(c), null))
own.post(`${at}/reach`, only(studyThere), async (c) => {
  const typed = await typedIn(c)
  const done = await unnamed(c, leaveReach, typed)
  return answer(c, typed, isRefusal(done) ? done : null, typed.reach ? 'It is saved.' : 'It is deleted.')
})
own.post(`${at}/answer`, only(studyThere), async (c) => {
  const typed = await typedIn(c)
  const done = await unnamed(c, answerInvitation, { ...typed, purposes: typed['purposes[]'] })
  return answer(c, typed, isRefusal(done) ? done : null, 'Thank you. Your answer is kept.')
})
own.post(`${at}/withdrawal`, only(studyThere), async (c) => {
  const typed = await typedIn(c)
  const done = await unnamed(c, withdrawInterview, typed)
  return answer(c, typed, isRefusal(done) ? done : null, 'All you said in the interview is gone.')
})
