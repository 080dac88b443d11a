/**
 * `npm run import -- mbox FILE --circle NAME`: a mailing list moves in.
 * `npm run import -- members FILE [--dry-run | --invite]`: members of a list saved as CSV; with `--invite` each is mailed, once.
 * `npm run import -- sources FILE [--dry-run]`: a directory of help, as JSON or a folder of CSV files; docs/directory.md.
 * `npm run import -- districts FILE`: where postcode districts are, as CSV.
 * All work while the server runs, and without it.
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { sql } from 'kysely'
import type { CircleId } from './areas/conversations/store.ts'
import { bring, planMembers } from './areas/moving-in/bringing.ts'
import { inviteBrought } from './areas/moving-in/inviting.ts'
import { NotMbox } from './areas/moving-in/mbox.ts'
import { beginMoving, move, type Report } from './areas/moving-in/moving.ts'
import type { Progress } from './areas/moving-in/store.ts'
import { arrivingFrom } from './areas/support/hsds/arriving.ts'
import { bringDirectory } from './areas/support/hsds/exchange.ts'
import { readDirectory } from './areas/support/hsds/file.ts'
import { loadDistricts } from './areas/support/near/store.ts'
import { borrowDatabase } from './kit/borrow.ts'
import { Communities, type Community } from './kit/community.ts'
import { readConfig, WrongSetting } from './kit/config.ts'
import { isRefusal } from './kit/refuse.ts'
import { textOf } from './kit/spreadsheet.ts'

const usage = `Use it as in: npm run import -- mbox FILE --circle NAME [--data FOLDER] [--community HOST]
          or: npm run import -- members FILE [--dry-run | --invite] [--data FOLDER] [--community HOST]
          or: npm run import -- sources FILE [--dry-run | --leave-out] [--data FOLDER] [--community HOST]
          or: npm run import -- districts FILE [--data FOLDER] [--community HOST]`

function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        circle: { type: 'string' },
        data: { type: 'string' },
        community: { type: 'string' },
        'dry-run': { type: 'boolean' },
        invite: { type: 'boolean' },
        'leave-out': { type: 'boolean' },
      },
    })
    const [kind, file] = positionals
    const circle = values.circle ?? null
    // A list of mails goes to a circle, and comes in at once; a list of members names its circles, and can be tried out.
    const { invite = false, 'dry-run': dryRun = false, 'leave-out': leaveOut = false } = values
    const right = {
      mbox: circle && !dryRun && !invite && !leaveOut,
      members: !circle && !(dryRun && invite) && !leaveOut,
      sources: !circle && !invite && !(dryRun && leaveOut),
      districts: !circle && !invite && !dryRun && !leaveOut,
    }[String(kind)]
    if (!right || !file || positionals.length !== 2) throw new WrongSetting(usage)
    return {
      kind,
      leaveOut,
      file: path.resolve(process.env.INIT_CWD ?? process.cwd(), file),
      circle,
      data: values.data,
      community: values.community,
      dryRun,
      invite,
    }
  } catch {
    throw new WrongSetting(usage)
  }
}

async function main() {
  const { kind, file, circle, data, community: host, dryRun, invite, leaveOut } = readArguments()
  if (!existsSync(file)) throw new WrongSetting(`There is no file "${file}".`)
  const config = readConfig(data === undefined ? [] : ['--data', data], process.env)
  const { pool, giveBack } = await borrowDatabase(config)
  try {
    const communities = new Communities(pool, config.publicUrl)
    await communities.migrateAll()
    const community = host ? communities.all.find((one) => one.host === host) : communities.forHost('localhost')
    if (!community) throw new WrongSetting('There is no such community yet: start the server and set it up first.')
    if (circle) await moveList(community, file, circle)
    else if (kind === 'sources') await sources(community, file, dryRun, leaveOut)
    else if (kind === 'districts') await districts(community, file)
    else {
      await members(community, file, dryRun)
      if (invite) await sendInvitations(community)
    }
  } finally {
    await giveBack()
  }
}

async function moveList(community: Community, file: string, circle: string) {
  const { rows } = await sql<{ id: CircleId }>`
    select id from circle where slug = ${circle} or lower(name) = lower(${circle})`.execute(community.db)
  if (!rows[0]) throw new WrongSetting(`There is no circle named "${circle}". Make it first, or check its name.`)
  const run = await beginMoving(community, { path: file, name: path.basename(file) }, rows[0].id)
  print(await move(community, run, progressBar()))
}

async function members({ db }: Community, file: string, dryRun: boolean) {
  const text = textOf(readFileSync(file))
  const rows = dryRun
    ? await planMembers(db, text, new Date())
    : await db.transaction().execute((tx) => bring(tx, text, new Date()))
  if (isRefusal(rows)) throw new WrongSetting(rows.because)
  const words = { new: 'New', there: 'There already', problem: 'Problem' }
  for (const row of rows) console.log(`Line ${row.line}: ${words[row.as]}: ${row.email || row.name}. ${row.because}`)
  const times = (as: keyof typeof words) => rows.filter((row) => row.as === as).length
  console.log(`${times('new')} new, ${times('there')} there already, ${times('problem')} with a problem.`)
  if (dryRun) console.log('Nothing was changed.')
}

/** A JSON file, one CSV file, or a folder of them. */
async function sources({ db, condition }: Community, file: string, dryRun: boolean, leaveOut: boolean) {
  const names = statSync(file).isDirectory()
    ? readdirSync(file)
        .filter((name) => /\.(csv|json)$/i.test(name))
        .map((name) => path.join(file, name))
    : [file]
  const read = readDirectory(names.map((name) => ({ name: path.basename(name), bytes: readFileSync(name) })))
  if (isRefusal(read)) throw new WrongSetting(read.because)
  for (const { where, says, blocks } of read.findings)
    console.log(`${blocks ? 'Does not fit' : 'Good to know'}: ${where}: ${says}`)
  const fit = read.services.filter(({ fits }) => fits).length
  console.log(`${fit} of ${read.services.length} services fit.`)
  if (dryRun) return console.log('Nothing was changed.')
  const done = await db
    .transaction()
    .execute((tx) => bringDirectory(tx, condition, arrivingFrom(read), leaveOut, new Date()))
  if (isRefusal(done)) throw new WrongSetting(`${done.because} To leave out what does not fit, add --leave-out.`)
  console.log(`${done.added} added, ${done.changed} brought up to date, ${done.leftOut} left out.`)
}

async function districts({ db }: Community, file: string) {
  const text = textOf(readFileSync(file))
  const loaded = await db.transaction().execute((tx) => loadDistricts(tx, text))
  if (isRefusal(loaded)) throw new WrongSetting(loaded.because)
  console.log(`${loaded.known} postcode districts are known now, ${loaded.leftOut} lines were left out.`)
}

async function sendInvitations(community: Community) {
  const sent = await community.db.transaction().execute((tx) => inviteBrought(tx, community, null, new Date()))
  if (isRefusal(sent)) throw new WrongSetting(sent.because)
  console.log(`${sent} invited by email. Mail leaves while the server runs.`)
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
