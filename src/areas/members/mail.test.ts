import assert from 'node:assert/strict'
import { test } from 'node:test'
import { person, testServer } from '../../../test/harness.ts'
import { sendNo, sendSignInCode, sendYes } from './mail.ts'

const server = await testServer()
const { community } = server

/** Letters of a mail that a lock screen may show, after its subject. */
const lockScreen = 150

test('the community’s name, which tells of a condition, is never in the beginning of a mail', async () => {
  assert.match(community.name, /Rett/)
  const nia = await person(server, 'Nia')
  const { email } = await community.db
    .selectFrom('login')
    .select('email')
    .where('id', '=', nia.id)
    .executeTakeFirstOrThrow()
  await sendSignInCode(community, email!, '123456', 'a-long-secret')
  const to = { name: 'Bea', email: 'bea@example.org' }
  await sendYes(community.db, community, to, `${community.url}/join/secret`, '')
  await sendNo(community.db, community, to, 'We know too little of you.')
  const mails = await community.db.selectFrom('message_out').select(['subject', 'plain']).execute()
  assert.equal(mails.length, 3)
  for (const { subject, plain } of mails)
    assert.doesNotMatch(`${subject}\n${plain.slice(0, lockScreen)}`, /Rett/i, subject)
})
