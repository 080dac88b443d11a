/**
 * The walk everything else stands on, on a phone 320 px wide with scripts off: a mother joins by a steward's link, asks,
 * is answered, hears of it by mail, keeps what helped, takes her data with her, leaves, comes back, and has it all erased.
 */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, test } from 'node:test'
import type { Page } from 'playwright-core'
import { openBrowser } from '../browser.ts'
import { circle, type Person, person, testServer } from '../harness.ts'
import { follow, phoneOf } from '../phone.ts'

const server = await testServer()
const { db } = server.community
const browser = await openBrowser()
after(() => browser.close())
await circle(server.community, 'nights', 'members')
const joan = await person(server, 'Joan', 'steward')
const ruth = await person(server, 'Ruth', 'moderator')
const ama = await person(server, 'Ama', 'helper')
const email = 'nia@example.org'

const phone = (who: Person | null) => phoneOf(browser, server, who)

/** The page says it, and nothing on it sticks out of a narrow screen. */
async function says(page: Page, words: RegExp) {
  assert.match(await page.locator('main').innerText(), words)
  // Playwright measures whether the page's own scripts may run or not.
  const wide = await page.evaluate(() => document.documentElement.scrollWidth)
  assert.ok(wide <= 320, `${page.url()} is ${wide} px wide`)
}
const goTo = (page: Page, name: string) => page.getByRole('navigation').getByRole('link', { name, exact: true }).click()
const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true }).click()

/** The newest mail of a kind to her, as it stands in the outbox. */
const mailOf = (kind: string) =>
  db
    .selectFrom('message_out')
    .select(['subject', 'plain'])
    .where('to_address', '=', email)
    .where('kind', '=', kind)
    .orderBy('id', 'desc')
    .executeTakeFirstOrThrow()

