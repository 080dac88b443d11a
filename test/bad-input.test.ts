/**
 * What nobody should send: nothing, far too much, broken letters, scripts, forged ids, forms of other sites, 50 MB.
 * Every route that takes a form answers with a clear page, keeps what was typed, and stores nothing it refuses.
 */
import assert from 'node:assert/strict'
import http from 'node:http'
import { test } from 'node:test'
import { sql } from 'kysely'
import { placeConversation } from '../src/areas/conversations/placing.ts'
import { openConversation } from '../src/areas/conversations/tasks.ts'
import { webApp } from '../src/doors/web/app.ts'
import { newId } from '../src/kit/brand.ts'
import type { Sample } from './bad-input/sample.ts'
import { samples } from './bad-input/samples.ts'
import { makeWorld } from './bad-input/world.ts'
import { person, testServer } from './harness.ts'

const server = await testServer()
const { community } = server
const { db } = community
const world = await makeWorld(server)
const routes = [
  ...new Set(
    webApp(server.server)
      .routes.filter(({ method, path }) => method === 'POST' && !path.includes('*'))
      .map((one) => one.path),
  ),
].sort()

test('every route that takes a form has a sample, and every sample a route', () => {
  assert.deepEqual(Object.keys(samples).sort(), routes, 'Add it in test/bad-input/.')
})

