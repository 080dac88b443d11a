/** `npm run bench`: every measurement, a table, and bench/RESULTS.md. `npm run bench -- NAME …` runs some and writes nothing. */
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { all } from './all.ts'
import { full } from './measure.ts'
import { lineOf, machine, results } from './results.ts'

const names = process.argv.slice(2)
const unknown = names.filter((name) => !all.some((one) => one.name === name))
if (unknown.length > 0) {
  console.error(`There is no measurement "${unknown[0]}": choose from ${all.map((one) => one.name).join(', ')}.`)
  process.exit(1)
}

const began = new Date()
console.log(await machine())
const measured = []
for (const one of all.filter(({ name }) => names.length === 0 || names.includes(name))) {
  console.log(`\n${one.name}: ${one.about}`)
  const lines = await one.run(full)
  for (const line of lines) console.log(lineOf(line))
  measured.push({ ...one, lines })
}
if (names.length === 0)
  writeFileSync(path.join(import.meta.dirname, 'RESULTS.md'), results(await machine(), began, measured))
const short = measured.flatMap(({ lines }) => lines).filter(({ holds }) => holds === false).length
console.log(short === 0 ? '\nEvery budget holds.' : `\n${short} of the budgets fall short.`)
