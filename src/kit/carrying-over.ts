/** All that one PostgreSQL holds of Alongside, into another that is empty: schemas by our migrations, rows by COPY. */
import { pipeline } from 'node:stream/promises'
import pg from 'pg'
import { PgBoss } from 'pg-boss'
import { from as copyFrom, to as copyTo } from 'pg-copy-streams'
import { columnList, storedColumns } from './backup.ts'
import { WrongSetting } from './config.ts'
import { type Pool, withoutLimit } from './database.ts'
import { migrate, migrationNames } from './migrate.ts'

export interface CarriedOver {
  readonly communities: number
  readonly rows: number
}

/**
 * Carry everything over, and compare what came out with what went in.
 *
 * @param say called with one line for each schema
 * @throws WrongSetting when the old one was used by a newer Alongside, or a table did not arrive whole
 */
export async function carryOver(from: Pool, to: Pool, say: (line: string) => void): Promise<CarriedOver> {
  await migrate(to, 'server', 'public', await lastMigration(from, 'server', 'public'))
  const { rows: communities } = await from.query<{ schema: string; name: string }>(
    'select schema, name from public.community order by made_at',
  )
  let rows = await copySchema(from, to, 'public')
  for (const { schema, name } of communities) {
    await migrate(to, 'community', schema, await lastMigration(from, 'community', schema))
    const carried = await copySchema(from, to, schema)
    say(`"${name}": ${carried.toLocaleString('en-GB')} rows.`)
    rows += carried
  }
  await copyJobs(from, to)
  await to.query('analyze')
  return { communities: communities.length, rows }
}

/** The last migration a schema has seen; a newer Alongside's is not known here. */
async function lastMigration(from: Pool, kind: 'server' | 'community', schema: string) {
  const { rows } = await from.query<{ name: string }>(
    `select name from ${pg.escapeIdentifier(schema)}.migration order by name`,
  )
  const known = new Set(migrationNames(kind))
  if (rows.some(({ name }) => !known.has(name)))
    throw new WrongSetting('The database was used by a newer Alongside: upgrade this one first, then run this again.')
  return rows.at(-1)?.name
}

async function copySchema(from: Pool, to: Pool, schema: string): Promise<number> {
  const [source, target] = [await from.connect(), await to.connect()]
  const inside = `set search_path to ${pg.escapeIdentifier(schema)}, public`
  let rows = 0
  try {
    for (const seat of [source, target]) {
      await withoutLimit(seat, 'session')
      await seat.query(inside)
    }
    // What belongs together arrives together, so nothing is checked or triggered on the way.
    await target.query('set session_replication_role to replica')
    for (const [table, columns] of await storedColumns(source, schema)) {
      const name = pg.escapeIdentifier(table)
      const list = columnList(columns)
      await target.query(`delete from ${name}`)
      await pipeline(
        source.query(copyTo(`copy ${name} (${list}) to stdout`)),
        target.query(copyFrom(`copy ${name} (${list}) from stdin`)),
      )
      const [before, after] = [await sumOf(source, name, list), await sumOf(target, name, list)]
      if (before !== after) throw new WrongSetting(`The table ${table} did not arrive whole. Nothing was changed.`)
      rows += Number(after.split(' ')[0])
    }
    await copySequences(source, target, schema)
  } finally {
    source.release(true)
    target.release(true)
  }
  return rows
}

/** Number and sum of all rows of a table, in any order: two tables with the same hold the same. */
async function sumOf(seat: pg.ClientBase, table: string, columns: string): Promise<string> {
  const { rows } = await seat.query<{ n: number; sum: string }>(
    `select count(*) as n,
       coalesce(sum(('x' || left(md5(one::text), 15))::bit(60)::bigint::numeric), 0)::text as sum
     from (select ${columns} from ${table}) as one`,
  )
  return `${rows[0]!.n} ${rows[0]!.sum}`
}

async function copySequences(source: pg.ClientBase, target: pg.ClientBase, schema: string) {
  const { rows } = await source.query<{ name: string; last: number | null }>(
    'select sequencename as name, last_value as last from pg_sequences where schemaname = $1 and last_value is not null',
    [schema],
  )
  for (const { name, last } of rows)
    await target.query('select setval($1::regclass, $2)', [pg.escapeIdentifier(name), last])
}

/** Work that waits is sent again: the tables of the queue are its library's, and differ between versions of it. */
async function copyJobs(from: Pool, to: Pool) {
  const { rows: there } = await from.query("select to_regclass('jobs.job') as job")
  if (!(there[0] as { job: string | null }).job) return
  const { rows } = await from.query<{ name: string; data: object | null }>(
    `select name, data from jobs.job
     where state in ('created', 'retry', 'active') and name not like '\\_\\_pgboss%'
     order by created_on`,
  )
  const boss = new PgBoss({
    db: { executeSql: (text, values) => to.query(text, values as unknown[]) },
    schema: 'jobs',
    supervise: false,
    schedule: false,
  })
  boss.on('error', () => {})
  await boss.start()
  for (const name of new Set(rows.map((one) => one.name)))
    await boss.createQueue(name, { retryLimit: 5, retryBackoff: true })
  for (const { name, data } of rows) await boss.send(name, data ?? {})
  await boss.stop({ graceful: true, timeout: 2000 })
}
