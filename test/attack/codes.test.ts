/** Codes by mail: nobody can use up another's tries, and nobody is lost on the way between the mail and the page. */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { openBrowser } from '../browser.ts'
import { person, testServer } from '../harness.ts'

const server = await testServer()
const { community } = server
const { db } = community

/** A browser of its own: what it was given to keep, it sends. */
class Browser {
  #kept = ''
  async send(path: string, fields: Record<string, string>, headers: Record<string, string> = {}) {
    const answer = await fetch(server.url + path, {
      method: 'POST',
      redirect: 'manual',
      headers: { origin: server.url, cookie: this.#kept, ...headers },
      body: new URLSearchParams(fields),
    })
    for (const one of answer.headers.getSetCookie()) if (one.startsWith('asking=')) this.#kept = one.split(';')[0]!
    return answer
  }
  asks = (email: string) => this.send('/sign-in', { email })
  types = async (code: string) => (await this.send('/sign-in/code', { code })).status
}

async function mailsTo(email: string) {
  const mails = await db
    .selectFrom('message_out')
    .select('plain')
    .where('to_address', '=', email)
    .where('kind', '=', 'sign-in')
    .orderBy('id')
    .execute()
  return mails.map(({ plain }) => ({
    code: /\b\d{6}\b/.exec(plain)![0],
    link: /sign-in\/link\/(\S+)/.exec(plain)![1]!,
  }))
}
const memberWithMail = async (name: string) => {
  const { id } = await person(server, name)
  return (await db.selectFrom('login').select('email').where('id', '=', id).executeTakeFirstOrThrow()).email!
}
const wrongFor = (codes: readonly { code: string }[], n: number) => {
  const wrong = String(100_000 + n)
  return codes.some(({ code }) => code === wrong) ? String(200_000 + n) : wrong
}

test('others who guess at her code, or ask for hers again and again, keep nobody out', async () => {
  const email = await memberWithMail('Nia')
  const hers = new Browser()
  await hers.asks(email)
  const attacker = new Browser()
  for (let n = 0; n < 6; n++) await attacker.asks(email)
  for (let n = 0; n < 60; n++) await attacker.types(wrongFor(await mailsTo(email), n))
  const [first] = await mailsTo(email)
  assert.equal(await hers.types(first!.code), 303)
})

test('digits work in the browser that asked for them, and in no other', async () => {
  const email = await memberWithMail('Bea')
  const hers = new Browser()
  await hers.asks(email)
  const [mail] = await mailsTo(email)
  const stranger = new Browser()
  assert.equal(await stranger.types(mail!.code), 422, 'one that asked for nothing')
  await stranger.asks(await memberWithMail('Other'))
  assert.equal(await stranger.types(mail!.code), 422, 'one that asked for another address')
  assert.equal(await hers.types(mail!.code), 303)
  assert.equal(await hers.types(mail!.code), 422, 'once')
})

test('two codes asked for in a row both work', async () => {
  const email = await memberWithMail('Cat')
  for (const which of [0, 1]) {
    const hers = new Browser()
    const before = (await mailsTo(email)).length
    await hers.asks(email)
    await hers.asks(email)
    const mails = (await mailsTo(email)).slice(before)
    assert.equal(mails.length, 2)
    assert.equal(await hers.types(mails[which]!.code), 303)
    assert.equal(await hers.types(mails[1 - which]!.code), 422, 'then they are both used')
  }
})

test('a browser has five tries at a code, and its next code has five of its own', async () => {
  const email = await memberWithMail('Dot')
  const hers = new Browser()
  await hers.asks(email)
  for (let n = 0; n < 5; n++) assert.equal(await hers.types(wrongFor(await mailsTo(email), n)), 422)
  const [first] = await mailsTo(email)
  assert.equal(await hers.types(first!.code), 429, 'the right one comes too late')
  await hers.asks(email)
  const second = (await mailsTo(email))[1]
  assert.equal(await hers.types(second!.code), 303)
})

test('ten who type at the same instant have no more tries than one', async () => {
  const email = await memberWithMail('Eve')
  const hers = new Browser()
  await hers.asks(email)
  const known = await mailsTo(email)
  await Promise.all(Array.from({ length: 10 }, (_, n) => hers.types(wrongFor(known, n))))
  const { tries } = await db
    .selectFrom('sign_in_code')
    .select('tries')
    .where('email', '=', email)
    .executeTakeFirstOrThrow()
  assert.equal(tries, 5)
})

test('guessing across many addresses is stopped where it comes from', async () => {
  await db.deleteFrom('attempt').execute()
  let stopped = 0
  for (let n = 0; n < 30 && stopped === 0; n++) {
    const one = new Browser()
    await one.asks(`somebody${n}@example.org`)
    for (let at = 0; at < 5; at++) if ((await one.types(String(300_000 + at))) === 429) stopped++
  }
  assert.ok(stopped > 0)
  await db.deleteFrom('attempt').execute()
})

test('the page in the mail has a secret that cannot be guessed, works on another device, and once', async () => {
  const email = await memberWithMail('Fay')
  await new Browser().asks(email)
  const [mail] = await mailsTo(email)
  assert.ok(mail!.link.length >= 32)
  assert.ok(!mail!.link.includes(mail!.code))
  const elsewhere = new Browser()
  assert.equal((await elsewhere.send('/sign-in/link', { link: mail!.code })).status, 422)
  assert.equal((await elsewhere.send('/sign-in/link', { link: mail!.link })).status, 303)
  assert.equal((await elsewhere.send('/sign-in/link', { link: mail!.link })).status, 422)
})

test('in a real browser: a tab dropped on the way to the mail, reloading, going back, and blocked cookies', async () => {
  const email = await memberWithMail('Gil')
  const browser = await openBrowser()
  after(() => browser.close())
  const context = await browser.newContext({ javaScriptEnabled: false })
  const page = await context.newPage()
  await page.goto(`${server.url}/sign-in?then=/circles`)
  await page.getByLabel(/email/i).first().fill(email)
  await page.getByRole('button', { name: /code/i }).first().click()
  await page.getByLabel(/What is the code/).waitFor()
  await page.reload()
  await page.getByLabel(/What is the code/).waitFor()
  await page.close()

  const again = await context.newPage()
  await again.goto(`${server.url}/sign-in/code?then=%2Fcircles`)
  assert.match(await again.locator('main').innerText(), new RegExp(email.replaceAll('.', '\\.')))
  const [mail] = await mailsTo(email)
  await again.getByLabel(/What is the code/).fill(mail!.code)
  await again.getByRole('button', { name: 'Sign in' }).click()
  assert.equal(new URL(again.url()).pathname, '/circles')
  await context.close()

  const closed = await browser.newContext({ javaScriptEnabled: false })
  // A browser that is told to keep no cookies throws each away.
  await closed.route('**/*', async (route) => {
    const answer = await route.fetch({ maxRedirects: 0 })
    const headers = { ...answer.headers() }
    delete headers['set-cookie']
    await route.fulfill({ response: answer, headers })
  })
  const without = await closed.newPage()
  await without.goto(`${server.url}/sign-in`)
  await without.getByLabel(/email/i).first().fill(email)
  await without.getByRole('button', { name: /code/i }).first().click()
  await closed.clearCookies()
  await without.goto(`${server.url}/sign-in/code?asked=yes`)
  assert.match(await without.locator('main').innerText(), /Your browser does not keep cookies[\s\S]*allow cookies/)
  await closed.close()
})
