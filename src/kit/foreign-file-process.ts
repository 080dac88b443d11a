/**
 * The process in which a foreign file is read, as the server sees it. A thread would not do: where V8 cannot get one large
 * piece of memory, it ends the whole process, whatever limits its threads have.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync, realpathSync } from 'node:fs'
import { setPriority } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { root } from './config.ts'
import type { ForeignFile, Limits, Reader } from './foreign-file.ts'
import { log } from './log.ts'

/** Why there is no answer. */
export type Failure = 'time' | 'memory' | 'deep' | 'broken'

/** What the process is sent. */
export interface Asked {
  readonly args: readonly unknown[]
}

/** What it sends: the value, how far it came, or that it failed and where in our code. */
export type Told =
  | { readonly value: unknown }
  | { readonly note: unknown }
  | { readonly failed: Exclude<Failure, 'time'>; readonly at: string }

type Answer = { readonly value: unknown } | { readonly failed: Failure }

const entry = fileURLToPath(new URL('./foreign-file-worker.ts', import.meta.url))

/**
 * The system holds the limits: of CPU time, and of memory of any kind (on Linux; macOS holds the heap's alone). So they
 * hold inside WebAssembly, in a regular expression, and when the server is gone. Where a machine runs out of memory,
 * Linux ends a reader before it looks at the server or its database.
 */
const limited = [
  'ulimit -c 0',
  'ulimit -St "$1"',
  'ulimit -Ht "$2"',
  'ulimit -d "$3" 2>/dev/null',
  '(echo 1000 > /proc/self/oom_score_adj) 2>/dev/null',
  'shift 3',
  'exec "$@"',
].join('; ')

/**
 * MB that the system counts as data of an idle Node: most of it is set aside and never touched, and how much differs from
 * machine to machine. The server has as much beside its own heap.
 */
const idle = ((): number => {
  try {
    const [, kB] = /^VmData:\s*(\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? []
    const { heapTotal, external } = process.memoryUsage()
    return Math.max(700, Number(kB ?? 0) / 1024 - (heapTotal + external) / 1024 ** 2 + 100)
  } catch {
    return 700
  }
})()

/** Also where `node_modules` is a link to another place. */
const code = [root, realpathSync(path.join(root, 'node_modules'))]

/** A reader reads our code and its file, and nothing else: it cannot write, nor start anything. */
const flags = ({ heap, native }: Limits, paths: readonly string[]) => [
  '--permission',
  ...(native ? ['--allow-addons'] : []),
  ...[...code, ...paths].map((place) => `--allow-fs-read=${place}`),
  `--max-old-space-size=${heap}`,
  '--max-semi-space-size=16',
]

/** Nothing of the server's settings is needed to read a file, and some of them are secrets. */
const env = { NODE_NO_WARNINGS: '1' }

/** One process that reads. It answers one question at a time, and ends when it is told or over a limit. */
export class Reading {
  /** what the reader noted last */
  note: unknown
  /** milliseconds from question to answer, together */
  worked = 0
  readonly #child: ChildProcess
  readonly #file: ForeignFile<Reader>
  #answer: (answer: Answer) => void = () => {}
  #ended: Answer | null = null

  /** @param paths of files that it may open */
  constructor(file: ForeignFile<Reader>, paths: readonly string[]) {
    this.#file = file
    const { seconds, heap, bytes } = file.limits
    const limits = [seconds, seconds + 2, Math.ceil((idle + heap + bytes) * 1024)].map(String)
    const node = [process.execPath, ...flags(file.limits, paths), entry, file.module.href, file.name]
    this.#child = spawn('/bin/sh', ['-c', limited, 'sh', ...limits, ...node], {
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      serialization: 'advanced',
      env,
    })
    this.#child.on('message', (told: Told) => this.#hear(told))
    this.#child.on('error', (error) => {
      log('a reader of foreign files could not be started', { error: error.message })
      this.#end({ failed: 'broken' })
    })
    this.#child.on('exit', (_, signal) => this.#end({ failed: failureOf(signal) }))
    givePagesWay(this.#child.pid)
  }

  /** @returns what the reader gives back, or why not. However busy the machine is, nobody waits without end. */
  async ask(args: readonly unknown[]): Promise<Answer> {
    if (this.#ended) return this.#ended
    const began = performance.now()
    const answer = new Promise<Answer>((resolve) => {
      this.#answer = resolve
    })
    const late = setTimeout(() => this.#answer({ failed: 'time' }), 4000 * this.#file.limits.seconds)
    this.#child.send({ args } satisfies Asked, (error) => error && this.#end({ failed: 'broken' }))
    const given = await answer
    clearTimeout(late)
    this.worked += performance.now() - began
    return given
  }

  end() {
    this.#child.kill('SIGKILL')
  }

  #hear(told: Told) {
    if ('note' in told) this.note = told.note
    else if ('value' in told) this.#answer(told)
    else {
      if (told.failed === 'broken') log('a foreign file could not be read', { reader: this.#file.name, at: told.at })
      this.#answer({ failed: told.failed })
    }
  }

  #end(answer: Answer) {
    this.#ended ??= answer
    this.#answer(answer)
  }
}

/** Over its time it gets SIGXCPU; V8 and the allocator end themselves by other signals when there is no memory. */
const failureOf = (signal: NodeJS.Signals | null): Failure =>
  signal === 'SIGXCPU' ? 'time' : signal === null ? 'broken' : 'memory'

/** Pages come first, also on a server with one core. */
function givePagesWay(pid: number | undefined) {
  try {
    if (pid) setPriority(pid, 10)
  } catch {
    // Not allowed here, or ended already: it reads as it is.
  }
}
