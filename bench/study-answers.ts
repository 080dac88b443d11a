/** What a questionnaire weighs, how many people can answer at once, and what others notice of it. */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { style } from '../src/kit/page.ts'
import { readyStudy } from '../test/studying.ts'
import { placeCode, TakingPart } from '../test/taking-part.ts'
import { answeringLoad } from './answering-load.ts'
import { cookieOf, openHouse, serveAlongside, withPostgres } from './house.ts'
import { type Line, type Measurement, percent, quantile } from './measure.ts'
import { seed } from './seed.ts'
import { ask } from './weight.ts'

/** 10,000 whole questionnaires in ten minutes. Source: the issue that asked for studies. */
const needed = 10_000 / 600
const mostBytes = 10 * 1024

export const studyAnswers: Measurement = {
  name: 'study answers',
  about:
    'A whole questionnaire each, every form sent and every page asked for as a browser does, 100 people at once without a pause',
  run: (size) =>
    withPostgres(async (own) => {
      const house = await openHouse(own, 'answers')
      const { community } = house
      const { twenty, reader } = await seed(house.pool, community, size.small)
      const study = await readyStudy(community, 'support-in-our-lives')
      const code = await placeCode(community, study.id)
      const profile = process.env.BENCH_PROFILE
      const server = await serveAlongside(house, profile ? ['--cpu-prof', `--cpu-prof-dir=${profile}`] : [])
      const page = { path: `${server.url}/conversations/${twenty}`, cookie: await cookieOf(community, reader) }
      const seconds = size.seconds * size.rounds
      const together = size.answering
      const answering = { url: server.url, slug: study.slug, code, yes: Object.values(study.items), together, seconds }
      try {
        const lines = await weighed(server.url, code, study)
        if (size.warm) await answeringLoad({ ...answering, arriving: null, seconds: 1 })
        const postmaster = Number(
          readFileSync(path.join(own.connection.host, '.s.PGSQL.5432.lock'), 'utf8').split('\n')[0],
        )
        const spent = () => [
          processorTime([server.process.pid!]),
          processorTime([postmaster, ...childrenOf(postmaster)]),
        ]
        const before = spent()
        const most = await answeringLoad({ ...answering, arriving: null })
        const each = [...spent().map((after, at) => (after - before[at]!) / most.done), most.processor / most.done]
        const alone = await latencies(page, seconds / 3)
        const [meant, meanwhile] = await Promise.all([
          answeringLoad({ ...answering, arriving: needed }),
          latencies(page, seconds),
        ])
        const rate = most.done / most.took
        return [
          ...lines,
          {
            what: `whole questionnaires a second (${Math.round(most.requests / most.done)} requests each), against 10,000 in ten minutes`,
            measured: `${rate.toFixed(1)}, ${percent(rate / needed)} of ${needed.toFixed(1)}; half of ${Math.round(most.requests / most.took)} requests a second within ${most.p50.toFixed(0)} ms, 99 of 100 within ${most.p99.toFixed(0)} ms`,
            budget: '≥ 100 %',
            holds: rate >= needed,
          },
          {
            what: 'processor time for one, which neighbours on the machine change little: the server, its database, and the load itself',
            measured: each.some(Number.isNaN)
              ? 'not measured here'
              : `${each.map((one) => `${one.toFixed(0)} ms`).join(', ')}: the server ${percent((each[0]! / 1000) * needed)} and its database ${percent((each[1]! / 1000) * needed)} of a core for 10,000 in ten minutes`,
          },
          {
            what: `while ${needed.toFixed(1)} a second begin: a step of the questionnaire`,
            measured: `half within ${meant.p50.toFixed(1)} ms, 99 of 100 within ${meant.p99.toFixed(0)} ms; ${meant.done} were sent in ${meant.took.toFixed(0)} s`,
          },
          {
            what: 'meanwhile: a member’s page of 20 posts, against the same page alone',
            measured: `${(meanwhile.p50 / alone.p50).toFixed(1)} ×; half within ${meanwhile.p50.toFixed(1)} ms (alone ${alone.p50.toFixed(1)}), 95 of 100 within ${meanwhile.p95.toFixed(0)} ms (alone ${alone.p95.toFixed(0)})`,
            budget: '95 of 100 within 50 ms',
            holds: meanwhile.p95 <= 50,
          },
        ]
      } finally {
        await server.stop()
        await house.close()
      }
    }),
}

/** Every page of a questionnaire that somebody comes to, with two rounds of a life history. */
async function weighed(url: string, code: string, study: Awaited<ReturnType<typeof readyStudy>>): Promise<Line[]> {
  const one = new TakingPart(url)
  await one.begin(code, study)
  const css = gzipSync(style).length
  const pages: [string, number][] = []
  while (pages.length < 100 && /questions\//.test(one.path)) {
    pages.push([one.path, gzipSync(one.html, { level: 8 }).length + css])
    const second = / value="yes"/.test(one.html) && one.path.includes('another') && !/\/\d+$/.test(one.path)
    const first = /name="(answer(?:\[\])?)" value="([^"]+)"/.exec(one.html)
    await one.answer(second ? { answer: 'yes' } : first ? { [first[1]!]: first[2]! } : { answer: '7' })
  }
  const check = gzipSync(one.html, { level: 8 }).length + css
  const [heaviest, most] = pages.reduce((a, b) => (b[1] > a[1] ? b : a))
  const name = heaviest.split('/questions/')[1]!
  const kilobytes = (bytes: number) => `${(bytes / 1024).toFixed(1)} KB`
  return [
    {
      what: `the heaviest of ${pages.length} question pages (${name}), with the style sheet`,
      measured: `${kilobytes(most)}; half within ${kilobytes(
        quantile(
          pages.map(([, bytes]) => bytes),
          0.5,
        ),
      )}`,
      budget: '≤ 10 KB',
      holds: most <= mostBytes,
    },
    {
      what: 'the page to look over all answers, with the style sheet',
      measured: kilobytes(check),
      budget: '≤ 10 KB',
      holds: check <= mostBytes,
    },
  ]
}

/** Milliseconds that processes have had of the processor; not a number where the system does not tell (it does on Linux). */
const processorTime = (pids: readonly number[]) =>
  pids.reduce((all, pid) => {
    const fields = statOf(pid)
    return (
      all + (fields ? (Number(fields[11]) + Number(fields[12])) * 10 : process.platform === 'linux' ? 0 : Number.NaN)
    )
  }, 0)

/** The fields of a process after its name; null when it has ended. */
function statOf(pid: number): string[] | null {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ')
  } catch {
    return null
  }
}

function childrenOf(parent: number): number[] {
  if (process.platform !== 'linux') return []
  const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  return all.map(Number).filter((pid) => Number(statOf(pid)?.[1]) === parent)
}

/** How long a page takes somebody who asks for it every 20 ms. */
async function latencies({ path, cookie }: { path: string; cookie: string }, seconds: number) {
  const times: number[] = []
  const until = performance.now() + seconds * 1000
  while (performance.now() < until) {
    const began = performance.now()
    const { status } = await ask(path, { cookie, 'accept-encoding': 'gzip' })
    if (status !== 200) throw new Error(`${path} answered ${status}.`)
    times.push(performance.now() - began)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return { p50: quantile(times, 0.5), p95: quantile(times, 0.95) }
}
