/**
 * Whether a codebook is as DDI-Codebook 2.5 wants it. The order of elements and their attributes below are those of the
 * schema's field-level documentation (DDI Alliance, DDI-Codebook 2.5, 2012-01-17: codebook.xsd), for what is written here.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parse } from 'csv-parse/sync'
import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { Questionnaire, questionsOf } from '../questionnaires/questionnaire.ts'
import { readyQuestionnaire } from '../questionnaires/ready.ts'
import { toCodebook } from './codebook-csv.ts'
import { type DescribedStudy, toDdi } from './ddi.ts'

/** Children in their order: `!` once, `?` once at most, `*` any number. Elements without an entry hold words alone. */
const order: Readonly<Record<string, string>> = {
  codeBook: 'docDscr* stdyDscr! fileDscr* dataDscr* otherMat*',
  docDscr: 'citation? guide? docStatus? docSrc* controlledVocabUsed* notes*',
  stdyDscr: 'citation! studyAuthorization* stdyInfo* studyDevelopment* method* dataAccs* othrStdyMat* notes*',
  citation: 'titlStmt! rspStmt? prodStmt? distStmt? serStmt* verStmt* biblCit? holdings* notes*',
  titlStmt: 'titl! subTitl* altTitl* parTitl* IDNo*',
  rspStmt: 'AuthEnty* othId*',
  prodStmt: 'producer* copyright? prodDate* prodPlac* software* fundAg* grantNo*',
  verStmt: 'version? verResp* notes*',
  stdyInfo: 'studyBudget* subject? abstract* sumDscr* qualityStatement? notes* exPostEvaluation*',
  sumDscr: 'timePrd* collDate* nation* geogCover* geogUnit* geoBndBox? boundPoly? anlyUnit* universe* dataKind*',
  method: 'dataColl* notes* anlyInfo? stdyClas? dataProcessing* codingInstructions*',
  dataColl:
    'timeMeth* dataCollector* collectorTraining* frequenc* sampProc* sampleFrame* targetSampleSize? deviat* collMode* resInstru* instrumentDevelopment? sources? collSitu* actMin* ConOps* weight* cleanOps*',
  dataAccs: 'setAvail* useStmt* notes*',
  useStmt: 'confDec* specPerm* restrctn* contact* citReq* deposReq* conditions* disclaimer*',
  dataDscr: 'varGrp* nCubeGrp* var* nCube* notes*',
  varGrp: 'labl* txt* concept* defntn? universe? notes*',
  var: 'location* labl* imputation? security? embargo? respUnit? anlysUnit? qstn* valrng* invalrng* undocCod* universe* TotlResp? sumStat* txt* stdCatgry* catgryGrp* catgry* codInstr* verStmt* concept* derivation? varFormat? geoMap* catLevel* notes*',
  qstn: 'preQTxt* qstnLit* postQTxt* forward* backward* ivuInstr*',
  valrng: 'item* range* key* notes*',
  invalrng: 'item* range* key* notes*',
  catgry: 'catValu? labl* txt* catStat* mrow? catgry?',
}
const globals = ['ID', 'xml:lang', 'source', 'elementVersion', 'elementVersionDate']
const attributes: Readonly<Record<string, readonly string[]>> = {
  codeBook: ['version', 'xmlns', 'xmlns:xsi', 'xsi:schemaLocation', 'codeBookAgency'],
  prodDate: ['date'],
  version: ['date', 'type'],
  universe: ['level', 'clusion'],
  notes: ['type', 'subject', 'level', 'resp', 'sdatrefs'],
  varGrp: ['type', 'var', 'varGrp', 'name'],
  var: ['name', 'dcml', 'intrvl', 'nature', 'representationType', 'files'],
  labl: ['level', 'vendor', 'country', 'sdatrefs'],
  qstn: ['qstn', 'var', 'seqNo'],
  range: ['UNITS', 'min', 'minExclusive', 'max', 'maxExclusive'],
  item: ['UNITS', 'VALUE'],
  catgry: ['missing', 'missType', 'country', 'sdatrefs', 'excls', 'catgry', 'level'],
  catStat: ['type', 'wgtd', 'URI', 'methrefs'],
  sumStat: ['type', 'wgtd'],
  varFormat: ['type', 'formatname', 'schema', 'category', 'URI'],
}
const required: Readonly<Record<string, readonly string[]>> = { var: ['name'], sumStat: ['type'] }
const allowedValues: Readonly<Record<string, readonly string[]>> = {
  'var intrvl': ['contin', 'discrete'],
  'var nature': ['nominal', 'ordinal', 'interval', 'ratio', 'percent', 'other'],
  'catgry missing': ['Y', 'N'],
  'catStat type': ['freq', 'percent', 'crosstab', 'other'],
  'sumStat type': ['mean', 'medn', 'mode', 'vald', 'invd', 'min', 'max', 'stdev', 'other'],
  'varFormat type': ['character', 'numeric'],
  'varFormat schema': ['SAS', 'SPSS', 'IBM', 'ANSI', 'ISO', 'XML-Data', 'other'],
  'range UNITS': ['INT', 'REAL'],
  'universe clusion': ['I', 'E'],
  'labl level': ['variable', 'category'],
  'varGrp type': [
    'section',
    'multipleResp',
    'grid',
    'display',
    'repetition',
    'subject',
    'version',
    'iteration',
    'analysis',
    'pragmatic',
    'record',
    'file',
    'randomized',
    'other',
  ],
}

