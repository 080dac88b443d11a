/** Work that one server at a time does, however many stand on the same database. */
import type { Pool } from './database.ts'

/**
 * Do something unless another server is at it; then return at once. The lock goes with its connection, so a server that
 * is killed holds nobody up.
 *
 * @param key what is worked on, and whose
 */
export async function alone(pool: Pool, key: string, work: () => Promise<void>) {
  const seat = await pool.connect()
  let lost = true
  try {
    const { rows } = await seat.query<{ got: boolean }>('select pg_try_advisory_lock(hashtext($1)) as got', [key])
    if (rows[0]?.got) {
      await work()
      await seat.query('select pg_advisory_unlock(hashtext($1))', [key])
    }
    lost = false
  } finally {
    // After an error the connection is closed, and the lock goes with it.
    seat.release(lost)
  }
}
