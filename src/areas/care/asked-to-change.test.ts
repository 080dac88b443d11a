import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { openBrowser } from '../../../test/browser.ts'
import { circle, type Person, person, testServer } from '../../../test/harness.ts'
import { looksRight, phoneToLookAt } from '../../../test/looking.ts'
import { isRefusal } from '../../kit/refuse.ts'
import { amend } from '../conversations/amending.ts'
import { amendHeld } from '../conversations/amending-held.ts'
import { openConversation, reply } from '../conversations/tasks.ts'
import { decide } from './deciding.ts'

const server = await testServer()
const { db } = server.community
const browser = await openBrowser()
after(() => browser.close())
await circle(server.community, 'open', 'open')
const moderator = await person(server, 'Bea', 'moderator')

const asks = (by: Person, title: string, words: string) =>
  by.does(openConversation, { circle: 'open', kind: 'asks', title, words })

/** What waits for a person about this post. */
const waitingFor = async (post: string) =>
  (await db.selectFrom('matter').select('id').where('post', '=', post).where('decided_at', 'is', null).execute()).map(
    ({ id }) => id,
  )

async function asked(name: string, words: string) {
  const writer = await person(server, name)
  const { post, conversation } = await asks(writer, `From ${name}`, words)
  const [matter] = await waitingFor(post)
  await moderator.does(decide, { matter, outcome: 'change', words: 'It names her school.' })
  return { writer, post, conversation }
}

test('a writer who is asked to change a post changes it in its place; it waits, and a moderator reads the new words', async () => {
  const { writer, post, conversation } = await asked('Nia', 'She goes to Hill School.')
  const mail = await db
    .selectFrom('message_out')
    .select('plain')
    .where('member', '=', writer.id)
    .executeTakeFirstOrThrow()
  assert.match(mail.plain, /change them here[\s\S]*\/me\/posts-that-wait\n/)
  assert.deepEqual(await waitingFor(post), [], 'nothing for a moderator to do meanwhile')

  const phone = await phoneToLookAt(browser, server, writer)
  await phone.goto('/me/decisions')
  await phone.getByRole('link', { name: 'Change them' }).click()
  await looksRight(phone, 'held')
  assert.equal(await phone.getByLabel('Your words').inputValue(), 'She goes to Hill School.')
  await phone.getByLabel('Your words').fill('')
  await phone.getByRole('button', { name: 'Change it' }).click()
  assert.match(await phone.locator('main').innerText(), /Write your post first/)
  await phone.getByLabel('Title').fill('About school')
  await phone.getByLabel('Your words').fill('She goes to school.')
  await phone.getByRole('button', { name: 'Change it' }).click()
  assert.match(await phone.locator('body').innerText(), /It goes on waiting for a person/)
  await looksRight(phone, 'held-list')

  const [matter, ...more] = await waitingFor(post)
  assert.deepEqual(more, [])
  const desk = await phoneToLookAt(browser, server, moderator)
  await desk.goto('/desk/held')
  assert.match(await desk.locator('main').innerText(), /Nia in “About school”[\s\S]*The writer changed it/)
  await desk.goto(`/desk/matters/${matter}`)
  const page = await desk.locator('main').innerText()
  assert.match(page, /What was decided before[\s\S]*It names her school\.[\s\S]*She goes to school\./)
  assert.doesNotMatch(page, /Hill School/)
  await looksRight(desk, 'matter-changed')
  await desk.getByRole('button', { name: 'Show it', exact: true }).click()
  const reader = await person(server, 'Reader')
  const shown = await (await reader.get(`/conversations/${conversation}`)).text()
  assert.match(shown, /About school[\s\S]*She goes to school/)
  const history = await reader.get(`/conversations/${conversation}/1/changes`)
  assert.doesNotMatch(`${shown}${await history.text()}`, /Hill School/, 'what had to go is nowhere')
})

test('nobody decides about words that they have not read', async () => {
  const writer = await person(server, 'Oda')
  const { post } = await asks(writer, 'Nights', 'We sleep.')
  const [matter] = await waitingFor(post)
  const page = await (await moderator.get(`/desk/matters/${matter}`)).text()
  const read = /name="read" value="([^"]+)"/.exec(page)![1]!
  await writer.does(amendHeld, { post, title: 'Nights', words: 'Give 5 mg of it.' })
  const late = await moderator.post(`/desk/matters/${matter}/decision`, { ready: 'fine', outcome: 'show', read })
  assert.equal(late.status, 409)
  const again = await late.text()
  assert.match(again, /just changed this post/)
  assert.match(again, /Give 5 mg of it/)
  const now = /name="read" value="([^"]+)"/.exec(again)![1]!
  const done = await moderator.post(`/desk/matters/${matter}/decision`, { ready: 'fine', outcome: 'show', read: now })
  assert.equal(done.status, 303)
  const refused = await writer.tries(amendHeld, { post, title: 'Nights', words: 'Too late.' })
  assert.ok(isRefusal(refused) && refused.status === 409)
})

test('only its writer can change a post that waits, and only within the rules for any post', async () => {
  const { post } = await asked('Pia', 'Words.')
  const other = await person(server, 'Other')
  for (const one of [other, moderator])
    assert.ok(isRefusal(await one.tries(amendHeld, { post, title: 'Mine', words: 'Mine.' })))
  assert.equal((await other.get(`/me/posts-that-wait/${post}`)).status, 404)
  assert.equal((await other.post(`/me/posts-that-wait/${post}/changes`, { words: 'Mine.' })).status, 404)
  const { writer, post: own } = await asked('Quin', 'Words.')
  const untitled = await writer.post(`/me/posts-that-wait/${own}/changes`, { title: '', words: 'New words.' })
  assert.equal(untitled.status, 422)
  assert.match(await untitled.text(), /New words\./)
  const study = await writer.post(`/me/posts-that-wait/${own}/changes`, {
    title: 'T',
    words: 'New words.',
    basis: 'study',
  })
  assert.equal(study.status, 422)
  assert.match(await study.text(), /Say how many took part/)
})

test('a post that was shown once and waits after a change keeps what waited out of its history', async () => {
  const helper = await person(server, 'Ama', 'helper')
  const { conversation } = await asks(helper, 'Doses', 'How much do you take?')
  const rae = await person(server, 'Rae')
  const { post } = await rae.does(reply, { conversation, words: 'We take some.' })
  const [matter] = await waitingFor(post)
  await moderator.does(decide, { matter, outcome: 'show', ready: 'fine' })
  const change = (words: string) => rae.does(amend, { conversation, number: 2, words, reason: 'To be clear.' })
  assert.equal((await change('You should give 5 mg.')).held, true)
  assert.equal((await change('We were prescribed 5 mg.')).held, true)
  const [again] = await waitingFor(post)
  await moderator.does(decide, { matter: again, outcome: 'show', ready: 'fine' })
  const reader = await person(server, 'Reader')
  const history = await (await reader.get(`/conversations/${conversation}/2/changes`)).text()
  assert.match(history, /We take some/)
  assert.doesNotMatch(history, /You should give/)
})