interface Node {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly inside: readonly Node[]
  readonly text: string
}

const reader = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: true,
})
type Raw = Record<string, unknown>
function nodesIn(list: readonly Raw[]): Node[] {
  return list.flatMap((raw) => {
    const name = Object.keys(raw).find((key) => key !== ':@' && key !== '#text')
    if (!name || name.startsWith('?')) return []
    const children = raw[name] as Raw[]
    const text = children.map((one) => String(one['#text'] ?? '')).join('')
    return [{ name, attributes: (raw[':@'] ?? {}) as Record<string, string>, inside: nodesIn(children), text }]
  })
}

/** What is against the schema, as far as it is written down here. */
function against(xml: string): string[] {
  assert.equal(XMLValidator.validate(xml), true)
  const wrong: string[] = []
  const ids = new Set<string>()
  const refs: string[] = []
  const look = (node: Node, path: string) => {
    const here = `${path}/${node.name}`
    for (const [key, value] of Object.entries(node.attributes)) {
      if (![...globals, ...(attributes[node.name] ?? [])].includes(key)) wrong.push(`${here} has no attribute ${key}`)
      const values = allowedValues[`${node.name} ${key}`]
      if (values && !values.includes(value)) wrong.push(`${here} ${key}="${value}"`)
      if (key === 'ID') {
        if (!/^[A-Za-z_][\w.-]*$/.test(value)) wrong.push(`${here}: ${value} is no ID`)
        if (ids.has(value)) wrong.push(`${here}: two are named ${value}`)
        ids.add(value)
      }
      if (node.name === 'varGrp' && key === 'var') refs.push(...value.split(' '))
    }
    for (const key of required[node.name] ?? []) if (!node.attributes[key]) wrong.push(`${here} needs ${key}`)
    const children = order[node.name]
    if (!children) {
      if (node.inside.length > 0) wrong.push(`${here} holds elements`)
      return
    }
    if (node.text) wrong.push(`${here} holds words`)
    const places = children.split(' ').map((one) => ({ name: one.slice(0, -1), times: one.at(-1)! }))
    let at = 0
    for (const child of node.inside) {
      const place = places.findIndex(({ name }) => name === child.name)
      if (place < 0) wrong.push(`${here} may not hold ${child.name}`)
      else if (place < at) wrong.push(`${here}: ${child.name} comes too late`)
      else at = place
      look(child, here)
    }
    for (const { name, times } of places) {
      const found = node.inside.filter((child) => child.name === name).length
      if (times === '!' && found !== 1) wrong.push(`${here} holds ${found} ${name}`)
      if (times === '?' && found > 1) wrong.push(`${here} holds ${found} ${name}`)
    }
    if (/^(in)?valrng$/.test(node.name) && node.inside.length === 0) wrong.push(`${here} is empty`)
  }
  const [root] = nodesIn(reader.parse(xml) as Raw[])
  look(root!, '')
  for (const ref of refs) if (!ids.has(ref)) wrong.push(`${ref} is nowhere`)
  return wrong
}

const study: DescribedStudy = {
  title: 'Support & “us”',
  slug: 'support',
  protocol: 'Who uses what, and why <they> stop.',
  run_by: 'A university',
  contact: 'study@example.org',
  version: 3,
  day: '2027-03-04',
  counts: new Map([
    ['peer_ever', [120, 65, null]],
    ['money', [null, 20, 45, 60, 30, 15]],
  ]),
}
const ready = readyQuestionnaire('support-in-our-lives')

test('the ready study goes out as a codebook in the order and with the attributes of DDI 2.5', () => {
  assert.deepEqual(against(toDdi(ready, study)), [])
})

