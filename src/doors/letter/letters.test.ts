import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { circle, person, testServer } from '../../../test/harness.ts'
import { contentFor, daysBefore, letterReader, madeBatch, noticeFor, pdfOf } from '../../../test/letters.ts'
import { type PageText, readPdf } from '../../../test/pdf.ts'
import { openConversation } from '../../areas/conversations/tasks.ts'
import { erase } from '../../areas/members/erasing.ts'
import { changePreferences } from '../../areas/members/preferences.ts'
import { tell } from '../../kit/events.ts'
import { keptClear } from '../../kit/paper/measures.ts'
import { isRefusal } from '../../kit/refuse.ts'
import { makeBatch, markPosted, throwAwayBatch } from './batches.ts'
import { codeWords } from './codes.ts'
import { forgetOldLetters } from './hears.ts'
import { lettersOf } from './store.ts'

const server = await testServer({ publicUrl: 'https://families.example' })
const { community } = server
const { db } = community
const school = await circle(community, 'school')
const adults = await circle(community, 'adults')
const steward = await person(server, 'Joan', 'steward')
const ama = await person(server, 'Ama', 'helper')

const tells = (title: string, words: string, where = school, at = daysBefore(3)) =>
  ama.does(openConversation, { circle: where.slug, kind: 'tells', title, words }, 'web', at)

/** Each test begins with nobody due: what is there was posted. */
async function postAll() {
  const begun = await steward.tries(makeBatch, {})
  if (isRefusal(begun)) return
  const { letters } = await madeBatch(server)
  await steward.does(letters > 0 ? markPosted : throwAwayBatch, { batch: begun })
}

const asPaused = async (id: string, keeps: string[]) => {
  await db.updateTable('member').set({ state: 'paused' }).where('id', '=', id).execute()
  const absence = {
    id,
    kind: 'paused',
    began_at: new Date(),
    until: null,
    ended_at: null,
    reasons: [],
    words: null,
    via: 'phone',
  } as const
  await db
    .insertInto('absence' as never)
    .values({ ...absence, member: id, keeps } as never)
    .execute()
}

test('a batch is one PDF: each letter in its reader’s print, with the news of their circles and nothing of another’s', async () => {
  const mair = await letterReader(server, 'Mair', { print: 'large', circles: [school] })
  const george = await letterReader(server, 'George', { circles: [adults] })
  await tells(
    'The new seat on the bus',
    'It tips a little, so she can lean.\n\n- It is free\n- [Ask here](https://seats.example/ask) 🎉',
  )
  await tells('Day centre', 'It closes in May. Ŵyl hapus!', adults)
  await noticeFor(server, george, 'Your call is moved')
  const id = await steward.does(makeBatch, {})
  const batch = await madeBatch(server)
  assert.deepEqual([batch.letters, batch.written, batch.printed], [2, 2, 2])
  const bytes = await pdfOf(server, id)
  assert.equal(bytes.length, batch.bytes)
  const pdf = await readPdf(bytes)
  assert.equal(pdf.pages.length, batch.pages)
  assert.equal(pdf.language, 'en-GB')
  assert.match(pdf.title ?? '', /^Letters from Rett families/)
  for (const kind of ['Document', 'Sect', 'H1', 'H2', 'H3', 'P', 'Figure'])
    assert.ok(pdf.structure.has(kind) || kind === 'Document', kind)

  const first = pdf.pages.findIndex(({ text }) => text.includes('Dear George'))
  const second = pdf.pages.findIndex(({ text }) => text.includes('Dear Mair'))
  assert.equal(first, 0)
  assert.equal(second % 2, 0, 'A letter begins on a new sheet.')
  const ofGeorge = pdf.pages.slice(first, second)
  const ofMair = pdf.pages.slice(second)
  const words = (pages: readonly PageText[]) => pages.map(({ text }) => text).join(' ')
  assert.match(words(ofGeorge), /Day centre/)
  assert.match(words(ofGeorge), /Ŵyl hapus!/)
  assert.match(words(ofGeorge), /Your call is moved, in words\./)
  assert.doesNotMatch(words(ofGeorge), /Mair|seat on the bus/)
  assert.match(words(ofMair), /Post 1 from Ama/)
  assert.match(words(ofMair), /Who is speaking: Trained parent helper\. What it rests on: One family’s experience\./)
  assert.match(words(ofMair), /– It is free/)
  assert.match(words(ofMair), /Ask here \(https:\/\/seats\.example\/ask\)/)
  assert.match(words(ofMair), /\(party\)/)
  assert.doesNotMatch(words(ofMair), /George|Day centre|Your call/)

  for (const [who, pages] of [
    [george, ofGeorge],
    [mair, ofMair],
  ] as const) {
    const told = pages.filter(({ text }) => text !== '')
    for (const [index, { text }] of told.entries())
      assert.ok(text.includes(`Page ${index + 1} of ${told.length}`), `page ${index + 1}`)
    const content = (await contentFor(server, who))!
    assert.ok(content.slips.length >= 4)
    for (const { code } of content.slips) {
      assert.ok(words(pages).includes(`Code ${codeWords(code)}`))
      assert.ok(!words(who === george ? ofMair : ofGeorge).includes(codeWords(code)))
    }
    // Each page of slips has an empty back, so that one can be cut out.
    for (const [index, { text }] of pages.entries())
      if (/Code [A-Z]{4}-[A-Z]{4}/.test(text)) assert.equal(pages[index + 1]?.text ?? '', '')
  }
  await steward.does(markPosted, { batch: id })
})

