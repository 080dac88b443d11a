/** A community from a backup: a new schema as old as the backup, filled, then brought up to today. */
import { createReadStream } from 'node:fs'
import path from 'node:path'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { type Extract, extract } from 'tar-stream'
import { z } from 'zod'
import { BackupRefused, columnList, type Manifest, storedColumns } from './backup.ts'
import { newId } from './brand.ts'
import { type Community, readCondition } from './community.ts'
import { communityDatabase, type Pool, withoutLimit } from './database.ts'
import { eraseAgain } from './erasures.ts'
import { migrate, migrationNames } from './migrate.ts'
import { isSealed, unseal } from './sealing.ts'

const ManifestShape = z.object({
  backupOf: z.literal('alongside'),
  format: z.literal(1),
  version: z.string(),
  madeAt: z.string(),
  migrations: z.array(z.string()).min(1),
  community: z.object({
    host: z.string().nullable(),
    name: z.string(),
    condition: z.string(),
    example: z.boolean(),
    secret: z.string(),
    settings: z.looseObject({}),
  }),
  tables: z.array(z.object({ name: z.string(), columns: z.array(z.string()).min(1), rows: z.number() })),
})

const foreign = 'This is not a backup made by Alongside.'
const broken = 'This backup is broken: it ends too early, or was changed. Nothing was restored.'

/**
 * Restore a community from a file. All or nothing: until it is whole, nobody can see it.
 *
 * @param choice.host where it is to answer; as in the backup unless told
 * @param choice.replace take the place of the community that answers there now
 * @param choice.key the printed key, for an encrypted backup
 * @param choice.erasures folders in which a list of erasures may lie; the one of the backup is looked in anyway
 * @returns the manifest of the backup, and how many who erased something since were erased again
 * @throws BackupRefused when the file is broken, foreign or from a newer Alongside, or the host is taken
 */
export async function restore(
  pool: Pool,
  file: string,
  choice: { host?: string | null; replace?: boolean; erasures?: readonly string[]; key?: Key } = {},
): Promise<Manifest & { readonly erasedAgain: number }> {
  const source = await opened(file, choice.key)
  const archive = extract()
  const read = pipeline(source, createGunzip(), archive)
  // Its failure reaches us through the archive; here it must only not be lost.
  read.catch(() => {})
  const schema = `community_${newId().replaceAll('-', '').slice(-12)}`
  try {
    const entries = archive[Symbol.asyncIterator]()
    const manifest = await readManifest(entries, isSealed(file) ? broken : foreign)
    const host = choice.host === undefined ? manifest.community.host : choice.host
    await refuseIfTaken(pool, host, choice.replace ?? false)
    await migrate(pool, 'community', schema, manifest.migrations.at(-1))
    await fill(pool, schema, manifest, entries)
    await read.catch(() => {
      throw new BackupRefused(broken)
    })
    await migrate(pool, 'community', schema)
    const folders = [path.dirname(file), ...(choice.erasures ?? [])]
    const erasedAgain = await eraseAgain(pool, restored(pool, schema, manifest), folders)
    await enter(pool, schema, host, manifest, choice.replace ?? false)
    return { ...manifest, erasedAgain }
  } catch (error) {
    await pool.query(`drop schema if exists ${pg.escapeIdentifier(schema)} cascade`)
    throw error
  } finally {
    source.destroy()
    archive.destroy()
  }
}

/** Where the printed key comes from, asked only when the backup is encrypted. */
export type Key = () => Promise<string>

async function opened(file: string, key: Key | undefined): Promise<Readable> {
  if (!isSealed(file)) return createReadStream(file)
  if (!key) throw new BackupRefused('This backup is encrypted. It opens with the key that was printed.')
  return unseal(file, await key())
}

type Entries = ReturnType<Extract[typeof Symbol.asyncIterator]>
type Entry = Extract extends AsyncIterable<infer One> ? One : never

async function readManifest(entries: Entries, otherwise: string): Promise<Manifest> {
  const manifest = await next(entries, otherwise)
    .then(async (entry) => ManifestShape.parse(entry && JSON.parse(await text(Readable.from(entry)))))
    .catch((error: unknown) => {
      if (error instanceof BackupRefused) throw error
      const isForeign = error instanceof SyntaxError || error instanceof z.ZodError
      throw new BackupRefused(isForeign ? foreign : broken)
    })
  const known = new Set(migrationNames('community'))
  if (manifest.migrations.some((name) => !known.has(name)))
    throw new BackupRefused('This backup was made by a newer Alongside: upgrade this one, then restore.')
  return manifest as Manifest
}

