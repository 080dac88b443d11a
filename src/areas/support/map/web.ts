/** A member's own support map, at the web door; and the one way in which staff can look at one. */

import { isUuid } from '../../../kit/brand.ts'
import type { Sent, Typed } from '../../../kit/form.ts'
import { dayOf } from '../../../kit/fuzzy-day.ts'
import { all, members, only, there } from '../../../kit/gate.ts'
import { html } from '../../../kit/html.ts'
import { place } from '../../../kit/places.ts'
import { isRefusal, notFound, refuse } from '../../../kit/refuse.ts'
import { perform } from '../../../kit/task.ts'
import { act, type Ctx, goOn, routes, show, showAgain, showRefusal, signInOrGate, typedIn } from '../../../kit/web.ts'
import { isModerator } from '../../../kit/who.ts'
import { hasConsent } from '../../members/consent.ts'
import { isQuestion, outlookOf, tellOutlook } from './outlook.ts'
import { outlookPage, printPage, staffMapPage, staffMapsPage, supportMapPage } from './pages.ts'
import { spellFormPage, yearPage } from './spell-pages.ts'
import { withoutYear } from './spell-rules.ts'
import { addSpell, changeSpell, dateSpell, takeSpellAway } from './spell-tasks.ts'
import { ownSpell, spellsOf } from './spells.ts'
import { lookAtMap, membersWhoLetLook } from './staff.ts'

export const supportMapWeb = routes()

place({
  on: 'me',
  under: 'people',
  href: '/me/support-map',
  label: 'My support map',
  about: 'What I have turned to over the years.',
  position: 15,
})
place({
  on: 'desk',
  href: '/desk/support-map',
  label: 'Support maps I may look at',
  about: 'Of members who said yes to it.',
  position: 40,
})

for (const path of ['/me/support-map', '/me/support-map/*'])
  supportMapWeb.use(path, async (c, next) => {
    if (c.var.who.member) return forCaller(c, next)
    return signInOrGate(c, next)
  })

const home = '/me/support-map'

/**
 * Staff who act for a caller may always key in what is told them. They see what was told before only when the caller has
 * said yes to that, and each time they look is logged, as it is for all staff.
 */
async function forCaller(c: Ctx, next: () => Promise<void>) {
  const { by, who, community } = c.var
  if (!by || by.member === who.member) return next()
  const keysIn = c.req.path === (c.req.method === 'GET' ? `${home}/new` : `${home}/spells`)
  // The phone door opens the rest with a code of the caller's, and notes each page.
  if (keysIn || c.get('call')?.scopes.includes('map')) return next()
  const look = await perform(lookAtMap, { member: who.member }, { community, who: by, via: 'web' })
  if (!isRefusal(look)) return next()
  const instead = html`<p><a href="${home}/new">Add something for them</a>, or ask them and <a href="/me/consent">note their yes</a>.</p>`
  return showRefusal(c, look, instead)
}

async function mapOf(c: Ctx) {
  const { community, who } = c.var
  const [spells, outlook] = [await spellsOf(community.db, who.member!), await outlookOf(community.db, who.member!)]
  return { spells, outlook, today: dayOf(new Date()) }
}

supportMapWeb.get(home, async (c) => {
  const { community, who } = c.var
  return show(c, supportMapPage(await mapOf(c), await hasConsent(community.db, who.member!, 'support-map')))
})
supportMapWeb.get(`${home}/print`, async (c) => show(c, printPage(await mapOf(c), c.var.who.name, new Date())))
/** From the page of a source: `?kind=helpline&name=The+Tuesday+line&source=ID`. */
supportMapWeb.get(`${home}/new`, (c) => {
  const known = ['kind', 'name', 'source'].flatMap((field) => {
    const value = c.req.query(field)
    return value ? [[field, value.slice(0, 100)] as const] : []
  })
  return show(c, spellFormPage(null, known.length > 0 ? { typed: Object.fromEntries(known) } : undefined))
})

/** Boxes come under names that say that there may be several. */
const toldIn = (typed: Typed) => ({
  ...typed,
  needs: typed['needs[]'],
  began_because: typed['began_because[]'],
  changed_because: typed['changed_because[]'],
})

async function theirs(c: Ctx) {
  const id = c.req.param('spell') ?? ''
  return isUuid(id) ? ownSpell(c.var.community.db, c.var.who.member!, id) : null
}

