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
  draftOf,
  giveSecondStep,
  isStaff,
  keyInGroups,
  secondStepOf,
  waitsForSecondStep,
} from './second-step.ts'
import { chooseSecondStepPage, giveSecondStepPage, secondStepPage, setUpPage } from './second-step-pages.ts'
import { recoveriesOpen } from './second-step-recovery.ts'
import { recoveryNote } from './second-step-recovery-pages.ts'

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
  const asked = await recoveriesOpen(c.var.community.db, who.member)
  const note = recoveryNote(asked, '/me/second-step/recovery-stop')
  return show(c, known?.confirmed ? giveSecondStepPage(then, undefined, note) : chooseSecondStepPage(then))
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
    const draft = await draftOf(community.db, community, who)
    if (!known && !draft) return showAgain(c, chooseSecondStepPage(then, sent), given)
    const page = draft ? setUpPage({ ...setup(c, draft.key), then, codes: null }, sent) : giveSecondStepPage(then, sent)
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
  const asked = await recoveriesOpen(community.db, who.member)
  const note = recoveryNote(asked, '/me/second-step/recovery-stop')
  return show(c, secondStepPage(dayTime(known.madeAt), sheet?.left ?? 0, note))
})

secondStep.post('/me/second-step', only(staffMembers), async (c) => {
  const typed = await typedIn(c)
  const then = thenOf(typed.then ?? '/me')
  const codes = await act(c, beginSecondStep, typed)
  if (isRefusal(codes))
    return codes.fields.with
      ? showAgain(c, chooseSecondStepPage(then, { typed, refusal: codes }), codes)
      : showRefusal(c, codes)
  const draft = await draftOf(c.var.community.db, c.var.community, c.var.who)
  return show(c, setUpPage({ ...setup(c, draft?.key ?? null), then, codes }))
})

/** The key as a picture, while it is being set up. Only its owner sees it, and it is kept nowhere. */
secondStep.get('/me/second-step/key.svg', async (c) => {
  const { who, community } = c.var
  const draft = isStaffMember(who) ? await draftOf(community.db, community, who) : null
  if (!draft?.key) return showRefusal(c, notFound('picture'))
  const picture = await QRCode.toString(appLink(community, draft.key, who.name), { type: 'svg', margin: 2 })
  return c.body(picture, 200, { 'content-type': 'image/svg+xml', 'cache-control': 'no-store' })
})
