/** What runs in the process that reads a foreign file. It knows no reader: it imports the one it is told. */
import type { Asked, Told } from './foreign-file-process.ts'

const [module, name] = process.argv.slice(2)
const send = (message: Told) => void process.send!(message)
// Begun at once, while the file is still on its way here.
const loaded = import(module!) as Promise<Record<string, (...args: unknown[]) => unknown>>

process.on('message', async ({ args }: Asked) => {
  try {
    const read = (await loaded)[name!]!
    send({ value: await read(...args, (note: unknown) => send({ note })) })
  } catch (error) {
    send({ failed: failureOf(error), at: placeOf(error) })
  }
})
// The server is gone, so nobody waits for this file any more.
process.on('disconnect', () => process.exit())

function failureOf(error: unknown) {
  if (!(error instanceof RangeError)) return 'broken'
  if (/call stack/i.test(error.message)) return 'deep'
  return /allocation failed|invalid (string|array|typed array) length|maximum size exceeded/i.test(error.message)
    ? 'memory'
    : 'broken'
}

/** Where in the code it failed. The message stays here: libraries quote the file in it, which belongs in no log. */
function placeOf(error: unknown) {
  if (!(error instanceof Error)) return 'something that is no error was thrown'
  const lines = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
  return [error.name, ...lines.slice(0, 3)].map((line) => line.trim()).join(' ')
}
