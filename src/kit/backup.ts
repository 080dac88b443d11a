/**
 * One community in one file, made while the server runs: a manifest, then each table as PostgreSQL writes it out (COPY),
 * all from one snapshot. The file holds the community's secret and everybody's words: it is as secret as the database.
 */
import {
  chmodSync,
  createReadStream,
  createWriteStream,
  existsSync,
  mkdtempSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { extract, type Pack, pack } from 'tar-stream'
import { BackupRefused } from './backup-refused.ts'
import type { Community, CommunitySettings } from './community.ts'
import { version } from './config.ts'
import { type Pool, withoutLimit } from './database.ts'
import { hashOf, recipientOf, seal } from './sealing.ts'

/** The first thing in a backup. */
export interface Manifest {
  readonly backupOf: 'alongside'
  /** Raised when an older Alongside could not read the file. */
  readonly format: 1
  readonly version: string
  readonly madeAt: string
  /** Every migration the tables had seen. */
  readonly migrations: readonly string[]
  readonly community: {
    readonly host: string | null
    readonly name: string
    readonly condition: string
    readonly example: boolean
    readonly secret: string
    readonly settings: CommunitySettings
  }
  readonly tables: readonly { readonly name: string; readonly columns: readonly string[]; readonly rows: number }[]
}

export { BackupRefused }

export interface Column {
  readonly table: string
  readonly column: string
}

/** The columns that hold what was stored; those PostgreSQL works out by itself are left out. */
export async function storedColumns(seat: pg.ClientBase, schema: string): Promise<Map<string, string[]>> {
  const { rows } = await seat.query<Column>(
    `select c.relname as table, a.attname as column
     from pg_class c
     join pg_attribute a on a.attrelid = c.oid
     where c.relnamespace = $1::regnamespace
       and c.relkind = 'r'
       and c.relname <> 'migration'
       and a.attnum > 0
       and not a.attisdropped
       and a.attgenerated = ''
     order by c.relname, a.attnum`,
    [pg.escapeIdentifier(schema)],
  )
  const tables = new Map<string, string[]>()
  for (const { table, column } of rows) tables.set(table, [...(tables.get(table) ?? []), column])
  return tables
}

export const columnList = (columns: readonly string[]) => columns.map(pg.escapeIdentifier).join(', ')

/**
 * Write a backup of one community. The server may go on working: the backup shows one moment.
 *
 * @param file where to write it; it must not exist yet
 * @returns the manifest, with the number of rows of each table
 * @throws BackupRefused when the file is there already or its folder is not
 */
export async function backUp(pool: Pool, community: Community, file: string): Promise<Made> {
  if (existsSync(file)) throw new BackupRefused(`There is already a file "${file}": choose another name.`)
  if (!existsSync(path.dirname(file)))
    throw new BackupRefused(`There is no folder "${path.dirname(file)}": make it first.`)
  const work = mkdtempSync(path.join(path.dirname(file), '.backup-'))
  const seat = await pool.connect()
  try {
    await seat.query('begin isolation level repeatable read read only')
    await withoutLimit(seat, 'local')
    await seat.query(`set local search_path to ${pg.escapeIdentifier(community.schema)}`)
    const manifest = await manifestOf(seat, community)
    const whole = path.join(work, 'backup')
    const archive = pack()
    const written = pipeline(archive, createGzip(), createWriteStream(whole, { mode: 0o600 }))
    const packed = packTables(seat, archive, manifest, path.join(work, 'table')).catch((error) =>
      archive.destroy(error),
    )
    await Promise.all([written, packed])
    await readBack(whole, manifest)
    const recipient = await recipientOf(pool)
    if (recipient) await sealAndReadBack(whole, path.join(work, 'sealed'), recipient)
    const ready = recipient ? path.join(work, 'sealed') : whole
    chmodSync(ready, 0o600)
    renameSync(ready, file)
    return { ...manifest, readBack: recipient ? 'sealed' : 'whole' }
  } finally {
    await seat.query('rollback').catch(() => {})
    seat.release()
    rmSync(work, { recursive: true, force: true })
  }
}

/** A backup that was made, and how it was read back from the disk: row by row, or when encrypted byte by byte after that. */
export type Made = Manifest & { readonly readBack: 'whole' | 'sealed' }

const notAsWritten =
  'The backup was read back and is not as it was written. The disk may be failing. It was thrown away.'

/** Read a backup as restoring would, and count the rows of each table. */
async function readBack(file: string, manifest: Manifest) {
  const rows = new Map(manifest.tables.map(({ name, rows: many }) => [`${name}.copy`, many]))
  const archive = extract()
  const read = pipeline(createReadStream(file), createGunzip(), archive)
  read.catch(() => {})
  try {
    for await (const entry of archive) {
      let lines = 0
      for await (const piece of entry) for (const byte of piece as Buffer) if (byte === 10) lines++
      const { name } = entry.header
      if (name === 'manifest.json') continue
      // Line ends within a value are escaped, so each line of a copy is one row. Source: PostgreSQL, COPY, text format.
      if (rows.get(name) !== lines) throw new BackupRefused(notAsWritten)
      rows.delete(name)
    }
    await read
  } catch (error) {
    throw error instanceof BackupRefused ? error : new BackupRefused(notAsWritten, { cause: error })
  }
  if (rows.size > 0) throw new BackupRefused(notAsWritten)
}

/** Nobody here can open it any more, so what lies on the disk is held against what was written there. */
async function sealAndReadBack(from: string, to: string, recipient: string) {
  const written = await seal(from, to, recipient)
  if ((await hashOf(to)) !== written) throw new BackupRefused(notAsWritten)
}

async function manifestOf(seat: pg.ClientBase, community: Community): Promise<Manifest> {
  const { host, name, condition, example, secret, settings, schema } = community
  const { rows } = await seat.query<{ name: string }>('select name from migration order by name')
  const tables = []
  for (const [table, columns] of await storedColumns(seat, schema)) {
    const counted = await seat.query<{ n: number }>(`select count(*) as n from ${pg.escapeIdentifier(table)}`)
    tables.push({ name: table, columns, rows: counted.rows[0]!.n })
  }
  return {
    backupOf: 'alongside',
    format: 1,
    version,
    madeAt: new Date().toISOString(),
    migrations: rows.map((row) => row.name),
    community: { host, name, condition: condition.id, example, secret, settings },
    tables,
  }
}

/** An archive wants to know how long each entry is, so each table is written beside it first. */
async function packTables(seat: pg.ClientBase, archive: Pack, manifest: Manifest, beside: string) {
  await new Promise<void>((resolve, reject) =>
    archive.entry({ name: 'manifest.json' }, JSON.stringify(manifest, null, 2), (error) =>
      error ? reject(error) : resolve(),
    ),
  )
  for (const { name, columns } of manifest.tables) {
    const rows = seat.query(copyTo(`copy ${pg.escapeIdentifier(name)} (${columnList(columns)}) to stdout`))
    await pipeline(rows, createWriteStream(beside, { mode: 0o600 }))
    await pipeline(createReadStream(beside), archive.entry({ name: `${name}.copy`, size: statSync(beside).size }))
  }
  archive.finalize()
}
