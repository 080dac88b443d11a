/** A way to the database that falls silent: how long until people are told, and until all works again. */

import { flags } from '../flags.mjs'
import { Forwarder } from '../test/faults/forwarder.ts'
import { openHouse, serve, withPostgres } from './house.ts'
import type { Line, Measurement } from './measure.ts'

const second = 1000

async function statusOf(url: string) {
  const answer = await fetch(url, { signal: AbortSignal.timeout(30 * second) }).catch(() => null)
  await answer?.arrayBuffer()
  return answer?.status ?? 0
}

/** @returns milliseconds until the page answers with this status */
async function until(url: string, status: number): Promise<number> {
  const began = performance.now()
  while ((await statusOf(url)) !== status) {
    if (performance.now() - began > 60 * second) throw new Error(`${url} does not answer ${status}.`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  return performance.now() - began
}

const line = (what: string, took: number, most: number): Line => ({
  what,
  measured: `${(took / second).toFixed(1)} s`,
  budget: `≤ ${most} s`,
  holds: took <= most * second,
})

export const silence: Measurement = {
  name: 'silence',
  about: 'A forwarder before the database stops passing anything on, and passes it on again after ten seconds',
  run: () =>
    withPostgres(async (own) => {
      const house = await openHouse(own, 'silence')
      const forwarder = await Forwarder.open(`${own.connection.host}/.s.PGSQL.5432`)
      const databaseUrl = `postgres://alongside@127.0.0.1:${forwarder.port}/silence`
      const server = await serve('src/main.ts', [], { DATABASE_URL: databaseUrl }, [...flags])
      try {
        forwarder.mood = 'silent'
        const [health, page] = await Promise.all([
          until(`${server.url}/health`, 503),
          until(`${server.url}/circles`, 503),
        ])
        await new Promise((resolve) => setTimeout(resolve, 10 * second))
        forwarder.mood = 'passes'
        const back = await until(`${server.url}/circles`, 200)
        return [
          line('silence until /health answers 503', health, 10),
          line('silence until a page says so', page, 15),
          line('the database’s return until pages answer', back, 15),
        ]
      } finally {
        await server.stop()
        forwarder.close()
        await house.close()
      }
    }),
}