test('a mother joins by a link, asks, is answered, and leaves with all that is hers', async (t) => {
  let link = ''
  const nia = await phone(null)

  await t.test('a steward makes a link', async () => {
    const page = await phone(joan)
    await page.goto('/')
    await goTo(page, 'Desk')
    await follow(page, 'Ways to join')
    await page.getByLabel('Where will you hand it out?').fill('The clinic’s leaflet')
    await press(page, 'Make a link')
    link = await page.locator('code').innerText()
  })

  await t.test('the mother joins by it, with the code she is sent', async () => {
    await nia.goto(new URL(link).pathname)
    await press(nia, 'Start')
    await nia.getByLabel('What name should others see?').fill('Nia')
    await press(nia, 'Go on')
    await nia.getByLabel('What is your email address?').fill(email)
    await press(nia, 'Go on')
    await nia.locator('#membership').check()
    await press(nia, 'Join')
    const { subject } = await mailOf('sign-in')
    await nia.getByLabel('What is the code in the email?').fill(/\d{6}/.exec(subject)![0])
    await press(nia, 'Go on')
    await says(nia, /Check and join/)
    await press(nia, 'Join')
    await says(nia, /You are a member now\. Welcome\./)
  })

  await t.test('she reads, and asks; her first post waits for a person', async () => {
    await goTo(nia, 'Circles')
    await follow(nia, 'Nights')
    await follow(nia, 'Ask or tell something')
    await nia.getByLabel('Title').fill('She wakes at two')
    await nia.getByLabel('Your words').fill('Our daughter wakes at two and laughs. How do others sleep?')
    await press(nia, /^Send$/)
    await says(nia, /A person will read this first/)
    const other = await phone(ama)
    await other.goto('/circles/nights')
    assert.doesNotMatch(await other.locator('main').innerText(), /She wakes at two/)
  })

  await t.test('a moderator shows it', async () => {
    const page = await phone(ruth)
    await page.goto('/desk')
    await follow(page, 'Posts that wait')
    await follow(page, /She wakes at two/)
    await says(page, /Our daughter wakes at two/)
    await press(page, 'Show it')
  })

  await t.test('a helper finds it among what waits for an answer, and replies', async () => {
    const page = await phone(ama)
    await page.goto('/')
    await goTo(page, 'Waiting')
    await follow(page, 'She wakes at two')
    await page.getByLabel('Your reply').fill('We take turns, and nap at noon.')
    await press(page, 'Send reply')
    await says(page, /We take turns, and nap at noon\./)
  })

  await t.test('the mother gets a mail, follows it, reads, and marks her question answered', async () => {
    const { plain } = await mailOf('reply')
    // She is led there by the link in the mail, whatever name the server is known by.
    assert.match(plain, /We take turns, and nap at noon\./)
    await nia.goto(/\/conversations\/\S+page=\S+/.exec(plain)![0])
    await says(nia, /Ama[\s\S]*We take turns, and nap at noon\./)
    await press(nia, 'Yes, it is answered')
    await says(nia, /Answered/)
  })

  await t.test('she keeps the post that helped', async () => {
    await nia.locator('#post-2').getByRole('link', { name: 'More' }).click()
    await press(nia, 'Keep it for later')
    await goTo(nia, 'My page')
    await follow(nia, /kept|keep/i)
    await says(nia, /We take turns, and nap at noon\./)
  })

  await t.test('she takes a copy of everything of hers', async () => {
    await goTo(nia, 'My page')
    await follow(nia, 'A copy of everything of mine')
    const copy = async (button: string) => {
      const download = nia.waitForEvent('download')
      await press(nia, button)
      return readFileSync(await (await download).path(), 'utf8')
    }
    const page = await copy('A page to read')
    const file = await copy('A file for another program (JSON)')
    for (const words of [/Our daughter wakes at two/, /nia@example\.org/]) {
      assert.match(page, words)
      assert.match(file, words)
    }
    assert.match(page, /<h1>Everything held of me/)
    assert.deepEqual(JSON.parse(file).You[0].name, 'Nia')
  })

  const signIn = async () => {
    await nia.goto('/sign-in')
    await nia.getByLabel('What is your email address?').fill(email)
    await press(nia, 'Send me a code')
    const { subject } = await mailOf('sign-in')
    await nia.getByLabel('What is the code in the email?').fill(/\d{6}/.exec(subject)![0])
    await press(nia, 'Sign in')
  }
  const firstPost = async () => {
    const page = await phone(ama)
    await page.goto('/circles/nights')
    await follow(page, 'She wakes at two')
    return { words: await page.locator('#post-1').innerText(), page: await page.content() }
  }

  await t.test('she leaves in one step, and her words stay under “a former member”', async () => {
    await goTo(nia, 'My page')
    await follow(nia, 'Step away or come back')
    await follow(nia, /^Leave$/)
    await press(nia, 'Leave')
    await says(nia, /You have left/)
    await nia.goto('/me')
    await says(nia, /What is your email address/)
    const { words, page } = await firstPost()
    assert.match(words, /a former member[\s\S]*Our daughter wakes at two/)
    assert.doesNotMatch(page, /Nia|nia@example/)
  })

  await t.test('she signs in, comes back with one press, and all is as she left it', async () => {
    await signIn()
    await says(nia, /Come back\?/)
    await press(nia, 'Come back')
    await says(nia, /Welcome back\.[\s\S]*That is everything\./)
    assert.match((await firstPost()).words, /Nia[\s\S]*Our daughter wakes at two/)
    await goTo(nia, 'My page')
    await follow(nia, /kept|keep/i)
    await says(nia, /We take turns, and nap at noon\./)
  })

  await t.test('she has all of it erased, and her words stay without her name', async () => {
    await goTo(nia, 'My page')
    await follow(nia, 'Erase everything of mine')
    await press(nia, 'Erase everything')
    await says(
      nia,
      /Please check this\s+Choose what happens to your posts\.\s+Tick the box if you want all of it erased now\./,
    )
    await nia.getByLabel('Keep them, without my name').check()
    await nia.getByLabel('Yes, erase everything now').check()
    await press(nia, 'Erase everything')
    await says(nia, /All is erased/)
    const { words, page } = await firstPost()
    assert.match(words, /a former member[\s\S]*Our daughter wakes at two/)
    assert.doesNotMatch(page, /Nia|nia@example/)
  })
})
