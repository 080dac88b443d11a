/**
 * An attacker who has everything that was ever shown of a study, and all its files, and knows how they are made: over
 * random studies, random questions, and several freezes with people who come and who take their answers back.
 *
 * The attacker works by linear programming, which is another road than the code's: for every set of people it asks for the
 * least and the most that could be in it, given every number that was shown, and everything else that it could know.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from '../../../../test/fuzz.ts'
import { type Limit, Programme } from '../../../../test/linear-programme.ts'
import type { Answer } from '../questionnaires/answering.ts'
import { Analyst } from './analyst.ts'
import { pairsIn, whoIsIn } from './freeze-people.ts'
import type { Elsewhere } from './ledger.ts'
import type { Output } from './output.ts'
import { fewest, joinedIn, type Released } from './released.ts'
import type { Row, Variable } from './variables.ts'

const secret = 'a secret that no attacker has'
const names = ['arm', 'a', 'b', 'c'] as const
type Name = (typeof names)[number]
const sizes: Record<Name, number> = { arm: 2, a: 2, b: 3, c: 2 }
const variables = names.map(
  (name): Variable => ({
    name,
    label: name,
    kind: name === 'b' ? 'ordered' : 'nominal',
    bands: Array.from({ length: sizes[name] }, (_, at) => ({ value: String(at), label: `${name}${at}` })),
    bandOf: (value) => Number(value),
    numberOf: (value) => Number(value),
  }),
)

interface Someone {
  readonly id: string
  /** the one before them in the study's list is the same person, in an earlier wave; from this chapter on it is known */
  readonly joinsIn: number | null
  readonly answers: Readonly<Record<Name, number>>
}
const answersOf = fc.record({
  arm: fc.constantFrom(0, 0, 1),
  a: fc.constantFrom(0, 0, 0, 0, 1, 2),
  b: fc.constantFrom(0, 1, 1, 1, 2, 3),
  c: fc.constantFrom(0, 0, 0, 1, 1, 2),
})
const rowOf = ({ answers }: Someone): Row =>
  new Map(
    names.map((name): [string, Answer] => [
      name,
      answers[name] === sizes[name]
        ? { kind: 'skipped', value: null }
        : { kind: 'answered', value: String(answers[name]) },
    ]),
  )

const asked = fc.oneof(
  fc.record({ what: fc.constant('describe' as const), one: fc.constantFrom(...names) }),
  fc.record({
    what: fc.constantFrom(
      'cross' as const,
      'ranks' as const,
      'correlate' as const,
      'regress' as const,
      'effects' as const,
    ),
    one: fc.constantFrom('a' as const, 'b' as const, 'c' as const),
    two: fc.constantFrom('a' as const, 'b' as const, 'c' as const),
  }),
  fc.record({ what: fc.constant('changed' as const), one: fc.constantFrom('a' as const, 'b' as const, 'c' as const) }),
  fc.record({ what: fc.constant('missing' as const), one: fc.constantFrom('a' as const, 'b' as const, 'c' as const) }),
)
type Asked = { readonly what: string; readonly one: Name; readonly two?: Name }

const story = fc.record({
  people: fc.array(answersOf, { minLength: 14, maxLength: 120 }),
  /** when every second one joins their answers to those of the one before; null: never */
  joins: fc.infiniteStream(fc.constantFrom(0, 0, 0, 1, 2, null)),
  chapters: fc.array(
    fc.record({
      come: fc.array(answersOf, { maxLength: 25 }),
      withdraw: fc.array(fc.nat(), { maxLength: 3 }),
      questions: fc.array(asked, { minLength: 1, maxLength: 5 }),
    }),
    { minLength: 1, maxLength: 3 },
  ),
})

function answer(analyst: Analyst, { what, one, two = one }: Asked): Output {
  switch (what) {
    case 'cross':
      return analyst.cross(one, two)
    case 'ranks':
      return analyst.ranks('b', two)
    case 'correlate':
      return analyst.correlate('b', two)
    case 'regress':
      return analyst.regress({ outcome: one, yes: '0', predictors: [two] })
    case 'effects':
      return analyst.effects([one, two], 'arm')
    case 'changed':
      return analyst.changed(one)
    case 'missing':
      return analyst.missing([one])
    default:
      return analyst.describe(one)
  }
}

