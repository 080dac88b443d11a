/** What tests stand on: a real PostgreSQL cloned from a template for each file, the real server, real people. */
import { BlockList } from 'node:net'
import { after } from 'node:test'
import pg from 'pg'
import { authOf, beginSession } from '../src/areas/members/auth.ts'
import { insertMember } from '../src/areas/members/store.ts'
import { newId } from '../src/kit/brand.ts'
import type { Community } from '../src/kit/community.ts'
import type { Config } from '../src/kit/config.ts'
import { cookieName } from '../src/kit/cookies.ts'
import { isRefusal, type Refusal } from '../src/kit/refuse.ts'
import type { Door, Task } from '../src/kit/task.ts'
import { perform } from '../src/kit/task.ts'
import { type MemberId, type Role, visitor, type Who } from '../src/kit/who.ts'
import { type Running, startServer } from '../src/server.ts'

/** Where the test PostgreSQL listens; `test/run.ts` starts it and tells. */
function postgresHost() {
  const host = process.env.TEST_POSTGRES
  if (!host) throw new Error('Run tests with "npm test", or "npm test -- FILE" for one file.')
  return host
}

export const templateName = 'alongside_template'

/**
 * A server of its own for one test file, on a database cloned from the template,
 * with one community. Stopped and dropped when the file ends.
 */
export async function testServer(settings: Partial<Config> = {}): Promise<TestServer> {
  const host = postgresHost()
  const database = `test_${newId().replaceAll('-', '').slice(-12)}`
  // The example never stands beside another community, so it begins with nothing.
  await admin(host, `create database ${database} template ${settings.example ? 'template1' : templateName}`)
  const config: Config = {
    example: false,
    port: 0,
    dataDir: process.env.TEST_DATA!,
    databaseUrl: null,
    publicUrl: 'http://localhost',
    smtpUrl: null,
    mailFrom: 'no-reply@localhost',
    trustedProxies: new BlockList(),
    ...settings,
  }
  const running = await startServer(config, { host, user: 'alongside', database }, null)
  const { communities } = running.server
  // Whatever the hour is at which tests run, nothing begins by the clock: a test does what it is about.
  await communities.pool.query('delete from jobs.schedule')
  const community =
    communities.forHost('localhost') ??
    (await communities.add({ host: null, name: 'Rett families', condition: 'rett' }))
  after(async () => {
    await running.stop()
    await admin(host, `drop database if exists ${database} with (force)`)
  })
  return { ...running, database, host, community, url: `http://localhost:${running.port}` }
}

export interface TestServer extends Running {
  readonly database: string
  readonly host: string
  readonly community: Community
  readonly url: string
}

async function admin(host: string, statement: string) {
  const client = new pg.Client({ host, user: 'alongside', database: 'postgres' })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

/** A person in a community: does tasks, and browses with a session of their own. */
export class Person {
  readonly community: Community
  readonly who: Who
  readonly #url: string
  #cookie: string | null = null
  /** Visitors of one server share a browser: what asked for a code is what it is typed in. */
  static readonly #asked = new Map<string, string>()

  constructor(community: Community, who: Who, url = '') {
    this.community = community
    this.who = who
    this.#url = url
  }

  get id() {
    return this.who.member as MemberId
  }

  /** Do a task and expect it to work. */
  async does<Input, Outcome>(
    what: Task<Input, Outcome>,
    input: unknown,
    via: Door = 'web',
    now?: Date,
  ): Promise<Outcome> {
    const outcome = await this.tries(what, input, via, now)
    if (isRefusal(outcome)) throw new Error(`${what.name}: ${outcome.because} ${JSON.stringify(outcome.fields)}`)
    return outcome
  }

  /** Do a task that may be refused. */
  tries<Input, Outcome>(
    what: Task<Input, Outcome>,
    input: unknown,
    via: Door = 'web',
    now?: Date,
  ): Promise<Outcome | Refusal> {
    return perform(what, input, { community: this.community, who: this.who, via, now })
  }

  /** The Cookie header of a session of this person. */
  async cookie() {
    if (!this.who.member) return Person.#asked.get(this.#url) ?? ''
    const name = cookieName('session', this.community.url)
    this.#cookie ??= `${name}=${encodeURIComponent(await beginStaffSession(this))}`
    return this.#cookie
  }

  async get(path: string, headers: Record<string, string> = {}) {
    return fetch(this.#url + path, { redirect: 'manual', headers: { cookie: await this.cookie(), ...headers } })
  }

  /** Where a browser says that a form comes from: behind HTTPS it knows nothing of the port that the proxy asks. */
  get #origin() {
    return this.community.url.startsWith('https:') ? this.community.url : this.#url
  }

  /** Send a form, as a browser on this site would. */
  async post(
    path: string,
    fields: Record<string, string> | URLSearchParams | FormData,
    headers: Record<string, string> = {},
  ) {
    const answer = await fetch(this.#url + path, {
      method: 'POST',
      redirect: 'manual',
      headers: { cookie: await this.cookie(), origin: this.#origin, ...headers },
      body: fields instanceof FormData ? fields : new URLSearchParams(fields as Record<string, string>),
    })
    const asked = answer.headers.getSetCookie().find((one) => /^(__Host-)?asking=/.test(one))
    if (asked && !this.who.member) Person.#asked.set(this.#url, asked.split(';')[0]!)
    return answer
  }
}

/** A session in which staff have given their second factor. */
async function beginStaffSession({ community, who, id }: Person) {
  const value = await beginSession(community, id)
  if (who.role !== 'member')
    await community.db.updateTable('session').set({ second_factor_at: new Date() }).where('login_id', '=', id).execute()
  return value
}

/** Bring a new person into a community. */
export async function person(
  server: TestServer,
  name: string,
  role: Role = 'member',
  community: Community = server.community,
): Promise<Person> {
  if (role === 'visitor') return new Person(community, visitor, server.url)
  const id = newId<'MemberId'>()
  const email = `${name.toLowerCase().replace(/[^a-z]+/g, '.')}.${id.slice(-12)}@example.org`
  await community.db
    .transaction()
    .execute((db) => insertMember(db, { id, name, email, role, joinedBy: 'link', at: new Date() }))
  const who: Who = { member: id, name, role, roleHeld: role, session: null }
  return new Person(community, who, server.url)
}

/** A circle to talk in. */
export async function circle(
  community: Community,
  slug: string,
  door: 'open' | 'members' | 'closed' = 'members',
  inside: readonly Person[] = [],
) {
  const id = newId<'CircleId'>()
  await community.db
    .insertInto('circle')
    .values({
      id,
      slug,
      name: slug[0]!.toUpperCase() + slug.slice(1),
      about: `About ${slug}.`,
      door,
      stage: null,
      closed_at: null,
    })
    .execute()
  for (const { id: member } of inside)
    await community.db.insertInto('circle_member').values({ circle: id, member }).execute()
  return { id, slug }
}

export { authOf }
