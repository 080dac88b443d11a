/** `npm run import -- mbox FILE --circle NAME`: a mailing list moves in. Works while the server runs, and without it. */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { sql } from 'kysely'
import type { CircleId } from './areas/conversations/store.ts'
import { NotMbox } from './areas/moving-in/mbox.ts'
import { beginMoving, move, type Progress, type Report } from './areas/moving-in/moving.ts'
import { Communities } from './kit/community.ts'
import { readConfig, WrongSetting } from './kit/config.ts'
import { openPool } from './kit/database.ts'
import { startPostgres } from './kit/postgres.ts'

const usage = 'Use it as in: npm run import -- mbox FILE --circle NAME [--data FOLDER] [--community HOST]'

function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { circle: { type: 'string' }, data: { type: 'string' }, community: { type: 'string' } },
    })
    const [kind, file] = positionals
    if (kind !== 'mbox' || !file || !values.circle || positionals.length !== 2) throw new WrongSetting(usage)
    return { file: path.resolve(process.env.INIT_CWD ?? process.cwd(), file), ...values, circle: values.circle }
  } catch {
    throw new WrongSetting(usage)
  }
}

async function main() {
  const { file, circle, data, community: host } = readArguments()
  if (!existsSync(file)) throw new WrongSetting(`There is no file "${file}".`)
  const config = readConfig(data === undefined ? [] : ['--data', data], process.env)
  const pid = path.join(config.dataDir, 'postgres', 'postmaster.pid')
  const wasRunning = existsSync(pid)
  const own = config.databaseUrl ? null : await startPostgres(config.dataDir, console.log)
  const pool = openPool(own ? own.connection : { connectionString: config.databaseUrl! })
  try {
    const communities = new Communities(pool, config.publicUrl)
    await communities.migrateAll()
    const community = host ? communities.all.find((one) => one.host === host) : communities.forHost('localhost')
    if (!community) throw new WrongSetting('There is no such community yet: start the server and set it up first.')
    const { rows } = await sql<{ id: CircleId }>`
      select id from circle where slug = ${circle} or lower(name) = lower(${circle})`.execute(community.db)
    if (!rows[0]) throw new WrongSetting(`There is no circle named "${circle}". Make it first, or check its name.`)
    const run = await beginMoving(community, { path: file, name: path.basename(file) }, rows[0].id)
    print(await move(community, run, progressBar()))
  } finally {
    await pool.end()
    if (own && !wasRunning) await own.stop()
  }
}

/** A bar on a terminal; plain lines, one every tenth, anywhere else. */
function progressBar() {
  let shown = ''
  return ({ state, done, of }: Progress) => {
    const part = of === 0 ? 1 : done / of
    const name = state === 'reading' ? 'Reading ' : 'Placing '
    const tenths = Math.floor(part * 10)
    if (process.stdout.isTTY) {
      const full = Math.round(part * 30)
      process.stdout.write(
        `\r${name} [${'#'.repeat(full)}${' '.repeat(30 - full)}] ${Math.floor(part * 100)}%${part === 1 ? '\n' : ''}`,
      )
    } else if (shown !== `${state} ${tenths}`) console.log(`${name} ${Math.floor(part * 100)}%`)
    shown = `${state} ${tenths}`
  }
}

function print(report: Report) {
  const { found, placed, there, unreadable, conversations } = report
  console.log(`${found} mails found: ${placed} moved in, ${there} there already, ${unreadable.length} left out.`)
  console.log(`${conversations} conversations were made.`)
  for (const { message_id, position, reason } of unreadable) console.log(`Mail ${position} (${message_id}): ${reason}`)
}

try {
  await main()
} catch (error) {
  console.error(error instanceof WrongSetting || error instanceof NotMbox ? error.message : error)
  process.exitCode = 1
}
