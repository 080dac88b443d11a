import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { openBrowser } from '../../../test/browser.ts'
import { person, testServer } from '../../../test/harness.ts'

// A passkey belongs to one address, so the server must know its own.
const port = 4000 + (process.pid % 1000) + 100
const server = await testServer({ port, publicUrl: `http://localhost:${port}` })
const browser = await openBrowser()
after(() => browser.close())

test('a mother adds a passkey on her phone, signs out, and signs in with it', async () => {
  const nia = await person(server, 'Nia')
  const context = await browser.newContext()
  const page = await context.newPage()
  const device = await context.newCDPSession(page)
  await device.send('WebAuthn.enable')
  await device.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  const [name, value] = (await nia.cookie()).split('=') as [string, string]
  await context.addCookies([{ name, value, url: server.url }])
  await page.goto(`${server.url}/me/passkeys`)
  await page.getByRole('button', { name: 'Add a passkey' }).click()
  await page.getByRole('heading', { name: 'Passkey 1' }).waitFor()
  await context.clearCookies()
  await page.goto(`${server.url}/sign-in?then=/me`)
  await page.getByRole('button', { name: 'Use a passkey' }).click()
  await page.getByRole('heading', { name: 'My page' }).waitFor()
  assert.match((await page.textContent('main')) ?? '', /Others see you as Nia/)
  await page.goto(`${server.url}/me/passkeys`)
  await page.getByRole('button', { name: 'Take it away' }).click()
  await page.getByText('You have none yet').waitFor()
})

test('with scripts off no passkey button shows, and the other ways stand', async () => {
  const context = await browser.newContext({ javaScriptEnabled: false })
  const page = await context.newPage()
  await page.goto(`${server.url}/sign-in`)
  assert.equal(await page.getByRole('button', { name: 'Use a passkey' }).isVisible(), false)
  assert.equal(await page.getByRole('link', { name: 'I have a code on paper' }).isVisible(), true)
})
