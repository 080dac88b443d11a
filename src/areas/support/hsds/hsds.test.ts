import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from '../../../../test/fuzz.ts'
import { isRefusal } from '../../../kit/refuse.ts'
import { nations } from '../hours/holidays.ts'
import { each, type Hours, weekdays } from '../hours/rules.ts'
import { nationOf } from '../near/rules.ts'
import { sourceKindNames } from '../sources/source-kinds.ts'
import type { Json, JsonObject } from './check.ts'
import { csvOf, guardCell, tablesOf, unguardCell } from './csv.ts'
import { readDirectory, type SentFile } from './file.ts'
import { type Columns, columnsOf, idWithin, serviceOf } from './lens.ts'
import { type Entity, entities, entityNamed, linkColumn, type Rule } from './shape.ts'

const file = (name: string, text: string | Buffer): SentFile => ({ name, bytes: Buffer.from(text as string) })
const json = (value: unknown) => file('services.json', JSON.stringify(value))
const read = (...files: SentFile[]) => {
  const directory = readDirectory(files)
  if (isRefusal(directory)) throw new Error(directory.because)
  return directory
}
const refused = (...files: SentFile[]) => {
  const directory = readDirectory(files)
  assert.ok(isRefusal(directory))
  return directory.because
}

// Services of every shape, made from the description itself.
const text = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }).filter((one) => !one.includes('\0')),
  fc.constantFrom('=1+1', '@SUM(A1)', '+44 1234 567890', "'=x", '-', 'a, "b"\nc', '\tx', 'Zoë', 'line\r\nend', '-3.5'),
)
const two = (n: number) => String(n).padStart(2, '0')
const day = fc
  .tuple(fc.integer({ min: 2000, max: 2035 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 28 }))
  .map(([year, month, date]) => `${year}-${two(month)}-${two(date)}`)
const time = fc.tuple(fc.nat(23), fc.nat(59)).map(([hour, minute]) => `${two(hour)}:${two(minute)}:00`)
const values: Record<string, fc.Arbitrary<Json>> = {
  text,
  uuid: fc.uuid(),
  uri: fc.webUrl(),
  email: fc.constantFrom('a@example.org', 'help.line@sub.example.org'),
  number: fc.oneof(
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => (Object.is(n, -0) ? 0 : n)),
  ),
  date: day,
  time,
  'date-time': fc.tuple(day, time).map(([one, other]) => `${one}T${other}Z`),
}
const valueFor = (rule: Rule) => {
  const kind = rule.replace('!', '')
  return kind.includes('|') ? fc.constantFrom(...kind.split('|')) : values[kind]!
}
/** Ids that only say what stands in what are left to the nesting. */
const links = new Set([
  ...[...entities.values()].flatMap((one) => Object.values(one.many).map((child) => linkColumn(one.name, child))),
  ...[...entities.values()].flatMap((one) => Object.values(one.one).map(({ by }) => by)),
  'link_entity',
  'id',
])
function thing(entity: Entity, depth: number): fc.Arbitrary<JsonObject> {
  const fields = Object.entries(entity.fields).filter(([name]) => !links.has(name))
  const needed = fields.filter(([, rule]) => rule.endsWith('!')).map(([name]) => name)
  const model: Record<string, fc.Arbitrary<Json>> = Object.fromEntries(
    fields.map(([name, rule]) => [name, valueFor(rule)]),
  )
  if (depth > 0) {
    for (const [name, child] of Object.entries(entity.many))
      model[name] = fc.array(thing(entityNamed(child), depth - 1), { minLength: 1, maxLength: 2 })
    for (const [name, { entity: other }] of Object.entries(entity.one))
      model[name] = thing(entityNamed(other), depth - 1)
  }
  return fc.record(model, { requiredKeys: needed, noNullPrototype: true }) as fc.Arbitrary<JsonObject>
}
/** Every thing gets an id of its own. */
function numbered(value: Json, path: string): Json {
  if (Array.isArray(value)) return value.map((one, at) => numbered(one, `${path} ${at}`))
  if (typeof value !== 'object' || value === null) return value
  const inside = Object.entries(value).map(([name, one]) => [name, numbered(one, `${path} ${name}`)])
  return { id: idWithin('test', path), ...Object.fromEntries(inside) }
}
const services = fc
  .array(thing(entityNamed('service'), 3), { minLength: 1, maxLength: 3 })
  .map((all) => numbered(all, '') as JsonObject[])

const sameData = (one: unknown, other: unknown) =>
  assert.deepEqual(JSON.parse(JSON.stringify(one)), JSON.parse(JSON.stringify(other)))
