/** Addresses of replacing a lost second step: for stewards, for the person, and for the link they are sent. */
import { isUuid } from '../../kit/brand.ts'
import { all, anyone, members, only, stewards, there } from '../../kit/gate.ts'
import { place } from '../../kit/places.ts'
import { isRefusal, refuse } from '../../kit/refuse.ts'
import { perform } from '../../kit/task.ts'
import { act, type Ctx, goOn, routes, show, showRefusal, signInFirst } from '../../kit/web.ts'
import { isSignedIn, isSteward, visitor } from '../../kit/who.ts'
import { memberLine } from './roles.ts'
import {
  agreeRecovery,
  askRecovery,
  recoveriesOpen,
  stopRecovery,
  stopRecoveryByLink,
  stopRecoveryLink,
} from './second-step-recovery.ts'
import { recoveriesPage, stopPage, stoppedPage } from './second-step-recovery-pages.ts'

export const recovering = routes()

place({
  on: 'steward',
  href: '/steward/second-steps',
  label: 'Lost second steps',
  about: 'Somebody on the staff has lost their phone and their codes.',
  position: 11,
})

recovering.get('/steward/second-steps', async (c) => {
  const { who, community } = c.var
  if (!isSignedIn(who)) return signInFirst(c)
  if (!isSteward(who)) return showRefusal(c, refuse('This page is for stewards.', 403))
  return show(c, recoveriesPage(await recoveriesOpen(community.db), who.member))
})

async function memberHere(c: Ctx) {
  const id = c.req.param('id') ?? ''
  return isUuid(id) ? memberLine(c.var.community.db, id) : null
}

recovering.post(
  '/steward/members/:id/second-step-recovery',
  only(all(stewards, there(memberHere, 'member'))),
  async (c) => {
    const asked = await act(c, askRecovery, { member: c.req.param('id') })
    return isRefusal(asked)
      ? showRefusal(c, asked)
      : goOn(c, '/steward/second-steps', 'They are told. Another steward has to agree.')
  },
)

async function recoveryHere(c: Ctx) {
  const open = await recoveriesOpen(c.var.community.db)
  return open.some(({ id }) => id === c.req.param('recovery'))
}

recovering.post(
  '/steward/second-steps/:recovery/agreement',
  only(all(stewards, there(recoveryHere, 'question'))),
  async (c) => {
    const agreed = await act(c, agreeRecovery, { recovery: c.req.param('recovery') })
    return isRefusal(agreed)
      ? showRefusal(c, agreed)
      : goOn(c, '/steward/second-steps', 'Thank you. They are told, and can still stop it.')
  },
)

recovering.post(
  '/steward/second-steps/:recovery/stop',
  only(all(stewards, there(recoveryHere, 'question'))),
  async (c) => {
    const stopped = await act(c, stopRecovery, { recovery: c.req.param('recovery') })
    return isRefusal(stopped)
      ? showRefusal(c, stopped)
      : goOn(c, '/steward/second-steps', 'It is stopped. The second step stays as it is.')
  },
)

recovering.post('/me/second-step/recovery-stop', only(members), async (c) => {
  const stopped = await act(c, stopRecovery, {})
  return isRefusal(stopped) ? showRefusal(c, stopped) : show(c, stoppedPage())
})

const byLink = async (c: Ctx) => {
  const link = stopRecoveryLink.read(c.var.community, c.req.param('token') ?? '')
  if (!link) return refuse('This link is not whole. Your mail program may have cut it.', 404)
  return (await recoveriesOpen(c.var.community.db)).filter(({ id }) => id === link.subject)
}

recovering.get('/second-step/stop/:token', async (c) => {
  const open = await byLink(c)
  return isRefusal(open) ? showRefusal(c, open) : show(c, stopPage(open, c.req.path))
})

recovering.post('/second-step/stop/:token', only(all(anyone, there(byLink))), async (c) => {
  const { community } = c.var
  const token = c.req.param('token')
  const stopped = await perform(stopRecoveryByLink, { token }, { community, who: visitor, via: 'email' })
  return isRefusal(stopped) ? showRefusal(c, stopped) : show(c, stoppedPage())
})