interface Frozen {
  readonly people: ReadonlySet<string>
  /** who could have been in it */
  readonly eligible: ReadonlySet<string>
  /** "EARLIER>LATER" */
  readonly joined: ReadonlySet<string>
  readonly released: readonly Released[]
}

/** Who came to a freeze and who went, truly and by chance. */
function between(now: Omit<Frozen, 'joined'>, before: Omit<Frozen, 'joined'>) {
  const came = [...now.people].filter((one) => !before.people.has(one))
  const went = [...before.people].filter((one) => !now.people.has(one))
  return {
    came: came.filter((one) => !before.eligible.has(one)),
    back: came.filter((one) => before.eligible.has(one)),
    gone: went.filter((one) => !now.eligible.has(one)),
    left: went.filter((one) => now.eligible.has(one)),
  }
}

/** A study as it goes: people come and go, it is frozen and asked, and everything that was told is kept. */
function lived({
  people,
  chapters,
  joins,
}: {
  people: Someone['answers'][]
  joins: Iterator<number | null>
  chapters: readonly { come: Someone['answers'][]; withdraw: number[]; questions: Asked[] }[]
}) {
  const all: Someone[] = []
  let ids = 0
  const comes = (answers: Someone['answers']) =>
    all.push({ joinsIn: ids % 2 ? joins.next().value : null, id: `p${String(ids++).padStart(4, '0')}`, answers })
  people.forEach(comes)
  const gone = new Set<string>()
  const freezes: Frozen[] = []
  const outputs: Output[] = []
  for (const [at, { come, withdraw, questions }] of chapters.entries()) {
    if (at > 0) {
      come.forEach(comes)
      for (const one of withdraw) gone.add(all[one % all.length]!.id)
    }
    const eligible = all.filter(({ id }) => !gone.has(id)).map(({ id }) => id)
    const found = whoIsIn(
      eligible,
      freezes.map((one) => one.people),
      at,
    )
    if ('because' in found) continue
    const inIt = new Set(found.people)
    const pairs = all.flatMap(({ id, joinsIn }, n) => {
      const earlier = all[n - 1]?.id ?? ''
      return joinsIn !== null && joinsIn <= at && inIt.has(id) && inIt.has(earlier) ? [`${earlier}>${id}`] : []
    })
    const joined = pairsIn(
      pairs,
      freezes.map((one) => one.joined),
      at,
    )
    const freeze = { people: inIt, eligible: new Set(eligible), joined: new Set(joined) }
    const elsewhere = freezes.map((before): Elsewhere => {
      const { came, back, gone, left } = between({ ...freeze, released: [] }, before)
      return {
        released: before.released,
        came: came.length + back.length,
        went: gone.length + left.length,
        back: back.length,
        left: left.length,
      }
    })
    const rows = all.filter(({ id }) => inIt.has(id))
    const analyst = new Analyst(rows.map(rowOf), variables, secret, [], {
      people: rows.map(({ id }) => id),
      elsewhere,
      joined: {
        name: joinedIn(freezes.length + 1),
        pairs: joined.map((pair) => {
          const [earlier, later] = pair.split('>').map((id) => rows.findIndex((one) => one.id === id))
          return [earlier!, later!] as const
        }),
      },
    })
    for (const one of questions) outputs.push(answer(analyst, one))
    if (analyst.released.length > 0) freezes.push({ ...freeze, released: analyst.released })
  }
  return { all, freezes, outputs }
}

/** Bands of one variable, the last for no answer. */
const bandsOf = (name: Name) => Array.from({ length: sizes[name] + 1 }, (_, band) => band)

/**
 * The attacker's knowledge as a programme. Unknowns: for each freeze, and for those who came and went between two, how many
 * people are in each cell of each pair of variables that was ever crossed, and in each band.
 */
