import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Hono } from 'hono'
import { type Person, person, testServer } from '../../../../test/harness.ts'
import { newId } from '../../../kit/brand.ts'
import { isRefusal } from '../../../kit/refuse.ts'
import { perform, tasks } from '../../../kit/task.ts'
import type { Env } from '../../../kit/web.ts'
import { changeConsents } from '../../members/consent.ts'
import { download } from '../../members/download.ts'
import { erase } from '../../members/erasing.ts'
import { outlookOf, tellOutlook } from './outlook.ts'
import { addSpell, changeSpell, dateSpell, takeSpellAway } from './spell-tasks.ts'
import { type SpellId, spellsOf } from './spells.ts'
import { lookAtMap } from './staff.ts'
import { supportMapWeb } from './web.ts'

const server = await testServer()
const { community } = server
const { db } = community
const html = async (who: Person, path: string) => (await who.get(path)).text()
const helpline = { kind: 'helpline', name: 'The Tuesday helpline', began: 'around 2012', ended: '2014', state: 'left' }
const secret = /Tuesday helpline|one day at a time/
const paths = (spell: SpellId) => [
  `/me/support-map/spells/${spell}`,
  `/me/support-map/spells/${spell}/year`,
  '/me/support-map',
  '/me/support-map/print',
]

test('a mother puts what she has used on her map, with little to fill in', async () => {
  const nia = await person(server, 'Nia')
  assert.match(await html(nia, '/me/support-map'), /There is nothing on it yet/)
  const saved = await nia.post('/me/support-map/spells', helpline)
  assert.equal(saved.headers.get('location'), '/me/support-map')
  const page = await html(nia, '/me/support-map')
  assert.match(
    page,
    /<svg role="img"[\s\S]*<title[\s\S]*<desc[\s\S]*>Helplines<[\s\S]*The Tuesday helpline: left[\s\S]*<\/svg>/,
  )
  assert.match(page, /<table>[\s\S]*The Tuesday helpline[\s\S]*Around 2012 until 2014[\s\S]*Left, offline/)
  assert.match(await html(nia, '/me/support-map/print'), /The Tuesday helpline[\s\S]*Around 2012 until 2014/)
  const [spell] = await spellsOf(db, nia.id)
  assert.deepEqual(spell!.began.days, { from: '2012-01-01', to: '2012-12-31' })
})

test('online and offline differ in shape, not in colour alone', async () => {
  const nia = await person(server, 'Nia')
  await nia.does(addSpell, { kind: 'circle', began: '2012', state: 'looking in' })
  const online = await html(nia, '/me/support-map')
  assert.match(online.replace(/<ul[\s\S]*/, ''), / rx="[\d.]+em" fill="var\(--act\)"/)
  const sue = await person(server, 'Sue')
  await sue.does(addSpell, { kind: 'group', began: '2012', state: 'taking part' })
  const offline = (await html(sue, '/me/support-map')).replace(/<ul[\s\S]*/, '')
  assert.ok(!/ rx=/.test(offline) && offline.includes('url(#stripes)'))
})

test('what was typed stays when something is missing, and ticked boxes too', async () => {
  const nia = await person(server, 'Nia')
  const form = new URLSearchParams({ kind: 'clinic', name: 'The nurse', began: '2016', ended: '2012', state: '' })
  form.append('needs[]', 'talk')
  form.append('began_because[]', 'access')
  const answer = await nia.post('/me/support-map/spells', form)
  assert.equal(answer.status, 422)
  const page = await answer.text()
  assert.match(page, /value="The nurse"[\s\S]*value="2016"[\s\S]*value="2012"/)
  assert.match(page, /value="talk" checked[\s\S]*value="access" checked/)
  form.set('state', 'left')
  assert.match(await (await nia.post('/me/support-map/spells', form)).text(), /This is before it began/)
})

