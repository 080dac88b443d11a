import { isUuid } from '../../kit/brand.ts'
import { all, members, only, stewards, there } from '../../kit/gate.ts'
import { hiddenStages } from '../../kit/look-ahead.ts'
import { isRefusal, notFound } from '../../kit/refuse.ts'
import { act, type Ctx, goOn, routes, show, showRefusal, typedIn } from '../../kit/web.ts'
import type { MemberId } from '../../kit/who.ts'
import { contactsNow } from '../care/rules.ts'
import { circlesByStage } from '../conversations/ahead.ts'
import { bereavementOf, chooseWhatStays, markRead, noteBereavement, undoBereavement } from './bereavement.ts'
import * as pages from './bereavement-pages.ts'
import { lookingOf } from './looking.ts'
import { memberLine } from './roles.ts'

export const bereavement = routes()

bereavement.get('/me/bereavement', async (c) => {
  const { community, who } = c.var
  const { db, condition } = community
  const member = who.member as MemberId
  const noted = await bereavementOf(db, member)
  if (!noted) return show(c, pages.tellBereavementPage())
  if (!noted.read_at) await markRead(db, member)
  const hidden = hiddenStages(await lookingOf(db, member), condition)
  const circles = await circlesByStage(db, who)
  const forThem = circles.filter(({ stage }) => stage === 'after-a-death')
  return show(
    c,
    pages.bereavedPage({
      stays: noted.stays,
      circles: forThem.map((one) => ({ ...one, closed: !one.mayRead })),
      followed: circles.filter(({ inside, stage }) => inside && hidden.includes(stage)),
      // Numbers for an emergency are at the foot of each page.
      contacts: contactsNow(condition.contacts, new Date()).filter(({ phone }) => !/^\d{3}$/.test(phone ?? '')),
    }),
  )
})

bereavement.post('/me/bereavement', only(members), async (c) => {
  const done = await act(c, noteBereavement, {})
  return isRefusal(done) ? showRefusal(c, done) : goOn(c, '/me/bereavement')
})

bereavement.post('/me/bereavement/stays', only(members), async (c) => {
  const typed = await typedIn(c)
  const done = await act(c, chooseWhatStays, { stays: typed['stays[]'] })
  return isRefusal(done) ? showRefusal(c, done) : goOn(c, '/me/bereavement', 'Saved.')
})

bereavement.post('/me/bereavement/undone', only(members), async (c) => {
  const done = await act(c, undoBereavement, {})
  return isRefusal(done) ? showRefusal(c, done) : goOn(c, '/me/away', 'All is as it was.')
})

async function memberHere(c: Ctx) {
  const id = c.req.param('id') ?? ''
  return isUuid(id) ? memberLine(c.var.community.db, id) : null
}

bereavement.get('/steward/members/:id/bereavement', async (c) => {
  const one = await memberHere(c)
  if (!one) return showRefusal(c, notFound('member'))
  return show(c, pages.stewardBereavementPage(one, await bereavementOf(c.var.community.db, one.id)))
})

bereavement.post('/steward/members/:id/bereavement', only(all(stewards, there(memberHere, 'member'))), async (c) => {
  const done = await act(c, noteBereavement, { member: c.req.param('id') })
  if (isRefusal(done)) return showRefusal(c, done)
  return goOn(c, `/steward/members/${done}`, 'It is noted, and holds from now on.')
})

bereavement.post(
  '/steward/members/:id/bereavement/undone',
  only(all(stewards, there(memberHere, 'member'))),
  async (c) => {
    const done = await act(c, undoBereavement, { member: c.req.param('id') })
    return isRefusal(done) ? showRefusal(c, done) : goOn(c, `/steward/members/${done}`, 'All is as it was.')
  },
)
