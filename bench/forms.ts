/** The dearest forms that are still read, from a visitor and from a member: what one of them costs the server. */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { cookieOf, openHouse, type Serving, serveAlongside, withPostgres } from './house.ts'
import type { Line, Measurement } from './measure.ts'
import { seed } from './seed.ts'

const MB = 1024 * 1024
const fill = (piece: string, bytes: number) => piece.repeat(Math.floor(bytes / piece.length))

/** CPU seconds that a process has used, to a hundredth where the system tells so much. */
function cpuSeconds(pid: number): number {
  if (existsSync(`/proc/${pid}/stat`)) {
    const [, rest = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')
    const fields = rest.split(' ')
    return (Number(fields[11]) + Number(fields[12])) / 100
  }
  const [seconds = 0, minutes = 0, hours = 0] = execFileSync('ps', ['-o', 'cputime=', '-p', String(pid)], {
    encoding: 'utf8',
  })
    .trim()
    .split(':')
    .map(Number)
    .reverse()
  return seconds + 60 * minutes + 3600 * hours
}

const inParts = (n: number, value: string) =>
  `${fill(`--x\r\nContent-Disposition: form-data; name="a[]"\r\n\r\n${value}\r\n`, n * (60 + value.length))}--x--\r\n`

const urlencoded = 'application/x-www-form-urlencoded'
const multipart = 'multipart/form-data; boundary=x'

/** Each is as large as a limit lets it be, or just larger; the shapes are those that cost most to read or to check. */
const forms: readonly (readonly [what: string, type: string, body: string])[] = [
  ['1 MB in one field', urlencoded, `email=${fill('a', MB - 10)}`],
  ['1 MB of percent codes in one field', urlencoded, `email=${fill('%F0%9F%98%80', MB - 20)}`],
  [
    '2,000 fields of 500 bytes',
    urlencoded,
    Array.from({ length: 2000 }, (_, n) => `f${n}=${fill('b', 500)}`).join('&'),
  ],
  ['one name 1,000 times', urlencoded, fill('a[]=1&', 6000)],
  ['one name 170,000 times, refused', urlencoded, fill('a[]=1&', MB - 10)],
  ['1,000 parts under one name', multipart, inParts(1000, 'c')],
  ['1 MB of separators in one field', urlencoded, `words=${fill('*_[(', MB - 20)}&email=${fill('@', 1000)}`],
]

export const formsMeasured: Measurement = {
  name: 'forms',
  about: 'CPU of the process for one form, the dearest that is read and the dearest that is refused',
  run: (size) =>
    withPostgres(async (own) => {
      const house = await openHouse(own, 'forms')
      const { twenty, reader } = await seed(house.pool, house.community, size.small)
      const cookie = await cookieOf(house.community, reader)
      const server = await serveAlongside(house)
      try {
        const as = (path: string, cookies: string) => ({ path, cookie: cookies })
        return [
          await worst(server, size.rounds, 'a visitor, at signing in', as('/sign-in', '')),
          await worst(server, size.rounds, 'a member, at a reply', as(`/conversations/${twenty}/replies`, cookie)),
        ]
      } finally {
        await server.stop()
        await house.close()
      }
    }),
}

async function worst(
  { url, process: { pid } }: Serving,
  rounds: number,
  who: string,
  { path, cookie }: { path: string; cookie: string },
): Promise<Line> {
  let most = 0
  let which = ''
  for (const [what, type, body] of forms) {
    const before = cpuSeconds(pid!)
    for (let round = 0; round < rounds; round++) {
      const headers = { origin: url, cookie, 'content-type': type }
      await (await fetch(url + path, { method: 'POST', headers, body, redirect: 'manual' })).arrayBuffer()
    }
    const each = (cpuSeconds(pid!) - before) / rounds
    if (each < most) continue
    most = each
    which = what
  }
  return {
    what: `the dearest form of ${who}: ${which}`,
    measured: `${Math.round(most * 1000)} ms of CPU`,
    budget: '≤ 1000 ms',
    holds: most <= 1,
  }
}
