import assert from 'node:assert/strict'
import { test } from 'node:test'
import { circle, type Person, person, testServer } from '../../../test/harness.ts'
import { contentFor, daysBefore, letterReader, madeBatch, noticeFor } from '../../../test/letters.ts'
import { openConversation, reply } from '../../areas/conversations/tasks.ts'
import { preferencesOf } from '../../areas/members/preferences.ts'
import { everythingOf } from '../../kit/exports.ts'
import { isRefusal } from '../../kit/refuse.ts'
import { makeBatch, markPosted } from './batches.ts'
import { slipByCode } from './slip-store.ts'
import { closeSlip, keyInSlip } from './slips.ts'

const server = await testServer({ publicUrl: 'https://families.example' })
const { community } = server
const { db } = community
const school = await circle(community, 'school')
const steward = await person(server, 'Joan', 'steward')
const ruth = await person(server, 'Ruth', 'moderator')
const ama = await person(server, 'Ama', 'helper')

/** A letter in the post, and what its slips are for. */
async function lettersGoOut() {
  const id = await steward.does(makeBatch, {})
  await madeBatch(server)
  await steward.does(markPosted, { batch: id })
}

const slipFor = async (who: Person, title: RegExp) => {
  const found = (await contentFor(server, who))?.slips.find((one) => title.test(one.title))
  assert.ok(found, `a slip like ${title}`)
  return found.code
}

/** Whose posts are shown at once: three were shown before. */
async function known(who: Person) {
  for (let n = 0; n < 3; n++) {
    const { post } = await who.does(
      openConversation,
      { circle: 'school', kind: 'tells', title: `Before ${n}`, words: 'We met.' },
      'letter',
      daysBefore(60),
    )
    await db
      .updateTable('post')
      .set({ state: 'shown', number: 1, posted_at: daysBefore(60) })
      .where('id', '=', post)
      .execute()
  }
}

test('a slip that is keyed in becomes her own reply, once, and her next letter says what became of it', async () => {
  const mair = await letterReader(server, 'Mair', { circles: [school], digest: 'weekly' as never })
  await known(mair)
  const asked = await ama.does(
    openConversation,
    { circle: 'school', kind: 'asks', title: 'Bath seats', words: 'Which one?' },
    'web',
    daysBefore(2),
  )
  await lettersGoOut()
  const code = await slipFor(mair, /Reply to “Bath seats”/)

  const page = await (await ruth.get(`/desk/slips/${code.toLowerCase()}`)).text()
  assert.match(page, /From <b>Mair<\/b>/)
  const typed = { words: 'A high back helped us.', replyTo: '1' }
  const sent = await ruth.post(`/desk/slips/${code}/answers`, typed)
  assert.equal(sent.headers.get('location'), '/desk/slips')
  const twice = await Promise.all([1, 2].map(() => ruth.does(keyInSlip, { code, said: typed })))
  assert.deepEqual(
    twice.map(({ state }) => state),
    ['done', 'done'],
  )

  const posts = await db
    .selectFrom('post')
    .select(['id', 'author', 'via', 'words', 'number', 'state'])
    .where('conversation', '=', asked.conversation)
    .where('author', '=', mair.id)
    .execute()
  assert.equal(posts.length, 1)
  assert.deepEqual(
    { ...posts[0], id: '' },
    { id: '', author: mair.id, via: 'letter', words: typed.words, number: 2, state: 'shown' },
  )
  const audit = await db.selectFrom('audit').selectAll().where('subject', '=', posts[0]!.id).executeTakeFirstOrThrow()
  assert.deepEqual(
    [audit.task, audit.who, audit.for_whom, audit.via],
    ['conversations.reply', ruth.id, mair.id, 'letter'],
  )
  assert.match(
    await (await ruth.get(`/desk/slips/${code}`)).text(),
    new RegExp(`keyed in[\\s\\S]*/conversations/${asked.conversation}/2`),
  )

  await ama.does(reply, { conversation: asked.conversation, words: 'Thank you, Mair.', replyTo: 2 })
  await lettersGoOut()
  const next = (await contentFor(server, mair))!
  assert.equal(next.sections[0]?.heading, 'What became of your slips')
  assert.match(
    next.sections[0]?.words?.[0] ?? '',
    /^Your reply to “Bath seats” is up since .+\. It is post 2\. It has 1 reply\.$/,
  )
  assert.match(JSON.stringify(next.sections), /Thank you, Mair/)
  const third = await steward.tries(makeBatch, {})
  assert.ok(isRefusal(third), 'What was confirmed is not confirmed again.')
})