test('words with no year are kept; the year is asked once, kindly, and need not be told', async () => {
  const nia = await person(server, 'Nia')
  const school = { kind: 'group', began: 'when she started school', state: 'taking part' }
  const to = (await nia.post('/me/support-map/spells', school)).headers.get('location')!
  assert.match(to, /\/year$/)
  assert.match(await html(nia, to), /when she started school[\s\S]*I do not know, or would rather not say/)
  assert.match(
    await html(nia, '/me/support-map'),
    /One line has no year[\s\S]*When she started school[\s\S]*Add the year/,
  )
  assert.equal((await nia.post(to, { began: 'dunno' })).status, 422)
  await nia.post(to, { began: 'about 2009' })
  const [dated] = await spellsOf(db, nia.id)
  assert.deepEqual(dated!.began, {
    words: 'when she started school',
    days: { from: '2009-01-01', to: '2009-12-31' },
  })
  const again = await nia.post(`/me/support-map/spells/${dated!.id}`, { ...school, name: 'The hall' })
  assert.equal(again.headers.get('location'), '/me/support-map', 'and it is not asked again')
  assert.deepEqual((await spellsOf(db, nia.id))[0]!.began, dated!.began)
})

test('a source can have several spells; each is corrected, or taken away, at any time', async () => {
  const nia = await person(server, 'Nia')
  const first = await nia.does(addSpell, helpline)
  const second = await nia.does(addSpell, { ...helpline, began: 'last year', ended: '', state: 'returned' })
  assert.equal((await spellsOf(db, nia.id)).length, 2)
  await nia.does(changeSpell, { ...helpline, spell: first, ended: 'May 2015', changed_because: ['harm', 'access'] })
  const [changed] = await spellsOf(db, nia.id)
  assert.equal(changed!.ended.days!.to, '2015-05-31')
  assert.deepEqual(changed!.changed_because, ['harm', 'access'])
  await nia.does(takeSpellAway, { spell: second })
  assert.deepEqual(
    (await spellsOf(db, nia.id)).map(({ id }) => id),
    [first],
  )
})

test('from the page of a source, what is known of it is filled in', async () => {
  const nia = await person(server, 'Nia')
  const source = newId()
  const page = await html(nia, `/me/support-map/new?kind=helpline&name=The+Tuesday+line&source=${source}`)
  assert.match(
    page,
    new RegExp(`name="source" value="${source}"[\\s\\S]*value="helpline" selected[\\s\\S]*value="The Tuesday line"`),
  )
  await nia.post('/me/support-map/spells', { ...helpline, source })
  const [spell] = await spellsOf(db, nia.id)
  await nia.does(changeSpell, { ...helpline, spell: spell!.id, state: 'paused' })
  assert.equal((await spellsOf(db, nia.id))[0]!.source, source, 'and is kept when it is corrected')
})

test('how she sees things is hers to say, to change, and to take back, with its history', async () => {
  const nia = await person(server, 'Nia')
  await nia.post('/me/support-map/outlook/approach', { answer: 'everything' })
  await nia.post('/me/support-map/outlook/approach', { answer: 'day' })
  await nia.post('/me/support-map/outlook/approach', { answer: 'day' })
  assert.match(
    await html(nia, '/me/support-map'),
    /How do you look at the diagnosis now\?[\s\S]*I take one day at a time\./,
  )
  const page = await html(nia, '/me/support-map/outlook/approach')
  assert.match(page, /What you said before[\s\S]*one day at a time[\s\S]*know everything/)
  assert.equal((await outlookOf(db, nia.id)).length, 2, 'the same again is no change')
  await nia.does(tellOutlook, { question: 'approach', answer: '' })
  assert.match(await html(nia, '/me/support-map'), /How do you look at the diagnosis now\?[\s\S]*Not told\./)
  assert.equal((await nia.post('/me/support-map/outlook/approach', { answer: 'rich' })).status, 422)
})

test('nobody else can see, change or take away what is on a map: no member, no staff, no visitor', async () => {
  const nia = await person(server, 'Nia')
  const spell = await nia.does(addSpell, { ...helpline, began: 'when she started school' })
  await nia.does(tellOutlook, { question: 'approach', answer: 'day' })
  for (const role of ['member', 'helper', 'moderator', 'clinician', 'steward', 'researcher', 'visitor'] as const) {
    const other = await person(server, 'Other', role)
    for (const path of [...paths(spell), `/desk/support-map/${nia.id}`]) {
      const answer = await other.get(path)
      assert.ok(!secret.test(await answer.text()), `${role} at ${path}`)
      if (path.includes(spell) || path.startsWith('/desk')) assert.notEqual(answer.status, 200, `${role} at ${path}`)
    }
    for (const what of [changeSpell, dateSpell, takeSpellAway])
      assert.ok(
        isRefusal(await other.tries(what as typeof takeSpellAway, { ...helpline, spell })),
        `${role}: ${what.name}`,
      )
    assert.ok(isRefusal(await other.tries(lookAtMap, { member: nia.id })))
  }
  assert.equal((await spellsOf(db, nia.id)).length, 1)
})

