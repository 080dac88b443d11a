/** Who may set up a community here, and what a new one starts with. No database, no clock. */
import { z } from 'zod'
import { words } from '../../kit/typed-words.ts'
import type { CircleDoor } from '../conversations/rules.ts'

export interface StartingCircle {
  readonly slug: string
  readonly name: string
  readonly about: string
  readonly door: CircleDoor
  readonly stage: string | null
}

/**
 * The circles a new community starts with; stewards change them as they like.
 * Adults have one of their own, because sites are full of parents of young children (the study's own doubt).
 */
export const startingCircles: readonly StartingCircle[] = [
  {
    slug: 'newly-diagnosed',
    name: 'Newly diagnosed',
    about: 'For the first weeks and months. Ask anything. No question is too small.',
    door: 'open',
    stage: 'first-years',
  },
  {
    slug: 'day-to-day',
    name: 'Day to day',
    about: 'Sleep, meals, school, holidays, brothers and sisters: the life we live.',
    door: 'members',
    stage: null,
  },
  {
    slug: 'adults',
    name: 'Adults',
    about: 'For families of a grown-up son or daughter.',
    door: 'members',
    stage: 'adult',
  },
  {
    slug: 'equipment-research-treatment',
    name: 'Equipment, research and treatment',
    about: 'What is new, who says so, and what it rests on.',
    door: 'open',
    stage: null,
  },
]

/**
 * A web address from a name: "Sleep & Rest" becomes "sleep-rest".
 *
 * @param taken addresses that are in use already
 */
export function slugOf(name: string, taken: readonly string[]): string {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60)
  const base = plain || 'circle'
  for (let n = 1; ; n++) {
    const slug = n === 1 ? base : `${base}-${n}`
    if (!taken.includes(slug)) return slug
  }
}

/** What changing a circle's door means for what was already written there. */
export function doorChangeWords(from: CircleDoor, to: CircleDoor): string | null {
  if (from === to) return null
  if (to === 'open') return 'Everything already written here can now be read by anyone, also by search engines.'
  if (to === 'members' && from === 'open')
    return 'Only members can read it from now on. Others may have read or copied it before.'
  if (to === 'members') return 'Every member can now read what was written here in private.'
  return 'Only people who were let in can read it from now on. Those who wrote here stay inside.'
}

const localNames = ['localhost', '127.0.0.1', '::1']
const bare = (host: string) =>
  host
    .toLowerCase()
    .replace(/:\d+$/, '')
    .replace(/^\[|\]$/g, '')

/**
 * Whether a new server can be set up without its key: only by someone who sits at this machine.
 * Anybody else could seize a fresh public server.
 *
 * @param publicUrl where people reach this server
 * @param host the Host header
 * @param from the address the request came from
 */
export function needsKey(publicUrl: string, host: string, from: string | undefined): boolean {
  const here = (name: string) => localNames.includes(bare(name))
  return !(here(new URL(publicUrl).hostname) && here(host) && here((from ?? '').replace(/^::ffff:/, '')))
}

export const CommunityName = words(80, 'Type a name for your community.')
export const Description = words(300, 'Say in a few words what it is for.')
export const Door = z.enum(['open', 'members', 'closed'], { error: 'Choose who may read.' })
