/** What the command line writes is what the browser gives away, to the byte. */
import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { test } from 'node:test'
import { many, theyAnswer } from '../../../../test/answered.ts'
import { person, testServer } from '../../../../test/harness.ts'
import { unset, watch } from '../../../../test/launching.ts'
import { readyStudy } from '../../../../test/studying.ts'
import { root } from '../../../kit/config.ts'
import { ask } from './asking.ts'
import { freeze } from './freezing.ts'

const server = await testServer()
const { community } = server
const rita = await person(server, 'Rita', 'researcher')
const study = await readyStudy(community, 'commanded', { researchers: [rita.id] })
await theyAnswer(community, study, many(150))
const frozen = await rita.does(freeze, { study: study.slug })

const databaseUrl = `postgres://alongside@localhost/${server.database}?host=${server.host}`
async function command(...args: string[]) {
  const env = { ...process.env, ...unset, DATABASE_URL: databaseUrl, NODE_NO_WARNINGS: '1' }
  const done = watch(process.execPath, ['src/study.ts', ...args], { cwd: root, env })
  const { code, errors } = await done.ends()
  return { code, errors, printed: done.printed() }
}
const told = async (id: string, file: string) =>
  (await rita.get(`/studies/${study.slug}/analysis/outputs/${id}/${file}`)).text()

test('an output that was asked in the browser is told the same in a terminal', async () => {
  const id = await rita.does(ask, { study: study.slug, what: 'describe', question: 'peer_ever' })
  const { code, printed } = await command('output', study.slug, 'describe', 'peer_ever')
  assert.equal(code, 0)
  assert.equal(printed, await told(id, 'report.txt'))
  for (const line of printed.split('\n')) assert.ok(line.length <= 80, line)
})

test('a whole report is written to a folder, file by file what the browser gives', async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'alongside-report-'))
  const { code, printed } = await command('report', study.slug, '--freeze', frozen, '--out', folder)
  assert.equal(code, 0, printed)
  const files = readdirSync(folder)
  assert.ok(files.length > 40, `${files.length} files`)
  for (const name of ['Who uses it', 'How it fits', 'Information sources']) {
    const id = await rita.does(ask, { study: study.slug, what: 'report', name })
    const own = `commanded-${name.toLowerCase().replaceAll(' ', '-')}-`
    for (const file of files.filter((one) => one.startsWith(own)))
      assert.equal(readFileSync(path.join(folder, file), 'utf8'), await told(id, file.slice(own.length)), file)
  }
})

test('what cannot be asked is refused in words', async () => {
  const wrong = await command('output', study.slug, 'describe', 'shoe_size')
  assert.equal(wrong.code, 1)
  assert.match(wrong.errors, /no such question/)
  assert.match((await command('output', study.slug, 'guess')).errors, /Choose what you want to know/)
  assert.match((await command('report', 'no-such-study')).errors, /could not find that study/)
  assert.match((await command()).errors, /npm run study/)
})

test('tables open in other programs: a header, one value in a cell, and no formula', async () => {
  const id = await rita.does(ask, { study: study.slug, what: 'cross', first: 'age', second: 'peer_ever' })
  const csv = await told(id, '1.csv')
  const [head, ...rows] = csv.trimEnd().split('\r\n')
  assert.equal(head, 'row,column,people,percent,n,missing,tests,versions,disclosure,freeze,note')
  for (const row of rows) assert.match(row, /^[^,]+,[^,]+,\d*,\d*,/)
  const all = await (await rita.get(`/studies/${study.slug}/analysis/released.csv`)).text()
  assert.match(all, /^study,freeze,frozen_on,first,first_band,second,second_band,people\r\ncommanded,1,/)
  for (const line of all.trimEnd().split('\r\n').slice(1)) {
    const people = line.split(',').at(-1)!
    assert.ok(people === '' || (Number(people) >= 10 && Number(people) % 5 === 0), line)
  }
})
