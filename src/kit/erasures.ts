/**
 * What was erased after a backup stays erased when the backup is restored. A list of hashes stands beside the
 * communities in the registry, and as a file beside the backups; restoring runs each erasure again before anyone sees
 * the community.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { sql } from 'kysely'
import type { Community } from './community.ts'
import type { Db, Pool, Tx } from './database.ts'

/** What can be erased for good: a member, a participant's answers, the code of a study's letter. */
export type ErasureKind = 'member' | 'answers' | 'study letter'

export interface Erasure {
  readonly hash: string
  readonly kind: ErasureKind
  /** of a member: what they chose for their posts */
  readonly posts: 'kept' | 'withdrawn' | null
  /** the day, such as "2026-12-01" */
  readonly day: string
}

/** Note that a member erased everything, in the transaction that does it. */
export const noteErasure = (db: Tx, member: string, posts: 'kept' | 'withdrawn', at: Date) =>
  sql`
    insert into public.erasure (hash, kind, posts, at)
    values (public.erasure_hash('member', ${member}::uuid), 'member', ${posts}, ${at})
    on conflict do nothing`.execute(db)

/** How one kind is erased again. */
export interface EraseAgain {
  /** SQL for a table, or a query in brackets, with a column `id`: what is not erased in this community */
  readonly among: string
  /** Erase one, in a transaction of its own. */
  readonly erase: (db: Tx, community: Community, id: string, erasure: Erasure) => Promise<unknown>
}
const again = new Map<ErasureKind, EraseAgain>()

/** Say how one kind is erased again; the area that erases it says so. */
export const erasesAgain = (kind: ErasureKind, how: EraseAgain) => void again.set(kind, how)

const fileName = 'erasures.txt'
const lineOf = ({ kind, hash, posts, day }: Erasure) => [hash, day, posts ?? '-', kind].join(' ')

/** A line of the file; null for one that is none, such as an empty one. */
function readLine(line: string): Erasure | null {
  const found = /^([0-9a-f]{64}) (\d{4}-\d\d-\d\d) (kept|withdrawn|-) (member|answers|study letter)$/.exec(line.trim())
  if (!found) return null
  const [, hash, day, posts, kind] = found as unknown as [
    string,
    string,
    string,
    'kept' | 'withdrawn' | '-',
    ErasureKind,
  ]
  return { hash, day, posts: posts === '-' ? null : posts, kind }
}

const erasuresOf = async (pool: Pool): Promise<Erasure[]> =>
  (await pool.query<Erasure>('select hash, kind, posts, at::date::text as day from public.erasure order by at, hash'))
    .rows

/** The list that lies in a folder of backups. Lines that are not whole are left out. */
export function erasuresIn(folder: string): Erasure[] {
  const file = path.join(folder, fileName)
  return existsSync(file)
    ? readFileSync(file, 'utf8')
        .split('\n')
        .flatMap((line) => readLine(line) ?? [])
    : []
}

/**
 * Write the list into the folder of nightly backups, whole or not at all. What stands there already stays, for it may
 * come from a database that is lost.
 */
export async function keepErasures(pool: Pool, dataDir: string) {
  const folder = path.join(dataDir, 'backups')
  const lines = [...new Set([...erasuresIn(folder), ...(await erasuresOf(pool))].map(lineOf))]
  if (lines.length === 0) return
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const half = path.join(folder, `.${fileName}.${process.pid}`)
  writeFileSync(half, `${lines.join('\n')}\n`, { mode: 0o600 })
  renameSync(half, path.join(folder, fileName))
}

/**
 * Erase again, in a community that was restored and is not in the registry yet, whatever was erased since its backup.
 *
 * @param folders where lists of erasures may lie: beside the backup, and in the data folder
 * @returns how many were erased again
 * @throws when one cannot be erased; then the community must not be opened
 */
export async function eraseAgain(pool: Pool, community: Community, folders: readonly string[]): Promise<number> {
  const listed = [...folders.flatMap(erasuresIn), ...(await erasuresOf(pool))]
  const { db } = community
  let count = 0
  for (const [kind, { among, erase }] of again) {
    const ofKind = new Map(listed.flatMap((one) => (one.kind === kind ? [[one.hash, one] as const] : [])))
    for (const { id, hash } of await foundAmong(db, kind, among, [...ofKind.keys()])) {
      await db.transaction().execute((tx) => erase(tx, community, id, ofKind.get(hash)!))
      count++
    }
  }
  // A list that came with the file is known here from now on.
  await pool.query(
    `insert into public.erasure (hash, kind, posts, at)
     select * from unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[])
     on conflict do nothing`,
    [
      listed.map(({ hash }) => hash),
      listed.map(({ kind }) => kind),
      listed.map(({ posts }) => posts),
      listed.map(({ day }) => day),
    ],
  )
  return count
}

async function foundAmong(db: Db, kind: ErasureKind, among: string, hashes: readonly string[]) {
  const { rows } = await sql<{ id: string; hash: string }>`
    select id, public.erasure_hash(${kind}, id) as hash
    from ${sql.raw(among)} as here
    where public.erasure_hash(${kind}, id) = any(${hashes}::text[])
    order by id`.execute(db)
  return rows
}
