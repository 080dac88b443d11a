/**
 * Each night a backup of every community, the same as `npm run backup` makes, in the data folder.
 * It is looked for each hour, so a server that was off at night makes it when it is on again.
 */
import { mkdirSync, readdirSync, rmSync, statfsSync, statSync } from 'node:fs'
import path from 'node:path'
import { BackupRefused, backUp, type Made } from './backup.ts'
import type { Community } from './community.ts'
import type { Pool } from './database.ts'
import { isDatabaseAway } from './database-away.ts'
import { type House, job } from './jobs.ts'
import { log, logBug } from './log.ts'

/** Nights kept, for each community. */
export const kept = 7

/** Bytes that a backup leaves free on the disk, so that PostgreSQL can go on writing. */
const spare = 200 * 1024 * 1024

export const nightlyBackup = job({
  name: 'server.backup',
  cron: '5 * * * *',
  work: async (_, community, house) => void (await backUpTonight(house, community, new Date())),
})

/**
 * Make tonight's backup, unless there is one. An example has nothing to lose.
 *
 * @returns the file, or null when none was made; why not is noted for the steward
 */
export async function backUpTonight(house: House, community: Community, now: Date): Promise<string | null> {
  const night = nightOf(now)
  if (community.example || (await nightOfLast(house.pool, community.id)) === night) return null
  const folder = path.join(house.dataDir, 'backups')
  const file = path.join(folder, `${nameOf(community)}_${stamp(now)}.backup`)
  let readBack: Made['readBack']
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    sweep(folder, now)
    await checkRoom(house.pool, community, folder)
    readBack = (await backUp(house.pool, community, file)).readBack
    forgetOlder(folder, community)
  } catch (error) {
    // The database is away: the job is tried again.
    if (isDatabaseAway(error)) throw error
    await noteFailure(house.pool, community, folder, error)
    return null
  }
  await house.pool.query(
    `insert into public.nightly_backup (community, night, file, bytes, made_at, read_back)
     values ($1, $2, $3, $4, $5, $6)
     on conflict (community) do update
     set night = excluded.night, file = excluded.file, bytes = excluded.bytes, made_at = excluded.made_at,
         read_back = excluded.read_back, failed_at = null, because = null`,
    [community.id, night, file, statSync(file).size, now, readBack],
  )
  return file
}

const london = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/London',
  dateStyle: 'short',
  timeStyle: 'short',
})

/** A night begins at three in the morning, in London: "2026-11-24". */
const nightOf = (at: Date) => london.format(new Date(at.getTime() - 3 * 60 * 60 * 1000)).slice(0, 10)

/** The minute, as in a file's name: "2026-11-24-0305". */
const stamp = (at: Date) => london.format(at).replace(' ', '-').replace(':', '')

const nameOf = ({ host }: Community) => host ?? 'localhost'

async function nightOfLast(pool: Pool, community: string) {
  const { rows } = await pool.query<{ night: string | null }>(
    'select night::text from public.nightly_backup where community = $1',
    [community],
  )
  return rows[0]?.night
}

/** What a backup that was cut short left behind. One that is being made is younger. */
function sweep(folder: string, now: Date) {
  const halfADay = 12 * 60 * 60 * 1000
  for (const name of readdirSync(folder)) {
    const work = path.join(folder, name)
    if (name.startsWith('.backup-') && now.getTime() - statSync(work).mtimeMs > halfADay)
      rmSync(work, { recursive: true, force: true })
  }
}

/** The tables as they lie in the database are about as large as what is written here meanwhile. */
async function checkRoom(pool: Pool, { schema }: Community, folder: string) {
  const { rows } = await pool.query<{ bytes: number }>(
    `select coalesce(sum(pg_total_relation_size(oid)), 0)::bigint as bytes
     from pg_class
     where relnamespace = $1::regnamespace and relkind = 'r'`,
    [schema],
  )
  const { bavail, bsize } = statfsSync(folder)
  const wanted = rows[0]!.bytes + spare
  if (bavail * bsize < wanted)
    throw new BackupRefused(`The disk has too little room: a backup needs ${megabytes(wanted)} free.`)
}

/** Only what this job itself has named is ever taken away. */
function forgetOlder(folder: string, community: Community) {
  const start = `${nameOf(community)}_`
  const ours = readdirSync(folder)
    .filter((name) => name.startsWith(start) && /^\d{4}-\d\d-\d\d-\d{4}\.backup$/.test(name.slice(start.length)))
    .sort()
  for (const name of ours.slice(0, -kept)) rmSync(path.join(folder, name))
}

async function noteFailure(pool: Pool, community: Community, folder: string, error: unknown) {
  const because = whyNot(error)
  const { rows } = await pool.query<{ before: string | null }>(
    `with before as (select because from public.nightly_backup where community = $1)
     insert into public.nightly_backup (community, failed_at, because)
     values ($1, now(), $2)
     on conflict (community) do update set failed_at = now(), because = excluded.because
     returning (select because from before) as before`,
    [community.id, because],
  )
  // It is tried each hour, and said once.
  if (rows[0]?.before !== because) log('no nightly backup', { community: nameOf(community), folder, because })
}

function whyNot(error: unknown) {
  if (error instanceof BackupRefused) return error.message
  const { code } = error as NodeJS.ErrnoException
  if (code === 'ENOSPC' || code === 'EDQUOT') return 'The disk is full.'
  if (code && /^(EACCES|EPERM|EROFS|EEXIST|ENOTDIR|ENOENT)$/.test(code))
    return 'The folder for backups cannot be written to.'
  logBug('the nightly backup', error)
  return 'Something went wrong: the server’s output says what.'
}

export const megabytes = (bytes: number) => `${Math.max(1, Math.round(bytes / 1024 / 1024)).toLocaleString('en-GB')} MB`

export interface LastBackup {
  readonly made_at: Date | null
  readonly bytes: number | null
  readonly failed_at: Date | null
  readonly because: string | null
  /** how it was read back from the disk; null for one that was made before that was done */
  readonly read_back: Made['readBack'] | null
}

/** For the steward's page: the last backup of a community, and why there is no newer one. */
export async function lastBackup(pool: Pool, { id }: Community): Promise<LastBackup> {
  const { rows } = await pool.query<LastBackup>(
    'select made_at, bytes, failed_at, because, read_back from public.nightly_backup where community = $1',
    [id],
  )
  return rows[0] ?? { made_at: null, bytes: null, failed_at: null, because: null, read_back: null }
}

/** For the health page: since when every community has a backup; null while one has none. */
export async function allBackedUpSince(pool: Pool): Promise<Date | null> {
  const { rows } = await pool.query<{ since: Date | null }>(
    `select case when bool_and(b.made_at is not null) then min(b.made_at) end as since
     from public.community c
     left join public.nightly_backup b on b.community = c.id
     where not c.example`,
  )
  return rows[0]?.since ?? null
}

/** For the health page: whether the last backup of every community was read back; null while one has none. */
export async function allReadBack(pool: Pool): Promise<boolean | null> {
  const { rows } = await pool.query<{ all: boolean | null }>(
    `select case when bool_and(b.made_at is not null) then bool_and(b.read_back is not null) end as all
     from public.community c
     left join public.nightly_backup b on b.community = c.id
     where not c.example`,
  )
  return rows[0]?.all ?? null
}
