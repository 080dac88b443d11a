/** From an installed checkout to the first page, and what an idle server with the example community holds in memory. */
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { root } from '../src/kit/config.ts'
import { startPostgres } from '../src/kit/postgres.ts'
import { answers, freePort, makeFolder } from './house.ts'
import { type Line, type Measurement, median } from './measure.ts'

const idleSeconds = 10

/** `npm start` with a data folder; `use` runs while it serves. */
async function started<T>(data: string, use: (url: string) => Promise<T>): Promise<{ seconds: number; used: T }> {
  const port = await freePort()
  const { DATABASE_URL: _own, ...env } = process.env
  const began = performance.now()
  const child = spawn('npm', ['start', '--', '--example', '--port', String(port), '--data', data], {
    cwd: root,
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
    detached: true,
  })
  try {
    const url = `http://localhost:${port}`
    await answers(`${url}/circles`, child)
    const seconds = (performance.now() - began) / 1000
    return { seconds, used: await use(url) }
  } finally {
    // As Ctrl-C does: to everyone in the group.
    process.kill(-child.pid!, 'SIGINT')
    if (child.exitCode === null) await once(child, 'exit')
  }
}

/** What no start of ours can be quicker than: npm by itself, then a new PostgreSQL by itself. */
async function bareStart(): Promise<number> {
  const { folder, remove } = makeFolder()
  const began = performance.now()
  execFileSync('npm', ['--version'], { cwd: root, stdio: 'ignore' })
  const { stop } = await startPostgres(folder)
  const took = (performance.now() - began) / 1000
  await stop()
  remove()
  return took
}

const seconds = (values: readonly number[]) =>
  `${median(values).toFixed(1)} s (${Math.min(...values).toFixed(1)} to ${Math.max(...values).toFixed(1)} s)`

export const start: Measurement = {
  name: 'start',
  about: 'npm start --example in an installed checkout, until the first page has come',
  async run({ rounds }) {
    const first: number[] = []
    const second: number[] = []
    const bare: number[] = []
    for (let round = 0; round < Math.min(rounds, 3); round++) {
      const { folder, remove } = makeFolder()
      first.push((await started(folder, async () => {})).seconds)
      second.push((await started(folder, async () => {})).seconds)
      remove()
      bare.push(await bareStart())
    }
    const line = (what: string, took: number[]): Line => ({
      what,
      measured: seconds(took),
      budget: '≤ 5 s',
      holds: median(took) <= 5,
    })
    return [
      line('start with a new data folder: database made, example filled', first),
      {
        what: 'the same, to npm starting nothing and PostgreSQL making and starting an empty database',
        measured: `${(median(first) / median(bare)).toFixed(1)} ×; they take ${seconds(bare)}`,
      },
      line('start with everything there', second),
    ]
  },
}

export const memory: Measurement = {
  name: 'memory',
  about: `The web process and its PostgreSQL, ${idleSeconds} seconds after the last of 50 pages, shared pages counted once (PSS)`,
  async run({ rounds }) {
    if (!existsSync('/proc/self/smaps_rollup'))
      return [{ what: 'memory', measured: 'not measured: this machine has no /proc' }]
    const { folder, remove } = makeFolder()
    const { used } = await started(folder, async (url) => {
      for (let n = 0; n < 50; n++) await fetch(`${url}/circles`).then((page) => page.arrayBuffer())
      await new Promise((resolve) => setTimeout(resolve, (rounds > 1 ? idleSeconds : 0) * 1000))
      return weigh(Number(new URL(url).port), folder)
    })
    remove()
    const all = used.web + used.database
    return [
      {
        what: 'idle with the example community, web process and PostgreSQL',
        measured: `${all.toFixed(0)} MB (web ${used.web.toFixed(0)} MB, PostgreSQL ${used.database.toFixed(0)} MB)`,
        budget: '≤ 300 MB',
        holds: all <= 300,
      },
    ]
  },
}

/** Megabytes of the process that serves this data folder, and of the PostgreSQL that keeps it. */
function weigh(port: number, data: string) {
  const processes = globSync('/proc/[0-9]*').map((folder) => {
    try {
      return { folder, args: readFileSync(path.join(folder, 'cmdline'), 'utf8').split('\0') }
    } catch {
      return { folder, args: [] }
    }
  })
  const web = processes.filter(
    ({ args }) =>
      args.some((arg) => arg.endsWith('src/main.ts')) &&
      args.includes(String(port)) &&
      !args.some((arg) => arg.endsWith('launch.mjs')),
  )
  const postmaster = readFileSync(path.join(clusterOf(data), 'postmaster.pid'), 'utf8').split('\n')[0]!
  const children = execFileSync('ps', ['-o', 'pid=', '--ppid', postmaster], { encoding: 'utf8' }).split(/\s+/)
  const database = [postmaster, ...children].filter(Boolean).map((pid) => `/proc/${pid}`)
  const sum = (folders: readonly string[]) => folders.reduce((total, folder) => total + megabytes(folder), 0)
  return { web: sum(web.map(({ folder }) => folder)), database: sum(database) }
}

const clusterOf = (data: string) => path.join(data, 'postgres')

function megabytes(folder: string) {
  try {
    const pss = /^Pss:\s+(\d+) kB/m.exec(readFileSync(path.join(folder, 'smaps_rollup'), 'utf8'))
    return Number(pss?.[1] ?? 0) / 1024
  } catch {
    // It ended in the meantime.
    return 0
  }
}
