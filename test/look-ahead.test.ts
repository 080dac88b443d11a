/**
 * Nothing that lies further ahead than a reader looks is put before them: not in any list that any area has, at any
 * place where lists are shown, nor on any page that links lead to, nor in the mailed digest.
 *
 * What belongs to a stage of life is found by itself: every row of every table with a column `stage` or `stages`.
 * So an area that is built later is held to this as soon as the example has something of it.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { noteBereavement } from '../src/areas/members/bereavement.ts'
import { tellCaredFor } from '../src/areas/members/cared-for.ts'
import { listReader } from '../src/areas/members/looking.ts'
import { pause } from '../src/areas/members/pausing.ts'
import { changePreferences } from '../src/areas/members/preferences.ts'
import { comeBack } from '../src/areas/members/returning.ts'
import { sendDigests } from '../src/doors/email/digest.ts'
import { type Listed, list, lists, listsAt, placesOfLists } from '../src/kit/lists.ts'
import { anybody, hiddenStages, inSight, type Looking, lookAheads } from '../src/kit/look-ahead.ts'
import { type Person, person, testServer } from './harness.ts'
import { matcherOf, readable } from './roaming.ts'

const server = await testServer({ example: true })
const { community } = server
const { db, condition } = community
const now = new Date()
const ago = (days: number) => new Date(now.getTime() - days * 24 * 60 * 60 * 1000)

/** Something that belongs to stages of life: how addresses name it, and what it is called where that is its own. */
interface Staged {
  readonly what: string
  readonly keys: readonly string[]
  readonly title: string | null
  readonly stages: readonly string[]
}

/** What members tell of themselves, or asked for, is theirs to see. */
const theirOwn = ['cared_for', 'preference', 'need', 'spell']

async function everythingStaged(): Promise<Staged[]> {
  const { rows: columns } = await sql<{ table: string; columns: string[] }>`
    select table_name as table, array_agg(column_name::text) as columns
    from information_schema.columns
    where table_schema = ${community.schema}
    group by table_name`.execute(db)
  const found: Staged[] = []
  for (const { table, columns: has } of columns) {
    const by = has.includes('stages') ? 'stages' : has.includes('stage') ? 'stage' : null
    if (!by || !has.includes('id') || theirOwn.includes(table)) continue
    const { rows } = await sql<{ id: string; slug: string | null; title: string | null; stages: string[] }>`
      select id::text, ${has.includes('slug') ? sql`slug` : sql`null`} as slug,
        ${has.includes('title') ? sql`title` : sql`null`} as title,
        ${by === 'stages' ? sql`stages` : sql`array_remove(array[stage], null)`} as stages
      from ${sql.table(table)}`.execute(db)
    for (const { id, slug, title, stages } of rows) {
      // A post's address is that of its conversation.
      if (table === 'post') continue
      found.push({ what: `${table} ${title ?? slug ?? id}`, keys: slug ? [id, slug] : [id], title, stages })
    }
  }
  // A conversation is also for the time of life that its circle is for.
  const { rows } = await sql<{ id: string; stage: string }>`
    select c.id::text, o.stage
    from conversation c
    join circle o on o.id = c.circle
    where o.stage is not null`.execute(db)
  const ofCircle = new Map(rows.map(({ id, stage }) => [id, stage]))
  return found
    .map((one) => {
      const stage = ofCircle.get(one.keys[0]!)
      return stage ? { ...one, stages: [...new Set([...one.stages, stage])] } : one
    })
    .filter(({ stages }) => stages.length > 0)
}

const staged = await everythingStaged()
const ahead = (looking: Looking) => {
  const hidden = hiddenStages(looking, condition)
  return staged.filter(({ stages }) => !inSight(stages, hidden))
}

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll("'", '&#39;').replaceAll('"', '&quot;')

