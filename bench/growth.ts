/** What a page and a search cost in a large community, held against a small one. */
import { cookieOf, openHouse, type Serving, serveAlongside, withPostgres } from './house.ts'
import { load } from './load.ts'
import { type Line, type Measurement, median, quantile, type Size, spanOfTimes } from './measure.ts'
import { type Seeded, seed } from './seed.ts'
import { chance, vocabulary } from './words.ts'

const minutes = (seconds: number) => `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`

interface Community extends Seeded {
  readonly server: Serving
  readonly headers: { readonly cookie: string }
}

export const growth: Measurement = {
  name: 'growth',
  about: 'The same pages in a large community and a small one, rounds taken in turn; then searches in the large one',
  run: (size) =>
    withPostgres(async (own) => {
      const open: { close(): Promise<void> }[] = []
      const community = async (database: string, posts: number): Promise<Community> => {
        const house = await openHouse(own, database)
        const seeded = await seed(house.pool, house.community, posts)
        const cookie = await cookieOf(house.community, seeded.reader)
        const server = await serveAlongside(house)
        open.push(house, { close: () => server.stop() })
        return { ...seeded, server, headers: { cookie } }
      }
      try {
        const large = await community('large', size.large)
        const small = await community('small', size.small)
        return [seedingLine(size, large), ...(await pageLines(size, large, small)), ...(await searchLines(size, large))]
      } finally {
        for (const one of open.reverse()) await one.close()
      }
    }),
}

const seedingLine = (size: Size, { seconds }: Seeded): Line => ({
  what: `pouring in ${size.large.toLocaleString('en-GB')} posts by COPY, with indexes and statistics`,
  measured: minutes(seconds),
  budget: '< 5 min',
  holds: seconds < 300,
})

async function pageLines(size: Size, large: Community, small: Community): Promise<Line[]> {
  const counts = `${size.large.toLocaleString('en-GB')} posts against ${size.small.toLocaleString('en-GB')}`
  const one = (of: Community) => [`/conversations/${of.twenty}`]
  const many = (of: Community) => of.some.map((id) => `/conversations/${id}`)
  const same = await compare(size, large, small, one)
  const spread = await compare(size, large, small, many)
  return [
    {
      what: `cost of the same page of 20 posts, ${counts}`,
      measured: spanOfTimes(same),
      budget: '≤ 1.2 ×',
      holds: median(same) <= 1.2,
    },
    {
      what: `cost of pages of ${Math.min(large.some.length, small.some.length)} conversations spread over all`,
      measured: spanOfTimes(spread),
      budget: '≤ 1.2 ×',
      holds: median(spread) <= 1.2,
    },
  ]
}

async function compare(size: Size, large: Community, small: Community, pages: (of: Community) => string[]) {
  const least = Math.min(large.some.length, small.some.length)
  const rate = async (one: Community, seconds: number) => {
    const { headers, server } = one
    const asked = { url: server.url, paths: pages(one).slice(0, least), headers }
    const loaded = await load({ ...asked, connections: size.readers, seconds })
    if (loaded.failed > 0) throw new Error(`${loaded.failed} pages failed.`)
    return loaded.rate
  }
  if (size.warm) for (const one of [large, small]) await rate(one, size.seconds)
  const times: number[] = []
  for (let round = 0; round < size.rounds; round++) {
    const big = await rate(large, size.seconds)
    times.push((await rate(small, size.seconds)) / big)
  }
  return times
}

/** What people type: one common word, lay words, two words, a rare word; now and then with a filter. */
export function searchesFor(next: () => number, n: number): string[] {
  const lay = ['fits', 'peg', 'tube', 'twisty back', 'respite', 'eye gaze', 'pip']
  const middle = vocabulary.slice(180, 600)
  const rare = vocabulary.slice(600)
  const pick = (from: readonly string[]) => from[Math.floor(next() * from.length)]!
  const filters = ['&circle=circle-3', '&voice=helper', '&basis=expert', '&stage=school']
  return Array.from({ length: n }, () => {
    const kind = next()
    const words =
      kind < 0.15
        ? pick(vocabulary.slice(60, 180))
        : kind < 0.4
          ? pick(lay)
          : kind < 0.7
            ? `${pick(middle)} ${pick(middle)}`
            : kind < 0.85
              ? pick(middle)
              : pick(rare)
    return `/search?q=${encodeURIComponent(words).replaceAll('%20', '+')}${next() < 0.25 ? pick(filters) : ''}`
  })
}

async function searchLines(size: Size, { server, headers }: Community): Promise<Line[]> {
  const took: number[] = []
  let slowest = { path: '', ms: 0 }
  const asked = searchesFor(chance(7), size.searches)
  for (const path of asked) {
    const began = performance.now()
    const answer = await fetch(server.url + path, { headers })
    await answer.arrayBuffer()
    const ms = performance.now() - began
    if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}.`)
    took.push(ms)
    if (ms > slowest.ms) slowest = { path, ms }
  }
  const [p50, p95] = [quantile(took, 0.5), quantile(took, 0.95)]
  return [
    {
      what: `search page among ${size.large.toLocaleString('en-GB')} posts, 95 of 100 searches`,
      measured: `${p95.toFixed(0)} ms (half within ${p50.toFixed(0)} ms; the slowest, ${decodeURIComponent(slowest.path)}, ${slowest.ms.toFixed(0)} ms)`,
      budget: '≤ 50 ms',
      holds: p95 <= 50,
    },
  ]
}
