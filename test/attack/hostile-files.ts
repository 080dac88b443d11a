/** Files made to be dear to read: small ones that grow, deep ones, long ones, and ones that lie. All of it is made up. */
import { deflateSync } from 'node:zlib'
import { strToU8, zipSync } from 'fflate'

export const repeated = (many: number, one: (n: number) => string) =>
  Array.from({ length: many }, (_, n) => one(n)).join('')
const guid = (n: number, kind = 0) =>
  `${n.toString(16).padStart(8, '0')}-0000-4000-8000-${String(kind).padStart(12, '0')}`

/** A codebook of so many codes, each with another name. */
export const codebook = (codes: number) =>
  `<?xml version="1.0"?><CodeBook xmlns="urn:QDA-XML:codebook:1.0"><Codes>${repeated(codes, (n) => `<Code guid="${guid(n)}" name="code ${n}" isCodable="true"/>`)}</Codes></CodeBook>`

/** Codes that stand one in another without end. */
export const deepCodebook = (deep: number) =>
  `<CodeBook><Codes>${repeated(deep, (n) => `<Code guid="${guid(n)}" name="c">`)}${'</Code>'.repeat(deep)}</Codes></CodeBook>`

/** "Billion laughs": ten entities, each ten times the one before. */
export const laughs = (root: string, inside: string) =>
  `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "ha">${repeated(10, (n) => `<!ENTITY l${n + 1} "${`&l${n};`.repeat(10)}">`)}]><${root}>${inside.replace('LAUGH', '&l10;')}</${root}>`

/** A project whose one text is coded as a whole so many times. */
export const project = (codings: number, letters: number) =>
  zipSync({
    'project.qde': strToU8(
      `<Project name="p"><CodeBook><Codes><Code guid="${guid(1)}" name="a" isCodable="true"/></Codes></CodeBook><Sources><TextSource guid="${guid(2)}" name="P01" plainTextPath="internal://a.txt">${repeated(codings, (n) => `<PlainTextSelection guid="${guid(n, 3)}" name="some words that it begins with" startPosition="0" endPosition="${letters}"><Coding guid="${guid(n, 4)}"><CodeRef targetGUID="${guid(1)}"/></Coding></PlainTextSelection>`)}</TextSource></Sources></Project>`,
    ),
    // An emoji, so that every way of counting is tried.
    'sources/a.txt': strToU8(`😀${'x'.repeat(letters)}`),
  })

/** A zip whose list of contents names one piece of data so many times, and says that it is small. */
export function zipOfMany(entries: number, ending: string): Uint8Array {
  const data = deflateSync(Buffer.alloc(100_000)).subarray(2, -4)
  const local = Buffer.alloc(30 + 1)
  local.writeUInt32LE(0x04034b50, 0)
  local.writeUInt16LE(8, 8)
  local.writeUInt32LE(data.length, 18)
  local.writeUInt32LE(100_000, 22)
  local.writeUInt16LE(1, 26)
  local.write('a', 30)
  const heads = Array.from({ length: entries }, (_, n) => {
    const name = Buffer.from(`${n}.${ending}`)
    const head = Buffer.alloc(46 + name.length)
    head.writeUInt32LE(0x02014b50, 0)
    head.writeUInt16LE(8, 10)
    head.writeUInt32LE(data.length, 20)
    head.writeUInt32LE(10, 24)
    head.writeUInt16LE(name.length, 28)
    name.copy(head, 46)
    return head
  })
  const list = Buffer.concat(heads)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(entries, 8)
  end.writeUInt16LE(entries, 10)
  end.writeUInt32LE(list.length, 12)
  end.writeUInt32LE(local.length + data.length, 16)
  return new Uint8Array(Buffer.concat([local, data, list, end]))
}

const W = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main'
/** A Word file with this in its body. */
export const word = (body: string) =>
  zipSync({ 'word/document.xml': strToU8(`<w:document xmlns:w="${W}"><w:body>${body}</w:body></w:document>`) })

/** A data dictionary of REDCap's with so many questions. */
export const dictionary = (rows: number) =>
  `Variable / Field Name,Form Name,Field Type,Field Label\n${repeated(rows, (n) => `q${n},form,text,Question ${n}\n`)}`

