/**
 * A task is something a person can do, written once and offered at several doors.
 * The registry of all tasks answers: who may do what, which doors are missing, what the audit log says.
 */
import { sql } from 'kysely'
import type { z } from 'zod'
import { newId } from './brand.ts'
import type { Community } from './community.ts'
import type { Tx } from './database.ts'
import { lockMember } from './member-lock.ts'
import { type Allowed, isRefusal, type Refusal, refuse } from './refuse.ts'
import { notThrough } from './typed-words.ts'
import { isModerator, type Who } from './who.ts'

export const doors = ['web', 'email', 'text', 'letter', 'phone', 'in person'] as const
export type Door = (typeof doors)[number]

declare module './database.ts' {
  interface Tables {
    audit: {
      id: string
      task: string
      /** who did it; null for a visitor or the server itself */
      who: string | null
      /** for whom, when somebody acted for another */
      for_whom: string | null
      via: Door
      /** what it was done to, where there is one thing */
      subject: string | null
      at: Date
    }
  }
}

/** What a task runs in: one transaction of one community. */
export interface Doing {
  readonly db: Tx
  readonly community: Community
  /** Whose doing it is: their rights decide, and what is made is theirs. */
  readonly who: Who
  /** Who did it with their own hands: the same person, or staff who acted for a caller or keyed in a letter. */
  readonly by: Who
  readonly via: Door
  readonly now: Date
  /** Note what it was done to, for the audit log. */
  about(subject: string): void
}

// biome-ignore lint/suspicious/noExplicitAny: what is prepared concerns a task and its own `run` alone
export interface Task<Input = unknown, Outcome = unknown, Prepared = any> {
  /** `area.verb`, spelled the same in the audit log. */
  readonly name: string
  /** What it does, in the words of the person who does it. */
  readonly title: string
  readonly doors: readonly Door[]
  /** Who may do it, in a few words, for the steward's list of tasks. `allowed` is what decides. */
  readonly who: string
  /** It erases the member it is done for, so it waits for whatever they still write, and nothing is written after it. */
  readonly erases?: true
  readonly input: z.ZodType<Input>
  /** May this person do it? Yes, or the reason why not. It must not change anything. */
  readonly allowed: (input: Input, doing: Doing) => Allowed | Promise<Allowed>
  /**
   * What takes long and needs no database, such as reading a file: done when it is allowed and before the transaction, so
   * that nobody's connection waits for it. A refusal ends the task.
   */
  readonly prepare?: (input: Input) => Promise<Prepared | Refusal>
  /** Do it, inside the transaction. A refusal undoes everything. */
  readonly run: (
    input: Input,
    doing: Doing,
    ...prepared: Prepared extends undefined ? [] : [Prepared]
  ) => Promise<Outcome | Refusal>
}

const registry = new Map<string, Task>()

/** Every task, by name. */
export const tasks = (): readonly Task[] => [...registry.values()].sort((a, b) => a.name.localeCompare(b.name))

/**
 * Define a task and enter it in the registry.
 *
 * @example
 * export const withdraw = task('conversations.withdraw', {
 *   title: 'Withdraw a post',
 *   doors: ['web', 'phone'],
 *   input: z.object({ post: PostId }),
 *   allowed: isWriterOf,
 *   async run({ post }, { db, now }) { … },
 * })
 */
export function task<Input, Outcome, Prepared = undefined>(
  name: string,
  definition: Omit<Task<Input, Outcome, Prepared>, 'name'>,
): Task<Input, Outcome> {
  if (registry.has(name)) throw new Error(`Two tasks are named ${name}.`)
  const made = { name, ...definition } as unknown as Task<Input, Outcome>
  registry.set(name, made as unknown as Task)
  return made
}

export interface Acting {
  readonly community: Community
  readonly who: Who
  readonly via: Door
  readonly now?: Date
  /** Staff who act for this person: a volunteer with a caller, or one who keys in a letter. */
  readonly by?: Who
  /** hears what it was done to, as the audit log does */
  readonly about?: (subject: string) => void
  /** what else has to agree, such as a call in which only some things may be done for the caller */
  readonly allows?: Allows
}

export type Allows = (what: Pick<Task, 'name'>, input: unknown, doing: Doing) => Allowed | Promise<Allowed>

/** How a door is named in a sentence. */
export const byDoor: Record<Door, string> = {
  web: 'on the web',
  email: 'by email',
  text: 'by text message',
  letter: 'by letter',
  phone: 'by phone',
  'in person': 'in person',
}

/**
 * Do a task: check its input, ask whether it is allowed, run it and note it in the audit log, all in one transaction.
 *
 * @param raw input as it came through the door
 * @returns the task's outcome, or a refusal with words and field messages; then nothing was stored
 */
