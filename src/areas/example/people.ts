/** The made-up people of the example, from people.json. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Role } from '../../kit/who.ts'

export interface ScriptPerson {
  readonly key: string
  readonly name: string
  readonly role?: Exclude<Role, 'visitor'>
  /** days ago that they joined */
  readonly joined: number
  readonly state?: 'to be' | 'paused'
  readonly nation?: string
  /** what the charity says of staff beside their posts */
  readonly standing?: string
  /** The person they care for, as far as they say. */
  readonly cares?: {
    readonly who: 'daughter' | 'son' | 'granddaughter' | 'sister' | 'foster daughter'
    /** an age band */
    readonly band?: string
    readonly stage?: string
  }
  /** Members without email: how they are reached. */
  readonly reach?: {
    readonly door: 'letter' | 'phone'
    readonly phone: string
    readonly address: string
    readonly postcode: string
    readonly print?: 'plain' | 'large'
  }
  /** Closed circles they were let in to. */
  readonly inside?: readonly string[]
  /** For the nine of the cast: who they are, in one sentence. */
  readonly cast?: string
  /** For the nine of the cast: what they stand for, as "newly diagnosed". */
  readonly as?: string
}

export const readPeople = (): ScriptPerson[] =>
  JSON.parse(readFileSync(path.join(import.meta.dirname, 'people.json'), 'utf8'))

/** Nobody's real address: example.org belongs to nobody, and the example sends no mail outside. */
export const addressFor = (person: Pick<ScriptPerson, 'key'>) => `${person.key}@example.org`
