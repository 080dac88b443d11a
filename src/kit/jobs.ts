/** Work that is not done while somebody waits: queues and schedules in PostgreSQL, by pg-boss. */
import { PgBoss } from 'pg-boss'
import type { Communities, Community } from './community.ts'
import type { Pool } from './database.ts'
import { logBug } from './log.ts'

/** What a job may need of the server itself. */
export interface House {
  readonly pool: Pool
  readonly dataDir: string
}

export interface Job<Data extends object = object> {
  /** `area.verb`, as for tasks */
  readonly name: string
  /** When it runs by itself, once for every community: a cron line on the London clock. */
  readonly cron?: string
  readonly work: (data: Data, community: Community, house: House) => Promise<void>
}

const registry = new Map<string, Job>()

/** Define a job. It must be safe to run twice: a job that is cut short is run again. */
export function job<Data extends object>(definition: Job<Data>): Job<Data> {
  if (registry.has(definition.name)) throw new Error(`Two jobs are named ${definition.name}.`)
  registry.set(definition.name, definition as unknown as Job)
  return definition
}

export class Jobs {
  readonly #boss: PgBoss
  readonly #communities: Communities
  readonly #house: House

  constructor(pool: Pool, communities: Communities, dataDir: string) {
    this.#communities = communities
    this.#house = { pool, dataDir }
    this.#boss = new PgBoss({
      db: { executeSql: (text, values) => pool.query(text, values as unknown[]) },
      schema: 'jobs',
      // One small server: look for work every few seconds, keep few records.
      persistWarnings: false,
    })
    this.#boss.on('error', () => {})
  }

  async start() {
    await this.#boss.start()
    for (const one of registry.values()) {
      await this.#boss.createQueue(one.name, { retryLimit: 5, retryBackoff: true })
      await this.#boss.work<{ community?: string; data?: object }>(
        one.name,
        { pollingIntervalSeconds: 5 },
        async (waiting) => {
          for (const { data } of waiting) await this.#run(one, data?.community, data?.data ?? {})
        },
      )
      if (one.cron) await this.#boss.schedule(one.name, one.cron, {}, { tz: 'Europe/London' })
    }
  }

  async #run(one: Job, communityId: string | undefined, data: object) {
    const communities = this.#communities.all.filter((community) => !communityId || community.id === communityId)
    // One community's trouble keeps no other from its work; then all is tried again, which a job can bear.
    let failed: unknown = null
    for (const community of communities) {
      try {
        await one.work(data, community, this.#house)
      } catch (error) {
        logBug(`job ${one.name}`, error)
        failed = error
      }
    }
    if (failed) throw failed
  }

  async send<Data extends object>(one: Job<Data>, community: Community, data: Data) {
    await this.#boss.send(one.name, { community: community.id, data })
  }

  async stop() {
    await this.#boss.stop({ graceful: true, timeout: 5000 })
  }
}

/** Jobs not yet done, for the health page. */
export async function jobsWaiting(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ waiting: number }>(
    "select count(*)::int as waiting from jobs.job where state in ('created', 'retry', 'active')",
  )
  return rows[0]?.waiting ?? 0
}
