/** `npm run backup -- FILE` and `npm run restore -- FILE`: one community into a file, and back. */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { askForKey } from './kit/ask.ts'
import { BackupRefused, backUp } from './kit/backup.ts'
import { borrowDatabase } from './kit/borrow.ts'
import { Communities, type Community } from './kit/community.ts'
import { type Config, readConfig, WrongSetting } from './kit/config.ts'
import type { Pool } from './kit/database.ts'
import { writeKeySheet } from './kit/key-sheet.ts'
import { restore } from './kit/restore.ts'
import { makeKey, recipientOf, useKey } from './kit/sealing.ts'
// What is erased again is erased by the areas that know how.
import './listeners.ts'

const given = process.argv.slice(2)
const makesKey = given[0] === 'backup' && given[1] === 'key'
const what = makesKey ? 'key' : given[0]
const args = given.slice(makesKey ? 2 : 1)
const usage =
  what === 'key'
    ? 'Say where to write the sheet: npm run backup -- key FILE.pdf [--data FOLDER].'
    : what === 'restore'
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
    const key = () => askForKey(process.env)
    const { community, madeAt, erasedAgain } = await restore(pool, file, { host, replace, erasures, key })
    console.log(`Restored "${community.name}" as it was at ${madeAt}.`)
    if (erasedAgain > 0) console.log(`Erased again, because it was erased since: ${erasedAgain}.`)
    return
  }
  if (what === 'key') return newKey(pool, communities, file)
  const { community, tables, readBack } = await backUp(pool, chosen(communities, choice.community), file)
  const rows = tables.reduce((sum, table) => sum + table.rows, 0)
  console.log(`"${community.name}" is in ${file}: ${tables.length} tables, ${rows.toLocaleString('en-GB')} rows.`)
  if (readBack === 'sealed') {
    console.log('It was read back, then encrypted. Only the printed key opens it.')
    return
  }
  console.log('It was read back from the disk, row by row, and is whole.')
  console.log(
    'Keep this file as safe as the database: it holds every word and address, and the secret that signs sessions.',
  )
}

/** Make a key, write its sheet, and encrypt backups for it from now on. */
async function newKey(pool: Pool, { all }: Communities, file: string) {
  if (existsSync(file)) throw new BackupRefused(`There is already a file "${file}": choose another name.`)
  if (!existsSync(path.dirname(file)))
    throw new BackupRefused(`There is no folder "${path.dirname(file)}": make it first.`)
  const before = await recipientOf(pool)
  const key = await makeKey()
  const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long' }).format(new Date())
  await writeKeySheet(file, key, all.map(({ name }) => name).join(', ') || 'Alongside', day)
  await useKey(pool, key.recipient)
  console.log(`The key is on the sheet ${file}. Print it twice, put both away safely, then delete the file.`)
  console.log('From now on backups are encrypted, and only this key opens them. It is stored nowhere here.')
  if (before) console.log('Keep the earlier sheet too: backups made until now open with that one.')
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