/** After saving: to the map, or first to the year, where words have none and it was not asked before. */
async function saved(c: Ctx, spell: string, wordsBefore: readonly string[] = []) {
  const now = await ownSpell(c.var.community.db, c.var.who.member!, spell)
  const asks = now && withoutYear(now).some(({ words }) => !wordsBefore.includes(words))
  return goOn(c, asks ? `${home}/spells/${spell}/year` : home, 'It is on your map.')
}

supportMapWeb.post(`${home}/spells`, only(members), async (c) => {
  const typed = await typedIn(c)
  const spell = await act(c, addSpell, toldIn(typed))
  return isRefusal(spell) ? showAgain(c, spellFormPage(null, { typed, refusal: spell }), spell) : saved(c, spell)
})

async function correcting(c: Ctx, sent?: Sent) {
  const spell = await theirs(c)
  if (!spell) return showRefusal(c, notFound('part of the map'))
  const page = spellFormPage(spell, sent)
  return sent?.refusal ? showAgain(c, page, sent.refusal) : show(c, page)
}
supportMapWeb.get(`${home}/spells/:spell`, (c) => correcting(c))
supportMapWeb.post(`${home}/spells/:spell`, only(all(members, there(theirs, 'part of the map'))), async (c) => {
  const typed = await typedIn(c)
  const before = await theirs(c)
  const done = await act(c, changeSpell, { ...toldIn(typed), spell: c.req.param('spell') })
  if (isRefusal(done)) return correcting(c, { typed, refusal: done })
  return saved(
    c,
    done,
    [before?.began.words, before?.ended.words].filter((words) => typeof words === 'string'),
  )
})

async function year(c: Ctx, sent?: Sent) {
  const spell = await theirs(c)
  if (!spell) return showRefusal(c, notFound('part of the map'))
  if (withoutYear(spell).length === 0) return c.redirect(home, 303)
  const page = yearPage(spell, sent)
  return sent?.refusal ? showAgain(c, page, sent.refusal) : show(c, page)
}
supportMapWeb.get(`${home}/spells/:spell/year`, (c) => year(c))
supportMapWeb.post(`${home}/spells/:spell/year`, only(all(members, there(theirs, 'part of the map'))), async (c) => {
  const typed = await typedIn(c)
  const done = await act(c, dateSpell, { ...typed, spell: c.req.param('spell') })
  return isRefusal(done) ? year(c, { typed, refusal: done }) : goOn(c, home, 'It is on your map.')
})

supportMapWeb.post(
  `${home}/spells/:spell/taking-away`,
  only(all(members, there(theirs, 'part of the map'))),
  async (c) => {
    const done = await act(c, takeSpellAway, { spell: c.req.param('spell') })
    return isRefusal(done) ? showRefusal(c, done) : goOn(c, home, 'It is off your map.')
  },
)

async function outlook(c: Ctx, sent?: Sent) {
  const question = c.req.param('question') ?? ''
  if (!isQuestion(question)) return showRefusal(c, notFound('question'))
  const page = outlookPage(question, await outlookOf(c.var.community.db, c.var.who.member!), sent)
  return sent?.refusal ? showAgain(c, page, sent.refusal) : show(c, page)
}
supportMapWeb.get(`${home}/outlook/:question`, (c) => outlook(c))
supportMapWeb.post(`${home}/outlook/:question`, only(all(members, there(questionHere, 'question'))), async (c) => {
  const typed = await typedIn(c)
  const done = await act(c, tellOutlook, { ...typed, question: c.req.param('question') })
  return isRefusal(done) ? outlook(c, { typed, refusal: done }) : goOn(c, home, 'Saved.')
})

supportMapWeb.get('/desk/support-map', async (c) => {
  if (!isModerator(c.var.who)) return showRefusal(c, refuse('The desk is for moderators.', 403))
  return show(c, staffMapsPage(await membersWhoLetLook(c.var.community.db)))
})
supportMapWeb.get('/desk/support-map/:member', async (c) => {
  const map = await act(c, lookAtMap, { member: c.req.param('member') })
  if (isRefusal(map)) return showRefusal(c, map)
  return show(c, staffMapPage({ ...map, today: dayOf(new Date()) }, map.name))
})

function questionHere(c: Ctx) {
  return isQuestion(c.req.param('question') ?? '')
}
