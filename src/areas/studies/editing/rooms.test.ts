/** Preview, languages, instruments and files of a study's questions, as a researcher uses them. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { inFrench } from '../../../../test/french.ts'
import { person, testServer } from '../../../../test/harness.ts'
import { readyStudy } from '../../../../test/studying.ts'
import { toRedcap } from '../formats/redcap.ts'
import { housePlaces } from '../questionnaires/house-words.ts'
import { type Questionnaire, questionsOf } from '../questionnaires/questionnaire.ts'
import { readyQuestionnaire } from '../questionnaires/ready.ts'
import { asResearch } from '../wall.ts'
import { madeUp, madeUpWay } from './preview.ts'
import { type Newest, newestOf } from './versions.ts'

const server = await testServer()
const { community } = server
const rita = await person(server, 'Rita', 'researcher')
let studies = 0

async function draftStudy() {
  const study = await readyStudy(community, `rooms-${++studies}`, { researchers: [rita.id] })
  await sql`update study set state = 'draft' where id = ${study.id}`.execute(community.db)
  await sql`update questionnaire set state = 'draft' where study = ${study.id}`.execute(community.db)
  const newest = async () => (await asResearch(community, (db) => newestOf(db, study.id))) as Newest
  return { ...study, at: `/studies/${study.slug}/questionnaire`, all: async () => (await newest()).content }
}
const html = async (path: string) => (await rita.get(path)).text()
const decoded = (text: string) => text.replaceAll('&quot;', '"').replaceAll('&amp;', '&')
const hiddenIn = (page: string, name: string) =>
  decoded(new RegExp(`name="${name}" value="([^"]*)"`).exec(page)?.[1] ?? '')

/** Every row of the study, to see that nothing is stored. */
const everything = async () =>
  JSON.stringify(
    await Promise.all(
      ['questionnaire', 'participant', 'answer'].map(
        async (table) =>
          (
            await sql`select * from ${sql.table(table)} order by id::text`
              .execute(community.db)
              .catch(() => sql`select count(*) from ${sql.table(table)}`.execute(community.db))
          ).rows,
      ),
    ),
  )

test('a researcher goes through the questions as participants see them; answers decide, and none is kept', async () => {
  const { at } = await draftStudy()
  const before = await everything()
  let page = await (await rita.post(`${at}/preview`, { language: 'en' })).text()
  const shown: string[] = []
  const press = async (fields: Record<string, string>) => {
    const travels = { at: hiddenIn(page, 'at'), language: 'en', so_far: hiddenIn(page, 'so_far') }
    const answer = await rita.post(`${at}/preview`, { ...travels, ...fields })
    page = await answer.text()
    return answer.status
  }
  assert.match(
    page,
    /Nothing you answer here is kept[\s\S]*Question 1 of about[\s\S]*<h1 class="label">Who are you to the person/,
  )
  await press({ answer: 'parent' })
  assert.match(page, /How old is the person you care for/)
  assert.equal(await press({ answer: 'a script' }), 422)
  assert.match(page, /Choose from the list/)
  await press({ answer: 'died' })
  await press({ instead: 'dont-know' })
  assert.doesNotMatch(page, /Where does the person you care for live/, 'what is not asked of them is not shown')
  await press({ go: 'back' })
  assert.match(page, /About how many years/)
  for (let n = 0; n < 60 && !/<h1>The end/.test(page); n++) {
    const at = hiddenIn(page, 'at')
    shown.push(at)
    const said: Record<string, string> = {
      'peer_ever 0': 'yes',
      'source 0': 'blog',
      'source 1': 'helpline',
      'another_history 0': 'yes',
    }
    await press(
      at.startsWith('ever ') ? { 'answer[]': 'blog' } : { answer: said[at] ?? (at.startsWith('another') ? 'no' : '') },
    )
  }
  assert.match(page, /<h1>The end[\s\S]*Your answers are kept/)
  for (const one of ['peer_benefit 0', 'source 1', 'another_history 1']) assert.ok(shown.includes(one), one)
  assert.ok(!shown.includes('source_to 0') && !shown.includes('never_why 0'))
  await press({ at: 'nowhere 0', so_far: '{"not": "ours"}' })
  assert.match(page, /Question 1 of about/)
  assert.equal(await everything(), before)
})

