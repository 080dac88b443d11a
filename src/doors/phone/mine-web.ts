/** What a member sees of the phone desk: what was done for them, and their codes. */
import { members, only } from '../../kit/gate.ts'
import { pages } from '../../kit/pages.ts'
import { place } from '../../kit/places.ts'
import { isRefusal } from '../../kit/refuse.ts'
import { act, pageNumber, routes, show, showRefusal, signInFirst } from '../../kit/web.ts'
import { isSignedIn } from '../../kit/who.ts'
import { doneFor, doneOnAPage } from './done-for.ts'
import { doneForMePage } from './done-for-pages.ts'
import { callsOnMyPage, callsWith } from './opened.ts'
import { makePhoneCodes, phoneListOf } from './phone-codes.ts'
import { phoneCodesPage, phoneListPage } from './private-pages.ts'

place({
  on: 'me',
  under: 'words',
  href: '/me/done-for-me',
  label: 'What was done for me by phone or letter',
  about: 'What, when and by whom.',
  position: 75,
})

place({
  on: 'me',
  under: 'reach',
  href: '/me/phone-codes',
  label: 'Codes for the phone',
  about: 'So that nobody can ring us in my name.',
  position: 45,
})

export const mine = routes()

mine.get('/me/done-for-me', async (c) => {
  const { who, community } = c.var
  if (!isSignedIn(who)) return signInFirst(c)
  const page = pageNumber(c)
  const [calls, deeds] = await Promise.all([
    callsWith(community.db, who.member, page),
    doneFor(community.db, who.member, page),
  ])
  const most = Math.max(Math.ceil(calls.total / callsOnMyPage), Math.ceil(deeds.total / doneOnAPage))
  return show(c, doneForMePage({ ...calls, ...deeds }, pages('/me/done-for-me?page=', page, most, 1)))
})

mine.get('/me/phone-codes', async (c) => {
  const { who, community } = c.var
  return isSignedIn(who) ? show(c, phoneCodesPage(await phoneListOf(community.db, who.member))) : signInFirst(c)
})
mine.post('/me/phone-codes', only(members), async (c) => {
  const codes = await act(c, makePhoneCodes, {})
  return isRefusal(codes) ? showRefusal(c, codes) : show(c, phoneListPage(codes))
})
