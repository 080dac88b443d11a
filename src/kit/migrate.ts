/** Plain, numbered, forward-only SQL files, run at start under an advisory lock. */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import { root } from './config.ts'
import { type Pool, withoutLimit } from './database.ts'

const folder = (kind: 'server' | 'community') => path.join(root, 'src', 'migrations', kind)

/** Names of the migrations of one kind, in the order they run. */
export const migrationNames = (kind: 'server' | 'community') =>
  readdirSync(folder(kind))
    .filter((name) => name.endsWith('.sql'))
    .sort()

/**
 * Bring one schema up to date. Each file runs once, in a transaction of its own.
 *
 * @param upTo stop after this file; used to restore a backup made by an older version
 * @returns the names of the files that ran
 */
export async function migrate(pool: Pool, kind: 'server' | 'community', schema: string, upTo?: string) {
  const seat = await pool.connect()
  const ran: string[] = []
  try {
    // Another server may be migrating, and a file may take long on a large community.
    await withoutLimit(seat, 'session')
    await seat.query("select pg_advisory_lock(hashtext('alongside migrations'))")
    const name = pg.escapeIdentifier(schema)
    await seat.query(`create schema if not exists ${name}`)
    await seat.query(`set search_path to ${name}, public`)
    // Should the machine lose power now, the last files run again.
    await seat.query('set synchronous_commit to off')
    await seat.query(
      'create table if not exists migration (name text primary key, applied_at timestamptz not null default now())',
    )
    const done = new Set((await seat.query<{ name: string }>('select name from migration')).rows.map((row) => row.name))
    for (const file of migrationNames(kind)) {
      if (upTo && file > upTo) break
      if (done.has(file)) continue
      await seat.query('begin')
      await seat.query(readFileSync(path.join(folder(kind), file), 'utf8'))
      await seat.query('insert into migration (name) values ($1)', [file])
      await seat.query('commit')
      ran.push(file)
    }
    return ran
  } catch (error) {
    await seat.query('rollback').catch(() => {})
    throw error
  } finally {
    await seat.query("select pg_advisory_unlock(hashtext('alongside migrations'))").catch(() => {})
    // Its search path was changed, so this connection is not given back.
    seat.release(true)
  }
}
