import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sql } from 'kysely'
import { person, testServer } from '../../../../test/harness.ts'
import { newId } from '../../../kit/brand.ts'
import { everythingOf } from '../../../kit/exports.ts'
import { listsAt } from '../../../kit/lists.ts'
import { isRefusal } from '../../../kit/refuse.ts'
import { erase } from '../../members/erasing.ts'
import { listReader } from '../../members/looking.ts'
import { changePreferences } from '../../members/preferences.ts'
import { changeReach } from '../../members/reach.ts'
import { momentOf } from '../hours/london.ts'
import { directoryOut, importSources } from '../hsds/exchange.ts'
import { columnsOf } from '../hsds/lens.ts'
import { loadDistricts, whereDistrictIs } from '../near/store.ts'
import { checkSource, closeSource, decideSuggestion, keepSource } from './source-keeping.ts'
import { sayItHelps, saysInWords, suggestSource, takeBackSay } from './source-says.ts'
import { sourceById } from './source-store.ts'

const server = await testServer()
const { community } = server
const { db } = community
const ruth = await person(server, 'Ruth', 'moderator')
const joan = await person(server, 'Joan', 'steward')
const nia = await person(server, 'Nia')
const visitor = await person(server, '', 'visitor')

const office = {
  name: 'Night and Day Line',
  kind: 'helpline',
  about: 'Somebody answers about seizures.',
  phone: '0800 000 111',
  regular: 'Monday to Friday, 9 am to 5 pm',
  holidays: 'closed england and wales',
}
const at = momentOf('2026-06-03', '10:00')
const kept = (fields: object = {}) => ruth.does(keepSource, { ...office, ...fields }, 'web', at)
const text = async (answer: Response | Promise<Response>) => (await answer).text()

describe('The charity keeps the directory', () => {
  test('a source is added, checked, and says when it was checked', async () => {
    const id = (await kept()) as string
    const page = await text(visitor.get(`/sources/${id}`))
    assert.match(page, /<a class="button" href="tel:0800000111">Call&nbsp;0800\u00a0000\u00a0111<\/a>/)
    assert.match(page, /Checked on 3 June 2026\./)
    assert.match(page, /Monday to Friday, 9 am to 5 pm\./)
    await ruth.does(checkSource, { source: id, on: '1 July 2026' }, 'web', momentOf('2026-07-02', '10:00'))
    const { assured_date, next_due } = (await sourceById(db, id))!
    assert.deepEqual([assured_date, next_due], ['2026-07-01', '2027-07-01'])
    assert.ok(isRefusal(await ruth.tries(checkSource, { source: id, on: '1 July 2096' })))
  })

  test('what is on trials is due again in 90 days, and what is due says so plainly', async () => {
    const id = (await kept({ name: 'Trials', topics: ['trials'] })) as string
    assert.equal((await sourceById(db, id))?.next_due, '2026-09-01')
    await db.executeQuery(
      sql`update source set assured_date = '2019-03-04', next_due = '2019-06-02' where id = ${id}`.compile(db),
    )
    assert.match(await text(nia.get(`/sources/${id}`)), /Last checked on 4 March 2019\. That is long ago/)
    assert.match(await text(ruth.get('/desk/sources')), new RegExp(`Due to be checked[\\s\\S]*/desk/sources/${id}`))
  })

  test('what was typed wrong is said beside its field, and nothing is lost', async () => {
    const answer = await ruth.post('/desk/sources', {
      ...office,
      regular: 'Moonday 9 am to 5 pm',
      postcode: 'nowhere',
      web: 'not a page',
    })
    const page = await text(answer)
    assert.equal(answer.status, 422)
    assert.match(page, /Line 1: We do not understand the days in “moonday”\./)
    assert.match(page, /Type a whole postcode/)
    assert.match(page, /Moonday 9 am to 5 pm/)
    assert.match(page, /Somebody answers about seizures\./)
  })

  test('one that has closed says so and is not found any more', async () => {
    const id = (await kept({ name: 'Gone Line' })) as string
    await ruth.does(closeSource, { source: id, closed: 'yes' })
    assert.match(await text(visitor.get(`/sources/${id}`)), /This has closed\./)
    assert.doesNotMatch(await text(visitor.get('/sources?words=gone')), /Gone Line/)
  })

  test('a member may not keep it, and a stranger sees no suggestion', async () => {
    const refusal = await nia.tries(keepSource, office)
    assert.ok(isRefusal(refusal))
    assert.equal(refusal.status, 403)
    const id = await nia.does(suggestSource, { name: 'Secret Garden', reach: '01632 960001' })
    assert.equal((await visitor.get(`/sources/${id}`)).status, 404)
    assert.equal((await nia.get('/desk/sources')).status, 403)
  })
})

