/** How many signed-in pages of 20 posts a second, against a server that does almost nothing. */
import { cookieOf, type House, openHouse, serve, serveAlongside, withPostgres } from './house.ts'
import { load } from './load.ts'
import { type Line, type Measurement, median, percent, type Size, spanOfPercent } from './measure.ts'
import { seed } from './seed.ts'
import { ask } from './weight.ts'

export const throughput: Measurement = {
  name: 'throughput',
  about: 'Signed-in page of 20 posts, 20 members on as many connections, in turn with the servers it is held against',
  run: (size) =>
    withPostgres(async (own) => {
      const house = await openHouse(own, 'throughput')
      const { twenty } = await seed(house.pool, house.community, size.small)
      const readers = await house.community.db.selectFrom('member').select('id').limit(size.readers).execute()
      const cookies: string[] = []
      for (const { id } of readers) cookies.push(await cookieOf(house.community, id))
      const profile = process.env.BENCH_PROFILE
      const server = await serveAlongside(house, profile ? ['--cpu-prof', `--cpu-prof-dir=${profile}`] : [])
      try {
        const plain = { path: `/conversations/${twenty}`, key: twenty, cookies, headers: {} }
        const zipped = { ...plain, headers: { 'accept-encoding': 'gzip' } }
        return [
          ...(await against(size, server.url, house, 'page of 20 posts as it is', plain, pageOfPosts)),
          ...(await against(size, server.url, house, 'page of 20 posts compressed with gzip', zipped, pageOfPosts)),
        ]
      } finally {
        await server.stop()
        await house.close()
      }
    }),
}

/** Source: DESIGN, budgets. */
const pageOfPosts = 0.6

export interface Asked {
  readonly path: string
  /** of the row that the floor selects */
  readonly key: string
  readonly cookies: readonly string[]
  readonly headers: Readonly<Record<string, string>>
}

/**
 * A page in turn with the floor and with bytes from memory.
 *
 * @param what the page, in words
 * @param budget the least share of the floor's requests a second; nothing where the number is only for reading
 */
export async function against(
  size: Size,
  url: string,
  house: House,
  what: string,
  { path, key, cookies, headers }: Asked,
  budget?: number,
): Promise<Line[]> {
  const { bytes, status } = await ask(url + path, { ...headers, cookie: cookies[0]! })
  if (status !== 200) throw new Error(`${path} answered ${status}.`)
  const env = { DATABASE_URL: house.databaseUrl, SCHEMA: house.community.schema, BYTES: String(bytes), KEY: key }
  const floor = await serve('bench/floor.ts', ['select'], env)
  const memory = await serve('bench/floor.ts', ['memory'], env)
  try {
    const one = async (base: string, seconds = size.seconds) => {
      const asked = { url: base, paths: [path], headers, cookies }
      const { rate, failed } = await load({ ...asked, connections: size.readers, seconds })
      if (failed > 0) throw new Error(`${failed} requests to ${path} failed.`)
      return rate
    }
    if (size.warm) for (const base of [url, floor.url, memory.url]) await one(base)
    const rates = { ours: [] as number[], floor: [] as number[], memory: [] as number[] }
    for (let round = 0; round < size.rounds; round++) {
      rates.ours.push(await one(url))
      rates.floor.push(await one(floor.url))
      rates.memory.push(await one(memory.url))
    }
    const toFloor = rates.ours.map((rate, round) => rate / rates.floor[round]!)
    const toMemory = rates.ours.map((rate, round) => rate / rates.memory[round]!)
    return [
      {
        what: `${what} (${(bytes / 1024).toFixed(1)} KB), to the floor`,
        measured: `${spanOfPercent(toFloor)}; ${Math.round(median(rates.ours))} to ${Math.round(median(rates.floor))} a second`,
        ...(budget === undefined ? {} : { budget: `≥ ${percent(budget)}`, holds: median(toFloor) >= budget }),
      },
      {
        what: `the same, to bytes from memory`,
        measured: `${spanOfPercent(toMemory)}; ${Math.round(median(rates.memory))} a second`,
      },
    ]
  } finally {
    await floor.stop()
    await memory.stop()
  }
}
