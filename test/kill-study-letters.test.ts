/**
 * The letters of a study are killed twice while they are made, as a power cut would, and then two servers are at them at
 * once. Afterwards everybody has one letter, nobody two, each with the code that was drawn for them, and the PDF is whole.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { codeOf } from '../src/areas/studies/codes.ts'
import { bringList, drawLetters, writeLetterWords } from '../src/areas/studies/recruiting/letters.ts'
import { openMailing } from '../src/areas/studies/recruiting/store.ts'
import { person, testServer } from './harness.ts'
import { ended, killWhen, letterMaker } from './killing.ts'
import { readPdf } from './pdf.ts'
import { letterWords, listWith, madeLetters, mailingPdfOf } from './recruiting.ts'
import { readyStudy } from './studying.ts'

const people = 60
const server = await testServer({ publicUrl: 'https://families.example' })
const { community } = server
const maker = () => letterMaker(server, 'studies')

test('letters of a study that are killed while they are made come out whole, and nobody gets two', async () => {
  const steward = await person(server, 'Joan', 'steward')
  const { id, slug } = await readyStudy(community, 'killed')
  await steward.does(writeLetterWords, { study: slug, ...letterWords })
  await steward.does(bringList, { study: slug, text: listWith(people) })
  const { mailing } = await steward.does(drawLetters, { study: slug, list: 'yes' })
  const printed = (most: number) => async () => ((await openMailing(community.db, id))?.printed ?? 0) >= most
  await killWhen(maker(), printed(25))
  await killWhen(maker(), printed(50))
  const [one, other] = [maker(), maker()]
  await Promise.all([ended(one), ended(other)])
  const made = await madeLetters(server, id)
  assert.deepEqual([made.id, made.letters, made.printed], [mailing, people, people])

  const { rows } = await sql<{ id: string; name: string; state: string }>`
    select study_code.id, name, state
    from study_code
    join study_letter on code = study_code.id
    where study_code.study = ${id}`.execute(community.db)
  assert.equal(rows.length, people, 'one code each')
  assert.deepEqual([...new Set(rows.map(({ state }) => state))], ['drawn'])
  const { pages } = await readPdf(await mailingPdfOf(server, mailing))
  assert.equal(pages.length, made.pages)
  const letters = new Map(
    pages.flatMap(({ text }) => {
      const [, name] = /Dear (Reader \d+),/.exec(text) ?? []
      return name ? [[name, text] as const] : []
    }),
  )
  assert.equal(letters.size, people)
  assert.equal(pages.filter(({ text }) => /Dear Reader/.test(text)).length, people, 'nobody has two')
  for (const { id: code, name } of rows) assert.ok(letters.get(name)!.includes(codeOf(community, code)), name)
})
