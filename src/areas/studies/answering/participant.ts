/** Who answers on these pages: the pass in their cookie, and the code that gives them one. */

import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { LRUCache } from 'lru-cache'
import type { Typed } from '../../../kit/form.ts'
import { isRefusal, type Refusal, refuse } from '../../../kit/refuse.ts'
import { perform, type Task } from '../../../kit/task.ts'
import { type Ctx, goOn, showRefusal } from '../../../kit/web.ts'
import { visitor } from '../../../kit/who.ts'
import { forgetTries, mayTry } from '../../members/attempts.ts'
import { bareCode } from '../../members/paper-codes.ts'
import { slugOf } from '../doors.ts'
import { houseWords } from '../questionnaires/house-words.ts'
import { type Coming, comingBy, forMany, unknownCode } from './coming.ts'
import { type Participation, participationOf } from './keeping.ts'
import { agesAt, type Pass, passFor, passIn, passSeconds } from './pass.ts'

/** Only the study's own addresses hear of it, so the name cannot say that all of the host does. */
const cookie = (c: Ctx) => (c.var.community.url.startsWith('https:') ? '__Secure-taking-part' : 'taking-part')

export const answersAt = (slug: string) => `/studies/${slug}/answers`

/** The support team never sees who takes part, so no volunteer opens these pages for a caller. */
export const notByPhone = async (c: Ctx, next: () => Promise<void>) => {
  const because = 'Nobody who helps a caller may see this. The caller can ring the study itself.'
  return c.var.onThePhone ? showRefusal(c, refuse(because, 403)) : next()
}

/** Only this study's own addresses hear of it, and it ends with the browser or after two hours. */
export function givePass(c: Ctx, slug: string, kind: Pass['kind'], id: string) {
  const secure = c.var.community.url.startsWith('https:')
  const text = passFor(c.var.community, kind, id)
  setCookie(c, cookie(c), text, {
    path: `/studies/${slug}`,
    httpOnly: true,
    sameSite: 'Lax',
    secure,
    maxAge: passSeconds,
  })
}
export const dropPass = (c: Ctx) =>
  deleteCookie(c, cookie(c), { secure: c.var.community.url.startsWith('https:'), path: `/studies/${slugOf(c)}` })

export const passOf = (c: Ctx): Pass | null => {
  const given = c.req.header('cookie')?.includes(`${cookie(c)}=`) ? getCookie(c, cookie(c)) : undefined
  return given ? passIn(c.var.community, given) : null
}

/** Whoever answers here, when their pass is for this study; null when they have to type their code. */
export async function participantHere(c: Ctx, pass = passOf(c)): Promise<Participation | Refusal | null> {
  if (pass?.kind !== 'participant') return null
  const found = takeKept(c, pass.id) ?? (await participationOf(c.var.community.db, pass.id))
  if (!found || isRefusal(found)) return found
  if (found.study.slug !== slugOf(c) || found.withdrawn_at) return null
  // A page that is only read sets no cookie: a pass is made new when something is sent.
  if (c.req.method === 'POST' && agesAt(pass)) givePass(c, found.study.slug, 'participant', found.id)
  return found
}

/**
 * What was just kept, for the one page that the browser is sent on to at once: so that this page need not read it again.
 * Taken once, and only within a few seconds.
 */
const justKept = new LRUCache<string, Participation>({ max: 1000, ttl: 5000 })
const keptKey = (c: Ctx, participant: string) => `${c.var.community.id} ${participant}`
export const leaveKept = (c: Ctx, so: Participation) => justKept.set(keptKey(c, so.id), so)

function takeKept(c: Ctx, participant: string): Participation | undefined {
  const kept = justKept.get(keptKey(c, participant))
  if (kept) justKept.delete(keptKey(c, participant))
  // Whoever sends something is looked up: they may have withdrawn, or the study ended.
  return c.req.method === 'GET' ? kept : undefined
}

export const typeCode = (c: Ctx) => goOn(c, '/take-part', 'Please type your code to go on.')

/**
 * What a typed code leads to. Guessing is counted by the first letters of a code; a place's code is known to all, and a
 * thousand people who type it at once are no guessers.
 */
export async function comeBy(c: Ctx, typed: Typed): Promise<Coming | Refusal> {
  const { community } = c.var
  const text = String([typed.code].flat()[0] ?? '').trim()
  if (!text) return refuse(houseWords.typeCode, 422, { code: houseWords.typeCode })
  const coming = await comingBy(community.db, community, text)
  if (!isRefusal(coming) && coming.code && !coming.participant && forMany(coming.code)) return coming
  if (isRefusal(coming) && coming !== unknownCode) return coming
  const start = bareCode(text).slice(0, 4)
  const may = await mayTry(community, 'return code', start)
  if (isRefusal(may)) return refuse(may.because, may.status, { code: may.because })
  if (!isRefusal(coming)) await forgetTries(community, 'return code', start)
  return coming
}

/** Do a task as nobody in particular, whoever is signed in: the log must not say who takes part. */
export const unnamed = <Input, Outcome>(c: Ctx, what: Task<Input, Outcome>, input: unknown) =>
  perform(what, input, { community: c.var.community, who: visitor, via: 'web' })
