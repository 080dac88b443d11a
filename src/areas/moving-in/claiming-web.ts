import { anyone, members, only } from '../../kit/gate.ts'
import { count, list } from '../../kit/html.ts'
import { place } from '../../kit/places.ts'
import { isRefusal, type Refusal, refuse } from '../../kit/refuse.ts'
import { act, type Ctx, goOn, routes, show, showAgain, showRefusal, signInFirst, typedIn } from '../../kit/web.ts'
import { isSignedIn } from '../../kit/who.ts'
import { askForCode } from '../members/asking-for-a-code.ts'
import { forgetTries, mayMail, mayTry } from '../members/attempts.ts'
import { firstStep } from '../members/first-steps.ts'
import { toBeWithSession } from '../members/joining.ts'
import { Email } from '../members/tasks.ts'
import { wayToJoin } from '../members/ways-to-join.ts'
import {
  addressOf,
  asksAboutPosts,
  claimAddress,
  claimedBy,
  disownPosts,
  dropAddress,
  nameAddress,
  postsOf,
  someUnclaimed,
} from './claiming.ts'
import * as pages from './claiming-pages.ts'

export const claiming = routes()

firstStep(asksAboutPosts)

wayToJoin({
  href: '/claim',
  label: 'I wrote on the old mailing list',
  about: 'Your posts may be here. You can claim them by email.',
  open: someUnclaimed,
})

place({
  on: 'me',
  under: 'reach',
  href: '/me/addresses',
  label: 'Other addresses of mine',
  about: 'Claim what you wrote on the old mailing list.',
  position: 73,
})

const keptHere = (c: Ctx) => c.var.server.config.smtpUrl === null
const wrong = (field: string, because: string) => refuse(because, 422, { [field]: because })

claiming.get('/claim', async (c) => (isSignedIn(c.var.who) ? goOn(c, '/me/addresses') : show(c, pages.claimPage())))

/** The same answer whether or not anything was sent from the address. */
claiming.post('/claim', only(anyone), async (c) => {
  const typed = await typedIn(c)
  const again = (refusal: Refusal) => showAgain(c, pages.claimPage({ typed, refusal }), refusal)
  const email = Email.safeParse(typed.email)
  if (!email.success) return again(wrong('email', email.error.issues[0]!.message))
  const sent = await askForCode(c, email.data)
  return isRefusal(sent) ? again(sent) : show(c, pages.claimCodePage(email.data, keptHere(c)))
})

claiming.get('/claim/posts', async (c) => {
  if (isSignedIn(c.var.who)) return goOn(c, '/me/addresses')
  const { db } = c.var.community
  const person = await toBeWithSession(db, c.var.token)
  if (!person) return signInFirst(c)
  const { posts, titles } = await postsOf(db, person.id)
  return posts === 0 ? goOn(c, '/join/membership') : show(c, pages.yoursPage(posts, titles))
})

claiming.post('/claim/posts', only(anyone), async (c) => {
  const { mine } = await typedIn(c)
  if (mine === 'yes') return goOn(c, '/join/membership')
  if (mine !== 'no') return goOn(c, '/claim/posts', 'Please choose yes or no.')
  const mayJoin = await act(c, disownPosts, { token: c.var.token ?? '' })
  if (isRefusal(mayJoin)) return showRefusal(c, mayJoin)
  return mayJoin ? goOn(c, '/join/membership', 'Thank you for telling us.') : show(c, pages.notYoursPage())
})

async function addresses(c: Ctx, sent?: Parameters<typeof pages.addressesPage>[2]) {
  const { db } = c.var.community
  const member = c.var.who.member!
  const page = pages.addressesPage(await addressOf(db, member), await claimedBy(db, member), sent)
  return sent?.refusal ? showAgain(c, page, sent.refusal) : show(c, page)
}

claiming.get('/me/addresses', async (c) => (isSignedIn(c.var.who) ? addresses(c) : signInFirst(c)))

claiming.post('/me/addresses', only(members), async (c) => {
  if (!isSignedIn(c.var.who)) return showRefusal(c, refuse('Please sign in first.', 401))
  const typed = await typedIn(c)
  const email = Email.safeParse(typed.address)
  const may = email.success ? await mayMail(c.var.community, c.var.who.member, email.data) : undefined
  const named = may && isRefusal(may) ? may : await act(c, nameAddress, typed)
  return isRefusal(named) ? addresses(c, { typed, refusal: named }) : show(c, pages.addressCodePage(named, keptHere(c)))
})

claiming.post('/me/claimed-addresses', only(members), async (c) => {
  const { community, who } = c.var
  if (!isSignedIn(who)) return showRefusal(c, refuse('Please sign in first.', 401))
  const typed = await typedIn(c)
  const subject = `claim ${who.member}`
  const may = await mayTry(community, 'emailed code', subject)
  const done = isRefusal(may) ? may : await act(c, claimAddress, typed)
  if (isRefusal(done)) {
    const address = typeof typed.address === 'string' ? typed.address.slice(0, 254) : 'that address'
    return showAgain(c, pages.addressCodePage(address, keptHere(c), { typed, refusal: done }), done)
  }
  await forgetTries(community, 'emailed code', subject)
  const posts =
    done.posts > 0 ? ` ${count(done.posts, 'post')} from the list ${done.posts === 1 ? 'is' : 'are'} yours now.` : ''
  const circles = done.circles.length > 0 ? ` You are let into ${list(done.circles)}.` : ''
  return goOn(c, '/me/addresses', `That address is yours.${posts}${circles}`)
})

claiming.post('/me/dropped-addresses', only(members), async (c) => {
  const done = await act(c, dropAddress, await typedIn(c))
  return isRefusal(done) ? showRefusal(c, done) : goOn(c, '/me/addresses', 'That address is taken away.')
})
