/**
 * Files that others made are read in a process of their own, with a limit of time and of memory, while pages are answered
 * as ever. A file that goes over a limit, or that its reader cannot read, is refused in words.
 */

import { totalmem } from 'node:os'
import { type Failure, Reading } from './foreign-file-process.ts'
import { limiter } from './limiter.ts'
import { type Refusal, refuse } from './refuse.ts'

// biome-ignore lint/suspicious/noExplicitAny: any function can be a reader, as long as its values can be copied
export type Reader = (...args: any[]) => any

export interface Limits {
  /** seconds of CPU time, the start of the process included */
  readonly seconds: number
  /** MB of JavaScript objects and text */
  readonly heap: number
  /** MB outside the heap: bytes that were unpacked, WebAssembly */
  readonly bytes: number
  /** it needs native code, such as what decodes pictures */
  readonly native: boolean
  /** who waits for it: a person at a page, or a job, which may take minutes and keeps nobody from their turn */
  readonly queue: 'pages' | 'jobs'
}

/** What a real file needs many times over. */
const usual: Limits = { seconds: 15, heap: 384, bytes: 192, native: false, queue: 'pages' }

/** Files that are read at once, for each may take a core and its memory: one on a small machine, else two. */
export const atOnce = Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY) < 3e9 ? 1 : 2
/** How many more may wait for their turn. */
export const mostWaiting = 12
const queues = { pages: limiter(atOnce, mostWaiting), jobs: limiter(1, 1000) }

/** A reader of foreign files: a function of a module, run in a process of its own. */
export interface ForeignFile<Read extends Reader> {
  readonly module: URL
  readonly name: string
  readonly limits: Limits
  /** never there: it carries the reader's type */
  readonly type?: Read
}

/**
 * Name a reader.
 *
 * @param module URL of the module that exports it
 * @param name of the exported function. What it takes and gives back must be values that can be copied. Its last argument
 *   may be a function by which it notes how far it came.
 * @example
 * const codebook = foreignFile<typeof readCodebook>(new URL('./refi-reading.ts', import.meta.url), 'readCodebook')
 */
export const foreignFile = <Read extends Reader>(
  module: URL,
  name: string,
  limits: Partial<Limits> = {},
): ForeignFile<Read> => ({ module, name, limits: { ...usual, ...limits } })

/** What a reader is given by whoever asks it: all but the function for its notes. */
type Given<Read extends Reader> =
  Parameters<Read> extends [...infer First, (note: never) => void] ? First : Parameters<Read>
type Answer<Read extends Reader> = Awaited<ReturnType<Read>> | Refusal

/**
 * Read a file, when its turn comes.
 *
 * @param field of the form at which a refusal is said
 * @returns what the reader gives back; or a refusal: too long or too much memory (413), unreadable (415), too many at
 *   once (429)
 */
export const readForeign = <Read extends Reader>(
  file: ForeignFile<Read>,
  field: string,
  ...args: Given<Read>
): Promise<Answer<Read>> => readingForeign(file, field, (ask) => ask(...args))

/**
 * Read a file piece by piece, when its turn comes. A file on disk is named by its path.
 *
 * @param work asks the reader as often as it needs: each question has the limits for itself, and goes to a new process
 *   where the one before came over them. `noted` tells what the reader noted last.
 * @param paths of files that the reader may open
 */
export async function readingForeign<Read extends Reader, Result>(
  file: ForeignFile<Read>,
  field: string,
  work: (ask: (...args: Given<Read>) => Promise<Answer<Read>>, noted: () => unknown) => Promise<Result>,
  paths: readonly string[] = [],
): Promise<Result | Refusal> {
  const open: { reading?: Reading | undefined; note?: unknown } = {}
  const close = () => {
    open.reading?.end()
    open.reading = undefined
  }
  const ask = async (...args: Given<Read>): Promise<Answer<Read>> => {
    // CPU time is counted from its start: who has half of it behind them begins anew.
    if (open.reading && open.reading.worked > (file.limits.seconds * 1000) / 2) close()
    open.reading ??= new Reading(file, paths)
    const answer = await open.reading.ask(args)
    open.note = open.reading.note
    if ('value' in answer) return answer.value as Awaited<ReturnType<Read>>
    close()
    const { because, status } = refusals[answer.failed]
    return refuse(because, status, { [field]: because })
  }
  const busy = (because: string) => refuse(because, 429, { [field]: because })
  return queues[file.limits.queue](() => work(ask, () => open.note).finally(close), busy)
}

const refusals: Record<Failure, Refusal> = {
  time: refuse('This file takes too long to read. Send a smaller one, or cut it in parts.', 413),
  memory: refuse('This file needs more memory than we allow. Send a smaller one, or cut it in parts.', 413),
  deep: refuse('This file is nested too deeply.'),
  broken: refuse('We cannot read this file. It may be broken. Save it again, or send it as another kind of file.', 415),
}
