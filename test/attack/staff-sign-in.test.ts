/** A steward alone who wants to sign in as a colleague: by codes, by a lost second step, by a role for a day, by a helper they made. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createOTP } from '@better-auth/utils/otp'
import { beginSession, tokenIn } from '../../src/areas/members/auth.ts'
import { makeSheet } from '../../src/areas/members/paper-codes.ts'
import { whoHasSession } from '../../src/areas/members/reader.ts'
import { giveRole } from '../../src/areas/members/roles.ts'
import { beginSecondStep, draftOf, giveSecondStep, secondStepOf } from '../../src/areas/members/second-step.ts'
import {
  agreeRecovery,
  askRecovery,
  endSecondStep,
  finishRecoveries,
  recoveriesOpen,
  stopRecoveryLink,
  waitHours,
} from '../../src/areas/members/second-step-recovery.ts'
import { root } from '../../src/kit/config.ts'
import { isRefusal } from '../../src/kit/refuse.ts'
import type { Who } from '../../src/kit/who.ts'
import { Person, person, testServer } from '../harness.ts'
import { unset, watch } from '../launching.ts'

const server = await testServer()
const { community, url } = server
const { db } = community
const hours = (many: number) => new Date(Date.now() + many * 60 * 60 * 1000)
const steward = (name: string) => person(server, name, 'steward')

/** The same person in a session in which the second step was not given. */
async function signedIn({ id }: Person): Promise<Person> {
  const who = await whoHasSession(db, tokenIn(await beginSession(community, id), community.secret)!)
  return new Person(community, who as Who, url)
}

/** Somebody on the staff who has a second step, and the session they gave it in. */
async function withSecondStep(one: Person) {
  const before = await signedIn(one)
  const codes = await before.does(beginSecondStep, { with: 'paper' })
  await before.does(giveSecondStep, { code: codes[0]! })
  const here = new Person(community, { ...before.who, role: before.who.roleHeld }, url)
  return { here, codes }
}

const finish = (now: Date) => db.transaction().execute((tx) => finishRecoveries(tx, community, now))
const stepOf = ({ id }: Person) => secondStepOf(db, community, id)
const mailsTo = ({ id }: Person) =>
  db.selectFrom('message_out').select(['subject', 'plain']).where('member', '=', id).orderBy('made_at').execute()

test('no steward makes a sheet of codes for a colleague, nor takes the role away to do it', async () => {
  const [bad, mod] = [await steward('Bad'), await person(server, 'Mod', 'moderator')]
  assert.ok(isRefusal(await bad.tries(makeSheet, { member: mod.id })))
  await bad.does(giveRole, { member: mod.id, role: 'member' })
  assert.ok(isRefusal(await bad.tries(makeSheet, { member: mod.id })))
  assert.ok(isRefusal(await bad.tries(makeSheet, { member: mod.id }, 'web', hours(29 * 24))))
  // Later they are a member like any other, and hear of it; a role given back ends codes and sessions of others.
  await bad.does(makeSheet, { member: mod.id }, 'web', hours(31 * 24))
  assert.match((await mailsTo(mod)).at(-1)!.plain, /Bad made a sheet of codes/)
  const session = await beginSession(community, mod.id)
  await bad.does(giveRole, { member: mod.id, role: 'moderator' })
  assert.equal(await whoHasSession(db, tokenIn(session, community.secret)!), null)
  const left = await db.selectFrom('paper_code').select('id').where('member', '=', mod.id).execute()
  assert.equal(left.length, 0)
})

test('one steward alone ends no second step: neither asked twice, nor with a steward made for it', async () => {
  const [bad, mod, lost] = [await steward('Bad'), await person(server, 'Mod', 'moderator'), await steward('Lost')]
  await withSecondStep(lost)
  const recovery = await bad.does(askRecovery, { member: lost.id })
  assert.ok(isRefusal(await bad.tries(askRecovery, { member: lost.id })))
  assert.ok(isRefusal(await bad.tries(agreeRecovery, { recovery })))
  assert.ok(isRefusal(await mod.tries(agreeRecovery, { recovery })))
  assert.ok(isRefusal(await lost.tries(agreeRecovery, { recovery })))
  const made = await person(server, 'Made')
  await bad.does(giveRole, { member: made.id, role: 'steward' })
  const puppet = new Person(community, { ...made.who, role: 'steward', roleHeld: 'steward' }, url)
  const refused = await puppet.tries(agreeRecovery, { recovery })
  assert.match(isRefusal(refused) ? refused.because : '', /less than 30 days ago/)
  await finish(hours(1000))
  assert.ok(await stepOf(lost))
})