const script = '<script>alert("x")</script>'
const tooLong = 'long '.repeat(20_000)
/** What no page may show of the machinery. */
const machinery = /\bat [\w.<> ]+ \(|\.ts:\d+|node_modules|TypeError|SyntaxError|PostgresError|invalid input syntax/

interface Answer {
  readonly status: number
  readonly type: string
  readonly body: string
  readonly location: string
}

/** How many rows each table has, but for counters, sessions and how far somebody has read. */
async function rowCounts(): Promise<string> {
  const { rows } = await sql<{ name: string; n: string }>`
    select table_name as name,
      (xpath('/row/n/text()', query_to_xml(format('select count(*) as n from %I.%I', table_schema, table_name), false, true, '')))[1]::text as n
    from information_schema.tables
    where table_schema = ${community.schema}
      and table_name not in ('attempt', 'session', 'reading')
    order by table_name`.execute(db)
  return JSON.stringify(rows)
}

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

const form = (fields: Record<string, string>) => new URLSearchParams(fields).toString()

for (const route of routes) {
  const sample = samples[route]
  if (!sample) continue
  test(`POST ${route}`, async () => {
    await db.deleteFrom('attempt').execute()
    const me = await person(server, 'Sender', sample.as)
    const to = (await sample.to?.(world, me)) ?? route
    const good = (await sample.fields?.(world, me)) ?? {}
    const cookie = await me.cookie()
    const send = async (
      what: string,
      body: string,
      { path = to, origin = server.url }: { path?: string; origin?: string } = {},
    ): Promise<Answer> => {
      const before = await rowCounts()
      const answer = await fetch(server.url + path, {
        method: 'POST',
        redirect: 'manual',
        headers: { cookie, origin, 'content-type': 'application/x-www-form-urlencoded' },
        body,
      })
      const said = await answer.text()
      const { status } = answer
      const type = answer.headers.get('content-type') ?? ''
      assert.ok(status < 500, `${what}: answers ${status}`)
      assert.ok(!machinery.test(said), `${what}: shows its machinery: ${machinery.exec(said)?.[0]}`)
      if (sample.json) assert.match(type, /^(application\/json|text\/html)/, what)
      else if (status >= 400) {
        assert.match(type, /^text\/html/, what)
        assert.match(said, /<h1/, `${what}: has no heading`)
      }
      assert.ok(!said.includes('<script>alert'), `${what}: lets a script out`)
      if (status >= 400) assert.equal(await rowCounts(), before, `${what}: refused, but stored something`)
      return { status, type, body: said, location: answer.headers.get('location') ?? '' }
    }
    const big = await bigBody(to, cookie)
    assert.ok(big >= 400 && big < 500, `50 MB: ${big}`)
    await everythingBad(sample, good, to, send)
  })
}

type Send = (what: string, body: string, how?: { path?: string; origin?: string }) => Promise<Answer>

async function everythingBad(sample: Sample, good: Record<string, string>, to: string, send: Send) {
  const text = sample.text ?? []
  if (!sample.fromAnywhere) {
    const elsewhere = await send('from another site', form(good), { origin: 'https://elsewhere.example' })
    assert.equal(elsewhere.status, 403, 'from another site')
  }
  for (const path of forged(to)) {
    const answer = await send(`to ${path}`, form(good), { path })
    assert.ok(answer.status >= 400 || answer.status === 303, `to ${path}: answers ${answer.status}`)
  }
  if (text.length > 0) {
    const empty = await send('empty', '')
    assert.ok(empty.status < 500)
  } else if (Object.keys(good).length > 0) await send('empty', '')

  for (const field of Object.keys(good)) {
    const isText = text.includes(field)
    const bad = {
      'far too long': form({ ...good, [field]: tooLong }),
      NUL: form({ ...good, [field]: `before\0after` }),
      'not UTF-8': `${form({ ...good, [field]: '' }).replace(`${encodeURIComponent(field)}=`, `${encodeURIComponent(field)}=caf%E9%FF%FE`)}`,
    }
    for (const [what, body] of Object.entries(bad)) {
      const answer = await send(`${field}: ${what}`, body)
      if (!isText) continue
      assert.ok(
        answer.status >= 400 || /^\/(sign-in|second-step)/.test(answer.location),
        `${field}: ${what}: answers ${answer.status}`,
      )
      keepsWords(answer, good, text, field, what)
    }
    if (/^[0-9a-f]{8}-/.test(good[field]!))
      for (const id of ['not-an-id', newId(), `${good[field]}'--`])
        await send(`${field}: forged`, form({ ...good, [field]: id }))
  }
  // Last, because words that only look dangerous are words, and may be taken.
  for (const field of Object.keys(good)) await send(`${field}: a script`, form({ ...good, [field]: script }))
  await send('a script in every field', form(Object.fromEntries(Object.keys(good).map((field) => [field, script]))))
}

/** Where the form is shown again, what was typed in it is still there. */
function keepsWords(
  { status, body }: Answer,
  good: Record<string, string>,
  text: readonly string[],
  field: string,
  what: string,
) {
  if (status !== 422) return
  const isThere = (name: string) => new RegExp(`<(input|textarea) id="${name}"`).test(body)
  if (what === 'far too long' && isThere(field))
    assert.ok(body.includes(tooLong.trim().slice(0, 5000)), `${field}: ${what}: what was typed is gone`)
  for (const name of text)
    if (name !== field && isThere(name))
      assert.ok(body.includes(escaped(good[name]!)), `${field}: ${what}: what was typed in ${name} is gone`)
}

/** The same address with each id in it forged. */
function forged(to: string): string[] {
  const named =
    /[0-9a-f]{8}-[0-9a-f-]{27}|(?<=\/circles\/)(among|closed)|(?<=\/reports\/)[\w-]+(?=\/)|(?<=\/cared-for\/)\w+/
  return named.test(to) ? ['not-an-id', newId(), '%00%ff', '%27--'].map((id) => to.replace(named, id)) : []
}

/** Begin to send 50 MB, as the header says, and hear the answer. */
function bigBody(path: string, cookie: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = http.request(server.url + path, {
      method: 'POST',
      headers: {
        cookie,
        origin: server.url,
        'content-type': 'application/x-www-form-urlencoded',
        'content-length': 50 * 1024 * 1024,
      },
    })
    request.on('response', (answer) => {
      answer.resume()
      request.destroy()
      resolve(answer.statusCode ?? 0)
    })
    request.on('error', reject)
    request.write('words=')
  })
}

