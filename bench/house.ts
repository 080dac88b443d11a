/** What a measurement stands on: a PostgreSQL of its own with normal durability, and servers in processes of their own. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { flags as usual } from '../flags.mjs'
import { beginSession } from '../src/areas/members/auth.ts'
import { Communities, type Community } from '../src/kit/community.ts'
import { root } from '../src/kit/config.ts'
import { openPool, type Pool } from '../src/kit/database.ts'
import { type OwnPostgres, startPostgres } from '../src/kit/postgres.ts'
import type { MemberId } from '../src/kit/who.ts'

/** A folder in the system's place for temporary files, which the user `postgres` can enter whoever runs this. */
export function makeFolder() {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'alongside-bench-'))
  chmodSync(folder, 0o755)
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

type Reached = Pick<OwnPostgres, 'connection'>

let ready: Reached | null = null

/** From here on every measurement stands on this PostgreSQL, which is somebody else's to stop. */
export const standOn = (postgres: Reached) => {
  ready = postgres
}

/** Do something with a new PostgreSQL, and put everything away afterwards. */
export async function withPostgres<T>(work: (own: Reached) => Promise<T>): Promise<T> {
  if (ready) return work(ready)
  const { folder, remove } = makeFolder()
  const own = await startPostgres(folder)
  try {
    return await work(own)
  } finally {
    await own.stop()
    remove()
  }
}

/** A database with one empty community. */
export interface House {
  readonly pool: Pool
  readonly community: Community
  readonly databaseUrl: string
  close(): Promise<void>
}

export async function openHouse(own: Reached, database: string): Promise<House> {
  const admin = new pg.Client(own.connection)
  await admin.connect()
  await admin.query(`create database ${database}`)
  await admin.end()
  const pool = openPool({ ...own.connection, database })
  const communities = new Communities(pool, 'http://localhost')
  await communities.migrateAll()
  const community = await communities.add({ host: null, name: 'Rett families', condition: 'rett' })
  const databaseUrl = `postgres://alongside@localhost/${database}?host=${encodeURIComponent(own.connection.host)}`
  return { pool, community, databaseUrl, close: () => pool.end() }
}

/** The Cookie header of a signed-in member. */
export async function cookieOf(community: Community, member: string) {
  await community.db
    .insertInto('login')
    .values({ id: member, name: 'Reader', email: `${member}@example.org`, image: null, two_factor_enabled: null })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  return `session=${encodeURIComponent(await beginSession(community, member as MemberId))}`
}

export interface Serving {
  readonly url: string
  readonly process: ChildProcess
  stop(): Promise<void>
}

/** A port nobody listens on now. */
export async function freePort(): Promise<number> {
  const server = net.createServer().listen(0)
  await once(server, 'listening')
  const { port } = server.address() as net.AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** Where Node keeps what it has compiled, when the tests say so. */
const { NODE_COMPILE_CACHE } = process.env
const kept = NODE_COMPILE_CACHE ? { NODE_COMPILE_CACHE } : {}

/** Start a server file in a process of its own and wait until it answers. */
export async function serve(
  file: string,
  args: string[],
  env: Record<string, string> = {},
  flags: string[] = [],
): Promise<Serving> {
  const port = await freePort()
  const child = spawn(process.execPath, [...flags, path.join(root, file), ...args], {
    cwd: root,
    env: { PATH: process.env.PATH ?? '', NODE_NO_WARNINGS: '1', ...kept, ...env, PORT: String(port) },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const url = `http://localhost:${port}`
  await answers(`${url}/health`, child)
  return {
    url,
    process: child,
    async stop() {
      if (child.exitCode !== null) return
      child.kill('SIGTERM')
      await once(child, 'exit')
    },
  }
}

export async function answers(url: string, child: ChildProcess) {
  for (let left = 1200; left > 0; left--) {
    if (child.exitCode !== null) throw new Error('A server of the bench ended before it answered.')
    const answer = await fetch(url).catch(() => null)
    await answer?.arrayBuffer()
    if (answer?.ok) return
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  throw new Error('A server of the bench did not answer.')
}

export const serveAlongside = (house: House, flags: string[] = []) =>
  serve('src/main.ts', [], { DATABASE_URL: house.databaseUrl }, [...usual, ...flags])
