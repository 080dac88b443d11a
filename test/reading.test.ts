/**
 * Every sentence Alongside says can be read by someone tired: grade 6 at most, 20 words at most. Source: DOMAIN, part 4.
 * Read where they are shown, on every page of the example community, and where mails and refusals are written.
 */
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { root } from '../src/kit/config.ts'
import { grade, syllables, wordsOf } from '../src/kit/plain-words.ts'
import { testServer } from './harness.ts'
import { roam } from './roaming.ts'
import { samplesOf } from './roaming-samples.ts'
import { sentencesOfSource, whole, wordsOfPage } from './sentences.ts'

const mostGrade = 6
const mostWords = 20
/** With fewer words, one long word changes the grade: short texts are judged together. */
const fewestWords = 60

/** Words by where they are. */
type Texts = ReadonlyMap<string, readonly string[]>

const countOf = (sentences: readonly string[]) => sentences.reduce((sum, one) => sum + wordsOf(one).length, 0)

function tooLong(texts: Texts) {
  const wrong: string[] = []
  for (const [where, sentences] of texts)
    for (const sentence of sentences)
      if (wordsOf(sentence).length > mostWords) wrong.push(`${where}: ${wordsOf(sentence).length} words: ${sentence}`)
  return wrong
}

function tooHard(texts: Texts) {
  const judged = new Map<string, readonly string[]>()
  const short = new Set<string>()
  for (const [where, all] of texts) {
    const sentences = whole(all)
    if (countOf(sentences) >= fewestWords) judged.set(where, sentences)
    else for (const sentence of sentences) short.add(sentence)
  }
  judged.set('all that are short, together', [...short])
  return [...judged].flatMap(([where, sentences]) => {
    const found = grade(sentences)
    return found > mostGrade ? [`${where}: grade ${found.toFixed(1)}`] : []
  })
}

const none = (wrong: readonly string[]) => assert.equal(wrong.length, 0, `\n${[...new Set(wrong)].join('\n')}`)

async function onPages(): Promise<Texts> {
  const server = await testServer({ example: true })
  const { pages } = await roam(server, await samplesOf(server))
  const { db } = server.community
  const written = new Set<string>()
  const names = await db.selectFrom('member').select('name').execute()
  const titles = await db.selectFrom('conversation').select('title').execute()
  for (const { name } of names) written.add(name)
  for (const { title } of titles) written.add(title)
  for (const { title } of await db.selectFrom('gathering').select('title').execute()) written.add(title)
  for (const { name, about } of await db.selectFrom('circle').select(['name', 'about']).execute())
    written.add(name).add(about)
  const texts = new Map<string, readonly string[]>()
  for (const { pattern, who, html } of pages) texts.set(`${pattern} as ${who.who.name}`, wordsOfPage(html, written))
  return texts
}

function inSource(): Texts {
  const files = globSync('src/**/*.ts', { cwd: root }).filter((file) => !file.endsWith('.test.ts'))
  return new Map(files.map((file) => [file, sentencesOfSource(readFileSync(path.join(root, file), 'utf8'))]))
}

const pages = await onPages()
const source = inSource()

test('no sentence on a page is longer than 20 words', () => none(tooLong(pages)))
test('no page is harder to read than grade 6', () => none(tooHard(pages)))
test('no sentence of a refusal, a mail or a page seldom seen is longer than 20 words', () => none(tooLong(source)))
test('no refusal, mail or page seldom seen is harder to read than grade 6', () => none(tooHard(source)))

test('what is judged is what people read: whole pages, refusals and mails', () => {
  assert.ok(countOf([...pages.values()].flat()) > 10_000)
  const said = [...source.values()].flat()
  assert.ok(said.includes('Please sign in first.'))
  assert.ok(said.includes('Nobody can sign in without the code.'))
})

test('syllables are counted as they are spoken', () => {
  const spoken = { the: 1, asked: 1, codes: 1, circle: 2, wanted: 2, being: 2, somebody: 3, idea: 3 }
  const harder = { families: 3, safely: 2, people: 2, community: 4, moderator: 4, conversations: 4 }
  for (const [word, times] of Object.entries({ ...spoken, ...harder })) assert.equal(syllables(word), times, word)
})

test('a sentence is graded by the formula', () => {
  // Six words of one syllable each: 0.39 × 6 + 11.8 × 1 - 15.59.
  assert.equal(grade(['The cat sat on the mat.']).toFixed(2), '-1.45')
  assert.equal(grade(['Community moderators reconsider.']).toFixed(2), (0.39 * 3 + 11.8 * (12 / 3) - 15.59).toFixed(2))
})