/** Each thing of these that a page, a mail or a list names or leads to, in words. */
function leaks(text: string, hidden: readonly Staged[], where: string, own = ''): string[] {
  const addresses = [...text.matchAll(/(?:href="|https?:\/\/[^/\s"]+)(\/[^"\s<]*)/g)]
    .map(([, address]) => address!.replaceAll('&amp;', '&'))
    // Where they went on purpose, the page itself is no list; and to ask for what lies ahead is a choice.
    .filter((address) => !(own && address.startsWith(own)) && !address.includes('ahead=all'))
  const parts = new Set(addresses.flatMap((address) => address.split(/[/?#&=]/)))
  return hidden
    .filter(
      ({ keys, title }) =>
        keys.some((key) => parts.has(key)) ||
        (title !== null && (text.includes(title) || text.includes(escaped(title)))),
    )
    .map(({ what, stages }) => `${where}: ${what} (${stages.join(', ')})`)
}

interface Reader {
  readonly label: string
  readonly who: Person
  readonly looking: Looking
}

/** Somebody who follows nothing and wrote nothing, so nothing is theirs; who was away a while, so that all is news. */
async function readerWith(stage: string | null, lookAhead: Looking['lookAhead'], bereaved = false): Promise<Reader> {
  const label = `${bereaved ? 'bereaved, ' : ''}${stage ?? 'no stage told'}, ${lookAhead}`
  const who = await person(server, `Reader ${label}`)
  await db
    .updateTable('membership')
    .set({ began_at: ago(1000) })
    .where('member', '=', who.id)
    .execute()
  if (stage) await who.does(tellCaredFor, { field: 'stage', value: stage, shared: 'no' })
  await who.does(changePreferences, { lookAhead, digest: 'monthly' })
  await who.does(pause, {}, 'web', ago(900))
  await who.does(comeBack, {}, 'web', ago(20))
  if (bereaved) {
    await who.does(noteBereavement, {}, 'web', ago(10))
    await who.get('/me/bereavement')
  }
  return { label, who, looking: { stage, lookAhead, bereaved } }
}

const readers: Reader[] = []
for (const stage of ['first-years', 'school', 'moving-on', null])
  for (const lookAhead of lookAheads) readers.push(await readerWith(stage, lookAhead))
const bereaved = await readerWith('adult', 'a little ahead', true)
readers.push(bereaved)
const visitor: Reader = { label: 'visitor', who: await person(server, '', 'visitor'), looking: anybody }
const looksEverywhere = readers.find(
  ({ looking }) => looking.stage === 'school' && looking.lookAhead === lookAheads[2],
)!
const looksOnlyNow = readers.find(({ looking }) => looking.stage === 'school' && looking.lookAhead === lookAheads[0])!

/** Every list of a place as it stands for one reader, as text. */
async function listsFor({ who }: Reader, place: (typeof placesOfLists)[number]): Promise<readonly Listed[]> {
  const reader = await listReader(db, who.id)
  const asks = { db, community, reader, now, most: 1000 }
  const needs = place === 'need' ? [...reader.needs, { id: 'any', what: 'information', topic: null }] : [null]
  const since = place === 'today' || place === 'need' ? null : ago(900)
  return (await Promise.all(needs.map((need) => listsAt(place, { ...asks, since, need })))).flat()
}
const textOf = (listed: readonly Listed[]) =>
  listed
    .flatMap(({ lines }) => lines)
    .map(({ title, about, href }) => `${title}\n${about ?? ''}\nhref="${href}"`)
    .join('\n')

/** Pages that were opened on purpose, by somebody who went there: what is on them is theirs or was asked for. */
const noLists = /^\/(me\/copies|me\/drafts|me\/kept|me\/preferences|auth|cast)/

/** What lies ahead and is named on any page that links lead this reader to, one page of each kind; and on those given. */
async function leaksOnPages({ label, who, looking }: Reader, more: readonly string[] = []): Promise<string[]> {
  const hidden = ahead(looking)
  const patterns = readable(server).map((pattern) => [matcherOf(pattern), pattern] as const)
  const seen = new Set<string>()
  const found: string[] = []
  const waiting = ['/']
  const look = async (path: string) => {
    const answer = await who.get(path)
    if (answer.status !== 200 || !answer.headers.get('content-type')?.startsWith('text/html')) return ''
    const page = /<main[\s\S]*<\/main>/.exec(await answer.text())?.[0] ?? ''
    return page.replace(/<div class="words">[\s\S]*?<\/div>/g, '')
  }
  for (let path = waiting.shift(); path; path = waiting.shift()) {
    const bare = path.replace(/[?#].*$/, '')
    const pattern = patterns.find(([match]) => match.test(bare))?.[1]
    if (!pattern || seen.has(pattern) || noLists.test(bare)) continue
    seen.add(pattern)
    const page = await look(path)
    found.push(...leaks(page, hidden, `${label}, ${path}`))
    for (const [, link] of page.matchAll(/ href="(\/[^"#]*)/g))
      if (!link!.includes('ahead=all')) waiting.push(link!.replaceAll('&amp;', '&'))
  }
  for (const path of more)
    found.push(...leaks(await look(path), hidden, `${label}, ${path}`, path.replace(/\?.*$/, '')))
  return found
}

const circles = await db.selectFrom('circle').select('slug').execute()
const more = [
  '/circles',
  '/return',
  ...['school', 'adult', 'funeral', 'day', 'care'].map((word) => `/search?q=${word}`),
  ...circles.map(({ slug }) => `/circles/${slug}`),
]

test('there is something to hide, of every stage that somebody looks at', () => {
  assert.ok(staged.length > 50)
  for (const reader of [...readers, visitor])
    assert.equal(ahead(reader.looking).length > 0, reader.looking.lookAhead !== 'the whole picture', reader.label)
})

for (const reader of readers) {
  test(`no list at any place shows what lies ahead to: ${reader.label}`, async () => {
    for (const place of placesOfLists) {
      const listed = await listsFor(reader, place)
      const named = new Set(
        lists()
          .filter(({ on }) => on.includes(place))
          .map(({ name }) => name),
      )
      assert.ok(listed.every(({ name }) => named.has(name)))
      assert.deepEqual(leaks(textOf(listed), ahead(reader.looking), place), [])
    }
  })
}

test('after a death, no list that an age or a stage drives is there at all', async () => {
  const driven = new Set(
    lists()
      .filter(({ byStage }) => byStage)
      .map(({ name }) => name),
  )
  for (const place of placesOfLists)
    assert.deepEqual(
      (await listsFor(bereaved, place)).filter(({ name }) => driven.has(name)),
      [],
      place,
    )
})

for (const reader of [...readers, visitor])
  test(`no page shows what lies ahead to: ${reader.label}`, async () => {
    assert.deepEqual(await leaksOnPages(reader, more), [])
  })

test('the mailed digest tells nothing that lies ahead', async () => {
  // An example has nobody to write to, so here it stands for a community that does.
  await sendDigests({ ...community, example: false }, now)
  let told = 0
  for (const { label, who, looking } of readers) {
    const mails = await db.selectFrom('message_out').selectAll().where('member', '=', who.id).execute()
    const digest = mails.filter(({ kind }) => kind === 'digest')
    if (looking.bereaved) assert.equal(digest.length, 0)
    told += digest.length
    for (const { plain, html } of digest) assert.deepEqual(leaks(`${plain}\n${html}`, ahead(looking), label), [])
  }
  assert.ok(told >= readers.length - 1, `${told} digests`)
})

test('what is hidden from one is there for who wants the whole picture, and for who asks', async () => {
  const hidden = ahead(looksOnlyNow.looking)
  const circlesAhead = await looksEverywhere.who.get('/circles')
  assert.ok(leaks(await circlesAhead.text(), hidden, 'circles').length > 0)
  const page = await (await looksOnlyNow.who.get('/circles')).text()
  assert.match(page, /\d circles? lies? further ahead\. <a href="\/circles\?ahead=all">Show/)
  const asked = await (await looksOnlyNow.who.get('/circles?ahead=all')).text()
  assert.match(asked, /\/circles\/adults\?ahead=all/)
  assert.match(await (await looksOnlyNow.who.get('/circles/adults')).text(), /conversations lie further ahead/)
  const inside = await (await looksOnlyNow.who.get('/circles/adults?ahead=all')).text()
  assert.ok(leaks(inside, hidden, 'adults').length > 5)
  const found = await (await looksOnlyNow.who.get('/search?q=staff')).text()
  assert.match(found, /posts lie further ahead\. <a href="\/search\?q=staff&amp;ahead=all">Show them/)
  const all = await (await looksOnlyNow.who.get('/search?q=staff&ahead=all')).text()
  assert.ok(leaks(all, hidden, 'search').length > 0)
})

// Last: a list that forgets to say which stages its lines belong to, as somebody may write one.
let isWrong = false
list({
  name: 'test.wrong',
  heading: 'A list that forgets',
  on: placesOfLists,
  lines: async () =>
    isWrong
      ? ahead(looksOnlyNow.looking)
          .filter(({ what }) => what.startsWith('conversation'))
          .map(({ title, keys }) => ({ title: title!, href: `/conversations/${keys[0]}` }))
      : [],
})

test('a list that forgets to say which stages its lines belong to is caught, at each place and on its page', async () => {
  isWrong = true
  for (const place of placesOfLists) {
    const listed = await listsFor(looksOnlyNow, place)
    assert.ok(leaks(textOf(listed), ahead(looksOnlyNow.looking), place).length > 5, place)
  }
  assert.ok((await leaksOnPages(looksOnlyNow)).length > 5)
})
