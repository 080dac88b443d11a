/** Forms and requests made to be dear to read, broken, or never to end. Each is answered in words, and others do not wait. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import net from 'node:net'
import { test } from 'node:test'
import { makeWorld } from '../bad-input/world.ts'
import { person, testServer } from '../harness.ts'
import { readable } from '../roaming.ts'
import { postHead, raw } from './raw.ts'

const server = await testServer()
const world = await makeWorld(server)
const form = 'application/x-www-form-urlencoded'

const send = (body: string, type = form) =>
  fetch(`${server.url}/sign-in`, {
    method: 'POST',
    headers: { origin: server.url, 'content-type': type },
    body,
    redirect: 'manual',
  })

/** CPU of the whole process for one request, in milliseconds. */
async function cpuOf(body: string, type?: string) {
  const before = process.cpuUsage()
  const answer = await send(body, type)
  await answer.text()
  const { user, system } = process.cpuUsage(before)
  return { status: answer.status, cpu: (user + system) / 1000 }
}

/** A form of parts, each with the same words. */
const parts = (n: number, name = (_: number) => 'a[]') =>
  `${Array.from({ length: n }, (_, at) => `--x\r\nContent-Disposition: form-data; name="${name(at)}"\r\n\r\n1\r\n`).join('')}--x--\r\n`
const multipart = 'multipart/form-data; boundary=x'

test('a field that is sent very often costs no more than reading it, and is refused in words', async () => {
  for (const [what, body, type] of [
    ['one name 20,000 times', 'a[]=1&'.repeat(20_000), form],
    ['one name 150,000 times', 'a[]=1&'.repeat(150_000), form],
    ['20,000 names', Array.from({ length: 20_000 }, (_, n) => `a${n}=1`).join('&'), form],
    ['a million separators', '&'.repeat(1_000_000), form],
    ['one name in 3,000 parts', parts(3000), multipart],
    ['20,000 parts', parts(20_000, (n) => `a${n}`), multipart],
  ] as const) {
    const { status, cpu } = await cpuOf(body, type)
    assert.equal(status, 413, what)
    assert.ok(cpu < 500, `${what}: ${Math.round(cpu)} ms of CPU`)
  }
  const said = await (await send('a[]=1&'.repeat(1500))).text()
  assert.match(said, /one question more answers than it can have/)
})

test('the largest form that is read costs little, and no value of it is lost', async () => {
  const values = Array.from({ length: 1000 }, (_, n) => `n${n}`)
  const fields = new URLSearchParams(values.map((value) => ['helps[]', value]))
  const { cpu, status } = await cpuOf(fields.toString())
  assert.equal(status, 422, 'the address is missing, the form is not')
  assert.ok(cpu < 500, `${Math.round(cpu)} ms`)
})

test('a form that is larger than any of ours is refused in words, however it says so', async () => {
  const words = `email=${'x'.repeat(3_000_000)}`
  const answer = await send(words)
  assert.equal(answer.status, 413)
  assert.match(await answer.text(), /too big to send/)
  const chunked = await raw(
    server.url,
    `${postHead(server.url, '/sign-in', { 'content-type': form, 'transfer-encoding': 'chunked' })}${`10000\r\n${'x'.repeat(0x10000)}\r\n`.repeat(20)}`,
  )
  assert.equal(chunked.status, 413)
})

const cut: Readonly<Record<string, string>> = {
  'within a part': '--x\r\nContent-Disposition: form-data; name="words"\r\n\r\nHel',
  'within a head': '--x\r\nContent-Dispo',
  'before the first part': '',
  'with a boundary of its own': '--other\r\n\r\n--other--\r\n',
  'with no name': '--x\r\nContent-Disposition: form-data\r\n\r\nHello\r\n--x--\r\n',
}
for (const [where, body] of Object.entries(cut))
  test(`a form cut short ${where} is told in words, and no stack is logged`, async (t) => {
    const logged = t.mock.method(console, 'error', () => {})
    const answer = await send(body, multipart)
    assert.ok(answer.status >= 400 && answer.status < 500, String(answer.status))
    assert.match(await answer.text(), /<h1/)
    assert.deepEqual(
      logged.mock.calls.flatMap(({ arguments: said }) => said).filter((line) => /\bat \w+|\bbug\b/.test(String(line))),
      [],
    )
  })

