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

/** Mair's, by post; a person read it, for it was her first. */
async function slipCameBack({ db, does, id, ago }: Furnishing) {
  const { code } = await db
    .selectFrom('slip')
    .select('code')
    .where('member', '=', id('mair'))
    .where('title', 'like', 'Reply to%')
    .orderBy('id')
    .limit(1)
    .executeTakeFirstOrThrow()
  const said = { words: slipWords, replyTo: '' }
  await does('ruth', keyInSlip, { code, said }, { at: ago(22) })
  const { matter } = await db
    .selectFrom('matter')
    .innerJoin('post', 'post.id', 'matter.post')
    .select('matter.id as matter')
    .where('post.author', '=', id('mair'))
    .executeTakeFirstOrThrow()
  await does('martin', decide, { matter, outcome: 'show', ready: 'own' }, { at: ago(21.5) })
}

const slipWords =
  'I read this twice at the kitchen table. It was the same for us. My girl is grown now, and the quiet mornings help us both the most. My love to you all.'