function programme(freezes: readonly Frozen[]) {
  const unknowns = new Map<string, number>()
  const at = (name: string) => {
    const known = unknowns.get(name)
    if (known !== undefined) return known
    unknowns.set(name, unknowns.size)
    return unknowns.size - 1
  }
  const limits: Limit[] = []
  const limit = (parts: readonly (readonly [string, number])[], low: number, high: number) => {
    const of = new Map<number, number>()
    for (const [name, times] of parts) of.set(at(name), (of.get(at(name)) ?? 0) + times)
    limits.push({ of, low, high })
  }
  const sums = (whose: string, [first, second]: readonly Name[]) => {
    limit([...bandsOf(first!).map((i) => [`${whose}${first}=${i}`, 1] as const), [`${whose}all`, -1]], 0, 0)
    if (!second) return
    limit([...bandsOf(second).map((j) => [`${whose}${second}=${j}`, 1] as const), [`${whose}all`, -1]], 0, 0)
    for (const i of bandsOf(first!))
      limit(
        [
          ...bandsOf(second).map((j) => [`${whose}${first}=${i}&${second}=${j}`, 1] as const),
          [`${whose}${first}=${i}`, -1],
        ],
        0,
        0,
      )
    for (const j of bandsOf(second))
      limit(
        [
          ...bandsOf(first!).map((i) => [`${whose}${first}=${i}&${second}=${j}`, 1] as const),
          [`${whose}${second}=${j}`, -1],
        ],
        0,
        0,
      )
  }
  const shown = (name: string, count: number | null) => {
    if (count !== null) limit([[name, 1]], Math.max(fewest, count - 4), count + 4)
  }
  for (const [f, { released }] of freezes.entries())
    for (const table of released) {
      const whose = `${f}: `
      const kind = /^kind of (\w)$/.exec(table.variables[0]!)
      if (kind) {
        // "Answered" is every band but the last, and all other kinds together are the last.
        const name = kind[1] as Name
        const count = table.cells[0]![0]
        const bands = bandsOf(name)
          .slice(0, -1)
          .map((i) => [`${whose}${name}=${i}`, 1] as const)
        sums(whose, [name])
        if (count !== null && count !== undefined) limit(bands, Math.max(fewest, count - 4), count + 4)
        for (const [k, [cell]] of table.cells.slice(1).entries()) shown(`${whose}${name}~${k}`, cell!)
        limit(
          [
            ...table.cells.slice(1).map((_, k) => [`${whose}${name}~${k}`, 1] as const),
            [`${whose}${name}=${sizes[name]}`, -1],
          ],
          0,
          0,
        )
        shown(`${whose}all`, table.total)
        continue
      }
      const joined = /^joined in freeze \d+: (\w)$/.exec(table.variables[0]!)
      if (joined) {
        // How many pairs answered one question both times; every other line of the study is not among them.
        const [set, rest] = [`${whose}joined ${joined[1]}`, `${whose}joined not ${joined[1]}`]
        limit(
          [
            [set, 1],
            [rest, 1],
            [`${whose}all`, -1],
          ],
          0,
          0,
        )
        for (const [i, name] of [set, rest].entries()) shown(name, table.cells[i]![0]!)
        // Those whose answers are joined answered twice, so each of them is two of the lines with an answer.
        if (unknowns.has(`${whose}${joined[1]}=0`)) {
          const own = joined[1] as Name
          const answered = bandsOf(own)
            .slice(0, -1)
            .map((i) => [`${whose}${own}=${i}`, 1] as const)
          limit([...answered, [`${whose}beside joined ${own}`, -1], [set, -2]], 0, 0)
        }
        shown(`${whose}all`, table.total)
        continue
      }
      if (!table.variables.every((name) => (names as readonly string[]).includes(name))) continue
      const [first, second] = table.variables as Name[]
      sums(whose, second ? [first!, second] : [first!])
      shown(`${whose}all`, table.total)
      for (const [i, row] of table.cells.entries())
        for (const [j, count] of row.entries()) {
          const name = second ? `${whose}${first}=${i}&${second}=${j}` : `${whose}${first}=${i}`
          shown(name, count)
          // Told so closely that whoever tries all tables finds this one.
          if (table.known) limit([[name, 1]], table.known[i]![j]!, table.known[i]![j]!)
        }
      // Whoever knows the way through the questionnaire knows where nobody can be.
      for (const [i, j] of table.empty ?? [])
        limit([[second ? `${whose}${first}=${i}&${second}=${j}` : `${whose}${first}=${i}`, 1]], 0, 0)
      if (second) {
        for (const [i, count] of table.rows.entries()) shown(`${whose}${first}=${i}`, count)
        for (const [j, count] of table.columns!.entries()) shown(`${whose}${second}=${j}`, count)
      }
    }
  for (const [g, now] of freezes.entries())
    for (const [f, before] of freezes.slice(0, g).entries()) {
      const groups = Object.entries(between(now, before)).map(([who, people]) => ({
        whose: `${f}-${g} ${who}: `,
        many: people.length,
        sign: who === 'came' || who === 'back' ? 1 : -1,
      }))
      const joined = (set: string) =>
        limit(
          [
            [`${f}: ${set}`, 1],
            [`${g}: ${set}`, -1],
            ...groups.map(({ whose, sign }) => [`${whose}${set}`, sign] as const),
          ],
          0,
          0,
        )
      for (const { whose, many } of groups) limit([[`${whose}all`, 1]], many, many)
      joined('all')
      // Pairs that came and went between two freezes: how many in all is taken as known.
      const [newer, older] = [now.joined, before.joined]
      const changes = {
        came: [...newer].filter((pair) => !older.has(pair)).length,
        went: [...older].filter((pair) => !newer.has(pair)).length,
      }
      for (const name of names) {
        const [one, other] = [`${f}: joined ${name}`, `${g}: joined ${name}`]
        if (!unknowns.has(one) || !unknowns.has(other)) continue
        const own = (who: 'came' | 'went') => `${f}-${g} pairs ${who}: joined ${name}`
        limit(
          [
            [one, 1],
            [own('came'), 1],
            [own('went'), -1],
            [other, -1],
          ],
          0,
          0,
        )
        for (const who of ['came', 'went'] as const) limit([[own(who), 1]], 0, changes[who])
      }
      const both = now.released.filter(({ variables }) =>
        variables.every((name) => (names as readonly string[]).includes(name)),
      )
      for (const { variables } of both) {
        const pair = variables as Name[]
        for (const { whose } of groups) sums(whose, pair)
        const sets = [
          ...pair.flatMap((name) => bandsOf(name).map((i) => `${name}=${i}`)),
          ...(pair[1]
            ? bandsOf(pair[0]!).flatMap((i) => bandsOf(pair[1]!).map((j) => `${pair[0]}=${i}&${pair[1]}=${j}`))
            : []),
        ]
        for (const set of sets) if (unknowns.has(`${f}: ${set}`) && unknowns.has(`${g}: ${set}`)) joined(set)
      }
    }
  return { unknowns, limits }
}

