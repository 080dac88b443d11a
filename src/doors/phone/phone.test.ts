import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ring } from '../../../test/calling.ts'
import { circle, Person, person, testServer } from '../../../test/harness.ts'
import { openConversation } from '../../areas/conversations/tasks.ts'
import { consentHistory } from '../../areas/members/consent.ts'
import { download } from '../../areas/members/download.ts'
import { changePreferences } from '../../areas/members/preferences.ts'
import { changeReach, reachOf } from '../../areas/members/reach.ts'
import { tellMember } from '../../areas/members/telling.ts'
import { isRefusal } from '../../kit/refuse.ts'
import { perform } from '../../kit/task.ts'
import { callField } from '../../kit/web.ts'
import type { Who } from '../../kit/who.ts'
import { alsoFindBy, findCallers } from './finding.ts'
import { endForgottenCalls } from './forgotten.ts'
import { registerMember } from './registering.ts'
import { openCallOf } from './store.ts'
import { beginCall, endCall, hearConsent, keepPromise, logCall, tellNotice } from './tasks.ts'
import { noticesFor, toRing } from './to-ring.ts'

const server = await testServer()
const { community, url } = server
const { db } = community
await circle(community, 'nights', 'members')
const closed = await circle(community, 'closed', 'closed')

const newVolunteer = () => person(server, 'Martin', 'moderator')
let numbers = 0
/** Somebody who is reached by phone. */
async function caller(name: string, role: Who['role'] = 'member') {
  const one = await person(server, name, role)
  await one.does(changeReach, {
    phone: `028 9649 ${6000 + numbers++}`,
    address: '9 Orchard Row\nBelfast',
    postcode: 'BT9 5AB',
  })
  await one.does(changePreferences, { door: 'phone' })
  return one
}
const pageOf = async (who: Person, path: string) => {
  const answer = await who.get(path)
  return { status: answer.status, html: await answer.text(), to: answer.headers.get('location') }
}

test('a caller is found by name, number in any form, and postcode, and nothing about health is shown', async () => {
  const one = await caller('Brónagh Mac')
  await one.does(changeReach, { phone: '028 9018 0123', address: '1 Long Road\nDerry', postcode: 'BT48 6AA' })
  const found = async (typed: string) => (await findCallers(db, typed)).map(({ name }) => name)
  for (const typed of ['brón', 'mac', '+44 28 9018 0123', '02890180123', '0044 28 90180123', '180123', 'bt486aa'])
    assert.deepEqual(await found(typed), ['Brónagh Mac'], typed)
  for (const typed of ['', '  ', '%', '0123', 'xyz', "'; drop table call; --"])
    assert.deepEqual(await found(typed), [], typed)
  const volunteer = await newVolunteer()
  const { html } = await pageOf(volunteer, '/phone?q=mac')
  assert.match(html, /Brónagh Mac[\s\S]*BT48[\s\S]*Joined/)
  assert.doesNotMatch(html, /Long Road|9018 0123/)
})

test('whoever paused or left is found and said to be away; whoever is erased is not found', async () => {
  const away = await caller('Wanda Paused')
  const gone = await caller('Wanda Left')
  const erased = await caller('Wanda Erased')
  await db.updateTable('member').set({ state: 'paused' }).where('id', '=', away.id).execute()
  await db.updateTable('member').set({ state: 'left' }).where('id', '=', gone.id).execute()
  await db.updateTable('member').set({ state: 'left' }).where('id', '=', erased.id).execute()
  await db.deleteFrom('login').where('id', '=', erased.id).execute()
  const { html } = await pageOf(await newVolunteer(), '/phone?q=Wanda')
  assert.match(html, /Wanda Left[\s\S]*Has left, and may come back\.[\s\S]*Wanda Paused[\s\S]*Has paused\./)
  assert.doesNotMatch(html, /Wanda Erased/)
})

test('nothing is opened before the volunteer made sure who it is, and nothing the caller did not say yes to', async () => {
  const volunteer = await newVolunteer()
  const una = await caller('Una')
  const early = await ring(volunteer, url, una.id, null)
  assert.equal((await pageOf(early, '/')).to, '/phone/call')
  assert.match((await pageOf(early, '/phone/call')).html, /Ask for the first line of the address\. Read nothing out\./)
  await early.post('/phone/call/consents', { 'scopes[]': 'community' })
  assert.match((await pageOf(early, '/circles')).html, /On the phone with <b>Una<\/b>/)
  const asked = await pageOf(early, '/me/preferences')
  assert.equal(asked.status, 403)
  assert.match(asked.html, /Ask Una first[\s\S]*May I open your own page\?/)
  await early.post('/phone/call/consents', { 'scopes[]': 'own', to: '/me/preferences' })
  assert.equal((await pageOf(early, '/me/preferences')).status, 200)
  const heard = await db
    .selectFrom('call_consent')
    .select(['scope', 'words', 'version'])
    .where('call', '=', early.call)
    .orderBy('at')
    .execute()
  assert.deepEqual(
    heard.map(({ scope }) => scope),
    ['community', 'own'],
  )
  assert.match(heard[1]!.words, /^May I open your own page\?/)
})

