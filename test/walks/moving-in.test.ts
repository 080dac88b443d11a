/**
 * The walk that the first issue ends with: a list moves in, one of its people claims what she wrote, a father finds a
 * conversation by search and replies, and another mother sees the reply arrive. All but her have scripts off.
 */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { Page } from 'playwright-core'
import { openBrowser } from '../browser.ts'
import { circle, type Person, person, testServer } from '../harness.ts'
import { phoneOf } from '../phone.ts'

const server = await testServer()
const browser = await openBrowser()
after(() => browser.close())
await circle(server.community, 'nights', 'members')

const phone = (who: Person | null, scripts = false) => phoneOf(browser, server, who, scripts)

/** Look again, as a person would, until the page says it. */
async function waitsFor(page: Page, words: RegExp) {
  for (let tries = 0; tries < 120; tries++) {
    // The page may be asking for itself anew just now, as it does while mails move in.
    const text = await page
      .locator('main')
      .innerText()
      .catch(() => '')
    if (words.test(text)) return text
    await new Promise((resolve) => setTimeout(resolve, 250))
    await page.reload().catch(() => null)
  }
  throw new Error(`${page.url()} never said ${words}`)
}

const heading = async (page: Page) => (await page.locator('h1').innerText()).trim()

const ama = 'Ama Bright <ama@list.example.org>'
const ben = '"Rowe, Ben" <ben@list.example.org>'
const cleo = '=?iso-8859-1?Q?Cl=E9o?= <cleo@list.example.org>'

interface Sent {
  readonly from: string
  readonly subject: string
  readonly words: string
  readonly answers?: number
  readonly more?: string
}

const list: readonly Sent[] = [
  {
    from: ama,
    subject: '[nights] She wakes at two',
    words: 'Our daughter wakes at two and laughs.\nHow do others sleep?',
  },
  {
    from: ben,
    subject: 'Re: [nights] She wakes at two',
    words: 'We take turns.\n\nOn Mon, 6 Jul 2020, Ama Bright <ama@list.example.org> wrote:\n> How do others sleep?',
    answers: 0,
  },
  {
    from: cleo,
    subject: 'Re: [nights] She wakes at two',
    words: 'Un lit \xe0 barri\xe8res nous a aid\xe9s.',
    answers: 1,
    more: 'Content-Type: text/plain; charset=iso-8859-1\n',
  },
  { from: ama, subject: 'Re: [nights] She wakes at two', words: 'Thank you both.', answers: 2 },
  {
    from: ben,
    subject: '[nights] A weighted blanket',
    words: 'We borrowed a weighted blanket from the toy library.\n\n>From March on she slept better.',
  },
  {
    from: ama,
    subject: 'Re: [nights] A weighted blanket',
    words: 'How heavy is it? Write to ama@list.example.org',
    answers: 4,
  },
  {
    from: cleo,
    subject: '[nights] Hello from us',
    words: 'SGVsbG8gZnJvbSBtZS4=',
    more: 'Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n',
  },
  {
    from: ben,
    subject: 'Re: [nights] Hello from us',
    words: 'Hello, Cl=C3=A9o =F0=9F=91=8B',
    answers: 6,
    more: 'Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n',
  },
  { from: ama, subject: '[nights] A page', words: '<p>We made a <b>chart</b>.</p>', more: 'Content-Type: text/html\n' },
  { from: ben, subject: 'Re: A page', words: 'Lovely chart.' },
  { from: cleo, subject: 'Re: [nights] A weighted blanket', words: 'Ours is two kilos.', answers: 5 },
]

/** Eleven mails that can be read, and one that is empty. */
const archive = Buffer.from(
  `${list
    .map(({ from, subject, words, answers, more = '' }, n) => {
      const day = `${6 + n} Jul 2020 21:00:00 +0000`
      const reply = answers === undefined ? '' : `In-Reply-To: <n${answers}@list.example.org>\n`
      return `From list@example.org Mon Jul  6 21:00:00 2020\nMessage-ID: <n${n}@list.example.org>\nFrom: ${from}\nSubject: ${subject}\nDate: ${day}\n${reply}${more}\n${words}\n\n`
    })
    .join('')}From list@example.org Mon Jul 20 21:00:00 2020\n\n\n`,
  'latin1',
)

