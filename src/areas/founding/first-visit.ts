/**
 * A server with no community: every page leads to setting one up, or to the example.
 * The same pages take an example's place with a real community.
 */

import { randomBytes, timingSafeEqual } from 'node:crypto'
import { readdirSync } from 'node:fs'
import path from 'node:path'
import { type Community, readCondition } from '../../kit/community.ts'
import { root } from '../../kit/config.ts'
import { cookieIn, keepCookie } from '../../kit/cookies.ts'
import { type Guard, only } from '../../kit/gate.ts'
import { isRefusal, type Refusal, refuse, yes } from '../../kit/refuse.ts'
import { type Ctx, clientAddress, goOn, routes, show, showAgain, showRefusal, typedIn } from '../../kit/web.ts'
import { openExample } from '../example/opening.ts'
import { askForCode } from '../members/asking-for-a-code.ts'
import { Email } from '../members/tasks.ts'
import { helpNowPage, keyPage, madePage, type Question, questionPage, welcomePage } from './first-visit-pages.ts'
import { found } from './found.ts'
import { CommunityName, needsKey } from './rules.ts'

/** New at every start and printed once: proof that someone may set up this server from elsewhere. */
const key = randomBytes(18).toString('base64url')

/** The page that begins setting up, key included. */
export const setUpLink = (publicUrl: string) => `${publicUrl}/set-up?key=${key}`

const isKey = (given: string | undefined) =>
  given !== undefined && given.length === key.length && timingSafeEqual(Buffer.from(given), Buffer.from(key))

const communityOf = (c: Ctx) => c.get('community') as Community | undefined
const hasCommunity = (c: Ctx) => communityOf(c) !== undefined

/** Whether there is anything to set up on this host, and whether this person may. */
function closed(c: Ctx): Response | Promise<Response> | null {
  if (communityOf(c)?.example === false)
    return showRefusal(c, refuse('This server already has its community, so there is nothing to set up.', 403))
  const { config } = c.var.server
  const open = !needsKey(config.publicUrl, c.req.header('host') ?? '', clientAddress(c))
  if (open || isKey(cookieIn(c, 'set-up'))) return null
  return show(c, keyPage(), 403)
}

/** Every condition that has a file, the one without a name of its own last. */
function conditions() {
  const ids = readdirSync(path.join(root, 'conditions')).map((file) => path.basename(file, '.json'))
  return ids.map(readCondition).sort((a, b) => Number(a.id === 'general') - Number(b.id === 'general'))
}

/** Pages that both a server without a community and an example community have. */
export const settingUp = routes()

/** Whether somebody here may set this server up. */
const mayBegin: Guard = async (c) => (await closed(c)) ?? yes

settingUp.get('/set-up', (c) => {
  if (isKey(c.req.query('key'))) {
    keepCookie(c, 'set-up', key, 24 * 60 * 60)
    return c.redirect('/set-up', 303)
  }
  return closed(c) ?? show(c, welcomePage(hasCommunity(c)))
})

settingUp.post('/set-up', only(mayBegin), async (c) => {
  const typed = await typedIn(c)
  const text = (name: string) => (typeof typed[name] === 'string' ? typed[name] : '')
  const answers = { name: text('name'), condition: text('condition') }
  const known = conditions()
  const ask = (question: Question, refusal?: Refusal) => {
    const content = questionPage(question, answers, known, refusal ? { typed, refusal } : undefined)
    return refusal ? showAgain(c, content, refusal) : show(c, content)
  }
  const wrong = (field: Question, because: string) => refuse(because, 422, { [field]: because })
  const asked = text('question')
  if (!asked) return ask('name')

  const name = CommunityName.safeParse(answers.name)
  if (!name.success) return ask('name', wrong('name', name.error.issues[0]!.message))
  if (asked === 'name') return ask('condition')

  if (!known.some(({ id }) => id === answers.condition))
    return ask('condition', wrong('condition', 'Choose the condition your community is for.'))
  if (asked === 'condition') return ask('email')

  const email = Email.safeParse(text('email'))
  if (!email.success) return ask('email', wrong('email', email.error.issues[0]!.message))
  const made = await found(c.var.server.communities, {
    name: name.data,
    condition: answers.condition,
    email: email.data,
    insteadOf: communityOf(c) ?? null,
  })
  if (isRefusal(made)) return showRefusal(c, made)
  c.set('community', made)
  await askForCode(c, email.data)
  return show(c, madePage(made.name, email.data, c.var.server.config.smtpUrl === null))
})

/** All that a server without a community answers; every other server passes by. */
export const firstVisit = routes()

firstVisit.route('/', settingUp)

firstVisit.use(async (c, next) => {
  if (hasCommunity(c)) return next()
  const no = c.req.path === '/help-now' ? null : closed(c)
  if (no) return no
  if (c.req.path === '/help-now') return show(c, helpNowPage(readCondition('general').contacts))
  if (c.req.path === '/' && c.req.method === 'GET') return show(c, welcomePage(false))
  if (c.req.path === '/example' && c.req.method === 'POST') {
    await openExample(c.var.server.communities)
    return goOn(c, '/cast')
  }
  return c.redirect('/', 303)
})
