/**
 * One connection for small readings that many pages make. They are sent one after another without waiting for the
 * answers between, so that many people who read at once wake PostgreSQL once. For lookups by key alone: a slow query
 * would hold up those behind it. Source: node-postgres, "Pipelining".
 */
import type { Writable } from 'node:stream'
import pg from 'pg'
import { breakOff } from './database-watch.ts'

interface Line {
  readonly client: pg.Client
  gathering: boolean
  schema: string
  broken: boolean
}

export class ReadingLine {
  readonly #settings: () => pg.ClientConfig
  #line: Line | null = null
  #opening: Promise<Line> | null = null

  /** @param settings how the next connection is made; throws while there is none to make */
  constructor(settings: () => pg.ClientConfig) {
    this.#settings = settings
  }

  /**
   * Ask one question in a community's schema.
   *
   * @param name the same for the same text in the same schema: it is planned once
   * @throws the driver's error when the connection breaks; the next question opens another
   */
  async ask<Row extends object>(schema: string, name: string, text: string, values: unknown[]): Promise<Row[]> {
    const line = this.#line ?? (await this.#open())
    this.#gather(line)
    if (line.schema !== schema) this.#look(line, schema)
    const { rows } = await line.client.query<Row>({ name, text, values })
    if (line.broken) throw new Error('Connection terminated')
    return rows
  }

  /** Answers come in the order of the questions. Should this one fail, nobody gets an answer from where the last one looked. */
  #look(line: Line, schema: string) {
    line.schema = schema
    line.client.query(`set search_path to ${pg.escapeIdentifier(schema)}, public`, (error: Error | undefined) => {
      if (error) this.#drop(line)
    })
  }

  /** All that is asked before the event loop comes round goes out in one write. */
  #gather(line: Line) {
    if (line.gathering) return
    line.gathering = true
    const { stream } = (line.client as unknown as { connection: { stream: Writable } }).connection
    stream.cork()
    setImmediate(() => {
      line.gathering = false
      stream.uncork()
    })
  }

  #open(): Promise<Line> {
    this.#opening ??= this.#connect().finally(() => {
      this.#opening = null
    })
    return this.#opening
  }

  async #connect(): Promise<Line> {
    const client = new pg.Client({ ...this.#settings(), pipeline: true })
    const line = { client, gathering: false, schema: '', broken: false }
    client.on('error', () => this.#drop(line))
    client.on('end', () => this.#drop(line))
    await client.connect()
    this.#line = line
    return line
  }

  /** A connection that broke is not used again. */
  #drop(line: Line) {
    if (line.broken) return
    line.broken = true
    if (this.#line === line) this.#line = null
    void line.client.end().catch(() => {})
  }

  /** Close it without a word, so that whatever waits on it is told. */
  breakOff() {
    if (this.#line) breakOff(this.#line.client)
  }

  async end() {
    const line = this.#line ?? (await this.#opening?.catch(() => null))
    this.#line = null
    await line?.client.end().catch(() => {})
  }
}
