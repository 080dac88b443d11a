/** Communities on this server: one schema each, found by host name, invisible to each other. */
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { newId } from './brand.ts'
import { root } from './config.ts'
import { communityDatabase, type Db, type Pool } from './database.ts'
import { migrate } from './migrate.ts'

export interface Condition {
  /** File name without its ending */
  readonly id: string
  readonly name: string
  readonly variants: readonly string[]
  readonly stages: readonly { id: string; name: string }[]
  readonly topics: readonly { id: string; name: string }[]
  /** What people type, and the words it should also find. */
  readonly layWords: Readonly<Record<string, readonly string[]>>
  /** Where to turn in a crisis; `verified` is null for the three that never go stale. */
  readonly contacts: readonly Contact[]
}

export interface Contact {
  readonly name: string
  readonly does: string
  readonly phone?: string
  readonly web?: string
  /** ISO date on which somebody last checked it; stale after a year. */
  readonly verified: string | null
}

export interface Community {
  readonly id: string
  readonly host: string | null
  readonly schema: string
  readonly name: string
  readonly condition: Condition
  readonly example: boolean
  readonly secret: string
  readonly settings: CommunitySettings
  /** Another number whenever anything about the community may have changed. */
  readonly edition: number
  /** Where its pages are reached, without a slash at the end. */
  readonly url: string
  readonly db: Db
}

export interface CommunitySettings {
  /** Photos of people may be posted. Off unless the community turns it on. */
  photosOfPeople?: boolean
  /** Who runs it, in words, for the foot of every page and letter. */
  runBy?: string
  /** The person who answers for keeping people safe: name and role. Source: Online Safety Act 2023, section 10. */
  accountable?: string
  /** The name its mail comes from: no health word, for it shows on lock screens. "Alongside" unless told. */
  mailName?: string
  /** Where replies to its mail go: an address that somebody reads. */
  mailReplyTo?: string
  /** Where its mail goes: out by a mail server, once one was set; or kept and shown at /outbox. */
  mailGoes?: 'out' | 'kept'
  /** Who letters come from, a line each, with the address they go back to when nobody is there. */
  letterFrom?: string
  /** Where reply slips are sent, a line each; the same as `letterFrom` unless told. */
  letterReplyTo?: string
  /** A number that a reader of letters can ring. */
  letterPhone?: string
}

interface Row {
  id: string
  host: string | null
  schema: string
  name: string
  condition: string
  example: boolean
  secret: string
  settings: CommunitySettings
}

export function readCondition(id: string): Condition {
  return { id, ...JSON.parse(readFileSync(path.join(root, 'conditions', `${id}.json`), 'utf8')) }
}

let editions = 0

/** The registry, kept in memory and read again when it changes. */
export class Communities {
  #byHost = new Map<string, Community>()
  #all: Community[] = []
  readonly pool: Pool
  readonly publicUrl: string

  constructor(pool: Pool, publicUrl: string) {
    this.pool = pool
    this.publicUrl = publicUrl
  }

  async load() {
    const { rows } = await this.pool.query<Row>('select * from public.community order by made_at')
    this.#all = rows.map((row) => this.#fromRow(row))
    this.#byHost = new Map(this.#all.map((community) => [community.host ?? '', community]))
  }

  #fromRow(row: Row): Community {
    const known = this.#all.find((community) => community.schema === row.schema)
    const url = new URL(this.publicUrl)
    if (row.host) url.hostname = row.host
    return {
      ...row,
      edition: ++editions,
      condition: readCondition(row.condition),
      url: url.href.replace(/\/+$/, ''),
      db: known?.db ?? communityDatabase(this.pool, row.schema),
    }
  }

  get all(): readonly Community[] {
    return this.#all
  }

  /**
   * The community that answers on a host name.
   *
   * @param host as in the Host header; a port is ignored
   */
  forHost(host: string): Community | null {
    const name = host.toLowerCase().replace(/:\d+$/, '')
    return this.#byHost.get(name) ?? this.#byHost.get('') ?? null
  }

  /**
   * Make a community: its schema first, then its line in the registry.
   *
   * @param community.insteadOf id of the example whose place it takes; the example goes in the same step
   * @throws a unique violation (23505) when that host already has a community; nothing is left behind then
   */
  async add(community: {
    host: string | null
    name: string
    condition: string
    example?: boolean
    insteadOf?: string | undefined
  }) {
    const id = newId()
    const schema = `community_${id.replaceAll('-', '').slice(-12)}`
    await migrate(this.pool, 'community', schema)
    const seat = await this.pool.connect()
    try {
      await seat.query('begin')
      const { rows } = await seat.query<Row>('delete from public.community where id = $1 and example returning *', [
        community.insteadOf ?? null,
      ])
      await seat.query(
        `insert into public.community (id, host, schema, name, condition, example, secret, settings)
         select $1, $2, $3, $4, $5, $6, $7,
           case when not $6 and exists (select from public.mail_server) then '{"mailGoes": "out"}' else '{}' end::jsonb`,
        [
          id,
          community.host,
          schema,
          community.name,
          community.condition,
          community.example ?? false,
          randomBytes(32).toString('base64url'),
        ],
      )
      for (const row of rows) await seat.query(`drop schema if exists "${row.schema}" cascade`)
      await seat.query('commit')
    } catch (error) {
      await seat.query('rollback')
      await seat.query(`drop schema if exists "${schema}" cascade`)
      throw error
    } finally {
      seat.release()
    }
    await this.load()
    return this.#all.find((one) => one.id === id)!
  }

  async remove(id: string) {
    const { rows } = await this.pool.query<Row>('delete from public.community where id = $1 returning *', [id])
    for (const row of rows) await this.pool.query(`drop schema if exists "${row.schema}" cascade`)
    await this.load()
  }

  async saveSettings(id: string, settings: CommunitySettings) {
    await this.pool.query('update public.community set settings = $2 where id = $1', [id, settings])
    await this.load()
  }

  /** From the first time that mail can be sent, it is sent: a process that cannot leaves it to one that can. */
  async mailGoesOut() {
    await this.pool.query('insert into public.mail_server default values on conflict do nothing')
    const { rowCount } = await this.pool.query(
      `update public.community set settings = settings || '{"mailGoes": "out"}'
       where not example and not settings ? 'mailGoes'`,
    )
    if (rowCount) await this.load()
  }

  async migrateAll() {
    await migrate(this.pool, 'server', 'public')
    await this.load()
    for (const community of this.#all) await migrate(this.pool, 'community', community.schema)
  }
}
