/** The directory at the web door: finding, one source's page, what members bring. Open to all, members or not. */

import { sql } from 'kysely'
import { z } from 'zod'
import { isUuid } from '../../../kit/brand.ts'
import type { Typed } from '../../../kit/form.ts'
import { all, anyone, members, only, pleaseSignIn, there } from '../../../kit/gate.ts'
import { anybody, hiddenStages, inSight } from '../../../kit/look-ahead.ts'
import { isRefusal, notFound, type Refusal, refuse } from '../../../kit/refuse.ts'
import { optionalWords } from '../../../kit/typed-words.ts'
import {
  act,
  type Ctx,
  goOn,
  isReading,
  pageNumber,
  routes,
  show,
  showAgain,
  showRefusal,
  signInFirst,
  typedIn,
} from '../../../kit/web.ts'
import { isModerator, isSignedIn } from '../../../kit/who.ts'
import { listReader } from '../../members/looking.ts'
import { districtOf } from '../../members/reach.ts'
import { hoursSentences } from '../hours/words.ts'
import { postTowns } from '../near/places.ts'
import { positionsOf, whereDistrictIs } from '../near/store.ts'
import { cardOf } from './source-card.ts'
import { isSourceKind } from './source-kinds.ts'
import './source-finding.ts'
import { exchange } from '../hsds/exchange-web.ts'
import { desk } from './desk-web.ts'
import { saysPage, sourcePage } from './source-pages.ts'
import { helpsChoices, sayItHelps, saysInWords, suggestSource, takeBackSay } from './source-says.ts'
import { type Found, type Looked, lookIn } from './source-search.ts'
import { type Source, saysOf, sourceById, sourcesWhere } from './source-store.ts'
import './lists.ts'
import { mapSvg } from './map.ts'
import { mapPage, nearPrintForm, nearPrintPage, type Region, sourcesPage, suggestPage } from './pages.ts'

export const web = routes()
web.route('/', desk)
web.route('/', exchange)

/** What was typed to look for. A place is checked here and then only used. */
const Asked = z.object({ words: optionalWords(200), near: optionalWords(60), kind: z.string().max(40).optional() })

interface Near {
  readonly district: string
  readonly where: NonNullable<Awaited<ReturnType<typeof whereDistrictIs>>>
}

const noPlace = 'Type the first part of a postcode, like BS5.'

/** Read the form of the search; the place is found, and neither kept nor noted. */
async function asked(c: Ctx, typed: Typed): Promise<{ words: string; near: Near | null } | Refusal> {
  const read = Asked.safeParse(typed)
  if (!read.success) {
    const issue = read.error.issues[0]!
    return refuse(issue.message, 422, { [issue.path.join('.') || 'words']: issue.message })
  }
  const { words, near } = read.data
  if (!near) return { words: words ?? '', near: null }
  const district = districtOf(near)
  const where = district ? await whereDistrictIs(c.var.community.db, district) : null
  return district && where ? { words: words ?? '', near: { district, where } } : refuse(noPlace, 422, { near: noPlace })
}

const lookingOf = async ({ var: { who, community } }: Ctx) =>
  isSignedIn(who) ? await listReader(community.db, who.member) : { ...anybody, near: null }

const one = (typed: Typed, name: string) => (typeof typed[name] === 'string' ? typed[name] : '')

async function look(c: Ctx, typed: Typed, words: string, near: Near | null, page: number): Promise<Found> {
  const { db, condition } = c.var.community
  const kind = one(typed, 'kind')
  const looked: Looked = {
    words,
    kinds: isSourceKind(kind) ? [kind] : [],
    near: near?.where ?? null,
    looking: await lookingOf(c),
    ahead: one(typed, 'ahead') === 'all',
    page,
  }
  return lookIn(db, condition, looked)
}

const placesIn = async (c: Ctx, { hits }: Found) =>
  positionsOf(
    c.var.community.db,
    hits.map(({ source }) => source),
  )

web.get('/sources', async (c) => {
  const words = (c.req.query('words') ?? '')
    .replace(/[\u0000-\u001f\u007f\ufffd]/g, ' ')
    .trim()
    .slice(0, 200)
  const { near = null } = await lookingOf(c)
  const typed = { words, kind: c.req.query('kind') ?? '', ahead: c.req.query('ahead') ?? '', near: near ?? '' }
  const page = pageNumber(c)
  const found = await look(c, typed, words, null, page)
  const signedIn = isSignedIn(c.var.who)
  return show(c, sourcesPage({ typed, found, now: new Date(), page, near: null, places: new Map(), signedIn }))
})

/**
 * A place is sent as a form and answered at once, so that it stands in no address, no history and no log.
 * Without a place there is nothing to keep quiet, and the address can be shared.
 */
web.post('/sources', only(anyone), async (c) => {
  const typed = await typedIn(c)
  const found = await asked(c, typed)
  const signedIn = isSignedIn(c.var.who)
  const now = new Date()
  if (isRefusal(found)) {
    const all = await look(c, {}, '', null, 1)
    const base = { typed: {}, found: all, now, page: 1, near: null, places: new Map(), signedIn }
    return showAgain(c, sourcesPage(base, { typed, refusal: found }), found)
  }
  const { words, near } = found
  if (!near) {
    const kind = one(typed, 'kind')
    return goOn(c, `/sources?${new URLSearchParams({ ...(words ? { words } : {}), ...(kind ? { kind } : {}) })}`)
  }
  const page = Math.min(Math.max(Number.parseInt(one(typed, 'page') || '1', 10) || 1, 1), 1000)
  const hits = await look(c, typed, words, near, page)
  return show(c, sourcesPage({ typed, found: hits, now, page, near, places: await placesIn(c, hits), signedIn }))
})

