/**
 * Asks the database every two seconds whether it still answers. A network can fall silent without closing anything, and
 * whoever waits for an answer would wait for ever. When nothing comes, every connection is closed, so that all that
 * waits is told at once; and when another place takes writing now, the next connections go there.
 */
import pg from 'pg'
import type { Pool } from './database.ts'
import { log } from './log.ts'

/** milliseconds from one question to the next */
const pause = 2000
/** milliseconds in which an answer is expected; a busy database answers this small question all the same */
const patience = 4000
/** milliseconds for a new connection while we look for a database that answers */
const trying = 3000

const after = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/** Wait for an answer, but not for ever. Answers that came while this process itself was busy still count. */
export async function withinTime<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => setTimeout(() => reject(new Error('timeout expired')), 100), ms)
  })
  work.catch(() => {})
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

export class DatabaseWatch {
  readonly #pool: Pool
  readonly #ask: () => Promise<unknown>
  readonly #onSilence: () => void
  #stopped = false
  #round: Promise<void> = Promise.resolve()

  /**
   * @param ask asks something small on a connection that stays open
   * @param onSilence closes connections that are not the pool's
   */
  constructor(pool: Pool, ask: () => Promise<unknown>, onSilence: () => void) {
    this.#pool = pool
    this.#ask = ask
    this.#onSilence = onSilence
  }

  start() {
    this.#round = this.#goOn()
  }

  stop() {
    this.#stopped = true
  }

  async #goOn() {
    while (!this.#stopped) {
      await after(pause)
      if (this.#stopped) return
      if (await this.#isWell()) continue
      await this.#recover()
    }
  }

  async #isWell() {
    try {
      await withinTime(this.#ask(), patience)
      return true
    } catch {
      return false
    }
  }

  /** Find a database that answers; until then, whoever asks is told at once that it is away. */
  async #recover() {
    const began = Date.now()
    let said = false
    for (let tries = 0; !this.#stopped; tries++) {
      const place = await this.#placeThatAnswers()
      if (place !== null) {
        const moved = place !== this.#pool.place
        if (moved || said)
          log('the database answers again', { seconds: Math.round((Date.now() - began) / 1000), place })
        // What was open may lead to a place that is not asked any more, or through a path that stays silent.
        this.#breakAll()
        this.#pool.goTo(place)
        return
      }
      if (!said) {
        log('the database does not answer')
        said = true
        this.#pool.isAway = true
        this.#breakAll()
      }
      await after(tries < 20 ? 250 : 1000)
    }
  }

  #breakAll() {
    this.#pool.breakAll()
    this.#onSilence()
  }

  /** @returns its number, or null when none does; the one in use is asked first */
  async #placeThatAnswers(): Promise<number | null> {
    const { places, writable } = this.#pool.address
    const order = [this.#pool.place, ...places.keys()].filter((one, at, all) => all.indexOf(one) === at)
    for (const place of order) if (await answers(this.#pool.settingsAt(place), writable)) return place
    return null
  }
}

/** Whether a place answers, and takes writing where that is asked for. */
export async function answers(settings: pg.ClientConfig, writable: boolean): Promise<boolean> {
  const client = new pg.Client({ ...settings, connectionTimeoutMillis: trying })
  client.on('error', () => {})
  try {
    await client.connect()
    const { rows } = await withinTime(client.query<{ only: string }>(readsOnly), trying)
    return !writable || rows[0]?.only === 'off'
  } catch {
    return false
  } finally {
    breakOff(client)
  }
}

/** 'on' at a standby, and at a database that was set to take no writing. */
export const readsOnly = "select current_setting('transaction_read_only') as only"

/** Close a connection without a word to the other side, which may not hear it. */
export function breakOff(client: pg.Client | pg.PoolClient) {
  const { stream } = (client as unknown as { connection: { stream: { destroy(): void } } }).connection
  stream.destroy()
}
