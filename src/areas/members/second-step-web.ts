import QRCode from 'qrcode'
import { dayTime } from '../../kit/day.ts'
import { all, type Guard, members, only } from '../../kit/gate.ts'
import { isRefusal, notFound, refuse, yes } from '../../kit/refuse.ts'
import {
  act,
  type Ctx,
  goOn,
  routes,
  safePath,
  show,
  showAgain,
  showRefusal,
  signInFirst,
  typedIn,
} from '../../kit/web.ts'
import { isSignedIn, type MemberId, type Who } from '../../kit/who.ts'
import { forgetTries, mayTry } from './attempts.ts'
import { sheetOf } from './paper-codes.ts'
import {
  appLink,
  beginSecondStep,
  giveSecondStep,
  isStaff,
  keyInGroups,
  secondStepOf,
  waitsForSecondStep,
} from './second-step.ts'
import { chooseSecondStepPage, giveSecondStepPage, secondStepPage, setUpPage } from './second-step-pages.ts'

export const secondStep = routes()

const isStaffMember = (who: Who): who is Who & { member: MemberId } => isSignedIn(who) && isStaff(who.roleHeld)
const thenOf = (text: unknown) => safePath(typeof text === 'string' ? text : undefined, '/')

async function stepOf(c: Ctx) {
  const { community, who } = c.var
  return secondStepOf(community.db, community, who.member as MemberId)
}

const staffMembers: Guard = all(members, (c) =>
  isStaffMember(c.var.who) ? yes : refuse('Only staff need a second step.', 403),
)

secondStep.get('/second-step', async (c) => {
  const { who } = c.var
  const then = thenOf(c.req.query('then'))
  if (!isSignedIn(who)) return signInFirst(c)
  if (!isStaff(who.roleHeld) || !waitsForSecondStep(who)) return c.redirect(then, 303)
  const known = await stepOf(c)
  return show(c, known?.confirmed ? giveSecondStepPage(then) : chooseSecondStepPage(then))
})

secondStep.post('/second-step', only(staffMembers), async (c) => {
  const { community, who } = c.var
  const typed = await typedIn(c)
  const then = thenOf(typed.then)
  if (!isStaffMember(who))
    return isSignedIn(who) ? showRefusal(c, refuse('Only staff need a second step.', 403)) : signInFirst(c)
  const may = await mayTry(community, 'second step', who.member)
  const given = isRefusal(may) ? may : await act(c, giveSecondStep, typed)
  if (isRefusal(given)) {
    const known = await stepOf(c)
    const sent = { typed, refusal: given }
    if (!known) return showAgain(c, chooseSecondStepPage(then, sent), given)
    const page = known.confirmed
      ? giveSecondStepPage(then, sent)
      : setUpPage({ ...setup(c, known.key), then, codes: null }, sent)
    return showAgain(c, page, given)
  }
  await forgetTries(community, 'second step', who.member)
  return goOn(c, then, 'Thank you. That was your second step.')
})

const setup = (c: Ctx, key: string | null) => ({
  key: key && keyInGroups(key),
  link: key && appLink(c.var.community, key, c.var.who.name),
})

secondStep.get('/me/second-step', async (c) => {
  const { who, community } = c.var
  if (!isSignedIn(who)) return signInFirst(c)
  if (!isStaff(who.roleHeld)) return showRefusal(c, refuse('Only staff need a second step.', 403))
  const known = await stepOf(c)
  if (!known?.confirmed) return show(c, chooseSecondStepPage('/me'))
  if (waitsForSecondStep(who)) return show(c, giveSecondStepPage('/me/second-step'))
  const sheet = await sheetOf(community.db, who.member, 'second step')
  return show(c, secondStepPage(dayTime(known.madeAt), sheet?.left ?? 0))
})

secondStep.post('/me/second-step', only(staffMembers), async (c) => {
  const typed = await typedIn(c)
  const then = thenOf(typed.then ?? '/me')
  const codes = await act(c, beginSecondStep, typed)
  if (isRefusal(codes))
    return codes.fields.with
      ? showAgain(c, chooseSecondStepPage(then, { typed, refusal: codes }), codes)
      : showRefusal(c, codes)
  const known = await stepOf(c)
  return show(c, setUpPage({ ...setup(c, known?.key ?? null), then, codes }))
})

/** The key as a picture, while it is being set up. Only its owner sees it, and it is kept nowhere. */
secondStep.get('/me/second-step/key.svg', async (c) => {
  const { who, community } = c.var
  const known = isStaffMember(who) ? await stepOf(c) : null
  if (!known?.key || known.confirmed) return showRefusal(c, notFound('picture'))
  const picture = await QRCode.toString(appLink(community, known.key, who.name), { type: 'svg', margin: 2 })
  return c.body(picture, 200, { 'content-type': 'image/svg+xml', 'cache-control': 'no-store' })
})
