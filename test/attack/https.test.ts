/**
 * Behind HTTPS a form counts when it comes from the community's own pages, whatever the browser and the proxy leave out,
 * and never when it comes from elsewhere.
 */
import assert from 'node:assert/strict'
import https from 'node:https'
import { BlockList } from 'node:net'
import { after, before, test } from 'node:test'
import { addressBehind } from '../../src/kit/client-address.ts'
import { openBrowser } from '../browser.ts'
import { testServer } from '../harness.ts'
import { castMember } from '../roaming.ts'
import { certificate, type TlsProxy, tlsProxy } from './tls-proxy.ts'

const server = await testServer({ example: true, publicUrl: 'https://families.localhost' })
const own = 'https://families.localhost'
let proxy: TlsProxy
before(async () => {
  proxy = await tlsProxy(`http://127.0.0.1:${server.port}`)
})
after(() => proxy.close())

/** A form as a browser sends it through the proxy, with these headers and no others. */
function post(headers: Record<string, string>, path = '/cast/sessions', body = 'as=nia'): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = https.request({
      host: '127.0.0.1',
      port: proxy.port,
      servername: 'families.localhost',
      ca: certificate,
      method: 'POST',
      path,
      headers: {
        host: 'families.localhost',
        'content-type': 'application/x-www-form-urlencoded',
        'content-length': Buffer.byteLength(body),
        ...headers,
      },
    })
    sent.on('response', (answer) => {
      answer.resume()
      resolve(answer.statusCode ?? 0)
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

const forms: readonly (readonly [what: string, headers: Record<string, string>, status: number])[] = [
  ['an iPhone that stops at iOS 15', { origin: own }, 303],
  ['a browser of today', { origin: own, 'sec-fetch-site': 'same-origin' }, 303],
  ['a Firefox of 2019, which sent no Origin', { referer: `${own}/cast` }, 303],
  ['a page whose referrer is hidden', { origin: 'null', 'sec-fetch-site': 'same-origin' }, 303],
  ['the same address without HTTPS', { origin: 'http://families.localhost' }, 403],
  [
    'the same without HTTPS, as a proxy might tell it',
    { origin: 'http://families.localhost', 'x-forwarded-proto': 'https' },
    403,
  ],
  ['another port', { origin: `${own}:8443` }, 403],
  ['a longer name', { origin: 'https://families.localhost.evil.example' }, 403],
  ['another site', { origin: 'https://evil.example' }, 403],
  [
    'another site that says it is one of ours',
    { origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' },
    403,
  ],
  ['another site, by its referrer', { referer: `https://evil.example/?${own}` }, 403],
  ['another site, with a Host of its own', { host: 'evil.example', origin: 'https://evil.example' }, 403],
  ['a frame in a sandbox', { origin: 'null' }, 403],
  ['a neighbour on the same domain', { 'sec-fetch-site': 'same-site' }, 403],
  ['nobody who says where it comes from', {}, 403],
]
for (const [what, headers, status] of forms)
  test(`a form from ${what} ${status === 303 ? 'is taken' : 'does nothing'}`, async () => {
    assert.equal(await post(headers), status)
  })

test('a parent signs in through the proxy in a real browser, also one that sends no Sec-Fetch-Site', async () => {
  const stripping = await tlsProxy(`http://127.0.0.1:${server.port}`, [
    'sec-fetch-site',
    'sec-fetch-mode',
    'sec-fetch-dest',
  ])
  try {
    for (const { port } of [proxy, stripping]) {
      // The address stays the community's own; only where the connection goes is changed.
      const browser = await openBrowser([`--host-resolver-rules=MAP families.localhost:443 127.0.0.1:${port}`])
      const context = await browser.newContext({ ignoreHTTPSErrors: true, javaScriptEnabled: false })
      const page = await context.newPage()
      await page.goto(`${own}/cast`)
      await page.getByRole('button', { name: /Nia/ }).first().click()
      assert.equal(new URL(page.url()).origin, own)
      assert.ok(await page.getByRole('link', { name: 'My page' }).isVisible())
      const session = (await context.cookies()).find(({ name }) => name.endsWith('session'))
      assert.ok(session?.secure && session.httpOnly)
      await browser.close()
    }
  } finally {
    await stripping.close()
  }
})

test('where a request came from is believed from a proxy that the settings name, and from nobody else', () => {
  const trusted = new BlockList()
  trusted.addAddress('127.0.0.1')
  trusted.addSubnet('10.0.0.0', 8)
  const behind = (socket: string, forwarded?: string) => addressBehind(socket, forwarded, trusted)
  assert.equal(behind('::ffff:127.0.0.1', '203.0.113.9'), '203.0.113.9')
  assert.equal(
    behind('127.0.0.1', '198.51.100.7, 203.0.113.9, 10.1.2.3'),
    '203.0.113.9',
    'what the browser made up stays out',
  )
  assert.equal(behind('203.0.113.9', '198.51.100.7'), '203.0.113.9', 'a stranger’s header counts for nothing')
  assert.equal(behind('127.0.0.1', 'nonsense'), '127.0.0.1')
  assert.equal(behind('127.0.0.1'), '127.0.0.1')
})

test('a member of a community behind HTTPS can write, whatever the proxy calls itself', async () => {
  const nia = await castMember(server, 'member')
  const cookie = await nia.cookie()
  assert.equal(await post({ origin: own, cookie, 'x-forwarded-for': '127.0.0.1' }, '/me/name', 'name=Nia'), 303)
})
