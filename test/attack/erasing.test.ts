/** Somebody erases everything while something of theirs is still being written. Afterwards, none of it may be left. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { saveDraft } from '../../src/areas/conversations/drafts.ts'
import { openConversation, reply } from '../../src/areas/conversations/tasks.ts'
import { tellCaredFor } from '../../src/areas/members/cared-for.ts'
import { erase } from '../../src/areas/members/erasing.ts'
import { pause } from '../../src/areas/members/pausing.ts'
import { changePreferences } from '../../src/areas/members/preferences.ts'
import { changeReach } from '../../src/areas/members/reach.ts'
import { comeBack } from '../../src/areas/members/returning.ts'
import { changeName } from '../../src/areas/members/tasks.ts'
import { addSpell } from '../../src/areas/support/map/spell-tasks.ts'
import { addNeed } from '../../src/areas/support/needs/tasks.ts'
import { isRefusal } from '../../src/kit/refuse.ts'
import { circle, type Person, person, testServer } from '../harness.ts'

const server = await testServer()
const { community } = server
const { db } = community
await circle(community, 'nights', 'members')
const asker = await person(server, 'Asker', 'helper')
const opened = await asker.does(openConversation, {
  circle: 'nights',
  kind: 'asks',
  title: 'Mornings',
  words: 'How are yours?',
})

/** A word that stands in everything she writes, and nowhere else. */
const marker = 'Quetzalcoatl'
const words = `A word nobody else would write: ${marker}.`

/** Every table that still holds a text, with how many rows do. */
async function whereIs(text: string): Promise<string[]> {
  const { rows: tables } = await sql<{ name: string }>`
    select relname as name from pg_class
    where relnamespace = ${community.schema}::regnamespace and relkind = 'r' order by 1`.execute(db)
  const found: string[] = []
  for (const { name } of tables) {
    const { rows } = await sql<{ n: number }>`
      select count(*)::int as n from ${sql.table(name)} t where t::text ilike ${`%${text}%`}`.execute(db)
    if (rows[0]!.n > 0) found.push(`${name}: ${rows[0]!.n}`)
  }
  return found
}

const moment = (most: number) => new Promise((resolve) => setTimeout(resolve, Math.random() * most))

const writes: Record<string, (who: Person) => Promise<unknown>> = {
  'asks a question': (who) => who.tries(openConversation, { circle: 'nights', kind: 'asks', title: marker, words }),
  replies: (who) => who.tries(reply, { conversation: opened.conversation, words }),
  'keeps a draft': (who) => who.tries(saveDraft, { place: opened.conversation, fields: { words } }),
  'tells of the person she cares for': (who) => who.tries(tellCaredFor, { field: 'walks', value: 'yes' }),
  'gives an address': (who) => who.tries(changeReach, { address: marker, postcode: 'BT9 5AB' }),
  'changes her name': (who) => who.tries(changeName, { name: marker }),
  'says what she needs': (who) => who.tries(addNeed, { what: 'talk', topic: 'sleep', words }),
  'adds to her support map': (who) => who.tries(addSpell, { kind: 'helpline', state: 'left', name: marker, words }),
}
const rounds = 12

for (const [what, write] of Object.entries(writes))
  test(`a mother ${what} and erases everything at once: nothing of it is left`, async () => {
    const first = await person(server, 'Ines', 'helper')
    const wrote = await write(first)
    assert.ok(!isRefusal(wrote), JSON.stringify(wrote))
    assert.ok(what.startsWith('tells of') || (await whereIs(marker)).length > 0)
    await first.does(erase, { posts: 'withdrawn' })
    for (let round = 0; round < rounds; round++) {
      const who = await person(server, 'Ines', 'helper')
      await Promise.all([
        moment(6).then(() => write(who)),
        moment(6).then(() => who.does(erase, { posts: 'withdrawn' })),
      ])
      const after = await write(who)
      assert.ok(isRefusal(after) && [401, 410, 422].includes(after.status), JSON.stringify(after))
    }
    assert.deepEqual(await whereIs(marker), [])
  })

test('a title that was being posted while its writer erased everything is shown to nobody', async () => {
  for (let round = 0; round < rounds * 2; round++) {
    const who = await person(server, 'Ines', 'helper')
    await Promise.all([
      who.post('/circles/nights/conversations', { kind: 'asks', title: `Title ${marker}`, words }),
      moment(12).then(() => who.does(erase, { posts: 'withdrawn' })),
    ])
  }
  assert.doesNotMatch(await (await asker.get('/circles/nights')).text(), new RegExp(marker))
  assert.deepEqual(await whereIs(marker), [])
})

test('others answer her while she erases everything: no mail and no letter is left that goes to her', async () => {
  for (let round = 0; round < rounds; round++) {
    const who = await person(server, `Zenobia Xq${round}`, 'helper')
    if (round % 2) {
      await who.does(changeReach, { address: '1 Mill Row', postcode: 'BT9 5AB' })
      await who.does(changePreferences, { door: 'letter' })
    }
    const hers = await who.does(openConversation, {
      circle: 'nights',
      kind: 'asks',
      title: 'Well?',
      words: 'Who knows?',
    })
    await Promise.all([
      ...[1, 2, 3].map(() =>
        moment(8).then(() => asker.does(reply, { conversation: hers.conversation, words: 'We do.' })),
      ),
      moment(8).then(() => who.does(erase, { posts: 'withdrawn' })),
    ])
    const waits = await db.selectFrom('notice').select('id').where('member', '=', who.id).execute()
    const mail = await db.selectFrom('message_out').select('id').where('member', '=', who.id).execute()
    assert.deepEqual([waits, mail], [[], []], `round ${round}`)
  }
  assert.deepEqual(await whereIs('zenobia.xq'), [])
})

test('two presses of one button at once are both answered: to erase, and to come back', async () => {
  for (let round = 0; round < rounds; round++) {
    const who = await person(server, 'Ines')
    await who.does(pause, { pause: 'until I say' })
    const backs = await Promise.all([1, 2, 3].map(() => who.tries(comeBack, { back: 'yes' })))
    assert.equal(backs.filter((one) => !isRefusal(one)).length, 1)
    const erased = await Promise.all([1, 2, 3].map(() => who.tries(erase, { posts: 'kept' })))
    assert.equal(erased.filter((one) => !isRefusal(one)).length, 1)
  }
})

test('of two stewards who erase everything at once, one stays', async () => {
  for (let round = 0; round < 4; round++) {
    const two = await Promise.all(['Ruth', 'Joan'].map((name) => person(server, name, 'steward')))
    const done = await Promise.all(two.map((one) => one.tries(erase, { posts: 'kept' })))
    assert.equal(done.filter((one) => !isRefusal(one)).length, 1)
    await db.updateTable('member').set({ role: 'member' }).where('role', '=', 'steward').execute()
  }
})
