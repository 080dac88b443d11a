/** Files as they come, and as nobody should send them: each is read, or refused in words with nothing left behind. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { strToU8, zipSync } from 'fflate'
import { isRefusal } from '../../../kit/refuse.ts'
import { wordsInFile } from './transcript-file.ts'

const types =
  '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
const rels =
  '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>'
const paragraph = (text: string) => `<w:p><w:r><w:t xml:space="preserve">${text}</w:t></w:r></w:p>`
const body = (inner: string, before = '') =>
  `<?xml version="1.0" encoding="UTF-8"?>${before}<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>${inner}</w:body></w:document>`

/** A Word document with these parts beside those it needs. */
const document = (inner: string, more: Record<string, Uint8Array> = {}, before = '') =>
  zipSync({
    '[Content_Types].xml': strToU8(types),
    _rels: { '.rels': strToU8(rels) },
    word: { 'document.xml': strToU8(body(inner, before)) },
    ...more,
  })

const refused = async (name: string, bytes: Uint8Array) => {
  const answer = await wordsInFile(name, bytes)
  assert.ok(isRefusal(answer), `${name} was read`)
  return answer.because
}

test('text and Word files give their words, a paragraph a line', async () => {
  assert.equal(await wordsInFile('talk.txt', strToU8('\ufeffI: How?\r\n\r\nP: Well 😀\r\n')), 'I: How?\nP: Well 😀')
  const utf16 = new Uint8Array(Buffer.from('\ufeffP: Ŵyth', 'utf16le'))
  assert.equal(await wordsInFile('talk.TXT', utf16), 'P: Ŵyth')
  const word = document(paragraph('I: How?') + paragraph('P: A &amp; B, café'))
  assert.equal(await wordsInFile('talk.docx', word), 'I: How?\nP: A & B, café')
})

test('other kinds of file, old ones and those with macros are refused in words', async () => {
  assert.match(await refused('talk.pdf', strToU8('%PDF')), /text file/)
  assert.match(await refused('talk.doc', strToU8('x')), /save it as \.docx/i)
  assert.match(await refused('talk.docm', document('')), /macros/)
  assert.match(await refused('talk.docx', document(paragraph('x'), { 'word/vbaProject.bin': strToU8('x') })), /macros/)
  assert.match(await refused('talk.docx', strToU8('not a zip')), /not the kind of file/)
  assert.match(await refused('talk.docx', document(paragraph('x')).slice(0, 300)), /cut short|unpacked/)
  assert.match(await refused('talk.docx', zipSync({ 'a.txt': strToU8('x') })), /not a Word file/)
  assert.match(await refused('talk.docx', document('')), /no words/)
  assert.match(await refused('talk.txt', new Uint8Array([0x50, 0xff, 0xfe, 0x41])), /UTF-8/)
  assert.match(await refused('talk.txt', strToU8('a\0b')), /broken/)
  assert.match(await refused('talk.txt', strToU8('x'.repeat(300_001))), /longer than one interview/)
})

test('a document type, and with it every entity, is refused', async () => {
  const doctype = '<!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
  assert.match(await refused('talk.docx', document(paragraph('&b;'), {}, doctype)), /document type/)
  const outside = '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
  assert.match(await refused('talk.docx', document(paragraph('&x;'), {}, outside)), /document type/)
})

test('a zip bomb is not unpacked, whatever size it says it has', async () => {
  const bomb = document(paragraph('x'.repeat(60_000_000)))
  assert.ok(bomb.length < 200_000)
  assert.match(await refused('talk.docx', bomb), /far too large/)
  // The same, with a small size written in its list of contents.
  const lying = new Uint8Array(bomb)
  const view = new DataView(lying.buffer)
  for (let at = 0; at + 46 < lying.length; at++)
    if (view.getUint32(at, true) === 0x02014b50 && view.getUint32(at + 24, true) > 1_000_000)
      view.setUint32(at + 24, 2000, true)
  const before = process.memoryUsage().rss
  await refused('talk.docx', lying)
  assert.ok(process.memoryUsage().rss - before < 100_000_000)
})

test('a part whose name leads out of the file ends it all', async () => {
  for (const name of ['../../etc/cron.d/x', '/etc/passwd', 'word\\..\\..\\x', 'C:\\x'])
    assert.match(await refused('talk.docx', document(paragraph('x'), { [name]: strToU8('x') })), /leads out/, name)
})

test('what is deep without end is refused', async () => {
  const deep = '<w:sdt>'.repeat(5000) + '</w:sdt>'.repeat(5000)
  assert.match(await refused('talk.docx', document(deep)), /nested/)
})

test('of a Word file the words come as they are read: what was deleted or moved away is gone, tabs and line breaks stay', async () => {
  const run = (inner: string) => `<w:r>${inner}</w:r>`
  const words = (text: string) => `<w:t xml:space="preserve">${text}</w:t>`
  const inner = [
    `<w:p><w:pPr><w:tabs><w:tab w:val="left"/></w:tabs></w:pPr>${run(words('I: How '))}<w:ins>${run(words('are'))}</w:ins>`,
    `<w:del>${run('<w:delText>were</w:delText>')}</w:del><w:moveFrom>${run(words('gone'))}</w:moveFrom>`,
    `${run(`<w:tab/>${words('you&#8217;re &amp; yours?')}`)}</w:p>`,
    `<w:tbl><w:tr><w:tc><w:p>${run(words('P: In a table'))}</w:p></w:tc></w:tr></w:tbl>`,
    `<w:sdt><w:sdtPr><w:t>no</w:t></w:sdtPr><w:sdtContent><w:p><w:hyperlink>${run(words('a link'))}</w:hyperlink></w:p></w:sdtContent></w:sdt>`,
    `<w:p>${run(`${words('two')}<w:br/>${words('lines')}`)}${run('<w:instrText>PAGE</w:instrText>')}</w:p>`,
  ].join('')
  assert.equal(
    await wordsInFile('talk.docx', document(inner)),
    'I: How are you’re & yours?\nP: In a table\na link\ntwo\nlines',
  )
})
