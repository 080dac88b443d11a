/** What docs/questionnaires.md tells is so. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { root } from '../../../kit/config.ts'
import { houseWordsBy } from './house-words.ts'
import { Question, Questionnaire, questionsOf } from './questionnaire.ts'

const page = readFileSync(path.join(root, 'docs', 'questionnaires.md'), 'utf8')
const example = JSON.parse(/```json\n([\s\S]*?)```/.exec(page)![1]!) as unknown

test('the example in the documentation is a questionnaire', () => {
  const read = Questionnaire.parse(example)
  assert.deepEqual(
    questionsOf(read).map(({ kind }) => kind),
    ['statement', 'number', 'one', 'one', 'one', 'when', 'words'],
  )
})

test('every kind of question and every part of one is told', () => {
  for (const { shape } of Question.options) {
    assert.match(page, new RegExp(`\\| \`${shape.kind.value}\` \\|`))
    for (const part of Object.keys(shape)) assert.ok(page.includes(`\`${part}\``), part)
  }
  for (const part of ['score', 'repeat', 'another', 'intro', 'thanks', 'languages', 'words'])
    assert.ok(page.includes(`\`${part}\``), part)
})

test('every word of the house is told with its English', () => {
  const told = readFileSync(path.join(root, 'docs', 'house-words.md'), 'utf8')
  const lines = Object.values(houseWordsBy).flatMap((words) =>
    Object.entries(words).map(([name, english]) => `| \`${name}\` | ${english} |`),
  )
  assert.deepEqual(
    told.split('\n').filter((line) => line.startsWith('| `')),
    lines,
  )
})
