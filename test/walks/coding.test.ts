/** An interview is coded in a real browser: by mouse, by keyboard, by finger, and without any script by paragraph. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { after, test } from 'node:test'
import { sql } from 'kysely'
import type { Page } from 'playwright-core'
import { answerInvitation, finishInterview, scheduleInterview } from '../../src/areas/studies/interviews/agreeing.ts'
import { writeCode } from '../../src/areas/studies/interviews/codebook.ts'
import { writeMemo } from '../../src/areas/studies/interviews/coding.ts'
import { inviteToInterview, leaveReach, planInterviews } from '../../src/areas/studies/interviews/inviting.ts'
import { root } from '../../src/kit/config.ts'
import { openBrowser } from '../browser.ts'
import { type Person, person, testServer } from '../harness.ts'
import { interviewAll, makeStudy, planFor } from '../interviewing.ts'
import { looksRight, phoneToLookAt } from '../looking.ts'

const server = await testServer()
const { community } = server
const { db } = community
const rita = await person(server, 'Rita', 'researcher')
const sam = await person(server, 'Sam', 'researcher')
const nobody = await person(server, '', 'visitor')
const study = await makeStudy(community, 'coded', [rita.id, sam.id], 20)
const placed = await interviewAll(community, study, [
  { id: rita.id, name: 'Rita' },
  { id: sam.id, name: 'Sam' },
])
const base = `/studies/${study.slug}/interviews`
const browser = await openBrowser()
after(() => browser.close())

const said = ['I: How was it? 😀', 'P: Cafe\u0301 first. Then 👩‍👧 nobody wrote back.', 'P: So I left.'].join('\n')
await sql`
  update transcript set words = ${said}, length = char_length(${said}) where id = ${placed.transcripts[0]!}`.execute(db)
await sql`delete from segment where transcript = ${placed.transcripts[0]!}`.execute(db)

async function open(who: Person, at: string, how: object = {}): Promise<Page> {
  const context = await browser.newContext(how)
  const [name, value] = (await who.cookie()).split('=') as [string, string]
  await context.addCookies([{ name, value, url: server.url }])
  const page = await context.newPage()
  await page.goto(server.url + at)
  return page
}

/** What the newest piece of the first interview holds. */
async function newest() {
  const { rows } = await sql<{ words: string; by: string }>`
    select substring(transcript.words from from_at + 1 for to_at - from_at) as words, coder.name as by
    from segment
    join transcript on transcript.id = segment.transcript
    join coder on coder.id = segment.coder
    where transcript.id = ${placed.transcripts[0]!}
    order by segment.id desc
    limit 1`.execute(db)
  return rows[0]
}

const codeIt = async (page: Page, key: string) => {
  await page.getByLabel('Code', { exact: true }).selectOption(placed.codes.get(key)!)
  await page.getByRole('button', { name: 'Code it' }).click()
  await page.getByText('Coded: “').waitFor()
}

test('words that are marked with the mouse are coded, past an emoji and an accent, to the letter', async () => {
  const page = await open(rita, `${base}/P01/transcript`)
  assert.equal(await page.getByRole('button', { name: 'Choose by number' }).count(), 0)
  const box = await page.evaluate(() => {
    const text = document.querySelector('#p2')!.firstChild as Text
    const range = document.createRange()
    const at = (text.data as string).indexOf('nobody')
    range.setStart(text, at)
    range.setEnd(text, at + 'nobody wrote back'.length)
    const { left, right, top, height } = range.getBoundingClientRect()
    return { left, right, y: top + height / 2 }
  })
  await page.mouse.move(box.left, box.y)
  await page.mouse.down()
  await page.mouse.move(box.right, box.y, { steps: 5 })
  await page.mouse.up()
  await page.getByText('Chosen: “nobody wrote back”').waitFor()
  await codeIt(page, 'unanswered')
  assert.deepEqual(await newest(), { words: 'nobody wrote back', by: 'Rita' })
  assert.equal(await page.locator('#p2 mark').innerText(), 'nobody wrote back')
  // Marked again across the label that now stands in the paragraph: the label counts for nothing.
  await page.evaluate(() => {
    const selection = getSelection()!
    selection.removeAllRanges()
    const range = document.createRange()
    range.setStart(document.querySelector('#p2 mark')!.firstChild!, 7)
    range.setEnd(document.querySelector('#p3')!.firstChild!, 8)
    selection.addRange(range)
  })
  await page.getByText('Chosen: “wrote back. P: So I').waitFor()
  await codeIt(page, 'return')
  assert.equal((await newest())!.words, 'wrote back.\nP: So I')
  await page.context().close()
})

