import assert from 'node:assert/strict'
import { test } from 'node:test'
import { person, testServer } from '../../../test/harness.ts'
import { until } from '../../../test/smtp.ts'
import { post } from '../../kit/outbox.ts'

const lost = await testServer({ smtpUrl: 'smtp://user:secret-word@127.0.0.1:9' })

test('a mail server that cannot be reached is told in words, and the pages go on', async () => {
  const steward = await person(lost, 'Sian', 'steward')
  await post(lost.community.db, { to: 'nia@example.org', kind: 'decision', subject: 'x', plain: 'x' })
  const page = await until('the page tells', async () => {
    const text = await (await steward.get('/steward/mail')).text()
    return text.includes('The mail server could not be reached.') && text
  })
  assert.match(page, /1 mail waits/)
  assert.doesNotMatch(page, /secret-word/)
})
