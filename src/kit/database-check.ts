/** Whether the PostgreSQL that DATABASE_URL names can be used, asked once when the server starts. */
import type pg from 'pg'
import { WrongSetting } from './config.ts'
import type { Pool } from './database.ts'
import { answers } from './database-watch.ts'
import { withoutSecrets } from './log.ts'

const oldest = 15

/**
 * Whether a PostgreSQL can be used, and by us.
 *
 * @throws WrongSetting with one sentence that says what to change, and holds no part of the address
 */
export async function checkDatabase(pool: Pool) {
  await findPlace(pool)
  const { rows } = await pool
    .query<{ version: number; only: string }>(
      `select current_setting('server_version_num')::int / 10000 as version,
        current_setting('transaction_read_only') as only`,
    )
    .catch((error: Error) => {
      throw new WrongSetting(notReached(error))
    })
  const { version, only } = rows[0]!
  if (version < oldest)
    throw new WrongSetting(`The database at DATABASE_URL is PostgreSQL ${version}, but must be ${oldest} or newer.`)
  if (only === 'on')
    throw new WrongSetting(
      'The database at DATABASE_URL takes no writing: it is a standby. Give the address of the one that does, or of both with ?target_session_attrs=read-write.',
    )
  if (await isShared(pool))
    throw new WrongSetting(
      'DATABASE_URL leads to a pooler in transaction mode, which mixes up our connections. Give the address of PostgreSQL itself, or set the pooler to session mode.',
    )
}

/** Of several places, the first that answers and takes writing. */
async function findPlace(pool: Pool) {
  const { places, writable } = pool.address
  if (places.length < 2) return
  for (const place of places.keys()) if (await answers(pool.settingsAt(place), writable)) return pool.goTo(place)
  throw new WrongSetting(
    `None of the ${places.length} databases in DATABASE_URL ${writable ? 'takes writing' : 'answers'}. Check the addresses, and that one of them is running.`,
  )
}

/** Why a database was not reached, in our words where we know it. What a driver says may hold an address, never a password. */
function notReached(error: Error & { code?: string }): string {
  if (/unsupported startup parameter/.test(error.message))
    return 'DATABASE_URL leads to a pooler, such as PgBouncer, which does not pass our settings on. Give the address of PostgreSQL itself.'
  if (error.code === '28P01' || error.code === '28000')
    return 'The database at DATABASE_URL refuses the name or the password. Check both.'
  if (error.code === '3D000')
    return 'The database named in DATABASE_URL is not there. Make it first, or check its name.'
  return `The database at DATABASE_URL cannot be reached (${withoutSecrets(error.message) || 'no answer'}): check the address, or leave it out.`
}

/**
 * Whether two of our connections share one session of PostgreSQL, as behind a pooler in transaction mode: while one holds
 * a transaction open, the other is given another session than before.
 */
export async function isShared(pool: { connect(): Promise<pg.PoolClient> }) {
  const [one, other] = [await pool.connect(), await pool.connect()]
  const pidOf = async (seat: pg.PoolClient) =>
    (await seat.query<{ pid: number }>('select pg_backend_pid() as pid')).rows[0]!.pid
  try {
    const before = await pidOf(one)
    await other.query('begin')
    const held = await pidOf(other)
    const now = await pidOf(one)
    await other.query('rollback')
    return before !== now || held === before
  } finally {
    one.release()
    other.release()
  }
}