export async function perform<Input, Outcome>(
  what: Task<Input, Outcome>,
  raw: unknown,
  acting: Acting,
): Promise<Outcome | Refusal> {
  const input = inputFor(what, raw, acting)
  if (isRefusal(input)) return input
  const prepared = await preparedFor(what, input.read, acting)
  if (isRefusal(prepared)) return prepared
  for (let attempt = 1; ; attempt++)
    try {
      return await acting.community.db.transaction().execute(async (db) => {
        const outcome = await carryOut(db, what, input.read, acting, prepared)
        if (isRefusal(outcome)) throw new Undo(outcome)
        return outcome
      })
    } catch (error) {
      if (error instanceof Undo) return error.refusal
      if (!isDeadlock(error) || attempt === mostAttempts) throw error
    }
}

/** PostgreSQL ends one of two transactions that wait for each other. It has stored nothing, so it is run again. */
const isDeadlock = (error: unknown) => (error as { code?: string }).code === '40P01'
const mostAttempts = 4

/**
 * The same inside a transaction that is under way, such as that of a slip which becomes a task.
 * What a refused task wrote before it was refused is undone; what the transaction wrote before it stays.
 */
export async function performWithin<Input, Outcome>(
  db: Tx,
  what: Task<Input, Outcome>,
  raw: unknown,
  acting: Acting,
): Promise<Outcome | Refusal> {
  const input = inputFor(what, raw, acting)
  if (isRefusal(input)) return input
  await sql`savepoint within`.execute(db)
  const prepared = await what.prepare?.(input.read)
  const outcome = isRefusal(prepared) ? prepared : await carryOut(db, what, input.read, acting, prepared)
  if (isRefusal(outcome)) await sql`rollback to savepoint within`.execute(db)
  await sql`release savepoint within`.execute(db)
  return outcome
}

/** What comes through the door as the task's input, or why not. `read` keeps it apart from a refusal. */
function inputFor<Input>(what: Task<Input, unknown>, raw: unknown, { who, by = who, via }: Acting) {
  if (!what.doors.includes(via)) return refuse(`This cannot be done ${byDoor[via]}.`, 403)
  if (by !== who && !isModerator(by)) return refuse('Only staff can do this for somebody else.', 403)
  const parsed = what.input.safeParse(raw)
  if (!parsed.success) return badInput(parsed.error)
  const cut = fieldWithNul(parsed.data)
  return cut ? refuse(notThrough, 422, { [cut]: notThrough }) : { read: parsed.data }
}

const doingIn = (
  db: Tx,
  { community, who, by = who, via, now = new Date() }: Acting,
  about: Doing['about'],
): Doing => ({ db, community, who, by, via, now, about })

/** What a task prepares, once it is allowed: that is asked in a short transaction of its own, and again in the task's. */
async function preparedFor<Input>(what: Task<Input, unknown>, input: Input, acting: Acting): Promise<unknown> {
  if (!what.prepare) return undefined
  const allowed = await acting.community.db.transaction().execute(async (db) =>
    what.allowed(
      input,
      doingIn(db, acting, () => {}),
    ),
  )
  return isRefusal(allowed) ? allowed : what.prepare(input)
}

async function carryOut<Input, Outcome>(
  db: Tx,
  what: Task<Input, Outcome>,
  input: Input,
  acting: Acting,
  prepared?: unknown,
): Promise<Outcome | Refusal> {
  const { about = () => {}, allows } = acting
  let subject: string | null = null
  const doing = doingIn(db, acting, (id) => {
    subject = id
    about(id)
  })
  const { who, by, via, now } = doing
  const here = who.member === null || (await lockMember(db, who.member, what.erases ? 'alone' : 'shared'))
  if (!here) return refuse('All we held of you was erased. You can join again at any time.', 410)
  const agreed = await allows?.(what, input, doing)
  if (isRefusal(agreed)) return agreed
  const allowed = await what.allowed(input, doing)
  if (isRefusal(allowed)) return allowed
  const outcome = await what.run(input, doing, prepared)
  if (isRefusal(outcome)) return outcome
  await db
    .insertInto('audit')
    .values({
      id: newId(now.getTime()),
      task: what.name,
      who: by.member,
      for_whom: by === who ? null : who.member,
      via,
      subject,
      at: now,
    })
    .execute()
  return outcome
}

/** Carries a refusal out of a transaction so that it rolls back; never leaves this file. */
class Undo extends Error {
  readonly refusal: Refusal
  constructor(refusal: Refusal) {
    super(refusal.because)
    this.refusal = refusal
  }
}

function badInput(error: z.ZodError): Refusal {
  const fields: Record<string, string> = {}
  for (const issue of error.issues) {
    const field = issue.path.join('.') || 'form'
    fields[field] ??= issue.message
  }
  const first = Object.values(fields)[0] ?? 'Something in this form is not right.'
  return refuse(first, 422, fields)
}

/** The first field with a NUL in it, which no database can hold: choices and ids are typed by machines too. */
function fieldWithNul(input: unknown): string | undefined {
  if (typeof input !== 'object' || input === null) return undefined
  return Object.entries(input).find(([, value]) => [value].flat().some(hasNul))?.[0]
}

const hasNul = (value: unknown) => typeof value === 'string' && value.includes('\0')
