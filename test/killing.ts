/** What tests stand on that kill: a server with a PostgreSQL of its own, with fsync; and work that is cut short. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { Communities, type Community } from '../src/kit/community.ts'
import { root } from '../src/kit/config.ts'
import { openPool } from '../src/kit/database.ts'
import { startPostgres } from '../src/kit/postgres.ts'
import { freePort, pause } from './launching.ts'

/** A server that is killed and started again, as power cuts would. */
export class KilledHouse {
  readonly #data: string
  readonly #port: number
  #child: ChildProcess | null = null
  /** what the server printed last */
  printed = ''

  private constructor(data: string, port: number) {
    this.#data = data
    this.#port = port
  }

  static async open(name: string) {
    const data = mkdtempSync(path.join(os.tmpdir(), `alongside-${name}-`))
    chmodSync(data, 0o755)
    return new KilledHouse(data, await freePort())
  }

  get url() {
    return `http://localhost:${this.#port}`
  }

  get server(): ChildProcess {
    return this.#child!
  }

  /** Do something with the database while the server is down. */
  async withDatabase<Outcome>(work: (communities: Communities) => Promise<Outcome>): Promise<Outcome> {
    const own = await startPostgres(this.#data)
    const pool = openPool(own.connection)
    try {
      const communities = new Communities(pool, this.url)
      await communities.migrateAll()
      return await work(communities)
    } finally {
      await pool.end()
      await own.stop()
    }
  }

  /** The same with a community, which is made the first time. */
  withCommunity<Outcome>(work: (community: Community) => Promise<Outcome>): Promise<Outcome> {
    return this.withDatabase(async (communities) =>
      work(communities.all[0] ?? (await communities.add({ host: null, name: 'Rett families', condition: 'rett' }))),
    )
  }

  async start() {
    const child = spawn(process.execPath, ['src/main.ts', '--data', this.#data, '--port', String(this.#port)], {
      ...{ cwd: root, stdio: ['ignore', 'pipe', 'pipe'] },
      env: { ...process.env, DATABASE_URL: '', PUBLIC_URL: '', SMTP_URL: '', PORT: '' },
    })
    this.#child = child
    await new Promise<void>((resolve, reject) => {
      const read = (chunk: Buffer) => {
        this.printed = (this.printed + chunk).slice(-20_000)
        if (String(chunk).includes('Open http')) resolve()
      }
      child.stdout!.on('data', read)
      child.stderr!.on('data', read)
      child.once('exit', () => reject(new Error(`The server did not start.\n${this.printed}`)))
    })
  }

  async killServer() {
    await end(this.server, 'SIGKILL')
  }

  async endServer() {
    await end(this.server, 'SIGTERM')
  }

  /**
   * Kill PostgreSQL, once it is another one than the last and alive.
   *
   * @returns its process id, to be given the next time
   */
  async killPostgres(last: number) {
    for (let waited = 0; waited < 30_000; waited += 20) {
      try {
        const file = path.join(this.#data, 'postgres', 'postmaster.pid')
        const pid = Number(readFileSync(file, 'utf8').split('\n')[0])
        if (pid !== last && process.kill(pid, 0)) {
          process.kill(pid, 'SIGKILL')
          return pid
        }
      } catch {
        // No file, or nobody of that number: it is being started again.
      }
      await pause(20)
    }
    throw new Error(`PostgreSQL did not come back.\n${this.printed.slice(-4000)}`)
  }

  /** Put everything away, however the test ended. */
  async close() {
    this.#child?.kill('SIGKILL')
    await (await startPostgres(this.#data)).stop()
    rmSync(this.#data, { recursive: true, force: true })
  }
}

async function end(child: ChildProcess, signal: 'SIGKILL' | 'SIGTERM') {
  if ((child.exitCode ?? child.signalCode) !== null) return
  const gone = once(child, 'exit')
  child.kill(signal)
  await gone
}

/** A process of its own that makes letters of a kind to their end, unless it is killed. */
export const letterMaker = ({ host, database }: { host: string; database: string }, kind: 'members' | 'studies') =>
  spawn(process.execPath, [path.join(root, 'test', 'making-letters.ts'), host, database, kind], {
    stdio: ['ignore', 'inherit', 'inherit'],
  })

/** Kill it as soon as the work is so far, or let it end when it is faster than we look. */
export async function killWhen(making: ChildProcess, soFar: () => Promise<boolean>) {
  const gone = ended(making)
  while (making.exitCode === null) {
    if (await soFar()) break
    await pause(5)
  }
  making.kill('SIGKILL')
  await gone
}

export const ended = async (making: ChildProcess) => {
  if ((making.exitCode ?? making.signalCode) === null) await once(making, 'exit')
}