describe('Members suggest sources', () => {
  test('a suggestion waits for the charity, and whoever made it is told', async () => {
    const id = await nia.does(suggestSource, {
      name: 'Warm Pool',
      kind: 'any group',
      reach: '01632 960002, BS5 7AB',
      words: 'It is warm.',
    })
    assert.equal(await nia.does(suggestSource, { name: 'Warm Pool', kind: 'any group', reach: 'again' }), id)
    assert.equal((await sourceById(db, id))?.postcode, 'BS5 7AB')
    assert.doesNotMatch(await text(visitor.get('/sources?words=pool')), /Warm Pool/)
    assert.match(await text(ruth.get(`/desk/sources/${id}`)), /“It is warm\.”/)
    await ruth.does(decideSuggestion, { source: id, decision: 'yes', words: 'We rang them.' })
    assert.match(await text(visitor.get('/sources?words=pool')), /Warm Pool/)
    const mail = await db.selectFrom('message_out').selectAll().where('member', '=', nia.id).execute()
    assert.match(JSON.stringify(mail), /We rang them\./)
  })

  test('one that is not taken is gone, and why is said', async () => {
    const id = await nia.does(suggestSource, { name: 'Miracle Water', reach: 'www.water.example.org' })
    assert.ok(isRefusal(await ruth.tries(decideSuggestion, { source: id, decision: 'no' })))
    await ruth.does(decideSuggestion, { source: id, decision: 'no', words: 'It sells things.' })
    assert.equal(await sourceById(db, id), null)
  })

  test('by letter and by phone too', async () => {
    const { tasks } = await import('../../../kit/task.ts')
    for (const name of ['support.suggest-source', 'support.say-it-helps', 'support.take-back-say'])
      assert.deepEqual(tasks().find((one) => one.name === name)?.doors, ['web', 'phone', 'letter'])
  })
})

describe('What families say helps', () => {
  test('is in words and bands, and never a count under 10', async () => {
    const id = (await kept({ name: 'Talking Line' })) as string
    const says = async () => saysInWords(db, id, community.condition)
    const families = await Promise.all(
      Array.from({ length: 12 }, (_, n) => person(server, `Family ${'abcdefghijkl'[n]}`)),
    )
    for (const [at, one] of families.entries()) {
      await one.does(sayItHelps, { source: id, helps: at < 9 ? ['talk', 'topic sleep'] : ['talk'] })
      if (at < 9) assert.equal((await says()).families, null)
    }
    assert.deepEqual(await says(), { families: '10 to 20 families', helps: ['someone to talk to (10 to 20 families)'] })
    const page = await text(visitor.get(`/sources/${id}`))
    assert.match(page, /It helps 10 to 20 families\./)
    assert.doesNotMatch(page, /sleep/)
    for (const one of families.slice(0, 3)) await one.does(takeBackSay, { source: id })
    assert.match(await text(visitor.get(`/sources/${id}`)), /Too few have said yet\./)
  })

  test('what is no need and no topic cannot be said', async () => {
    const id = (await kept({ name: 'Plain Line' })) as string
    assert.ok(isRefusal(await nia.tries(sayItHelps, { source: id, helps: ['five stars'] })))
    assert.ok(isRefusal(await nia.tries(sayItHelps, { source: id, helps: [] })))
  })

  test('goes into the copy of whoever said it, and goes when they leave', async () => {
    const sam = await person(server, 'Sam')
    const id = (await kept({ name: 'Sam’s Line' })) as string
    await sam.does(sayItHelps, { source: id, helps: 'talk' }, 'letter')
    const waits = await sam.does(suggestSource, { name: 'Sam’s secret', reach: '01632 960003' })
    const taken = await sam.does(suggestSource, { name: 'Sam’s gift', reach: '01632 960004', words: 'My own words.' })
    await ruth.does(decideSuggestion, { source: taken, decision: 'yes' })
    const copy = JSON.stringify(await everythingOf(db, sam.id))
    for (const words of ['Sam’s Line', 'Sam’s secret', 'Sam’s gift']) assert.match(copy, new RegExp(words))
    await sam.does(erase, { posts: 'kept' })
    const { rows } = await sql`select 1 from source_say where member = ${sam.id}`.execute(db)
    assert.equal(rows.length, 0)
    assert.equal(await sourceById(db, waits), null)
    const gift = await sourceById(db, taken)
    assert.deepEqual([gift?.suggested_by, gift?.suggestion], [null, null])
  })
})

