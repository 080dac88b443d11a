/** Coding by two people, what comes of it, and what is left when somebody takes their words back: nothing. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate'
import { sql } from 'kysely'
import { type Person, person, testServer } from '../../../../test/harness.ts'
import { interviewAll, makeStudy } from '../../../../test/interviewing.ts'
import { tell } from '../../../kit/events.ts'
import { everythingOf } from '../../../kit/exports.ts'
import { isRefusal } from '../../../kit/refuse.ts'
import { withdrawInterview } from './agreeing.ts'
import { chooseExample, removeCode, writeCode } from './codebook.ts'
import { codeWords, removeMemo, uncodeWords, writeMemo } from './coding.ts'
import { writeSummary } from './coding-matrix.ts'
import { outputWords, withdrawalWords } from './rules.ts'
import { madeUp, syntheticInterviews } from './synthetic-interviews.ts'
import { between, lengthOf } from './transcript-words.ts'

const server = await testServer()
const { community } = server
const { db } = community
const rita = await person(server, 'Rita', 'researcher')
const sam = await person(server, 'Sam', 'researcher')
const nobody = await person(server, '', 'visitor')
const both = [
  { id: rita.id, name: 'Rita' },
  { id: sam.id, name: 'Sam' },
] as const

let studies = 0
async function coded(people = 12) {
  const made = await makeStudy(community, `coded-${++studies}`, [rita.id, sam.id], people)
  return { ...made, study: made.slug, ...(await interviewAll(community, made, both)) }
}
const because = (answer: unknown) => (isRefusal(answer) ? answer.because : 'done')
const text = async (who: Person, path: string) => (await who.get(path)).text()

const aCode = { name: 'Waiting', definition: 'Time that passes.', include: '', exclude: '', sign: 'blue-star' }

test('words are coded by their place in code points, by marking them or by paragraph', async () => {
  const { study, transcripts } = await coded(2)
  const code = await rita.does(writeCode, { study, ...aCode })
  const words = 'P: 😀 We wait.  \nI: Long?'
  await sql`
    update transcript set words = ${words}, length = ${lengthOf(words)} where id = ${transcripts[0]!}`.execute(db)
  await sql`delete from segment where transcript = ${transcripts[0]!}`.execute(db)
  const marked = await rita.does(codeWords, { study, person: 'P01', code, from: '5', to: '14' })
  assert.equal(marked.words, 'We wait.')
  const again = await rita.does(codeWords, { study, person: 'p1', code, from: '4', to: '16' })
  assert.equal(again.id, marked.id, 'spaces at the ends make no second piece')
  const paragraphs = await rita.does(codeWords, { study, person: 'P01', code, from: '', to: '', first: '1', last: '2' })
  assert.equal(paragraphs.words, words)
  const pieces = await sql<{ words: string }>`
    select substring(transcript.words from from_at + 1 for to_at - from_at) as words
    from segment join transcript on transcript.id = transcript
    where transcript = ${transcripts[0]!} order by from_at desc`.execute(db)
  assert.deepEqual(
    pieces.rows.map((row) => row.words),
    ['We wait.', words],
    'PostgreSQL counts as we do',
  )
  const page = await text(rita, `/studies/${study}/interviews/P01/transcript`)
  assert.match(
    page,
    /data-from="0"><mark>P: 😀 <\/mark><mark>We wait\.<\/mark><small data-label> \[.* Waiting\] <\/small>/,
  )
})

test('a place that is not there, a heading, or no code at all is refused at its field', async () => {
  const { study } = await coded(2)
  const code = await rita.does(writeCode, { study, ...aCode })
  const heading = await rita.does(writeCode, { study, ...aCode, name: 'Over it', heading: 'yes' })
  const tries = (input: object) => rita.tries(codeWords, { study, person: 'P01', code, ...input })
  assert.match(because(await tries({ from: 0, to: 1_000_000 })), /not in the transcript/)
  assert.match(because(await tries({ from: 5, to: 5 })), /not in the transcript/)
  assert.match(because(await tries({ first: 500 })), /Type a number from 1 to/)
  assert.match(because(await tries({ first: 3, last: 2 })), /Type 3 or a later number/)
  assert.match(because(await tries({ code: '', first: 1 })), /Choose a code/)
  assert.match(because(await tries({ code: heading, first: 1 })), /heading/)
  assert.match(
    because(await rita.tries(codeWords, { study, person: 'P99', code, first: 1 })),
    /could not find that interview/,
  )
})

test('codes stand under codes, never under themselves; one that is used goes only with its pieces moved', async () => {
  const { study } = await coded(2)
  const top = await rita.does(writeCode, { study, ...aCode })
  const under = await rita.does(writeCode, { study, ...aCode, name: 'At night', parent: top })
  assert.match(because(await rita.tries(writeCode, { study, ...aCode, code: top, parent: under })), /under itself/)
  assert.match(because(await rita.tries(writeCode, { study, ...aCode })), /with this name/)
  await rita.does(writeCode, { study, ...aCode, code: under, parent: top, name: 'At night', include: 'After ten.' })
  await rita.does(codeWords, { study, person: 'P01', code: under, first: 1 })
  await rita.does(codeWords, { study, person: 'P01', code: top, first: 1 })
  assert.match(because(await rita.tries(removeCode, { study, code: top })), /stand under it/)
  assert.match(because(await rita.tries(removeCode, { study, code: under })), /pieces go to/)
  await rita.does(removeCode, { study, code: under, into: top })
  const pieces = await sql`select 1 from segment where code = ${top}`.execute(db)
  assert.equal(pieces.rows.length, 1, 'the same words are not coded twice')
  const page = await text(rita, `/studies/${study}/interviews/codebook`)
  assert.match(page, /Waiting/)
  assert.doesNotMatch(page, /At night/)
})

test('a code and a memo are taken away by whoever put them there, and by nobody else', async () => {
  const { study } = await coded(2)
  const code = await rita.does(writeCode, { study, ...aCode })
  const { id } = await rita.does(codeWords, { study, person: 'P01', code, first: 1, memo: 'She pauses.' })
  const memo = await rita.does(writeMemo, { study, on: 'study', words: 'Read again.' })
  assert.match(because(await sam.tries(uncodeWords, { study, segment: id })), /Only who coded/)
  assert.match(because(await sam.tries(removeMemo, { study, memo })), /Only who wrote/)
  await rita.does(uncodeWords, { study, segment: id })
  await rita.does(removeMemo, { study, memo })
  const left =
    await sql`select 1 from memo join coder on coder.id = coder where coder.name = 'Rita' and memo.words in ('She pauses.', 'Read again.')`.execute(
      db,
    )
  assert.deepEqual(left.rows, [], 'a memo on a piece goes with it')
})

test('two people code apart: each sees their own, and everybody’s on asking', async () => {
  const { study } = await coded(4)
  const own = await text(sam, `/studies/${study}/interviews/P01/transcript`)
  assert.doesNotMatch(own, /, Rita\]/)
  const all = await text(sam, `/studies/${study}/interviews/P01/transcript?show=everybody`)
  assert.match(all, /, Rita\]/)
})

test('two coders are compared, and where they differ is laid out first', async () => {
  const { study } = await coded()
  const page = await text(rita, `/studies/${study}/interviews/comparing`)
  assert.match(page, /Both coded P01, P02, P03/)
  assert.ok(page.indexOf('Where they differ') < page.indexOf('How far they agree'))
  assert.match(page, /<b>Rita<\/b> coded: “/)
  assert.match(page, /<b>Sam<\/b> coded nothing here/)
  assert.match(page, /Cohen’s κ/)
})

test('quotes by code name the person by number; who does not want to be quoted is left out of what leaves', async () => {
  const { study, codes } = await coded(14)
  const page = await text(rita, `/studies/${study}/interviews/quotes?code=${codes.get('trust')}`)
  assert.match(page, /also of codes that stand under it/)
  assert.match(page, /P\d\d, paragraph \d+/)
  const table = await text(rita, `/studies/${study}/interviews/quotes.csv`)
  assert.match(table, /not generalisable/)
  assert.match(table, /n: 14 people/)
  assert.doesNotMatch(table, /P07/, 'P07 said no to being quoted')
  assert.match(table, /P08/)
})

test('the matrix holds what each person said on each code, on paper and as a table', async () => {
  const { study, codes } = await coded(4)
  const code = codes.get('online')!
  await rita.does(writeSummary, { study, person: 'P02', code, words: '=SUM(A1) is what she says' })
  assert.match(await text(rita, `/studies/${study}/interviews/matrix`), /=SUM\(A1\) is what she says </)
  assert.match(
    await text(rita, `/studies/${study}/interviews/matrix.csv`),
    /P02,.*'=SUM\(A1\)/,
    'no spreadsheet runs it',
  )
  await rita.does(writeSummary, { study, person: 'P02', code, words: '' })
  assert.doesNotMatch(await text(rita, `/studies/${study}/interviews/matrix`), /SUM/)
})

test('no page and no file prints a percentage, and each says it is not generalisable', async () => {
  const { study, codes } = await coded(20)
  const pages = [
    '',
    '/codebook',
    `/quotes?code=${codes.get('understood')}`,
    '/matrix',
    '/comparing',
    '/memos',
    '/files',
    '/P01',
    '/P01/transcript',
    '/quotes.csv',
    '/matrix.csv',
  ]
  for (const path of pages) {
    const said = (await text(rita, `/studies/${study}/interviews${path}`)).replace(/(href|action)="[^"]*"/g, '')
    assert.doesNotMatch(said, /\d\s*(%|per cent)/, path)
  }
  for (const path of ['', '/quotes', '/matrix', '/files', '/quotes.csv', '/matrix.csv'])
    assert.match(await text(rita, `/studies/${study}/interviews${path}`), /not generalisable/, path)
})

/** Every place in the database, the pages and the files where somebody's words could be. */
async function everywhere(study: string) {
  const base = `/studies/${study}/interviews`
  const files = unzipSync(new Uint8Array(await (await rita.get(`${base}/files/project.qdpx`)).arrayBuffer()))
  const rows = await sql<{ all: string }>`
    select string_agg(t::text, ' ') as all from (
      select to_jsonb(transcript) as t from transcript union all select to_jsonb(memo) from memo
      union all select to_jsonb(framework_cell) from framework_cell union all select to_jsonb(code) from code
    ) as rows`.execute(db)
  const { rows: codes } = await sql<{ id: string }>`
    select code.id from code join study on study.id = study where slug = ${study}`.execute(db)
  const quotes = await Promise.all(codes.map(({ id }) => text(rita, `${base}/quotes?code=${id}`)))
  const pages = [
    '',
    '/codebook',
    '/matrix',
    '/comparing',
    '/memos',
    '/quotes.csv',
    '/matrix.csv',
    '/files/codebook.qdc',
  ]
  const seen = await Promise.all(pages.map((path) => text(rita, base + path)))
  return [rows.rows[0]!.all, ...quotes, ...seen, ...Object.values(files).map((bytes) => strFromU8(bytes))].join('\n')
}

