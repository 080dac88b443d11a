/**
 * What a service looks like in the standard that directories in the UK exchange: facts, written down for checking.
 * Sources: Open Referral, Human Services Data Specification 3.0 (docs.openreferral.org), for which fields there are;
 * Open Referral UK profile 3.0 (openreferraluk.org), for types, formats, choices and what must be there.
 * A field that only one of the two knows is taken too.
 */

/** How one value must look: `!` at the end means that it must be there; `a|b` are the only choices. */
export type Rule = string

export interface Entity {
  readonly name: string
  /** its table, when it comes as CSV */
  readonly file: string
  readonly fields: Readonly<Record<string, Rule>>
  /** lists of others inside it, by the name of the list */
  readonly many: Readonly<Record<string, string>>
  /** one other inside it; in a table its id stands in a column */
  readonly one: Readonly<Record<string, { readonly entity: string; readonly by: string }>>
  /** columns that a table needs although JSON does not */
  readonly tableNeeds: readonly string[]
}

const entity = (
  name: string,
  file: string,
  fields: Record<string, Rule>,
  {
    many = {},
    one = {},
    tableNeeds = [],
  }: { many?: Record<string, string>; one?: Entity['one']; tableNeeds?: string[] } = {},
): Entity => ({
  name,
  file,
  fields: bare({ id: 'uuid!', ...fields }),
  many: bare(many),
  one: bare(one),
  tableNeeds,
})

/** Looked up by names that strangers write: "constructor" must find nothing. */
function bare<T extends object>(names: T): T {
  return Object.assign(Object.create(null), names)
}

/** Fields of one kind, named in a row. */
const all = (rule: Rule, names: string) => Object.fromEntries(names.split(' ').map((name) => [name, rule]))
const attributes = { attributes: 'attribute' }

