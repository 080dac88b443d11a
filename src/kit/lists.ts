/**
 * Lists of what may help, each written once by the area that holds it and shown in many places.
 * How far ahead the reader looks is applied here, so no list can forget it. The letter, the digest and the pages
 * say the same, and what can be answered on paper says how.
 */
import type { Community } from './community.ts'
import type { Db, Tx } from './database.ts'
import { each, type Html, html, when } from './html.ts'
import { hiddenStages, inSight, type Looking } from './look-ahead.ts'
import type { MemberId, Role } from './who.ts'

/** Where a list may be shown: the first page, a need's page, the mailed digest, the letter, the page of a return. */
export const placesOfLists = ['today', 'need', 'digest', 'letter', 'return'] as const
export type PlaceOfList = (typeof placesOfLists)[number]

/** What can be sent back about a line on a reply slip, and how it becomes a task. */
export interface Answer {
  /** name of the task, which must have the letter door */
  readonly task: string
  /** the part of its input that is known; each field asked for is added to it */
  readonly input: Readonly<Record<string, unknown>>
  readonly asks: readonly AnswerField[]
}

export interface AnswerField {
  /** name of the input's field */
  readonly field: string
  /** as it is printed: a question or a few words */
  readonly label: string
  /** room to write, or boxes to tick one of */
  readonly options?: readonly { readonly value: string; readonly label: string }[]
}

export interface Line {
  readonly title: string
  /** a path on this site */
  readonly href: string
  /** one or two plain sentences */
  readonly about?: string
  /** stages of life it belongs to, from the condition's file; none: for everybody */
  readonly stages?: readonly string[]
  /** how to get there without a screen: "Ring 01234 567890", "Thursday 4 March at 10 am, the library in Leeds" */
  readonly offline?: string
  /** what can be sent back about it on paper */
  readonly answer?: Answer
}

/** What a member needs, as far as lists go by it. */
export interface Need {
  readonly id: string
  /** what: information, someone to talk to … (support/needs.ts) */
  readonly what: string
  /** topic from the condition's file; null for any */
  readonly topic: string | null
}

export interface ListReader extends Looking {
  readonly member: MemberId
  readonly role: Exclude<Role, 'visitor'>
  /** what they need now, as they said; an ended need is not among them */
  readonly needs: readonly Need[]
  /** beginning of a postcode, such as "BS5", when they gave an address or asked for a place; never stored for lists */
  readonly near: string | null
}

export interface Asked {
  readonly db: Db | Tx
  readonly community: Community
  readonly reader: ListReader
  readonly place: PlaceOfList
  /** tells what is new since then; null: what there is */
  readonly since: Date | null
  readonly now: Date
  /** on a need's page: the need. Elsewhere null; a list may look at `reader.needs` */
  readonly need: Need | null
  /** how many lines at most */
  readonly most: number
  /** On a call: whether a page may be opened for the caller. A line that leads to another one is left out, for it tells what is there. */
  readonly opens?: ((path: string) => boolean) | undefined
}

export interface List {
  /** `area.list`, as for tasks */
  readonly name: string
  /** a heading in plain words */
  readonly heading: string | ((asked: Asked) => string)
  readonly on: readonly PlaceOfList[]
  /** lower comes first; 50 unless told */
  readonly position?: number
  /** driven by age or stage of life: silent from the moment of a bereavement */
  readonly byStage?: boolean
  /** What the reader may see of it, best first. It need not look at stages; `listsAt` does. */
  readonly lines: (asked: Asked) => Promise<readonly Line[]>
  /** said when there is nothing, where an empty heading would leave somebody alone: what to do instead */
  readonly otherwise?: string
}

const registry = new Map<string, List>()

/** Define a list, once, when its area is loaded. */
export function list(one: List): List {
  if (registry.has(one.name)) throw new Error(`Two lists are named ${one.name}.`)
  registry.set(one.name, one)
  return one
}

/** Every list, by name. */
export const lists = (): readonly List[] => [...registry.values()].sort((a, b) => a.name.localeCompare(b.name))

export interface Listed {
  readonly name: string
  readonly position: number
  readonly heading: string
  readonly lines: readonly Line[]
  /** how many were left out because they lie further ahead */
  readonly ahead: number
  readonly otherwise: string | null
}

/** The lists of one place for one reader, in order, with nothing that lies further ahead than they want to look. */
export async function listsAt(place: PlaceOfList, asked: Omit<Asked, 'place'>): Promise<Listed[]> {
  const here = [...registry.values()]
    .filter((one) => one.on.includes(place) && !(one.byStage && asked.reader.bereaved))
    .sort((a, b) => (a.position ?? 50) - (b.position ?? 50) || a.name.localeCompare(b.name))
  const hidden = hiddenStages(asked.reader, asked.community.condition)
  const found: Listed[] = []
  for (const one of here) {
    const asks = { ...asked, place }
    const all = (await one.lines(asks)).filter(({ href }) => asked.opens?.(href.replace(/[?#].*$/, '')) ?? true)
    const lines = all.filter(({ stages = [] }) => inSight(stages, hidden)).slice(0, asked.most)
    if (lines.length === 0 && !one.otherwise) continue
    const heading = typeof one.heading === 'string' ? one.heading : one.heading(asks)
    const ahead = all.filter(({ stages = [] }) => !inSight(stages, hidden)).length
    found.push({
      name: one.name,
      position: one.position ?? 50,
      heading,
      lines,
      ahead,
      otherwise: one.otherwise ?? null,
    })
  }
  return found
}

/** Lists as they stand on a page: headings of the second rank, links of the third. */
export const listsHtml = (all: readonly Listed[]): Html =>
  html`${each(
    all,
    ({ heading, lines, otherwise }) => html`<h2>${heading}</h2>
${when(lines.length > 0, () => html`<ul class="list">${each(lines, (line) => html`<li><h3><a href="${line.href}">${line.title}</a></h3>${when(line.about, () => html`<p class="hint">${line.about}</p>`)}</li>`)}</ul>`)}
${when(lines.length === 0, () => html`<p>${otherwise}</p>`)}`,
  )}`