for (const way of ['with the code', 'from the whole study'] as const)
  test(`who withdraws ${way} is gone from every page and file at once, and the next export says that n changed`, async () => {
    const { study, people, transcripts, codes } = await coded(20)
    const person = 'P05'
    const secret = `Purple${studies} elephants`
    const words = `${madeUp}\nP: ${secret} came by.`
    await sql`update transcript set words = ${words}, length = ${lengthOf(words)} where id = ${transcripts[4]!}`.execute(
      db,
    )
    await sql`delete from segment where transcript = ${transcripts[4]!}`.execute(db)
    const code = codes.get('understood')!
    const piece = await rita.does(codeWords, { study, person, code, first: 2, memo: `${secret}: why?` })
    await rita.does(writeMemo, { study, on: 'transcript', about: transcripts[4]!, words: `All ${secret}` })
    await rita.does(writeSummary, { study, person, code, words: `Speaks of ${secret}` })
    await rita.does(chooseExample, { study, segment: piece.id })
    await sql`
      insert into transcript_key (interview, sealed, at)
      select id, 'sealed', now() from interview where participant = ${people[4]!.id}`.execute(db)
    const before = await everywhere(study)
    assert.equal(before.split(secret).length > 8, true, 'the words stand in many places')
    assert.ok(/n: 20 people/.test(before))

    if (way === 'with the code') await nobody.does(withdrawInterview, { study, code: people[4]!.code, sure: 'yes' })
    else await sql`update participant set withdrawn_at = now() where id = ${people[4]!.id}`.execute(db)

    const after = await everywhere(study)
    assert.ok(!after.includes(secret), 'the words are still somewhere')
    assert.ok(!/P05/.test(await text(rita, `/studies/${study}/interviews/matrix`)), 'the matrix has no row for them')
    assert.ok(/n: 19 people/.test(after))
    assert.ok(/1 person’s words were removed on .*, at their wish\. n was 20 and is 19\./.test(after))
    assert.deepEqual(
      (
        await sql`select 1 from transcript_key join interview on interview.id = interview where participant = ${people[4]!.id}`.execute(
          db,
        )
      ).rows,
      [],
    )
    assert.equal((await rita.get(`/studies/${study}/interviews/P05/transcript`)).status, 404)
    assert.match(await text(rita, `/studies/${study}/interviews/P05`), /Took their words back/)
    const late = await rita.tries(codeWords, { study, person, code, first: 1 })
    assert.ok(isRefusal(late) && late.status === 404)
  })