test('a made-up person’s way is the same for the same number, and comes to the end of any branch', async () => {
  const { at, slug } = await draftStudy()
  assert.match(await html(`${at}/preview/made-up-people?page=3`), /Made-up person 3[\s\S]*Who are you to the person/)
  const study = { id: '', slug, title: '', run_by: '', contact: '' }
  const way = (n: number) =>
    madeUpWay(madeUp(study, readyQuestionnaire('support-in-our-lives'), 'en'), n, new Date('2027-01-01'))
  assert.deepEqual(way(5), way(5))
  const asked = new Set(Array.from({ length: 40 }, (_, n) => way(n)).flatMap((one) => one.map(({ ask }) => ask)))
  for (const ask of ['Why have you not used an online group of parents?', 'When did you stop?'])
    assert.ok(asked.has(ask), ask)
  assert.match(await html(`${at}/booklet-order`), /<td>1<\/td>[\s\S]*Only if /)
})

test('words are put into another language page by page, and it is offered when none is missing', async () => {
  const { at, all } = await draftStudy()
  assert.equal((await rita.post(`${at}/languages`, { language: 'Welsh' })).status, 422)
  assert.equal((await rita.post(`${at}/languages`, { language: 'cy' })).headers.get('location'), `${at}/languages/cy`)
  assert.match(await html(`${at}/languages/cy`), /<h1>Welsh<\/h1>[\s\S]*Words that are missing/)
  let to = `${at}/languages/cy/words?of=front`
  let pages = 0
  for (; /words\?of=/.test(to) && pages < 90; pages++) {
    const page = await html(to)
    const fields: Record<string, string> = { of: hiddenIn(page, 'of') }
    if (pages === 0) assert.match(page, /English: Support in our lives/)
    for (const [, name] of page.matchAll(/<textarea id="[^"]+" name="([^"]+)"/g)) fields[name!] = `Cymraeg ${name}`
    to = decodeURIComponent((await rita.post(`${at}/languages/cy/words`, fields)).headers.get('location')!)
  }
  assert.equal(to, `${at}/languages/cy`)
  assert.match(await html(to), /No words are missing/)
  assert.ok(!(await all()).languages.includes('cy'))
  await rita.post(`${to}/offer`, { offered: 'yes' })
  assert.deepEqual((await all()).languages, ['en', 'cy'])
  const preview = await (await rita.post(`${at}/preview`, { language: 'cy' })).text()
  assert.match(preview, /lang="cy"[\s\S]*Cymraeg care\/relation\/ask/)
  await rita.post(`${at}/languages/cy/words`, { of: 'care/lives', 'care/lives/ask': '' })
  assert.deepEqual((await all()).languages, ['en'], 'a word that is taken away takes the language off the offer')
  assert.equal((await rita.post(`${at}/languages/en/offer`, { offered: 'no' })).status, 409)
})

test('our own words are put into a language too: what is missing is counted, and what cannot stand is told', async () => {
  const { at, all } = await draftStudy()
  assert.match(await html(`${at}/languages/fr`), /Our own words[\s\S]*Our own words are all said in English/)
  const page = `${at}/languages/fr/words?of=house-questions`
  assert.match(
    await html(page),
    /<label for="housegoOn">Go on<\/label>[\s\S]*Keep \{part\} and \{number\} and \{many\}\./,
  )
  const send = (fields: Record<string, string>) =>
    rita.post(`${at}/languages/fr/words`, { of: 'house-questions', ...fields })
  for (const [words, says] of [
    ['Question {number}', /Please keep \{part\} in it/],
    ['{part} <i>{number}</i> {many}', /Only words can stand here/],
    [`{part} {number} {many} ${'très long '.repeat(20)}`, /This is too long/],
  ] as const) {
    const wrong = await send({ 'house/goOn': 'Continuer', 'house/progress': words })
    assert.equal(wrong.status, 422)
    const shown = await wrong.text()
    assert.match(shown, says)
    assert.match(shown, /id="houseprogress-error"/)
    assert.ok(shown.includes('value="Continuer"'), 'nothing that was typed is lost')
    assert.equal((await all()).words, undefined)
  }
  const next = await send({ 'house/goOn': 'Continuer', 'house/progress': inFrench.progress })
  assert.equal(next.headers.get('location'), `${at}/languages/fr/words?of=house-wrong`)
  assert.deepEqual((await all()).words, { fr: { goOn: 'Continuer', progress: inFrench.progress } })
  assert.deepEqual((await all()).languages, ['en'], 'a language is not offered for these')
  for (const place of housePlaces)
    await rita.post(`${at}/languages/fr/words`, {
      of: `house-${place}`,
      ...Object.fromEntries(Object.entries(inFrench).map(([name, words]) => [`house/${name}`, words])),
    })
  assert.match(await html(`${at}/languages/fr`), /All of them are there/)
  const file = await (await rita.get(`${at}/questionnaire.json`)).text()
  assert.deepEqual((JSON.parse(file) as Questionnaire).words, { fr: inFrench })
  const other = await draftStudy()
  const brought = await rita.post(`${other.at}/json`, { json: file })
  assert.equal(brought.status, 303)
  assert.deepEqual((await other.all()).words, { fr: inFrench })
  await rita.post(`${at}/languages/fr/words`, { of: 'house-questions', 'house/goOn': '' })
  assert.equal((await all()).words?.fr?.goOn, undefined, 'what is emptied is said in English again')
})

test('an instrument is added as it is; one that needs a licence is a slot for one’s own items', async () => {
  const { at, all } = await draftStudy()
  const page = await html(`${at}/instruments`)
  assert.match(page, /OSSS-3[\s\S]*It is in this questionnaire[\s\S]*WEMWBS[\s\S]*Warwick Innovations/)
  assert.equal((await rita.post(`${at}/instruments`, { instrument: 'OSSS-3' })).status, 409)
  const { sections } = await all()
  await rita.post(`${at}/json`, { json: JSON.stringify({ ...(await all()), sections: sections.slice(0, 2) }) })
  for (const instrument of ['OSSS-3', 'Foundation digital skills'])
    assert.equal((await rita.post(`${at}/instruments`, { instrument })).status, 303, instrument)
  const items = (name: string, some: Questionnaire) =>
    questionsOf(some).filter((one) => 'instrument' in one && one.instrument === name)
  const now = await all()
  assert.deepEqual([items('OSSS-3', now).length, items('Foundation digital skills', now).length], [3, 8])
  assert.match(await html(`${at}/instruments/phq-4`), /Its words do not come along/)
  const slot = { instrument: 'PHQ-4', items: 'One\nTwo\nThree\nFour', answers: 'never = Never | 0\noften = Often | 3' }
  assert.match(await (await rita.post(`${at}/instruments`, slot)).text(), /href="#licensed"[\s\S]*>\s*One\nTwo/)
  const few = await rita.post(`${at}/instruments`, { ...slot, items: 'One', licensed: 'yes' })
  assert.match(await few.text(), /PHQ-4 has 4 items. You wrote 1/)
  await rita.post(`${at}/instruments`, { ...slot, licensed: 'yes' })
  const made = items('PHQ-4', await all())
  assert.deepEqual([made.length, 'options' in made[0]! && made[0].options[1]!.score], [4, 3])
  assert.equal((await rita.get(`${at}/instruments/zarit`)).status, 404)
})

const upload = async (at: string, name: string, content: string | Uint8Array) => {
  const form = new FormData()
  form.append('file', new File([content as BlobPart], name))
  const answer = await rita.post(`${at}/files`, form)
  return { status: answer.status, page: await answer.text(), to: answer.headers.get('location') }
}

test('a file from another program is looked at first, and taken as the draft only then', async () => {
  const { at, all } = await draftStudy()
  const before = await everything()
  const csv = `${toRedcap(readyQuestionnaire('support-in-our-lives')).split('\n').slice(0, 6).join('\n')}\nextra,care,,calc,<script>alert(1)</script>Score,[age]*2,,,,,,,,,,,,\n`
  const seen = await upload(at, 'Our dictionary.csv', csv)
  assert.equal(seen.status, 200)
  assert.match(seen.page, /What could be carried[\s\S]*<b>extra<\/b>: “calc” has no counterpart/)
  assert.doesNotMatch(seen.page, /<script>alert/)
  assert.equal(await everything(), before, 'nothing of it is kept yet')
  const taken = await rita.post(`${at}/files/taking`, { json: hiddenIn(seen.page, 'json') })
  assert.equal(taken.headers.get('location'), at)
  assert.equal((await all()).title.en, 'Our dictionary')
  const json = await upload(at, 'ours.json', JSON.stringify(readyQuestionnaire('support-in-our-lives')))
  assert.equal(json.to, at)
  assert.equal((await all()).title.en, 'Support in our lives')
})

test('hostile and broken files are refused in words, and leave nothing behind', async () => {
  const { at } = await draftStudy()
  const before = await everything()
  const bomb = `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "${'a'.repeat(1000)}"><!ENTITY b "${'&a;'.repeat(1000)}">]><document><LimeSurveyDocType>Survey</LimeSurveyDocType>&b;</document>`
  const outside = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><document>&f;</document>'
  const zip = new Uint8Array([0x50, 0x4b, 3, 4, ...new Array(400).fill(0)])
  const tries: [string, string | Uint8Array, RegExp][] = [
    ['bomb.lss', bomb, /document type/],
    ['outside.lss', outside, /document type/],
    ['deep.lss', `<document>${'<a>'.repeat(5000)}${'</a>'.repeat(5000)}</document>`, /nested too deeply/],
    ['cut.lss', '<document><LimeSurveyDocType>Survey', /not an XML file|not a LimeSurvey/],
    ['archive.lss', zip, /packed file/],
    ['archive.csv', zip, /packed file/],
    ['letters.csv', new Uint8Array([0x66, 0xff, 0xfe, 0x00]), /letters of this file cannot be read/],
    ['empty.csv', 'a', /no data dictionary/],
    ['broken.csv', 'Variable / Field Name,Field Type,Field Label\n"open', /not a CSV file|Nothing here/],
    ['none.csv', '', /Choose a file/],
    ['large.csv', 'x'.repeat(6 * 1024 * 1024), /too big/],
    ['proto.json', '{"__proto__": {"title": "x"}, "constructor": 1}', /Title: This is missing|There is no/],
    ['nul.json', '{"title": {"en": "a\\u0000b"}, "languages": ["en"], "sections": []}', /did not come through/],
    ['list.json', '[[[[[[[[]]]]]]]]', /The whole/],
    ['broken.json', '{', /not JSON/],
  ]
  for (const [name, content, says] of tries) {
    const { status, page } = await upload(at, name, content)
    assert.ok(status >= 400 && status < 500, `${name}: ${status}`)
    assert.match(page, says, name)
    // What is too big is refused before it is known to be a file.
    assert.match(page, status === 413 ? /<h1>That is too big<\/h1>/ : /<h1>Files<\/h1>/, name)
  }
  for (const json of ['', 'null', '[]', '{"sections":[{"questions":[null]}]}', '"x"'])
    assert.equal((await rita.post(`${at}/files/taking`, { json })).status, 422, json)
  assert.equal(await everything(), before)
})

test('out it goes as JSON, a table, a REDCap dictionary and DDI, with what was released and no answer of anybody', async () => {
  const study = await draftStudy()
  const [freeze, day] = ['01890000-0000-7000-8000-000000000001', new Date('2027-03-04')]
  await sql`
    insert into study_freeze (id, study, people, secret, made_at) values (${freeze}, ${study.id}, '{}', 'x', ${day})`.execute(
    community.db,
  )
  await sql`
    insert into released_table (id, frozen, variables, content, at)
    values (gen_random_uuid(), ${freeze}, '{peer_ever}', ${JSON.stringify({ variables: ['peer_ever'], cells: [[120], [65], [null]] })}, ${day})`.execute(
    community.db,
  )
  for (const [file, type, holds] of [
    ['files/ddi.xml', 'application/xml', /<codeBook version="2\.5"[\s\S]*<catStat type="freq">120</],
    ['files/codebook.csv', 'text/csv', /^variable,label,kind/],
    ['files/dictionary.csv', 'text/csv', /^Variable \/ Field Name/],
    ['questionnaire.json', 'application/json', /"Support in our lives"/],
  ] as const) {
    const answer = await rita.get(`${study.at}/${file}`)
    assert.ok(answer.headers.get('content-type')!.startsWith(type), file)
    assert.match(answer.headers.get('content-disposition')!, /attachment/)
    assert.match(await answer.text(), holds)
  }
})