test('a form that needs a yes keeps what was typed, and is done with the yes in one press', async () => {
  const una = await caller('Una')
  const calling = await ring(await newVolunteer(), url, una.id, ['community'])
  const asked = await calling.post('/me/name', { name: 'Una Mary' })
  assert.equal(asked.status, 403)
  const html = await asked.text()
  assert.match(html, /<form method="post" action="\/me\/name">[\s\S]*name="name" value="Una Mary"/)
  const done = await calling.post('/me/name', { name: 'Una Mary', 'heard-yes-to': 'own' })
  assert.equal(done.status, 303)
  const { name } = await db.selectFrom('member').select('name').where('id', '=', una.id).executeTakeFirstOrThrow()
  assert.equal(name, 'Una Mary')
})

test('what is done on a call is the caller’s, and says who did it', async () => {
  const una = await caller('Una')
  const volunteer = await newVolunteer()
  const calling = await ring(volunteer, url, una.id, ['community'])
  const sent = await calling.post('/circles/nights/conversations', {
    kind: 'asks',
    title: 'Mornings',
    words: 'How are yours?',
  })
  assert.equal(sent.status, 200)
  const post = await db
    .selectFrom('post')
    .select(['via', 'title'])
    .where('author', '=', una.id)
    .executeTakeFirstOrThrow()
  assert.deepEqual(post, { via: 'phone', title: 'Mornings' })
  const noted = await db
    .selectFrom('audit')
    .select(['who', 'via'])
    .where('for_whom', '=', una.id)
    .where('task', '=', 'conversations.open')
    .executeTakeFirstOrThrow()
  assert.deepEqual(noted, { who: volunteer.id, via: 'phone' })
  assert.match((await pageOf(calling, '/phone/read-back')).html, /“Mornings”[\s\S]*How are yours\?/)
  assert.match((await pageOf(una, '/me/done-for-me')).html, /by phone\. Done by Martin, moderator\./)
  // The volunteer's other deeds, and other people's, are not hers.
  assert.doesNotMatch((await pageOf(volunteer, '/me/done-for-me')).html, /Mornings/)
})

test('on a call nobody has more than a member’s rights, whatever role they hold', async () => {
  const volunteer = await newVolunteer()
  const joan = await caller('Joan', 'steward')
  const calling = await ring(volunteer, url, joan.id, ['community', 'own', 'messages', 'leaving'])
  for (const path of ['/desk', '/steward', '/steward/members', '/waiting', '/me/second-step'])
    assert.match((await pageOf(calling, path)).html, /This page is yours, not Joan’s/, path)
  assert.equal((await calling.post('/steward/settings', { name: 'Taken' })).status, 403)
  assert.notEqual(community.name, 'Taken')
  // A moderator reads every circle, and a steward too; on the phone neither does.
  assert.equal((await pageOf(volunteer, '/circles/closed')).status, 200)
  assert.equal((await pageOf(calling, '/circles/closed')).status, 403)
  const announced = await calling.post('/circles/nights/conversations', {
    kind: 'announces',
    title: 'News',
    words: 'Mine.',
  })
  assert.equal(announced.status, 403)
})

test('a conversation finds its reader in the call too', async () => {
  const helper = await person(server, 'Ama', 'helper')
  await db.insertInto('circle_member').values({ circle: closed.id, member: helper.id }).execute()
  const ask = { kind: 'asks', title: 'Behind the door', words: 'Who is here?' }
  const { conversation } = await helper.does(openConversation, { ...ask, circle: 'closed' })
  const volunteer = await newVolunteer()
  const una = await caller('Una')
  const calling = await ring(volunteer, url, una.id, ['community'])
  assert.equal((await pageOf(volunteer, `/conversations/${conversation}`)).status, 200)
  assert.equal((await pageOf(calling, `/conversations/${conversation}`)).status, 403)
  const { conversation: open } = await helper.does(openConversation, { ...ask, circle: 'nights' })
  assert.match((await pageOf(calling, `/conversations/${open}`)).html, /On the phone with <b>Una<\/b>/)
  // What is read out counts as read by her.
  const read = await db.selectFrom('reading').select('member').where('conversation', '=', open).execute()
  assert.ok(read.some(({ member }) => member === una.id))
  assert.ok(!read.some(({ member }) => member === volunteer.id))
})