test('a script in a title, in words, in a name and in a standing stays words on every page', async () => {
  const attack = `"><img src=x onerror=alert(1)>${script}`
  const helper = await person(server, attack, 'helper')
  const { conversation } = await helper.does(openConversation, {
    circle: 'among',
    kind: 'asks',
    title: attack,
    words: `${attack}\n\n[a link](javascript:alert(1)) and <b onclick="alert(1)">bold</b>`,
    basis: 'study',
    basis_words: attack,
    applies_to: attack,
    interest: attack,
    country: attack,
  })
  await helper.post(`/conversations/${conversation}/1/keeping`, { keep: 'yes' })
  await helper.post('/me/drafts', { place: conversation, words: attack })
  await helper.post(`/conversations/${conversation}/1/amendments`, { words: `${attack} again`, reason: attack })
  const pages = [
    '/',
    '/circles',
    '/circles/among',
    `/conversations/${conversation}`,
    ...['', '/reply', '/changes', '/amend', '/report'].map((page) => `/conversations/${conversation}/1${page}`),
    `/search?q=${encodeURIComponent(attack)}`,
    `/search?q=onerror`,
    '/me',
    '/me/kept',
    '/me/drafts',
    '/me/name',
    '/waiting',
    `/sign-in?then=${encodeURIComponent(`/${attack}`)}`,
  ]
  for (const page of pages) {
    const answer = await helper.get(page)
    const html = await answer.text()
    assert.ok(answer.status < 500, `${page} answers ${answer.status}`)
    assert.ok(!/<script>|<img src=x|<b onclick|href="javascript:/i.test(html), `${page} lets a script out`)
  }
  assert.match(await (await helper.get(`/conversations/${conversation}`)).text(), /&lt;script&gt;/)
})

test('a conversation of 10,000 posts, each a reply to the one before, is flat and answers fast', async () => {
  const ids = Array.from({ length: 10_000 }, () => newId<'PostId'>())
  const { conversation } = await db.transaction().execute((tx) =>
    placeConversation(tx, {
      circle: world.circle,
      kind: 'tells',
      title: 'A long way down',
      posts: ids.map((id, index) => ({
        id,
        author: world.other.id,
        replyTo: ids[index - 1] ?? null,
        words: `Step ${index + 1}.`,
        voice: 'parent' as const,
        at: new Date(Date.UTC(2026, 0, 1, 0, 0, index)),
      })),
    }),
  )
  for (const page of ['', '?page=250', '?page=500', '/10000', '/10000/reply']) {
    const began = performance.now()
    const answer = await world.other.get(`/conversations/${conversation}${page}`)
    const html = await answer.text()
    const took = performance.now() - began
    assert.equal(answer.status, 200, page)
    assert.ok(took < 1000, `${page} took ${Math.round(took)} ms`)
    assert.ok(html.length < 200_000, `${page} has ${html.length} letters`)
    assert.ok(!/<article[^>]*>(?:(?!<\/article>)[\s\S])*<article/.test(html), `${page}: a post stands inside another`)
  }
  const last = await (await world.other.get(`/conversations/${conversation}?page=500`)).text()
  assert.match(last, /Post 10,?000/)
})

test('50 MB without a word of how much is coming is stopped on the way', async () => {
  const me = await person(server, 'Sender')
  const piece = new Uint8Array(1024 * 1024).fill(120)
  let left = 50
  const body = new ReadableStream({
    pull(controller) {
      if (left-- > 0) controller.enqueue(piece)
      else controller.close()
    },
  })
  const answer = await fetch(`${server.url}/me/name`, {
    method: 'POST',
    headers: { cookie: await me.cookie(), origin: server.url, 'content-type': 'application/x-www-form-urlencoded' },
    body,
    duplex: 'half',
  } as RequestInit).catch((error: Error) => error)
  // A browser that is still sending may hear the end of the connection first; the name is not changed either way.
  if (!(answer instanceof Error)) assert.equal(answer.status, 413)
  const { name } = await db.selectFrom('member').select('name').where('id', '=', me.id).executeTakeFirstOrThrow()
  assert.equal(name, 'Sender')
})
