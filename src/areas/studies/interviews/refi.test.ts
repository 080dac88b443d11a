/** Projects and codebooks of REFI-QDA: what goes out comes in again, and so does what other programs write. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate'
import fc from '../../../../test/fuzz.ts'
import { all, type Element, readXml } from '../formats/xml.ts'
import type { Exchange, NotRead, ReadFile } from './refi.ts'
import { readCodebook, readProject } from './refi-reading.ts'
import { codebookFile, projectFile } from './refi-writing.ts'
import { between, lengthOf, tidied } from './transcript-words.ts'

const at = new Date('2027-03-01T10:00:00Z')
const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`
const code = (n: number, name: string, parent: number | null = null) => ({
  id: id(n),
  parent: parent === null ? null : id(parent),
  name,
  definition: '',
  include: '',
  exclude: '',
  example: '',
  colour: '#0f8b8d',
  heading: false,
})
const words = 'I: How was it? 😀\nP: Cafe\u0301 & <tea>, “quiet”. 👩‍👧'
const project: Exchange = {
  title: 'Support in our lives',
  about: 'n: 20 people.\nNot generalisable.',
  coders: [
    { id: id(1), name: 'Ana & "Ben"' },
    { id: id(2), name: 'Câit' },
  ],
  codes: [
    { ...code(10, 'Help'), heading: true, definition: 'All help.' },
    {
      ...code(11, 'Understood', 10),
      definition: 'Felt heard.\n\nBy anybody.',
      include: 'a look',
      exclude: 'pity',
      example: 'x',
    },
    code(12, 'Alone'),
  ],
  sources: [{ id: id(20), name: 'P07', words }],
  pieces: [
    { id: id(30), source: id(20), code: id(11), coder: id(1), from: 15, to: 16 },
    { id: id(31), source: id(20), code: id(12), coder: id(2), from: 17, to: lengthOf(words) },
  ],
  memos: [
    { id: id(40), on: 'code', about: id(11), coder: id(1), words: 'Two lines\nof thought' },
    { id: id(41), on: 'transcript', about: id(20), coder: id(2), words: 'A quiet talk' },
    { id: id(42), on: 'segment', about: id(30), coder: id(1), words: 'She laughs' },
    { id: id(43), on: 'study', about: null, coder: id(1), words: 'Come back to this' },
  ],
}

const read = (file: ReadFile<Exchange> | NotRead) => {
  assert.ok(!('because' in file), 'because' in file ? file.because : '')
  return file
}

test('a whole project goes out and comes in again the same', () => {
  const { content, notes, faults } = read(readProject(projectFile(project, at)))
  assert.deepEqual(faults, [])
  assert.deepEqual(notes, [])
  assert.deepEqual(content, project)
})

test('places count code points: an emoji before them moves them by one', () => {
  const files = unzipSync(projectFile(project, at))
  assert.match(strFromU8(files['project.qde']!), /name="😀" startPosition="15" endPosition="16"/)
  assert.equal(strFromU8(files[`sources/${id(20)}.txt`]!), words)
})

/** The sequences of the schema, as far as we write them. Source: Project.xsd and Codebook.xsd of REFI-QDA 1.5. */
const sequences: Record<string, readonly string[]> = {
  Project: [
    'Users',
    'CodeBook',
    'Variables',
    'Cases',
    'Sources',
    'Notes',
    'Links',
    'Sets',
    'Graphs',
    'Description',
    'NoteRef',
  ],
  Users: ['User'],
  CodeBook: ['Codes'],
  Codes: ['Code'],
  Code: ['Description', 'NoteRef', 'Code'],
  Cases: ['Case'],
  Case: ['Description', 'CodeRef', 'VariableValue', 'SourceRef', 'SelectionRef'],
  Sources: ['TextSource'],
  TextSource: ['Description', 'PlainTextContent', 'PlainTextSelection', 'Coding', 'NoteRef', 'VariableValue'],
  PlainTextSelection: ['Description', 'Coding', 'NoteRef'],
  Coding: ['CodeRef', 'NoteRef'],
  Notes: ['Note'],
  Note: ['Description', 'PlainTextContent', 'PlainTextSelection', 'Coding', 'NoteRef', 'VariableValue'],
}
const required: Record<string, readonly string[]> = {
  Project: ['name'],
  User: ['guid'],
  Code: ['guid', 'name', 'isCodable'],
  Case: ['guid'],
  TextSource: ['guid', 'plainTextPath'],
  PlainTextSelection: ['guid', 'startPosition', 'endPosition'],
  Coding: ['guid'],
  Note: ['guid'],
  NoteRef: ['targetGUID'],
  CodeRef: ['targetGUID'],
  SourceRef: ['targetGUID'],
}

