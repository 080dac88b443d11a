/**
 * 20,000 requests that nobody should send, over every route and by five kinds of people: repeated fields, wrong types,
 * odd letters, bodies cut short, forms of one route sent to another. Nothing is answered with 500, and nothing costs
 * more than a second of CPU. The draws are the same at every run; `SEED=N npm test -- attack/fuzz` draws others.
 */
import assert from 'node:assert/strict'
import http from 'node:http'
import { test } from 'node:test'
import { webApp } from '../../src/doors/web/app.ts'
import { newId } from '../../src/kit/brand.ts'
import type { Role } from '../../src/kit/who.ts'
import { samples } from '../bad-input/samples.ts'
import { makeWorld } from '../bad-input/world.ts'
import { type Person, person, testServer } from '../harness.ts'

const requests = 20_000
const atOnce = 10
const seed = Number(process.env.SEED ?? 1)

const server = await testServer()
const world = await makeWorld(server)
const { db } = server.community
const routes = webApp(server.server).routes.filter(
  ({ method, path }) => /^(GET|POST)$/.test(method) && !path.includes('*'),
)
const patterns = [...new Set(routes.map(({ method, path }) => `${method} ${path}`))].sort()

/** Mulberry32: small, and the same on every machine. */
let state = seed
function draw() {
  state = (state + 0x6d2b79f5) | 0
  let t = Math.imul(state ^ (state >>> 15), 1 | state)
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
}
const below = (n: number) => Math.floor(draw() * n)
const pick = <One>(from: readonly One[]): One => from[below(from.length)]!
const chance = (p: number) => draw() < p

const roles: readonly Role[] = ['visitor', 'member', 'moderator', 'steward', 'researcher']
const people = new Map<Role, Person>()
const someone = async (role: Role) => {
  const known = people.get(role)
  // Who was erased, left or signed out on the way is replaced.
  if (known && !chance(0.02)) return known
  const fresh = await person(server, 'Fuzz', role)
  people.set(role, fresh)
  return fresh
}

const odd = [
  '',
  ' ',
  '0',
  '-1',
  '1e400',
  'NaN',
  'null',
  '[object Object]',
  'true',
  '\u0000',
  '\ufffd',
  '\ud800',
  '\u202Eabc',
  '😀'.repeat(50),
  'a\u0301'.repeat(300),
  '%00',
  '%ff',
  "'; drop table member; --",
  '<script>alert(1)</script>',
  '{{7*7}}',
  '../../etc/passwd',
  '9'.repeat(400),
  '99999999999999999999',
  '2026-02-30',
  '31/12/275761',
  '12:61',
  'x'.repeat(30_000),
  'a,'.repeat(5000),
  '\n'.repeat(5000),
  '('.repeat(2000),
  '*_~`['.repeat(1500),
  '=cmd|calc',
  'constructor',
  '__proto__',
]
const oddNames = ['__proto__', 'constructor', 'toString', 'a[b][c]', 'a.b', '', '[]', 'once', 'on-the-phone', 'then']

/** Ids and names that stand for something, so that not every address is refused at the first look. */
const real = [
  world.conversation,
  world.circle,
  world.request,
  world.invitation,
  world.matter,
  world.held,
  world.other.id,
  world.code,
  'among',
  'closed',
  '1',
  newId(),
]
const part = () => encodeURIComponent((chance(0.6) ? pick(real) : pick(odd)).toWellFormed().slice(0, 2000))
const pathOf = (pattern: string) => pattern.replace(/:\w+(\{[^}]*\})?/g, part)

const names = ['q', 'page', 'ahead', 'then', 'near', 'kind', 'code', 'after', 'words', 'circle', 'what', 'stage', 'key']
const query = () =>
  chance(0.5)
    ? ''
    : `?${Array.from({ length: 1 + below(4) }, () => `${pick(names)}=${chance(0.1) ? pick(['%', '%00', '%ff%fe', '+']) : encodeURIComponent(pick(odd).toWellFormed().slice(0, 3000))}`).join('&')}`