test('a slip keyed in again on purpose is a second reply', async () => {
  const cath = await letterReader(server, 'Cath', { circles: [school] })
  await known(cath)
  await ama.does(openConversation, { circle: 'school', kind: 'tells', title: 'Splints', words: 'New ones.' })
  await lettersGoOut()
  const code = await slipFor(cath, /Splints/)
  await ruth.does(keyInSlip, { code, said: { words: 'One.' } })
  await ruth.does(keyInSlip, { code, said: { words: 'Two.' }, again: 'yes' })
  const { n } = await db
    .selectFrom('post')
    .select(({ fn }) => fn.countAll<number>().as('n'))
    .where('author', '=', cath.id)
    .where('words', 'in', ['One.', 'Two.'])
    .executeTakeFirstOrThrow()
  assert.equal(n, 2)
})

test('asking, choosing how we write and saying that a question is answered work by slip; a newcomer’s post waits', async () => {
  const dai = await letterReader(server, 'Dai', { circles: [school] })
  await noticeFor(server, dai, 'Welcome')
  await lettersGoOut()
  const asks = await slipFor(dai, /Ask something/)
  const wrong = await ruth.post(`/desk/slips/${asks}/answers`, {
    circle: 'school',
    title: '',
    words: 'Who knows a good bus?',
  })
  assert.equal(wrong.status, 422)
  const again = await wrong.text()
  assert.match(again, /Give it a title/)
  assert.match(again, /Who knows a good bus\?/)
  assert.equal((await slipByCode(db, asks))?.state, 'open')
  await ruth.does(keyInSlip, { code: asks, said: { circle: 'school', title: 'Buses', words: 'Who knows a good bus?' } })
  const post = await db.selectFrom('post').selectAll().where('author', '=', dai.id).executeTakeFirstOrThrow()
  assert.deepEqual([post.state, post.via, post.title], ['held', 'letter', 'Buses'])

  await ruth.does(keyInSlip, { code: await slipFor(dai, /How we write/), said: { digest: 'weekly', lookAhead: '' } })
  const now = await preferencesOf(db, dai.id)
  assert.deepEqual([now.digest, now.lookAhead, now.door], ['weekly', 'a little ahead', 'letter'])
  await lettersGoOut()
  const told = JSON.stringify((await contentFor(server, dai))!.sections)
  assert.match(told, /Your question “Buses” came on .+ A person reads it before others see it\./)
  assert.match(told, /“How we write to you”: your slip came on .+ It is done\./)
})

test('what cannot be done is kept with the words; a person does it, and the next letter tells what was done', async () => {
  const eve = await letterReader(server, 'Eve', { circles: [school] })
  const room = await circle(community, 'closing')
  await db.insertInto('circle_member').values({ circle: room.id, member: eve.id }).execute()
  await ama.does(openConversation, { circle: 'closing', kind: 'asks', title: 'Last orders', words: 'Anyone?' })
  await lettersGoOut()
  await db.updateTable('circle').set({ closed_at: new Date() }).where('id', '=', room.id).execute()
  const code = await slipFor(eve, /Last orders/)
  const kept = await ruth.does(keyInSlip, { code, said: { words: 'Yes, we are.' } })
  assert.deepEqual(kept, { state: 'kept', because: 'This circle is closed to new posts.' })
  assert.match(await (await ruth.get('/desk/slips')).text(), /Last orders”, from Eve/)
  assert.match(await (await ruth.get(`/desk/slips/${code}`)).text(), /Yes, we are\./)
  const slip = (await slipByCode(db, code))!
  assert.equal((await ruth.post(`/desk/slips/${code}/closing`, { done: '' })).status, 422)
  await ruth.does(closeSlip, { slip: slip.id, done: 'We passed it on to Ama.' })
  assert.equal((await slipByCode(db, code))!.said, null)
  await lettersGoOut()
  assert.match(
    JSON.stringify((await contentFor(server, eve))!.sections),
    /your slip came on .+ We passed it on to Ama\./,
  )
})

test('a wish that no task grants, or words that are hard to read, wait for a person; nothing is lost in silence', async () => {
  const fay = await letterReader(server, 'Fay')
  await noticeFor(server, fay, 'Hello')
  await lettersGoOut()
  const code = await slipFor(fay, /Anything else/)
  await ruth.does(keyInSlip, { code, said: { wish: 'copy', words: 'With all the photos, please.' } })
  const page = await (await ruth.get(`/desk/slips/${code}`)).text()
  assert.match(page, /Send me a copy of all you hold of me[\s\S]*With all the photos, please\./)
  const other = await slipFor(fay, /How we write/)
  await ruth.post(`/desk/slips/${other}/keeping`, { note: 'It says something about a boat.' })
  assert.equal((await slipByCode(db, other))?.state, 'kept')
  await ruth.post('/desk/papers', { words: 'Dear all, thank you.', seems_from: '' })
  const list = await (await ruth.get('/desk/slips')).text()
  assert.match(list, /A letter without a name[\s\S]*Dear all, thank you\./)
  const everything = JSON.stringify(await everythingOf(db, fay.id))
  assert.match(everything, /With all the photos/)
  assert.match(everything, /Letters we sent you/)
})

