/** Care at the web door: a member's own pages and the steward's, and the rooms next door. */

import { isUuid } from '../../kit/brand.ts'
import { all, members, only, stewards, there } from '../../kit/gate.ts'
import { place } from '../../kit/places.ts'
import { isRefusal, notFound, refuse, yes } from '../../kit/refuse.ts'
import { tasks } from '../../kit/task.ts'
import {
  act,
  type Ctx,
  goOn,
  pageNumber,
  routes,
  show,
  showAgain,
  showRefusal,
  signInFirst,
  signInOrGate,
  typedIn,
} from '../../kit/web.ts'
import { isSignedIn, isSteward } from '../../kit/who.ts'
import { mayRead } from '../conversations/rules.ts'
import { nameAccountable } from './accountable.ts'
import { block, blockedBy, unblock } from './blocking.ts'
import { countDecisions, decisionById, decisionsFor } from './decision-store.ts'
import { appealPage, blockedPage, blockPage, myDecisionsPage } from './decisions-pages.ts'
import { web as desk } from './desk-web.ts'
import { postAt } from './people-store.ts'
import { web as reporting } from './reporting-web.ts'
import { accountablePage, logPage, tasksPage, timesPage } from './steward-pages.ts'
import { countLog, logLines, timesTaken } from './steward-store.ts'
import { appeal, mayAppeal } from './tasks.ts'

export const web = routes()
web.route('/', reporting)
web.route('/', desk)

place({
  on: 'me',
  under: 'words',
  href: '/me/decisions',
  label: 'Decisions about my posts and reports',
  about: 'What a moderator decided, and why.',
  position: 60,
})
place({ on: 'me', under: 'self', href: '/me/blocked', label: 'People I have blocked', position: 70 })
place({
  on: 'steward',
  href: '/steward/tasks',
  label: 'What can be done here',
  about: 'Every task, who may do it, and its doors.',
})
place({ on: 'steward', href: '/steward/log', label: 'What was done', about: 'By whom, for whom, through which door.' })
place({ on: 'steward', href: '/steward/reports', label: 'How long reports took', about: 'From report to decision.' })
place({
  on: 'steward',
  href: '/steward/accountable',
  label: 'Who is accountable',
  about: 'One person answers for safety here.',
})

web.get('/me/decisions', async (c) => {
  const { who, community } = c.var
  if (!isSignedIn(who)) return signInFirst(c)
  const page = pageNumber(c)
  const decisions = (await decisionsFor(community.db, who.member, page)).map((one) => ({
    ...one,
    mayAppeal: mayAppeal(one, who.member, null) === yes,
  }))
  const total = await countDecisions(community.db, who.member)
  return show(c, myDecisionsPage({ decisions, me: who.member, page, total }))
})

web.get('/me/decisions/:id/appeal', (c) => showAppeal(c))
web.post('/me/decisions/:id/appeal', only(all(members, there(decisionHere, 'decision'))), async (c) => {
  const typed = await typedIn(c)
  const outcome = await act(c, appeal, { decision: c.req.param('id'), words: typed.words })
  if (isRefusal(outcome)) return showAppeal(c, { typed, refusal: outcome })
  return goOn(c, '/me/decisions', 'Someone else will look at it again.')
})

async function decisionHere(c: Ctx) {
  const id = c.req.param('id') ?? ''
  return isUuid(id) ? decisionById(c.var.community.db, id) : null
}

async function showAppeal(c: Ctx, sent?: Parameters<typeof appealPage>[1]) {
  const { who, community } = c.var
  if (!isSignedIn(who)) return signInFirst(c)
  const id = c.req.param('id') ?? ''
  const decision = isUuid(id) ? await decisionById(community.db, id) : null
  if (!decision) return showRefusal(c, notFound('decision'))
  const may = mayAppeal(decision, who.member, null)
  if (isRefusal(may)) return showRefusal(c, may)
  return sent?.refusal ? showAgain(c, appealPage(decision, sent), sent.refusal) : show(c, appealPage(decision))
}

web.get('/conversations/:id/:n/block', async (c) => {
  const writer = await writerOf(c)
  if (!isSignedIn(c.var.who)) return signInFirst(c)
  if (isRefusal(writer)) return showRefusal(c, writer)
  if (writer.author === c.var.who.member) return showRefusal(c, refuse('You cannot block yourself.'))
  return show(c, blockPage(writer.name, writer.author, c.req.path))
})
web.post('/conversations/:id/:n/block', only(all(members, there(writerOf, 'post'))), async (c) => {
  const writer = await writerOf(c)
  if (isRefusal(writer)) return showRefusal(c, writer)
  const outcome = await act(c, block, { member: writer.author })
  if (isRefusal(outcome)) return showRefusal(c, outcome)
  return goOn(c, '/me/blocked', `You do not see what ${writer.name} writes any more.`)
})

/** Who wrote a post that this reader may read. */
async function writerOf(c: Ctx) {
  const id = c.req.param('id') ?? ''
  const number = Number(c.req.param('n'))
  if (!isUuid(id) || !Number.isInteger(number) || number < 1 || number > 1_000_000) return notFound('post')
  const post = await postAt(c.var.community.db, id, number, c.var.who.member)
  return post && mayRead(c.var.who, post) === yes ? post : notFound('post')
}

web.get('/me/blocked', async (c) => {
  const { who, community } = c.var
  return isSignedIn(who) ? show(c, blockedPage(await blockedBy(community.db, who.member))) : signInFirst(c)
})
web.post('/me/blocked/:member/end', only(all(members, there(blockedHere, 'person'))), async (c) => {
  const outcome = await act(c, unblock, { member: c.req.param('member') })
  return isRefusal(outcome) ? showRefusal(c, outcome) : goOn(c, '/me/blocked', 'You see their posts again.')
})

/** Somebody this member has blocked. */
async function blockedHere(c: Ctx) {
  const blocked = await blockedBy(c.var.community.db, c.var.who.member!)
  return blocked.some(({ id }) => id === c.req.param('member'))
}

const stewardPaths = ['/steward/tasks', '/steward/log', '/steward/reports', '/steward/accountable']
for (const path of stewardPaths)
  web.use(path, async (c, next) => {
    if (isSteward(c.var.who)) return next()
    return isSignedIn(c.var.who) ? showRefusal(c, refuse('This page is for stewards.', 403)) : signInOrGate(c, next)
  })

web.get('/steward/tasks', (c) =>
  show(c, tasksPage(tasks().filter(({ name }) => c.var.community.example || !name.startsWith('example.')))),
)

web.get('/steward/log', async (c) => {
  const { db } = c.var.community
  // What cannot be in the database is not looked for.
  const asked = (name: string) =>
    (c.req.query(name) ?? '')
      .replace(/[\u0000-\u001f]/g, '')
      .trim()
      .slice(0, 80)
  const filter = { member: asked('member'), task: asked('task') }
  const page = pageNumber(c)
  const lines = await logLines(db, filter, page)
  return show(c, logPage({ lines, tasks: tasks(), filter, page, total: await countLog(db, filter) }))
})

web.get('/steward/reports', async (c) => show(c, timesPage(await timesTaken(c.var.community.db))))

web.get('/steward/accountable', (c) => show(c, accountablePage(c.var.community.settings.accountable ?? '')))
web.post('/steward/accountable', only(stewards), async (c) => {
  const typed = await typedIn(c)
  const outcome = await act(c, nameAccountable, typed)
  if (isRefusal(outcome)) return showAgain(c, accountablePage('', { typed, refusal: outcome }), outcome)
  await c.var.server.communities.load()
  return goOn(c, '/how-this-works', 'Saved.')
})
