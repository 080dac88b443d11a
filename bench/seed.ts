/** A community of any size, poured in with COPY: members, circles, conversations, posts. The same every time. */
import { once } from 'node:events'
import pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import type { Community } from '../src/kit/community.ts'
import type { Pool } from '../src/kit/database.ts'
import { chance, postLength, sentences } from './words.ts'

export interface Seeded {
  /** Ids of conversations spread over the whole community. */
  readonly some: readonly string[]
  /** A conversation of exactly 20 posts. */
  readonly twenty: string
  /** A member who has nothing to do with any of them. */
  readonly reader: string
  readonly seconds: number
}

const start = Date.UTC(2023, 0, 1)
const end = Date.UTC(2026, 0, 1)

/** A UUIDv7 made from a time and a number, so that a second run makes the same. */
function idAt(ms: number, n: number, kind: number) {
  const time = Math.floor(ms).toString(16).padStart(12, '0')
  const tail = n.toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${kind.toString(16).padStart(3, '0')}-8000-${tail}`
}

const stamp = (ms: number) => new Date(ms).toISOString()

/**
 * Fill a new community.
 *
 * @param posts how many posts in all; a tenth as many members
 */
export async function seed(pool: Pool, community: Community, posts: number): Promise<Seeded> {
  const began = Date.now()
  const seat = await pool.connect()
  try {
    await seat.query(`set search_path to ${pg.escapeIdentifier(community.schema)}, public`)
    // What is poured in refers only to itself, and an index built at the end is built once.
    await seat.query('set session_replication_role = replica')
    await seat.query("set maintenance_work_mem = '512MB'")
    const indexes = await takeDown(seat, community.schema)
    const made = await pour(seat, posts)
    for (const definition of indexes) await seat.query(definition)
    await seat.query('analyze')
    await seat.query('reset all')
    return { ...made, seconds: (Date.now() - began) / 1000 }
  } finally {
    seat.release(true)
  }
}

async function takeDown(seat: pg.PoolClient, schema: string) {
  const { rows } = await seat.query<{ name: string; definition: string }>(
    `select i.indexname as name, i.indexdef as definition
     from pg_indexes i
     left join pg_constraint c on c.conname = i.indexname and c.connamespace = i.schemaname::regnamespace
     where i.schemaname = $1 and i.tablename in ('post', 'conversation', 'member') and c.oid is null`,
    [schema],
  )
  for (const { name } of rows) await seat.query(`drop index ${pg.escapeIdentifier(name)}`)
  return rows.map(({ definition }) => definition)
}

const escaped = (text: string) =>
  text.replace(/[\\\t\n\r]/g, (one) => ({ '\\': '\\\\', '\t': '\\t', '\n': '\\n' })[one] ?? '\\r')

/** One table on its way in. */
class Table {
  readonly #stream
  #rows: string[] = []

  constructor(seat: pg.PoolClient, table: string, columns: string) {
    this.#stream = seat.query(copyFrom(`copy ${table} (${columns}) from stdin`))
  }

  async add(...values: (string | number | null)[]) {
    this.#rows.push(values.map((value) => (value === null ? '\\N' : escaped(String(value)))).join('\t'))
    if (this.#rows.length >= 500) await this.#flush()
  }

  async #flush() {
    const text = `${this.#rows.join('\n')}\n`
    const full = this.#rows.length > 0 && !this.#stream.write(text)
    this.#rows = []
    if (full) await once(this.#stream, 'drain')
  }

  async end() {
    await this.#flush()
    const done = once(this.#stream, 'finish')
    this.#stream.end()
    await done
  }
}

interface Planned {
  readonly id: string
  readonly circle: string
  readonly opened: number
  readonly posts: number
  readonly title: string
  readonly stages: readonly string[]
}

async function pour(seat: pg.PoolClient, posts: number) {
  const next = chance(2026)
  const members = Math.max(20, Math.round(posts / 10))
  const memberId = (n: number) => idAt(start, n, 1)
  const circles = Array.from({ length: 20 }, (_, n) => idAt(start, n, 2))

  const member = new Table(seat, 'member', 'id, name, made_at')
  for (let n = 0; n <= members; n++) await member.add(memberId(n), `Member ${n}`, stamp(start))
  await member.end()

  const circle = new Table(seat, 'circle', 'id, slug, name, about, door')
  for (const [n, id] of circles.entries())
    await circle.add(id, `circle-${n}`, `Circle ${n}`, `What is said in circle ${n}.`, 'members')
  await circle.end()

  const planned = plan(next, posts, circles)
  const conversation = new Table(
    seat,
    'conversation',
    'id, circle, kind, title, opened_by, opened_at, posts, last_post_at, first_reply_at, answered_at, stages, topics',
  )
  for (const one of planned) {
    const last = one.opened + (one.posts - 1) * 3_600_000
    const asks = next() < 0.7
    const reply = one.posts > 1 ? stamp(one.opened + 3_600_000) : null
    const answered = asks && reply && next() < 0.8 ? stamp(last) : null
    const opener = memberId((next() * members) | 0)
    const topic = next() < 0.3 ? '{sleep}' : '{}'
    await conversation.add(
      one.id,
      one.circle,
      asks ? 'asks' : 'tells',
      one.title,
      opener,
      stamp(one.opened),
      one.posts,
      stamp(last),
      reply,
      answered,
      `{${one.stages.join()}}`,
      topic,
    )
  }
  await conversation.end()
  await pourPosts(seat, next, planned, () => memberId((next() * members) | 0))

  const every = Math.max(1, Math.floor(planned.length / 1000))
  return {
    some: planned
      .filter((_, n) => n % every === 0)
      .map(({ id }) => id)
      .slice(0, 1000),
    twenty: planned.find((one) => one.posts === 20)!.id,
    reader: memberId(members),
  }
}

/** Conversations of 1 to 60 posts, ten on average, the oldest first; one of the first has exactly 20. */
function plan(next: () => number, posts: number, circles: readonly string[]): Planned[] {
  const planned: Planned[] = []
  let left = posts
  const step = (end - start) / (posts / 10 + 1)
  for (let n = 0; left > 0; n++) {
    const wanted = n === 0 ? 20 : Math.min(60, 1 + Math.floor(-9 * Math.log(1 - next())))
    const size = Math.min(left, wanted)
    const opened = start + n * step
    planned.push({
      id: idAt(opened, n, 3),
      circle: circles[n % circles.length]!,
      opened,
      posts: size,
      title: sentences(next, 6).slice(0, -1),
      stages: next() < 0.3 ? ['school'] : [],
    })
    left -= size
  }
  return planned
}

async function pourPosts(seat: pg.PoolClient, next: () => number, planned: readonly Planned[], anyone: () => string) {
  const post = new Table(
    seat,
    'post',
    'id, conversation, circle, facets, number, author, words, html, voice, basis, written_at, posted_at, via, state, title',
  )
  let n = 0
  for (const one of planned) {
    for (let number = 1; number <= one.posts; number++) {
      const words = sentences(next, postLength(next))
      const at = one.opened + (number - 1) * 3_600_000
      const kind = next()
      const voice = kind < 0.9 ? 'parent' : kind < 0.95 ? 'helper' : 'charity'
      const basis = kind < 0.9 ? 'one family' : 'expert'
      const title = number === 1 ? one.title : null
      await post.add(
        idAt(at, n++, 4),
        one.id,
        one.circle,
        `{${one.stages.map((stage) => `stage ${stage}`).join()}}`,
        number,
        anyone(),
        words,
        `<p>${words}</p>`,
        voice,
        basis,
        stamp(at),
        stamp(at),
        'web',
        'shown',
        title,
      )
    }
  }
  await post.end()
}
