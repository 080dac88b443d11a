import { setCookie } from 'hono/cookie'
import { button, hidden } from '../../kit/form.ts'
import { html } from '../../kit/html.ts'
import { refuse } from '../../kit/refuse.ts'
import { goOn, routes, safePath, show, showAgain, typedIn } from '../../kit/web.ts'
import { authOf } from './auth.ts'
import { codePage, signInPage } from './pages.ts'
import { Email } from './tasks.ts'

export const web = routes()

web.get('/sign-in', (c) => show(c, signInPage(safePath(c.req.query('then'), '/'))))

web.post('/sign-in', async (c) => {
  const typed = await typedIn(c)
  const then = safePath(String(typed.then ?? ''), '/')
  const email = Email.safeParse(typed.email)
  if (!email.success) {
    const refusal = refuse('Type your email address.', 422, { email: email.error.issues[0]!.message })
    return showAgain(c, signInPage(then, { typed, refusal }), refusal)
  }
  await authOf(c.var.community).api.sendVerificationOTP({ body: { email: email.data, type: 'sign-in' } })
  return show(c, codePage(email.data, then, c.var.server.config.smtpUrl === null))
})

web.post('/sign-in/code', async (c) => {
  const typed = await typedIn(c)
  const then = safePath(String(typed.then ?? ''), '/')
  const email = String(typed.email ?? '')
  const otp = String(typed.code ?? '').replace(/\D/g, '')
  try {
    const { headers } = await authOf(c.var.community).api.signInEmailOTP({ body: { email, otp }, returnHeaders: true })
    for (const cookie of headers.getSetCookie()) c.header('set-cookie', cookie, { append: true })
    return goOn(c, then, 'You are signed in.')
  } catch {
    const because = 'That code does not work. Check it, or ask for a new one.'
    const refusal = refuse(because, 422, { code: because })
    return showAgain(c, codePage(email, then, c.var.server.config.smtpUrl === null, { typed, refusal }), refusal)
  }
})

web.post('/sign-out', async (c) => {
  const { member, session } = c.var.who
  if (member) await c.var.community.db.deleteFrom('session').where('id', '=', session).execute()
  setCookie(c, 'session', '', { path: '/', maxAge: 0 })
  return goOn(c, '/', 'You are signed out.')
})

web.get('/sign-out', (c) =>
  show(c, {
    title: 'Sign out',
    body: html`<h1>Sign out on this device?</h1><form method="post" action="/sign-out">${hidden('sure', 'yes')}${button('Sign out')}</form>`,
  }),
)
