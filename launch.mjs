// Runs on whatever Node starts npm (20 or newer): installs what is missing,
// then hands over to the Node 24 that the project pins.
// usage: node launch.mjs [--dev] FILE [arguments…]
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { flags } from './flags.mjs'

const root = path.dirname(fileURLToPath(import.meta.url))
const dev = process.argv[2] === '--dev'
const [file, ...rest] = process.argv.slice(dev ? 3 : 2)
const at = (...parts) => path.join(root, ...parts)

const turn = at('.installing')

/** Two that start at once must not both install: each would sweep away what the other has just laid down. */
function takeTurn() {
  for (;;) {
    try {
      writeFileSync(turn, String(process.pid), { flag: 'wx' })
      process.once('exit', () => rmSync(turn, { force: true }))
      return
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
    }
    if (isLeftBehind()) rmSync(turn, { force: true })
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300)
  }
}

/** The one whose turn it was has ended without saying so. */
function isLeftBehind() {
  try {
    const pid = Number(readFileSync(turn, 'utf8'))
    if (!pid) return Date.now() - statSync(turn).mtimeMs > 5000
    process.kill(pid, 0)
    return false
  } catch (error) {
    return error.code === 'ESRCH'
  }
}

function install() {
  if (isInstalled()) return
  takeTurn()
  if (!isInstalled()) installNow()
  rmSync(turn, { force: true })
}

function state() {
  const wanted = createHash('sha256')
    .update(readFileSync(at('package-lock.json')))
    .digest('hex')
  const stamp = at('node_modules', '.alongside')
  const had = existsSync(stamp) ? readFileSync(stamp, 'utf8') : ''
  return { wanted, stamp, had }
}

function isInstalled() {
  const { wanted, had } = state()
  return had === `${wanted} dev` || (!dev && had === `${wanted} run`)
}

function installNow() {
  const { wanted, stamp, had } = state()
  console.log('Installing what Alongside needs. This happens once and takes about a minute.')
  const keepDev = dev || had.endsWith(' dev')
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  run(
    npm,
    ['ci', ...(keepDev ? ['--include=dev'] : ['--omit=dev']), '--no-audit', '--no-fund', '--loglevel=error'],
    root,
  )
  // Some npm settings skip install scripts; these two are needed, so run them ourselves when they did not.
  if (!existsSync(at('node_modules', 'node', 'bin', 'node')))
    run(process.execPath, ['installArchSpecificPackage'], at('node_modules', 'node'))
  writeFileSync(stamp, `${wanted} ${keepDev ? 'dev' : 'run'}`)
}

function run(command, args, cwd) {
  const done = spawnSync(command, args, { cwd, stdio: ['ignore', 'inherit', 'inherit'] })
  if (done.status === 0) return
  console.error(
    `Could not run "${command} ${args.join(' ')}". Check that you are online and that this folder is yours to write in, then try again.`,
  )
  process.exit(1)
}

/** What was read once need not be compiled again. Kept only by whom the checkout belongs to, so that it stays theirs. */
function compiled() {
  if (process.env.NODE_COMPILE_CACHE || statSync(at('node_modules')).uid !== process.getuid?.()) return {}
  return { NODE_COMPILE_CACHE: at('node_modules', '.compiled') }
}

install()
const env = { ...process.env, NODE_NO_WARNINGS: '1', ...compiled() }
const child = spawn(at('node_modules', 'node', 'bin', 'node'), [...flags, at(file), ...rest], { stdio: 'inherit', env })
// Ctrl-C reaches the child from the terminal too, and it minds being told twice no more than once.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)))
