import assert from 'node:assert/strict'
import http from 'node:http'
import path from 'node:path'
import { test } from 'node:test'
import { backUp } from '../src/kit/backup.ts'
import { root } from '../src/kit/config.ts'
import { testServer } from './harness.ts'
import { pause, unset, watch } from './launching.ts'

const server = await testServer()
const databaseUrl = `postgres://alongside@localhost/${server.database}?host=${server.host}`

/** What `npm run …` does, on the database of a server that goes on running. */
async function command(file: string, ...args: string[]) {
  const env = { ...process.env, ...unset, DATABASE_URL: databaseUrl, NODE_NO_WARNINGS: '1' }
  const done = watch(process.execPath, [file, ...args], { cwd: root, env })
  assert.deepEqual(await done.ends(), { code: 0, errors: '' })
  return done.printed()
}

const pageAt = (host: string) =>
  new Promise<string>((resolve, reject) => {
    http
      .get(server.url, { headers: { host }, agent: false }, (answer) => {
        let page = ''
        answer.on('data', (chunk) => (page += chunk))
        answer.on('end', () => resolve(page))
      })
      .on('error', reject)
  })

/** News of it is on its way when the command has ended. */
async function answersOn(host: string, name: RegExp) {
  for (let tries = 0; tries < 100; tries++, await pause(50)) if (name.test(await pageAt(host))) return
  assert.fail(`${host} does not answer as ${name}.`)
}

test('a community that is added answers at once, without a new start', async () => {
  assert.match(await pageAt('second.example.org'), /Rett families/)
  const what = ['--host', 'second.example.org', '--name', 'Second home', '--condition', 'general']
  const said = await command('src/community.ts', 'add', ...what, '--email', 'joan@example.org')
  assert.match(said, /^Second home is made\. Sign in at http:\/\/second\.example\.org:3000 as joan@example\.org\.\n$/)
  await answersOn('second.example.org', /Second home/)
  assert.match(await pageAt('localhost'), /Rett families/)
})

test('a community that is restored answers at once, and one whose place it takes no longer does', async () => {
  const file = path.join(process.env.TEST_DATA!, 'restored-at-once.backup')
  await backUp(server.server.communities.pool, server.community, file)
  await command('src/backup.ts', 'restore', file, '--host', 'second.example.org', '--replace')
  await answersOn('second.example.org', /Rett families/)
})

test('it is known again after the server could not hear for a while', async () => {
  const { pool } = server.server.communities
  await pool.query('alter table public.community disable trigger community_told')
  await pool.query("update public.community set name = 'Renamed' where host = 'second.example.org'")
  await pool.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'alongside signals' and datname = current_database()",
  )
  await answersOn('second.example.org', /Renamed/)
})
