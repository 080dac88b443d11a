/** Looking at a page that is open in a browser, also one that answers a form and that no address leads to. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, Page } from 'playwright-core'
import type { Person, TestServer } from './harness.ts'
import { phoneOf } from './phone.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** A phone that gets no script of ours, in a session of this person. axe itself needs scripts to be on. */
export async function phoneToLookAt(browser: Browser, server: TestServer, who: Person): Promise<Page> {
  const page = await phoneOf(browser, server, who, true)
  await page.route(
    (url) => url.pathname.endsWith('.js'),
    (route) => route.abort(),
  )
  return page
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
