/**
 * Erasing a member and writing for them exclude each other. Whoever writes holds the member's row `for key share`,
 * erasing takes it `for update`: so erasing waits for what is being written and removes it too, and what comes
 * later finds that the member is gone. Every task does this first, so all take their locks in the same order.
 */
import { type Db, statement, type Tx } from './database.ts'

const shared = statement<{ id: string }>('select id from member where id = $1 and erased_at is null for key share')
const unlessErasing = statement<{ id: string }>(
  'select id from member where id = $1 and erased_at is null for key share skip locked',
)
const alone = statement<{ id: string }>('select id from member where id = $1 and erased_at is null for update')

/**
 * Lock a member's row until the transaction ends.
 *
 * @param how `shared`: many may write for one member at once. `alone`: to erase them
 * @returns false when there is no such member, or everything held of them was erased
 */
export async function lockMember(db: Tx, member: string, how: 'shared' | 'alone' = 'shared'): Promise<boolean> {
  return (await (how === 'alone' ? alone : shared)(db, member)).length > 0
}

/**
 * The same for what others write to a member, such as a mail to them. It does not wait while they are being erased:
 * whoever writes holds other rows by then, and the two could wait for each other.
 *
 * @returns false also while they are being erased
 */
export const lockReader = async (db: Db | Tx, member: string): Promise<boolean> =>
  (await unlessErasing(db, member)).length > 0
