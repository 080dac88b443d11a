/** `npm run community -- add --host HOST --name NAME --condition ID --email STEWARD`, and `list`. */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { found } from './areas/founding/found.ts'
import { Email } from './areas/members/tasks.ts'
import { borrowDatabase } from './kit/borrow.ts'
import { Communities } from './kit/community.ts'
import { readConfig, root, WrongSetting } from './kit/config.ts'
import { isRefusal } from './kit/refuse.ts'

const usage =
  'Use it as in: npm run community -- add --host HOST --name NAME --condition ID --email STEWARD, or: npm run community -- list'

function readArguments() {
  const text = { type: 'string' } as const
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { host: text, name: text, condition: text, email: text, data: text },
    })
    if (positionals.length === 1 && positionals[0] === 'list') return { ...values, add: null }
    const { host, name, condition } = values
    const email = Email.safeParse(values.email)
    if (positionals[0] !== 'add' || !host || !name || !condition || !email.success) throw new Error()
    return { ...values, add: { host: host.toLowerCase(), name, condition, email: email.data } }
  } catch {
    throw new WrongSetting(usage)
  }
}

async function main() {
  const { add, data } = readArguments()
  if (add && !existsSync(path.join(root, 'conditions', `${path.basename(add.condition)}.json`)))
    throw new WrongSetting(`There is no condition "${add.condition}": use the name of a file in conditions/.`)
  const config = readConfig(data === undefined ? [] : ['--data', data], process.env)
  const { pool, giveBack } = await borrowDatabase(config)
  try {
    const communities = new Communities(pool, config.publicUrl)
    await communities.migrateAll()
    if (add) {
      const made = await found(communities, add)
      if (isRefusal(made)) throw new WrongSetting(made.because)
      console.log(`${made.name} is made. Sign in at ${made.url} as ${add.email}.`)
    } else
      for (const { host, name, example } of communities.all)
        console.log(`${host ?? 'any other host'}: ${name}${example ? ' (example)' : ''}`)
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