test('in the window of the envelope stands the address, and nothing else comes near it, in both sizes of print', async () => {
  const readers = [
    await letterReader(server, 'Ann', { circles: [school] }),
    await letterReader(server, 'Brenda', { circles: [school], print: 'large' }),
  ]
  await tells('News', 'A little news.')
  const id = await steward.does(makeBatch, {})
  await madeBatch(server)
  const { pages } = await readPdf(await pdfOf(server, id))
  for (const who of readers) {
    const page = pages.find(({ text }) => text.includes(`Dear ${who.who.name},`))!
    const seen = page.pieces.filter(
      ({ left, right, top, bottom }) =>
        right > keptClear.left && left < keptClear.right && bottom > keptClear.top && top < keptClear.bottom,
    )
    assert.deepEqual(
      seen.map(({ text }) => text.trim()),
      [who.who.name, `1 ${who.who.name} Street`, 'Leeds', 'LS6 2AB'],
    )
    const mm = (points: number) => (points * 25.4) / 72
    for (const { left, right, top, bottom } of seen) {
      assert.ok(mm(left) >= 20 && mm(right) <= 100, 'across')
      assert.ok(mm(top) >= 45 && mm(bottom) <= 80, 'down')
    }
  }
  await steward.does(markPosted, { batch: id })
})

test('nothing counts as told before the letters are posted; thrown away, all of it comes again', async () => {
  await postAll()
  const one = await letterReader(server, 'Cath')
  await noticeFor(server, one, 'A place is yours')
  const first = await steward.does(makeBatch, {})
  await madeBatch(server)
  const again = await steward.tries(makeBatch, {})
  assert.ok(isRefusal(again) && again.status === 409, 'One batch at a time.')
  assert.equal((await contentFor(server, one))?.sections[0]?.items[0]?.title, 'A place is yours')
  await steward.does(throwAwayBatch, { batch: first })
  assert.equal((await db.selectFrom('slip').select('id').where('member', '=', one.id).execute()).length, 0)
  const told = () => db.selectFrom('notice').select('told_at').where('member', '=', one.id).executeTakeFirstOrThrow()
  assert.equal((await told()).told_at, null)
  const second = await steward.does(makeBatch, {})
  await madeBatch(server)
  await steward.does(markPosted, { batch: second })
  assert.ok((await told()).told_at)
  assert.ok(isRefusal(await steward.tries(makeBatch, {})), 'Nobody is due again.')
  assert.ok(isRefusal(await steward.tries(throwAwayBatch, { batch: second })), 'What was posted is kept.')
  assert.equal(await steward.does(markPosted, { batch: second }), 1, 'Twice is once.')
})

test('nothing new and nothing to tell is no letter; a news digest of none still gets what waits', async () => {
  const empty = await circle(community, 'empty')
  const quiet = await letterReader(server, 'Quiet', { circles: [empty] })
  await postAll()
  // A month later, what offers help month after month stands where it stood.
  await sql`update letter set until = until - interval '40 days' where member = ${quiet.id}`.execute(db)
  const only = await letterReader(server, 'Only', { circles: [school] })
  await only.does(changePreferences, { digest: 'none' })
  await tells('More news', 'Some.')
  await noticeFor(server, only, 'For you alone')
  await steward.does(makeBatch, {})
  const batch = await madeBatch(server)
  assert.equal(batch.letters, 1)
  assert.equal((await lettersOf(db, quiet.id)).length, 1, 'Only the first.')
  const content = (await contentFor(server, only))!
  assert.deepEqual(
    content.sections.map(({ heading }) => heading),
    ['For you'],
  )
  assert.doesNotMatch(JSON.stringify(content.sections), /More news/)
  await steward.does(markPosted, { batch: batch.id })
})

