/** Senders of a list that moves in: members already, or members-to-be who can claim their posts by email. */
import { newId } from '../../kit/brand.ts'
import type { Tx } from '../../kit/database.ts'
import type { MemberId } from '../../kit/who.ts'
import { insertMember, memberByEmail } from '../members/tasks.ts'

export const nobodyKnown = 'someone from the list'

/** The member a mail is given to. Their address is kept with their way to sign in, and shown nowhere. */
export async function memberFor(
  db: Tx,
  sender: { name: string | null; address: string | null },
  at: Date,
): Promise<MemberId> {
  if (sender.address) {
    const claimed = await db
      .selectFrom('claimed_address')
      .select('member')
      .where('address', '=', sender.address)
      .executeTakeFirst()
    if (claimed) return claimed.member as MemberId
    const known = await memberByEmail(db, sender.address)
    if (known) return known.id as MemberId
  }
  const id = newId<'MemberId'>()
  await insertMember(db, {
    id,
    name: sender.name ?? nobodyKnown,
    email: sender.address,
    state: 'to be',
    joinedBy: 'import',
    at,
  })
  return id
}
