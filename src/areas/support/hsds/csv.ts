/**
 * Services as tables, one CSV file for each kind of thing, and back. Pure.
 * A line of one table belongs to a line of another by its id, as the standard's data package says.
 */
import { CsvError } from 'csv-parse'
import { parse } from 'csv-parse/sync'
import { stringify } from 'csv-stringify/sync'
import { checkFields, type Finding, isObject, type Json, type JsonObject } from './check.ts'
import { type Entity, entities, entityNamed, linkColumn } from './shape.ts'

/** A table as it came: its name, and its text. */
export interface TableFile {
  readonly name: string
  readonly entity: Entity
  readonly text: string
}

interface Line {
  readonly where: string
  readonly fields: JsonObject
  readonly findings: readonly Finding[]
}

/** A service put together from lines, with what was found on each of them. */
export interface Gathered {
  readonly service: JsonObject
  readonly where: string
  readonly findings: readonly Finding[]
}

export const mostLines = 50_000
const mostColumns = 200
/** letters of one line */
const mostRecord = 1_000_000
/** Letters of all services together, with what they share told in each: more is no directory, but a file made to grow. */
const mostTogether = 30_000_000

/** Says why tables are not read; never leaves this file but as a sentence. */
class NotRead extends Error {}

/**
 * A cell that a spreadsheet would run as a formula gets an apostrophe before it, and one apostrophe is taken away again
 * when such a cell comes back. Numbers and phone numbers are no formulas. Source: OWASP, "CSV injection".
 */
const runs = /^'*[=+\-@\t\r]/
const harmless = /^[+-]?[\d\s().-]+$/
export const guardCell = (text: string) => (runs.test(text) && !harmless.test(text) ? `'${text}` : text)
export const unguardCell = (text: string) => (text.startsWith("'") && runs.test(text) ? text.slice(1) : text)

/** @throws CsvError when the quotes do not fit together */
function linesOf({ name, entity, text }: TableFile): { lines: Line[]; findings: Finding[] } {
  const records = parse(text, {
    bom: true,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: mostRecord,
  }) as unknown as {
    record: string[]
    info: { lines: number }
  }[]
  const findings: Finding[] = []
  const [head, ...rest] = records
  const columns = head?.record.map((one) => one.trim()) ?? []
  if (columns.length > mostColumns) throw new NotRead(`${name} has too many columns.`)
  const twice = columns.find((one, at) => columns.indexOf(one) !== at)
  if (twice !== undefined)
    findings.push({ where: `${name} line 1`, says: `Two columns are called “${twice}”.`, blocks: true })
  for (const needed of ['id', ...entity.tableNeeds])
    if (!columns.includes(needed))
      findings.push({ where: `${name} line 1`, says: `The column “${needed}” is missing.`, blocks: needed === 'id' })
  for (const column of columns)
    if (!(column in entity.fields))
      findings.push({
        where: `${name} line 1, column ${column}`,
        says: 'The standard does not know this. We keep it.',
        blocks: false,
      })
  let before = head?.info.lines ?? 1
  const lines = rest.map(({ record, info }) => {
    const where = `${name} line ${before + 1}`
    before = info.lines
    const own: Finding[] = []
    const at = (column: string) => `${where}, column ${column}`
    if (record.length > columns.length)
      own.push({ where, says: `It has ${record.length} cells, but there are ${columns.length} columns.`, blocks: true })
    const fields: Record<string, Json> = {}
    for (const [index, column] of columns.entries()) {
      const cell = record[index] ?? ''
      // Text that must be there may be empty; any other empty cell says nothing.
      const mayBeEmpty = entity.fields[column] === 'text!'
      if ((cell === '' && !mayBeEmpty) || column === '' || column === '__proto__') continue
      const number =
        entity.fields[column]?.replace('!', '') === 'number' && cell.trim() !== '' ? Number(cell) : Number.NaN
      fields[column] = Number.isFinite(number) ? number : unguardCell(cell)
    }
    for (const needed of entity.tableNeeds)
      if (columns.includes(needed) && fields[needed] === undefined)
        own.push({ where: at(needed), says: 'It is missing.', blocks: false })
    checkFields(fields, entity, at, (place, says, blocks = true) => own.push({ where: place, says, blocks }))
    return { where, fields, findings: own }
  })
  return { lines, findings }
}

/**
 * Put services together from tables.
 *
 * @returns services in the order of their lines, and what was found that belongs to none of them;
 * a sentence when a table cannot be read at all
 */
