/** Who sits at the phone desk, and the call they are in. */
import { perform, type Task } from '../../kit/task.ts'
import { type Ctx, goOn } from '../../kit/web.ts'
import type { MemberId, Who } from '../../kit/who.ts'
import type { OpenCall } from './store.ts'

/** Who sits at the desk: on a call, the one who acts for the caller. */
export const volunteer = (c: Ctx): Who => c.var.by ?? c.var.who

/** Do a task of the desk's own, as the volunteer. */
export const atDesk = <Input, Outcome>(c: Ctx, what: Task<Input, Outcome>, input: unknown) =>
  perform(what, input, { community: c.var.community, who: volunteer(c), via: 'phone' })

/** The call of this request; without one, the desk says how to begin. */
export async function inCall(
  c: Ctx,
  go: (call: OpenCall & { member: MemberId }) => Promise<Response>,
): Promise<Response> {
  const { call } = c.var
  if (!call) return goOn(c, '/phone', 'Find the caller first.')
  if (!call.member) return goOn(c, '/phone/call/ending')
  return go({ ...call, member: call.member })
}

/** Once it is known who it is. */
export const inCheckedCall = (c: Ctx, go: (call: OpenCall & { member: MemberId }) => Promise<Response>) =>
  inCall(c, async (call) => (call.checked_at ? go(call) : goOn(c, '/phone/call', 'Make sure who it is first.')))