test('the check itself fails where an element comes too late, is unknown or lacks what it needs', () => {
  const xml = toDdi(ready, study)
  const wrong = (change: (xml: string) => string) => against(change(xml)).join()
  assert.match(
    wrong((all) => all.replace(/(<qstn .*?<\/qstn>)(<valrng>.*?<\/valrng>)/, '$2$1')),
    /qstn comes too late/,
  )
  assert.match(
    wrong((all) => all.replace(' name="arm"', '')),
    /needs name/,
  )
  assert.match(
    wrong((all) => all.replace('<stdyInfo>', '<stdyInfo><p/>')),
    /may not hold p/,
  )
  assert.match(
    wrong((all) => all.replace('ID="V_mode"', 'ID="V_arm"')),
    /two are named V_arm/,
  )
})

test('each question is there with its words, values, the five ways of no answer, and of whom it was asked', () => {
  const xml = toDdi(ready, study)
  const one = (name: string) => new RegExp(`<var ID="V_${name}"[\\s\\S]*?</var>`).exec(xml)![0]
  const benefit = one('peer_benefit')
  assert.match(benefit, /<qstnLit xml:lang="en">How much has it helped you\?<\/qstnLit>/)
  assert.match(benefit, /<universe clusion="I">Asked only if question peer_ever is “Yes”\.<\/universe>/)
  for (const kind of ['dont-know', 'rather-not-say', 'skipped', 'not-asked', 'illegible'])
    assert.match(benefit, new RegExp(`<catgry missing="Y" missType="${kind}"><catValu>${kind}</catValu>`))
  assert.match(
    one('years_since'),
    /<range UNITS="INT" min="0" max="70"\/>[\s\S]*<catValu>0-1<\/catValu>[\s\S]*Under 2 years/,
  )
  assert.match(one('source_state'), /One for each round, up to 12/)
  assert.match(one('anything'), /Own words are never counted/)
  assert.match(one('osss_1'), /<concept>OSSS-3<\/concept>/)
  const asked = questionsOf(ready).filter(({ kind }) => kind !== 'statement')
  for (const { id } of asked) assert.match(xml, new RegExp(`<var ID="V_${id}(__\\w+)?"`), id)
})

test('counts are those that were released, and what was kept back is not there', () => {
  const xml = toDdi(ready, study)
  assert.equal([...xml.matchAll(/<catStat type="freq">/g)].length, 2 + 4)
  assert.match(xml, /<sumStat type="invd">15<\/sumStat>/)
  assert.doesNotMatch(toDdi(ready, { ...study, counts: new Map() }), /catStat|sumStat/)
  assert.match(xml, /not generalisable/)
})

const hostile = Questionnaire.parse({
  title: { en: '<script>alert(1)</script>', cy: 'Arolwg' },
  languages: ['en', 'cy'],
  sections: [
    {
      id: 'a',
      title: { en: ']]> & "q"', cy: 'A' },
      questions: [
        {
          kind: 'one',
          id: 'q',
          ask: { en: '=cmd()|x', cy: 'Beth?' },
          options: [
            { value: 'x', label: { en: '<b>X</b>', cy: 'X' } },
            { value: 'y', label: { en: '@y', cy: 'Y' } },
          ],
        },
      ],
    },
  ],
})

test('scripts, brackets and formulas in labels stay words, in every language', () => {
  const xml = toDdi(hostile, { ...study, protocol: '', run_by: '', contact: '' })
  assert.deepEqual(against(xml), [])
  assert.doesNotMatch(xml, /<script|<b>/)
  assert.match(xml, /<qstnLit xml:lang="cy">Beth\?<\/qstnLit>/)
  const rows = parse(toCodebook(hostile), { columns: true }) as Record<string, string>[]
  assert.ok(rows.some(({ label }) => label === "'=cmd()|x"))
  assert.ok(rows.some(({ value_label }) => value_label === "'@y"))
})

test('the codebook as a table has a line for each variable and value', () => {
  const rows = parse(toCodebook(ready), { columns: true }) as Record<string, string>[]
  const of = (name: string) => rows.filter(({ variable }) => variable === name)
  assert.deepEqual(
    of('peer_ever').map(({ value, missing }) => `${value} ${missing}`),
    ['yes no', 'no no', 'dont-know yes', 'rather-not-say yes', 'skipped yes', 'not-asked yes', 'illegible yes'],
  )
  assert.equal(of('osss_1').find(({ value }) => value === '6-more')!.score, '4')
  assert.equal(of('years_since')[0]!.value, '0 to 70')
  assert.equal(of('ever__blog').length, 7)
  assert.equal(of('source_state')[0]!.repeated, 'up to 12 times')
  assert.equal(of('arm').length, 3)
})
