/** Slips at the desk's addresses, and the page that a QR code leads to. */

import { isUuid } from '../../kit/brand.ts'
import { foreignFile, readForeign } from '../../kit/foreign-file.ts'
import type { Sent, Typed } from '../../kit/form.ts'
import { MB } from '../../kit/form-reader.ts'
import { all, moderators, only, there, upload } from '../../kit/gate.ts'
import { pictureLimits } from '../../kit/pictures.ts'
import { place } from '../../kit/places.ts'
import { isRefusal, notFound, type Refusal, refuse } from '../../kit/refuse.ts'
import {
  act,
  type Ctx,
  files,
  goOn,
  routes,
  show,
  showAgain,
  showRefusal,
  signInOrGate,
  typedIn,
} from '../../kit/web.ts'
import { isModerator, isSignedIn } from '../../kit/who.ts'
import { codeWords, readSlipCode } from './codes.ts'
import { codePage, foundPage, newPaperPage, paperPage, slipPage, slipsPage } from './desk-pages.ts'
import type { codesIn } from './photograph.ts'
import { keptSlips, openPapers, type SlipRow, slipByCode } from './slip-store.ts'
import { closePaper, closeSlip, keepPaper, keepSlip, keyInSlip } from './slips.ts'

export const desk = routes()

place({
  on: 'desk',
  href: '/desk/slips',
  label: 'Slips that came back',
  about: 'Key in what members wrote on paper.',
  position: 30,
})

desk.get('/s/:code', async (c) => {
  const code = readSlipCode(c.req.param('code'))
  if (code && isModerator(c.var.who)) return c.redirect(`/desk/slips/${code}`, 303)
  return show(c, codePage(code, c.var.community.settings.letterPhone ?? null), code ? 200 : 404)
})

for (const path of ['/desk/slips', '/desk/slips/*', '/desk/papers', '/desk/papers/*'])
  desk.use(path, async (c, next) => {
    if (isModerator(c.var.who)) return next()
    return isSignedIn(c.var.who) ? showRefusal(c, refuse('The desk is for moderators.', 403)) : signInOrGate(c, next)
  })

async function allSlips(c: Ctx, sent?: Sent) {
  const { db } = c.var.community
  const page = slipsPage(await keptSlips(db), await openPapers(db), sent)
  return sent?.refusal ? showAgain(c, page, sent.refusal) : show(c, page)
}

/** A code that was typed leads to its slip. */
desk.get('/desk/slips', async (c) => {
  const typed = c.req.query('code')
  if (!typed) return allSlips(c)
  const slip = await slipTyped(c, typed)
  if (slip) return c.redirect(`/desk/slips/${slip.code}`, 303)
  const because = readSlipCode(typed)
    ? 'We do not know this code. If the letters are right, keep it as a letter without a code.'
    : 'This is not a code. Please look at the letters again.'
  return allSlips(c, { typed: { code: typed }, refusal: refuse(because, 404, { code: because }) })
})

async function slipTyped(c: Ctx, typed: string): Promise<SlipRow | null> {
  const code = readSlipCode(typed)
  return code ? slipByCode(c.var.community.db, code) : null
}

const photographs = foreignFile<typeof codesIn>(new URL('./photograph.ts', import.meta.url), 'codesIn', pictureLimits)

desk.post('/desk/slips/photographs', only(moderators, upload(12 * MB)), async (c) => {
  const [photo] = await files(c, 'photo')
  const no = (because: string) => allSlips(c, { refusal: refuse(because, 422, { photo: because }) })
  if (!photo) return no('Choose a photo of the slips.')
  const codes = await readForeign(photographs, 'photo', new Uint8Array(await photo.arrayBuffer()))
  if (isRefusal(codes)) return allSlips(c, { refusal: codes })
  if (codes.length === 0)
    return no('We could not find a code on this photo. Try again with more light, or type the code.')
  const slips: SlipRow[] = []
  for (const code of codes) {
    const slip = await slipByCode(c.var.community.db, code)
    if (slip) slips.push(slip)
  }
  if (codes.length === 1 && slips[0]) return c.redirect(`/desk/slips/${slips[0].code}`, 303)
  return show(c, foundPage(codes, slips))
})

async function oneSlip(c: Ctx, sent?: Sent) {
  const slip = await slipTyped(c, c.req.param('code') ?? '')
  if (!slip) return showRefusal(c, notFound('slip'))
  const again = c.req.query('again') === 'yes' || sent?.typed?.again === 'yes'
  const page = slipPage({ slip, became: await becamePlace(c, slip), again, sent })
  return sent?.refusal ? showAgain(c, page, sent.refusal) : show(c, page)
}