test('what is said of a withdrawal names no number under ten', () => {
  const at = new Date('2027-03-01T12:00:00Z')
  assert.equal(
    withdrawalWords({ at, before: 20, after: 19 }),
    '1 person’s words were removed on 1 March 2027, at their wish. n was 20 and is 19.',
  )
  assert.doesNotMatch(withdrawalWords({ at, before: 10, after: 9 }), /n was/)
  assert.match(outputWords(9, []).join(' '), /fewer than 10 people/)
})

const file = (name: string, bytes: Uint8Array | string, more: Record<string, string> = {}) => {
  const form = new FormData()
  form.set(name, new File([typeof bytes === 'string' ? bytes : new Uint8Array(bytes)], 'file.qdpx'))
  for (const [key, value] of Object.entries(more)) form.set(key, value)
  return form
}

test('a project goes out, is coded elsewhere, and comes in again: only what is new is added', async () => {
  const { study } = await coded(4)
  const base = `/studies/${study}/interviews/files`
  const out = new Uint8Array(await (await rita.get(`${base}/project.qdpx`)).arrayBuffer())
  const same = await (await rita.post(`${base}/project`, file('file', out, { read: 'yes' }))).text()
  assert.match(same, /New codes: 0.*New texts: 0.*New pieces: 0.*New memos: 0/s)
  const files = unzipSync(out)
  const [, source] = /<TextSource guid="([^"]+)" name="P02"/.exec(strFromU8(files['project.qde']!))!
  const [, code] = /<Code guid="([^"]+)" name="Being understood"/.exec(strFromU8(files['project.qde']!))!
  const added = strFromU8(files['project.qde']!)
    .replace(/<Users>/, '<Users><User guid="AAAAAAAA-0000-4000-8000-000000000001" name="Elsewhere"/>')
    .replace(
      new RegExp(`(<TextSource guid="${source}"[^>]*>)`),
      `$1<PlainTextSelection guid="AAAAAAAA-0000-4000-8000-000000000002" startPosition="0" endPosition="2"><Coding guid="AAAAAAAA-0000-4000-8000-000000000003" creatingUser="AAAAAAAA-0000-4000-8000-000000000001"><CodeRef targetGUID="${code}"/></Coding></PlainTextSelection>`,
    )
  const changed = zipSync({ ...files, 'project.qde': strToU8(added) })
  assert.match(
    await (await rita.post(`${base}/project`, file('file', changed, { read: 'yes' }))).text(),
    /New pieces: 1/,
  )
  assert.match(await text(rita, `/studies/${study}/interviews/quotes?code=${code}`), /coded by Elsewhere/)
})

