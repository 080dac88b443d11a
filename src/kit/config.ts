import { accessSync, constants, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs'
import { BlockList, isIP } from 'node:net'
import path from 'node:path'
import { parseArgs } from 'node:util'

export const root = path.resolve(import.meta.dirname, '..', '..')
export const version: string = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')).version

export interface Config {
  /** Show the made-up example community. */
  readonly example: boolean
  readonly port: number
  /** Folder for the database, import files and the signing secret. */
  readonly dataDir: string
  /** An own PostgreSQL 15 or newer; null means the one that comes with Alongside. */
  readonly databaseUrl: string | null
  /** Where people reach this server, without a slash at the end. */
  readonly publicUrl: string
  /** Mail server; null means mail is kept and shown at /outbox on this machine only. */
  readonly smtpUrl: string | null
  readonly mailFrom: string
  /** Proxies whose word is taken for where a request came from. */
  readonly trustedProxies: BlockList
}

/** A wrong setting. Its message is one sentence that says what to change. */
export class WrongSetting extends Error {}

/**
 * Read flags and environment; a flag wins over a variable.
 *
 * @param args what follows `npm start --`
 * @param env environment variables
 * @throws WrongSetting with one sentence that says what to change
 */
export function readConfig(args: string[], env: NodeJS.ProcessEnv): Config {
  const flags = readFlags(args)
  const port = readPort(flags.port ?? (env.PORT || '3000'), flags.port === undefined ? 'PORT' : '--port')
  const publicUrl = readUrl('PUBLIC_URL', env.PUBLIC_URL, ['http:', 'https:']) ?? `http://localhost:${port}`
  return {
    example: flags.example,
    port,
    dataDir: path.resolve(root, flags.data ?? (env.DATA_DIR || 'data')),
    databaseUrl: env.DATABASE_URL || null,
    publicUrl: publicUrl.replace(/\/+$/, ''),
    smtpUrl: readUrl('SMTP_URL', env.SMTP_URL, ['smtp:', 'smtps:']),
    mailFrom: readMailFrom(env.MAIL_FROM, publicUrl),
    trustedProxies: readProxies(env.TRUSTED_PROXIES),
  }
}

function readFlags(args: string[]) {
  try {
    const { values } = parseArgs({
      args,
      options: {
        example: { type: 'boolean', default: false },
        port: { type: 'string' },
        data: { type: 'string' },
      },
    })
    if (values.data !== undefined && values.data.trim() === '') throw new Error()
    return values
  } catch {
    throw new WrongSetting(
      `"${args.join(' ')}" is not understood: use --example, --port NUMBER and --data FOLDER, as in "npm start -- --example".`,
    )
  }
}

function readPort(text: string, name: string) {
  const port = Number(text)
  if (/^\d+$/.test(text) && port <= 65535) return port
  throw new WrongSetting(`${name} is "${text}", but must be a whole number from 0 to 65535.`)
}

function readUrl(name: string, text: string | undefined, protocols: string[]) {
  if (!text) return null
  if (URL.canParse(text) && protocols.includes(new URL(text).protocol)) return text
  // What was given may hold a password, so it is not repeated.
  throw new WrongSetting(
    `${name} must be an address that starts with ${protocols[0]}//. Write @, : and / in a name or password as %40, %3A and %2F.`,
  )
}

function readMailFrom(text: string | undefined, publicUrl: string) {
  if (!text) return `no-reply@${new URL(publicUrl).hostname}`
  if (/^[^\s<>@"]+@[^\s<>@"]+$/.test(text)) return text
  throw new WrongSetting(`MAIL_FROM is "${text}", but must be one email address, such as hello@example.org.`)
}

/** Addresses and networks, such as `127.0.0.1, 10.0.0.0/8`. */
function readProxies(text = '') {
  const list = new BlockList()
  for (const one of text.split(/[\s,]+/).filter(Boolean)) {
    const [address = '', bits] = one.split('/')
    const kind = isIP(address) === 6 ? 'ipv6' : 'ipv4'
    const most = kind === 'ipv6' ? 128 : 32
    if (!isIP(address) || (bits !== undefined && !(/^\d{1,3}$/.test(bits) && Number(bits) <= most)))
      throw new WrongSetting(`TRUSTED_PROXIES has "${one}", but must list addresses such as 127.0.0.1 or 10.0.0.0/8.`)
    if (bits === undefined) list.addAddress(address, kind)
    else list.addSubnet(address, Number(bits), kind)
  }
  return list
}

/**
 * The network address to listen on: this machine alone until PUBLIC_URL names a place that others can reach.
 *
 * @returns an address, or undefined for every address of this machine
 */
export const listenOn = ({ publicUrl }: Pick<Config, 'publicUrl'>) =>
  /^(localhost|.+\.localhost|127\..+|\[::1\])$/.test(new URL(publicUrl).hostname) ? '127.0.0.1' : undefined

/** Make sure the data folder can be used before anything is written to it. */
export function checkDataDir(dataDir: string) {
  if (existsSync(dataDir) && !statSync(dataDir).isDirectory())
    throw new WrongSetting(`The data folder "${dataDir}" is a file: choose another with --data FOLDER.`)
  try {
    mkdirSync(dataDir, { recursive: true })
    accessSync(dataDir, constants.W_OK)
  } catch {
    throw new WrongSetting(`The data folder "${dataDir}" cannot be written to: choose another with --data FOLDER.`)
  }
}
