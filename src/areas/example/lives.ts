/** What the example's people tell of whom they care for, the circles they follow, and how far they have read. */
import type { Insertable } from 'kysely'
import type { Tables } from '../../kit/database.ts'
import { type Field, fields } from '../members/cared-for.ts'
import type { ScriptPerson } from './people.ts'

const hour = 60 * 60 * 1000

/**
 * One line for each thing told. What is shared follows the community's own first choice for that field.
 *
 * @param member the person's id
 * @param at when they told it
 */
export function caredFor({ cares, nation }: ScriptPerson, member: string, at: Date): Insertable<Tables['cared_for']>[] {
  if (!cares) return []
  const told: [Field, string | undefined][] = [
    ['age', cares.band],
    ['nation', nation],
    ['stage', cares.stage],
  ]
  return told.flatMap(([field, value]) =>
    value ? [{ member, field, value, shared: fields[field].sharedAtFirst, changed_at: at }] : [],
  )
}

const circlesAt: Readonly<Record<string, readonly string[]>> = {
  waiting: ['newly-diagnosed', 'day-to-day'],
  'first-years': ['newly-diagnosed', 'day-to-day'],
  school: ['day-to-day', 'school-years'],
  middle: ['day-to-day', 'school-years', 'equipment-research-treatment'],
  'moving-on': ['moving-on', 'equipment-research-treatment'],
  adult: ['adults', 'equipment-research-treatment'],
  ageing: ['adults', 'equipment-research-treatment'],
}

/** Whether a person is in a circle: let in, following it for their stage of life, or because they live there. */
export function isIn({ cares, nation, role, inside }: ScriptPerson, slug: string): boolean {
  // Researchers read what a visitor reads.
  if (role === 'researcher') return false
  if (inside?.includes(slug)) return true
  if (slug === 'scotland') return nation === 'Scotland'
  if (role && role !== 'member' && !cares) return slug === 'newly-diagnosed' || slug === 'day-to-day'
  return (circlesAt[cares?.stage ?? ''] ?? []).includes(slug)
}

/**
 * How far a person has read in a conversation: all that was there when they last came, and never less than
 * their own posts.
 *
 * @param posts those shown, in order: who wrote each, and when
 * @returns the number of the last post they have read; 0 when they have not opened it
 */
export function readUpTo(person: ScriptPerson, posts: readonly { by: string; at: Date }[], now: Date): number {
  // From ten hours to four days ago, each at an hour of their own.
  const away = 10 + ([...person.key].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % 86)
  const lastHere = new Date(now.getTime() - away * hour)
  const before = posts.filter(({ at }) => at <= lastHere).length
  return Math.max(before, posts.findLastIndex(({ by }) => by === person.key) + 1)
}
