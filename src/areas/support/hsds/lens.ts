/**
 * A service of the standard as a source of ours, and back. Pure.
 * Two laws hold, and are tested: what was read and not changed goes out as it came, and what was changed here is what
 * goes out. Source: Foster and others 2007, "Combinators for bidirectional tree transformations" (lenses).
 */
import { createHash } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { readPostcode } from '../../members/reach.ts'
import type { Hours } from '../hours/rules.ts'
import { nationOf } from '../near/rules.ts'
import { isSourceKind, type SourceKind, sourceKinds } from '../sources/source-kinds.ts'
import { isObject, type Json, type JsonObject } from './check.ts'
import { hoursFrom, schedulesOf } from './hours.ts'

/** What a service says, as far as a source has columns for it. */
export interface Columns {
  readonly name: string
  readonly about: string | null
  readonly kind: SourceKind
  readonly for_whom: string | null
  readonly stages: readonly string[]
  readonly topics: readonly string[]
  readonly condition: boolean
  readonly area: string | null
  readonly address: string | null
  readonly postcode: string | null
  readonly latitude: number | null
  readonly longitude: number | null
  readonly phone: string | null
  readonly email: string | null
  readonly web: string | null
  readonly cost: string | null
  readonly languages: readonly string[]
  readonly access: string | null
  /** 2026-03-04 */
  readonly assured_date: string | null
  readonly hours: Hours | null
  readonly closed: boolean
}

type Thing = { [name: string]: Json }