const filesOf = (all: readonly JsonObject[]) =>
  [...tablesOf(all)].map(([name, lines]) => file(name, csvOf(name, lines)))
/** Tables as sets of lines, whatever the order of lines and columns. */
const asSets = (files: readonly SentFile[]) =>
  Object.fromEntries(
    files.map(({ name, bytes }) => [name, new Set(Buffer.from(bytes).toString().split('\n').slice(1))] as const),
  )

describe('What goes in comes out', () => {
  test('any services that fit the standard come out of JSON as the same data', () => {
    fc.assert(
      fc.property(services, (all) => {
        const { services: found, findings } = read(json(all))
        assert.deepEqual(
          findings.filter(({ blocks }) => blocks),
          [],
        )
        assert.ok(found.every(({ fits }) => fits))
        sameData(
          found.map(({ service }) => serviceOf(String(service.id), columnsOf(service), service)),
          all,
        )
      }),
      { numRuns: 60 },
    )
  })

  test('and through CSV tables too, lines and all', () => {
    fc.assert(
      fc.property(services, (all) => {
        const files = filesOf(all)
        const { services: found, findings } = read(...files)
        assert.deepEqual(
          findings.filter(({ blocks }) => blocks),
          [],
        )
        const bare = ({ organization_id, program_id, ...rest }: JsonObject) => rest
        sameData(
          found.map(({ service }) => bare(service)),
          all.map(bare),
        )
        assert.deepEqual(asSets(filesOf(found.map(({ service }) => service))), asSets(files))
      }),
      { numRuns: 40 },
    )
  })

  const optional = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: null })
  const plain = fc.stringMatching(/^[A-Za-z][A-Za-z ]{0,10}[a-z]$/)
  const postcode = optional(fc.constantFrom('BS5 7AB', 'EH1 1AA', 'BT1 5GS'))
  const hours = (nation: Hours['nation']): fc.Arbitrary<Hours> =>
    fc.record(
      {
        regular: fc.array(
          fc
            .record({ days: fc.subarray([...weekdays], { minLength: 1 }), until: optional(day) })
            .map(({ days, until }) => ({ ...each, days, until, opens: '09:00', closes: '17:30' })),
          { minLength: 1, maxLength: 2 },
        ),
        exceptions: fc.array(
          day.map((one) => ({ from: one, to: one, spans: [], why: 'training' })),
          { maxLength: 1 },
        ),
        holidays: optional(
          fc.record(
            {
              nation: fc.constantFrom(...(Object.keys(nations) as (keyof typeof nations)[])),
              is: fc.constantFrom('closed', 'open'),
            },
            { noNullPrototype: true },
          ),
        ) as fc.Arbitrary<Hours['holidays']>,
        nation: fc.constant(nation),
        words: optional(plain),
      },
      { noNullPrototype: true },
    )
  const columns: fc.Arbitrary<Columns> = postcode.chain((code) =>
    fc.record(
      {
        name: plain,
        about: optional(plain),
        kind: fc.constantFrom(...sourceKindNames),
        for_whom: optional(plain),
        stages: fc.subarray(['school', 'adult']),
        topics: fc.subarray(['sleep', 'epilepsy']),
        condition: fc.boolean(),
        area: optional(plain),
        address: optional(fc.array(plain, { minLength: 1, maxLength: 4 }).map((lines) => lines.join('\n'))),
        postcode: fc.constant(code),
        latitude: fc.constant(51.4),
        longitude: fc.constant(-2.5),
        phone: optional(fc.constantFrom('01632 960001', '0800 000')),
        email: optional(fc.constant('a@example.org')),
        web: optional(fc.constant('https://example.org/')),
        cost: optional(plain),
        languages: fc.subarray(['English', 'Welsh']),
        access: optional(plain),
        assured_date: optional(day),
        hours: optional(hours(nationOf(code))),
        closed: fc.boolean(),
      },
      { noNullPrototype: true },
    ),
  )

  test('what is changed here is what goes out, and a source made here fits the standard', () => {
    const id = idWithin('test', 'own')
    fc.assert(
      fc.property(
        columns,
        fc.option(
          services.map(([first]) => first!),
          { nil: null },
        ),
        (source, before) => {
          const made = serviceOf(id, source, before)
          assert.deepEqual(columnsOf(made), source)
          const { findings } = read(json(made))
          assert.deepEqual(
            findings.filter(({ blocks }) => blocks),
            [],
          )
        },
      ),
      { numRuns: 150 },
    )
  })
})

const good = { id: idWithin('test', 'good'), name: 'Night line', status: 'active' }

