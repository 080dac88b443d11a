/** Results as people read them: on the screen and in RESULTS.md. */
import os from 'node:os'
import pg from 'pg'
import { withPostgres } from './house.ts'
import type { Line, Measurement } from './measure.ts'

const verdict = ({ holds }: Line) => (holds === undefined ? '' : holds ? 'holds' : 'falls short')

/** One line for the screen. */
export const lineOf = (line: Line) =>
  `  ${line.what}: ${line.measured}${line.budget ? ` (budget ${line.budget}: ${verdict(line)})` : ''}`

/** The kind of machine, without its name or anything else that is its owner's. */
export async function machine(): Promise<string> {
  const gigabytes = Math.round(os.totalmem() / 2 ** 30)
  const database = await withPostgres(async (own) => {
    const client = new pg.Client(own.connection)
    await client.connect()
    const { rows } = await client.query<{ server_version: string }>('show server_version')
    await client.end()
    return rows[0]!.server_version
  })
  return `${os.availableParallelism()} cores, ${gigabytes} GB of memory, ${os.type()} ${os.release().split('-')[0]} on ${os.arch()}, Node ${process.versions.node}, PostgreSQL ${database}`
}

/** RESULTS.md */
export const results = (
  kind: string,
  at: Date,
  measured: readonly (Pick<Measurement, 'name' | 'about'> & { lines: readonly Line[] })[],
) => `# What was measured

The last \`npm run bench\`, on ${at.toISOString().slice(0, 10)}: ${kind}.

Ratios are taken in the same run on the same machine, in turn; each shows its median and its range.
Load comes from another process on the same machine, so it shares the cores with what it measures.
${measured
  .map(
    ({ name, about, lines }) => `
## ${name}

${about}.

| what | measured | budget | |
| --- | --- | --- | --- |
${lines.map((line) => `| ${line.what} | ${line.measured} | ${line.budget ?? ''} | ${verdict(line)} |`).join('\n')}
`,
  )
  .join('')}`
