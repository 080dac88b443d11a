/**
 * Who is on the phone at a study's desk: a pass in a cookie that only the desk's own addresses hear of. It names nobody, and
 * it goes when the call is over. What a caller does is done under no name; who sits at the desk reads out and types.
 */
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { isRefusal, type Refusal, refuse } from '../../../kit/refuse.ts'
import { perform, type Task } from '../../../kit/task.ts'
import { type Ctx, goOn, showRefusal } from '../../../kit/web.ts'
import { visitor } from '../../../kit/who.ts'
import { type Participation, participationOf } from '../answering/keeping.ts'
import { type Pass, passFor, passIn, passSeconds } from '../answering/pass.ts'
import { slugOf } from '../doors.ts'
import { deskAt, readAt } from './rooms.ts'
import type { DeskHere } from './sitting.ts'

/** Only the study's own addresses hear of it, so the name cannot say that all of the host does. */
const cookie = (c: Ctx) => (c.var.community.url.startsWith('https:') ? '__Secure-caller' : 'caller')
const path = (c: Ctx) => deskAt({ slug: slugOf(c) })

export function takeCall(c: Ctx, kind: Pass['kind'], id: string) {
  const secure = c.var.community.url.startsWith('https:')
  const text = passFor(c.var.community, kind, id)
  setCookie(c, cookie(c), text, { path: path(c), httpOnly: true, sameSite: 'Lax', secure, maxAge: passSeconds })
}
export const dropCall = (c: Ctx) =>
  deleteCookie(c, cookie(c), { secure: c.var.community.url.startsWith('https:'), path: path(c) })
export const callPass = (c: Ctx): Pass | null => passIn(c.var.community, getCookie(c, cookie(c)))

export const sentAlready = refuse(
  'They have sent their answers. They cannot be opened at the desk. They can change them on the web with their code, or take them back.',
  409,
)

/** Back to the page where a call begins. */
export const beginCall = (c: Ctx) => goOn(c, `${path(c)}/phone`, 'Ask the caller for their code first.')

/** Do something with the caller's way through the questionnaire; whoever has no caller begins a call. */
export async function withCaller(
  c: Ctx,
  what: (so: Participation, desk: DeskHere) => Response | Promise<Response>,
): Promise<Response> {
  const desk = await readAt<DeskHere>(c, async (_, here) => here)
  if (isRefusal(desk)) return showRefusal(c, desk)
  const pass = callPass(c)
  if (pass?.kind !== 'participant') return beginCall(c)
  const so = await participationOf(c.var.community.db, pass.id)
  if (isRefusal(so)) return showRefusal(c, so)
  if (!so || so.study.slug !== desk.slug || so.withdrawn_at) return beginCall(c)
  const no = so.completed_at ? sentAlready : so.study.state === 'open' ? null : ended
  if (no) {
    dropCall(c)
    return showRefusal(c, no)
  }
  if (c.req.method === 'POST') takeCall(c, 'participant', so.id)
  return what(so, desk)
}
const ended: Refusal = refuse('This study has ended. It takes no more answers.', 410)

/** Do a task for the caller, as nobody in particular: the log must not say who takes part. */
export const forCaller = <Input, Outcome>(
  c: Ctx,
  what: Task<Input, Outcome>,
  input: unknown,
  via: 'phone' | 'letter' = 'phone',
) => perform(what, input, { community: c.var.community, who: visitor, via })