/** An id that is the same each time the same source goes out. Source: RFC 9562, section 5.8 (UUIDv8). */
export function idWithin(source: string, what: string): string {
  const bytes = createHash('sha256').update(`${source} ${what}`).digest().subarray(0, 16)
  bytes[6] = (bytes[6]! & 0x0f) | 0x80
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

const listIn = (thing: JsonObject | undefined, name: string): JsonObject[] => {
  const list = thing?.[name]
  return Array.isArray(list) ? list.filter(isObject) : []
}
const textIn = (thing: JsonObject | undefined, ...names: string[]): string | null => {
  for (const name of names) {
    const text = thing?.[name]
    if (typeof text === 'string' && text.trim() !== '') return text.trim()
  }
  return null
}

const locationsOf = (service: JsonObject) =>
  listIn(service, 'service_at_locations')
    .map(({ location }) => location)
    .filter((one): one is JsonObject => isObject(one))
/** The first place one can go to; else the first one. */
const placeOf = (service: JsonObject) => {
  const all = locationsOf(service)
  return all.find(({ location_type }) => location_type === 'physical') ?? all[0]
}
const phonesOf = (service: JsonObject) =>
  [
    service,
    ...listIn(service, 'contacts'),
    ...listIn(service, 'service_at_locations'),
    ...locationsOf(service),
    ...(isObject(service.organization) ? [service.organization] : []),
  ].flatMap((one) => listIn(one, 'phones'))

/** Our own words about a source travel as terms of vocabularies of our own. */
const vocabularies = {
  kind: 'Alongside kind',
  stage: 'Alongside stage',
  topic: 'Alongside topic',
  scope: 'Alongside scope',
}
const forCondition = 'this condition'

function termsOf(service: JsonObject, vocabulary: string): string[] {
  return listIn(service, 'attributes').flatMap(({ taxonomy_term: term }) => {
    const word = isObject(term) && term.taxonomy === vocabulary ? textIn(term, 'term', 'name') : null
    return word ? [word] : []
  })
}

const degrees = (value: Json | undefined, most: number) =>
  typeof value === 'number' && Math.abs(value) <= most ? value : null

/** Read a service that fits the standard. */
export function columnsOf(service: JsonObject): Columns {
  const place = placeOf(service)
  const [address] = listIn(place, 'addresses')
  const [access] = listIn(place, 'accessibility')
  const [area] = listIn(service, 'service_areas')
  const lines = ['attention', 'address_1', 'address_2', 'city', 'region'].flatMap((part) => textIn(address, part) ?? [])
  const latitude = degrees(place?.latitude, 90)
  const longitude = degrees(place?.longitude, 180)
  const known = latitude !== null && longitude !== null
  const postcode = readPostcode(textIn(address, 'postal_code') ?? '')
  const [kind = ''] = termsOf(service, vocabularies.kind)
  return {
    name: textIn(service, 'name') ?? 'Without a name',
    about: textIn(service, 'description'),
    kind: isSourceKind(kind) ? kind : 'other',
    for_whom: textIn(service, 'eligibility_description'),
    stages: termsOf(service, vocabularies.stage),
    topics: termsOf(service, vocabularies.topic),
    condition: termsOf(service, vocabularies.scope).includes(forCondition),
    area: textIn(area, 'name', 'service_area'),
    address: lines.join('\n') || null,
    postcode,
    latitude: known ? latitude : null,
    longitude: known ? longitude : null,
    phone: textIn(phonesOf(service)[0], 'number'),
    email: textIn(service, 'email'),
    web: textIn(service, 'url'),
    cost: textIn(service, 'fees_description', 'fees'),
    languages: listIn(service, 'languages').flatMap((one) => textIn(one, 'name', 'code') ?? []),
    access: textIn(access, 'description', 'details', 'accessibility'),
    assured_date: textIn(service, 'assured_date'),
    hours: hoursFrom(
      [service, ...listIn(service, 'service_at_locations'), ...locationsOf(service)].flatMap((one) =>
        listIn(one, 'schedules'),
      ),
      nationOf(postcode),
    ),
    closed: service.status !== 'active',
  }
}

/** Set a value, or take it away when there is none. */
function put(thing: Thing, name: string, value: Json | null) {
  if (value === null) delete thing[name]
  else thing[name] = value
}

function listOf(thing: Thing, name: string): Thing[] {
  if (!Array.isArray(thing[name])) thing[name] = []
  return thing[name] as unknown as Thing[]
}

/**
 * Write a source as a service.
 *
 * @param id the source's own
 * @param source what it says now
 * @param before the service it came from; null for one that was made here
 */
export function serviceOf(id: string, source: Columns, before: JsonObject | null): JsonObject {
  const service = structuredClone(before ?? { id, name: source.name, status: 'active' }) as Thing
  const was = columnsOf(service)
  const changed = (...names: (keyof Columns)[]) => names.some((name) => !isDeepStrictEqual(was[name], source[name]))
  const made = (what: string) => idWithin(id, what)

  /** The place that columns about a place are read from, made when there is none. */
  function place(): Thing {
    const there = placeOf(service) as Thing | undefined
    if (there) return there
    const location: Thing = { id: made('location'), location_type: 'physical' }
    const link = listOf(service, 'service_at_locations').find((one) => !isObject(one.location))
    if (link) link.location = location
    else listOf(service, 'service_at_locations').push({ id: made('service at location'), location })
    return location
  }
  const firstIn = (thing: Thing, name: string, what: () => Thing): Thing => {
    const list = listOf(thing, name)
    if (list.length === 0) list.push(what())
    return list[0]!
  }

  if (changed('name')) service.name = source.name
  if (changed('about')) put(service, 'description', source.about)
  if (changed('for_whom')) put(service, 'eligibility_description', source.for_whom)
  if (changed('email')) put(service, 'email', source.email)
  if (changed('web')) put(service, 'url', source.web)
  if (changed('assured_date')) put(service, 'assured_date', source.assured_date)
  if (changed('closed')) service.status = source.closed ? 'inactive' : 'active'
  if (changed('cost')) {
    put(service, 'fees', null)
    put(service, 'fees_description', source.cost)
  }
  if (changed('area')) {
    if (source.area === null) delete service.service_areas
    else firstIn(service, 'service_areas', () => ({ id: made('area') })).name = source.area
  }
  if (changed('languages')) {
    const languages = source.languages.map((name) => ({ id: made(`language ${name}`), name }))
    put(service, 'languages', languages.length > 0 ? languages : null)
  }
  if (changed('phone')) putPhone(service, source, made)
  if (changed('address', 'postcode')) {
    const address = firstIn(place(), 'addresses', () => ({
      id: made('address'),
      state_province: '',
      postal_code: '',
      country: 'GB',
      address_type: 'physical',
    }))
    for (const part of ['attention', 'address_2', 'region']) delete address[part]
    const lines = source.address?.split('\n') ?? []
    const between = lines.slice(1, -1).join('\n')
    address.address_1 = lines[0] ?? ''
    put(address, 'address_2', between || null)
    address.city = lines.length > 1 ? lines.at(-1)! : ''
    if (changed('postcode')) address.postal_code = source.postcode ?? ''
  }
  if (changed('latitude', 'longitude')) {
    put(place(), 'latitude', source.latitude)
    put(place(), 'longitude', source.longitude)
  }
  if (changed('access')) {
    if (source.access === null) delete place().accessibility
    else firstIn(place(), 'accessibility', () => ({ id: made('access') })).description = source.access
  }
  if (changed('hours')) {
    for (const one of [...listIn(service, 'service_at_locations'), ...locationsOf(service)])
      delete (one as Thing).schedules
    const schedules = schedulesOf(source.hours, (what) => made(`schedule ${what}`))
    put(service, 'schedules', schedules.length > 0 ? schedules : null)
  }
  const words: Record<keyof typeof vocabularies, readonly string[]> = {
    kind: [source.kind],
    stage: source.stages,
    topic: source.topics,
    scope: source.condition ? [forCondition] : [],
  }
  const columns = { kind: 'kind', stage: 'stages', topic: 'topics', scope: 'condition' } as const
  for (const [vocabulary, terms] of Object.entries(words) as [keyof typeof vocabularies, readonly string[]][])
    if (changed(columns[vocabulary])) putTerms(service, vocabulary, terms, made)
  if (!before) nameOrganization(service, source, made)
  return service
}

/** The UK profile has phones inside a contact. One that is there is changed where it stands. */
function putPhone(service: Thing, { phone, name }: Columns, made: (what: string) => string) {
  const [first] = phonesOf(service) as Thing[]
  if (phone === null) {
    const holders = [
      service,
      ...listIn(service, 'contacts'),
      ...listIn(service, 'service_at_locations'),
      ...locationsOf(service),
      ...(isObject(service.organization) ? [service.organization] : []),
    ]
    for (const holder of holders) delete (holder as Thing).phones
  } else if (first) first.number = phone
  else {
    const contacts = listOf(service, 'contacts')
    if (contacts.length === 0) contacts.push({ id: made('contact'), name })
    listOf(contacts[0]!, 'phones').push({ id: made('phone'), number: phone })
  }
}

function putTerms(
  service: Thing,
  vocabulary: keyof typeof vocabularies,
  terms: readonly string[],
  made: (what: string) => string,
) {
  const taxonomy = vocabularies[vocabulary]
  const others = listOf(service, 'attributes').filter(
    ({ taxonomy_term: term }) => !(isObject(term) && term.taxonomy === taxonomy),
  )
  const label = (term: string) => (isSourceKind(term) && vocabulary === 'kind' ? sourceKinds[term].label : term)
  const added = terms.map((term) => ({
    id: made(`${taxonomy} ${term}`),
    link_type: vocabulary,
    taxonomy_term: { id: idWithin(taxonomy, term), name: label(term), description: label(term), taxonomy, term },
  }))
  put(service, 'attributes', [...others, ...added].length > 0 ? [...others, ...added] : null)
}

/** Every service of the standard's tables belongs to an organization; one made here is run by whoever it names. */
function nameOrganization(service: Thing, { name, about }: Columns, made: (what: string) => string) {
  service.organization = { id: made('organization'), name, description: about ?? name }
}
