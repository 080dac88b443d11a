import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { after, test } from 'node:test'
import { HtmlValidate } from 'html-validate'
import { openBrowser } from '../../../test/browser.ts'
import { circle, person, testServer } from '../../../test/harness.ts'
import { amend } from './amending.ts'
import { saveDraft } from './drafts.ts'
import { follow, keep } from './following.ts'
import { openConversation, reply } from './tasks.ts'

const server = await testServer()
const { community } = server
const room = await circle(community, 'school', 'members')
await circle(community, 'welcome', 'open')
const helper = await person(server, 'Ama', 'helper')
const reader = await person(server, 'Nia')
const visitor = await person(server, '', 'visitor')
const browser = await openBrowser()
after(() => browser.close())
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const validator = new HtmlValidate({ extends: ['html-validate:recommended'] })

const long = new Date(Date.now() - 60 * 60 * 60 * 1000)
const asked = await helper.does(
  openConversation,
  {
    circle: room.slug,
    kind: 'asks',
    title: 'Does anyone know a good standing frame?',
    words: 'Her seizures make it hard.',
  },
  'web',
  long,
)
const { conversation } = asked
await helper.does(reply, { conversation, replyTo: 1, words: 'We tried two of them.' })
await helper.does(amend, { conversation, number: 2, words: 'We tried three of them.', reason: 'I forgot one' })
await reader.does(follow, { circle: room.slug, follow: 'yes' })
await reader.does(keep, { conversation, number: 1, keep: 'yes' })
await reader.does(reply, { conversation, words: 'This one waits.' })
await reader.does(saveDraft, { place: conversation, fields: { words: 'Half a thought' } })

const looks = [
  ['today', '/', reader],
  ['today-asker', '/', helper],
  ['visitor', '/', visitor],
  ['circle', '/circles/school', reader],
  ['new', '/circles/school/new', reader],
  ['conversation', `/conversations/${conversation}`, reader],
  ['conversation-asker', `/conversations/${conversation}`, helper],
  ['post', `/conversations/${conversation}/1`, reader],
  ['post-mine', `/conversations/${conversation}/2`, helper],
  ['reply', `/conversations/${conversation}/1/reply`, reader],
  ['amend', `/conversations/${conversation}/2/amend`, helper],
  ['changes', `/conversations/${conversation}/2/changes`, reader],
  ['kept', '/me/kept', reader],
  ['drafts', '/me/drafts', reader],
  ['held', '/me/posts-that-wait', reader],
  ['search', '/search?q=fits', reader],
  ['waiting', '/waiting', helper],
] as const

for (const width of [320, 1280])
  for (const [name, path, who] of looks)
    test(`${name} can be read by everyone at ${width} px`, async () => {
      const cookie = await who.cookie()
      const context = await browser.newContext({ viewport: { width, height: 900 }, extraHTTPHeaders: { cookie } })
      const page = await context.newPage()
      // Looked at once its style is there: a page without it is another page.
      await page.goto(server.url + path, { waitUntil: 'load' })
      await page.evaluate(() => {
        for (const folded of document.querySelectorAll('details')) folded.open = true
      })
      assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= width, 'nothing sticks out')
      const wrong = (await page.evaluate(
        `${axe}; axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'] }).then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes[0].html))`,
      )) as string[]
      assert.deepEqual(wrong, [])
      if (process.env.PICTURES)
        await page.screenshot({ path: `${process.env.PICTURES}/${name}-${width}.png`, fullPage: true })
      const report = await validator.validateString(await (await who.get(path)).text())
      const messages = report.results.flatMap((one) =>
        one.messages.map(({ ruleId, message, line }) => `${line} ${ruleId}: ${message}`),
      )
      assert.deepEqual(
        messages.filter(
          (message) => !/attribute-boolean-style|doctype-style|no-trailing-whitespace|void-style/.test(message),
        ),
        [],
      )
      await context.close()
    })