test('words are chosen with the keyboard alone, and nothing in them can be changed', async () => {
  const page = await open(sam, `${base}/P01/transcript`)
  const text = page.getByRole('textbox', { name: /What P01 said/ })
  await text.focus()
  await page.keyboard.press('Control+Home')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Home')
  for (let n = 0; n < 3; n++) await page.keyboard.press('ArrowRight')
  for (let n = 0; n < 'Café first'.length; n++) await page.keyboard.press('Shift+ArrowRight')
  await page.getByText('Chosen: “Cafe\u0301 first”').waitFor()
  await page.keyboard.type('xyz')
  await page.keyboard.press('Delete')
  await page.keyboard.press('Control+x')
  assert.match(await text.innerText(), /Cafe\u0301 first\. Then/)
  await page.getByText('Chosen: “Cafe\u0301 first”').waitFor()
  await page.keyboard.press('Enter')
  assert.equal(await page.evaluate(() => (document.activeElement as HTMLElement).id), 'code')
  await page.keyboard.type('Being')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.getByText('Coded: “').waitFor()
  assert.deepEqual(await newest(), { words: 'Cafe\u0301 first', by: 'Sam' })
  await page.context().close()
})

test('on a phone a long press marks a word, and the form stays in sight', async () => {
  const phone = { viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true }
  const page = await open(rita, `${base}/P02/transcript`, phone)
  const cdp = await page.context().newCDPSession(page)
  const box = (await page.locator('#p3').boundingBox())!
  const [x, y] = [box.x + 60, box.y + 12]
  await cdp.send('Input.synthesizeTapGesture', { x, y, duration: 900, gestureSourceType: 'touch' })
  if (!(await page.locator('#chosen').innerText()))
    await page.evaluate(() => {
      // Where this browser marks nothing on a long press, its handles are moved as a finger would.
      const text = document.querySelector('#p3')!.firstChild as Text
      getSelection()!.setBaseAndExtent(text, 3, text, 9)
    })
  await page.getByText(/Chosen: “\S/).waitFor()
  const form = (await page.locator('#coding').boundingBox())!
  assert.ok(form.y + form.height <= 641 && form.y > 100, 'the form is at the bottom of the screen')
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 320)
  await page.getByRole('button', { name: 'Choose by number' }).click()
  assert.equal(await page.locator('#chosen').innerText(), '')
  await page.context().close()
})

test('without scripts whole paragraphs are coded by their numbers', async () => {
  const page = await open(sam, `${base}/P01/transcript`, { javaScriptEnabled: false })
  await page.getByLabel('From paragraph').fill('2')
  await page.getByLabel('To paragraph').fill('3')
  await codeIt(page, 'unanswered')
  assert.equal((await newest())!.words, said.split('\n').slice(1).join('\n'))
  await page.context().close()
})

test('a name that is marked before a transcript is stored goes on the list by a press', async () => {
  const other = await makeStudy(community, 'names', [rita.id])
  await rita.does(planInterviews, planFor(other.slug))
  await rita.does(inviteToInterview, { study: other.slug, people: [other.people[0]!.id] })
  const yes = { study: other.slug, code: other.people[0]!.code, answer: 'yes', purposes: ['kept'] }
  await nobody.does(answerInvitation, yes)
  await rita.does(finishInterview, { study: other.slug, person: 'P01' })
  const page = await open(rita, `/studies/${other.slug}/interviews/P01/words`)
  await page.getByLabel('Or paste the words').fill('P: Nia slept.')
  await page.getByLabel('Or paste the words').evaluate((field: HTMLTextAreaElement) => {
    field.focus()
    field.setSelectionRange(3, 6)
  })
  await page.getByRole('button', { name: 'Add “Nia” to the names' }).click()
  await page.keyboard.type('daughter')
  assert.equal(await page.getByLabel('Names, and what takes their place').inputValue(), 'Nia = [daughter]')
  await page.getByRole('button', { name: 'Look at it' }).click()
  await page.locator('mark', { hasText: '[daughter]' }).waitFor()
  await page.getByLabel('I have read it all').check()
  await page.getByRole('button', { name: 'Store it' }).click()
  await page.getByText('P: [daughter] slept.').waitFor()
  await page.context().close()
})

