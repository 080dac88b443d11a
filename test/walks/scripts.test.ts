import assert from 'node:assert/strict'
import { readdirSync, statSync } from 'node:fs'
import path from 'node:path'
import { after, test } from 'node:test'
import type { Browser, BrowserContext } from 'playwright-core'
import { openConversation, reply } from '../../src/areas/conversations/tasks.ts'
import { root } from '../../src/kit/config.ts'
import { openBrowser } from '../browser.ts'
import { circle, type Person, person, testServer } from '../harness.ts'

const server = await testServer()
const room = await circle(server.community, 'school', 'members')
const ama = await person(server, 'Ama', 'helper')
const nia = await person(server, 'Nia')
const browser = await openBrowser()
after(() => browser.close())

/** A browser in which somebody is signed in. */
async function browserOf(who: Person, scripts = true, from: Browser = browser): Promise<BrowserContext> {
  const context = await from.newContext({ javaScriptEnabled: scripts })
  const [name, value] = (await who.cookie()).split('=') as [string, string]
  await context.addCookies([{ name, value, url: server.url }])
  return context
}

/** A new conversation with posts of Ama's. */
async function conversationWith(posts = 1) {
  const what = { circle: room.slug, kind: 'tells', title: 'The bus', words: 'Post 1.' }
  const { conversation } = await ama.does(openConversation, what)
  for (let n = 2; n <= posts; n++) await ama.does(reply, { conversation, words: `Post ${n}.` })
  return { conversation, url: `${server.url}/conversations/${conversation}` }
}

test('what is typed is saved by itself, and is there after a reload and after the browser was closed', async () => {
  const { url } = await conversationWith()
  const first = await openBrowser()
  const page = await (await browserOf(nia, true, first)).newPage()
  await page.goto(url)
  await page.getByLabel('Your reply').pressSequentially('Half a thought')
  await page.getByRole('status').filter({ hasText: 'Saved as a draft.' }).waitFor()
  await page.reload()
  assert.equal(await page.getByLabel('Your reply').inputValue(), 'Half a thought')
  await first.close()
  const later = await (await browserOf(nia)).newPage()
  await later.goto(url)
  assert.equal(await later.getByLabel('Your reply').inputValue(), 'Half a thought')
})

test('what was typed just before leaving the page is saved too', async () => {
  const { url } = await conversationWith()
  const page = await (await browserOf(nia)).newPage()
  await page.goto(url)
  await page.getByLabel('Your reply').fill('Called away')
  await page.goto(`${server.url}/circles`)
  // The browser sends it while the next page loads.
  const drafts = async () => (await page.goto(`${server.url}/me/drafts`))!.text()
  for (let tries = 0; tries < 20 && !(await drafts()).includes('Called away'); tries++) await page.waitForTimeout(250)
  assert.match(await drafts(), /Called away/)
})

test('a reply that is sent leaves no draft behind', async () => {
  const { url } = await conversationWith()
  const page = await (await browserOf(ama)).newPage()
  await page.goto(url)
  await page.getByLabel('Your reply').fill('All said')
  await page.getByRole('button', { name: 'Send reply' }).click()
  await page.getByText('Your reply is up.').waitFor()
  await page.goto(`${server.url}/me/drafts`)
  assert.match((await page.textContent('main')) ?? '', /You have no drafts/)
})

test('somebody who reads hears of each new reply, and the link leads to it, marked as new', async () => {
  const { conversation, url } = await conversationWith()
  const page = await (await browserOf(nia)).newPage()
  await page.goto(url)
  // A screen reader speaks what comes into a status that was there, empty, before.
  const news = page.locator('#news[role=status]')
  assert.equal(await news.textContent(), '')
  for (const number of [2, 3]) {
    await ama.does(reply, { conversation, words: `Reply ${number} of Ama.` })
    await news.getByRole('link', { name: '1 new reply' }).click()
    await page.locator(`#post-${number}`, { hasText: `Reply ${number} of Ama.` }).waitFor()
    assert.match((await page.textContent(`#post-${number} h2`)) ?? '', /New/)
    assert.doesNotMatch((await page.textContent('#post-1 h2')) ?? '', /New/)
  }
  await ama.does(reply, { conversation, words: 'One more.' })
  await ama.does(reply, { conversation, words: 'And one.' })
  await news.getByRole('link', { name: '2 new replies' }).waitFor()
})

test('“Skip to first new post” leads over several pages to the first post not yet read', async () => {
  const { conversation, url } = await conversationWith(25)
  const page = await (await browserOf(nia)).newPage()
  await page.goto(url)
  await page.getByRole('link', { name: 'Next page' }).click()
  await page.locator('#post-25').waitFor()
  for (let n = 26; n <= 45; n++) await ama.does(reply, { conversation, words: `Post ${n}.` })
  await page.goto(url)
  await page.getByText('Page 1 of 3').waitFor()
  assert.match((await page.textContent('main')) ?? '', /20 new since you were here/)
  await page.getByRole('link', { name: 'Skip to first new post' }).click()
  await page.waitForURL(/page=2#post-26$/)
  assert.match((await page.textContent('#post-26 h2')) ?? '', /New/)
  assert.doesNotMatch((await page.textContent('#post-25 h2')) ?? '', /New/)
  await page.waitForFunction(() => {
    const top = document.getElementById('post-26')!.getBoundingClientRect().top
    return top >= 0 && top < 200
  })
})

test('with scripts off the same pages work: a draft is kept, a reply is found, and nothing is fetched', async () => {
  const { conversation, url } = await conversationWith()
  const context = await browserOf(nia, false)
  const page = await context.newPage()
  const kinds = new Set<string>()
  page.on('request', (request) => kinds.add(request.resourceType()))
  await page.goto(url)
  await page.getByLabel('Your reply').fill('Without scripts')
  await page.getByRole('button', { name: 'Save as a draft' }).click()
  await page.getByText('Your draft is saved.').waitFor()
  await ama.does(reply, { conversation, words: 'Here I am.' })
  await page.goto(url)
  assert.equal(await page.getByLabel('Your reply').inputValue(), 'Without scripts')
  assert.match((await page.textContent('#post-2 h2')) ?? '', /New/)
  await page.getByRole('button', { name: 'Send reply' }).click()
  await page.getByRole('heading', { name: 'Thank you. A person will read this first' }).waitFor()
  assert.deepEqual([...kinds].sort(), ['document', 'stylesheet'])
})

test('every script is under 10 KB, and a page loads nothing from elsewhere', async () => {
  const folder = path.join(root, 'browser')
  for (const file of readdirSync(folder)) assert.ok(statSync(path.join(folder, file)).size <= 10 * 1024, file)
  const { url } = await conversationWith()
  const page = await (await browserOf(nia)).newPage()
  const asked: string[] = []
  const errors: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()))
  page.on('pageerror', (error) => errors.push(error.message))
  await page.goto(url)
  await page.waitForFunction(() => document.querySelectorAll('[role=status]').length > 1)
  assert.deepEqual(
    asked.filter((address) => !address.startsWith(`${server.url}/`) && !address.startsWith('data:')),
    [],
  )
  const names = asked.filter((address) => address.endsWith('.js')).map((address) => /(\w+)-\w+\.js$/.exec(address)?.[1])
  assert.deepEqual(names.sort(), ['drafts', 'live'])
  assert.deepEqual(errors, [])
})
