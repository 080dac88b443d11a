/** `npm run community -- add --host HOST --name NAME --condition ID --email STEWARD`, and `list`. */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { found } from './areas/founding/found.ts'
import { endSecondStep } from './areas/members/second-step-recovery.ts'
import { memberByEmail } from './areas/members/store.ts'
import { Email } from './areas/members/tasks.ts'
import { borrowDatabase } from './kit/borrow.ts'
import { Communities } from './kit/community.ts'
import { readConfig, root, WrongSetting } from './kit/config.ts'
import { isRefusal } from './kit/refuse.ts'
import { perform } from './kit/task.ts'
import { visitor } from './kit/who.ts'

const usage =
  'Use it as in: npm run community -- add --host HOST --name NAME --condition ID --email STEWARD, or: npm run community -- list, or for staff who lost their second step: npm run community -- second-step --host HOST --email EMAIL'

function readArguments() {
  const text = { type: 'string' } as const
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { host: text, name: text, condition: text, email: text, data: text },
    })
    if (positionals.length === 1 && positionals[0] === 'list') return { ...values, add: null, lost: null }
    const { host, name, condition } = values
    const email = Email.safeParse(values.email)
    if (positionals[0] === 'second-step' && host && email.success)
      return { ...values, add: null, lost: { host: host.toLowerCase(), email: email.data } }
    if (positionals[0] !== 'add' || !host || !name || !condition || !email.success) throw new Error()
    return { ...values, lost: null, add: { host: host.toLowerCase(), name, condition, email: email.data } }
  } catch {
    throw new WrongSetting(usage)
  }
}

/** For a community with one steward, where nobody else can agree. Whoever runs the server does it; the person is told. */
async function beginAnew({ all }: Communities, { host, email }: { host: string; email: string }): Promise<string> {
  const community = all.find((one) => (one.host ?? 'localhost') === host)
  if (!community) throw new WrongSetting(`No community answers on "${host}": see npm run community -- list.`)
  const member = await memberByEmail(community.db, email)
  if (!member) throw new WrongSetting(`Nobody at ${community.name} has the address ${email}.`)
  const done = await perform(endSecondStep, { member: member.id }, { community, who: visitor, via: 'in person' })
  if (isRefusal(done)) throw new WrongSetting(done.because)
  return 'Their second step has ended, and they are told. They set up a new one when they next sign in.'
}

async function main() {
  const { add, lost, data } = readArguments()
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
    } else if (lost) console.log(await beginAnew(communities, lost))
    else
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
