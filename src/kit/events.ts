/**
 * Two kinds of news.
 * Named events tell other areas, inside the same transaction: `tell('conversations.replied', …)`.
 * Signals tell browsers that are looking: PostgreSQL notifications, delivered when the transaction commits.
 */
import { EventEmitter, once } from 'node:events'
import { sql } from 'kysely'
import pg, { type ClientConfig } from 'pg'
import type { Tx } from './database.ts'
import { breakOff, readsOnly } from './database-watch.ts'
import type { Doing } from './task.ts'

/** Events by name. Areas add theirs by declaration merging, as they do with `Tables`. */
// biome-ignore lint/suspicious/noEmptyInterface: areas fill it by declaration merging
export interface Events {}

type Listener<Name extends keyof Events> = (event: Events[Name], doing: Doing) => Promise<void>
const listeners = new Map<keyof Events, Listener<keyof Events>[]>()

/** Listen to an event. What the listener writes is part of the teller's transaction. */
export function on<Name extends keyof Events>(name: Name, listener: Listener<Name>) {
  listeners.set(name, [...(listeners.get(name) ?? []), listener as Listener<keyof Events>])
}

export async function tell<Name extends keyof Events>(name: Name, event: Events[Name], doing: Doing) {
  for (const listener of listeners.get(name) ?? []) await listener(event, doing)
}

const channel = 'alongside'

/**
 * Signal that something changed, once the transaction commits.
 *
 * @param subject what changed, such as a conversation's id; nothing private, it is only ever compared
 */
export async function signal(db: Tx, schema: string, subject: string) {
  await sql`select pg_notify(${channel}, ${`${schema} ${subject}`})`.execute(db)
}

/** Hears the signals on a connection of its own, and connects again when it breaks. */
export class Signals {
  readonly #emitter = new EventEmitter().setMaxListeners(0)
  readonly #settings: () => ClientConfig
  readonly #onBreak: () => Promise<void>
  #client: pg.Client | null = null
  #closed = false

  /** @param settings how the next connection is made */
  constructor(settings: () => ClientConfig, onBreak: () => Promise<void> = async () => {}) {
    this.#settings = settings
    this.#onBreak = onBreak
  }

  async open() {
    const client = new pg.Client(this.#settings())
    client.on('notification', ({ payload }) => payload && this.#emitter.emit(payload))
    client.on('error', () => {})
    // Only one that did connect is followed when it breaks: a failed attempt is its caller's to repeat.
    client.on('end', () => client === this.#client && this.#again())
    try {
      await client.connect()
      await client.query(`listen ${channel}`)
    } catch (error) {
      client.end().catch(() => {})
      throw error
    }
    this.#client = client
    this.#emitter.emit('connected')
  }

  /** Ask something small, to see that it still answers and takes writing. */
  async ask(writable: boolean) {
    // It may just be connecting again.
    if (!this.#client) await once(this.#emitter, 'connected')
    const { rows } = await this.#client!.query<{ only: string }>(readsOnly)
    if (writable && rows[0]?.only === 'on') throw new Error('Connection terminated: it takes no writing')
  }

  /** Close the connection without a word; another is made. */
  breakOff() {
    if (this.#client) breakOff(this.#client)
  }

  async #again() {
    this.#client = null
    while (!this.#closed) {
      try {
        await this.#onBreak()
        await this.open()
        return
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 500))
      }
    }
  }

  /** @returns a function that stops listening */
  listen(schema: string, subject: string, heard: () => void) {
    const name = `${schema} ${subject}`
    this.#emitter.on(name, heard)
    return () => void this.#emitter.off(name, heard)
  }

  /**
   * Hear a signal of the whole server, such as `outbox`, or `connected` each time that signals can be heard again.
   *
   * @returns a function that stops listening
   */
  hear(payload: string, heard: () => void) {
    this.#emitter.on(payload, heard)
    return () => void this.#emitter.off(payload, heard)
  }

  async close() {
    this.#closed = true
    await this.#client?.end().catch(() => {})
  }
}
