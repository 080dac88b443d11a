/**
 * People who answer a whole questionnaire, from a process of its own: `answering-load.ts` reads one JSON line of settings and
 * prints one of results. Each does what a browser does: every form is sent and every page it leads to is asked for, compressed.
 */
import { spawn } from 'node:child_process'
import http from 'node:http'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { questionsOf } from '../src/areas/studies/questionnaires/questionnaire.ts'
import { readyQuestionnaire } from '../src/areas/studies/questionnaires/ready.ts'
import { quantile } from './measure.ts'

export interface AnsweringLoad {
  readonly url: string
  readonly slug: string
  /** a place's code */
  readonly code: string
  /** ids of the consent items they say yes to */
  readonly yes: readonly string[]
  /** how many come each second; null: the next comes when one has ended */
  readonly arriving: number | null
  /** at most so many at once */
  readonly together: number
  readonly seconds: number
}

export interface AnsweringLoaded {
  /** whole questionnaires that were sent */
  readonly done: number
  /** seconds until the last was sent */
  readonly took: number
  readonly requests: number
  /** milliseconds of the processor that the load itself took */
  readonly processor: number
  /** milliseconds, of pages and of forms that were sent */
  readonly p50: number
  readonly p99: number
}

export async function answeringLoad(wanted: AnsweringLoad): Promise<AnsweringLoaded> {
  const child = spawn(process.execPath, [import.meta.filename], { stdio: ['pipe', 'pipe', 'inherit'] })
  child.stdin.end(JSON.stringify(wanted))
  return JSON.parse(await text(child.stdout))
}

/** Two rounds of a life history, many ticks, a few words: one of the longer ways through. */
const answers: Readonly<Record<string, readonly [string, string][]>> = Object.fromEntries(
  questionsOf(readyQuestionnaire('support-in-our-lives')).map((question) => {
    const name = question.kind === 'many' ? 'answer[]' : 'answer'
    if ('options' in question) {
      const last = question.id === 'source_state' ? 'left' : question.options[0]!.value
      return [question.id, [[name, last]]]
    }
    if (question.kind === 'number') return [question.id, [[name, '7']]]
    return [question.id, [[name, question.kind === 'when' ? 'about 2014' : 'It helps to know that there are others.']]]
  }),
)

async function run(wanted: AnsweringLoad): Promise<AnsweringLoaded> {
  const { hostname, port } = new URL(wanted.url)
  const agent = new http.Agent({ keepAlive: true, maxSockets: wanted.together })
  const times: number[] = []
  const there = `/studies/${wanted.slug}/answers`

  /** One request; where it leads, and the cookie it gave. */
  const ask = (method: 'GET' | 'POST', path: string, cookie: string, fields?: readonly (readonly [string, string])[]) =>
    new Promise<{ status: number; to: string; cookie: string }>((resolve, reject) => {
      const began = performance.now()
      const body = fields && new URLSearchParams(fields.map(([name, value]) => [name, value])).toString()
      const request = http.request({
        ...{ agent, hostname, port, method, path },
        headers: {
          'accept-encoding': 'gzip',
          ...(cookie ? { cookie } : {}),
          ...(body === undefined
            ? {}
            : {
                origin: wanted.url,
                'content-type': 'application/x-www-form-urlencoded',
                'content-length': Buffer.byteLength(body),
              }),
        },
      })
      request.on('error', reject)
      request.on('response', (answer) => {
        answer.resume()
        answer.on('end', () => {
          times.push(performance.now() - began)
          const given = answer.headers['set-cookie']?.[0]?.split(';')[0] ?? cookie
          resolve({ status: answer.statusCode ?? 0, to: answer.headers.location ?? '', cookie: given })
        })
      })
      request.end(body)
    })

  async function one() {
    let cookie = ''
    const get = async (path: string): Promise<string> => {
      const { status, to } = await ask('GET', path, cookie)
      if (status === 303) return get(to)
      if (status !== 200) throw new Error(`${path} answered ${status}.`)
      return path
    }
    const post = async (path: string, fields: readonly (readonly [string, string])[]) => {
      const answer = await ask('POST', path, cookie, fields)
      if (answer.status !== 303) throw new Error(`${path} answered ${answer.status}.`)
      cookie = answer.cookie
      return get(answer.to)
    }
    await get('/take-part')
    await post('/take-part', [['code', wanted.code]])
    await get(`${there}/consent`)
    await post(`${there}/consent`, [
      ...wanted.yes.map((id) => ['consents[]', id] as const),
      ['once', crypto.randomUUID()],
    ])
    let at = await get(there)
    for (let steps = 0; !at.endsWith('/check'); steps++) {
      if (steps > 200) throw new Error('It never ends.')
      const [, name, round] = /questions\/(\w+)(?:\/(\d+))?/.exec(at)!
      const again = [['answer', round ? 'no' : 'yes']] as const
      at = await post(at, name!.startsWith('another_') ? again : answers[name!]!)
    }
    await post(`${there}/sending`, [])
  }

  const began = performance.now()
  const until = began + wanted.seconds * 1000
  let done = 0
  const counted = async () => {
    await one()
    done++
  }
  if (wanted.arriving === null) {
    const inTurn = async () => {
      while (performance.now() < until) await counted()
    }
    await Promise.all(Array.from({ length: wanted.together }, inTurn))
  } else {
    const all: Promise<void>[] = []
    while (performance.now() < until) {
      const due = Math.ceil(((performance.now() - began) / 1000) * wanted.arriving)
      while (all.length < due) all.push(counted())
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    await Promise.all(all)
  }
  const took = (performance.now() - began) / 1000
  agent.destroy()
  const { user, system } = process.cpuUsage()
  const processor = (user + system) / 1000
  return { done, took, requests: times.length, processor, p50: quantile(times, 0.5), p99: quantile(times, 0.99) }
}

if (process.argv[1] && path.resolve(process.argv[1]) === import.meta.filename)
  console.log(JSON.stringify(await run(JSON.parse(await text(process.stdin)))))
