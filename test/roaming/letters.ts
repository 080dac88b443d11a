/** Pages of the letter door that no link leads to. */
import { keepPaper } from '../../src/doors/letter/slips.ts'
import type { TestServer } from '../harness.ts'
import { codeOnPaper } from '../letters.ts'
import { castMember, type Sample, someone } from '../roaming.ts'

export const notPagesOfLetters: Readonly<Record<string, string>> = {
  '/steward/letters/batches/:id/letters.pdf': 'the PDF of a batch',
  '/me/letters/:id/letter.pdf': 'a letter as PDF',
}

export async function samplesOfLetters(server: TestServer): Promise<Sample[]> {
  const { db } = server.community
  const moderator = await castMember(server, 'moderator')
  const visitor = await castMember(server, 'visitor')
  const { id, name } = await db
    .selectFrom('member')
    .select(['id', 'name'])
    .where('name', '=', 'Mair')
    .executeTakeFirstOrThrow()
  const mair = someone(server, id, name, 'member')
  const letter = await db
    .selectFrom('letter')
    .select('id')
    .where('member', '=', id)
    .where('posted_at', 'is not', null)
    .executeTakeFirstOrThrow()
  const at = new Date()
  const open = await codeOnPaper(db, { member: id, at })
  const kept = await codeOnPaper(db, { member: id, at, state: 'kept' })
  const done = await db.selectFrom('slip').select('code').where('state', '=', 'done').executeTakeFirstOrThrow()
  const paper = await moderator.does(keepPaper, { words: 'Thank you all.', seems_from: '' })
  return [
    { who: visitor, path: `/s/${open.code}` },
    { who: mair, path: '/me/letters' },
    { who: mair, path: `/me/letters/${letter.id}` },
    ...[open.code, kept.code, done.code].map((code) => ({ who: moderator, path: `/desk/slips/${code}` })),
    { who: moderator, path: `/desk/papers/${paper}` },
  ]
}
