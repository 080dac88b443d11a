/**
 * One relationship, from a question in a circle to a page that tells its story: two mothers meet in a conversation, agree
 * to speak, speak by phone, and meet at a gathering that one of them joins by phone through the desk. Her daughter dies,
 * she steps away, and a year later she comes back by the reply slip of a letter.
 * Nia has an old phone without scripts. Mair has no internet: she rings, and she has post.
 */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { placeConversation } from '../../src/areas/conversations/placing.ts'
import { openBatch } from '../../src/doors/letter/store.ts'
import { timeGoesBy } from '../a-year-goes-by.ts'
import { openBrowser } from '../browser.ts'
import { listOf } from '../calling.ts'
import { circle, type Person, person, testServer } from '../harness.ts'
import { contentFor, letterReader, madeBatch, pdfOf } from '../letters.ts'
import { readPdf } from '../pdf.ts'
import { follow, phoneOf, press, says } from '../phone.ts'

const server = await testServer()
const { community } = server
const { db } = community
const browser = await openBrowser()
after(() => browser.close())

const joan = await person(server, 'Joan', 'steward')
const martin = await person(server, 'Martin', 'moderator')
const nia = await person(server, 'Nia')
const grownUp = await circle(community, 'grown-up', 'members', [nia])
const mair = await letterReader(server, 'Mair', { circles: [grownUp], print: 'large' })
await db
  .updateTable('reach')
  .set({ phone: '01632 960123', phone_digits: '1632960123' })
  .where('member', '=', mair.id)
  .execute()
// Both have been here for a while, so what they write is shown at once.
await db.transaction().execute((tx) =>
  placeConversation(tx, {
    circle: grownUp.id,
    kind: 'tells',
    title: 'How we came here',
    posts: [nia, mair].flatMap(({ id }) =>
      [1, 2, 3].map((n) => ({
        author: id,
        words: `Part ${n} of our story.`,
        voice: 'parent' as const,
        at: new Date(Date.now() - 40 * 24 * 60 * 60 * 1000),
      })),
    ),
  }),
)

const hers = await phoneOf(browser, server, nia)
const desk = await phoneOf(browser, server, martin)
const office = await phoneOf(browser, server, joan)

/** Mair rings; Martin finds her by her number and hears what she says yes to. */
async function mairRings(...yes: readonly RegExp[]) {
  await desk.goto('/phone')
  await desk.getByRole('textbox').first().fill('01632 960123')
  await press(desk, 'Find')
  await says(desk, /Mair/)
  await press(desk, /Begin the call/)
  for (const one of yes) await desk.getByLabel(one).check()
  await press(desk, 'It is Mair. Go on')
  await says(desk, /On the phone with Mair/)
}

async function mairRingsOff(about: string) {
  await desk.goto('/phone/read-back')
  await follow(desk, /end the call/)
  await desk.getByLabel('A few words about the call').fill(about)
  await press(desk, /End the call/)
  await says(desk, /The call is over/)
}

let tie = ''