test('a list moves in, a mother claims her posts, a father finds one and replies, and another sees it arrive', async (t) => {
  const stella = await person(server, 'Stella', 'steward')
  // A member already, with the address he wrote to the list from: his old posts are his at once, so he is no newcomer.
  const bob = await person(server, 'Bob')
  await server.community.db
    .updateTable('login')
    .set({ email: 'ben@list.example.org' })
    .where('id', '=', bob.id)
    .execute()
  const rosa = await person(server, 'Rosa')

  await t.test('a steward sends the archive and reads what became of each mail', async () => {
    const page = await phone(stella)
    await page.goto('/steward')
    await page.getByRole('link', { name: 'Move in a mailing list' }).click()
    await page.getByLabel('Nights').check()
    await page
      .getByLabel('The list’s archive')
      .setInputFiles({ name: 'nights.mbox', mimeType: 'application/mbox', buffer: archive })
    await page.getByRole('button', { name: 'Move it in' }).click()
    assert.equal(await heading(page), 'nights.mbox')
    assert.match(await page.locator('main').innerText(), /The file is here\. Its mails are being moved in\./)
    const report = await waitsFor(page, /Done\./)
    assert.match(report, /12 mails found: 11 moved in, no mails there already, 1 left out\. 4 conversations made\./)
    assert.match(report, /It is empty\./)
  })

  await t.test('one of its people claims her posts with the code she was sent', async () => {
    const page = await phone(null)
    await page.goto('/join')
    await page.getByRole('link', { name: 'I wrote on the old mailing list' }).click()
    await page.getByLabel('Which address did you write from?').fill('Ama@list.example.org')
    await page.getByRole('button', { name: 'Send me a code' }).click()
    const outbox = await page.context().newPage()
    await outbox.goto('/outbox')
    const code = /\b\d{6}\b/.exec(await waitsFor(outbox, /Your code is \d{6}/))![0]
    await page.getByLabel('What is the code in the email?').fill(code)
    await page.getByRole('button', { name: 'Go on' }).click()
    assert.equal(await heading(page), '4 posts from the list were sent from your address. Are they yours?')
    await page.getByRole('button', { name: 'Yes, they are mine' }).click()
    await page.getByLabel('What name should others see?').fill('Ama')
    await page.getByRole('button', { name: 'Go on' }).click()
    await page.locator('#membership').check()
    await page.getByRole('button', { name: 'Join' }).click()
    assert.match(await page.locator('main').innerText(), /You are a member now\. Welcome\./)
    await page.goto('/circles/nights')
    await page.getByRole('link', { name: 'She wakes at two' }).click()
    const names = await page.locator('article .who b').allInnerTexts()
    assert.deepEqual(names, ['Ama', 'Bob', 'Cléo', 'Ama'])
  })

  await t.test(
    'a father finds a conversation by search and replies; a mother who looks at it sees the reply arrive',
    async () => {
      const reader = await phone(rosa, true)
      await reader.goto('/circles/nights')
      await reader.getByRole('link', { name: 'A weighted blanket' }).click()
      assert.equal(await reader.locator('article').count(), 3)
      assert.doesNotMatch(await reader.content(), /@list\.example/)
      let reloads = 0
      reader.on('load', () => reloads++)
      // She hears of news only once her page listens.
      await reader.waitForFunction("performance.getEntriesByType('resource').some(({ name }) => /\\/live-/.test(name))")

      const page = await phone(bob)
      await page.goto('/')
      await page.getByRole('link', { name: 'Search' }).click()
      await page.getByRole('searchbox').fill('toy library')
      await page.getByRole('button', { name: 'Search' }).click()
      await page
        .locator('main')
        .getByRole('link', { name: /A weighted blanket/ })
        .first()
        .click()
      assert.equal(await heading(page), 'A weighted blanket')
      await page.getByLabel('Your reply').fill('Ours came from the toy library too.')
      await page.getByRole('button', { name: 'Send reply' }).click()
      assert.match(await page.locator('article').last().innerText(), /Bob[\s\S]*Ours came from the toy library too\./)

      const news = reader.locator('#news a')
      await news.waitFor()
      assert.equal(await news.innerText(), '1 new reply')
      assert.equal(reloads, 0)
      await news.click()
      await reader.waitForURL(/#post-4$/)
      await reader.reload()
      assert.match(await reader.locator('#post-4').innerText(), /Bob[\s\S]*toy library too/)
    },
  )
})