async function next(entries: Entries, otherwise: string): Promise<Entry | null> {
  try {
    const { done, value } = await entries.next()
    return done ? null : value
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') throw new BackupRefused('There is no such file.')
    throw new BackupRefused(code === 'Z_BUF_ERROR' ? broken : otherwise)
  }
}

async function refuseIfTaken(pool: Pool, host: string | null, replace: boolean) {
  const { rows } = await pool.query<{ name: string }>(
    'select name from public.community where host is not distinct from $1',
    [host],
  )
  if (rows.length === 0 || replace) return
  throw new BackupRefused(
    `"${rows[0]!.name}" already answers ${host ? `on ${host}` : 'here'}: choose another place with --host HOST, or take its place with --replace.`,
  )
}

/** Pour the tables in, in any order: what ties them together is taken off first and put back, and so checked, last. */
async function fill(pool: Pool, schema: string, manifest: Manifest, entries: Entries) {
  const seat = await pool.connect()
  try {
    await seat.query('begin')
    await withoutLimit(seat, 'local')
    await seat.query(`set local search_path to ${pg.escapeIdentifier(schema)}`)
    const here = await storedColumns(seat, schema)
    const ties = await takeTiesOff(seat, schema)
    for (const table of here.keys()) await seat.query(`delete from ${pg.escapeIdentifier(table)}`)
    for (const { name, columns, rows } of manifest.tables) {
      const entry = await next(entries, broken)
      const fits = entry?.header.name === `${name}.copy` && columns.every((one) => here.get(name)?.includes(one))
      if (!fits) throw new BackupRefused(broken)
      const into = seat.query(copyFrom(`copy ${pg.escapeIdentifier(name)} (${columnList(columns)}) from stdin`))
      await pipeline(Readable.from(entry), into)
      if (into.rowCount !== rows) throw new BackupRefused(broken)
    }
    // Reading on to the end of the file also checks that all of it is as it was written.
    if (await next(entries, broken)) throw new BackupRefused(broken)
    for (const tie of ties) await seat.query(tie)
    await seat.query('commit')
    await seat.query(`set search_path to ${pg.escapeIdentifier(schema)}`)
    await seat.query('analyze')
  } catch (error) {
    if (error instanceof BackupRefused) throw error
    throw new BackupRefused(broken, { cause: error })
  } finally {
    await seat.query('rollback').catch(() => {})
    seat.release(true)
  }
}

async function takeTiesOff(seat: pg.ClientBase, schema: string) {
  const { rows } = await seat.query<{ table: string; name: string; definition: string }>(
    `select conrelid::regclass::text as table, quote_ident(conname) as name, pg_get_constraintdef(oid) as definition
     from pg_constraint
     where connamespace = $1::regnamespace and contype = 'f'`,
    [pg.escapeIdentifier(schema)],
  )
  for (const { table, name } of rows) await seat.query(`alter table ${table} drop constraint ${name}`)
  return rows.map(({ table, name, definition }) => `alter table ${table} add constraint ${name} ${definition}`)
}

/** The community before it is in the registry, for what has to be done in it first. */
function restored(pool: Pool, schema: string, { community }: Manifest): Community {
  const { name, example, secret, settings } = community
  const condition = readCondition(community.condition)
  const db = communityDatabase(pool, schema)
  return { id: newId(), host: null, schema, name, condition, example, secret, settings, edition: 0, url: '', db }
}

/** Enter it in the registry, in the place of the one that was there when it is to be replaced. */
async function enter(pool: Pool, schema: string, host: string | null, { community }: Manifest, replace: boolean) {
  const seat = await pool.connect()
  try {
    await seat.query('begin')
    const before = await seat.query<{ schema: string }>(
      'delete from public.community where $2 and host is not distinct from $1 returning schema',
      [host, replace],
    )
    for (const old of before.rows) await seat.query(`drop schema ${pg.escapeIdentifier(old.schema)} cascade`)
    const { name, condition, example, secret, settings } = community
    await seat.query(
      `insert into public.community (id, host, schema, name, condition, example, secret, settings)
       values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [newId(), host, schema, name, condition, example, secret, settings],
    )
    await seat.query('commit')
  } finally {
    await seat.query('rollback').catch(() => {})
    seat.release()
  }
}