test('a researcher reads no more on the phone than at home', async () => {
  const rita = await caller('Rita', 'researcher')
  const calling = await ring(await newVolunteer(), url, rita.id, ['community'])
  assert.equal((await pageOf(calling, '/circles/nights')).status, 403)
})

test('codes and addresses to sign in with are never made or changed on a call', async () => {
  const una = await caller('Una')
  const calling = await ring(await newVolunteer(), url, una.id, ['community', 'own', 'messages', 'leaving'])
  for (const path of ['/me/paper-codes', '/me/passkeys', '/me/email'])
    assert.equal((await pageOf(calling, path)).status, 403, path)
  assert.equal((await calling.post('/me/paper-codes', { sure: 'yes' })).status, 403)
  assert.equal((await calling.post('/me/email', { email: 'mine@example.org' })).status, 403)
})

test('a forged call, another volunteer’s call, and a member’s own claim change nothing', async () => {
  const una = await caller('Una')
  const ruth = await person(server, 'Ruth', 'moderator')
  const calling = await ring(await newVolunteer(), url, una.id, ['community', 'own'])
  const nia = await person(server, 'Nia')
  for (const who of [ruth, nia, una])
    for (const call of [calling.call, 'forged', '00000000-0000-7000-8000-000000000000', "x' or 1=1"]) {
      const cookie = `${await who.cookie()}; call=${encodeURIComponent(call)}`
      const page = await (await who.get('/me', { cookie })).text()
      assert.match(page, new RegExp(`Others see you as <b>${who.who.name}</b>`))
      assert.doesNotMatch(page, /On the phone/)
      const sent = await who.post('/me/name', { name: 'Mallory', [callField]: call }, { cookie })
      assert.equal(sent.status, 409)
    }
  const { name } = await db.selectFrom('member').select('name').where('id', '=', una.id).executeTakeFirstOrThrow()
  assert.equal(name, 'Una')
})

test('in another session of the same volunteer the pages are their own until they take the call up there', async () => {
  const una = await caller('Una')
  const volunteer = await newVolunteer()
  const calling = await ring(volunteer, url, una.id, ['community'])
  const elsewhere = new Person(community, volunteer.who, url)
  const cookie = `${await elsewhere.cookie()}; call=${calling.call}`
  assert.doesNotMatch(await (await elsewhere.get('/', { cookie })).text(), /On the phone/)
  assert.match((await pageOf(elsewhere, '/phone')).html, /Your call with <b>Una<\/b> is set aside/)
  await elsewhere.post('/phone/call/taken-up', {})
  assert.match(await (await elsewhere.get('/', { cookie })).text(), /On the phone/)
  assert.doesNotMatch((await pageOf(calling, '/')).html, /On the phone/)
})

test('a form opened before a call does nothing in it, and one opened in a call does nothing after it', async () => {
  const una = await caller('Una')
  const volunteer = await newVolunteer()
  const calling = await ring(volunteer, url, una.id, ['community', 'own'])
  const names = async () =>
    (await db.selectFrom('member').select('name').where('id', 'in', [una.id, volunteer.id]).execute()).map(
      ({ name }) => name,
    )
  const before = await Person.prototype.post.call(calling, '/me/name', { name: 'From before' })
  assert.equal(before.status, 409)
  assert.match(await before.text(), /From before/)
  assert.equal((await calling.post('/phone/call/ending', { reason: 'talk' })).status, 303)
  assert.equal((await calling.post('/me/name', { name: 'Too late' })).status, 409)
  // The cookie went with the call; the form still says for whom it was meant.
  assert.equal((await volunteer.post('/me/name', { name: 'Too late', [callField]: calling.call })).status, 409)
  assert.deepEqual((await names()).sort(), ['Martin', 'Una'])
})

test('a volunteer has one call at a time, also when two are begun at once', async () => {
  const [una, vi] = [await caller('Una'), await caller('Vi')]
  const volunteer = await newVolunteer()
  const both = await Promise.all([una, vi].map(({ id }) => volunteer.tries(beginCall, { member: id }, 'phone')))
  assert.equal(both.filter(isRefusal).length, 1)
  assert.equal(isRefusal(await volunteer.tries(beginCall, { member: volunteer.id }, 'phone')), true)
})

