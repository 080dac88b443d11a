/** Cookies on HTTPS: of this host alone, over HTTPS alone, and unreadable to scripts. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { beginSession } from '../../src/areas/members/auth.ts'
import { person, testServer } from '../harness.ts'

const server = await testServer({ publicUrl: 'https://families.localhost' })
const { community } = server

test('every cookie is bound to this host and to HTTPS, what was said included', async () => {
  const nia = await person(server, 'Nia')
  const answers = [await nia.post('/me/name', { name: 'Nia Wyn' }), await nia.post('/sign-out', {})]
  const moderator = await person(server, 'Ruth', 'moderator')
  answers.push(await moderator.post('/phone/calls', { member: nia.id }))
  const set = answers.flatMap((answer) => answer.headers.getSetCookie())
  assert.ok(set.some((one) => one.startsWith('__Host-said=')))
  assert.ok(set.some((one) => one.startsWith('__Host-call=')))
  for (const one of set) {
    assert.match(one, /^__Host-/)
    assert.match(one, /; Secure/)
    assert.match(one, /; HttpOnly/)
    assert.match(one, /; SameSite=Lax/)
    assert.match(one, /; Path=\/(;|$)/)
    assert.doesNotMatch(one, /; Domain=/)
  }
})

test('a cookie that a neighbour on the domain could have set counts for nothing', async () => {
  const mo = await person(server, 'Mo')
  const value = encodeURIComponent(await beginSession(community, mo.id))
  const status = async (cookie: string) =>
    (await fetch(`${server.url}/me/name`, { headers: { cookie }, redirect: 'manual' })).status
  assert.equal(await status(`__Host-session=${value}`), 200)
  assert.equal(await status(`session=${value}`), 303)
  const said = await fetch(`${server.url}/circles`, { headers: { cookie: 'said=You%20are%20signed%20out' } })
  assert.doesNotMatch(await said.text(), /You are signed out/)
})
