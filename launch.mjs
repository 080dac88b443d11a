// Runs on whatever Node starts npm (20 or newer): installs what is missing,
// then hands over to the Node 24 that the project pins.
// usage: node launch.mjs [--dev] FILE [arguments…]
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const root = path.dirname(fileURLToPath(import.meta.url))
const dev = process.argv[2] === '--dev'
const [file, ...rest] = process.argv.slice(dev ? 3 : 2)
const at = (...parts) => path.join(root, ...parts)

function install() {
  const wanted = createHash('sha256')
    .update(readFileSync(at('package-lock.json')))
    .digest('hex')
  const stamp = at('node_modules', '.alongside')
  const had = existsSync(stamp) ? readFileSync(stamp, 'utf8') : ''
  if (had === `${wanted} dev` || (!dev && had === `${wanted} run`)) return
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

install()
const child = spawn(at('node_modules', 'node', 'bin', 'node'), [at(file), ...rest], {
  stdio: 'inherit',
  env: { ...process.env, NODE_NO_WARNINGS: '1' },
})
// Ctrl-C reaches the child from the terminal; anything sent to us alone is passed on.
process.on('SIGINT', () => {})
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)))