const described: readonly Entity[] = [
  entity(
    'service',
    'services.csv',
    {
      ...all('uuid', 'organization_id program_id'),
      ...all('text', 'alternate_name description interpretation_services application_process fees fees_description'),
      ...all('text', 'wait_time accreditations eligibility_description licenses alert'),
      name: 'text!',
      url: 'uri',
      ...all('email', 'email assurer_email'),
      status: 'active|inactive|defunct|temporarily closed!',
      ...all('number', 'minimum_age maximum_age'),
      assured_date: 'date',
      last_modified: 'date-time',
    },
    {
      many: {
        schedules: 'schedule',
        service_areas: 'service_area',
        service_at_locations: 'service_at_location',
        languages: 'language',
        funding: 'funding',
        cost_options: 'cost_option',
        contacts: 'contact',
        phones: 'phone',
        required_documents: 'required_document',
        ...attributes,
      },
      one: {
        organization: { entity: 'organization', by: 'organization_id' },
        program: { entity: 'program', by: 'program_id' },
      },
      tableNeeds: ['organization_id'],
    },
  ),
  entity(
    'organization',
    'organizations.csv',
    {
      ...all('text!', 'name description'),
      ...all('text', 'alternate_name tax_status tax_id legal_status logo'),
      email: 'email',
      ...all('uri', 'website uri'),
      year_incorporated: 'number',
      parent_organization_id: 'uuid',
    },
    {
      many: {
        organization_identifiers: 'organization_identifier',
        funding: 'funding',
        contacts: 'contact',
        phones: 'phone',
        ...attributes,
      },
    },
  ),
  entity(
    'organization_identifier',
    'organization_identifiers.csv',
    {
      organization_id: 'uuid',
      identifier_scheme: 'text',
      ...all('text!', 'identifier_type identifier'),
    },
    { many: attributes, tableNeeds: ['organization_id'] },
  ),
  entity(
    'program',
    'programs.csv',
    { organization_id: 'uuid', ...all('text!', 'name description'), alternate_name: 'text' },
    { many: attributes },
  ),
  entity('schedule', 'schedule.csv', {
    ...all('uuid', 'service_id location_id service_at_location_id'),
    ...all('date', 'valid_from valid_to dtstart until'),
    ...all('number', 'timezone count interval'),
    freq: 'WEEKLY|MONTHLY',
    ...all('text', 'wkst byday byweekno bymonthday byyearday description attending_type notes'),
    ...all('time', 'opens_at closes_at'),
    schedule_link: 'uri',
  }),
  entity('service_area', 'service_areas.csv', {
    ...all('uuid', 'service_id service_at_location_id'),
    ...all('text', 'name description extent extent_type uri service_area'),
  }),
  entity(
    'service_at_location',
    'service_at_location.csv',
    { ...all('uuid', 'service_id location_id'), description: 'text' },
    {
      many: {
        service_areas: 'service_area',
        contacts: 'contact',
        phones: 'phone',
        schedules: 'schedule',
        ...attributes,
      },
      one: { location: { entity: 'location', by: 'location_id' } },
      tableNeeds: ['service_id', 'location_id'],
    },
  ),
  entity(
    'location',
    'locations.csv',
    {
      location_type: 'physical|postal|virtual!',
      organization_id: 'uuid',
      url: 'uri',
      ...all('text', 'name alternate_name description transportation external_identifier external_identifier_type'),
      ...all('number', 'latitude longitude'),
    },
    {
      many: {
        addresses: 'address',
        accessibility: 'accessibility',
        languages: 'language',
        contacts: 'contact',
        phones: 'phone',
        schedules: 'schedule',
        ...attributes,
      },
    },
  ),
  entity(
    'address',
    'address.csv',
    {
      location_id: 'uuid',
      ...all('text', 'attention address_2 region'),
      ...all('text!', 'address_1 city state_province postal_code country'),
      address_type: 'physical|postal|virtual!',
    },
    { many: attributes },
  ),
  entity(
    'accessibility',
    'accessibility.csv',
    { location_id: 'uuid', ...all('text', 'description details accessibility'), url: 'uri' },
    { many: attributes },
  ),
  entity('language', 'languages.csv', {
    ...all('uuid', 'service_id location_id phone_id'),
    ...all('text', 'name code note'),
  }),
  entity('funding', 'funding.csv', { ...all('uuid', 'service_id organization_id'), source: 'text' }),
  entity(
    'cost_option',
    'cost_options.csv',
    {
      service_id: 'uuid',
      ...all('date', 'valid_from valid_to'),
      ...all('text', 'option currency amount_description'),
      amount: 'number',
    },
    { many: attributes, tableNeeds: ['service_id'] },
  ),
  entity(
    'contact',
    'contacts.csv',
    {
      ...all('uuid', 'service_id organization_id location_id service_at_location_id'),
      ...all('text', 'name title department'),
      email: 'email',
    },
    { many: { phones: 'phone', ...attributes } },
  ),
  entity(
    'phone',
    'phones.csv',
    {
      ...all('uuid', 'service_id organization_id location_id service_at_location_id contact_id'),
      number: 'text!',
      extension: 'number',
      ...all('text', 'type description'),
    },
    { many: { languages: 'language', ...attributes } },
  ),
  entity('required_document', 'required_documents.csv', { service_id: 'uuid', document: 'text', uri: 'uri' }),
  entity(
    'attribute',
    'attribute.csv',
    { ...all('uuid', 'link_id taxonomy_term_id'), ...all('text', 'link_type link_entity value label') },
    {
      one: { taxonomy_term: { entity: 'taxonomy_term', by: 'taxonomy_term_id' } },
      tableNeeds: ['link_id', 'taxonomy_term_id', 'link_entity'],
    },
  ),
  entity('taxonomy_term', 'taxonomy_terms.csv', {
    ...all('text!', 'name description'),
    ...all('uuid', 'parent_id taxonomy_id'),
    ...all('text', 'code taxonomy language term'),
    term_uri: 'uri',
  }),
]

export const entities: ReadonlyMap<string, Entity> = new Map(described.map((one) => [one.name, one]))
export const entityNamed = (name: string): Entity => entities.get(name)!

/** Lists that the standard knows and that we keep without looking inside. */
export const keptUnchecked: readonly string[] = [
  'metadata',
  'locations',
  'programs',
  'service_capacities',
  'additional_urls',
  'additional_websites',
  'taxonomy_detail',
]

/** The column by which a line of one table belongs to a line of another. */
export const linkColumn = (parent: string, child: string) => (child === 'attribute' ? 'link_id' : `${parent}_id`)

/** The table a file holds, by its name: "schedule.csv" and "schedules.csv" are one. */
export function entityOfFile(file: string): Entity | null {
  const plain = (name: string) =>
    name
      .toLowerCase()
      .replace(/^.*[\\/]/, '')
      .replace(/\.csv$/, '')
      .replace(/(?<=ss)es$|s$/, '')
  return described.find((one) => plain(one.file) === plain(file)) ?? null
}