/** A dictionary in which every name is cut to the same, and every question begins a part. */
export const alikeDictionary = (rows: number) =>
  `Variable / Field Name,Form Name,Section Header,Field Type,Field Label\n${repeated(rows, (n) => `${'a'.repeat(30)}${n},form,Part ${n},text,Question ${n}\n`)}`

/** A survey of LimeSurvey's with so many questions, their words in a table of their own. */
export const survey = (questions: number) =>
  `<?xml version="1.0"?><document><LimeSurveyDocType>Survey</LimeSurveyDocType><surveys_languagesettings><rows><row><surveyls_language>en</surveyls_language><surveyls_title>S</surveyls_title></row></rows></surveys_languagesettings><groups><rows>${repeated(questions / 100, (n) => `<row><gid>${n}</gid><group_order>${n}</group_order></row>`)}</rows></groups><group_l10ns><rows>${repeated(questions / 100, (n) => `<row><gid>${n}</gid><group_name>Part ${n}</group_name><language>en</language></row>`)}</rows></group_l10ns><questions><rows>${repeated(questions, (n) => `<row><qid>${n}</qid><gid>${Math.floor(n / 100)}</gid><type>L</type><title>Q${n}</title><question_order>${n}</question_order></row>`)}</rows></questions><question_l10ns><rows>${repeated(questions, (n) => `<row><qid>${n}</qid><question>How ${n}?</question><language>en</language></row>`)}</rows></question_l10ns><answers><rows>${repeated(questions * 2, (n) => `<row><aid>${n}</aid><qid>${n >> 1}</qid><code>A${n % 2}</code><sortorder>${n % 2}</sortorder></row>`)}</rows></answers><answer_l10ns><rows>${repeated(questions * 2, (n) => `<row><aid>${n}</aid><answer>Answer ${n}</answer><language>en</language></row>`)}</rows></answer_l10ns></document>`

/** A questionnaire of ours. */
export const questionnaire = (parts: number, each: number) => ({
  title: { en: 'Many' },
  languages: ['en'],
  sections: Array.from({ length: parts }, (_, s) => ({
    id: `s${s}`,
    title: { en: 'A part' },
    questions: Array.from({ length: each }, (_, q) => ({ kind: 'words', id: `q${s}_${q}`, ask: { en: 'How?' } })),
  })),
})

const uuid = (kind: number, n: number) =>
  `${String(kind).padStart(8, '0')}-0000-4000-8000-${String(n).padStart(12, '0')}`
/** Services as the standard writes them. */
export const services = (many: number, about = 'Help for families.') =>
  Array.from({ length: many }, (_, n) => ({
    id: uuid(1, n),
    name: `Service ${n}`,
    status: 'active',
    description: about,
  }))

/** Tables in which every service has one organisation, and that one so many contacts: told in each, it grows without end. */
export const growingTables = (many: number, contacts: number): Record<string, string> => ({
  'services.csv': `id,organization_id,name,status\n${repeated(many, (n) => `${uuid(1, n)},${uuid(2, 0)},Service ${n},active\n`)}`,
  'organizations.csv': `id,name,description\n${uuid(2, 0)},All,All\n`,
  'contacts.csv': `id,organization_id,name\n${repeated(contacts, (n) => `${uuid(3, n)},${uuid(2, 0)},Contact ${n}\n`)}`,
})

/** A PNG that says how large it is, and holds next to nothing. */
export function png(width: number, height: number): Uint8Array {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data])
    const out = Buffer.alloc(8 + body.length)
    out.writeUInt32BE(data.length, 0)
    body.copy(out, 4)
    out.writeUInt32BE(crc(body), 4 + body.length)
    return out
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([8, 2, 0, 0, 0], 8)
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return new Uint8Array(
    Buffer.concat([
      signature,
      chunk('IHDR', head),
      chunk('IDAT', deflateSync(Buffer.alloc(1_000_000))),
      chunk('IEND', Buffer.alloc(0)),
    ]),
  )
}

function crc(bytes: Buffer): number {
  let sum = ~0
  for (const byte of bytes) {
    sum ^= byte
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0)
  }
  return ~sum >>> 0
}

/** One mail of an archive. */
export const mail = (n: number, more = '', body = 'Hello all.') =>
  `From jo@example.org Wed Jul  1 05:04:01 2020\nMessage-ID: <${n}@example.org>\nFrom: Jo <jo@example.org>\nDate: Wed, 1 Jul 2020 05:04:01 +0000\nSubject: Hello ${n}\n${more}\n${body}\n\n`
