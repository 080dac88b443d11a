import { members, only } from '../../kit/gate.ts'
import { place } from '../../kit/places.ts'
import { isRefusal, yes } from '../../kit/refuse.ts'
import { act, type Ctx, goOn, routes, show, showAgain, signInOrGate, typedIn } from '../../kit/web.ts'
import { isSignedIn } from '../../kit/who.ts'
import { forgetTries, mayMail, mayTry } from './attempts.ts'
import { changeAddress, nameNewAddress } from './changing-address.ts'
import { addressCodePage, addressPage } from './changing-address-pages.ts'
import { waitsForSecondStep } from './second-step.ts'
import { emailOf } from './store.ts'
import { Email } from './tasks.ts'

export const changingAddress = routes()

place({
  on: 'me',
  under: 'reach',
  href: '/me/email',
  label: 'My email address',
  about: 'Change the address you sign in with.',
  position: 13,
})

const keptHere = (c: Ctx) => c.var.server.config.smtpUrl === null

for (const path of ['/me/email', '/me/changed-addresses'])
  changingAddress.use(path, async (c, next) => {
    const { who } = c.var
    if (!isSignedIn(who)) return signInOrGate(c, next)
    return waitsForSecondStep(who) ? c.redirect('/second-step?then=/me/email', 303) : next()
  })

async function addressNow(c: Ctx, sent?: Parameters<typeof addressPage>[1]) {
  const page = addressPage(await emailOf(c.var.community.db, c.var.who.member!), sent)
  return sent?.refusal ? showAgain(c, page, sent.refusal) : show(c, page)
}

changingAddress.get('/me/email', (c) => addressNow(c))

/** The same answer whether or not somebody else has the address. */
changingAddress.post('/me/email', only(members), async (c) => {
  const typed = await typedIn(c)
  const email = Email.safeParse(typed.email)
  const { community, who } = c.var
  const may = email.success && who.member ? await mayMail(community, who.member, email.data) : yes
  const named = isRefusal(may) ? may : await act(c, nameNewAddress, typed)
  return isRefusal(named) ? addressNow(c, { typed, refusal: named }) : show(c, addressCodePage(named, keptHere(c)))
})

changingAddress.post('/me/changed-addresses', only(members), async (c) => {
  const { community, who } = c.var
  const typed = await typedIn(c)
  const subject = `change ${who.member}`
  const may = await mayTry(community, 'emailed code', subject)
  const done = isRefusal(may) ? may : await act(c, changeAddress, typed)
  if (isRefusal(done)) {
    const address = typeof typed.email === 'string' ? typed.email.slice(0, 254) : 'that address'
    return showAgain(c, addressCodePage(address, keptHere(c), { typed, refusal: done }), done)
  }
  await forgetTries(community, 'emailed code', subject)
  return goOn(c, '/me', `Your email address is now ${done}.`)
})