test('every element stands where the schema wants it, with what it must have', () => {
  for (const xml of [strFromU8(unzipSync(projectFile(project, at))['project.qde']!), codebookFile(project.codes)]) {
    const open: { name: string; last: number }[] = []
    const guids = new Set<string>()
    for (const [, close, name, attributes, alone] of xml.matchAll(/<(\/?)(\w+)([^>]*?)(\/?)>/g)) {
      if (close) {
        assert.equal(open.pop()!.name, name)
        continue
      }
      const parent = open.at(-1)
      if (parent && name !== 'xml') {
        const place = sequences[parent.name]!.indexOf(name!)
        assert.ok(place >= parent.last, `${name} in ${parent.name} is out of order`)
        parent.last = place
      }
      for (const one of required[name!] ?? [])
        assert.match(attributes!, new RegExp(` ${one}="`), `${name} lacks ${one}`)
      const guid = / guid="([^"]+)"/.exec(attributes!)?.[1]
      if (guid) {
        assert.match(guid, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
        assert.ok(!guids.has(guid), `${guid} stands for two things`)
        guids.add(guid)
      }
      if (!alone) open.push({ name: name!, last: 0 })
    }
    assert.deepEqual(open, [])
  }
})

test('a project without codes, people or memos has no empty lists, which the schema forbids', () => {
  const bare = { ...project, coders: [], codes: [], sources: [], pieces: [], memos: [] }
  const xml = strFromU8(unzipSync(projectFile(bare, at))['project.qde']!)
  assert.doesNotMatch(xml, /<(Users|CodeBook|Cases|Sources|Notes)/)
  assert.deepEqual(read(readProject(projectFile(bare, at))).content, bare)
})

const text = fc
  .array(
    fc.oneof(
      fc.constantFrom('P: ', '😀', '👩‍👧‍👦', 'e\u0301', 'a\u0328\u0301', '\n', ' ', '&', '<', '”', 'ŵ', 'שלום'),
      fc.string({ unit: 'grapheme', maxLength: 6 }),
    ),
    { maxLength: 40 },
  )
  .map((all) => tidied(all.join('')))
  .filter((all) => lengthOf(all) > 1)

test('whatever was said, every piece comes back with the same words', () => {
  fc.assert(
    fc.property(text, fc.nat(), fc.nat(), (words, a, b) => {
      const length = lengthOf(words)
      const from = a % (length - 1)
      const to = from + 1 + (b % (length - from))
      const one = { ...project, memos: [], sources: [{ id: id(20), name: 'P07', words }] }
      const made = {
        ...one,
        pieces: [{ id: id(30), source: id(20), code: id(12), coder: null, from, to: Math.min(to, length) }],
      }
      const { content, faults } = read(readProject(projectFile(made, at)))
      assert.deepEqual(faults, [])
      assert.deepEqual(content, made)
      const [piece] = content.pieces
      assert.equal(
        between(content.sources[0]!.words, piece!.from, piece!.to),
        between(words, from, Math.min(to, length)),
      )
    }),
    { numRuns: 150 },
  )
})

test('a codebook goes out and comes in again, with its definitions in their parts', () => {
  const file = codebookFile(project.codes)
  assert.match(file, /^<\?xml version="1\.0" encoding="utf-8"\?>\n<CodeBook xmlns="urn:QDA-XML:codebook:1\.0"/)
  const found = readCodebook(strToU8(file))
  assert.ok(!('because' in found))
  assert.deepEqual(found.content, project.codes)
})