interface Good {
  readonly me: Person
  readonly path: string
  readonly fields: Record<string, string>
}

/** What its sample says is good at a route, for the person it is good for. Made a few times, then drawn from. */
const made = new Map<string, Good[]>()
async function goodAt(route: string): Promise<Good | null> {
  const sample = samples[route]
  if (!sample) return null
  const known = made.get(route) ?? []
  if (known.length > 1 && !chance(0.01)) return pick(known)
  const me = await person(server, 'Fuzz', sample.as)
  const good = {
    me,
    path: (await sample.to?.(world, me)) ?? route,
    fields: (await sample.fields?.(world, me)) ?? {},
  }
  made.set(route, [good, ...known].slice(0, 3))
  return good
}

/** What a form may hold: the good fields of its route, spoilt. */
async function fieldsFor(pattern: string): Promise<[string, string][]> {
  const found = await goodAt(chance(0.9) ? pattern : pick(Object.keys(samples)))
  const good = Object.entries(found?.fields ?? {})
  const fields: [string, string][] = []
  for (const [name, value] of good) {
    if (chance(0.1)) continue
    fields.push([name, chance(0.3) ? pick(odd) : value])
    // The same field twice, or as a list: what a page expects one of, it gets two of.
    if (chance(0.15)) fields.push([name, pick(odd)])
    if (chance(0.1)) fields.push([`${name}[]`, pick(odd)])
  }
  if (chance(0.2)) fields.push([pick(oddNames), pick(odd)])
  if (chance(0.03)) for (let n = 0; n < 900; n++) fields.push([`${pick(names)}[]`, String(n)])
  return fields
}

