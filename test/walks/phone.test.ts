/**
 * A call, by keyboard alone: a volunteer finds the caller by her number, hears what she says yes to, replies for her,
 * reads it back and ends the call. The caller sees later who did what.
 */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { Page } from 'playwright-core'
import { openConversation } from '../../src/areas/conversations/tasks.ts'
import { makeSheet } from '../../src/areas/members/paper-codes.ts'
import { changeReach } from '../../src/areas/members/reach.ts'
import { insertMember } from '../../src/areas/members/store.ts'
import { newId } from '../../src/kit/brand.ts'
import { openBrowser } from '../browser.ts'
import { circle, Person, person, testServer } from '../harness.ts'
import { looksRight, phoneToLookAt } from '../looking.ts'
import { phoneOf, says } from '../phone.ts'

const server = await testServer()
const { community } = server
const { db } = community
const browser = await openBrowser()
after(() => browser.close())
await circle(community, 'nights', 'members')
const martin = await person(server, 'Martin', 'moderator')
const joan = await person(server, 'Joan', 'steward')
const ama = await person(server, 'Ama', 'helper')

/** Somebody without email. */
async function brigidWithANumber() {
  const id = newId<'MemberId'>()
  await db.transaction().execute((tx) => insertMember(tx, { id, name: 'Brigid', joinedBy: 'phone', at: new Date() }))
  const who = { member: id, name: 'Brigid', role: 'member', roleHeld: 'member', session: null } as const
  const brigid = new Person(community, who, server.url)
  await brigid.does(changeReach, { phone: '028 9649 6142', address: '9 Orchard Row\nBelfast', postcode: 'BT9 5AB' })
  return brigid
}
const brigid = await brigidWithANumber()
const [code] = await joan.does(makeSheet, { member: brigid.id })

/** Go on with Tab until what has the focus is called so. */
async function tabTo(page: Page, name: string | RegExp) {
  for (let n = 0; n < 80; n++) {
    await page.keyboard.press('Tab')
    const focused = await page.evaluate(() => {
      const one = document.activeElement as HTMLInputElement | null
      return (one?.labels?.[0]?.innerText ?? one?.innerText ?? '').trim()
    })
    if (typeof name === 'string' ? focused === name : name.test(focused)) return
  }
  assert.fail(`Tab never comes to ${name} on ${page.url()}`)
}

test('a caller without email is found by her number, replies by phone, and sees later who did it', async (t) => {
  const { conversation } = await ama.does(openConversation, {
    circle: 'nights',
    kind: 'asks',
    title: 'She wakes at two',
    words: 'Our daughter wakes at two and laughs. How do others sleep?',
  })
  const page = await phoneToLookAt(browser, server, martin)
  const type = async (text: string) => {
    // The field that a page is for has the focus as soon as the page is there.
    await page.locator('input:focus, textarea:focus').waitFor()
    await page.keyboard.type(text)
  }
  const enter = async () => {
    const gone = page.waitForNavigation()
    await page.keyboard.press('Enter')
    await gone
  }

  await t.test('he finds her by her number, typed as it came', async () => {
    await page.goto('/phone')
    await type('+44 28 9649 6142')
    await enter()
    await says(page, /Found: 1 member[\s\S]*Brigid[\s\S]*BT9\./)
    await looksRight(page, 'phone-found')
    await tabTo(page, /^Begin the call/)
    await enter()
  })

  await t.test('he makes sure who it is, and hears what she says yes to', async () => {
    await says(page, /Is it Brigid\?[\s\S]*Read nothing out/)
    await looksRight(page, 'phone-check')
    await tabTo(page, 'Reading and writing with others')
    await page.keyboard.press('Space')
    await enter()
    await says(page, /On the phone with Brigid\. What you do is done for Brigid\./)
    await looksRight(page, 'phone-call')
  })

  await t.test('he types a number, opens the conversation, and writes down what she says', async () => {
    await type('1')
    await enter()
    await says(page, /Today/)
    await tabTo(page, 'This call')
    await enter()
    await type('2')
    await enter()
    await tabTo(page, 'Nights')
    await enter()
    await tabTo(page, 'She wakes at two')
    await enter()
    await says(page, /How do others sleep\?/)
    await tabTo(page, 'Your reply')
    await type('My son was the same. It passed.')
    await tabTo(page, 'Send reply')
    await enter()
    await says(page, /A person will read this first/)
  })

  await t.test('her own page is not opened before she is asked', async () => {
    await tabTo(page, 'This call')
    await enter()
    await type('0')
    await enter()
    await says(page, /Ask Brigid first[\s\S]*May I open your own page\?/)
    await looksRight(page, 'phone-ask')
    await tabTo(page, 'Brigid says yes')
    await enter()
    await says(page, /My page\s+Others see you as Brigid/)
  })

  await t.test('he reads back, and ends the call', async () => {
    await tabTo(page, 'Read back')
    await enter()
    await says(
      page,
      /Reply in a conversation: “She wakes at two”\.\s+My son was the same\. It passed\.[\s\S]*Is that right\?/,
    )
    await looksRight(page, 'phone-read-back')
    await tabTo(page, 'Yes, and end the call')
    await enter()
    await looksRight(page, 'phone-ending')
    await tabTo(page, 'A few words about the call')
    await type('She wants to be rung on Friday.')
    await tabTo(page, 'What did we promise to do next?')
    await type('Ring Brigid on Friday')
    await enter()
    await says(page, /The call is over, and noted\.[\s\S]*Ring Brigid on Friday/)
    await looksRight(page, 'phone-desk')
    const post = await db
      .selectFrom('post')
      .select(['author', 'via'])
      .where('conversation', '=', conversation)
      .where('state', '=', 'held')
      .executeTakeFirstOrThrow()
    assert.deepEqual(post, { author: brigid.id, via: 'phone' })
    await page.goto('/')
    assert.doesNotMatch(await page.locator('body').innerText(), /On the phone/)
  })

  await t.test('with a code from paper she sees who did what', async () => {
    const hers = await phoneOf(browser, server, null)
    await hers.goto('/sign-in/paper')
    await hers.getByRole('textbox').fill(code!)
    await hers.getByRole('button', { name: /Sign in|Go on/ }).click()
    await hers.goto('/me')
    await hers.getByRole('link', { name: 'What was done for me by phone or letter' }).click()
    await says(
      hers,
      /Reply in a conversation\s+[\s\S]*by phone\. Done by Martin, moderator\.[\s\S]*My son was the same/,
    )
    const wide = await hers.evaluate(() => document.documentElement.scrollWidth)
    assert.ok(wide <= 320)
  })
})
