/**
 * Who may send something, and whether what it is about is there, is decided before a byte of it is read. Each route is
 * sent the head of a request whose body never comes: an answer shows that nobody waited for it.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { webApp } from '../../src/doors/web/app.ts'
import { newId } from '../../src/kit/brand.ts'
import { isGate } from '../../src/kit/gate.ts'
import type { Role } from '../../src/kit/who.ts'
import { samples } from '../bad-input/samples.ts'
import { makeWorld } from '../bad-input/world.ts'
import { person, testServer } from '../harness.ts'
import { postHead, raw } from './raw.ts'

const server = await testServer()
const world = await makeWorld(server)
const all = webApp(server.server).routes.filter(
  ({ method, path }) => !/^(GET|ALL)$/.test(method) && !path.includes('*'),
)
const routes = [...new Set(all.filter(({ method }) => method === 'POST').map(({ path }) => path))].sort()

test('every route that takes a body has a gate, and none takes one by another method', () => {
  assert.deepEqual([...new Set(all.map(({ method }) => method))], ['POST'])
  const open = routes.filter((route) => !all.some(({ path, handler }) => path === route && isGate(handler)))
  assert.deepEqual(open, [], 'Give these routes an only(…).')
})

/** A form with a file, as a browser begins to send it. */
const beginning = (path: string, cookie: string) =>
  postHead(server.url, path, {
    cookie,
    'content-type': 'multipart/form-data; boundary=x',
    'content-length': 9_000_000,
  })

const hasAnswered = async (path: string, cookie: string, patience = 4000) => {
  const { status } = await raw(server.url, beginning(path, cookie), patience)
  return status
}

/** Somebody signed out gets the words of these forms back however large the photos with them are, so they are read. */
const givesWordsBack = new Set(['/circles/:slug/conversations', '/conversations/:id/replies'])

/** Each of these may send it too, with less than the role of the sample. */
const less: readonly Role[] = ['visitor', 'member', 'helper', 'moderator', 'researcher']
const wrongFor: Readonly<Record<Role, readonly Role[]>> = {
  visitor: [],
  member: ['visitor'],
  helper: ['visitor', 'member'],
  clinician: ['visitor', 'member'],
  moderator: ['visitor', 'member', 'helper'],
  steward: less,
  researcher: ['visitor', 'member', 'moderator', 'steward'],
}

for (const route of routes) {
  const sample = samples[route]
  if (!sample) continue
  test(`POST ${route}`, async () => {
    const me = await person(server, 'Sender', sample.as)
    const to = (await sample.to?.(world, me)) ?? route
    for (const role of wrongFor[sample.as]) {
      if (role === 'visitor' && givesWordsBack.has(route)) continue
      const wrong = await person(server, 'Wrong', role)
      const status = await hasAnswered(to, await wrong.cookie())
      assert.ok(status >= 300 && status < 500, `a ${role}: ${status || 'the body was waited for'}`)
    }
    const forged = forgeries(to)
    for (const path of forged) {
      const status = await hasAnswered(path, await me.cookie())
      assert.ok(status >= 300 && status < 500, `${path}: ${status || 'the body was waited for'}`)
    }
  })
}

/** The same address about things that are not there. */
function forgeries(to: string) {
  const id = /[0-9a-f]{8}-[0-9a-f-]{27}/
  const named = /(?<=\/circles\/)[\w-]+|(?<=\/studies\/)[\w-]+|(?<=\/reports\/)[\w-]+(?=\/)/
  return [id, named].filter((part) => part.test(to)).map((part) => to.replace(part, newId()))
}
