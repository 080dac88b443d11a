/**
 * Going through the example community by its links, as each kind of person, one page of each kind.
 * Tests of all pages stand on this: it says what was reached, what led nowhere, and which addresses no link led to.
 */
import { addressFor } from '../src/areas/example/people.ts'
import { webApp } from '../src/doors/web/app.ts'
import type { MemberId, Role } from '../src/kit/who.ts'
import { Person, person, type TestServer } from './harness.ts'

export const walkers = ['visitor', 'member', 'helper', 'moderator', 'clinician', 'steward'] as const satisfies Role[]
export type Walker = (typeof walkers)[number]

/** A page somebody reached. */
export interface Seen {
  readonly who: Person
  /** the address as the web door knows it, such as `/circles/:slug` */
  readonly pattern: string
  readonly path: string
  readonly html: string
}

/** A page that needs more than a link: where it is, and what answers there. */
export interface Sample {
  readonly path: string
  readonly who: Person
}

export interface Roamed {
  readonly pages: readonly Seen[]
  /** patterns that answered, pages or not */
  readonly reached: ReadonlySet<string>
  /** links that led to an error or to no address at all, each in words */
  readonly broken: readonly string[]
  /** every address that can be read, as the web door knows it */
  readonly patterns: readonly string[]
}

/** The example's own person for each role, by their key. */
const names: Record<Exclude<Walker, 'visitor'>, string> = {
  member: 'nia',
  helper: 'ama',
  moderator: 'ruth',
  clinician: 'sen',
  steward: 'joan',
}

/** Someone of the example's cast, who has read, written and kept things. */
export async function castMember(server: TestServer, role: Walker): Promise<Person> {
  if (role === 'visitor') return person(server, '', 'visitor')
  const { db } = server.community
  const { id } = await db
    .selectFrom('login')
    .select('id')
    .where('email', '=', addressFor({ key: names[role] }))
    .executeTakeFirstOrThrow()
  const found = await db.selectFrom('member').select(['name', 'role']).where('id', '=', id).executeTakeFirstOrThrow()
  if (found.role !== role) throw new Error(`${found.name} is a ${found.role} in the example, not a ${role}.`)
  return someone(server, id, found.name, role)
}

/** A person who is already in the community, with a session of their own. */
export const someone = (server: TestServer, id: string, name: string, role: Role, roleHeld = role) =>
  new Person(server.community, { member: id as MemberId, name, role, roleHeld, session: null }, server.url)

/** The addresses that can be read, in the order in which they are looked up. */
export function readable(server: TestServer): readonly string[] {
  const gets = webApp(server.server).routes.filter(({ method, path }) => method === 'GET' && !path.includes('*'))
  return [...new Set(gets.map(({ path }) => path))]
}

/** Whether a path is one of an address as the web door knows it. */
export const matcherOf = (pattern: string) =>
  new RegExp(`^${pattern.replace(/:\w+(?:\{([^}]+)\})?/g, (_, letters) => letters ?? '[^/]+')}$`)

const plain = (address: string) => address.replaceAll('&amp;', '&').replace(/#.*$/, '')

/**
 * Follow every link from the first page, as each kind of person, and look at the samples.
 *
 * @param samples pages that need more than a link, made by the test
 */
export async function roam(server: TestServer, samples: readonly Sample[] = []): Promise<Roamed> {
  const patterns = readable(server)
  const matchers = patterns.map((pattern) => [matcherOf(pattern), pattern] as const)
  const patternOf = (path: string) => matchers.find(([match]) => match.test(path.replace(/\?.*$/, '')))?.[1]
  const pages: Seen[] = []
  const reached = new Set<string>()
  const broken: string[] = []

  async function look(who: Person, path: string, from: string, seen: Set<string>): Promise<string[]> {
    const pattern = patternOf(path)
    if (pattern && seen.has(pattern)) return []
    const answer = await who.get(path)
    const name = `${who.who.name} on ${from}`
    if (!pattern || answer.status >= 400) {
      broken.push(`${name}: the link to ${path} answers ${answer.status}`)
      return []
    }
    reached.add(pattern)
    const to = answer.headers.get('location')
    if (to) return [to.replace(server.url, '')]
    seen.add(pattern)
    const html = await answer.text()
    if (!answer.headers.get('content-type')?.startsWith('text/html')) return []
    pages.push({ who, pattern, path, html })
    return [...html.matchAll(/ (?:href|src)="(\/[^"#]*)/g)].map(([, link]) => plain(link!))
  }

  for (const role of walkers) {
    const who = await castMember(server, role)
    const seen = new Set<string>()
    const waiting: [string, string][] = [['/', 'the first page']]
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [path, from] = next
      for (const link of await look(who, path, from, seen)) waiting.push([link, path])
    }
  }
  for (const { path, who } of samples) await look(who, path, 'the samples', new Set())
  return { pages, reached, broken, patterns }
}
