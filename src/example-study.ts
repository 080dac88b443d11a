/**
 * `npm run example:study -- [--data FOLDER] [--seed NUMBER] [--null]`: a made-up study, from the letters to the findings.
 * Everybody in it is made up. With --null they are made without any of the effects that it looks for.
 */
import { mkdtempSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { sql } from 'kysely'
import { addressFor } from './areas/example/people.ts'
import { findingsOf } from './areas/studies/example/findings.ts'
import { findingsPage } from './areas/studies/example/findings-page.ts'
import { findingsWords } from './areas/studies/example/findings-words.ts'
import type { Effects } from './areas/studies/example/generating-model.ts'
import { type Hand, handOf } from './areas/studies/example/hands.ts'
import { type Staff, studySlug } from './areas/studies/example/made-up-study.ts'
import { runStudy } from './areas/studies/example/running.ts'
import { asResearch } from './areas/studies/wall.ts'
import { takeFolder } from './kit/alone.ts'
import type { Community } from './kit/community.ts'
import { type Config, checkDataDir, readConfig, WrongSetting } from './kit/config.ts'
import type { Pool } from './kit/database.ts'
import { startPostgres } from './kit/postgres.ts'
import { isRefusal } from './kit/refuse.ts'
import type { MemberId, Role } from './kit/who.ts'
import { startServer } from './server.ts'

const say = (line: string) => console.log(line)

const usage =
  'Use it as in: npm run example:study -- --data FOLDER --seed NUMBER, and --null for people without effects.'

function readArguments() {
  try {
    const { values } = parseArgs({
      options: {
        data: { type: 'string' },
        seed: { type: 'string', default: '1' },
        null: { type: 'boolean', default: false },
      },
    })
    if (!/^\d{1,9}$/.test(values.seed) || values.data === '') throw new Error()
    const effects: Effects = values.null ? 'none' : 'seed'
    return { data: values.data, seed: Number(values.seed), effects }
  } catch {
    throw new WrongSetting(usage)
  }
}

async function main() {
  const { data, seed, effects } = readArguments()
  const folder = data ?? mkdtempSync(path.join(os.tmpdir(), 'alongside-study-'))
  // A folder of its own, whatever database the settings name: the example stands beside no real community.
  const config = { ...readConfig(['--data', folder], process.env), databaseUrl: null }
  checkDataDir(config.dataDir)
  const giveBack = takeFolder(config.dataDir)
  const own = await startPostgres(config.dataDir, say)
  try {
    const house = await startServer({ ...config, port: 0, example: true }, own.connection, own)
    try {
      const { communities } = house.server
      await run({ community: communities.all[0]!, pool: communities.pool }, config, { seed, effects, now: new Date() })
    } finally {
      await house.stop()
    }
  } finally {
    await own.stop()
    giveBack()
  }
}

async function run(
  { community, pool }: { community: Community; pool: Pool },
  { dataDir, publicUrl }: Config,
  { seed, effects, now }: { seed: number; effects: Effects; now: Date },
) {
  await refuseTwice(community)
  const staff = await staffOf(community)
  const how = { seed, effects, now }
  const { study, slips } = await runStudy({ community, pool }, staff, how, say)
  say(
    `${slips.booklets} booklets were keyed in twice. The two readings differed at ${slips.differing} places, and each was decided by the paper.`,
  )
  const findings = await findingsOf(community, staff.researchers[0], study, how)
  const words = findingsWords(findings)
  const page = path.join(dataDir, 'findings.html')
  writeFileSync(page, await findingsPage(findings))
  writeFileSync(path.join(dataDir, 'findings.txt'), words)
  say(`\n${words}`)
  say(`The same with pictures is in ${page}`)
  say(`To look round in it: npm start -- --data ${dataDir}`)
  say(`Then choose “a researcher” on ${publicUrl}/cast, and open ${publicUrl}/studies/${study.slug}`)
}

/** A second run would answer the same study twice. */
async function refuseTwice(community: Community) {
  const there = await asResearch(community, (db) =>
    db.selectFrom('study').select('id').where('slug', '=', studySlug).executeTakeFirst(),
  )
  if (isRefusal(there)) throw new WrongSetting(there.because)
  if (there)
    throw new WrongSetting('This data folder holds the made-up study already: choose another with --data FOLDER.')
}

/** The example's own steward, researchers and helpers. */
async function staffOf(community: Community): Promise<Staff> {
  const known = async (key: string): Promise<Hand> => {
    const { rows } = await sql<{ id: MemberId; name: string; role: Role }>`
      select member.id, member.name, role
      from member
      join login on login.id = member.id::text
      where email = ${addressFor({ key })}`.execute(community.db)
    const { id, name, role } = rows[0]!
    return handOf(community, { member: id, name, role, roleHeld: role, session: null })
  }
  return {
    steward: await known('joan'),
    researchers: [await known('rhian'), await known('owen')],
    desk: [await known('ama'), await known('bill')],
  }
}

try {
  await main()
  process.exit(0)
} catch (error) {
  console.error(error instanceof WrongSetting ? error.message : error)
  process.exit(1)
}
