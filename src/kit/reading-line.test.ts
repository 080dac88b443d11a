import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { testServer } from '../../test/harness.ts'
import { statement } from './database.ts'
import { isDatabaseAway } from './database-away.ts'

const server = await testServer()
const { communities } = server.server
const other = await communities.add({ host: 'other.example.org', name: 'Others', condition: 'general' })
after(() => other.db.destroy())

const schemaNow = statement<{ schema: string; pid: number }>('select current_schema as schema, pg_backend_pid() as pid')
const whereIs = async (db: typeof other.db) => (await schemaNow(db))[0]!

test('readings of two communities, all sent at once down one line, are each answered from their own', async () => {
  const asked = Array.from({ length: 200 }, (_, n) => [server.community, other][(n * 7) % 3 === 0 ? 0 : 1]!)
  const answers = await Promise.all(asked.map(({ db }) => whereIs(db)))
  assert.deepEqual(
    answers.map(({ schema }) => schema),
    asked.map(({ schema }) => schema),
  )
  assert.equal(new Set(answers.map(({ pid }) => pid)).size, 1)
})

test('a reading that is wrong harms none that are sent with it', async () => {
  const wrong = statement<object>('select 1 / $1::int')
  const [before, broken, next] = await Promise.allSettled([
    whereIs(other.db),
    wrong(other.db, 0),
    whereIs(server.community.db),
  ])
  assert.equal(broken.status, 'rejected')
  assert.equal(before.status === 'fulfilled' && before.value.schema, other.schema)
  assert.equal(next.status === 'fulfilled' && next.value.schema, server.community.schema)
})

test('when the line breaks, what was asked fails as the database being away, and the next reading has a new line', async () => {
  const { pid } = await whereIs(other.db)
  const slow = statement<object>('select pg_sleep(30)')
  const asked = [slow(other.db), whereIs(server.community.db)].map((one) =>
    one.then(
      () => null,
      (error) => error,
    ),
  )
  await communities.pool.query('select pg_terminate_backend($1)', [pid])
  for (const error of await Promise.all(asked)) assert.ok(isDatabaseAway(error), String(error))
  const again = await whereIs(other.db)
  assert.equal(again.schema, other.schema)
  assert.notEqual(again.pid, pid)
})

test('inside a transaction a reading sees what the transaction sees', async () => {
  await other.db.transaction().execute(async (tx) => {
    const [mine] = await schemaNow(tx)
    assert.equal(mine!.schema, other.schema)
    assert.notEqual(mine!.pid, (await whereIs(other.db)).pid)
  })
})
