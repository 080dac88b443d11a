/** Starts the real process and watches it, for tests of starting and stopping. */
import assert from 'node:assert/strict'
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { root } from '../src/kit/config.ts'

const started: ChildProcess[] = []

/** Whatever is still running at the end of a test file is killed. */
export const killAll = () => {
  for (const child of started) child.kill('SIGKILL')
}

/** Nothing that is set on this machine reaches what a test starts. */
export const unset = { DATABASE_URL: '', PUBLIC_URL: '', SMTP_URL: '', DATA_DIR: '', PORT: '' }

/** The server itself, without npm. */
export const launch = (args: string[], env: Record<string, string> = {}) =>
  watch(process.execPath, ['src/main.ts', ...args], { cwd: root, env: { ...process.env, ...unset, ...env } })

export function watch(command: string, args: string[], options: SpawnOptions) {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options })
  started.push(child)
  let printed = ''
  let errors = ''
  child.stdout!.on('data', (chunk) => (printed += chunk))
  child.stderr!.on('data', (chunk) => (errors += chunk))
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  return {
    child,
    printed: () => printed,
    async ends() {
      const code = await ended
      return { code, errors }
    },
    /** Ends with the test when it stops before it is open. */
    async isOpen() {
      const gone = ended.then(() => assert.fail(`It did not start.\n${printed}${errors}`))
      const open = async () => {
        while (!printed.includes('Stop with Ctrl-C.') && child.exitCode === null) await pause(50)
      }
      await Promise.race([open(), gone])
    },
  }
}

export const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

export async function freePort() {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, resolve))
  const { port } = probe.address() as { port: number }
  await new Promise((resolve) => probe.close(resolve))
  return port
}
