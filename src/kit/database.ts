/**
 * One pool of connections for the whole server; each community sees it from inside its own schema,
 * so that area code never mentions tenancy.
 */
import { CompiledQuery, Kysely, PostgresDialect, type Transaction } from 'kysely'
import pg from 'pg'
import { WrongSetting } from './config.ts'
import { ReadingLine } from './reading-line.ts'

/**
 * Every table of a community. Areas add theirs:
 * `declare module '../../kit/database.ts' { interface Tables { post: PostTable } }`
 */
// biome-ignore lint/suspicious/noEmptyInterface: areas fill it by declaration merging
export interface Tables {}

/** A database handle that is already inside its community. */
export type Db = Kysely<Tables>
export type Tx = Transaction<Tables>

// bigint counts fit a JavaScript number for any community we can imagine.
pg.types.setTypeParser(20, Number)

export type PoolSettings = pg.PoolConfig

/** The server's connections, each used by one at a time, and the one that small readings share. */
export class Pool extends pg.Pool {
  readonly readings: ReadingLine

  constructor(settings: PoolSettings) {
    super(settings)
    this.readings = new ReadingLine(settings)
  }

  override async end() {
    await this.readings.end()
    await super.end()
  }
}

export function openPool(settings: PoolSettings): Pool {
  const pool = new Pool({ max: 12, ...settings, options: '-c timezone=UTC', application_name: 'alongside' })
  // An idle connection that breaks is replaced on the next query; the error belongs to nobody.
  pool.on('error', () => {})
  // One that breaks in use fails its query, which is where the error is dealt with; unheard it would end the server.
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool
}

const oldest = 15

/**
 * Whether a PostgreSQL can be used.
 *
 * @throws WrongSetting when it does not answer or is too old
 */
export async function checkDatabase(pool: Pool) {
  const { rows } = await pool
    .query<{ version: number }>("select current_setting('server_version_num')::int / 10000 as version")
    .catch((error: Error) => {
      throw new WrongSetting(
        `The database at DATABASE_URL cannot be reached (${error.message || 'no answer'}): check the address, or leave it out.`,
      )
    })
  const { version } = rows[0]!
  if (version < oldest)
    throw new WrongSetting(`The database at DATABASE_URL is PostgreSQL ${version}, but must be ${oldest} or newer.`)
}

/** A connection remembers which schema it looks in and which statements it has prepared. */
interface Seat extends pg.PoolClient {
  alongsideSchema?: string
}

/**
 * A handle on one community.
 *
 * @param pool the server's pool
 * @param schema the community's schema
 */
export function communityDatabase(pool: Pool, schema: string): Db {
  const inside = {
    options: pool.options,
    async connect() {
      const seat = (await pool.connect()) as Seat
      if (seat.alongsideSchema !== schema) {
        try {
          await seat.query(`set search_path to ${pg.escapeIdentifier(schema)}, public`)
        } catch (error) {
          seat.release(true)
          throw error
        }
        seat.alongsideSchema = schema
      }
      return prepared(seat)
    },
    async end() {},
  }
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: inside as unknown as pg.Pool }) })
  // A plan is made for the schema it was first used in, so each schema has its own.
  const names = new Map<string, string>()
  readings.set(db, (text, values) => {
    const name = names.get(text) ?? `${schema} ${names.size}`
    names.set(text, name)
    return pool.readings.ask(schema, name, text, values)
  })
  return db
}

/** How a handle that is not in a transaction makes its small readings. */
const readings = new WeakMap<object, (text: string, values: unknown[]) => Promise<object[]>>()

/**
 * A small reading that many pages make, by key. Outside a transaction it goes down the line that such readings share,
 * without a query builder; inside one, it sees what the transaction sees.
 *
 * @param text SQL with $1, $2 …
 * @returns a function that runs it and gives the rows
 * @example
 * const nameOf = statement<{ name: string }>('select name from member where id = $1')
 * const [row] = await nameOf(db, member)
 */
export function statement<Row extends object>(text: string) {
  return async (db: Db | Tx, ...values: unknown[]): Promise<Row[]> => {
    const ask = readings.get(db)
    return ask
      ? ((await ask(text, values)) as Row[])
      : (await db.executeQuery<Row>(CompiledQuery.raw(text, values))).rows
  }
}

const names = new Map<string, string>()
const mostNames = 400

/** The same text always gets the same name, so PostgreSQL parses and plans it once per connection. */
function nameOf(text: string) {
  const known = names.get(text)
  if (known) return known
  if (names.size >= mostNames || !/^\s*(select|with|insert|update|delete)/i.test(text)) return undefined
  const name = `s${names.size}`
  names.set(text, name)
  return name
}

function prepared(seat: Seat) {
  return {
    processID: (seat as unknown as { processID: number }).processID,
    query(text: unknown, values?: unknown[]) {
      if (typeof text !== 'string') return seat.query(text as pg.QueryConfig, values)
      const name = nameOf(text)
      return seat.query(name ? { name, text, values } : { text, values })
    },
    release: (broken?: boolean) => seat.release(broken),
  }
}

/** True for errors that mean the database is away for a moment, not that the code is wrong. */
export function isDatabaseAway(error: unknown): boolean {
  const { code, message } = (error ?? {}) as { code?: string; message?: string }
  if (typeof code === 'string' && /^(08|57P0)|^(ECONNREFUSED|ECONNRESET|ENOENT|EPIPE|ETIMEDOUT)$/.test(code))
    return true
  return /Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect|not queryable/.test(
    message ?? '',
  )
}
