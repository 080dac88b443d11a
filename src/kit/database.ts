/**
 * One pool of connections for the whole server; each community sees it from inside its own schema,
 * so that area code never mentions tenancy.
 */
import { CompiledQuery, Kysely, PostgresDialect, type Transaction } from 'kysely'
import pg from 'pg'
import type { DatabaseAddress } from './database-address.ts'
import { isDatabaseAway } from './database-away.ts'
import { breakOff } from './database-watch.ts'
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

const seconds = 1000

/**
 * Limits of every connection. A statement of a page takes milliseconds; what may take longer says so where it runs
 * (`withoutLimit`). A network that falls silent is noticed by `DatabaseWatch`, long before these.
 */
const limits: pg.PoolConfig = {
  max: 12,
  // Waiting for one of the connections to be free, and for a new one to open.
  connectionTimeoutMillis: 5 * seconds,
  keepAlive: true,
  keepAliveInitialDelayMillis: 10 * seconds,
  options: [
    '-c timezone=UTC',
    '-c statement_timeout=60s',
    '-c lock_timeout=20s',
    '-c idle_in_transaction_session_timeout=120s',
  ].join(' '),
  application_name: 'alongside',
}

/** The server's connections, each used by one at a time, and the one that small readings share. */
export class Pool extends pg.Pool {
  readonly readings: ReadingLine
  readonly address: DatabaseAddress
  /** which of the places of the address is in use */
  place = 0
  /** The database does not answer: whoever asks is told at once. */
  isAway = false
  readonly #settings: PoolSettings
  readonly #open = new Set<pg.PoolClient>()

  constructor(address: DatabaseAddress, settings: PoolSettings = {}) {
    super({ ...limits, ...address.places[0], ...settings })
    this.address = address
    this.#settings = settings
    this.readings = new ReadingLine(() => {
      if (this.isAway) throw new Error(databaseIsAway)
      return this.settingsAt(this.place)
    })
    this.on('connect', (client) => this.#open.add(client))
    this.on('remove', (client) => this.#open.delete(client))
  }

  /** How a connection to one of the places is made. */
  settingsAt(place: number): pg.ClientConfig {
    const { max, ...client } = { ...limits, ...this.address.places[place], ...this.#settings }
    return client as pg.ClientConfig
  }

  /** From now on connections lead to this place. */
  goTo(place: number) {
    this.place = place
    Object.assign(this.options, this.settingsAt(place))
    this.isAway = false
  }

  /** Close every connection at once, so that whatever waits on one of them is told. */
  breakAll() {
    for (const client of this.#open) breakOff(client)
    this.readings.breakOff()
  }

  override connect(): Promise<pg.PoolClient>
  override connect(done: Connected): void
  override connect(done?: Connected): Promise<pg.PoolClient> | undefined {
    if (!this.isAway) return done ? void super.connect(done) : super.connect()
    const error = new Error(databaseIsAway)
    if (!done) return Promise.reject(error)
    done(error, undefined, () => {})
  }

  override async end() {
    await this.readings.end()
    await super.end()
  }
}

type Connected = (error: Error | undefined, client: pg.PoolClient | undefined, release: () => void) => void

const databaseIsAway = 'Connection terminated: the database does not answer'

export function openPool(where: PoolSettings | DatabaseAddress): Pool {
  const address = 'places' in where ? where : { places: [where as pg.ClientConfig], writable: false }
  const pool = new Pool(address, 'max' in where ? { max: where.max } : {})
  // An idle connection that breaks is replaced on the next query; the error belongs to nobody.
  pool.on('error', () => {})
  // One that breaks in use fails its query, which is where the error is dealt with; unheard it would end the server.
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool
}

/**
 * Statements on this connection may take as long as they need, such as copying all of a community.
 *
 * @param scope until the transaction ends, or as long as the connection is open
 */
export const withoutLimit = (seat: Pick<pg.ClientBase, 'query'>, scope: 'local' | 'session') =>
  seat.query(
    ['statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout']
      .map((limit) => `set ${scope} ${limit} to 0`)
      .join('; '),
  )

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
  // A connection on which an answer did not come is not used again: the answer may still come, to the next question.
  let lost = false
  const noting = async <T>(answer: Promise<T>) => {
    try {
      return await answer
    } catch (error) {
      lost ||= isDatabaseAway(error)
      throw error
    }
  }
  return {
    processID: (seat as unknown as { processID: number }).processID,
    query(text: unknown, values?: unknown[]) {
      if (typeof text !== 'string') return seat.query(text as pg.QueryConfig, values)
      const name = nameOf(text)
      return noting(seat.query(name ? { name, text, values } : { text, values }))
    },
    release: (broken?: boolean) => seat.release(broken || lost),
  }
}