/** A project in the manner of other programs: a prefix, braces and capitals in GUIDs, a folder in capitals. */
const elsewhere = (selections: string, raw: string | Uint8Array, more = '') =>
  zipSync({
    'project.qde': strToU8(
      `<?xml version="1.0" encoding="utf-8"?><qda:Project xmlns:qda="urn:QDA-XML:project:1.0" name="Elsewhere" origin="Another program">
<qda:Users><qda:User guid="{${id(1).toUpperCase()}}" id="AB"/></qda:Users>
<qda:CodeBook><qda:Codes><qda:Code guid="${id(10).toUpperCase()}" name="Help &amp; care" isCodable="true" color="#f00"/></qda:Codes></qda:CodeBook>
<qda:Sources><qda:TextSource guid="${id(20)}" name="P07" plainTextPath="internal://Talk.TXT">${selections}</qda:TextSource>${more}</qda:Sources>
</qda:Project>`,
    ),
    Sources: { 'talk.txt': typeof raw === 'string' ? strToU8(raw) : raw },
  })
const marked = (from: number | string, to: number | string, name = '', target = id(10)) =>
  `<qda:PlainTextSelection guid="${id(30)}" name="${name}" startPosition="${from}" endPosition="${to}" creatingUser="{${id(1).toUpperCase()}}"><qda:Coding guid="${id(50)}" creatingUser="{${id(1).toUpperCase()}}"><qda:CodeRef targetGUID="{${target}}"/></qda:Coding></qda:PlainTextSelection>`

const quoteOf = ({ content }: ReadFile<Exchange>) => {
  const { from, to } = content.pieces[0]!
  return between(content.sources[0]!.words, from, to)
}

test('files of other programs are read: line ends of Windows, a mark at the start, GUIDs in braces', () => {
  const found = read(readProject(elsewhere(marked(8, 17), '\ufeffI: So?\r\nP: Alone.\r\n')))
  assert.deepEqual(found.faults, [])
  assert.equal(found.content.sources[0]!.words, 'I: So?\nP: Alone.\n')
  assert.equal(quoteOf(found), 'P: Alone.')
  assert.deepEqual(found.content.coders, [{ id: id(1), name: 'AB' }])
  assert.equal(found.content.pieces[0]!.coder, id(1))
})

test('where another program counts otherwise, its own names show it, and it is said', () => {
  const raw = 'I: So 😀?\r\nP: Alone.\r\nP: Heard 😀 at last.'
  const cases = [
    ['code points', 21, 29],
    ['code points, a line end as one', 19, 27],
    ['UTF-16', 22, 30],
    ['UTF-16, a line end as one', 20, 28],
  ] as const
  for (const [counting, from, to] of cases) {
    const shift = raw.replace(/\r\n/g, counting.includes('one') ? '\n' : '\r\n')
    const counted = counting.startsWith('UTF') ? shift : [...shift].map((one) => (one.length > 1 ? '#' : one)).join('')
    assert.equal(
      counted.slice(from, to),
      counted.slice(counted.indexOf('P: Heard'), counted.indexOf('P: Heard') + 8),
      counting,
    )
    const found = read(readProject(elsewhere(marked(from, to, 'P: Heard'), raw)))
    assert.equal(quoteOf(found), 'P: Heard', counting)
    assert.equal(found.notes.length, counting === 'code points' ? 0 : 1)
  }
})

test('words that stand in the project itself are read, with line ends written as numbers', () => {
  const inline = elsewhere(marked(8, 17), '').slice()
  const files = unzipSync(inline)
  const qde = strFromU8(files['project.qde']!).replace(
    ' plainTextPath="internal://Talk.TXT">',
    '><qda:PlainTextContent>I: So?&#13;&#10;P: Alone.</qda:PlainTextContent>',
  )
  assert.equal(quoteOf(read(readProject(zipSync({ 'project.qde': strToU8(qde) })))), 'P: Alone.')
})

test('what cannot be carried is noted, and nothing is lost in silence', () => {
  const more = `<qda:PDFSource guid="${id(60)}" name="Leaflet"/>`
  const bare = `<qda:PlainTextSelection guid="${id(31)}" startPosition="0" endPosition="2"/>`
  const { notes, content } = read(readProject(elsewhere(marked(0, 6) + bare, 'I: So?', more)))
  assert.equal(content.pieces.length, 1)
  assert.deepEqual(
    notes.map(({ where }) => where),
    ['Leaflet', 'Text “P07”'],
  )
})