test('two stewards agree: she is told each time, it waits two days, and then she sets up a new one', async () => {
  const [one, two, lost] = [await steward('One'), await steward('Two'), await steward('Lost')]
  await withSecondStep(lost)
  const told = (await mailsTo(lost)).length
  const asked = await one.post(`/steward/members/${lost.id}/second-step-recovery`, { sure: 'yes' })
  assert.equal(asked.status, 303)
  const list = await (await two.get('/steward/second-steps')).text()
  const [open] = await recoveriesOpen(db, lost.id)
  const action = `/steward/second-steps/${open!.id}/agreement`
  assert.ok(list.includes(`action="${action}"`))
  assert.equal((await one.post(action, { sure: 'yes' })).status, 403)
  assert.equal((await two.post(action, { sure: 'yes' })).status, 303)
  const mails = await mailsTo(lost)
  assert.equal(mails.length, told + 2)
  assert.match(mails.at(-1)!.plain, /Two agreed[\s\S]* at \d+:\d\d [ap]m\.[\s\S]*\/second-step\/stop\//)
  for (const { plain } of mails) assert.doesNotMatch(plain, /[<>]/)
  await finish(hours(waitHours - 1))
  assert.ok(await stepOf(lost))
  await finish(hours(waitHours + 1))
  assert.equal(await stepOf(lost), null)
  assert.match((await mailsTo(lost)).at(-1)!.plain, /Your old second step has ended/)
  await withSecondStep(lost)
})

for (const way of ['by the link', 'signed in without it', 'by a steward she rings'] as const)
  test(`she stops it ${way}, and it stays stopped`, async () => {
    const [one, two, lost] = [await steward('One'), await steward('Two'), await steward('Lost')]
    await withSecondStep(lost)
    const recovery = await one.does(askRecovery, { member: lost.id })
    await two.does(agreeRecovery, { recovery })
    const without = new Person(community, (await signedIn(lost)).who, url)
    const nobody = await person(server, '', 'visitor')
    const link = `/second-step/stop/${stopRecoveryLink.make(community, recovery)}`
    if (way === 'by the link') {
      assert.match(await (await nobody.get(link)).text(), /Stop it/)
      assert.equal((await nobody.post(link, { sure: 'yes' })).status, 200)
      assert.equal((await nobody.post(link, { sure: 'yes' })).status, 409)
      assert.equal((await nobody.post(`${link}x`, { sure: 'yes' })).status, 404)
    } else if (way === 'signed in without it')
      assert.equal((await without.post('/me/second-step/recovery-stop', { sure: 'yes' })).status, 200)
    else assert.equal((await two.post(`/steward/second-steps/${recovery}/stop`, { sure: 'yes' })).status, 303)
    await finish(hours(1000))
    assert.ok(await stepOf(lost))
    assert.match((await mailsTo(one)).at(-1)!.plain, /stopped it/)
  })

test('a new second step that was begun and not finished leaves the old one as it was, and no other session finishes it', async () => {
  const eve = await steward('Eve')
  const { here, codes } = await withSecondStep(eve)
  await here.does(beginSecondStep, { with: 'app' })
  const { key } = (await draftOf(db, community, here.who))!
  const elsewhere = await signedIn(eve)
  assert.equal(await draftOf(db, community, elsewhere.who), null)
  assert.ok(isRefusal(await elsewhere.tries(giveSecondStep, { code: await createOTP(key!).totp() })))
  await elsewhere.does(giveSecondStep, { code: codes[1]! })
  await here.does(giveSecondStep, { code: await createOTP(key!).totp() })
  assert.ok(isRefusal(await elsewhere.tries(giveSecondStep, { code: codes[2]! })))
  assert.match((await mailsTo(eve)).at(-1)!.subject, /Your second step was changed/)
})

test('on the server itself the only steward of a community is helped; by no page, and she is told', async () => {
  const lost = await steward('Alone')
  await withSecondStep(lost)
  assert.ok(isRefusal(await (await steward('Bad')).tries(endSecondStep, { member: lost.id }, 'in person')))
  const { email } = await db.selectFrom('login').select('email').where('id', '=', lost.id).executeTakeFirstOrThrow()
  const env = {
    ...process.env,
    ...unset,
    DATABASE_URL: `postgres://alongside@localhost/${server.database}?host=${server.host}`,
    NODE_NO_WARNINGS: '1',
  }
  const args = ['src/community.ts', 'second-step', '--host', 'localhost', '--email', email!]
  const done = watch(process.execPath, args, { cwd: root, env })
  assert.deepEqual(await done.ends(), { code: 0, errors: '' })
  assert.match(done.printed(), /Their second step has ended, and they are told/)
  assert.equal(await stepOf(lost), null)
  assert.match((await mailsTo(lost)).at(-1)!.plain, /The person who runs the server ended your second step/)
})
