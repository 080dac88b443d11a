/** Somebody has a mail of ours that was forwarded to them, and tries what its links can do. */
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import { sql } from 'kysely'
import { answerHref, answerToken, calendarToken } from '../../src/areas/gatherings/answer-link.ts'
import { awayPath } from '../../src/areas/members/away-link.ts'
import { erase } from '../../src/areas/members/erasing.ts'
import { makeLink, proofOf } from '../../src/areas/members/invitations.ts'
import { leave } from '../../src/areas/members/leaving.ts'
import { comeBack } from '../../src/areas/members/returning.ts'
import { stopRecoveryLink } from '../../src/areas/members/second-step-recovery.ts'
import { passFor } from '../../src/areas/studies/answering/pass.ts'
import { stopToken } from '../../src/doors/email/stop.ts'
import { webApp } from '../../src/doors/web/app.ts'
import { newId } from '../../src/kit/brand.ts'
import { linkTokens } from '../../src/kit/link-token.ts'
import { visitor } from '../../src/kit/who.ts'
import { circle, Person, person, testServer } from '../harness.ts'

const server = await testServer()
const { community } = server
const { db } = community
await circle(community, 'nights', 'members')
const stranger = new Person(community, visitor, server.url)
const steward = await person(server, 'Stella', 'steward')
const day = 24 * 60 * 60 * 1000

const standing = (who: Person) =>
  db.selectFrom('member').select(['state', 'role', 'standing']).where('id', '=', who.id).executeTakeFirstOrThrow()
const consents = async (who: Person) =>
  (await sql<{ n: number }>`select count(*)::int as n from consent where member = ${who.id}`.execute(db)).rows[0]!.n

/** A link as mails had it before, without what it is for in its key. */
const oldSignature = (text: string) =>
  createHmac('sha256', community.secret).update(text).digest('base64url').slice(0, 22)

test('the link of a forwarded digest ends no membership, strips no role and brings nobody back in', async () => {
  const mo = await person(server, 'Mo', 'moderator')
  const path = awayPath(community, mo.id)
  const before = await standing(mo)
  const presses: Record<string, string>[] = [
    { leave: 'yes' },
    { leave: 'yes', back: 'yes' },
    { leave: 'yes', pause: 'until I say' },
  ]
  for (const fields of presses) {
    const answer = await stranger.post(path, fields)
    assert.equal(answer.status, 403)
    assert.match(await answer.text(), /To leave, please sign in first/)
  }
  assert.deepEqual(await standing(mo), before)
  await mo.does(leave, {})
  const [left, said] = [await standing(mo), await consents(mo)]
  const back = await stranger.post(path, { back: 'yes' })
  assert.equal(back.status, 403)
  assert.equal((await stranger.post(path, { pause: 'until I say' })).status >= 400, true)
  assert.match(await (await stranger.get(path)).text(), /To come back, please sign in/)
  assert.deepEqual([await standing(mo), await consents(mo)], [left, said])
  // Whoever signed in still comes back in one step.
  await mo.does(comeBack, {})
})

test('it pauses and ends a pause in one press, as ever, and looking at it changes nothing', async () => {
  const eve = await person(server, 'Eve')
  const path = awayPath(community, eve.id)
  await stranger.get(path)
  assert.equal((await standing(eve)).state, 'member')
  assert.equal((await stranger.post(path, { pause: 'a month' })).status, 200)
  assert.equal((await standing(eve)).state, 'paused')
  assert.equal((await stranger.post(path, { back: 'yes' })).status, 200)
  assert.equal((await standing(eve)).state, 'member')
})

test('a link that has run out does nothing but send a new one, to the address we hold alone', async () => {
  const fay = await person(server, 'Fay')
  const old = awayPath(community, fay.id, new Date(Date.now() - 62 * day))
  const unsigned = `/away/${fay.id}.${oldSignature(`step away ${fay.id}`)}`
  for (const path of [old, unsigned]) {
    assert.equal((await stranger.get(path)).status, 410)
    assert.equal((await stranger.post(path, { pause: 'a month' })).status, 410)
    assert.equal((await standing(fay)).state, 'member')
    const asked = await stranger.post(`${path}/renewals`, {})
    assert.equal(asked.status, 200)
    assert.doesNotMatch(await asked.text(), /@example\.org/)
    const [mail] = await db
      .selectFrom('message_out')
      .select(['to_address', 'plain'])
      .where('member', '=', fay.id)
      .orderBy('made_at', 'desc')
      .execute()
    assert.match(mail!.to_address, /^fay\./)
    const fresh = /\/away\/\S+/.exec(mail!.plain)![0]
    assert.equal((await stranger.get(fresh)).status, 200)
  }
  // Nobody can fill her letter box with it.
  const answers = []
  for (let i = 0; i < 8; i++) answers.push((await stranger.post(`${old}/renewals`, {})).status)
  assert.ok(answers.includes(429))
  assert.equal((await stranger.post(`/away/${fay.id}.1.${'x'.repeat(22)}/renewals`, {})).status, 404)
})

test('the last day of a link, its purpose and its owner are part of what is signed', async () => {
  const [eve, fay] = [await person(server, 'Eve'), await person(server, 'Fay')]
  const [, last, signature] = awayPath(community, eve.id).split('.') as [string, string, string]
  for (const bad of [
    `${eve.id}.${Number(last) + 1}.${signature}`,
    `${eve.id}.-.${signature}`,
    `${fay.id}.${last}.${signature}`,
    `${eve.id}.${last}.${signature.slice(1)}`,
    `${eve.id}.${last}.${signature}.${signature}`,
    `${eve.id}.${signature}`,
    `${eve.id}..${signature}`,
  ])
    assert.equal((await stranger.post(`/away/${bad}`, { pause: 'a month' })).status, 404, bad)
  assert.equal((await standing(eve)).state, 'member')
})

