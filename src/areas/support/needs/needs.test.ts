import assert from 'node:assert/strict'
import { test } from 'node:test'
import { circle, type Person, person, testServer } from '../../../../test/harness.ts'
import { readCondition } from '../../../kit/community.ts'
import { listsAt } from '../../../kit/lists.ts'
import { isRefusal } from '../../../kit/refuse.ts'
import { perform } from '../../../kit/task.ts'
import { block } from '../../care/blocking.ts'
import { answer } from '../../conversations/following.ts'
import { placeConversation } from '../../conversations/placing.ts'
import { tellCaredFor } from '../../members/cared-for.ts'
import { download } from '../../members/download.ts'
import { erase } from '../../members/erasing.ts'
import { listReader } from '../../members/looking.ts'
import { allNeedsOf, needsOf } from './needs.ts'
import { needTitle, topicMeant, topicOptions } from './rules.ts'
import { addNeed, changeNeed, confirmNeed, endNeed } from './tasks.ts'

const server = await testServer()
const { community } = server
const { db } = community
const rett = readCondition('rett')
const now = new Date()
const ago = (days: number) => new Date(now.getTime() - days * 24 * 60 * 60 * 1000)
const html = async (who: Person, path: string) => (await who.get(path)).text()

const at = async (place: 'today' | 'letter', who: Person) => {
  const reader = await listReader(db, who.id)
  const lists = await listsAt(place, { db, community, reader, since: null, now, need: null, most: 20 })
  return lists.find(({ name }) => name === 'support.needs')!.lines
}

test('an everyday word finds the topic', () => {
  for (const [typed, topic] of [
    ['fits', 'epilepsy'],
    ['Sleep', 'sleep'],
    ['her fits', 'epilepsy'],
    ['peg', 'feeding'],
    ['twisty back', 'spine'],
    ['eye gaze', 'communication'],
    ['wills', 'wills'],
    ['football', null],
    ['', null],
  ] as const)
    assert.equal(topicMeant(typed, rett), topic, typed)
  assert.ok(topicOptions(rett).some(({ label }) => label === 'epilepsy (fits)'))
})

test('a need is a plain sentence', () => {
  assert.equal(needTitle({ what: 'talk', topic: 'sleep' }, rett), 'Someone to talk to about sleep')
  assert.equal(needTitle({ what: 'equipment', topic: 'moving' }, rett), 'Equipment to do with moving')
  assert.equal(needTitle({ what: 'break', topic: null }, rett), 'A break')
})

