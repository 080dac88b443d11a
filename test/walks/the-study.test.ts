/**
 * A study from its first day to its findings. A steward and a researcher set it up; a letter goes to each of the charity's
 * list; one parent answers on a phone 320 px wide with scripts off, one by ringing the study's desk, one on paper that two
 * people key in; one takes everything back. Then the researchers ask what it found, and two of them code an interview.
 */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { Page } from 'playwright-core'
import { openBrowser } from '../browser.ts'
import { person, testServer } from '../harness.ts'
import { phoneOf } from '../phone.ts'

const server = await testServer()
const browser = await openBrowser()
after(() => browser.close())

const joan = await person(server, 'Joan', 'steward')
const rhian = await person(server, 'Rhian', 'researcher')
const owen = await person(server, 'Owen', 'researcher')
const ruth = await person(server, 'Ruth', 'helper')
const martin = await person(server, 'Martin', 'helper')

const office = await phoneOf(browser, server, joan)
const rhians = await phoneOf(browser, server, rhian)
const owens = await phoneOf(browser, server, owen)
const ruths = await phoneOf(browser, server, ruth)
const martins = await phoneOf(browser, server, martin)
const hers = await phoneOf(browser, server, null)

const says = async (page: Page, words: RegExp) => {
  await page.waitForLoadState('load')
  assert.match(await page.locator('body').innerText(), words)
  const wide = await page.evaluate(() => document.documentElement.scrollWidth)
  assert.ok(wide <= 320, `${page.url()} is ${wide} px wide`)
}
const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).first().click()
const follow = (page: Page, name: string | RegExp) => page.locator('main').getByRole('link', { name }).first().click()

const study = '/studies/support-in-our-lives'
const inAYear = new Date(Date.now() + 400 * 24 * 60 * 60 * 1000).toISOString().slice(0, 10)
const yesterday = new Date(Date.now() - 24 * 60 * 60 * 1000).toISOString().slice(0, 10)

test('a study, from its first day to its findings', async (t) => {
  await t.test('the steward makes it and names its people', async () => {
    await office.goto('/studies')
    await follow(office, 'Make a study')
    await office.getByLabel('Name of the study').fill('Support in our lives')
    await office.getByLabel('Who runs it').fill('A university, with the charity')
    await office.getByLabel('How the study is reached').fill('Ring 0114 496 0210, or write to study@example.org')
    await press(office, 'Make the study')
    await says(office, /Support in our lives/)
    for (const [who, doing] of [
      ['Rhian', 'A researcher'],
      ['Owen', 'A researcher'],
      ['Ruth', 'At its desk'],
      ['Martin', 'At its desk'],
    ] as const) {
      await office.goto(`${study}/setting-up/people`)
      await office.getByLabel('Who', { exact: true }).selectOption({ label: await optionOf(office, who) })
      await office.getByLabel(doing).check()
      await press(office, 'Name them')
      await says(office, /Named\./)
    }
    await office.goto(`${study}/setting-up/approvals`)
    await office.getByLabel('Who approved it').fill('An ethics committee')
    await office.getByLabel('What they approved').fill('protocol 1, sheet 1')
    await office.getByLabel('On which day').fill(yesterday)
    await press(office, 'Note it')
    await says(office, /The approval is noted/)
    await office.goto(`${study}/setting-up/arms`)
    await office.getByLabel('By letter').check()
    await office.getByLabel('From a notice in a place').check()
    await press(office, 'Save')
    await office.goto(`${study}/setting-up/withdrawal`)
    await office.getByLabel('Last day').fill(inAYear)
    await press(office, 'Save')
    await says(office, /The day is saved/)
    await office.goto(`${study}/setting-up/opening`)
    await says(office, /This is still missing/)
  })

  await t.test('the researcher writes it and fixes the plan; the steward opens it', async () => {
    await rhians.goto('/studies')
    await follow(rhians, 'Support in our lives')
    await rhians.goto(`${study}/setting-up/protocol`)
    await rhians
      .getByLabel('Protocol')
      .fill('We ask which support parents use, online and away from it, and why they stop.')
    await press(rhians, 'Save the protocol')
    await says(rhians, /Version 1 is saved/)
    await rhians.goto(`${study}/setting-up/questionnaire`)
    await rhians.getByLabel(/Support in our lives/).check()
    await press(rhians, /questionnaire|Begin|Choose|Take/i)
    await says(rhians, /Version 1 of the questionnaire is there/)
    await rhians.goto(`${study}/setting-up/sheet`)
    await rhians
      .getByLabel('Information sheet')
      .fill(
        'Thank you for reading this.\n\nWe ask about the support in your life.\n\nIt takes half an hour. You can stop at any time.',
      )
    await press(rhians, 'Save the sheet')
    await rhians.goto(`${study}/setting-up/consent`)
    await press(rhians, 'Take the ready words')
    await says(rhians, /The ready words are there/)
    await rhians.goto(`${study}/setting-up/plan`)
    await press(rhians, 'Begin with the ready plan')
    await rhians.getByLabel('The plan is ready').check()
    await press(rhians, 'Fix the plan')
    await says(rhians, /Plan 1 is fixed/)

    await office.goto(`${study}/setting-up/opening`)
    await office.getByLabel(/I have looked at all of it/).check()
    await press(office, 'Open the study')
    await says(office, /The study is open/)
  })
})

const optionOf = async (page: Page, who: string) =>
  (await page.locator('option', { hasText: who }).first().innerText()).trim()