const encoded = (fields: readonly [string, string][]) =>
  fields.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value.toWellFormed())}`).join('&')

const inParts = (fields: readonly [string, string][], file: string | null) =>
  `${fields.map(([name, value]) => `--x\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`).join('')}${file ? `--x\r\ncontent-disposition: form-data; name="${file}"; filename="a.${pick(['docx', 'qdpx', 'csv', 'lss', 'json', 'jpg', 'mbox'])}"\r\ncontent-type: ${pick(['text/csv', 'image/jpeg', 'application/zip'])}\r\n\r\n${pick(['', 'PK\u0003\u0004', '<', '{"a":', 'a,b\n"', 'From x\n'])}${'y'.repeat(below(3000))}\r\n` : ''}--x--\r\n`

interface Attempt {
  readonly method: string
  readonly path: string
  readonly headers: Record<string, string>
  readonly body: string | null
  /** the connection ends before the body does */
  readonly cut: boolean
  readonly who: Role
}

async function attempt(pattern: string): Promise<Attempt> {
  const [method = '', route = ''] = pattern.split(' ', 2)
  const good = await goodAt(route)
  // Half of what is sent comes from the one who may send it: the rest of the house lies behind that.
  const me = good && chance(0.5) ? good.me : await someone(pick(roles))
  const who = me.who.role
  const headers: Record<string, string> = {
    host: new URL(server.url).host,
    cookie: await me.cookie(),
    origin: server.url,
  }
  if (chance(0.05))
    headers.cookie = pick(['session=x.y', 'session=%00', 'said=%E0%A4%A', `call=${newId()}`, 'session='.repeat(50)])
  if (chance(0.1)) headers['accept-language'] = pick(['cy', 'x'.repeat(2000), '*;q=2', 'ar'])
  if (chance(0.05)) headers['x-forwarded-for'] = pick(['', '::::', '1.2.3.4, 5', 'x'.repeat(500)])
  const path = (good && chance(0.6) ? good.path : pathOf(route)) + query()
  if (method === 'GET') return { method: chance(0.1) ? 'HEAD' : 'GET', path, headers, body: null, cut: false, who }
  const fields = await fieldsFor(route)
  const type = pick(['form', 'form', 'form', 'parts', 'json', 'nonsense'])
  headers['content-type'] = {
    form: 'application/x-www-form-urlencoded',
    parts: 'multipart/form-data; boundary=x',
    json: 'application/json',
    nonsense: pick(['text/plain', 'multipart/form-data', 'application/x-www-form-urlencoded; charset=utf-16']),
  }[type]!
  const body =
    type === 'parts'
      ? inParts(fields, chance(0.6) ? pick(['file', 'photo_1', 'codebook', 'photos', 'x']) : null)
      : type === 'json'
        ? pick([
            '{',
            '[]',
            'null',
            '{"response":{"id":1}}',
            '['.repeat(5000),
            JSON.stringify(Object.fromEntries(fields)),
          ])
        : encoded(fields)
  return { method, path, headers, body, cut: chance(0.04), who }
}

const agent = new http.Agent({ keepAlive: true, maxSockets: atOnce })

/** @returns the status; 0 when the connection was cut, by either side */
function send({ method, path, headers, body, cut }: Attempt): Promise<number> {
  return new Promise((resolve) => {
    const length = body === null ? {} : { 'content-length': Buffer.byteLength(body) + (cut ? 50 : 0) }
    const sent = http.request(
      { host: '127.0.0.1', port: server.port, method, path, headers: { ...headers, ...length }, agent },
      (answer) => {
        if (answer.headers['content-type']?.startsWith('text/event-stream')) sent.destroy()
        answer.resume()
        answer.on('close', () => resolve(answer.statusCode ?? 0))
      },
    )
    sent.on('error', () => resolve(0))
    if (body !== null) sent.write(body)
    if (cut) setTimeout(() => sent.destroy(), 20)
    else sent.end()
  })
}

const cpu = () => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

test('20,000 requests that nobody should send: no 500, and none over a second of CPU', {
  timeout: 10 * 60_000,
}, async (t) => {
  const seen = new Map<number, number>()
  const wrong: string[] = []
  const slow: string[] = []
  const tell = ({ method, path, who, headers, body }: Attempt) =>
    `${who}: ${method} ${path.slice(0, 200)} ${headers['content-type'] ?? ''} ${body?.slice(0, 400) ?? ''}`
  const logged = t.mock.method(console, 'error', () => {})
  const began = performance.now()
  let number = 0
  while (number < requests) {
    // Limits on tries would otherwise answer for most of what comes later.
    if (number % 500 === 0) await db.deleteFrom('attempt').execute()
    const batch = await Promise.all(
      Array.from({ length: atOnce }, (_, n) => attempt(patterns[(number + n) % patterns.length]!)),
    )
    const before = cpu()
    const statuses = await Promise.all(batch.map(send))
    number += batch.length
    for (const [at, status] of statuses.entries()) {
      seen.set(status, (seen.get(status) ?? 0) + 1)
      if (status >= 500) wrong.push(`${status} ${tell(batch[at]!)}`)
    }
    if (cpu() - before < 1000) continue
    for (const one of batch) {
      const alone = cpu()
      await send(one)
      if (cpu() - alone > 1000) slow.push(`${Math.round(cpu() - alone)} ms ${tell(one)}`)
    }
  }
  const bugs = logged.mock.calls.map(({ arguments: said }) => String(said[0])).filter((line) => line.includes('bug in'))
  agent.destroy()
  t.diagnostic(
    `${number} requests in ${Math.round((performance.now() - began) / 1000)} s: ${[...seen]
      .sort()
      .map(([status, n]) => `${status}: ${n}`)
      .join(', ')}`,
  )
  assert.deepEqual(wrong.slice(0, 5), [], `${wrong.length} answered with 500. ${bugs.slice(0, 3).join('\n')}`)
  assert.deepEqual(bugs.slice(0, 3), [])
  assert.deepEqual(slow, [])
  // Some of it gets through, or the doors were not what was tried.
  assert.ok((seen.get(200) ?? 0) > requests / 50 && (seen.get(303) ?? 0) > requests / 100)
})