test('whoever paused gets no letter, unless they kept it; what answers them is told all the same', async () => {
  await postAll()
  const [paused, keeps, asked] = [
    await letterReader(server, 'Paused', { circles: [school] }),
    await letterReader(server, 'Keeps', { circles: [school] }),
    await letterReader(server, 'Asked', { circles: [school] }),
  ]
  await tells('While some are away', 'We met.')
  await noticeFor(server, paused, 'Look at what you share', 'review')
  await noticeFor(server, asked, 'You are paused')
  await asPaused(paused.id, [])
  await asPaused(keeps.id, ['letter'])
  await asPaused(asked.id, [])
  await steward.does(makeBatch, {})
  const batch = await madeBatch(server)
  assert.equal(await contentFor(server, paused), null)
  assert.match(JSON.stringify(await contentFor(server, keeps)), /While some are away/)
  const told = JSON.stringify(await contentFor(server, asked))
  assert.match(told, /You are paused/)
  assert.doesNotMatch(told, /While some are away/)
  await steward.does(markPosted, { batch: batch.id })
})

test('a letter that lies ready is written again when its reader pauses, and the PDF with it', async () => {
  await postAll()
  const away = await letterReader(server, 'Goes', { circles: [school] })
  const stays = await letterReader(server, 'Stays', { circles: [school] })
  await tells('Before', 'The day before.')
  const id = await steward.does(makeBatch, {})
  assert.equal((await madeBatch(server)).letters, 2)
  await asPaused(away.id, [])
  await db
    .transaction()
    .execute((tx) =>
      tell(
        'members.paused',
        { member: away.id },
        { db: tx, community, who: away.who, by: away.who, via: 'phone', now: new Date(), about() {} },
      ),
    )
  const early = await steward.tries(markPosted, { batch: id })
  assert.ok(isRefusal(early) && early.status === 409)
  const batch = await madeBatch(server)
  assert.equal(batch.letters, 1)
  assert.ok(batch.changed_at)
  const { pages } = await readPdf(await pdfOf(server, id))
  const all = pages.map(({ text }) => text).join(' ')
  assert.match(all, /Dear Stays/)
  assert.doesNotMatch(all, /Goes/)
  assert.ok(await contentFor(server, stays))
  await steward.does(markPosted, { batch: id })
})

test('after a death nothing driven by a stage of life is in the letter; how far ahead one looks holds for the news', async () => {
  await postAll()
  const later = await circle(community, 'later')
  const [grieving, now] = [
    await letterReader(server, 'Grieving', { circles: [later] }),
    await letterReader(server, 'Now', { circles: [later] }),
  ]
  await db.updateTable('member').set({ bereaved_at: new Date() }).where('id', '=', grieving.id).execute()
  await db.updateTable('preference').set({ look_ahead: 'only now' }).where('member', '=', now.id).execute()
  await db
    .insertInto('cared_for')
    .values({ member: now.id, field: 'stage', value: 'first-years', shared: false, changed_at: new Date() })
    .execute()
  await ama.does(openConversation, {
    circle: 'later',
    kind: 'tells',
    title: 'Leaving school',
    words: 'It is hard.',
    stages: ['adult'],
  })
  await tells('For everybody', 'All of us.', later, new Date())
  await steward.does(makeBatch, {})
  const batch = await madeBatch(server)
  for (const who of [grieving, now]) {
    const told = JSON.stringify((await contentFor(server, who))!.sections)
    assert.match(told, /For everybody/)
    assert.doesNotMatch(told, /Leaving school/)
  }
  assert.match(JSON.stringify((await contentFor(server, now))!.sections), /1 more lies further ahead/)
  await steward.does(markPosted, { batch: batch.id })
})