describe('Finding help', () => {
  test('everyday words find it, and the place asked for stands in no address and is kept nowhere', async () => {
    await kept({ name: 'Leeds Friends', kind: 'group', postcode: 'LS6 3AA', position: '53.82, -1.58', regular: '' })
    await kept({ name: 'Truro Friends', kind: 'group', postcode: 'TR1 1AA', regular: '' })
    assert.match(await text(visitor.get('/sources?words=fits')), /Night and Day Line/)
    const answer = await visitor.post('/sources', { words: '', kind: '', near: 'ls12' })
    const page = await text(answer)
    assert.equal(answer.headers.get('location'), null)
    assert.match(
      page,
      /<h2>Near LS12<\/h2>[\s\S]*Leeds Friends[\s\S]*In the Leeds area[\s\S]*<h2>Further away<\/h2>[\s\S]*Truro Friends/,
    )
    assert.match(page, /We count from the middle of Leeds, so the miles are rough\./)
    assert.match(page, /<svg[^>]*role="img"/)
    const { rows } = await sql<{ name: string }>`
      select table_name as name
      from information_schema.tables
      where table_schema = ${community.schema}
        and query_to_xml(format('select * from %I.%I', table_schema, table_name), false, true, '')::text like '%LS12%'`.execute(
      db,
    )
    assert.deepEqual(rows, [])
  })

  test('without a place the search has an address that can be shared', async () => {
    const answer = await visitor.post('/sources', { words: 'fits', kind: 'helpline', near: '' })
    assert.equal(answer.headers.get('location'), '/sources?words=fits&kind=helpline')
  })

  test('a place that is none is asked for again', async () => {
    const answer = await visitor.post('/sources', { near: 'Leeds', words: 'fits' })
    assert.equal(answer.status, 422)
    assert.match(await text(answer), /value="fits"[\s\S]*value="Leeds"/)
  })

  test('a place is as exact as what is known of it', async () => {
    assert.equal((await whereDistrictIs(db, 'LS9'))?.exact, 'area')
    assert.equal((await whereDistrictIs(db, 'LS6'))?.exact, 'neighbours')
    assert.equal(await whereDistrictIs(db, 'QQ1'), null)
    const loaded = await db.transaction().execute((tx) => loadDistricts(tx, 'outcode,latitude\nLS9,53.79\n'))
    assert.ok(isRefusal(loaded))
    const text = 'postcode,lat,long\nLS9,53.79,-1.51\nLS98,0,0\nGIR,1,1\n'
    const again = await db.transaction().execute((tx) => loadDistricts(tx, text))
    assert.deepEqual(again, { known: 1, leftOut: 2 })
    assert.deepEqual(await whereDistrictIs(db, 'LS9'), {
      latitude: 53.79,
      longitude: -1.51,
      area: 'LS',
      exact: 'district',
    })
  })

  test('what lies further ahead than somebody looks is counted, and shown when they ask', async () => {
    await kept({ name: 'When a Child Dies', stages: ['after-a-death'] })
    const page = await text(visitor.get('/sources?words=dies'))
    assert.doesNotMatch(page, /When a Child Dies/)
    assert.match(page, /1 more lies further ahead\. <a href="[^"]*ahead=all"/)
    assert.match(await text(visitor.get('/sources?words=dies&ahead=all')), /When a Child Dies/)
    const mo = await person(server, 'Mo')
    await mo.does(changePreferences, {
      digest: 'weekly',
      repliesByEmail: 'yes',
      door: 'email',
      lookAhead: 'the whole picture',
    })
    assert.match(await text(mo.get('/sources?words=dies')), /When a Child Dies/)
  })

  test('a contact can be kept on a phone', async () => {
    const id = (await kept({
      name: 'Line; with, odd \\ letters and a name that is far too long for one line',
      email: 'a@example.org',
    })) as string
    const answer = await visitor.get(`/sources/${id}/contact.vcf`)
    const card = await text(answer)
    assert.equal(answer.headers.get('content-type'), 'text/vcard; charset=utf-8')
    assert.ok(card.split('\r\n').every((line) => Buffer.byteLength(line) <= 75))
    const lines = card.replaceAll('\r\n ', '').split('\r\n')
    assert.deepEqual(lines.slice(0, 3), ['BEGIN:VCARD', 'VERSION:4.0', 'KIND:org'])
    assert.ok(lines.includes('FN:Line\\; with\\, odd \\\\ letters and a name that is far too long for one line'))
    assert.ok(lines.includes('TEL;VALUE=uri;TYPE="voice,work":tel:0800000111'))
  })

  test('a sheet for paper has phone numbers and hours in words, and nothing that needs a screen', async () => {
    await kept({ name: 'Only a Blog', kind: 'blog', phone: '', web: 'blog.example.org', regular: '' })
    const sheet = await text(visitor.post('/sources/near/print', { near: 'LS6 3AA' }))
    assert.match(sheet, /Leeds Friends[^<]*: 0800\u00a0000\u00a0111/)
    assert.match(
      sheet,
      /Night and Day Line: 0800\u00a0000\u00a0111[\s\S]*Monday to Friday, 9 am to 5 pm\. Closed on bank holidays/,
    )
    assert.doesNotMatch(sheet, /Only a Blog/)
  })
})