test('a call that was left open is over after four hours, and says so', async () => {
  const una = await caller('Una')
  const volunteer = await newVolunteer()
  const calling = await ring(volunteer, url, una.id, ['community'])
  const began = new Date(Date.now() - 4 * 60 * 60 * 1000 - 1000)
  await db.updateTable('call').set({ began_at: began }).where('id', '=', calling.call).execute()
  assert.doesNotMatch((await pageOf(calling, '/')).html, /On the phone/)
  await endForgottenCalls.work({}, community, { pool: server.server.communities.pool, dataDir: '' })
  const call = await db.selectFrom('call').selectAll().where('id', '=', calling.call).executeTakeFirstOrThrow()
  assert.equal(call.ended_by_itself, true)
  assert.equal(call.ended_at!.getTime() - began.getTime(), 4 * 60 * 60 * 1000)
  await volunteer.does(beginCall, { member: una.id }, 'phone')
})

test('whoever is no moderator any more acts for nobody', async () => {
  const una = await caller('Una')
  const volunteer = await newVolunteer()
  const calling = await ring(volunteer, url, una.id, ['community'])
  await db.updateTable('member').set({ role: 'member' }).where('id', '=', volunteer.id).execute()
  assert.doesNotMatch((await pageOf(calling, '/')).html, /On the phone/)
  assert.equal((await pageOf(calling, '/phone')).status, 403)
  const asMember: Who = { ...volunteer.who, role: 'member' }
  const tried = await perform(openConversation, {}, { community, who: una.who, by: asMember, via: 'phone' })
  assert.ok(isRefusal(tried))
})

test('a caller joins in one form, without email, with the yes that was heard', async () => {
  const volunteer = await newVolunteer()
  const form = {
    name: 'Agnes',
    phone: '0113 496 0001',
    address: '2 Mill Row\nLeeds',
    postcode: 'ls1 1ab',
    door: 'letter',
  }
  const without = await volunteer.tries(registerMember, form, 'phone')
  assert.ok(isRefusal(without) && without.fields.membership)
  const sent = await volunteer.post('/phone/members', { ...form, membership: 'yes' })
  assert.equal(sent.headers.get('location'), '/phone/call')
  const [agnes] = await findCallers(db, 'Agnes')
  const joined = await db
    .selectFrom('membership')
    .select('joined_by')
    .where('member', '=', agnes!.id)
    .executeTakeFirstOrThrow()
  assert.equal(joined.joined_by, 'phone')
  assert.equal((await reachOf(db, agnes!.id)).postcode, 'LS1 1AB')
  const consents = await consentHistory(db, agnes!.id)
  assert.deepEqual(
    consents.filter(({ given }) => given).map(({ purpose, via }) => [purpose, via]),
    [['membership', 'phone']],
  )
  assert.equal(consents.length, 5)
  assert.equal((await openCallOf(db, volunteer.id))?.name, 'Agnes')
  const again = await (await newVolunteer()).tries(registerMember, { ...form, membership: 'yes' }, 'phone')
  assert.ok(isRefusal(again) && /Agnes has this number/.test(again.fields.phone!))
  const home = await (await newVolunteer()).tries(
    registerMember,
    { ...form, shared: 'yes', membership: 'yes' },
    'phone',
  )
  assert.ok(!isRefusal(home))
})

test('what waits to be told by phone is read out in the call, oldest first, and only there', async () => {
  const [una, vi] = [await caller('Una'), await caller('Vi')]
  for (const [who, days] of [
    [una, 1],
    [vi, 3],
  ] as const) {
    const now = new Date(Date.now() - days * 24 * 60 * 60 * 1000)
    const told = await tellMember({ db, community, now }, who.id, {
      kind: 'reply',
      subject: 'A reply',
      words: 'Ama wrote.',
    })
    assert.equal(told, 'phone')
  }
  assert.deepEqual(
    (await toRing(db)).map(({ name, notices }) => [name, notices]),
    [
      ['Vi', 1],
      ['Una', 1],
    ],
  )
  const volunteer = await newVolunteer()
  await volunteer.does(beginCall, { member: vi.id, way: 'we rang' }, 'phone')
  const [hers] = await noticesFor(db, vi.id)
  const [another] = await noticesFor(db, una.id)
  assert.ok(isRefusal(await volunteer.tries(tellNotice, { notice: hers!.id }, 'phone')), 'it is not known who it is')
  await volunteer.does(hearConsent, {}, 'phone')
  assert.ok(isRefusal(await volunteer.tries(tellNotice, { notice: another!.id }, 'phone')), 'it is for somebody else')
  await volunteer.does(tellNotice, { notice: hers!.id }, 'phone')
  assert.ok(isRefusal(await volunteer.tries(tellNotice, { notice: hers!.id }, 'phone')), 'it is told already')
  assert.deepEqual(
    (await toRing(db)).map(({ name }) => name),
    ['Una'],
  )
})