test('a long month is cut where a letter is full, and the titles of the rest are told', async () => {
  await postAll()
  const busy = await circle(community, 'busy')
  const one = await letterReader(server, 'Busy', { circles: [busy] })
  for (let n = 0; n < 20; n++) await tells(`Talk ${n}.`, 'Many words, and more of them. '.repeat(150), busy)
  await steward.does(makeBatch, {})
  const batch = await madeBatch(server)
  const content = (await contentFor(server, one))!
  const told = content.sections.find(({ heading }) => heading === 'Busy')!.items.length
  assert.ok(told >= 3 && told <= 12, `${told} conversations`)
  assert.match(JSON.stringify(content.sections), new RegExp(`${20 - told} more conversations have something new`))
  assert.ok(batch.pages <= 24, `${batch.pages} pages`)
  await steward.does(markPosted, { batch: batch.id })
})

test('who is erased takes their letters along, and their words out of the letters of others', async () => {
  await postAll()
  const room = await circle(community, 'leaving')
  const [goes, stays] = [
    await letterReader(server, 'Erased', { circles: [room] }),
    await letterReader(server, 'Remains', { circles: [room] }),
  ]
  const speaker = await person(server, 'Speaks', 'helper')
  await speaker.does(
    openConversation,
    { circle: 'leaving', kind: 'tells', title: 'Mine', words: 'My own words.' },
    'web',
    daysBefore(2),
  )
  const id = await steward.does(makeBatch, {})
  await madeBatch(server)
  await steward.does(markPosted, { batch: id })
  assert.match(JSON.stringify(await contentFor(server, stays)), /My own words/)
  await goes.does(erase, { posts: 'kept' })
  assert.equal((await pdfOf(server, id)).length, 0)
  assert.equal((await db.selectFrom('letter').select('id').where('member', '=', goes.id).execute()).length, 0)
  assert.equal((await db.selectFrom('slip').select('id').where('member', '=', goes.id).execute()).length, 0)
  await speaker.does(erase, { posts: 'withdrawn' })
  assert.equal(await contentFor(server, stays), null)
  const page = await stays.get('/me/letters')
  assert.match(await page.text(), /Its words are not kept any more/)
})

test('the PDF of a batch is kept for two weeks after it was posted, and what a letter said for a year', async () => {
  await postAll()
  const one = await letterReader(server, 'Keeper', { circles: [school] })
  await tells('To keep', 'For a while.')
  const id = await steward.does(makeBatch, {})
  await madeBatch(server)
  await steward.does(markPosted, { batch: id })
  await forgetOldLetters(db, daysBefore(-13))
  assert.ok((await pdfOf(server, id)).length > 0)
  await forgetOldLetters(db, daysBefore(-15))
  assert.equal((await pdfOf(server, id)).length, 0)
  assert.ok(await contentFor(server, one))
  const [{ id: letter }] = (await db.selectFrom('letter').select('id').where('member', '=', one.id).execute()) as [
    { id: string },
  ]
  assert.match(await (await one.get(`/me/letters/${letter}`)).text(), /To keep/)
  const own = await readPdf(new Uint8Array(await (await one.get(`/me/letters/${letter}/letter.pdf`)).arrayBuffer()))
  assert.match(own.pages[0]!.text, /Dear Keeper/)
  assert.equal((await ama.get(`/me/letters/${letter}`)).status, 404)
  await forgetOldLetters(db, daysBefore(-366))
  assert.equal(await contentFor(server, one), null)
})

test('a steward sees who is due, the bar while letters are made, and downloads them; nobody else does', async () => {
  await postAll()
  await letterReader(server, 'Zara', { circles: [school] })
  await tells('For Zara', 'Hello.')
  const page = async () => (await steward.get('/steward/letters')).text()
  assert.match(await page(), /can get a letter now[\s\S]*Zara/)
  const id = await steward.does(makeBatch, {})
  const making = await steward.get('/steward/letters')
  const shown = await making.text()
  if (/<progress/.test(shown)) {
    assert.match(shown, /\d of \d (written|printed)/)
    assert.equal(making.headers.get('refresh'), '5')
  }
  await madeBatch(server)
  assert.match(await page(), /1 letter is ready/)
  const pdf = await steward.get(`/steward/letters/batches/${id}/letters.pdf`)
  assert.equal(pdf.headers.get('content-type'), 'application/pdf')
  assert.equal(
    Buffer.from(await pdf.arrayBuffer())
      .subarray(0, 5)
      .toString(),
    '%PDF-',
  )
  for (const other of [ama, await person(server, 'Mo', 'moderator')])
    assert.equal((await other.get(`/steward/letters/batches/${id}/letters.pdf`)).status, 403)
  const posted = await steward.post(`/steward/letters/batches/${id}/posting`, {})
  assert.equal(posted.headers.get('location'), '/steward/letters')
  assert.match(await page(), /Posted before/)
})