web.get('/sources/near/print', async (c) => {
  const { near } = await lookingOf(c)
  return show(c, nearPrintForm({ typed: { near: near ?? '' } }))
})
web.post('/sources/near/print', only(anyone), async (c) => {
  const typed = await typedIn(c)
  const found = await asked(c, { near: typed.near })
  const near = isRefusal(found) ? null : found.near
  if (!near) {
    const refusal = isRefusal(found) ? found : refuse(noPlace, 422, { near: noPlace })
    return showAgain(c, nearPrintForm({ typed, refusal }), refusal)
  }
  const hits = await look(c, {}, '', near, 1)
  const { community } = c.var
  return show(c, nearPrintPage({ found: hits, now: new Date(), near, places: await placesIn(c, hits), community }))
})

/** Every shown source that has a place, by the post town of its area, with the numbers of the map. */
async function regions(c: Ctx): Promise<{ regions: Region[]; elsewhere: number }> {
  const { db, condition } = c.var.community
  const hidden = hiddenStages(await lookingOf(c), condition)
  const all = (await sourcesWhere(db, sql`state = 'shown'`)).filter(({ stages }) => inSight(stages, hidden))
  const where = await positionsOf(db, all)
  const placed = all.flatMap((source) => {
    const area = where.get(source.id)?.area
    return area ? [{ source, area }] : []
  })
  const towns = [...Map.groupBy(placed, ({ area }) => area)].map(([area, some]) => ({
    area,
    town: postTowns.get(area)!.town,
    sources: some.map(({ source }) => source),
  }))
  towns.sort((one, other) => one.town.localeCompare(other.town))
  return { regions: towns.map((one, at) => ({ ...one, number: at + 1 })), elsewhere: all.length - placed.length }
}

web.get('/sources/map', async (c) => {
  const { regions: all, elsewhere } = await regions(c)
  return show(c, mapPage(all, elsewhere))
})
web.get('/sources/map.svg', async (c) => {
  const { regions: all } = await regions(c)
  const marks = all.map(({ number, area }) => ({ ...postTowns.get(area)!, number }))
  return c.body(mapSvg(marks, null, 'Where the sources of the directory are'), 200, {
    'content-type': 'image/svg+xml',
    'cache-control': 'private, max-age=300',
  })
})

web.get('/sources/suggestions/new', async (c) => (isSignedIn(c.var.who) ? show(c, suggestPage()) : signInFirst(c)))
web.post('/sources/suggestions', only(members), async (c) => {
  const typed = await typedIn(c)
  const done = await act(c, suggestSource, typed)
  if (!isRefusal(done)) return goOn(c, '/sources', 'Thank you. Somebody at the charity will look at it.')
  return isSignedIn(c.var.who) ? showAgain(c, suggestPage({ typed, refusal: done }), done) : showRefusal(c, done)
})

/** A source that anybody may see; a suggestion is for the charity until it is decided. */
async function shownSource(c: Ctx): Promise<Source | null> {
  const id = c.req.param('id') ?? ''
  const source = isUuid(id) ? await sourceById(c.var.community.db, id) : null
  return source && (source.state !== 'suggested' || isModerator(c.var.who)) ? source : null
}

web.get('/sources/:id', async (c) => {
  const source = await shownSource(c)
  if (!source) return showRefusal(c, notFound('source'))
  const { who, community } = c.var
  const { db, condition } = community
  const topics = condition.topics.filter(({ id }) => source.topics.includes(id)).map(({ name }) => name)
  const says = await saysInWords(db, source.id, condition)
  const mine = isSignedIn(who) ? await saysOf(db, source.id, who.member) : null
  return show(c, sourcePage({ source, now: new Date(), says, mine, topics, keeps: isModerator(who) }))
})

web.get('/sources/:id/contact.vcf', async (c) => {
  const source = await shownSource(c)
  if (!source) return showRefusal(c, notFound('source'))
  const { url } = c.var.community
  const card = cardOf(source, hoursSentences(source.hours, new Date()), `${url}/sources/${source.id}`)
  return c.body(card, 200, {
    'content-type': 'text/vcard; charset=utf-8',
    'content-disposition': `attachment; filename="${source.name.replace(/[^\w -]+/g, '').trim() || 'contact'}.vcf"`,
  })
})

async function says(c: Ctx, sent?: { typed: Typed; refusal: Refusal }) {
  const { who, community } = c.var
  if (!isSignedIn(who)) return isReading(c) ? signInFirst(c) : showRefusal(c, pleaseSignIn)
  const source = await shownSource(c)
  if (!source) return showRefusal(c, notFound('source'))
  const mine = await saysOf(community.db, source.id, who.member)
  const page = saysPage(source, helpsChoices(community.condition), mine, sent)
  return sent ? showAgain(c, page, sent.refusal) : show(c, page)
}
web.get('/sources/:id/says', (c) => says(c))
web.post('/sources/:id/says', only(all(members, there(shownSource, 'source'))), async (c) => {
  const typed = await typedIn(c)
  const done = await act(c, sayItHelps, { helps: typed['helps[]'], source: c.req.param('id') })
  // The list goes by another name on the page.
  const named = (refusal: Refusal) => ({ ...refusal, fields: { 'helps[]': refusal.because } })
  return isRefusal(done)
    ? says(c, { typed, refusal: named(done) })
    : goOn(c, `/sources/${c.req.param('id')}`, 'Thank you. It is saved.')
})
web.post('/sources/:id/ended-says', only(all(members, there(shownSource, 'source'))), async (c) => {
  const done = await act(c, takeBackSay, { source: c.req.param('id') })
  return isRefusal(done) ? showRefusal(c, done) : goOn(c, `/sources/${c.req.param('id')}`, 'It is taken back.')
})
