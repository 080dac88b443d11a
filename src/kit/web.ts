/** What an area's `web.ts` stands on: the request's community and person, forms, and doing tasks at the web door. */
import { type Context, Hono, type MiddlewareHandler } from 'hono'
import { addressBehind } from './client-address.ts'
import type { Communities, Community } from './community.ts'
import type { Config } from './config.ts'
import { cookieIn, dropCookie, keepCookie } from './cookies.ts'
import type { Signals } from './events.ts'
import type { Typed } from './form.ts'
import type { SentForm } from './form-reader.ts'
import { type Html, html } from './html.ts'
import type { Jobs } from './jobs.ts'
import { kept, type Made, madeOf } from './made.ts'
import { type Page, page, type Reader, unnamed } from './page.ts'
import { isRefusal, type Refusal, type RefusalStatus, refuse } from './refuse.ts'
import { headersOf } from './safety-headers.ts'
import { type Allows, type Door, perform, type Task } from './task.ts'
import type { Who } from './who.ts'

/** What the whole server shares. */
export interface Server {
  readonly config: Config
  readonly communities: Communities
  readonly signals: Signals
  readonly jobs: Jobs
}

export interface Env {
  /** `token`: of the session in the cookie, when its signature is ours */
  Variables: {
    server: Server
    community: Community
    /** whose request it is: their rights decide what is shown and done */
    who: Who
    /** staff who act for that person, such as a volunteer with a caller */
    by?: Who
    /** the door it came through; the web unless told */
    via?: Door
    /** what else has to agree to a task, such as the call that goes on */
    allows?: Allows
    /** whether a page may be opened, on a call; without one, its own rules decide alone */
    opens?: (path: string) => boolean
    /** that caller, and which call it is, while it goes on */
    onThePhone?: NonNullable<Reader['onThePhone']>
    token: string | null
    shown?: true
    /** the body, read once the gate has let the request in */
    form?: SentForm
    /** what else is asked once the form was read, before the route answers */
    formRead?: MiddlewareHandler<Env>
  }
  Bindings: { incoming: { socket: { remoteAddress?: string } } }
}

export type Ctx = Context<Env>

/** URLs of an area: `export const web = routes()`. */
export const routes = () => new Hono<Env>()

/** Who reads this page, and what was said to them after their last step. */
export function reader(c: Ctx): Reader {
  const said = cookieIn(c, 'said') ?? null
  if (said) dropCookie(c, 'said')
  return { community: c.get('community') ?? unnamed, who: c.get('who'), said, onThePhone: c.get('onThePhone') }
}

/** Answer with a page, compressed when the browser can read that. */
export async function show(c: Ctx, content: Page, status: 200 | RefusalStatus = 200): Promise<Response> {
  const asked = reader(c)
  const whole = String(await page(asked, content))
  const text = asked.onThePhone ? formsFor(asked.onThePhone.call, whole) : whole
  return send(c, status, madeOf(text), !asked.said)
}

/** The field in which a form says for which call it was shown, so that none is sent for somebody else by mistake. */
export const callField = 'on-the-phone'

const formsFor = (call: string, text: string) =>
  text.replace(
    /<form\b[^>]* method="post"[^>]*>/g,
    (form) => `${form}<input type="hidden" name="${callField}" value="${call}">`,
  )

/**
 * Answer with a page that is made once for all who get it alike.
 *
 * @param madeFrom everything that decides what the page says, except the community and the reader's role
 */
export async function showKept(c: Ctx, madeFrom: string, content: () => Promise<Page>): Promise<Response> {
  const asked = reader(c)
  if (asked.said || asked.onThePhone) return show(c, await content())
  const key = `${c.get('community').edition} ${asked.who.role} ${madeFrom}`
  return send(c, 200, await kept(key, async () => String(await page(asked, await content()))), true)
}