test('every kind of link runs out or says what ends it', () => {
  const kinds = linkTokens()
  assert.ok(kinds.length >= 5)
  for (const { purpose, lasts, ends } of kinds) assert.ok(lasts !== null ? lasts <= 180 : ends, purpose)
})

/** The pages each kind of link opens. A kind that is not here, and a page that opens to another, fail below. */
const opens: Record<string, readonly string[]> = {
  pause: ['/away/:token', '/away/:token/renewals'],
  'stop a mail': ['/mail/stop/:token', '/mail/choices/:token'],
  'answer to a gathering': ['/gatherings/answers/:token'],
  'private calendar': ['/gatherings/mine/:file'],
  join: ['/join/link/:proof'],
  'stop a new second step': ['/second-step/stop/:token'],
}

/** What no link may change where it does not belong. */
const everythingHeld = async () =>
  JSON.stringify(
    await Promise.all(
      [
        'member',
        'preference',
        'rsvp',
        'session',
        'absence',
        'consent',
        'invitation',
        'private_calendar',
        'second_step_recovery',
      ].map(async (table) => (await sql`select t::text from ${sql.table(table)} t order by 1`.execute(db)).rows),
    ),
  )

test('each kind of link opens its own pages alone: every other page with a name in its address refuses it', async () => {
  const eve = await person(server, 'Eve')
  const invitation = await steward.does(makeLink, { about: 'A leaflet', most_uses: '', days: '' })
  const tokens: Record<string, readonly string[]> = {
    pause: [awayPath(community, eve.id).slice('/away/'.length)],
    'stop a mail': [stopToken(community, eve.id, 'digest'), stopToken(community, eve.id, 'reply')],
    'answer to a gathering': [answerToken(community, newId()), answerHref(community, eve.id).split('/').at(-1)!],
    'private calendar': [calendarToken(community, eve.id, 1), `${calendarToken(community, eve.id, 1)}.ics`],
    join: [proofOf(community, invitation)],
    'stop a new second step': [stopRecoveryLink.make(community, newId())],
    'study pass': [passFor(community, 'participant', eve.id)],
  }
  assert.deepEqual(
    linkTokens()
      .map(({ purpose }) => purpose)
      .sort(),
    Object.keys(opens).sort(),
  )
  const before = await everythingHeld()
  const routes = webApp(server.server).routes.filter(
    ({ method, path }) => (method === 'GET' || method === 'POST') && path.includes(':') && !path.includes('*'),
  )
  assert.ok(routes.length > 200)
  const ask = async (method: string, path: string, word: string) => {
    const at = path.replace(/:\w+(\{[^}]*\})?/g, encodeURIComponent(word))
    const fields = { pause: 'a month', back: 'yes', seat: 'phone', digest: 'none', replies: 'no', sure: 'yes' }
    const answer = method === 'GET' ? await stranger.get(at) : await stranger.post(at, fields)
    await answer.arrayBuffer()
    return answer.status
  }
  const wrong: string[] = []
  for (const [purpose, all] of Object.entries(tokens))
    for (const token of all) {
      // A token must be to a page what any word as long is: some say "type your code" to everybody.
      const nothing = token.replace(/[\w-]/g, 'b')
      for (const { method, path } of routes) {
        if (opens[purpose]?.includes(path)) continue
        const [status, toAnyone] = [await ask(method, path, token), await ask(method, path, nothing)]
        if (status >= 500 || status !== toAnyone)
          wrong.push(`${purpose} at ${method} ${path}: ${status}, not ${toAnyone}`)
      }
    }
  assert.deepEqual(wrong, [])
  assert.equal(await everythingHeld(), before)
})

test('the stop button of a mail program works from anywhere, also in a mail from before', async () => {
  const eve = await person(server, 'Eve')
  const digest = async () =>
    (await db.selectFrom('preference').select('digest').where('member', '=', eve.id).executeTakeFirst())?.digest
  const elsewhere = { origin: 'https://mail.example', 'sec-fetch-site': 'cross-site' }
  for (const token of [
    stopToken(community, eve.id, 'digest'),
    `${eve.id}.digest.${oldSignature(`stop mail digest ${eve.id}`)}`,
  ]) {
    await db.deleteFrom('preference').where('member', '=', eve.id).execute()
    const stopped = await stranger.post(`/mail/stop/${token}`, { 'List-Unsubscribe': 'One-Click' }, elsewhere)
    assert.equal(stopped.status, 200)
    assert.equal(await digest(), 'none')
  }
  // The pause link takes nothing from another site.
  assert.equal((await stranger.post(awayPath(community, eve.id), { pause: 'a month' }, elsewhere)).status, 403)
})

test('a link of somebody who erased everything writes nothing about them again', async () => {
  const gus = await person(server, 'Gus')
  const [away, stop] = [awayPath(community, gus.id), stopToken(community, gus.id, 'digest')]
  await gus.does(erase, { posts: 'withdrawn' })
  for (const [path, fields] of [
    [`/mail/stop/${stop}`, {}],
    [`/mail/choices/${stop}`, { digest: 'daily', replies: 'yes' }],
    [away, { pause: 'a month' }],
    [away, { back: 'yes' }],
    [`${away}/renewals`, {}],
  ] as const)
    assert.equal((await stranger.post(path, fields)).status, 404, path)
  for (const table of ['preference', 'absence', 'message_out'] as const)
    assert.deepEqual(await db.selectFrom(table).select('member').where('member', '=', gus.id).execute(), [], table)
})