describe('A report says what does not fit, and where', () => {
  const says = (...files: SentFile[]) => read(...files).findings.map(({ where, says }) => `${where}: ${says}`)

  test('in JSON by its path', () => {
    const bad = { ...good, url: 'www.example.org', status: 'open', schedules: [{ id: '1', opens_at: '9am' }] }
    assert.deepEqual(says(json({ contents: [good, bad] })), [
      '$.contents[1].url: It is no web address. One begins with https://',
      '$.contents[1].status: It must be one of: active, inactive, defunct, temporarily closed.',
      '$.contents[1].schedules[0].id: It is no UUID.',
      '$.contents[1].schedules[0].opens_at: It is no time of day. A time looks like 09:30.',
      '$.contents[1].id: Another service has the same id. This one is left out.',
    ])
  })

  test('in CSV by its line and column', () => {
    const head = 'id,organization_id,name,status,url\n'
    const org = idWithin('test', 'org')
    const services = file(
      'services.csv',
      `${head}${good.id},${org},"Night\nline",active,\n${idWithin('test', '2')},,Day line,active,example\n`,
    )
    const phones = file('phones.csv', `id,service_id,number\n${idWithin('test', '3')},${idWithin('test', '4')},0800\n`)
    assert.deepEqual(says(services, phones, file('prices.csv', 'id\n')), [
      'prices.csv: The standard has no table of this name, so it is left out.',
      'phones.csv line 2: No service uses this line, so it is left out.',
      'services.csv line 4, column organization_id: It is missing.',
      'services.csv line 4, column url: It is no web address. One begins with https://',
    ])
    assert.deepEqual(
      read(services).services.map(({ fits }) => fits),
      [true, false],
    )
  })

  test('what the standard does not know is kept, and said', () => {
    const { services, findings } = read(json([{ ...good, constructor: { prototype: 1 }, fees_in_pounds: 3 }]))
    assert.equal(services[0]!.fits, true)
    assert.equal(findings.filter(({ says }) => says.startsWith('The standard does not know')).length, 2)
  })
})

describe('Hostile files are refused in words', () => {
  test('nested deep, too big, not UTF-8, not JSON, empty', () => {
    assert.equal(refused(file('a.json', '['.repeat(1_000_000))), 'a.json is nested too deep to be a directory.')
    assert.equal(
      refused(file('a.json', `{"a":${'{"a":'.repeat(50)}1${'}'.repeat(50)}}`)),
      'a.json is nested too deep to be a directory.',
    )
    assert.equal(
      refused({ name: 'a.json', bytes: Buffer.alloc(50 * 1024 * 1024, 32) }),
      'a.json is too big. The most is 10 MB.',
    )
    assert.equal(
      refused({ name: 'a.json', bytes: Buffer.from([0x7b, 0xff, 0xfe]) }),
      'a.json is not saved as UTF-8. Save it again as UTF-8.',
    )
    assert.match(refused(file('a.json', '{\n"id": \n}')), /^a\.json is not JSON/)
    assert.equal(
      refused(file('a.csv', 'id,name\n1,2\n')),
      'There is no file called services.csv. Send it together with the others.',
    )
    assert.match(refused(file('services.csv', 'id,name\n"1,2\n')), /quotes/)
    assert.equal(refused(), 'Choose the file.')
    assert.equal(refused(json([])), 'There is no service in this file.')
  })

  test('numbers and names that cannot be kept do not fit', () => {
    const wrong = (text: string) => read(file('a.json', text)).services.map(({ fits }) => fits)
    assert.deepEqual(wrong(`{"id":"${good.id}","name":"a","status":"active","minimum_age":1e999}`), [false])
    assert.deepEqual(wrong(`{"id":"${good.id}","name":"a","status":"active","__proto__":{"a":1}}`), [false])
    assert.deepEqual(wrong(`{"id":"${good.id}","name":"a\\u0000","status":"active"}`), [false])
    assert.deepEqual(wrong(`{"id":"${good.id}","name":"a","status":"active","x":["\\ud800"]}`), [false])
    assert.deepEqual(wrong('[1, null, "a"]'), [])
  })

  test('a cell never runs as a formula in a spreadsheet, and comes back as it was', () => {
    for (const cell of [
      '=1+1',
      '@x',
      '+cmd',
      '-cmd',
      "'=1",
      "''=1",
      '\tx',
      'plain',
      "'plain",
      '+44 1234 567890',
      '-3.5',
    ]) {
      assert.equal(unguardCell(guardCell(cell)), cell)
      assert.doesNotMatch(guardCell(cell), /^[=@\t\r]|^[+-](?![\d\s().-]*$)/)
    }
  })
})