describe('Where lists stand', () => {
  test('a need’s page has helplines first, and says what to do where there is nothing', async () => {
    const reader = await listReader(db, nia.id)
    const need = { id: newId(), what: 'talk', topic: 'sleep' }
    const lists = await listsAt('need', { db, community, reader, since: null, now: at, need, most: 4 })
    const mine = lists.filter(({ name }) => name.startsWith('support.'))
    const someone = mine.find(({ name }) => name === 'support.helplines')!
    assert.ok(someone.lines.length > 0)
    assert.match(someone.lines[0]!.offline!, /^Ring 0800 000 111\. Monday to Friday/)
    const clinics = mine.find(({ name }) => name === 'support.clinics')!
    assert.deepEqual([clinics.lines.length, clinics.otherwise !== null], [0, true])
  })

  test('a letter has what is near, how to reach it, and a slip to say that it helps', async () => {
    const mair = await person(server, 'Mair')
    await mair.does(changeReach, { phone: '', address: 'A house', postcode: 'LS6 3AA' })
    const reader = await listReader(db, mair.id)
    const [letter] = (
      await listsAt('letter', { db, community, reader, since: null, now: at, need: null, most: 5 })
    ).filter(({ name }) => name === 'support.near-letter')
    assert.equal(letter!.lines.length, 3)
    assert.equal(letter!.lines[0]!.title, 'Leeds Friends')
    const { answer, offline } = letter!.lines[0]!
    assert.match(offline!, /^Ring 0800 000 111/)
    await mair.does(sayItHelps, { ...answer!.input, helps: 'talk' }, 'letter')
  })

  test('a return tells what is new in the directory since', async () => {
    const reader = await listReader(db, nia.id)
    const since = momentOf('2026-09-01', '10:00')
    const id = await ruth.does(
      keepSource,
      { ...office, name: 'Brand New Line' },
      'web',
      momentOf('2026-10-01', '10:00'),
    )
    const all = await listsAt('return', {
      db,
      community,
      reader,
      since,
      now: momentOf('2026-10-02', '10:00'),
      need: null,
      most: 50,
    })
    const lines = all.find(({ name }) => name === 'support.since')!.lines
    assert.ok(lines.some(({ href, about }) => href === `/sources/${id}` && about === 'New. A helpline.'))
  })
})