test('a text that belongs to nobody here, or has other words, is refused line by line, and nothing of the file is kept', async () => {
  const { study } = await coded(4)
  const base = `/studies/${study}/interviews/files`
  const out = unzipSync(new Uint8Array(await (await rita.get(`${base}/project.qdpx`)).arrayBuffer()))
  const qde = strFromU8(out['project.qde']!)
    .replace(/<Code /, '<Code guid="aaaaaaaa-0000-4000-8000-000000000009" name="Brand new" isCodable="true"/><Code ')
    .replace(
      /<TextSource guid="[^"]+" name="P03"/,
      '<TextSource guid="aaaaaaaa-0000-4000-8000-000000000008" name="Anna"',
    )
  const counts = async () =>
    (
      await sql`
        select (select count(*) from code) as codes, (select count(*) from segment) as pieces,
          (select count(*) from transcript) as texts, (select count(*) from coder) as coders`.execute(db)
    ).rows
  const before = await counts()
  const hostile = zipSync({ ...out, 'project.qde': strToU8(qde) })
  const refused = await rita.post(`${base}/project`, file('file', hostile, { read: 'yes' }))
  assert.equal(refused.status, 422)
  assert.match(await refused.text(), /Text “Anna”: No interview of this study has this name/)
  assert.deepEqual(await counts(), before)
  const name = Object.keys(out).find((one) => one.endsWith('.txt'))!
  const other = zipSync({ ...out, [name]: strToU8(`x${strFromU8(out[name]!)}`) })
  assert.match(
    await (await rita.post(`${base}/project`, file('file', other, { read: 'yes' }))).text(),
    /Other words are stored here/,
  )
  assert.match(await (await rita.post(`${base}/project`, file('file', hostile))).text(), /Tick the box|No interview/)
  assert.match(await (await rita.post(`${base}/project`, new FormData())).text(), /Choose a file/)
  assert.match(await (await rita.post(`${base}/project`, file('file', 'nonsense'))).text(), /not the kind of file/)
  assert.match(await (await rita.post(`${base}/codebook`, file('codebook', '<a/>'))).text(), /no codebook/)
  assert.deepEqual(await counts(), before)
})

