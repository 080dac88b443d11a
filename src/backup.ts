/** `npm run backup -- FILE` and `npm run restore -- FILE`: one community into a file, and back. */
import path from 'node:path'
import { parseArgs } from 'node:util'
import { BackupRefused, backUp } from './kit/backup.ts'
import { borrowDatabase } from './kit/borrow.ts'
import { Communities, type Community } from './kit/community.ts'
import { type Config, readConfig, WrongSetting } from './kit/config.ts'
import type { Pool } from './kit/database.ts'
import { restore } from './kit/restore.ts'
// What is erased again is erased by the areas that know how.
import './listeners.ts'

const [what, ...args] = process.argv.slice(2)
const usage =
  what === 'restore'
    ? 'Say which file: npm run restore -- FILE [--host HOST] [--replace] [--data FOLDER].'
    : 'Say which file: npm run backup -- FILE [--community HOST] [--data FOLDER].'

function readArgs() {
  const data = { data: { type: 'string' } } as const
  try {
    const { values, positionals } =
      what === 'restore'
        ? parseArgs({
            args,
            allowPositionals: true,
            options: { ...data, host: { type: 'string' }, replace: { type: 'boolean' } },
          })
        : parseArgs({ args, allowPositionals: true, options: { ...data, community: { type: 'string' } } })
    if (positionals.length !== 1) throw new Error()
    // npm runs us in Alongside's folder; the file is named from where the person stands.
    return { ...values, file: path.resolve(process.env.INIT_CWD ?? '.', positionals[0]!) } as {
      file: string
      data?: string
      host?: string
      replace?: boolean
      community?: string
    }
  } catch {
    throw new WrongSetting(usage)
  }
}

function chosen({ all }: Communities, host: string | undefined): Community {
  if (all.length === 0) throw new BackupRefused('There is no community here yet.')
  const named = host === undefined ? all : all.filter((one) => (one.host ?? 'localhost') === host)
  if (named.length === 1) return named[0]!
  throw new BackupRefused(
    `Say which community with --community HOST: ${all.map((one) => `${one.host ?? 'localhost'} (${one.name})`).join(', ')}.`,
  )
}

async function work(
  pool: Pool,
  communities: Communities,
  { file, ...choice }: ReturnType<typeof readArgs>,
  { dataDir }: Config,
) {
  if (what === 'restore') {
    const erasures = [path.join(dataDir, 'backups')]
    const { host, replace } = choice
    const { community, madeAt, erasedAgain } = await restore(pool, file, { host, replace, erasures })
    console.log(`Restored "${community.name}" as it was at ${madeAt}.`)
    if (erasedAgain > 0) console.log(`Erased again, because it was erased since: ${erasedAgain}.`)
    return
  }
  const { community, tables } = await backUp(pool, chosen(communities, choice.community), file)
  const rows = tables.reduce((sum, table) => sum + table.rows, 0)
  console.log(`"${community.name}" is in ${file}: ${tables.length} tables, ${rows.toLocaleString('en-GB')} rows.`)
  console.log(
    'Keep this file as safe as the database: it holds every word and address, and the secret that signs sessions.',
  )
}

async function main() {
  const asked = readArgs()
  const config = readConfig(asked.data === undefined ? [] : ['--data', asked.data], process.env)
  const { pool, giveBack } = await borrowDatabase(config)
  try {
    const communities = new Communities(pool, config.publicUrl)
    await communities.migrateAll()
    await work(pool, communities, asked, config)
  } finally {
    await giveBack()
  }
}

try {
  await main()
} catch (error) {
  console.error(error instanceof WrongSetting || error instanceof BackupRefused ? error.message : error)
  process.exit(1)
}