test('every page looks right, narrow and wide', async () => {
  const other = await makeStudy(community, 'looks', [rita.id, sam.id], 12)
  const at = `/studies/${other.slug}/interviews`
  await rita.does(planInterviews, planFor(other.slug))
  const [one, two, three] = other.people
  await nobody.does(leaveReach, { study: other.slug, code: one!.code, reach: '0113 496 0000' })
  await nobody.does(leaveReach, { study: other.slug, code: other.people[4]!.code, reach: '0113 496 0000' })
  await rita.does(inviteToInterview, { study: other.slug, people: [one!.id, two!.id, three!.id] })
  for (const { code } of [two!, three!])
    await nobody.does(answerInvitation, { study: other.slug, code, answer: 'yes', purposes: ['kept', 'quoted'] })
  await rita.does(scheduleInterview, {
    study: other.slug,
    person: 'P02',
    how: 'phone',
    day: '2027-05-03',
    time: '14:30',
  })
  await rita.does(finishInterview, { study: other.slug, person: 'P03' })
  const code = placed.codes.get('understood')!
  await rita.does(writeCode, { study: study.slug, name: 'Waiting', sign: 'rose-ring', include: 'Long lists.' })
  await rita.does(writeMemo, { study: study.slug, on: 'code', about: code, words: 'Is this one code or two?' })
  const page = await phoneToLookAt(browser, server, rita)
  const pages: Record<string, string> = {
    list: at,
    plan: `${at}/plan`,
    selection: `${at}/selection`,
    invited: `${at}/P01`,
    scheduled: `${at}/P02`,
    done: `${at}/P03`,
    afterwards: `${at}/P03/afterwards`,
    words: `${at}/P03/words`,
    interviews: base,
    transcript: `${base}/P02/transcript?show=everybody`,
    codebook: `${base}/codebook`,
    code: `${base}/codebook/${code}`,
    quotes: `${base}/quotes?code=${placed.codes.get('online')}`,
    matrix: `${base}/matrix?code[]=${['understood', 'helpline', 'unanswered', 'sources'].map((key) => placed.codes.get(key)).join('&code[]=')}`,
    summary: `${base}/P02/summaries/${code}`,
    comparing: `${base}/comparing`,
    memos: `${base}/memos`,
    files: `${base}/files`,
    'own-code': `/studies/${other.slug}/interview`,
  }
  for (const [name, path] of Object.entries(pages)) {
    await page.goto(server.url + path)
    await looksRight(page, `interviews-${name}`)
  }
  const answers: [string, string, Record<string, string>][] = [
    ['own-invited', `/studies/${other.slug}/interview`, { code: one!.code }],
    ['own-done', `/studies/${other.slug}/interview`, { code: three!.code }],
  ]
  for (const [name, path, { code }] of answers) {
    await page.goto(server.url + path)
    await page.getByLabel('Your code').fill(code!)
    await page.getByRole('button', { name: 'Go on' }).click()
    await looksRight(page, `interviews-${name}`)
  }
  await page.goto(`${server.url}${at}/P03/words`)
  await page.getByLabel('Or paste the words').fill('I: So?\nP: Nia met Elin at the clinic in Bangor.')
  await page.getByLabel('Names, and what takes their place').fill('Nia = [daughter]')
  await page.getByRole('button', { name: 'Look at it' }).click()
  await looksRight(page, 'interviews-preview')
  if (process.env.PICTURES)
    for (const name of ['matrix', 'afterwards', 'codebook'] as const) {
      await page.goto(server.url + pages[name]!)
      await page.pdf({ path: `${process.env.PICTURES}/interviews-${name}.pdf`, format: 'A4' })
    }
})

test('the script is small', () => {
  assert.ok(readFileSync(path.join(root, 'browser', 'coding.js')).length < 10 * 1024)
})
