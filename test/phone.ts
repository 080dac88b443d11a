/** A phone in somebody's hand, for tests that use Alongside as people do. */
import assert from 'node:assert/strict'
import { after } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import type { Person, TestServer } from './harness.ts'

/**
 * A phone 320 px wide, in a session of this person's when they are a member.
 *
 * @param scripts whether it runs scripts at all; off unless told
 */
export async function phoneOf(
  browser: Browser,
  server: TestServer,
  who: Person | null,
  scripts = false,
): Promise<Page> {
  const context = await browser.newContext({
    javaScriptEnabled: scripts,
    baseURL: server.url,
    viewport: { width: 320, height: 640 },
  })
  after(() => context.close())
  context.setDefaultTimeout(15_000)
  const value = (await who?.cookie())?.slice('session='.length)
  if (value) await context.addCookies([{ name: 'session', value, url: server.url, httpOnly: true }])
  return context.newPage()
}

/** What a page must say, once it has come, without being wider than the phone. */
export async function says(page: Page, words: RegExp) {
  await page.waitForLoadState('load')
  assert.match(await page.locator('body').innerText(), words)
  const wide = await page.evaluate(() => document.documentElement.scrollWidth)
  assert.ok(wide <= 320, `${page.url()} is ${wide} px wide`)
}

/** The first button of that name. */
export const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).first().click()
/** The first link of that name, past the head of the page. */
export const follow = (page: Page, name: string | RegExp) =>
  page.locator('main').getByRole('link', { name }).first().click()