describe('Another directory moves in', () => {
  const service = {
    id: newId(),
    name: 'Community Kitchen',
    status: 'active',
    description: 'Hot food.',
    assured_date: '2026-05-01',
    unheard_of: { deep: [1, { er: null }] },
    schedules: [
      {
        id: newId(),
        freq: 'WEEKLY',
        byday: 'MO,TU',
        opens_at: '10:00',
        closes_at: '14:00:00',
        notes: 'Not open on public holidays',
      },
    ],
    contacts: [{ id: newId(), phones: [{ id: newId(), number: '01632 960005' }] }],
  }
  const plan = (...services: unknown[]) => JSON.stringify(services)
  const cameOut = async (id: string) => (await directoryOut(db)).find((one) => one.id === id)

  test('what came in goes out as the same data, also by the web', async () => {
    assert.deepEqual(await joan.does(importSources, { directory: plan(service) }), { added: 1, changed: 0, leftOut: 0 })
    assert.deepEqual(await cameOut(service.id), service)
    const out = (await (await visitor.get('/sources/export.json')).json()) as {
      contents: { id: string }[]
      total_items: number
    }
    assert.deepEqual(
      out.contents.find(({ id }) => id === service.id),
      service,
    )
    const page = await text(visitor.get(`/sources/${service.id}`))
    assert.match(page, /It rests on: a list that another body keeps\./)
    assert.match(page, /Monday and Tuesday, 10 am to 2 pm\./)
  })

  test('what the charity changed since is what goes out, and its own words stay when the list comes again', async () => {
    const typed = {
      name: 'Community Kitchen',
      kind: 'charity',
      about: 'Hot food.',
      phone: '01632 960006',
      regular: 'Monday and Tuesday, 10 am to 2 pm',
      holidays: 'closed england and wales',
      hours_words: '',
    }
    await ruth.does(keepSource, { ...typed, source: service.id })
    const out = (await cameOut(service.id))!
    const columns = columnsOf(out)
    assert.deepEqual([columns.phone, columns.kind], ['01632 960006', 'charity'])
    assert.deepEqual(out.unheard_of, service.unheard_of)
    assert.deepEqual(await joan.does(importSources, { directory: plan(service) }), { added: 0, changed: 1, leftOut: 0 })
    assert.equal((await sourceById(db, service.id))?.kind, 'charity')
  })

  test('nothing that does not fit is stored, unless the steward leaves it out', async () => {
    const bad = { id: newId(), name: 'Bad', status: 'open' }
    const good = { id: newId(), name: 'Good Kitchen', status: 'active' }
    assert.ok(isRefusal(await joan.tries(importSources, { directory: plan(good, bad) })))
    assert.equal(await sourceById(db, good.id), null)
    assert.deepEqual(await joan.does(importSources, { directory: plan(good, bad), leaveOut: 'yes' }), {
      added: 1,
      changed: 0,
      leftOut: 1,
    })
    assert.equal(await sourceById(db, bad.id), null)
  })

  test('a steward sees what fits before anything is stored', async () => {
    const files = new FormData()
    const org = newId()
    files.append(
      'file',
      new File([`id,organization_id,name,status,url\n${newId()},${org},"=Soup",active,nowhere\n`], 'services.csv'),
    )
    files.append('file', new File([`id,name,description\n${org},Org,Text\n`], 'organizations.csv'))
    const page = await text(joan.post('/steward/sources/import', files))
    assert.match(page, /<code>services\.csv line 2, column url<\/code>: It is no web address/)
    assert.doesNotMatch(await text(visitor.get('/sources?words=soup')), /Soup/)
    assert.equal((await ruth.post('/steward/sources/import', files)).status, 403)
  })

  test('nothing in what goes out is about a member', async () => {
    const out = JSON.stringify(await directoryOut(db))
    for (const secret of ['It is warm.', 'Secret Garden', nia.id]) assert.ok(!out.includes(secret), secret)
  })

  test('a name that a spreadsheet would run is kept from running', async () => {
    await kept({ name: '=HYPERLINK("x")' })
    assert.match(await text(visitor.get('/sources/export.csv')), /"'=HYPERLINK\(""x""\)"/)
  })
})
