/** What a member needs, at the web door. All of it is the reader's own. */

import { isUuid } from '../../../kit/brand.ts'
import type { Sent } from '../../../kit/form.ts'
import { all, members, only, there } from '../../../kit/gate.ts'
import { listsAt } from '../../../kit/lists.ts'
import { place } from '../../../kit/places.ts'
import { isRefusal, notFound } from '../../../kit/refuse.ts'
import { act, type Ctx, goOn, routes, show, showAgain, showRefusal, signInOrGate, typedIn } from '../../../kit/web.ts'
import { listReader } from '../../members/looking.ts'
import './lists.ts'
import { supportMapWeb } from '../map/web.ts'
import { allNeedsOf, ownNeed } from './needs.ts'
import { needFormPage, needPage, needsPage } from './pages.ts'
import { addNeed, changeNeed, confirmNeed, endNeed } from './tasks.ts'

export const web = routes()

place({
  on: 'me',
  under: 'people',
  href: '/me/needs',
  label: 'What I need',
  about: 'What may help with it, in one place.',
  position: 5,
})

/** Lines of each kind: enough to choose from, few enough for one page. */
const mostOfAKind = 5

for (const path of ['/needs/*', '/me/needs', '/me/needs/*'])
  web.use(path, async (c, next) => {
    if (c.var.who.member) return next()
    return signInOrGate(c, next)
  })

async function theirs(c: Ctx) {
  const id = c.req.param('id') ?? ''
  return isUuid(id) ? ownNeed(c.var.community.db, c.var.who.member!, id) : null
}

web.get('/me/needs', async (c) => {
  const { community, who } = c.var
  return show(c, needsPage(await allNeedsOf(community.db, who.member!), community.condition, new Date()))
})

web.get('/me/needs/new', (c) => show(c, needFormPage(c.var.community.condition, null)))

web.post('/me/needs', only(members), async (c) => {
  const typed = await typedIn(c)
  const need = await act(c, addNeed, typed)
  if (!isRefusal(need)) return goOn(c, `/needs/${need}`, 'It is on your list. Here is what may help.')
  return showAgain(c, needFormPage(c.var.community.condition, null, { typed, refusal: need }), need)
})

async function changing(c: Ctx, sent?: Sent) {
  const need = await theirs(c)
  if (!need) return showRefusal(c, notFound('need'))
  const page = needFormPage(c.var.community.condition, need, sent)
  return sent?.refusal ? showAgain(c, page, sent.refusal) : show(c, page)
}
web.get('/me/needs/:id', (c) => changing(c))
web.post('/me/needs/:id', only(all(members, there(theirs, 'need'))), async (c) => {
  const typed = await typedIn(c)
  const need = await act(c, changeNeed, { ...typed, need: c.req.param('id') })
  return isRefusal(need) ? changing(c, { typed, refusal: need }) : goOn(c, '/me/needs', 'It is changed.')
})

web.post('/me/needs/:id/confirmations', only(all(members, there(theirs, 'need'))), async (c) => {
  const need = await act(c, confirmNeed, { need: c.req.param('id') })
  return isRefusal(need) ? showRefusal(c, need) : goOn(c, '/me/needs', 'Thank you. It stays on your list.')
})

web.post('/me/needs/:id/ending', only(all(members, there(theirs, 'need'))), async (c) => {
  const need = await act(c, endNeed, { need: c.req.param('id') })
  return isRefusal(need) ? showRefusal(c, need) : goOn(c, '/me/needs', 'It is taken off your list.')
})

web.get('/needs/:id', async (c) => {
  const { community, who } = c.var
  const { db, condition } = community
  const need = await theirs(c)
  if (!need) return showRefusal(c, notFound('need'))
  const showAhead = c.req.query('ahead') === 'all'
  const asked = await listReader(db, who.member!)
  const reader = showAhead ? { ...asked, lookAhead: 'the whole picture' as const } : asked
  const lists = need.ended_at
    ? []
    : await listsAt('need', {
        db,
        community,
        reader,
        since: null,
        now: new Date(),
        need,
        most: mostOfAKind,
        opens: c.var.opens,
      })
  return show(c, needPage(need, condition, lists, showAhead))
})

web.route('/', supportMapWeb)