async function send(c: Ctx, status: 200 | RefusalStatus, made: Made, plain: boolean) {
  const gzip = /\bgzip\b/.test(c.req.header('accept-encoding') ?? '')
  const body = gzip ? await made.gzip() : made.bytes
  const { page, gzipPage } = headersOf(c.get('server').config)
  const headers = gzip ? gzipPage : page
  c.set('shown', true)
  // A page that is only read sets no cookie, so its headers need no merging.
  return plain && c.req.method === 'GET' ? new Response(body, { status, headers }) : c.body(body, status, headers)
}

/** Answer a form with the same page, the words typed still in it. */
export const showAgain = (c: Ctx, content: Page, refusal: Refusal) => show(c, content, refusal.status)

/** Answer with a page that says why not. */
export const showRefusal = (c: Ctx, refusal: Refusal, more?: Html) =>
  show(c, refusalPage(refusal, more), refusal.status)

/** Go on to another page, and say one sentence there. */
export function goOn(c: Ctx, to: string, say?: string) {
  if (say) keepCookie(c, 'said', say, 60)
  return c.redirect(to, 303)
}

/** What was sent with this request. A route without a gate has read nothing, and a mistake of ours is said as one. */
function formOf(c: Ctx): SentForm {
  const form = c.get('form')
  if (!form) throw new Error(`${c.req.method} ${c.req.path} reads a form that no gate let in.`)
  return form
}

/**
 * The fields of a form, as typed. A field named `x[]` or sent more than once is a list.
 * Files are left out; use `files`.
 */
export const typedIn = async (c: Ctx): Promise<Typed> => formOf(c).typed

/** The files sent under one name; empty ones are left out. */
export const files = async (c: Ctx, name: string): Promise<readonly File[]> => formOf(c).files.get(name) ?? []

/** What a script of ours sent as JSON. */
export const jsonIn = (c: Ctx): unknown => formOf(c).json

/** Do a task as the person who asks: at the web door, or at the phone desk for the caller. */
export const act = <Input, Outcome>(c: Ctx, what: Task<Input, Outcome>, input: unknown) =>
  perform(what, input, {
    community: c.var.community,
    who: c.var.who,
    by: c.var.by,
    via: c.var.via ?? 'web',
    allows: c.var.allows,
  })

/** The address a request came from: of the browser, also behind a proxy that the settings name. */
export const clientAddress = (c: Ctx) =>
  addressBehind(
    c.env?.incoming?.socket.remoteAddress,
    c.req.header('x-forwarded-for'),
    c.get('server').config.trustedProxies,
  )

/** Whether this request only reads. The gate of a form says itself who must sign in. */
export const isReading = (c: Ctx) => c.req.method === 'GET' || c.req.method === 'HEAD'

/** Where to send someone who must sign in first; they come back to where they were. */
export const signInFirst = (c: Ctx) =>
  c.redirect(`/sign-in?then=${encodeURIComponent(new URL(c.req.url).pathname)}`, 303)

/** For what stands before many addresses: a page asks to sign in first, a form's own gate says so and gives it back. */
export const signInOrGate = (c: Ctx, next: () => Promise<void>) => (isReading(c) ? signInFirst(c) : next())

/** A whole number from a query string, at least one. */
export const pageNumber = (c: Ctx) =>
  Math.min(Math.max(Number.parseInt(c.req.query('page') ?? '1', 10) || 1, 1), 1_000_000)

/** Only addresses on this site are gone to. */
export const safePath = (to: string | undefined, otherwise: string) =>
  to && /^\/(?![/\\])[^\s\\]*$/.test(to) ? to : otherwise

export { isRefusal, refuse }

const headings: Record<number, string> = {
  401: 'Please sign in',
  403: 'Not open to you here',
  404: 'We could not find that',
  410: 'This is gone',
  413: 'That is too big',
  429: 'Please wait a little',
}

export function refusalPage(refusal: Refusal, more?: Html): Page {
  const heading = headings[refusal.status] ?? 'That did not work'
  return {
    title: heading,
    body: html`<h1>${heading}</h1>
<p>${refusal.because}</p>
${more ?? ''}
<p><a href="/">Go to the first page</a></p>`,
  }
}