test('a form without a boundary, and one of a kind nobody knows, are told in words', async () => {
  for (const type of ['multipart/form-data', 'text/plain', 'application/json', 'nonsense', 'a'.repeat(3000)]) {
    const answer = await send('--x\r\n', type)
    assert.ok(answer.status >= 400 && answer.status < 500, `${type}: ${answer.status}`)
  }
})

test('a browser that goes away within a form is no fault of ours, and is logged without a stack', async (t) => {
  const logged = t.mock.method(console, 'error', () => {})
  const { port } = new URL(server.url)
  for (const type of [form, multipart]) {
    const socket = net.connect(Number(port), '127.0.0.1')
    await once(socket, 'connect')
    socket.write(`${postHead(server.url, '/sign-in', { 'content-type': type, 'content-length': 5000 })}email=a`)
    await new Promise((resolve) => setTimeout(resolve, 100))
    socket.destroy()
  }
  await new Promise((resolve) => setTimeout(resolve, 300))
  const lines = logged.mock.calls.map(({ arguments: said }) => String(said[0]))
  assert.deepEqual(
    lines.filter((line) => /\bbug\b|\n/.test(line)),
    [],
  )
})

test('letters that no address can have are not found, on every page that takes one', async () => {
  const steward = await person(server, 'Steward', 'steward')
  const researcher = await person(server, 'Rita', 'researcher')
  for (const pattern of readable(server).filter((one) => one.includes(':')))
    for (const who of [steward, researcher])
      for (const odd of [
        '%00',
        'a%00b',
        '%ff',
        '%27',
        '%F0%9F%98%80',
        '..%2f..%2fetc',
        '-1',
        'NaN',
        '1e99',
        'x'.repeat(300),
      ]) {
        const path = pattern.replace(/:\w+(\{[^}]*\})?/g, odd)
        const answer = await who.get(path)
        await answer.body?.cancel()
        assert.ok(answer.status < 500, `${path}: ${answer.status}`)
      }
})

test('HEAD answers as GET does, without a body, on every page', async () => {
  const me = await person(server, 'Reader')
  const paths = readable(server).map((path) =>
    path
      .replace('/conversations/:id', `/conversations/${world.conversation}`)
      .replace(/:n\{[^}]*\}|:n\b/, '1')
      .replace(/:slug/, 'among')
      .replace(/:\w+(\{[^}]*\})?/g, 'x'),
  )
  for (const path of paths) {
    // An answer that stays open is left before it is read.
    const left = new AbortController()
    const headers = { cookie: await me.cookie() }
    const got = await fetch(server.url + path, { headers, redirect: 'manual', signal: left.signal })
    left.abort()
    const head = await fetch(server.url + path, { method: 'HEAD', headers, redirect: 'manual' })
    assert.equal(head.status, got.status, path)
    assert.equal(head.headers.get('content-type'), got.headers.get('content-type'), path)
    assert.equal((await head.text()).length, 0, path)
  }
})

test('headers that come slowly or never end do not keep a connection', { timeout: 60_000 }, async () => {
  const slow = await raw(server.url, 'GET / HTTP/1.1\r\nhost: localhost\r\nx-slow: ', 40_000)
  assert.equal(slow.status, 408)
  assert.match(slow.body, /took too long/)
  const endless = await raw(server.url, `GET / HTTP/1.1\r\nhost: localhost\r\nx-long: ${'x'.repeat(100_000)}`)
  assert.equal(endless.status, 431)
  for (const nonsense of [
    '\0\0\0\r\n\r\n',
    'GET\r\n\r\n',
    'GET / HTTP/1.1\r\n\r\n',
    'GET http:/// HTTP/1.1\r\nhost: \0\r\n\r\n',
  ]) {
    const answer = await raw(server.url, nonsense)
    assert.equal(answer.status, 400, JSON.stringify(nonsense))
  }
})