/** Where a post that a slip became can be read. */
async function becamePlace(c: Ctx, { state, subject, answer }: SlipRow): Promise<string | null> {
  if (state !== 'done' || !subject || !answer.task?.startsWith('conversations.')) return null
  const post = await c.var.community.db
    .selectFrom('post')
    .select(['conversation', 'number'])
    .where('id', '=', subject)
    .executeTakeFirst()
  return post?.number ? `/conversations/${post.conversation}/${post.number}` : null
}

desk.get('/desk/slips/:code', (c) => oneSlip(c))

desk.post('/desk/slips/:code/answers', only(all(moderators, there(slipHere, 'slip'))), async (c) => {
  const typed = await typedIn(c)
  const code = c.req.param('code')
  const slip = await slipTyped(c, code)
  if (!slip) return showRefusal(c, notFound('slip'))
  const said = saidIn(slip, typed)
  const keyed = await act(c, keyInSlip, { code, said, again: typed.again === 'yes' ? 'yes' : undefined })
  if (isRefusal(keyed)) return oneSlip(c, { typed, refusal: byField(keyed) })
  const say =
    keyed.state === 'done'
      ? `The slip of ${slip.name} is keyed in.`
      : `The slip of ${slip.name} waits for a person. ${keyed.because ?? ''}`
  return goOn(c, '/desk/slips', say.trim())
})

/** Only the fields that stand on the slip. */
const saidIn = ({ answer }: SlipRow, typed: Typed) =>
  Object.fromEntries(answer.asks.map(({ field }) => [field, [typed[field]].flat()[0] ?? '']))

/** "said.words" is the field "words" of the form. */
const byField = (refusal: Refusal): Refusal => ({
  ...refusal,
  fields: Object.fromEntries(Object.entries(refusal.fields).map(([name, says]) => [name.replace(/^said\./, ''), says])),
})

desk.post('/desk/slips/:code/keeping', only(all(moderators, there(slipHere, 'slip'))), async (c) => {
  const typed = await typedIn(c)
  const kept = await act(c, keepSlip, { code: c.req.param('code'), note: typed.note })
  if (isRefusal(kept)) return kept.status === 422 ? oneSlip(c, { typed, refusal: kept }) : showRefusal(c, kept)
  return goOn(c, '/desk/slips', `Slip ${codeWords(readSlipCode(c.req.param('code'))!)} waits for a person.`)
})

desk.post('/desk/slips/:code/closing', only(all(moderators, there(slipHere, 'slip'))), async (c) => {
  const typed = await typedIn(c)
  const slip = await slipTyped(c, c.req.param('code'))
  if (!slip) return showRefusal(c, notFound('slip'))
  const closed = await act(c, closeSlip, { slip: slip.id, done: typed.done })
  if (!isRefusal(closed)) return goOn(c, '/desk/slips', 'Thank you. They read it in their next letter.')
  return closed.status === 422 ? oneSlip(c, { typed, refusal: closed }) : showRefusal(c, closed)
})

desk.get('/desk/papers/new', (c) => show(c, newPaperPage()))
desk.post('/desk/papers', only(moderators), async (c) => {
  const typed = await typedIn(c)
  const kept = await act(c, keepPaper, typed)
  if (isRefusal(kept)) return showAgain(c, newPaperPage({ typed, refusal: kept }), kept)
  return goOn(c, '/desk/slips', 'The letter is kept for a person.')
})

async function onePaper(c: Ctx, sent?: Sent) {
  const id = c.req.param('id') ?? ''
  const paper = isUuid(id) ? (await openPapers(c.var.community.db)).find((one) => one.id === id) : undefined
  if (!paper) return showRefusal(c, notFound('letter'))
  const page = paperPage(paper, sent)
  return sent?.refusal ? showAgain(c, page, sent.refusal) : show(c, page)
}

desk.get('/desk/papers/:id', (c) => onePaper(c))
desk.post('/desk/papers/:id/closing', only(all(moderators, there(paperHere, 'letter'))), async (c) => {
  const typed = await typedIn(c)
  const closed = await act(c, closePaper, { paper: c.req.param('id'), done: typed.done })
  if (!isRefusal(closed)) return goOn(c, '/desk/slips', 'Thank you. It is done.')
  return closed.status === 422 ? onePaper(c, { typed, refusal: closed }) : showRefusal(c, closed)
})

function slipHere(c: Ctx) {
  return slipTyped(c, c.req.param('code') ?? '')
}

async function paperHere(c: Ctx) {
  const id = c.req.param('id') ?? ''
  return isUuid(id) && (await openPapers(c.var.community.db)).some((one) => one.id === id)
}