test('staff may look with her yes to just that, each look is noted, and a yes taken back ends it', async () => {
  const nia = await person(server, 'Nia')
  await nia.does(addSpell, helpline)
  const ruth = await person(server, 'Ruth', 'moderator')
  const path = `/desk/support-map/${nia.id}`
  await nia.does(changeConsents, { purposes: ['matching', 'studies', 'figures', 'news'] })
  assert.equal((await ruth.get(path)).status, 403)
  assert.ok(!(await html(ruth, '/desk/support-map')).includes(nia.id))
  await nia.does(changeConsents, { purposes: ['support-map'] })
  assert.ok((await html(ruth, '/desk/support-map')).includes(nia.id))
  assert.match(await html(ruth, path), /The support map of Nia[\s\S]*The Tuesday helpline/)
  const noted = () =>
    db
      .selectFrom('audit')
      .select('who')
      .where('task', '=', 'support.look-at-map')
      .where('subject', '=', nia.id)
      .execute()
  assert.deepEqual(await noted(), [{ who: ruth.id }])
  for (const role of ['member', 'helper', 'clinician', 'researcher'] as const)
    assert.equal((await (await person(server, 'Other', role)).get(path)).status, 403, role)
  await nia.does(changeConsents, { purposes: [] })
  assert.equal((await ruth.get(path)).status, 403)
  assert.equal((await noted()).length, 1)
})

test('a caller’s words are keyed in at the desk, and staff see the rest of her map only with her yes', async () => {
  const mair = await person(server, 'Mair')
  const ruth = await person(server, 'Ruth', 'moderator')
  const acting = { community, who: mair.who, by: ruth.who, via: 'phone' as const }
  const spell = await perform(addSpell, helpline, acting)
  assert.ok(!isRefusal(spell))
  const desk = new Hono<Env>()
  desk.use(async (c, next) => {
    for (const [name, value] of Object.entries({ ...acting, server: server.server }))
      c.set(name as 'who', value as never)
    await next()
  })
  desk.route('/', supportMapWeb)
  const told = async (path: string) => {
    const answer = await desk.request(`http://localhost${path}`)
    return { status: answer.status, page: await answer.text() }
  }
  assert.equal((await told('/me/support-map/new')).status, 200)
  for (const path of paths(spell)) {
    const { status, page } = await told(path)
    assert.equal(status, 403, path)
    assert.ok(!secret.test(page))
  }
  await perform(changeConsents, { purposes: ['support-map'] }, acting)
  assert.match((await told('/me/support-map')).page, secret)
})

test('no list offers what is on a map, and only its own tasks touch it', () => {
  const touching = tasks().filter(({ name }) => /spell|map|outlook/.test(name))
  assert.deepEqual(
    touching.map(({ name }) => name),
    [
      // A study reads what its owner hands over herself, and no more.
      'studies.ask-for-spells',
      'studies.join-spells',
      'studies.unjoin-spells',
      'support.add-spell',
      'support.change-spell',
      'support.date-spell',
      'support.look-at-map',
      'support.take-spell-away',
      'support.tell-outlook',
    ],
  )
})

test('the map is in one’s copy of everything, and gone after leaving', async () => {
  const nia = await person(server, 'Nia')
  await nia.does(addSpell, helpline)
  await nia.does(tellOutlook, { question: 'approach', answer: 'day' })
  const copy = String(await nia.does(download, { as: 'json' }))
  assert.match(copy, /The Tuesday helpline/)
  assert.match(copy, /"approach"/)
  await nia.does(erase, { posts: 'kept' })
  assert.deepEqual(await spellsOf(db, nia.id), [])
  assert.deepEqual(await outlookOf(db, nia.id), [])
})
