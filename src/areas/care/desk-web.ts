/** The desk at the web door. */

import { isUuid } from '../../kit/brand.ts'
import type { Sent } from '../../kit/form.ts'
import { all, moderators, only, there } from '../../kit/gate.ts'
import { html, nothing, raw, when } from '../../kit/html.ts'
import { place, placesOn } from '../../kit/places.ts'
import { isRefusal, notFound, refuse } from '../../kit/refuse.ts'
import {
  act,
  type Ctx,
  goOn,
  pageNumber,
  routes,
  show,
  showAgain,
  showRefusal,
  signInOrGate,
  typedIn,
} from '../../kit/web.ts'
import { isModerator } from '../../kit/who.ts'
import { type PostForCare, postForCare } from '../conversations/moderating.ts'
import { standingWords } from '../conversations/standing.ts'
import { decide, mayDecideOn, readMark } from './deciding.ts'
import { countDecisions, decided, decisionAbout, decisionById, lastAsked } from './decision-store.ts'
import { decidedPage, deskPage, matterPage, waitingPage } from './desk-pages.ts'
import { shownBefore } from './people-store.ts'
import type { MatterKind } from './rules.ts'
import { countWaiting, type Matter, matterById, otherReports, type WaitingCounts, waiting } from './store.ts'

export const web = routes()

interface Tray {
  readonly name: 'held' | 'reported' | 'appeals'
  readonly title: string
  readonly about: string
  readonly kinds: readonly MatterKind[]
}

const trays: readonly Tray[] = [
  { name: 'held', title: 'Posts that wait', about: 'Nobody else can read these yet.', kinds: ['held'] },
  {
    name: 'reported',
    title: 'Reports and complaints',
    about: 'Somebody says that something is wrong.',
    kinds: ['report', 'complaint'],
  },
  {
    name: 'appeals',
    title: 'Second looks',
    about: 'Somebody thinks that a decision was wrong. Someone who did not make it looks again.',
    kinds: ['appeal'],
  },
]

trays.forEach(({ name, title, about }, index) => {
  place({ on: 'desk', href: `/desk/${name}`, label: title, about, position: 10 + index })
})
place({
  on: 'desk',
  href: '/desk/decided',
  label: 'Decided',
  about: 'What was decided, why and by whom.',
  position: 20,
})

web.use('/desk', moderatorsOnly)
web.use('/desk/*', moderatorsOnly)

async function moderatorsOnly(c: Ctx, next: () => Promise<void>) {
  if (isModerator(c.var.who)) return next()
  if (!c.var.who.member) return signInOrGate(c, next)
  return showRefusal(c, refuse('The desk is for moderators.', 403))
}

web.get('/desk', async (c) => show(c, deskPage(await countWaiting(c.var.community.db), placesOn('desk', c.var.who))))

for (const { name, title, about, kinds } of trays) {
  const path = `/desk/${name}`
  web.get(path, async (c) => {
    const { db } = c.var.community
    const page = pageNumber(c)
    const counts: WaitingCounts = await countWaiting(db)
    return show(
      c,
      waitingPage({ title, path, about, page, total: counts[name], matters: await waiting(db, kinds, page) }),
    )
  })
}

web.get('/desk/decided', async (c) => {
  const { db } = c.var.community
  const page = pageNumber(c)
  return show(c, decidedPage(await decided(db, page), page, await countDecisions(db)))
})

web.get('/desk/matters/:id', (c) => showMatter(c))

web.post('/desk/matters/:id/decision', only(all(moderators, there(matterHere))), async (c) => {
  const typed = await typedIn(c)
  const outcome = await act(c, decide, { ...typed, matter: c.req.param('id') })
  if (isRefusal(outcome)) return showMatter(c, { typed, refusal: outcome })
  const tray = outcome.kind === 'held' ? 'held' : outcome.kind === 'appeal' ? 'appeals' : 'reported'
  return goOn(c, `/desk/${tray}`, 'Decided. Those it concerns are told.')
})

async function showMatter(c: Ctx, sent?: Sent) {
  const { who, community } = c.var
  const { db } = community
  const id = c.req.param('id') ?? ''
  const matter = isUuid(id) ? await matterById(db, id) : null
  if (!matter) return showRefusal(c, notFound())
  const may = await mayDecideOn(matter, { db: db as never, who })
  const content = matterPage({
    matter,
    post: await postOf(c, matter),
    read: matter.kind === 'held' ? await readMark(db, matter.post) : null,
    asked: matter.reasons.includes('changed') && matter.post ? await lastAsked(db, matter.post) : null,
    shownBefore: matter.writer ? await shownBefore(db, matter.writer) : null,
    others: matter.kind === 'report' && matter.post && !matter.decided_at ? await otherReports(db, matter) : [],
    first: matter.appeals ? await decisionById(db, matter.appeals) : null,
    decision: await decisionAbout(db, matter.id),
    not: isRefusal(may) ? may : null,
    sent,
  })
  return sent?.refusal ? showAgain(c, content, sent.refusal) : show(c, content)
}

/** The post as its readers see it or would see it, with the conversation it is in. */
async function postOf(c: Ctx, matter: Matter) {
  const post = matter.post ? await postForCare(c.var.community.db, matter.post) : null
  return post ? postHtml(post) : nothing
}

function postHtml(post: PostForCare) {
  const { who, restsOn, more } = standingWords(post)
  return html`<article class="post">
<h3>${when(post.number, () => html`<a href="/conversations/${post.conversation}/${post.number}">Post ${post.number}</a> in `)}<a href="/conversations/${post.conversation}">${post.title}</a>, ${post.circle_name}${when(post.reply_to, () => html`, in reply to post ${post.reply_to}`)}</h3>
<p class="standing">${who}. ${restsOn}.${more.map((line) => html` ${line}.`)}</p>
<div class="words">${raw(post.html)}</div>
${post.photos.map((photo) => html`<p><img src="/photos/${photo.id}" alt="${photo.description}"></p><p class="hint">${photo.description}${when(photo.of_people, () => html` It shows people.`)}</p>`)}
</article>`
}

async function matterHere(c: Ctx) {
  const id = c.req.param('id') ?? ''
  return isUuid(id) ? matterById(c.var.community.db, id) : null
}
