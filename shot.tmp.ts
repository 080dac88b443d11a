import { chromium } from 'playwright-core'
import { writeFileSync } from 'node:fs'
import { findBrowser } from './test/browser.ts'
const base = 'http://localhost:4018'
const browser = await chromium.launch({ executablePath: await findBrowser(), args: ['--no-sandbox', '--disable-gpu'] })
async function as(key: string, width: number) {
  const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width, height: 800 } })
  const page = await context.newPage()
  await page.goto(base + '/cast')
  await page.locator(`button[name=as][value=${key}], form:has(input[value=${key}]) button`).first().click()
  return page
}
const [steward] = [await as('joan', 1280)]
await steward.goto(base + '/steward/letters'); await steward.screenshot({ path: '/tmp/s-letters.png', fullPage: true })
await steward.getByRole('button', { name: 'Make the letters' }).click()
await steward.screenshot({ path: '/tmp/s-making.png', fullPage: true })
for (let i = 0; i < 40; i++) { await steward.goto(base + '/steward/letters'); if (await steward.getByText('Download the PDF').count()) break; await new Promise(r => setTimeout(r, 1000)) }
await steward.setViewportSize({ width: 320, height: 800 })
await steward.goto(base + '/steward/letters'); await steward.screenshot({ path: '/tmp/s-ready.png', fullPage: true })
const href = await steward.getByRole('link', { name: 'Download the PDF' }).getAttribute('href')
const pdf = await steward.context().request.get(base + href!)
writeFileSync('/tmp/ex-batch.pdf', await pdf.body())
for (const [w, n] of [[320, 'n'], [1280, 'w']] as const) {
  const ruth = await as('ruth', w)
  await ruth.goto(base + '/desk/slips'); await ruth.screenshot({ path: `/tmp/d-slips-${n}.png`, fullPage: true })
}
await browser.close()
