/**
 * What stands before every route that takes a body: who may send it, and whether what it is about is there.
 * Both are decided before a byte of the body is read. Only then is the form read, once, with limits.
 */
import type { MiddlewareHandler } from 'hono'
import { type FormLimits, formLimits, MB, readForm, readJson, type SentForm } from './form-reader.ts'
import { html } from './html.ts'
import { type Allowed, isRefusal, notFound, type Refusal, refuse, yes } from './refuse.ts'
import { hasWords, signedOutFormPage } from './signed-out-page.ts'
import { type Ctx, type Env, show, showRefusal } from './web.ts'
import { isHelper, isModerator, isSignedIn, isSteward, type Who } from './who.ts'

/** May this request come in? Yes, why not, or an answer of its own. It must neither read the body nor change anything. */
export type Guard = (c: Ctx) => Allowed | Response | Promise<Allowed | Response>

/** How the body of a route is read, once the request is in. */
export interface Reading {
  read(c: Ctx): SentForm | Refusal | Promise<SentForm | Refusal>
  /** How much is read of somebody who is signed out, only to give it back to them. Files never are. */
  readonly toGiveBack?: FormLimits
}

const KB = 1024
const givenBack: FormLimits = { ...formLimits, words: 256 * KB, files: 0, leaveOut: true, most: 300 * KB }

const upTo = (limits: Partial<FormLimits>): Reading => ({
  read: (c) => readForm(c.req.raw, { ...formLimits, ...limits }),
  ...(limits.files ? {} : { toGiveBack: givenBack }),
})

/** A form in which people type and choose. */
export const plainForm: Reading = upTo({})
/** A form with one very long field, such as a transcript. */
export const longForm = (bytes: number): Reading => upTo({ words: bytes })
/** A form with files: refused whole when they are too big. */
export const upload = (bytes: number, words: number = MB): Reading => upTo({ files: bytes, words })
/** A form with words and photos: a photo that is too big is left out, and the words are kept. */
export const photoForm = (photoBytes: number): Reading => ({
  read: (c) => readForm(c.req.raw, { ...formLimits, files: photoBytes, leaveOut: true, most: 120 * MB }),
})
/** JSON that a script of ours sends. */
export const jsonBody: Reading = { read: (c) => readJson(c.req.raw) }
/** A route that reads its body itself, as it comes. */
export const asItComes: Reading = { read: () => ({ typed: {}, files: new Map() }) }

const gates = new WeakSet<MiddlewareHandler<Env>>()

/** Whether a handler is a gate, for the test that no route is without one. */
export const isGate = (handler: unknown) => gates.has(handler as MiddlewareHandler<Env>)

/**
 * The gate of a route that takes a body.
 *
 * @param guard who may send it, and whether what it is about is there
 * @param reading how its body is read
 * @example
 * web.post('/me/name', only(members), async (c) => {
 *   const typed = await typedIn(c)
 *   …
 * })
 */
export function only(guard: Guard, reading: Reading = plainForm): MiddlewareHandler<Env> {
  const gate: MiddlewareHandler<Env> = async (c, next) => {
    const answer = await guard(c as Ctx)
    if (answer instanceof Response) return answer
    if (isRefusal(answer)) return (await giveBack(c as Ctx, answer, reading)) ?? turnedAway(c as Ctx, answer)
    const form = await reading.read(c as Ctx)
    if (isRefusal(form)) return showRefusal(c as Ctx, form)
    c.set('form', form)
    const then = c.get('formRead')
    return then ? then(c, next) : next()
  }
  gates.add(gate)
  return gate
}

/** The form of somebody whose session has ended: it is decided that they may not send it, but it is still theirs. */
async function giveBack(c: Ctx, refusal: Refusal, { toGiveBack }: Reading) {
  if (refusal.status !== 401 || !toGiveBack) return null
  const form = await readForm(c.req.raw, toGiveBack)
  if (isRefusal(form) || !hasWords(form.typed)) return null
  return show(c, signedOutFormPage(new URL(c.req.url).pathname, form.typed), 401)
}

/** Say why not. Who is not signed in is shown where to. */
export function turnedAway(c: Ctx, refusal: Refusal) {
  if (refusal.status !== 401) return showRefusal(c, refusal)
  return showRefusal(c, refusal, html`<p><a class="button" href="/sign-in">Sign in</a></p>`)
}

/** All of these, in this order; the first that does not say yes answers. */
export const all =
  (...guards: readonly Guard[]): Guard =>
  async (c) => {
    for (const guard of guards) {
      const answer = await guard(c)
      if (answer !== yes) return answer
    }
    return yes
  }

/** Open to visitors: joining, signing in, reporting, taking part. */
export const anyone: Guard = () => yes

export const pleaseSignIn = refuse('Please sign in first.', 401)

export const members: Guard = (c) => (isSignedIn(c.var.who) ? yes : pleaseSignIn)

/** Who sits at the keyboard: on a call, the volunteer who acts for the caller. */
export const volunteerOf = (c: Ctx): Who => c.var.by ?? c.var.who

/** People of a role, once they have given their second step; `holds` is asked of whoever sits at the keyboard. */
export const role =
  (holds: (who: Who) => boolean, because: string): Guard =>
  (c) => {
    const who = volunteerOf(c)
    if (!isSignedIn(who)) return pleaseSignIn
    if (holds(who)) return yes
    if (who.roleHeld !== who.role && holds({ ...who, role: who.roleHeld })) return c.redirect('/second-step', 303)
    return refuse(because, 403)
  }

export const helpers = role(isHelper, 'This page is for helpers.')
export const moderators = role(isModerator, 'This page is for moderators.')
export const stewards = role(isSteward, 'This page is for stewards.')
export const researchers = role((who) => who.role === 'researcher', 'This page is for researchers.')

/**
 * What the address names must be there, for this person.
 *
 * @param find what it names; null, a refusal or an answer of its own when it is not there
 * @param what it would be, in a word, for "We could not find that …"
 */
export const there =
  (find: (c: Ctx) => unknown, what?: string): Guard =>
  async (c) => {
    const found = await find(c)
    if (found instanceof Response || isRefusal(found)) return found as Response | (Allowed & Refusal)
    return found ? yes : notFound(what)
  }