export function gather(files: readonly TableFile[]): { services: Gathered[]; findings: Finding[] } | string {
  const tables = new Map<string, Line[]>()
  const findings: Finding[] = []
  for (const file of files) {
    try {
      const read = linesOf(file)
      tables.set(file.entity.name, (tables.get(file.entity.name) ?? []).concat(read.lines))
      findings.push(...read.findings)
    } catch (error) {
      if (error instanceof NotRead) return error.message
      if (!(error instanceof CsvError)) throw error
      const { lines } = error as { lines?: number }
      return `${file.name}: the quotes${lines ? ` near line ${lines}` : ''} do not fit together.`
    }
    if ((tables.get(file.entity.name)?.length ?? 0) > mostLines) return `${file.name} is too long. Cut it in parts.`
  }
  const broken = findings.find(({ blocks }) => blocks)
  if (broken) return `${broken.where}: ${broken.says}`
  const byId = new Map<string, Map<string, Line>>()
  for (const [name, lines] of tables) {
    const known = new Map<string, Line>()
    byId.set(name, known)
    for (const line of lines) {
      const id = String(line.fields.id ?? '')
      if (known.has(id) && id)
        findings.push({ where: line.where, says: 'Another line has the same id. This one is left out.', blocks: true })
      else known.set(id, line)
    }
  }
  const used = new Set<Line>()
  /** Lines of one table by what they belong to, each index made once. */
  const indexes = new Map<string, Map<Json | undefined, Line[]>>()
  const linesBy = (table: string, column: string, id: Json | undefined) => {
    const key = `${table} ${column}`
    const index = indexes.get(key) ?? Map.groupBy(byId.get(table)?.values() ?? [], ({ fields }) => fields[column])
    indexes.set(key, index)
    return id === undefined ? [] : (index.get(id) ?? [])
  }

  let together = 0
  function nest(entity: Entity, line: Line, without: string | null, collect: Finding[]): JsonObject {
    used.add(line)
    together += sizeOf(line)
    if (together > mostTogether) throw new NotRead('Put together, this directory is too big. Cut it in parts.')
    collect.push(...line.findings)
    const made: Record<string, Json> = { ...line.fields }
    if (without) delete made[without]
    if (without === 'link_id') delete made.link_entity
    for (const [list, child] of Object.entries(entity.many)) {
      const link = linkColumn(entity.name, child)
      const inside = linesBy(child, link, line.fields.id).filter(
        ({ fields }) => link !== 'link_id' || !fields.link_entity || fields.link_entity === entity.name,
      )
      if (inside.length > 0) made[list] = inside.map((one) => nest(entityNamed(child), one, link, collect))
    }
    for (const [name, { entity: other, by }] of Object.entries(entity.one)) {
      const id = line.fields[by]
      const found = typeof id === 'string' ? byId.get(other)?.get(id) : undefined
      if (found) {
        delete made[by]
        made[name] = nest(entityNamed(other), found, null, collect)
      } else if (id !== undefined && tables.has(other))
        collect.push({
          where: `${line.where}, column ${by}`,
          says: `No line of ${entityNamed(other).file} has this id.`,
          blocks: true,
        })
    }
    return made
  }

  const services: Gathered[] = []
  try {
    for (const line of byId.get('service')?.values() ?? []) {
      const collect: Finding[] = []
      const service = nest(entityNamed('service'), line, null, collect)
      services.push({ service, where: line.where, findings: [...new Set(collect)] })
    }
  } catch (error) {
    if (error instanceof NotRead) return error.message
    throw error
  }
  for (const lines of byId.values())
    for (const line of lines.values())
      if (!used.has(line))
        findings.push({ where: line.where, says: 'No service uses this line, so it is left out.', blocks: true })
  return { services, findings }
}

/** Letters that a line takes, told once. */
function sizeOf(line: Line): number {
  const known = sizes.get(line)
  if (known !== undefined) return known
  let size = 50
  for (const [name, value] of Object.entries(line.fields)) size += name.length + String(value).length + 6
  sizes.set(line, size)
  return size
}
const sizes = new WeakMap<Line, number>()

/** Tables by the name of their file, each with a line for every thing; the same thing in two services is one line. */
export function tablesOf(services: readonly JsonObject[]): Map<string, Record<string, Json>[]> {
  const tables = new Map<string, Record<string, Json>[]>()
  const byId = new Map<string, Record<string, Json>>()

  function put(entity: Entity, thing: JsonObject, links: Record<string, Json>) {
    const line: Record<string, Json> = {}
    for (const [field, value] of Object.entries(thing)) {
      const child = entity.many[field]
      const single = entity.one[field]
      if (child !== undefined && Array.isArray(value)) {
        const link = linkColumn(entity.name, child)
        for (const one of value)
          if (isObject(one))
            put(entityNamed(child), one, {
              [link]: thing.id ?? null,
              ...(link === 'link_id' ? { link_entity: entity.name } : {}),
            })
      } else if (single && isObject(value)) {
        line[single.by] = value.id ?? null
        put(entityNamed(single.entity), value, {})
      } else if (value !== null && value !== '') line[field] = typeof value === 'object' ? JSON.stringify(value) : value
    }
    Object.assign(line, links)
    const key = `${entity.name} ${String(line.id)}`
    const known = byId.get(key)
    // What belongs to two others has a column for each.
    const fits =
      known && Object.entries(line).every(([name, value]) => known[name] === undefined || known[name] === value)
    if (known && fits) Object.assign(known, line)
    else {
      byId.set(key, line)
      tables.set(entity.file, [...(tables.get(entity.file) ?? []), line])
    }
  }

  for (const service of services) put(entityNamed('service'), service, {})
  return tables
}

/** One table as a file, with the columns of the standard that it uses and its own after them. */
export function csvOf(file: string, lines: readonly Readonly<Record<string, Json>>[]): string {
  const entity = [...entities.values()].find((one) => one.file === file)!
  const inUse = new Set(lines.flatMap((line) => Object.keys(line)))
  const needed = ['id', ...entity.tableNeeds]
  const known = Object.keys(entity.fields).filter((one) => inUse.has(one) || needed.includes(one))
  const columns = [...known, ...[...inUse].filter((one) => !known.includes(one))]
  const cell = (value: Json | undefined) => (typeof value === 'string' ? guardCell(value) : (value ?? ''))
  return stringify([
    columns.map((one) => guardCell(one)),
    ...lines.map((line) => columns.map((one) => cell(line[one]))),
  ])
}
