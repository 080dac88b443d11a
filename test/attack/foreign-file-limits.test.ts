/** The limits in which foreign files are read: what goes over one ends alone, and the server goes on. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { strToU8 } from 'fflate'
import { readForeignQuestionnaire } from '../../src/areas/studies/formats/questionnaire-file.ts'
import { readCodebook, readProject } from '../../src/areas/studies/interviews/refi-reading.ts'
import { wordsInFile } from '../../src/areas/studies/interviews/transcript-file.ts'
import { readDirectory } from '../../src/areas/support/hsds/file.ts'
import { atOnce, foreignFile, mostWaiting, readForeign } from '../../src/kit/foreign-file.ts'
import { isRefusal } from '../../src/kit/refuse.ts'
import type * as dear from './dear-readers.ts'
import * as hostile from './hostile-files.ts'

const named = <Name extends keyof typeof dear>(name: Name) =>
  foreignFile<(typeof dear)[Name]>(new URL('./dear-readers.ts', import.meta.url), name, {
    seconds: 2,
    heap: 128,
    bytes: 128,
  })

describe('a reader that goes over a limit is ended, and the file is refused in words at its field', () => {
  for (const [name, says, status] of [
    ['forever', /takes too long/, 413],
    ['backtracking', /takes too long/, 413],
    ['objects', /more memory/, 413],
    ['onePiece', /more memory/, 413],
    ['bytes', /more memory/, 413],
    ['deep', /nested too deeply/, 422],
    ['wrong', /cannot read this file/, 415],
    ['gone', /cannot read this file/, 415],
  ] as const)
    test(name, async () => {
      const rss = process.memoryUsage.rss()
      const answer: unknown = await readForeign(named(name), 'file')
      assert.ok(isRefusal(answer))
      assert.match(answer.because, says)
      assert.equal(answer.status, status)
      assert.equal(answer.fields.file, answer.because)
      assert.ok(process.memoryUsage.rss() - rss < 60_000_000, 'the server grew')
    })
})

test('a reader opens nothing but our code, writes nothing, starts nothing, and knows no setting of the server', async () => {
  process.env.SECRET = 'sesame'
  assert.deepEqual(await readForeign(named('elsewhere'), 'file'), [
    'read ERR_ACCESS_DENIED',
    'write ERR_ACCESS_DENIED',
    'start ERR_ACCESS_DENIED',
    'secret undefined',
  ])
})

test('some files are read at once, twelve wait, and one more is told to come again', async () => {
  const answers = await Promise.all(
    Array.from({ length: atOnce + mostWaiting + 1 }, () => readForeign(named('slow'), 'file')),
  )
  const refused = answers.filter(isRefusal)
  assert.equal(answers.filter((one) => one === 'read').length, atOnce + mostWaiting)
  assert.deepEqual(
    refused.map(({ status, fields }) => [status, fields.file]),
    [[429, 'We are reading several files just now. Please send yours in a minute.']],
  )
  assert.equal(await readForeign(named('length'), 'file', new Uint8Array(5)), 5)
})

/**
 * CPU time for one size, and for four times that: four times the time where a reader is linear, sixteen where it is
 * quadratic. The least of three tries counts, for the machine is busy; nine leaves room for the collection of garbage.
 */
const growth: Readonly<Record<string, readonly [n: number, read: (n: number) => () => unknown]>> = {
  'a codebook': [
    500,
    (n) =>
      (
        (file) => () =>
          readCodebook(file)
      )(strToU8(hostile.codebook(n))),
  ],
  'a codebook of too many codes': [
    5000,
    (n) =>
      (
        (file) => () =>
          readCodebook(file)
      )(strToU8(hostile.codebook(n))),
  ],
  'a project': [
    1500,
    (n) =>
      (
        (file) => () =>
          readProject(file)
      )(hostile.project(n, 20 * n)),
  ],
  'a Word file': [
    10_000,
    (n) =>
      (
        (file) => () =>
          wordsInFile('a.docx', file)
      )(hostile.word('<w:p><w:r/></w:p>'.repeat(n))),
  ],
  'a Word file of elements nobody knows': [
    10_000,
    (n) =>
      (
        (file) => () =>
          wordsInFile('a.docx', file)
      )(hostile.word(hostile.repeated(n, (at) => `<w:x${at}/>`))),
  ],
  'a dictionary': [
    1000,
    (n) =>
      (
        (file) => () =>
          readForeignQuestionnaire('a.csv', file)
      )(strToU8(hostile.dictionary(n))),
  ],
  'a dictionary of names that begin alike': [
    1000,
    (n) =>
      (
        (file) => () =>
          readForeignQuestionnaire('a.csv', file)
      )(strToU8(hostile.alikeDictionary(n))),
  ],
  'a survey': [
    1000,
    (n) =>
      (
        (file) => () =>
          readForeignQuestionnaire('a.lss', file)
      )(strToU8(hostile.survey(n))),
  ],
  'a directory': [
    1000,
    (n) =>
      (
        (file) => () =>
          readDirectory([{ name: 'a.json', bytes: file }])
      )(strToU8(JSON.stringify(hostile.services(n)))),
  ],
  'a directory in tables': [
    1000,
    (n) =>
      (
        (files) => () =>
          readDirectory(files)
      )(Object.entries(hostile.growingTables(n, 5)).map(([name, text]) => ({ name, bytes: strToU8(text) }))),
  ],
}

describe('time grows with the file, and not with its square', () => {
  for (const [name, [n, readerOf]] of Object.entries(growth))
    test(name, () => {
      const least = (size: number) => {
        const read = readerOf(size)
        return Math.min(
          ...[1, 2, 3].map(() => {
            const before = process.cpuUsage()
            read()
            const { user, system } = process.cpuUsage(before)
            return user + system
          }),
        )
      }
      least(n)
      const [one, four] = [least(n), least(4 * n)]
      assert.ok(four < 9 * Math.max(one, 5000), `${one / 1000} ms for ${n}, ${four / 1000} ms for ${4 * n}`)
    })
})