/** How many people really are in a set that the attacker asks for; null where it is one of kinds of answers. */
function reallyIn(set: string, freezes: readonly Frozen[], all: readonly Someone[]): number | null {
  const [whose, which] = set.split(': ') as [string, string]
  if (which.includes('~')) return null
  if (which.includes('joined')) return reallyJoined(whose, which, freezes, all)
  const pair = /^(\d+)-(\d+) (came|back|gone|left)$/.exec(whose)
  const people = pair
    ? new Set(between(freezes[Number(pair[2])]!, freezes[Number(pair[1])]!)[pair[3] as 'came'])
    : freezes[Number(whose)]!.people
  const isIn = ({ id }: Someone) => people.has(id)
  const bands = which === 'all' ? [] : which.split('&').map((one) => one.split('=') as [Name, string])
  return all.filter((one) => isIn(one) && bands.every(([name, band]) => one.answers[name] === Number(band))).length
}

/** The same for pairs of answers of the same person, who answered a question both times. */
function reallyJoined(whose: string, which: string, freezes: readonly Frozen[], all: readonly Someone[]) {
  const name = which.at(-1) as Name
  const known = new Map(all.map((one) => [one.id, one]))
  const answered = (pair: string) => pair.split('>').every((id) => known.get(id)!.answers[name] < sizes[name])
  const [, f, g, who] = /^(\d+)-(\d+) pairs (came|went)$/.exec(whose) ?? []
  if (who) {
    const [older, newer] = [freezes[Number(f)]!.joined, freezes[Number(g)]!.joined]
    const [those, others] = who === 'came' ? [newer, older] : [older, newer]
    return [...those].filter((pair) => !others.has(pair) && answered(pair)).length
  }
  const { joined, people } = freezes[Number(whose)]!
  const twice = [...joined].filter(answered).length
  if (which.startsWith('joined not')) return people.size - twice
  if (which.startsWith('joined')) return twice
  return [...people].filter((id) => known.get(id)!.answers[name] < sizes[name]).length - 2 * twice
}

