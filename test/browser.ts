/** A real browser: one found on the machine, or from a package, or installed with apt when root. */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { type Browser, chromium } from 'playwright-core'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge']
const places = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
]
const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--no-first-run',
]

const works = (file: string) => spawnSync(file, ['--version'], { timeout: 20_000 }).status === 0

/**
 * @returns the path of a Chromium that starts
 * @throws when there is none, saying what to install
 */
export async function findBrowser(): Promise<string> {
  if (process.env.TEST_BROWSER) return process.env.TEST_BROWSER
  const inPath = (process.env.PATH ?? '')
    .split(path.delimiter)
    .flatMap((folder) => names.map((name) => path.join(folder, name)))
  const found = [...inPath, ...places].find((file) => existsSync(file) && works(file))
  if (found) return found
  const packaged = await fromPackage()
  if (packaged) return packaged
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    console.log('Installing a browser for the tests (chromium, with apt-get).')
    execFileSync('apt-get', ['update', '-qq'], { stdio: ['ignore', 'ignore', 'inherit'] })
    execFileSync('apt-get', ['install', '-y', '-qq', 'chromium'], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    })
    if (works('/usr/bin/chromium')) return '/usr/bin/chromium'
  }
  throw new Error('The tests need a browser: install Chromium or Chrome, then run npm test again.')
}

/**
 * The Chromium that comes as an npm package, for Linux without one. It unpacks itself into the folder for temporary
 * files, where what another user unpacked cannot be used and what was cut short is taken for whole.
 */
async function fromPackage() {
  const everyones = process.env.TMPDIR
  const ours = path.join(os.tmpdir(), `alongside-browser-${process.getuid?.()}`)
  try {
    mkdirSync(ours, { recursive: true, mode: 0o700 })
    process.env.TMPDIR = ours
    const { default: packaged } = await import('@sparticuz/chromium')
    const file = await packaged.executablePath()
    if (works(file)) return file
    rmSync(ours, { recursive: true, force: true })
    mkdirSync(ours, { mode: 0o700 })
    await packaged.executablePath()
    return works(file) ? file : null
  } catch {
    return null
  } finally {
    if (everyones === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = everyones
  }
}

/** @param more flags of this browser alone */
export async function openBrowser(more: readonly string[] = []): Promise<Browser> {
  const executablePath = await findBrowser()
  return chromium.launch({ executablePath, args: [...quiet, ...more], headless: true })
}
