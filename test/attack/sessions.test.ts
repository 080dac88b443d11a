/** A session is its owner's alone: not of whoever reads the database, a neighbour on the domain, or a desk left alone. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { authOf, beginSession, tokenIn } from '../../src/areas/members/auth.ts'
import { forgetRunOut } from '../../src/areas/members/using-a-session.ts'
import { person, testServer } from '../harness.ts'

const server = await testServer()
const { community } = server
const { db } = community

const nameOn = async (cookie: string) => {
  const answer = await fetch(`${server.url}/me/name`, { headers: { cookie }, redirect: 'manual' })
  return answer.status === 200 ? (/name="name"[^>]*value="([^"]*)"/.exec(await answer.text())?.[1] ?? '') : null
}

test('what the database holds of a session signs nobody in', async () => {
  const nia = await person(server, 'Nia')
  const value = await beginSession(community, nia.id)
  assert.equal(await nameOn(`session=${encodeURIComponent(value)}`), 'Nia')
  const { rows } = await sql<{ token: string }>`select token from session where login_id = ${nia.id}`.execute(db)
  const stored = rows[0]!.token
  assert.ok(!value.includes(stored) && !stored.includes(value.split('.')[0]!))
  const [, signature] = [value.slice(0, value.lastIndexOf('.')), value.slice(value.lastIndexOf('.') + 1)]
  for (const stolen of [stored, `${stored}.${signature}`, `${stored}.`])
    assert.equal(await nameOn(`session=${encodeURIComponent(stolen)}`), null)
  assert.equal(tokenIn(value, community.secret), stored)
})

test('Better Auth finds, ends and forgets sessions by the token it gave, through the hashes', async () => {
  const mo = await person(server, 'Mo')
  const value = await beginSession(community, mo.id)
  const auth = await authOf(community)
  const headers = new Headers({ cookie: `session=${encodeURIComponent(value)}` })
  assert.equal((await auth.api.getSession({ headers }))?.user.id, mo.id)
  await auth.api.signOut({ headers })
  assert.equal(await nameOn(`session=${encodeURIComponent(value)}`), null)
})

test('a session of staff ends after a day unused, one of a member does not, and use keeps it', async () => {
  const moderator = await person(server, 'Ruth', 'moderator')
  const member = await person(server, 'Lea')
  const cookies = [await moderator.cookie(), await member.cookie()] as const
  const later = (hours: number) =>
    sql`update session set used_at = now() - make_interval(hours => ${hours})`.execute(db)
  await later(23)
  assert.equal(await nameOn(cookies[0]), 'Ruth')
  // The note of its use is not waited for.
  for (let tries = 0; tries < 50; tries++) {
    const { rows } = await sql`
      select from session where login_id = ${moderator.id} and used_at > now() - interval '1 hour'`.execute(db)
    if (rows.length > 0) break
    assert.ok(tries < 49, 'its use was noted')
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  await later(25)
  assert.equal(await nameOn(cookies[0]), null)
  assert.equal(await nameOn(cookies[1]), 'Lea')
  await forgetRunOut.work({}, community, { pool: server.server.communities.pool, dataDir: '' })
  const { rows } = await sql<{ login_id: string }>`select login_id from session`.execute(db)
  assert.ok(rows.every(({ login_id }) => login_id !== moderator.id))
  assert.ok(rows.some(({ login_id }) => login_id === member.id))
})

test('sessions and codes that have run out are forgotten', async () => {
  const kay = await person(server, 'Kay')
  await kay.cookie()
  await sql`update session set expires_at = now() - interval '1 minute' where login_id = ${kay.id}`.execute(db)
  // A passkey's challenge, which nobody answered.
  await fetch(`${server.url}/sign-in/passkey/options`)
  assert.equal((await sql`select from verification`.execute(db)).rows.length, 1)
  await sql`update verification set expires_at = now() - interval '1 minute'`.execute(db)
  await forgetRunOut.work({}, community, { pool: server.server.communities.pool, dataDir: '' })
  assert.equal((await sql`select from session where login_id = ${kay.id}`.execute(db)).rows.length, 0)
  assert.equal((await sql`select from verification`.execute(db)).rows.length, 0)
})
