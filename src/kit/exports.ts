/** What each area holds of one person, so that they can have all of it. Areas add theirs when they are loaded. */
import type { Db, Tx } from './database.ts'
import type { MemberId } from './who.ts'

type Rows = readonly object[]
type Holding = (db: Db | Tx, member: MemberId) => Promise<Rows>

const holdings = new Map<string, Holding>()

/**
 * Add what an area holds of a member to their download.
 *
 * @param name heading in plain words, such as "Posts"; also the name of the list in the JSON file
 * @param rows every line that is theirs; column names become labels, so name them in plain words
 * @example
 * exports('Posts', (db, member) => db.selectFrom('post').select(['words', 'posted_at']).where('author', '=', member).execute())
 */
export function exports(name: string, rows: Holding) {
  if (holdings.has(name)) throw new Error(`Two exports are named ${name}.`)
  holdings.set(name, rows)
}

/** Everything that is held of one member, by name, in alphabetical order. */
export async function everythingOf(db: Db | Tx, member: MemberId): Promise<Record<string, Rows>> {
  const all: Record<string, Rows> = {}
  for (const [name, rows] of [...holdings].sort(([a], [b]) => a.localeCompare(b))) all[name] = await rows(db, member)
  return all
}
