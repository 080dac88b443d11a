/** Whether a service fits the standard, and what does not, value by value. Pure. */
import { isDay } from '../hours/london.ts'
import { type Entity, entityNamed, keptUnchecked, type Rule } from './shape.ts'

export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json }
export type JsonObject = { readonly [name: string]: Json }

export interface Finding {
  /** where it is: "services.csv line 4, column url", or "$.contents[0].url" */
  readonly where: string
  /** what is wrong with it, in a sentence */
  readonly says: string
  /** false: it is kept, and only worth knowing */
  readonly blocks: boolean
}

type Add = (where: string, says: string, blocks?: boolean) => void

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
const email = /^[^\s@<>()[\],;:"\\]+@[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/i
/** With or without seconds and an offset: the standard's own examples leave the offset out. */
const time = /^([01]\d|2[0-3]):[0-5]\d(:([0-5]\d|60)(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?$/i

const isWebAddress = (text: string) => {
  const url = URL.canParse(text) ? new URL(text) : null
  return url !== null && /^(https?|mailto|tel|ftp|urn):$/.test(url.protocol)
}

const isMoment = (text: string) => {
  const [day = '', clock = ''] = text.split(/[Tt ]/)
  return isDay(day) && time.test(clock)
}

/** What is wrong with one value, or null. */
export function wrongWith(value: Json, rule: Rule): string | null {
  const kind = rule.replace(/!$/, '')
  if (kind === 'number')
    return typeof value === 'number' && Number.isFinite(value) ? null : 'It must be a number we can keep.'
  if (typeof value !== 'string') return 'It must be text.'
  if (!value.isWellFormed() || value.includes('\0')) return 'Some of its letters are broken.'
  if (kind.includes('|'))
    return kind.split('|').includes(value) ? null : `It must be one of: ${kind.replaceAll('|', ', ')}.`
  if (kind === 'text') return null
  if (kind === 'uuid') return uuid.test(value) ? null : 'It is no UUID.'
  if (kind === 'uri') return isWebAddress(value) ? null : 'It is no web address. One begins with https://'
  if (kind === 'email') return email.test(value) ? null : 'It is no email address.'
  if (kind === 'date') return isDay(value) ? null : 'It is no day. A day looks like 2026-03-04.'
  if (kind === 'time') return time.test(value) ? null : 'It is no time of day. A time looks like 09:30.'
  return isMoment(value) ? null : 'It is no moment. A moment looks like 2026-03-04T09:30:00Z.'
}

/** The standard leaves out what is not known; many directories write an empty value instead. */
const isEmpty = (value: Json | undefined) => value === null || value === ''

/** Check the plain fields of one thing, and that nothing is missing. */
export function checkFields(value: JsonObject, entity: Entity, at: (field: string) => string, add: Add) {
  for (const [field, rule] of Object.entries(entity.fields)) {
    const one = value[field]
    if (one === undefined || (one === null && rule.endsWith('!'))) {
      if (rule.endsWith('!')) add(at(field), 'It is missing.')
      continue
    }
    if (isEmpty(one) && !rule.endsWith('!')) {
      add(at(field), 'It is empty. The standard leaves it out instead. We keep it.', false)
      continue
    }
    const wrong = wrongWith(one, rule)
    if (wrong) add(at(field), wrong)
  }
  const { latitude, longitude } = value
  const outside = (degrees: Json | undefined, most: number) => typeof degrees === 'number' && Math.abs(degrees) > most
  if (entity.name === 'location' && (outside(latitude, 90) || outside(longitude, 180)))
    add(at('latitude'), 'There is no such place on Earth. We keep it, but cannot show it.', false)
}

/** Check one thing and all that is inside it. */
export function checkEntity(value: Json | undefined, entity: Entity, path: string, add: Add) {
  if (!isObject(value)) {
    add(path, `Here must be a ${entity.name.replaceAll('_', ' ')}: names and values in braces.`)
    return
  }
  const at = (field: string) => `${path}.${field}`
  checkFields(value, entity, at, add)
  for (const [field, one] of Object.entries(value)) {
    if (field === '__proto__') add(path, 'It holds a name that we cannot keep.')
    const child = entity.many[field]
    const single = entity.one[field]
    if (child !== undefined) {
      if (one === null) add(at(field), 'It is empty. The standard leaves it out instead. We keep it.', false)
      else if (!Array.isArray(one)) add(at(field), 'Here must be a list, in square brackets.')
      else
        for (const [index, each] of one.entries()) checkEntity(each, entityNamed(child), `${at(field)}[${index}]`, add)
    } else if (single) {
      if (one === null) add(at(field), 'It is empty. The standard leaves it out instead. We keep it.', false)
      else checkEntity(one, entityNamed(single.entity), at(field), add)
    } else if (!(field in entity.fields)) {
      if (!keptUnchecked.includes(field)) add(at(field), 'The standard does not know this. We keep it.', false)
      checkKeepable(one, at(field), add)
    }
  }
}

/** What the standard does not know is kept as it is, if it can be kept at all. */
function checkKeepable(value: Json, path: string, add: Add) {
  if (typeof value === 'string' && (!value.isWellFormed() || value.includes('\0')))
    add(path, 'Some of its letters are broken.')
  else if (typeof value === 'number' && !Number.isFinite(value)) add(path, 'It must be a number we can keep.')
  else if (Array.isArray(value)) for (const [at, one] of value.entries()) checkKeepable(one, `${path}[${at}]`, add)
  else if (isObject(value))
    for (const [name, one] of Object.entries(value)) {
      if (name === '__proto__') add(path, 'It holds a name that we cannot keep.')
      checkKeepable(one, `${path}.${name}`, add)
    }
}

/** Everything that does not fit in a service, and what is worth knowing. */
export function checkService(value: Json, path: string): Finding[] {
  const found: Finding[] = []
  checkEntity(value, entityNamed('service'), path, (where, says, blocks = true) => found.push({ where, says, blocks }))
  return found
}
