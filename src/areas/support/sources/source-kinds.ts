/**
 * Kinds of source that people turn to, online and off, as they name them. One list for the directory of sources,
 * for spells on a support map and for the page of a need.
 * Source: seed, the sources parents used "for the same reasons"; DOMAIN, part 1.
 */

/** How a source is reached: with a screen, without one, or either way. */
export const reaches = ['online', 'offline', 'both'] as const
export type Reached = (typeof reaches)[number]

/** How that is said in words, wherever a shape or a colour says it too. */
export const reachedWords = {
  online: 'online',
  offline: 'offline',
  both: 'online and offline',
} as const satisfies Record<Reached, string>

/**
 * In the calm order in which they are always shown. `many`: as a heading over several.
 * `online` is what it mostly is; a source, or a spell with it, may say otherwise.
 */
export const sourceKinds = {
  circle: { label: 'an online circle or group', many: 'Circles and online groups', online: 'online' },
  people: { label: 'other parents, one to one', many: 'Other parents, one to one', online: 'both' },
  helpline: { label: 'a helpline', many: 'Helplines', online: 'offline' },
  group: { label: 'a local group for our condition', many: 'Local groups for our condition', online: 'offline' },
  'any group': { label: 'a local group for any condition', many: 'Local groups for any condition', online: 'offline' },
  clinic: { label: 'a clinic or a professional', many: 'Clinics and professionals', online: 'offline' },
  blog: { label: 'a blog', many: 'Blogs', online: 'online' },
  checked: { label: 'checked information', many: 'Checked information', online: 'both' },
  gathering: { label: 'a gathering or a meet-up', many: 'Gatherings and meet-ups', online: 'offline' },
  charity: { label: 'people at a charity', many: 'People at a charity', online: 'both' },
  'social media': { label: 'a group on social media', many: 'Groups on social media', online: 'online' },
  family: { label: 'family and friends', many: 'Family and friends', online: 'offline' },
  books: { label: 'books and leaflets', many: 'Books and leaflets', online: 'offline' },
  other: { label: 'something else', many: 'Something else', online: 'both' },
} as const satisfies Record<string, { label: string; many: string; online: Reached }>

export type SourceKind = keyof typeof sourceKinds
export const sourceKindNames = Object.keys(sourceKinds) as SourceKind[]
export const isSourceKind = (name: string): name is SourceKind => Object.hasOwn(sourceKinds, name)