test('what is wrong is told line by line', () => {
  const faults = (selections: string, raw = 'I: So?') =>
    read(readProject(elsewhere(selections, raw))).faults.map(({ where, says }) => `${where}: ${says}`)
  assert.match(faults(marked(0, 7))[0]!, /P07.*From 0 to 7: there are no such places in its 6 letters/)
  assert.match(faults(marked(4, 4))[0]!, /no such places/)
  assert.match(faults(marked(-1, 4))[0]!, /no such places/)
  assert.match(faults(marked('x', 4))[0]!, /no such places/)
  assert.match(faults(marked(0, 6, '', id(99)))[0]!, /its code is not in this file/)
  assert.match(
    read(readProject(zipSync({ 'project.qde': unzipSync(elsewhere('', 'x'))['project.qde']! }))).faults[0]!.says,
    /not in this file/,
  )
})

test('hostile files are refused in words', () => {
  const because = (file: ReadFile<unknown> | NotRead) => ('because' in file ? file.because : 'read')
  const zip = (files: Record<string, string>) =>
    zipSync(Object.fromEntries(Object.entries(files).map(([name, words]) => [name, strToU8(words)])))
  const entity = '<!DOCTYPE p [<!ENTITY a "b">]><Project xmlns="urn:QDA-XML:project:1.0" name="&a;"/>'
  assert.match(because(readProject(zip({ 'project.qde': entity }))), /document type/)
  assert.match(because(readProject(zip({ 'project.qde': '<a/>' }))), /something else/)
  assert.match(because(readProject(zip({ 'project.qde': '<Project' }))), /cut short|not an XML/)
  assert.match(because(readProject(zip({ 'sources/a.txt': 'x' }))), /no project\.qde/)
  assert.match(because(readProject(zip({ 'project.qde': '<Project/>', '../../x.txt': 'x' }))), /leads out/)
  assert.match(because(readProject(strToU8('PKno'))), /unpacked/)
  assert.match(because(readProject(strToU8('<Project/>'))), /not the kind/)
  assert.match(
    because(readProject(zip({ 'project.qde': '<Project/>', 'sources/a.txt': 'x'.repeat(50_000_000) }))),
    /too large/,
  )
  const deep = `<Project>${'<CodeBook>'.repeat(500)}${'</CodeBook>'.repeat(500)}</Project>`
  assert.match(because(readProject(zip({ 'project.qde': deep }))), /nested/)
  assert.match(because(readCodebook(strToU8(entity))), /document type/)
  assert.match(because(readCodebook(strToU8('<CodeBook/>'))), /no c/)
})

test('codes that stand too deep, or two of one name at one place, are told', () => {
  const nest = (n: number): string =>
    n === 0 ? '' : `<Code guid="${id(n)}" name="c${n}" isCodable="true">${nest(n - 1)}</Code>`
  const found = readCodebook(
    strToU8(`<CodeBook><Codes>${nest(7)}<Code guid="${id(7)}" name="c7" isCodable="true"/></Codes></CodeBook>`),
  )
  assert.ok(!('because' in found))
  assert.deepEqual(
    found.faults.map(({ says }) => says.slice(0, 20)),
    ['It stands too deep. ', 'Another code has the', 'There are two codes '],
  )
})

test('what we write is well-formed for another reader too', () => {
  const xml = readXml(strFromU8(unzipSync(projectFile(project, at))['project.qde']!), 'exact') as Element
  assert.equal(all(all(xml.Project, 'Sources')[0], 'TextSource').length, 1)
})

test('a file with more than can be taken says how many there may be', () => {
  const guid = (n: number) => `${n.toString(16).padStart(8, '0')}-0000-4000-8000-000000000000`
  const book = (codes: number) =>
    `<CodeBook><Codes>${Array.from({ length: codes }, (_, n) => `<Code guid="${guid(n)}" name="c${n}"/>`).join('')}</Codes></CodeBook>`
  const found = readCodebook(strToU8(book(2000)))
  assert.ok(!('because' in found) && found.content.length === 2000)
  const over = readCodebook(strToU8(book(2001)))
  assert.match('because' in over ? over.because : 'read', /more than 2,000 codes/)
})
