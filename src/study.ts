/**
 * `npm run study -- report SLUG`, `npm run study -- output SLUG describe peer_ever`: what the analysis pages tell, told in a
 * terminal or written to a folder, to the same byte.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { Asked, fromWords } from './areas/studies/analysis/asked.ts'
import { askOf } from './areas/studies/analysis/asking.ts'
import { fileName, filesOf, textOfKept } from './areas/studies/analysis/files.ts'
import { dayWords } from './areas/studies/analysis/fixed-plan.ts'
import { freezesOf } from './areas/studies/analysis/frozen.ts'
import { type Kept, keptOutput } from './areas/studies/analysis/kept-outputs.ts'
import { releasedOf } from './areas/studies/analysis/released-file.ts'
import { familyNames } from './areas/studies/analysis/report.ts'
import { asResearch } from './areas/studies/wall.ts'
import { borrowDatabase } from './kit/borrow.ts'
import { Communities, type Community } from './kit/community.ts'
import { readConfig, WrongSetting } from './kit/config.ts'
import { isRefusal, notFound } from './kit/refuse.ts'

const usage = [
  'Use it as in one of these:',
  '  npm run study -- report SLUG [--freeze ID] [--out FOLDER]',
  '  npm run study -- output SLUG describe peer_ever',
  '  npm run study -- output SLUG cross age peer_ever',
  '  npm run study -- output SLUG explain peer_ever yes age years_since',
  '  npm run study -- freezes SLUG',
  '  npm run study -- released SLUG',
  'With more than one host, add --host HOST.',
].join('\n')

const what = ['report', 'output', 'freezes', 'released'] as const

function readArguments() {
  const text = { type: 'string' } as const
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { freeze: text, out: text, data: text, host: text },
    })
    const [command, slug, ...words] = positionals
    const known = what.find((one) => one === command)
    if (!known || !slug) throw new Error()
    const questions = known === 'report' ? familyNames.map((name) => ({ what: 'report', name })) : [fromWords(words)]
    const asked = known === 'report' || known === 'output' ? questions.map((one) => Asked.safeParse(one)) : []
    const wrong = asked.find(({ success }) => !success)
    if (wrong) throw new WrongSetting(`${wrong.error!.issues[0]!.message}\n${usage}`)
    return { ...values, command: known, slug, asked: asked.map(({ data }) => data!) }
  } catch (error) {
    throw error instanceof WrongSetting ? error : new WrongSetting(usage)
  }
}

/** Do what was asked for; every line that is to be seen comes back. */
async function toldBy(community: Community, { command, slug, asked, freeze, out }: ReturnType<typeof readArguments>) {
  return asResearch(community, async (db) => {
    const study = await db
      .selectFrom('study')
      .select(['id', 'slug', 'title'])
      .where('slug', '=', slug)
      .executeTakeFirst()
    if (!study) return notFound('study')
    if (command === 'released') return releasedOf(db, study)
    if (command === 'freezes')
      return (await freezesOf(db, study.id))
        .map(({ id, number, made_at }) => `${number}  ${dayWords(made_at)}  ${id}\n`)
        .join('')
    const all: Kept[] = []
    for (const one of asked) {
      const id = await askOf(db, study, one, new Date(), freeze)
      if (isRefusal(id)) return id
      const kept = await keptOutput(db, study, id)
      if (isRefusal(kept)) return kept
      all.push(kept)
    }
    return out === undefined ? all.map(textOfKept).join('\n') : written(out, all)
  })
}

/** Every file that the browser offers, under the names it gives them. */
async function written(out: string, all: readonly Kept[]): Promise<string> {
  mkdirSync(out, { recursive: true })
  const names: string[] = []
  for (const kept of all)
    for (const [name, text] of await filesOf(kept)) {
      names.push(`${fileName(kept.study.slug)}-${fileName(kept.title)}-${name}`)
      writeFileSync(path.join(out, names.at(-1)!), text)
    }
  return `${names.length} files are in ${out}.\n`
}

async function main() {
  const typed = readArguments()
  const config = readConfig(typed.data === undefined ? [] : ['--data', typed.data], process.env)
  const { pool, giveBack } = await borrowDatabase(config)
  try {
    const communities = new Communities(pool, config.publicUrl)
    await communities.migrateAll()
    const community = typed.host
      ? communities.forHost(typed.host)
      : communities.all.length === 1
        ? communities.all[0]
        : null
    if (!community) throw new WrongSetting('Say which one you mean, with --host HOST.')
    const told = await toldBy(community, typed)
    if (isRefusal(told)) throw new WrongSetting(told.because)
    process.stdout.write(told)
  } finally {
    await giveBack()
  }
}

try {
  await main()
} catch (error) {
  console.error(error instanceof WrongSetting ? error.message : error)
  process.exit(1)
}