test('what was promised stays on the desk until it is done', async () => {
  const volunteer = await newVolunteer()
  const call = await volunteer.does(
    logCall,
    { way: 'they rang', minutes: '7', words: 'Asked for the helpline.', next: 'Post the leaflet' },
    'phone',
  )
  assert.match((await pageOf(volunteer, '/phone')).html, /Post the leaflet/)
  await volunteer.does(keepPromise, { call }, 'phone')
  assert.doesNotMatch((await pageOf(volunteer, '/phone')).html, /Post the leaflet/)
  assert.match(
    (await pageOf(volunteer, '/phone/calls')).html,
    /7 minutes[\s\S]*Asked for the helpline\.[\s\S]*Promised, and done/,
  )
})

test('for whoever has left, only coming back and having all erased is open', async () => {
  const una = await caller('Una')
  await db.updateTable('member').set({ state: 'left' }).where('id', '=', una.id).execute()
  const calling = await ring(await newVolunteer(), url, una.id, ['community', 'leaving', 'copy', 'erasing'])
  assert.match((await pageOf(calling, '/circles')).html, /Una has left/)
  assert.equal(
    (await calling.post('/circles/nights/conversations', { kind: 'asks', title: 'a', words: 'b' })).status,
    403,
  )
  for (const path of ['/me/leaving', '/me/copies', '/me/erasure'])
    assert.equal((await pageOf(calling, path)).status, 200, path)
})

test('a copy says which calls there were and what was said yes to; erasing takes it all, and the volunteer stays', async () => {
  const una = await caller('Una')
  const volunteer = await newVolunteer()
  const calling = await ring(volunteer, url, una.id, ['community', 'erasing'])
  const copy = JSON.parse((await una.does(download, { as: 'json' })) as string)
  assert.equal(copy['Calls with you'][0].volunteer, 'Martin')
  assert.match(copy['What you said yes to on calls'][0].asked, /^I can read to you/)
  const begun = copy['What was done by you and for you'].find(
    ({ task }: { task: string }) => task === 'phone.begin-call',
  )
  assert.equal(begun.done_by, 'Martin')
  const left = await calling.post('/me/erasure', { posts: 'kept', sure: 'yes' })
  assert.equal(left.status, 303)
  assert.doesNotMatch(left.headers.get('set-cookie') ?? '', /session=;/)
  const call = await db.selectFrom('call').selectAll().where('id', '=', calling.call).executeTakeFirstOrThrow()
  assert.equal(call.member, null)
  const consents = await db.selectFrom('call_consent').select('scope').where('call', '=', calling.call).execute()
  assert.deepEqual(consents, [])
  assert.equal((await pageOf(calling, '/circles')).to, '/phone/call/ending')
  await volunteer.does(endCall, { reason: 'away' }, 'phone')
  assert.equal((await pageOf(volunteer, '/desk')).status, 200)
})

test('every number that is offered leads to a page', async () => {
  const una = await caller('Una')
  const calling = await ring(await newVolunteer(), url, una.id, ['community', 'own', 'messages', 'copy', 'leaving'])
  const { html } = await pageOf(calling, '/phone/call')
  const keys = [...html.matchAll(/accesskey="(\d)"/g)].map(([, key]) => key!)
  assert.ok(keys.length >= 5)
  for (const key of keys) {
    const { to } = await pageOf(calling, `/phone/call/wish?want=${key}`)
    assert.equal((await pageOf(calling, to!)).status, 200, `${key}: ${to}`)
  }
  assert.match(
    (await pageOf(calling, '/phone/call/wish?want=zz')).html,
    /Type a number from the list\.[\s\S]*value="zz"/,
  )
})

test('a caller is found by what another door gave them, such as the code on a slip', async () => {
  const una = await caller('Una')
  alsoFindBy(async (_, typed) => (typed === 'BCFG-HJKM' ? una.id : null))
  assert.deepEqual(
    (await findCallers(db, 'BCFG-HJKM')).map(({ id }) => id),
    [una.id],
  )
})
