/**
 * One pool of connections for the whole server; each community sees it from inside its own schema,
 * so that area code never mentions tenancy.
 */
import { CompiledQuery, Kysely, PostgresDialect, type Transaction } from 'kysely'
import pg from 'pg'
import { WrongSetting } from './config.ts'

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

export type Pool = pg.Pool
export type PoolSettings = pg.PoolConfig

export function openPool(settings: PoolSettings): Pool {
  const pool = new pg.Pool({ max: 12, ...settings, options: '-c timezone=UTC', application_name: 'alongside' })
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
  const take = async () => {
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
    return seat
  }
  const inside = { options: pool.options, connect: async () => prepared(await take()), end: async () => {} }
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: inside as unknown as pg.Pool }) })
  seats.set(db, take)
  return db
}

/** Where a handle that is not in a transaction takes its connections from. */
const seats = new WeakMap<object, () => Promise<Seat>>()

/**
 * A query that many pages make: its text is put together once, not on each request.
 *
 * @param text SQL with $1, $2 …
 * @returns a function that runs it and gives the rows
 * @example
 * const nameOf = statement<{ name: string }>('select name from member where id = $1')
 * const [row] = await nameOf(db, member)
 */
export function statement<Row extends object>(text: string) {
  return async (db: Db | Tx, ...values: unknown[]): Promise<Row[]> => {
    const take = seats.get(db)
    if (!take) return (await db.executeQuery<Row>(CompiledQuery.raw(text, values))).rows
    // Most readings of most pages come by here: the driver alone, without what a query builder adds.
    const seat = await take()
    try {
      const { rows } = await seat.query<Row>({ name: nameOf(text)!, text, values })
      seat.release()
      return rows
    } catch (error) {
      seat.release(isDatabaseAway(error))
      throw error
    }
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
