/** Load from a process of its own: `load.ts` reads one JSON line of settings, prints one JSON line of results. */
import { spawn } from 'node:child_process'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import autocannon from 'autocannon'

export interface Load {
  readonly url: string
  readonly paths: readonly string[]
  readonly headers: Readonly<Record<string, string>>
  /** of people who ask in turn */
  readonly cookies?: readonly string[]
  readonly connections: number
  readonly seconds: number
}

export interface Loaded {
  /** answers a second */
  readonly rate: number
  /** milliseconds */
  readonly p50: number
  readonly p99: number
  readonly failed: number
}

/** Ask for pages, from another process, as often as the server can answer. */
export async function load(wanted: Load): Promise<Loaded> {
  const child = spawn(process.execPath, [import.meta.filename], { stdio: ['pipe', 'pipe', 'inherit'] })
  child.stdin.end(JSON.stringify(wanted))
  return JSON.parse(await text(child.stdout))
}

async function run({ url, paths, headers, cookies, connections, seconds }: Load): Promise<Loaded> {
  const result = await autocannon({
    url,
    connections,
    duration: seconds,
    requests: paths.flatMap((path) =>
      (cookies ?? [null]).map((cookie) => ({
        method: 'GET' as const,
        path,
        headers: { ...headers, ...(cookie ? { cookie } : {}) },
      })),
    ),
  })
  return {
    rate: result.requests.total / result.duration,
    p50: result.latency.p50,
    p99: result.latency.p99,
    failed: result.non2xx + result.errors + result.timeouts,
  }
}

if (process.argv[1] && path.resolve(process.argv[1]) === import.meta.filename)
  console.log(JSON.stringify(await run(JSON.parse(await text(process.stdin)))))