test('a codebook comes into another study with its definitions, and a second time adds nothing', async () => {
  const { study } = await coded(2)
  const other = await makeStudy(community, `empty-${studies}`, [rita.id])
  const qdc = await text(rita, `/studies/${study}/interviews/files/codebook.qdc`)
  const to = `/studies/${other.slug}/interviews`
  assert.match(await (await rita.post(`${to}/files/codebook`, file('codebook', qdc))).text(), /New codes: 15/)
  assert.match(
    await (await rita.post(`${to}/files/codebook`, file('codebook', qdc))).text(),
    /New codes: 0.*here already: 15/s,
  )
  assert.match(await text(rita, `${to}/codebook`), /Somebody knows what it is like without being told/)
})

test('a researcher who is erased leaves their codes, and not their name', async () => {
  const { study } = await coded(2)
  const gone = await person(server, 'Gwen', 'researcher')
  await sql`
    insert into study_researcher (study, researcher, since)
    select id, ${gone.id}, now() from study where slug = ${study}`.execute(db)
  const code = await gone.does(writeCode, { study, ...aCode })
  await gone.does(codeWords, { study, person: 'P01', code, first: 1 })
  assert.deepEqual((await everythingOf(db, gone.id))['Studies in which you code interviews'], [
    { study: `The study ${study}`, as: 'Gwen' },
  ])
  await db.transaction().execute(async (tx) => {
    const doing = { db: tx, community, who: gone.who, by: gone.who, via: 'web' as const, now: new Date(), about() {} }
    await tell('members.erased', { member: gone.id, posts: 'kept' }, doing)
  })
  const page = await text(rita, `/studies/${study}/interviews/P01/transcript?show=everybody`)
  assert.match(page, /Waiting, A former researcher/)
  assert.doesNotMatch(page, /Gwen/)
})

test('made-up interviews say so, are the same for the same seed, and their pieces hold whole words', () => {
  const all = syntheticInterviews(3)
  assert.deepEqual(all, syntheticInterviews(3))
  assert.notDeepEqual(all, syntheticInterviews(4))
  assert.equal(all.length, 20)
  for (const { words, pieces } of all) {
    assert.ok(words.startsWith(madeUp))
    assert.ok(pieces.length >= 3)
    for (const { from, to } of pieces) {
      const piece = between(words, from, to)
      assert.equal(piece, piece.trim())
      assert.doesNotMatch(piece, /\n|^P: /)
      assert.equal(between(words, from - 3, from), 'P: ')
    }
  }
})
