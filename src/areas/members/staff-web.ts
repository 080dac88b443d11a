import { isUuid } from '../../kit/brand.ts'
import { all, moderators, only, stewards, there } from '../../kit/gate.ts'
import { html } from '../../kit/html.ts'
import { place } from '../../kit/places.ts'
import { isRefusal, notFound, type Refusal } from '../../kit/refuse.ts'
import {
  act,
  type Ctx,
  goOn,
  isReading,
  pageNumber,
  routes,
  show,
  showAgain,
  showRefusal,
  signInFirst,
  signInOrGate,
  typedIn,
} from '../../kit/web.ts'
import { endInvitation, invitations, linkOf, makeCodes, makeLink } from './invitations.ts'
import { makeSheet } from './paper-codes.ts'
import { answerRequest, waitingRequests } from './requests.ts'
import { giveRole, memberLine, membersOn, seeAddress } from './roles.ts'
import { mustBeModerator, mustBeSteward } from './rules.ts'
import { sheetPage } from './sheet-page.ts'
import * as pages from './staff-pages.ts'

place({ on: 'desk', href: '/desk/requests', label: 'People who ask to join', about: 'Say yes or no.', position: 30 })
place({
  on: 'desk',
  href: '/desk/invitations',
  label: 'Ways to join',
  about: 'Links, and codes for letters.',
  position: 31,
})
place({
  on: 'steward',
  href: '/steward/members',
  label: 'Members',
  about: 'Who is here, and their roles.',
  position: 10,
})

export const staff = routes()

const refused = (c: Ctx, refusal: Refusal) =>
  refusal.status === 401 && isReading(c) ? signInFirst(c) : showRefusal(c, refusal)

for (const path of ['/desk/requests', '/desk/requests/*', '/desk/invitations', '/desk/letter-codes'])
  staff.use(path, async (c, next) => {
    const may = mustBeModerator(c.var.who)
    if (!c.var.who.member) return signInOrGate(c, next)
    return isRefusal(may) ? refused(c, may) : next()
  })
for (const path of ['/steward/members', '/steward/members/*'])
  staff.use(path, async (c, next) => {
    const may = mustBeSteward(c.var.who)
    if (!c.var.who.member) return signInOrGate(c, next)
    return isRefusal(may) ? refused(c, may) : next()
  })

staff.get('/desk/requests', async (c) => show(c, pages.requestsPage(await waitingRequests(c.var.community.db))))

const requestOf = async (c: Ctx) =>
  (await waitingRequests(c.var.community.db)).find((request) => request.id === c.req.param('id'))

staff.get('/desk/requests/:id', async (c) => {
  const one = await requestOf(c)
  return one ? show(c, pages.requestPage(one)) : showRefusal(c, notFound('request'))
})
staff.post('/desk/requests/:id/answer', only(all(moderators, there(requestOf, 'request'))), async (c) => {
  const typed = await typedIn(c)
  const one = await requestOf(c)
  const done = await act(c, answerRequest, { ...typed, request: c.req.param('id') })
  if (!isRefusal(done)) return goOn(c, '/desk/requests', `Your answer to ${done} is on its way.`)
  return one ? showAgain(c, pages.requestPage(one, { typed, refusal: done }), done) : showRefusal(c, done)
})

const invitationsNow = async (c: Ctx, sent?: Parameters<typeof pages.invitationsPage>[3]) =>
  pages.invitationsPage(await invitations(c.var.community.db), (id) => linkOf(c.var.community, id), new Date(), sent)

staff.get('/desk/invitations', async (c) => show(c, await invitationsNow(c)))
staff.post('/desk/links', only(moderators), async (c) => {
  const typed = await typedIn(c)
  const done = await act(c, makeLink, typed)
  if (!isRefusal(done)) return goOn(c, '/desk/invitations', 'The link is made. Copy it from the list below.')
  return Object.keys(done.fields).length
    ? showAgain(c, await invitationsNow(c, { typed, refusal: done }), done)
    : refused(c, done)
})
staff.post('/desk/ended-invitations', only(moderators), async (c) => {
  const done = await act(c, endInvitation, await typedIn(c))
  return isRefusal(done) ? refused(c, done) : goOn(c, '/desk/invitations', 'It is ended.')
})
staff.get('/desk/letter-codes', (c) => show(c, pages.makeCodesPage()))
staff.post('/desk/letter-codes', only(moderators), async (c) => {
  const typed = await typedIn(c)
  const codes = await act(c, makeCodes, typed)
  if (isRefusal(codes)) return showAgain(c, pages.makeCodesPage({ typed, refusal: codes }), codes)
  return show(c, pages.codesMadePage(c.var.community.url, codes))
})

staff.get('/steward/members', async (c) => {
  const page = pageNumber(c)
  const { rows, total } = await membersOn(c.var.community.db, page)
  return show(c, pages.membersPage(rows, page, total))
})

async function memberNow(c: Ctx, email?: string | null, sent?: Parameters<typeof pages.memberPage>[3]) {
  const id = c.req.param('id') ?? ''
  const one = isUuid(id) ? await memberLine(c.var.community.db, id) : null
  if (!one) return showRefusal(c, notFound('member'))
  const page = pages.memberPage(one, id === c.var.who.member, email, sent)
  return sent?.refusal ? showAgain(c, page, sent.refusal) : show(c, page)
}

staff.get('/steward/members/:id', (c) => memberNow(c))
staff.post('/steward/members/:id/role', only(all(stewards, there(memberHere, 'member'))), async (c) => {
  const typed = await typedIn(c)
  const member = c.req.param('id')
  const done = await act(c, giveRole, { ...typed, member })
  return isRefusal(done)
    ? memberNow(c, undefined, { typed, refusal: done })
    : goOn(c, `/steward/members/${member}`, 'Saved.')
})
staff.post('/steward/members/:id/address', only(all(stewards, there(memberHere, 'member'))), async (c) => {
  const done = await act(c, seeAddress, { member: c.req.param('id') })
  return isRefusal(done) ? showRefusal(c, done) : memberNow(c, done.email)
})
staff.post('/steward/members/:id/paper-codes', only(all(stewards, there(memberHere, 'member'))), async (c) => {
  const member = c.req.param('id')
  const codes = await act(c, makeSheet, { member })
  if (isRefusal(codes)) return showRefusal(c, codes)
  return show(c, sheetPage(c.var.community, codes, html`<p><a href="/steward/members/${member}">Back</a></p>`))
})
async function memberHere(c: Ctx) {
  const id = c.req.param('id') ?? ''
  return isUuid(id) ? memberLine(c.var.community.db, id) : null
}
