/** What a first view of each main page weighs on the wire: HTML and style sheet, compressed as the server sends them. */

import { globSync, readFileSync } from 'node:fs'
import { get } from 'node:http'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { root } from '../src/kit/config.ts'
import { cookieOf, openHouse, serveAlongside, withPostgres } from './house.ts'
import type { Line, Measurement } from './measure.ts'
import { seed } from './seed.ts'

const kilobytes = (bytes: number) => `${(bytes / 1024).toFixed(1)} KB`

export interface Answer {
  readonly status: number
  /** how many bytes the body has as it travels */
  readonly bytes: number
  readonly body: Buffer
  readonly encoding: string | undefined
}

/** Ask as a browser does, and do not unpack the answer. */
export const ask = (url: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> =>
  new Promise((resolve, reject) => {
    get(url, { headers: { ...headers }, agent: false }, (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.on('end', () => {
        const body = Buffer.concat(chunks)
        const encoding = answer.headers['content-encoding']
        resolve({ status: answer.statusCode ?? 0, bytes: body.length, body, encoding })
      })
    }).on('error', reject)
  })

export const weight: Measurement = {
  name: 'weight',
  about: 'HTML and style sheet of a first view, as they travel',
  run: (size) =>
    withPostgres(async (own) => {
      const house = await openHouse(own, 'weight')
      const { twenty, reader } = await seed(house.pool, house.community, size.small)
      const cookie = await cookieOf(house.community, reader)
      const server = await serveAlongside(house)
      const encodings = { 'accept-encoding': 'gzip, br' }
      try {
        const plain = await ask(`${server.url}/sign-in`)
        const href = /<link rel="stylesheet" href="([^"]+)"/.exec(plain.body.toString())![1]!
        const style = await ask(server.url + href, encodings)
        const pages = [
          ['the page of a conversation with 20 posts', `/conversations/${twenty}`],
          ['today', '/'],
          ['the circles', '/circles'],
          ['a circle with 20 conversations', '/circles/circle-1'],
          ['opening a conversation', '/circles/circle-1/new'],
          ['search with results', '/search?q=hospital'],
          ['a member’s own page', '/me'],
          ['need help now', '/help-now'],
        ] as const
        const lines: Line[] = []
        for (const [what, address] of pages) {
          const page = await ask(server.url + address, { ...encodings, cookie })
          if (page.status !== 200) throw new Error(`${address} answered ${page.status}.`)
          lines.push(line(what, page.bytes + style.bytes))
        }
        for (const [what, address] of [
          ['signing in', '/sign-in'],
          ['joining', '/join'],
        ] as const)
          lines.push(line(what, (await ask(server.url + address, encodings)).bytes + style.bytes))
        return [...lines, scripts()]
      } finally {
        await server.stop()
        await house.close()
      }
    }),
}

const line = (what: string, bytes: number): Line => ({
  what: `${what}, with the style sheet`,
  measured: kilobytes(bytes),
  budget: '≤ 14 KB',
  holds: bytes <= 14 * 1024,
})

/** All scripts together, though no page needs them all. */
function scripts(): Line {
  const files = globSync('browser/*.js', { cwd: root })
  const bytes = files.reduce((sum, file) => sum + gzipSync(readFileSync(path.join(root, file)), { level: 6 }).length, 0)
  return {
    what: `all ${files.length} scripts together, compressed`,
    measured: kilobytes(bytes),
    budget: '≤ 10 KB',
    holds: bytes <= 10 * 1024,
  }
}