test('a slip of two years ago still works; of somebody who left it waits for a person', async () => {
  const gwen = await letterReader(server, 'Gwen', { circles: [school] })
  await known(gwen)
  await ama.does(openConversation, { circle: 'school', kind: 'tells', title: 'Long ago', words: 'Still here.' })
  await lettersGoOut()
  const code = await slipFor(gwen, /Long ago/)
  await db
    .updateTable('slip')
    .set({ made_at: daysBefore(730) })
    .where('code', '=', code)
    .execute()
  await db.updateTable('member').set({ state: 'paused' }).where('id', '=', gwen.id).execute()
  assert.equal((await ruth.does(keyInSlip, { code, said: { words: 'I am still here too.' } })).state, 'done')
  await db.updateTable('member').set({ state: 'left' }).where('id', '=', gwen.id).execute()
  const kept = await ruth.does(keyInSlip, { code, said: { words: 'And again.' }, again: 'yes' })
  assert.equal(kept.state, 'kept')
})

test('a code says nothing of whose it is, and only the desk can key in', async () => {
  const hana = await letterReader(server, 'Hana')
  await noticeFor(server, hana, 'Hello again')
  await lettersGoOut()
  const code = await slipFor(hana, /Anything else/)
  const visitor = await person(server, '', 'visitor')
  const seen = await visitor.get(`/s/${code}`)
  const words = await seen.text()
  assert.equal(seen.status, 200)
  assert.doesNotMatch(words, /Hana|Anything else/)
  assert.equal((await visitor.get('/s/BCFGHJKB')).status, 404)
  assert.equal((await ruth.get(`/s/${code}`)).headers.get('location'), `/desk/slips/${code}`)
  for (const other of [ama, hana, visitor]) {
    const tried = await other.tries(keyInSlip, { code, said: { wish: 'other', words: 'Mine.' } })
    assert.ok(isRefusal(tried) && [401, 403].includes(tried.status))
  }
  assert.equal((await ruth.get('/desk/slips?code=BCFG-HJKB')).status, 404)
  assert.equal(
    (await ruth.get(`/desk/slips?code=${code.slice(0, 4)}+${code.slice(4)}`)).headers.get('location'),
    `/desk/slips/${code}`,
  )
})

test('a break and the way back both go by slip: her letter says that she is paused, and the slip in it brings her back', async () => {
  const ivy = await letterReader(server, 'Ivy', { circles: [school] })
  const state = async () =>
    (await db.selectFrom('member').select('state').where('id', '=', ivy.id).executeTakeFirstOrThrow()).state
  await noticeFor(server, ivy, 'Hello, Ivy')
  await lettersGoOut()
  const code = await slipFor(ivy, /Anything else/)
  await ruth.does(keyInSlip, { code, said: { wish: 'pause', words: 'My sister is ill. Please ring her carer.' } })
  assert.equal(await state(), 'paused')
  assert.match(
    await (await ruth.get('/desk/slips')).text(),
    /A letter, from Ivy, on slip [A-Z]{8}[\s\S]*My sister is ill/,
  )
  await lettersGoOut()
  const told = (await contentFor(server, ivy))!
  assert.match(JSON.stringify(told.sections), /You are paused now/)
  const back = told.slips.find(({ title }) => title === 'You are paused')!.code
  await ruth.does(keyInSlip, { code: back, said: { back: 'yes' } })
  assert.equal(await state(), 'member')
})

test('whoever left is told so in one last letter, and comes back by the slip in it', async () => {
  const joy = await letterReader(server, 'Joy', { circles: [school] })
  await noticeFor(server, joy, 'Hello, Joy')
  await lettersGoOut()
  await ruth.does(keyInSlip, { code: await slipFor(joy, /Anything else/), said: { wish: 'leave', words: '' } })
  await lettersGoOut()
  const last = (await contentFor(server, joy))!
  assert.deepEqual(
    last.slips.map(({ title }) => title),
    ['You have left'],
  )
  await ruth.does(keyInSlip, { code: last.slips[0]!.code, said: { back: 'yes' } })
  const { state } = await db.selectFrom('member').select('state').where('id', '=', joy.id).executeTakeFirstOrThrow()
  assert.equal(state, 'member')
})
