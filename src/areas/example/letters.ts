/**
 * Letters of the example: a batch that was posted a month ago to those who want post, one slip of it that came back and
 * became a post, and news since then, so that the next letters are due.
 */
import { makeBatch, markPosted, nameSender } from '../../doors/letter/batches.ts'
import { writeLetter } from '../../doors/letter/making.ts'
import { keyInSlip } from '../../doors/letter/slips.ts'
import { candidates } from '../../doors/letter/store.ts'
import type { MemberId } from '../../kit/who.ts'
import { decide } from '../care/deciding.ts'
import { reply } from '../conversations/tasks.ts'
import type { Furnishing } from './furnishing.ts'

export async function letters(example: Furnishing) {
  const { db, community, ago } = example
  const sender = {
    letterFrom: 'Families Together\n12 Example Street\nBristol\nBS1 1AA',
    letterReplyTo: 'Freepost FAMILIES TOGETHER',
    letterPhone: '0117 496 0123',
  }
  await example.does('joan', nameSender, sender, { at: ago(400) })
  const batch = await example.does('joan', makeBatch, {}, { at: ago(31) })
  const settled = { ...community, settings: { ...community.settings, ...sender } }
  const who = new Map((await candidates(db)).map((one) => [one.member, one]))
  for (const { id, member } of await db.selectFrom('letter').selectAll().where('batch', '=', batch).execute())
    await writeLetter(db, settled, { id, member: member as MemberId }, who.get(member as MemberId) ?? null, ago(31))
  // Its PDF is not kept any more.
  const printed = { written_at: ago(31), printed_at: ago(31), pages: 12 }
  await db.updateTable('letter_batch').set(printed).where('id', '=', batch).execute()
  await example.does('joan', markPosted, { batch }, { at: ago(30) })
  await slipCameBack(example)
}

/** Mair's, by post. A person read it, for it was her first, and she was answered: her next letter says so. */
async function slipCameBack({ db, does, id, ago }: Furnishing) {
  const { code } = await db
    .selectFrom('slip')
    .select('code')
    .where('member', '=', id('mair'))
    .where('title', 'like', '%She moved in with her friends%')
    .executeTakeFirstOrThrow()
  await does('ruth', keyInSlip, { code, said: { words: slipWords, replyTo: '1' } }, { at: ago(22) })
  const { matter } = await db
    .selectFrom('matter')
    .innerJoin('post', 'post.id', 'matter.post')
    .select('matter.id as matter')
    .where('post.author', '=', id('mair'))
    .executeTakeFirstOrThrow()
  await does('martin', decide, { matter, outcome: 'show', ready: 'own' }, { at: ago(21.5) })
  const { conversation, number } = await db
    .selectFrom('post')
    .select(['conversation', 'number'])
    .where('author', '=', id('mair'))
    .executeTakeFirstOrThrow()
  await does('margaret', reply, { conversation, words: answerWords, replyTo: number }, { at: ago(21) })
}

const slipWords =
  'I read this twice at the kitchen table. My girl is grown, and she is still at home with me. What was the first night like, for her and for you? I write by post, so there is no hurry.'
const answerWords =
  'Mair, how good to have you here. She slept. I sat on the stairs in my coat until two, in case they rang. Nobody rang. By the third week I slept too.'
