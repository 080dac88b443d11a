/** Looking at a page that is open in a browser, also one that answers a form and that no address leads to. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { after } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import type { Person, TestServer } from './harness.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** A phone 320 px wide that gets no script of ours, in a session of this person. axe itself needs scripts to be on. */
export async function phoneOf(browser: Browser, server: TestServer, who: Person): Promise<Page> {
  const context = await browser.newContext({
    baseURL: server.url,
    viewport: { width: 320, height: 640 },
  })
  after(() => context.close())
  context.setDefaultTimeout(15_000)
  await context.route(
    (url) => url.pathname.endsWith('.js'),
    (route) => route.abort(),
  )
  const value = (await who.cookie()).slice('session='.length)
  if (value) await context.addCookies([{ name: 'session', value, url: server.url, httpOnly: true }])
  return context.newPage()
}

/** Narrow and wide, everything that folds opened: nothing sticks out, and axe finds nothing. `PICTURES` keeps a picture. */
export async function looksRight(page: Page, name: string) {
  // Reached by a press, a page may be there before its style is.
  await page.waitForLoadState('load')
  for (const width of [1280, 320]) {
    await page.setViewportSize({ width, height: 900 })
    const { wide, violations } = (await page.evaluate(`${axe}
      for (const folded of document.querySelectorAll('details')) folded.open = true
      axe.run({ runOnly: ${JSON.stringify(rules)} }).then(({ violations }) => ({
        wide: document.documentElement.scrollWidth - window.innerWidth,
        violations: violations.map(({ id, nodes }) => id + ': ' + nodes[0].html),
      }))`)) as { wide: number; violations: string[] }
    assert.deepEqual(violations, [], `${name} at ${width} px`)
    assert.ok(wide <= 0, `${name} at ${width} px: ${wide} px too wide`)
    if (process.env.PICTURES)
      await page.screenshot({ path: `${process.env.PICTURES}/${name}-${width}.png`, fullPage: true })
  }
}
