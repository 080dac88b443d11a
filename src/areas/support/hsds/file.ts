/** A directory as it is sent: one JSON file, or the CSV files of its tables. Hostile files are refused in words. */
import { depthOfJson } from '../../../kit/json-depth.ts'
import { type Refusal, refuse } from '../../../kit/refuse.ts'
import { checkService, type Finding, isObject, type Json, type JsonObject } from './check.ts'
import { gather, type TableFile } from './csv.ts'
import { entityOfFile } from './shape.ts'

export interface SentFile {
  readonly name: string
  readonly bytes: Uint8Array
}

export interface ReadService {
  readonly service: JsonObject
  readonly where: string
  /** nothing of it stands against the standard */
  readonly fits: boolean
}

export interface ReadDirectory {
  readonly services: readonly ReadService[]
  readonly findings: readonly Finding[]
}

export const mostServices = 5000
export const mostBytes = 10 * 1024 * 1024
/** The standard needs eleven levels; more than this is no directory. */
const mostDepth = 40

/** Nobody could look through more. */
const mostFindings = 100_000

const wrong = (because: string) => refuse(because, 422, { file: because })

const tooMany = wrong(`There are more than ${mostServices} services. Cut the file in parts.`)

function textOf({ name, bytes }: SentFile): string | Refusal {
  if (bytes.length > mostBytes) return wrong(`${name} is too big. The most is 10 MB.`)
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    if (text.includes('\0')) return wrong(`${name} is not a text file. Save it as JSON or CSV.`)
    return text
  } catch {
    return wrong(`${name} is not saved as UTF-8. Save it again as UTF-8.`)
  }
}

function fromJson(name: string, text: string): ReadDirectory | Refusal {
  if (depthOfJson(text) > mostDepth) return wrong(`${name} is nested too deep to be a directory.`)
  let read: Json
  try {
    read = JSON.parse(text)
  } catch (error) {
    const at = /position (\d+)/.exec((error as Error).message)?.[1]
    const line = at ? text.slice(0, Number(at)).split('\n').length : null
    return wrong(`${name} is not JSON${line ? `: look at line ${line}` : ''}.`)
  }
  const page = isObject(read) && Array.isArray(read.contents) ? read.contents : null
  const listed = page ?? (Array.isArray(read) ? read : [read])
  const path = (at: number) => (page ? `$.contents[${at}]` : Array.isArray(read) ? `$[${at}]` : '$')
  const findings: Finding[] = []
  const services: ReadService[] = []
  const seen = new Set<string>()
  if (listed.length > mostServices) return tooMany
  for (const [at, one] of listed.entries()) {
    const found = checkService(one, path(at))
    const id = isObject(one) ? String(one.id).toLowerCase() : ''
    if (seen.has(id) && isObject(one))
      found.push({
        where: `${path(at)}.id`,
        says: 'Another service has the same id. This one is left out.',
        blocks: true,
      })
    seen.add(id)
    for (const one of found) findings.push(one)
    if (findings.length > mostFindings)
      return wrong(`${name} has too much that does not fit. Look at ${findings[0]!.where}.`)
    if (isObject(one)) services.push({ service: one, where: path(at), fits: !found.some(({ blocks }) => blocks) })
  }
  return { services, findings }
}

function fromTables(files: readonly { name: string; text: string }[]): ReadDirectory | Refusal {
  const findings: Finding[] = []
  const tables: TableFile[] = []
  for (const { name, text } of files) {
    const entity = entityOfFile(name)
    if (entity) tables.push({ name, entity, text })
    else
      findings.push({ where: name, says: 'The standard has no table of this name, so it is left out.', blocks: true })
  }
  if (!tables.some(({ entity }) => entity.name === 'service'))
    return wrong('There is no file called services.csv. Send it together with the others.')
  const gathered = gather(tables)
  if (typeof gathered === 'string') return wrong(gathered)
  const services = gathered.services.map(({ service, where, findings }) => ({
    service,
    where,
    fits: !findings.some(({ blocks }) => blocks),
  }))
  const each = gathered.services.flatMap((one) => one.findings)
  return { services, findings: [...new Set([...findings, ...gathered.findings, ...each])] }
}

/**
 * Read a directory.
 *
 * @param files one JSON file, holding a service, a list of them, or a page of a list; or CSV files by the names of their tables
 * @returns its services, those that fit and those that do not, and all that was found; or a refusal of the whole
 */
export function readDirectory(files: readonly SentFile[]): ReadDirectory | Refusal {
  if (files.length === 0) return wrong('Choose the file.')
  if (files.length > 40) return wrong('These are too many files.')
  const texts: { name: string; text: string }[] = []
  for (const file of files) {
    const text = textOf(file)
    if (typeof text !== 'string') return text
    texts.push({ name: file.name, text: text.replace(/^\ufeff/, '') })
  }
  const json = texts.filter(
    ({ name, text }) => /\.json$/i.test(name) || (!/\.csv$/i.test(name) && /^\s*[[{]/.test(text)),
  )
  if (json.length > 1 || (json.length === 1 && texts.length > 1))
    return wrong('Send one JSON file, or the CSV files of one directory.')
  const read = json[0] ? fromJson(json[0].name, json[0].text) : fromTables(texts)
  if ('services' in read && read.services.length > mostServices) return tooMany
  if ('services' in read && read.services.length === 0 && read.findings.length === 0)
    return wrong('There is no service in this file.')
  return read
}