test('whoever takes a link back, or joins late, is never the only one between two freezes', () => {
  let [pairs, changes] = [0, 0]
  fc.assert(
    fc.property(story, (told) => {
      const { freezes } = lived(told as never)
      for (const [g, now] of freezes.entries())
        for (const before of freezes.slice(0, g)) {
          const came = [...now.joined].filter((pair) => !before.joined.has(pair)).length
          const went = [...before.joined].filter((pair) => !now.joined.has(pair)).length
          for (const many of [came, went]) assert.ok(many === 0 || many >= fewest, `${many} pairs`)
          pairs += now.joined.size
          changes += came + went
        }
    }),
    { numRuns: 60 },
  )
  assert.ok(pairs > 0 && changes > 0, 'some joined, and some of them came or went')
})

test('no attacker with all tables of all freezes pins any set of people below ten', () => {
  let pinned = 0
  let small = 0
  fc.assert(
    fc.property(story, (told) => {
      const { all, freezes } = lived(told as never)
      if (freezes.length === 0) return
      const { unknowns, limits } = programme(freezes)
      const found = new Programme(unknowns.size, limits)
      for (const [name, unknown] of unknowns) {
        // How many came and went is known; and who is left out by chance, nobody can name.
        if (/(came|gone): all$|(back|left): /.test(name)) continue
        // What really is can be, so only a set of one to nine can be pinned to one to nine.
        const really = reallyIn(name, freezes, all)
        if (really !== null && (really === 0 || really >= fewest)) continue
        small++
        const { least, most } = found.leastAndMost(unknown)
        if (really !== null)
          assert.ok(least < really + 1e-4 && most > really - 1e-4, `${name} is ${really}, not ${least} to ${most}`)
        if (Math.ceil(least - 1e-4) >= 1 && Math.floor(most + 1e-4) < fewest) pinned++
        assert.ok(
          !(Math.ceil(least - 1e-4) >= 1 && Math.floor(most + 1e-4) < fewest),
          `${name} is ${really}: ${least} to ${most}`,
        )
      }
    }),
    { numRuns: Number(process.env.ATTACKS ?? 25) },
  )
  assert.equal(pinned, 0)
  assert.ok(small > 50, `only ${small} sets were attacked`)
})

test('nothing that is told beside the tables is finer than it may be', () => {
  fc.assert(
    fc.property(story, (told) => {
      for (const { says, table, plot, n } of lived(told as never).outputs) {
        // Counts are multiples of five from ten on, wherever they stand.
        for (const cell of (table?.rows ?? []).flatMap((row) => row.slice(1)))
          if (/^\d+( \(|$)/.test(cell))
            assert.ok(Number.parseInt(cell, 10) >= fewest && Number.parseInt(cell, 10) % 5 === 0, cell)
        if (plot?.kind === 'bars')
          for (const { value } of plot.bars) assert.ok(value === null || (value >= fewest && value % 5 === 0))
        for (const [, count] of n.matchAll(/about (\d+)/g))
          assert.ok(Number(count) >= fewest && Number(count) % 5 === 0, n)
        for (const words of says) assert.doesNotMatch(words, /\b[1-9] people/)
      }
    }),
    { numRuns: 60 },
  )
})
