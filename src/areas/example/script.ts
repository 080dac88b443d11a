/**
 * The example's conversations, read from plain files that a writer can edit: one per circle in `conversations/`.
 *
 *     # Newly diagnosed                       the circle's name; its address is the file's name
 *     door: open | stage: first-years
 *     What it is for, in a sentence or two.
 *
 *     ## asks: Did you cry at work too?
 *     400 days ago | topics: sleep, school | answered
 *
 *     @nia
 *     The first post.
 *
 *     @bill +5h | re: 1 | rests on: many families | for: anyone | interest: none
 *     A reply, five hours after the post before it.
 */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { Door } from '../../kit/task.ts'
import type { CircleDoor, HoldReason, Kind } from '../conversations/rules.ts'
import type { Basis, Voice } from '../conversations/standing.ts'

export interface ScriptPost {
  /** key of a person in people.json */
  readonly by: string
  /** hours after the post before it; 0 for the first */
  readonly after: number
  readonly replyTo: number | null
  readonly words: string
  readonly voice: Voice | null
  readonly basis: Basis
  readonly basisWords: string | null
  readonly appliesTo: string | null
  readonly interest: string | null
  readonly country: string | null
  readonly via: Door
  readonly held: HoldReason | null
  readonly withdrawn: boolean
  /** why it was changed later, and the words it had before */
  readonly amended: { reason: string; before: string } | null
  /** what somebody said when they reported it */
  readonly reported: string | null
  readonly movedIn: boolean
}

export interface ScriptConversation {
  readonly kind: Kind
  readonly title: string
  /** hours before now at which it opened */
  readonly hoursAgo: number
  readonly topics: string[]
  readonly answered: boolean
  readonly posts: readonly ScriptPost[]
}

export interface ScriptCircle {
  readonly slug: string
  readonly name: string
  readonly about: string
  readonly door: CircleDoor
  readonly stage: string | null
  readonly position: number
  readonly conversations: readonly ScriptConversation[]
}

const folder = path.join(import.meta.dirname, 'conversations')

/** Every circle of the example, in the order its files say. */
export const readScript = (): ScriptCircle[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.md'))
    .map((file) => readCircle(path.basename(file, '.md'), readFileSync(path.join(folder, file), 'utf8')))
    .sort((a, b) => a.position - b.position)

/**
 * @param slug the circle's address
 * @param text one file
 * @throws when a line cannot be understood, naming it
 */
export function readCircle(slug: string, text: string): ScriptCircle {
  const [head = '', ...conversations] = text.split(/^(?=## )/m)
  const [name = '', settings = '', ...about] = head.split('\n').filter((line) => line.trim() !== '')
  const of = fields(settings)
  return {
    slug,
    name: name.replace(/^# /, ''),
    about: about.join(' '),
    door: (of.door ?? 'members') as CircleDoor,
    stage: of.stage ?? null,
    position: Number(of.position ?? 0),
    conversations: conversations.map((one) => readConversation(one)),
  }
}

function readConversation(text: string): ScriptConversation {
  const [head = '', ...posts] = text.split(/^(?=@\w)/m)
  const [title = '', settings = ''] = head.split('\n').filter((line) => line.trim() !== '')
  const opening = title.match(/^## (asks|tells|announces): (.+)$/)
  const ago = settings.match(/^(\d+) (day|hour)s? ago\b/)
  if (!opening || !ago || posts.length === 0) throw new Error(`Cannot read "${title}", "${settings}".`)
  const of = fields(settings)
  return {
    kind: opening[1] as Kind,
    title: opening[2]!,
    // Days begin at an hour of their own, so that not everything happens at one time of day.
    hoursAgo: Number(ago[1]) * (ago[2] === 'day' ? 24 : 1) + (ago[2] === 'day' ? hourOf(title) : 0),
    topics: of.topics?.split(/, */) ?? [],
    answered: 'answered' in of,
    posts: posts.map((one) => readPost(one)),
  }
}

const hourOf = (title: string) => [...title].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 9973, 7) % 13

function readPost(text: string): ScriptPost {
  const end = text.indexOf('\n')
  const line = text.slice(0, end)
  const opening = line.match(/^@(\w+)(?: \+(\d+)([mhd]))?/)
  const words = text.slice(end).trim()
  if (!opening || words === '') throw new Error(`Cannot read the post "${line}".`)
  const of = fields(line)
  const hours = { m: 1 / 60, h: 1, d: 24 }[(opening[3] ?? 'h') as 'm' | 'h' | 'd']
  return {
    by: opening[1]!,
    after: Number(opening[2] ?? 0) * hours,
    replyTo: of.re ? Number(of.re) : null,
    words,
    voice: (of.voice as Voice) ?? null,
    basis: (of['rests on'] as Basis) ?? 'one family',
    basisWords: of.namely ?? null,
    appliesTo: of.for ?? null,
    interest: of.interest ?? null,
    country: of.country ?? null,
    via: (of.via as Door) ?? 'web',
    held: (of.held as HoldReason) ?? null,
    withdrawn: 'withdrawn' in of,
    amended: of.amended ? { reason: of.amended, before: of.before ?? words } : null,
    reported: of.reported ?? null,
    movedIn: 'moved in' in of,
  }
}

/** "a: b | c" is { a: 'b', c: '' }. */
const fields = (line: string): Record<string, string | undefined> =>
  Object.fromEntries(
    line.split(' | ').map((part) => {
      const [, name = '', value = ''] = part.match(/^([a-z ]+?)(?:: (.*))?$/) ?? []
      return [name.trim(), value.trim()]
    }),
  )