test('a mother says what she needs in one form, sees it on her first page and on a page of its own', async () => {
  const nia = await person(server, 'Nia')
  assert.match(await html(nia, '/'), /What you need now[\s\S]*href="\/me\/needs\/new"/)
  const saved = await nia.post('/me/needs', {
    what: 'talk',
    topic: 'sleep',
    since: 'last spring',
    words: 'The nights.',
  })
  const page = saved.headers.get('location')!
  assert.match(page, /^\/needs\//)
  assert.match(
    await html(nia, '/'),
    new RegExp(`What you need now[\\s\\S]*href="${page}">Someone to talk to about sleep`),
  )
  assert.match(await html(nia, page), /<h1>Someone to talk to about sleep<\/h1>[\s\S]*last spring[\s\S]*The nights\./)
  const [need] = await allNeedsOf(db, nia.id)
  const stored = await db.selectFrom('need').select('since_from').where('id', '=', need!.id).executeTakeFirstOrThrow()
  assert.ok(stored.since_from)
})

test('nothing is required but what it is, and what was typed stays', async () => {
  const kelly = await person(server, 'Kelly')
  const answered = await kelly.post('/me/needs', { what: '', since: 'a while', words: 'So tired.' })
  assert.equal(answered.status, 422)
  assert.match(await answered.text(), /Choose what you need\.[\s\S]*value="a while"[\s\S]*So tired\./)
  await kelly.does(addNeed, { what: 'break' })
  assert.equal((await needsOf(db, kelly.id)).length, 1)
  await kelly.does(addNeed, { what: 'break' })
  assert.equal((await needsOf(db, kelly.id)).length, 1, 'the same need twice is one need')
})

test('a topic nobody knows is asked for again, and not dropped', async () => {
  const sam = await person(server, 'Sam')
  const no = await sam.tries(addNeed, { what: 'talk', topic: 'football' }, 'letter')
  assert.ok(isRefusal(no) && no.fields.topic)
  await sam.does(addNeed, { what: 'talk', topic: 'fits' }, 'letter')
  assert.equal((await needsOf(db, sam.id))[0]!.topic, 'epilepsy')
})

test('an ended need falls silent at once, everywhere, and can speak again', async () => {
  const nia = await person(server, 'Nia')
  const need = await nia.does(addNeed, { what: 'equipment', topic: 'moving' })
  assert.equal((await listReader(db, nia.id)).needs.length, 1)
  await nia.does(endNeed, { need })
  assert.deepEqual((await listReader(db, nia.id)).needs, [])
  assert.deepEqual(await needsOf(db, nia.id), [])
  assert.ok(!(await at('today', nia)).some(({ href }) => href === `/needs/${need}`))
  assert.match(await html(nia, `/needs/${need}`), /You said that this is over/)
  await nia.post(`/me/needs/${need}/confirmations`, {})
  assert.equal((await needsOf(db, nia.id)).length, 1)
})

test('a need told more than a year ago is asked about on its own list, and does not decay', async () => {
  const joan = await person(server, 'Joan')
  const need = await joan.does(addNeed, { what: 'talk' }, 'web', ago(400))
  assert.match(await html(joan, '/me/needs'), /Is it still true\?/)
  assert.equal((await needsOf(db, joan.id)).length, 1)
  assert.ok(!/still true/i.test(await html(joan, '/')), 'nobody is nagged on the first page')
  await joan.does(confirmNeed, { need })
  assert.ok(!/Is it still true\?/.test(await html(joan, '/me/needs')))
})

test('a need is changed in any part, and its own time is not moved by it', async () => {
  const nia = await person(server, 'Nia')
  const need = await nia.does(addNeed, { what: 'talk', since: 'last year' }, 'web', ago(800))
  const days = () => db.selectFrom('need').select('since_from').where('id', '=', need).executeTakeFirstOrThrow()
  const before = await days()
  await nia.does(changeNeed, { need, what: 'rights', topic: 'benefits', since: 'last year' })
  assert.deepEqual(await days(), before)
  assert.equal((await allNeedsOf(db, nia.id))[0]!.what, 'rights')
})

test('nobody sees, changes or ends another’s need, staff neither', async () => {
  const nia = await person(server, 'Nia')
  const need = await nia.does(addNeed, { what: 'talk', words: 'My own words.' })
  for (const role of ['member', 'moderator', 'steward'] as const) {
    const other = await person(server, 'Other', role)
    for (const path of [`/needs/${need}`, `/me/needs/${need}`]) assert.equal((await other.get(path)).status, 404)
    for (const what of [changeNeed, confirmNeed, endNeed])
      assert.ok(isRefusal(await other.tries(what as typeof endNeed, { need, what: 'talk' })))
  }
  assert.equal((await fetch(`${server.url}/needs/${need}`, { redirect: 'manual' })).status, 303)
})

test('a caller’s need is keyed in at the desk, and a slip in the letter can end it', async () => {
  const mair = await person(server, 'Mair')
  const ruth = await person(server, 'Ruth', 'moderator')
  const acting = { community, who: mair.who, by: ruth.who, via: 'phone' as const }
  const need = await perform(addNeed, { what: 'practical', since: 'when I broke my wrist' }, acting)
  assert.ok(!isRefusal(need))
  const [first, last] = await at('letter', mair)
  assert.equal(first!.answer!.task, 'support.confirm-need')
  assert.equal(last!.answer!.task, 'support.add-need')
  await perform(confirmNeed, { ...first!.answer!.input, still: 'no' }, { ...acting, via: 'letter' })
  assert.deepEqual(await needsOf(db, mair.id), [])
})

test('after a death only what was said to be true since is spoken of', async () => {
  const david = await person(server, 'David')
  await david.does(addNeed, { what: 'equipment', topic: 'moving' }, 'web', ago(30))
  await db
    .updateTable('member')
    .set({ bereaved_at: ago(2) })
    .where('id', '=', david.id)
    .execute()
  assert.deepEqual(await needsOf(db, david.id), [])
  assert.deepEqual((await listReader(db, david.id)).needs, [])
  await david.does(addNeed, { what: 'talk' })
  assert.deepEqual(
    (await needsOf(db, david.id)).map(({ what }) => what),
    ['talk'],
  )
})

test('the page of a need shows the circles and answers about it that its reader may see', async () => {
  const nia = await person(server, 'Nia')
  const gran = await person(server, 'Gran')
  const among = await circle(community, 'nights')
  const closed = await circle(community, 'behind', 'closed', [gran])
  await db.updateTable('circle').set({ stage: 'first-years' }).where('id', '=', among.id).execute()
  const asks = async (where: typeof among.id, author: Person, title: string, stages: string[] = []) => {
    const { conversation } = await db.transaction().execute((tx) =>
      placeConversation(tx, {
        circle: where,
        kind: 'asks',
        title,
        posts: [
          { author: author.id, words: 'How?', voice: 'parent', at: ago(9) },
          { author: nia.id, words: 'Like this.', voice: 'parent', at: ago(8) },
        ],
      }),
    )
    await db
      .updateTable('conversation')
      .set({ topics: ['sleep'], stages })
      .where('id', '=', conversation)
      .execute()
    return conversation
  }
  const asked = await asks(among.id, gran, 'How do your nights go?')
  await gran.does(answer, { conversation: asked, answered: 'yes' })
  await asks(closed.id, gran, 'Only among us')
  await asks(among.id, gran, 'When she is old', ['ageing'])
  await nia.does(tellCaredFor, { field: 'stage', value: 'first-years' })
  const need = await nia.does(addNeed, { what: 'information', topic: 'sleep' })
  const page = await html(nia, `/needs/${need}`)
  assert.match(
    page,
    /<h2>Circles<\/h2>[\s\S]*\/circles\/nights[\s\S]*What others asked[\s\S]*How do your nights go\?[\s\S]*Answered/,
  )
  assert.ok(!/Only among us|behind/.test(page), 'a closed circle stays closed')
  assert.ok(!/When she is old/.test(page), 'what lies further ahead is not put before her')
  assert.match(page, /1 more line is about a time that lies further ahead/)
  assert.match(await html(nia, `/needs/${need}?ahead=all`), /When she is old/)
  assert.match(await html(gran, `/needs/${await gran.does(addNeed, { what: 'talk', topic: 'sleep' })}`), /Only|Behind/)
  await nia.does(block, { member: gran.id })
  assert.ok(!/How do your nights go/.test(await html(nia, `/needs/${need}`)))
})

test('a need about which there is nothing says what else to do', async () => {
  const nia = await person(server, 'Nia')
  const page = await html(nia, `/needs/${await nia.does(addNeed, { what: 'talk', topic: 'teeth' })}`)
  assert.match(page, /Nobody has asked about this yet[\s\S]*If none of this helps[\s\S]*\/help-now/)
})

test('needs are in one’s copy of everything, and gone after leaving', async () => {
  const nia = await person(server, 'Nia')
  await nia.does(addNeed, { what: 'talk', words: 'Only for me to know.' })
  assert.match(String(await nia.does(download, { as: 'json' })), /Only for me to know\./)
  await nia.does(erase, { posts: 'kept' })
  assert.deepEqual(await allNeedsOf(db, nia.id), [])
})