test('two mothers become friends, online and off, and the page of their tie tells the story', async (t) => {
  await t.test(
    'they meet in a conversation: one asks on her phone, the other answers by ringing the desk',
    async () => {
      await hers.goto('/circles/grown-up')
      await follow(hers, 'Ask or tell something')
      await hers.getByLabel('Title').fill('Moving into a home of her own')
      await hers.getByLabel('Your words').fill('Our daughter is 24. Has anyone found a house with friends?')
      await press(hers, /^Send$/)
      await says(hers, /Your post is up/)

      await mairRings(/Reading and writing with others/)
      await desk.goto('/circles/grown-up')
      await follow(desk, 'Moving into a home of her own')
      await desk.getByLabel('Your reply').fill('Mine did, two years ago. I sat in the car and cried, then I slept.')
      await press(desk, 'Send reply')
      await says(desk, /I sat in the car and cried/)
      await mairRingsOff('She answered a question.')
    },
  )

  await t.test('she asks to speak by phone; it reaches Mair, who says yes and shares her number', async () => {
    await hers.goto('/circles/grown-up')
    await follow(hers, 'Moving into a home of her own')
    await says(hers, /Mair[\s\S]*I sat in the car and cried/)
    await hers.locator('article', { hasText: 'I sat in the car' }).getByRole('link', { name: /More/ }).click()
    await follow(hers, 'Be in touch with Mair')
    await hers.getByLabel(/speak by phone/i).check()
    await hers.getByLabel(/A few words to Mair/).fill('May I ring you?')
    await press(hers, 'Ask Mair')
    await says(hers, /Nothing passes until you both say yes|You asked Mair|We ask Mair|We have asked/)
    // Nothing has passed: neither number nor address is anywhere on her pages.
    await hers.goto('/ties')
    assert.doesNotMatch(await hers.content(), /960123/)

    // Her list of codes came with her last letter. What is private opens with the next one on it.
    const [code = ''] = await listOf(community, mair.id)
    await mairRings()
    await desk.goto('/ties')
    await desk.getByLabel(/What code does Mair read out/).fill(code)
    await press(desk, /Mair says yes\. Open it/)
    await follow(desk, 'Nia')
    await says(desk, /May I ring you\?/)
    await desk.getByLabel('My phone number').check()
    await press(desk, 'Yes, be in touch')
    await mairRingsOff('She said yes to Nia.')
  })

  await t.test('they speak, and one of them notes it', async () => {
    await hers.goto('/ties')
    await follow(hers, 'Mair')
    tie = new URL(hers.url()).pathname
    await says(hers, /01632\s960123/)
    assert.equal(await hers.getByRole('link', { name: /01632/ }).getAttribute('href'), 'tel:01632960123')
    await press(hers, 'We spoke')
    await says(hers, /spoke/i)
  })

  await t.test(
    'a gathering is planned; Nia comes in person, Mair by phone through the desk, and they note it',
    async () => {
      const soon = new Date(Date.now() + 7 * 24 * 60 * 60 * 1000)
      await office.goto('/gatherings/new')
      await office.getByLabel('What is it called?').fill('Tea for parents of grown-ups')
      await office.getByLabel('What will happen there?').fill('Tea, cake and talk.')
      await office.getByLabel('In person, by phone or by video').check()
      await office.getByLabel('Where is it?').fill('The library, Leeds')
      await office.getByLabel('On which day?').fill(`${soon.getDate()}/${soon.getMonth() + 1}/${soon.getFullYear()}`)
      await office.getByLabel('At what time?').fill('10:00')
      await office.getByLabel('How many can join by phone?').fill('2')
      await office.getByLabel('Number to ring to join').fill('0113 496 0999')
      await press(office, 'Look at it first')
      await press(office, 'Plan it')
      await says(office, /Tea for parents of grown-ups/)
      const tea = new URL(office.url()).pathname

      await hers.goto('/gatherings')
      await follow(hers, 'Tea for parents of grown-ups')
      await hers.getByLabel(/I will come in person/).check()
      await press(hers, 'Send my answer')
      await says(hers, /You are coming in person/)

      await mairRings(/Reading and writing with others/)
      await desk.goto('/gatherings')
      await follow(desk, 'Tea for parents of grown-ups')
      await desk.getByLabel(/I will come by phone/).check()
      await press(desk, 'Send my answer')
      await says(desk, /You are coming by phone/)
      await mairRingsOff('She comes to the tea by phone.')

      await timeGoesBy(community, '8 days')
      await office.goto(`${tea}/people`)
      await says(office, /Nia, in person[\s\S]*Mair, by phone/)
      await press(office, 'Note who came')
      await hers.goto(tie)
      await press(hers, 'We met')
      await says(hers, /met/i)
    },
  )

  await t.test(
    'her daughter dies. She rings; at once nothing of any stage of life reaches her, and she steps away',
    async () => {
      await mairRings(/Their own page/, /Stepping away/)
      await desk.goto('/me/bereavement')
      await press(desk, 'The person I cared for has died')
      await says(desk, /sorry/i)
      await desk.goto('/me/pause')
      await desk.getByLabel('Until I say').check()
      await desk.getByLabel('My letter').check()
      await press(desk, /^Pause$/)
      await mairRingsOff('Her daughter has died.')
      const { state, bereaved_at } = await db
        .selectFrom('member')
        .select(['state', 'bereaved_at'])
        .where('id', '=', mair.id)
        .executeTakeFirstOrThrow()
      assert.equal(state, 'paused')
      assert.ok(bereaved_at)
      await hers.goto(tie)
      await says(hers, /Mair/)
      assert.doesNotMatch(await hers.locator('main').innerText(), /died|death|paused/i)
    },
  )

  await t.test('a year goes by. Nothing decays. A letter comes with a slip, and the slip brings her back', async () => {
    await timeGoesBy(community, '1 year')
    await office.goto('/steward/letters')
    await press(office, /Make the letters/)
    const batch = await madeBatch(server)
    assert.ok(await openBatch(db))
    const letter = (await contentFor(server, mair as Person))!
    const slip = letter.slips.find(({ title }) => title === 'Anything else')!
    const { pages } = await readPdf(await pdfOf(server, batch.id))
    assert.match(pages.map(({ text }) => text).join(' '), new RegExp(slip.code.replace(/^.{4}/, '$&-')))
    await office.goto('/steward/letters')
    await press(office, 'They are in the post')

    // It comes back in the post, and Martin keys it in.
    await desk.goto('/desk/slips')
    await desk.getByRole('textbox').first().fill(slip.code)
    await press(desk, 'Find the slip')
    await says(desk, /Mair/)
    await desk.getByLabel('I am back').check()
    await press(desk, 'Key it in')
    await says(desk, /The slip of Mair is keyed in/)
    const { state } = await db.selectFrom('member').select('state').where('id', '=', mair.id).executeTakeFirstOrThrow()
    assert.equal(state, 'member')
  })

  await t.test('the page of their tie tells the story', async () => {
    await hers.goto(tie)
    const story = await hers.locator('main').innerText()
    assert.match(story, /You met in a conversation[\s\S]*|Moving into a home of her own/)
    assert.match(story, /met[\s\S]*spoke/i)
    await says(hers, /01632\s960123/)
    await press(hers, 'We wrote')
    const doors = await db.selectFrom('tie_contact').select('door').execute()
    assert.deepEqual(doors.map(({ door }) => door).sort(), ['in person', 'letter', 'phone'])
    assert.equal((await db.selectFrom('tie').select('state').executeTakeFirstOrThrow()).state, 'open')
  })
})
