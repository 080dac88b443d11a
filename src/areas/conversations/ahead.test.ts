import assert from 'node:assert/strict'
import { test } from 'node:test'
import { circle, type Person, person, testServer } from '../../../test/harness.ts'
import { tellCaredFor } from '../members/cared-for.ts'
import { pause } from '../members/pausing.ts'
import { changePreferences } from '../members/preferences.ts'
import { comeBack } from '../members/returning.ts'
import { follow } from './following.ts'
import { openConversation, reply } from './tasks.ts'

const server = await testServer()
const { community } = server
const { db } = community
const common = await circle(community, 'common')
const grown = await circle(community, 'grown')
await circle(community, 'gone', 'open')
await db.updateTable('circle').set({ stage: 'adult' }).where('id', '=', grown.id).execute()
await db.updateTable('circle').set({ stage: 'after-a-death' }).where('slug', '=', 'gone').execute()
const ama = await person(server, 'Ama', 'helper')
const visitor = await person(server, '', 'visitor')

const tells = (who: Person, slug: string, title: string, stages: string[] = []) =>
  who.does(openConversation, { circle: slug, kind: 'tells', title, words: 'A heron flew by.', stages })
const ours = await tells(ama, grown.slug, 'Her own front door')
const tagged = await tells(ama, common.slug, 'Wills and trusts', ['adult', 'ageing'])
await tells(ama, common.slug, 'For both', ['school', 'adult'])
await tells(ama, common.slug, 'For anybody')
await tells(ama, 'gone', 'A coat on the hook')

async function mother(name: string) {
  const who = await person(server, name, 'helper')
  await who.does(tellCaredFor, { field: 'stage', value: 'school' })
  await who.does(changePreferences, { lookAhead: 'only now' })
  return who
}
const text = async (who: Person, path: string) => (await who.get(path)).text()

test('a circle for a later time of life is said in one line, and shown to who asks', async () => {
  const nia = await mother('Nia')
  const page = await text(nia, '/circles')
  assert.doesNotMatch(page, /Grown|Gone/)
  assert.match(page, /2 circles lie further ahead\. <a href="\/circles\?ahead=all">Show them<\/a>/)
  assert.match(await text(nia, '/circles?ahead=all'), /\/circles\/grown\?ahead=all/)
  assert.match(await text(nia, '/circles/grown'), /1 conversation lies further ahead[\s\S]*Show it/)
  assert.match(await text(nia, '/circles/grown?ahead=all'), /Her own front door/)
  assert.match(await text(nia, `/conversations/${ours.conversation}`), /A heron/, 'whoever has the link can read')
})

test('in a circle for all, what is for later is left out, and what is for several times is in when one is hers', async () => {
  const mia = await mother('Mia')
  const page = await text(mia, '/circles/common')
  assert.match(
    page,
    /For both[\s\S]*1 conversation lies further ahead|1 conversation lies further ahead[\s\S]*For both/,
  )
  assert.match(page, /For anybody/)
  assert.doesNotMatch(page, /Wills and trusts/)
})

test('a circle she follows is her choice: all of it is in sight', async () => {
  const ola = await mother('Ola')
  await ola.does(follow, { circle: grown.slug, follow: 'yes' })
  assert.match(await text(ola, '/circles'), /Grown/)
  assert.match(await text(ola, '/circles/grown'), /Her own front door/)
  assert.match(await text(ola, '/'), /Her own front door/)
  assert.match(await text(ola, '/search?q=heron'), /Her own front door/)
})

test('what she wrote in stays in sight, what she only looked into does not', async () => {
  const pia = await mother('Pia')
  await pia.does(reply, { conversation: ours.conversation, words: 'How did you find it?' })
  for (const { conversation } of [ours, tagged]) await text(pia, `/conversations/${conversation}`)
  for (const { conversation } of [ours, tagged]) await ama.does(reply, { conversation, words: 'There is news.' })
  const today = await text(pia, '/')
  assert.match(today, /Her own front door/)
  assert.doesNotMatch(today, /Wills and trusts/)
  assert.match(await text(pia, '/circles/grown'), /Her own front door/)
  const found = await text(pia, '/search?q=heron')
  assert.match(found, /Her own front door/)
  assert.doesNotMatch(found, /Wills and trusts|A coat on the hook/)
  assert.match(found, /2 posts lie further ahead\. <a href="\/search\?q=heron&amp;ahead=all">Show them/)
})

test('who searches within a later time of life, or within such a circle, wants to see it', async () => {
  const rae = await mother('Rae')
  assert.match(await text(rae, '/search?q=heron&stage=adult'), /Her own front door/)
  assert.match(await text(rae, '/search?q=heron&circle=grown'), /Her own front door/)
  assert.doesNotMatch(await text(rae, '/search'), /<option[^>]*>(Grown|adult|after a death)</)
})

test('a visitor is not met by what is about a death, and finds it when they ask', async () => {
  assert.doesNotMatch(await text(visitor, '/'), /Gone/)
  assert.match(await text(visitor, '/circles'), /1 circle lies further ahead/)
  assert.match(await text(visitor, '/circles?ahead=all'), /Gone/)
})

test('the page of a return tells what is new where she is, not what lies ahead, and then stops', async () => {
  const tia = await mother('Tia')
  await tia.does(follow, { circle: common.slug, follow: 'yes' })
  const mine = await tells(tia, common.slug, 'Mine from before')
  await tia.does(pause, {})
  await ama.does(reply, { conversation: mine.conversation, words: 'Hello again.' })
  await tells(ama, common.slug, 'Begun meanwhile')
  await tells(ama, grown.slug, 'Grown meanwhile')
  await tia.does(comeBack, {})
  const page = await text(tia, '/return')
  assert.match(
    page,
    /Mine from before[\s\S]*1 new post[\s\S]*You are in it[\s\S]*Begun meanwhile[\s\S]*That is everything\./,
  )
  assert.doesNotMatch(page, /Grown meanwhile|missed/)
})
