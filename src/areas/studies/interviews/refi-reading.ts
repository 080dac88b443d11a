/**
 * Reading a project or a codebook of another program. What cannot be carried is noted; what is wrong is told line by
 * line, and then nothing is taken. Nothing is written to disk, and a name in the file is never a path here.
 */
import { all, type Element, readXml, text as written } from '../formats/xml.ts'
import { textFrom, unpacked } from '../formats/zip.ts'
import { type Exchange, type ExchangedCode, type Line, most, type NotRead, partsOf, type ReadFile } from './refi.ts'
import { counted } from './refi-places.ts'
import { lengthOf } from './transcript-words.ts'

const mostUnpacked = 40 * 1024 * 1024
const mostXml = 8 * 1024 * 1024
const deepest = 6

/** Words of an element without the letters that no database holds: &#0; is one. */
const text = (element: unknown, name: string) =>
  written(element, name)
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffe\uffff]/g, '')
    .toWellFormed()

const guidOf = (element: unknown, name = 'guid') => {
  const found = text(element, `@${name}`)
    .toLowerCase()
    .replace(/^\{(.*)\}$/, '$1')
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(found) ? found : null
}

/** Says that a file holds more than can be taken; never leaves this file but as a sentence. */
class TooMany extends Error {
  constructor(what: 'coders' | 'codes' | 'texts' | 'pieces' | 'memos', allowed: number) {
    super(`This file has more than ${allowed.toLocaleString('en-GB')} ${what}. Take some out, or send it in parts.`)
  }
}

/** Nobody reads more lines than these; the rest is counted. */
const mostLines = 1000

class Reading {
  readonly notes: Line[] = []
  readonly faults: Line[] = []
  note = (where: string, says: string) => void (this.notes.length < mostLines && this.notes.push({ where, says }))
  fault = (where: string, says: string) => void (this.faults.length < mostLines && this.faults.push({ where, says }))
}

/** @returns what was read, or why it is too much */
function within<Read>(read: () => Read): Read | NotRead {
  try {
    return read()
  } catch (error) {
    if (error instanceof TooMany) return { because: error.message }
    throw error
  }
}

/** Codes with all that stands under them, one after the other. */
function codesIn(codeBook: unknown, reading: Reading, refs: (element: Element, id: string) => void): ExchangedCode[] {
  const codes: ExchangedCode[] = []
  const ids = new Set<string>()
  const places = new Set<string>()
  const take = (elements: readonly Element[], parent: string | null, depth: number) => {
    for (const element of elements) {
      if (codes.length >= most.codes) throw new TooMany('codes', most.codes)
      const name = text(element, '@name').trim()
      const id = guidOf(element)
      const where = `Code “${name || '?'}”`
      if (!name) reading.fault(where, 'It has no name.')
      if (!id) reading.fault(where, 'Its GUID is missing or wrong.')
      else if (ids.has(id)) reading.fault(where, 'Another code has the same GUID.')
      const place = `${parent} ${name}`
      if (places.has(place)) reading.fault(where, 'There are two codes with this name at one place.')
      if (depth > deepest) {
        reading.fault(where, `It stands too deep. At most ${deepest} codes can stand one under another.`)
        continue
      }
      if (!id) continue
      ids.add(id)
      places.add(place)
      codes.push({
        id,
        parent,
        name,
        ...partsOf(text(element, 'Description').trim()),
        colour: text(element, '@color') || null,
        heading: text(element, '@isCodable') === 'false',
      })
      refs(element, id)
      take(all(element, 'Code'), id, depth + 1)
    }
  }
  for (const under of all(codeBook, 'Codes')) take(all(under, 'Code'), null, 1)
  return codes
}

/** Read a codebook: a .qdc file. */
export const readCodebook = (bytes: Uint8Array): ReadFile<ExchangedCode[]> | NotRead =>
  within(() => codebookFrom(bytes))

function codebookFrom(bytes: Uint8Array): ReadFile<ExchangedCode[]> | NotRead {
  if (bytes.length > mostXml) return { because: 'This file is too large for a codebook.' }
  const file = textFrom(bytes)
  if (file === null) return { because: 'The letters of this file cannot be read.' }
  const xml = readXml(file, 'exact')
  if ('because' in xml) return { because: String(xml.because) }
  const codeBook = xml.CodeBook
  if (!codeBook) return { because: 'This is no codebook. A codebook’s name ends in .qdc.' }
  const reading = new Reading()
  if (all(codeBook, 'Sets').length > 0) reading.note('Sets', 'Sets of codes have no counterpart here.')
  const content = codesIn(codeBook, reading, () => {})
  if (content.length === 0 && reading.faults.length === 0) return { because: 'There are no codes in this file.' }
  return { content, notes: reading.notes, faults: reading.faults }
}

/** What has no counterpart here, by its element and its words. */
const notCarried: Readonly<Record<string, string>> = {
  Variables: 'Variables have no counterpart here.',
  Links: 'Links between things have no counterpart here.',
  Sets: 'Sets have no counterpart here.',
  Graphs: 'Drawings have no counterpart here.',
}
const otherSources = ['PictureSource', 'PDFSource', 'AudioSource', 'VideoSource'] as const

/** Read a project: a .qdpx file. */
export const readProject = (bytes: Uint8Array): ReadFile<Exchange> | NotRead => within(() => projectIn(bytes))

function projectIn(bytes: Uint8Array): ReadFile<Exchange> | NotRead {
  const wanted = (name: string) => /^[^/\\]+\.qde$/i.test(name) || /\.txt$/i.test(name)
  const found = unpacked(bytes, wanted, mostUnpacked)
  if ('because' in found) return found
  const name = [...found.entries.keys()].find((one) => /\.qde$/i.test(one))
  const qde = name && found.entries.get(name)
  if (!qde) return { because: 'This is no project: there is no project.qde in it.' }
  if (qde.length > mostXml) return { because: 'The project in this file is too large.' }
  const file = textFrom(qde)
  const xml = file === null ? { because: 'The letters of this project cannot be read.' } : readXml(file, 'exact')
  if ('because' in xml) return { because: String(xml.because) }
  const project = xml.Project as Element | undefined
  if (!project) return { because: 'This is no project: what is in project.qde is something else.' }
  const texts = new Map([...found.entries].map(([path, bytes]) => [path.split('/').at(-1)!.toLowerCase(), bytes]))
  return projectFrom(project, texts)
}

function projectFrom(project: Element, texts: ReadonlyMap<string, Uint8Array>): ReadFile<Exchange> {
  const reading = new Reading()
  const noteOn = new Map<string, { on: Exchange['memos'][number]['on']; about: string | null }>()
  const refs = (on: Exchange['memos'][number]['on']) => (element: Element, id: string | null) => {
    for (const ref of all(element, 'NoteRef')) {
      const note = guidOf(ref, 'targetGUID')
      if (note) noteOn.set(note, { on, about: id })
    }
  }
  for (const [element, says] of Object.entries(notCarried))
    if (all(project, element).length > 0) reading.note(element, says)
  refs('study')(project, null)
  const coders = all(all(project, 'Users')[0], 'User').flatMap((user) => {
    const id = guidOf(user)
    return id ? [{ id, name: text(user, '@name').trim() || text(user, '@id') || 'A coder' }] : []
  })
  if (coders.length > most.coders) throw new TooMany('coders', most.coders)
  const codes = codesIn(all(project, 'CodeBook')[0], reading, refs('code'))
  const known = {
    codes: new Map(codes.map((code) => [code.id, code])),
    coders: new Set(coders.map(({ id }) => id)),
  }
  const sources: Exchange['sources'] = []
  const pieces: Exchange['pieces'] = []
  const sourceIds = new Set<string>()
  const under = all(project, 'Sources')[0]
  for (const kind of otherSources)
    for (const other of all(under, kind))
      reading.note(text(other, '@name') || kind, 'Only texts are read here. This is left out.')
  for (const element of all(under, 'TextSource')) {
    const source = sourceFrom(element, texts, known, reading, refs)
    if (!source) continue
    if (sourceIds.has(source.id)) reading.fault(source.name, 'Another text has the same GUID.')
    sourceIds.add(source.id)
    sources.push({ id: source.id, name: source.name, words: source.words })
    if (sources.length > most.sources) throw new TooMany('texts', most.sources)
    if (pieces.length + source.pieces.length > most.pieces) throw new TooMany('pieces', most.pieces)
    for (const piece of source.pieces) pieces.push(piece)
  }
  const memos = all(all(project, 'Notes')[0], 'Note').flatMap((note) => {
    const id = guidOf(note)
    const name = text(note, '@name') || 'A note'
    const words = (textOf(note, texts) ?? '').replace(/\r\n?/g, '\n').trim()
    const to = id ? noteOn.get(id) : undefined
    if (!id || !words) reading.note(name, 'This note has no words that can be read. It is left out.')
    else if (!to) reading.note(name, 'This note hangs on nothing that is carried. It is kept as a note on the study.')
    const user = guidOf(note, 'creatingUser')
    const coder = user && known.coders.has(user) ? user : null
    return id && words ? [{ id, coder, words, ...(to ?? { on: 'study' as const, about: null }) }] : []
  })
  if (memos.length > most.memos) throw new TooMany('memos', most.memos)
  return {
    content: {
      title: text(project, '@name').trim().slice(0, 400),
      about: text(project, 'Description').trim(),
      coders,
      codes,
      sources,
      pieces,
      memos,
    },
    notes: reading.notes,
    faults: reading.faults,
  }
}

/** The words of a source or a note: in the element itself, or in a file of the archive. */
function textOf(element: Element, texts: ReadonlyMap<string, Uint8Array>): string | null {
  if (element.PlainTextContent !== undefined) return written(element, 'PlainTextContent').toWellFormed()
  const path = text(element, '@plainTextPath')
  const bytes = /^internal:\/\//i.test(path)
    ? texts.get(path.slice(11).split(/[/\\]/).at(-1)!.toLowerCase())
    : undefined
  return bytes ? textFrom(bytes) : null
}

interface Known {
  readonly codes: ReadonlyMap<string, ExchangedCode>
  readonly coders: ReadonlySet<string>
}

function sourceFrom(
  element: Element,
  texts: ReadonlyMap<string, Uint8Array>,
  known: Known,
  reading: Reading,
  refs: (on: 'transcript' | 'segment') => (element: Element, id: string) => void,
) {
  const id = guidOf(element)
  const name = text(element, '@name').trim() || 'A text'
  const where = `Text “${name}”`
  const raw = textOf(element, texts)
  if (!id) reading.fault(where, 'Its GUID is missing or wrong.')
  if (raw === null) reading.fault(where, 'Its words are not in this file, or cannot be read.')
  if (!id || raw === null) return null
  refs('transcript')(element, id)
  const selections = all(element, 'PlainTextSelection').map((selection) => ({
    element: selection,
    from: Number(text(selection, '@startPosition') || Number.NaN),
    to: Number(text(selection, '@endPosition') || Number.NaN),
    name: text(selection, '@name'),
  }))
  const { words, counting, placeOf } = counted(raw, selections)
  if (counting !== 'code points')
    reading.note(where, `Places in it are counted as ${counting}. They were turned into code points.`)
  const length = lengthOf(words)
  const pieces: Exchange['pieces'] = []
  const taken = new Set<string>()
  const coding = (coded: Element, piece: string | null, from: number, to: number, at: string) => {
    const code = guidOf(all(coded, 'CodeRef')[0], 'targetGUID')
    const user = guidOf(coded, 'creatingUser')
    const given = guidOf(coded)
    if (!code || !known.codes.has(code)) return reading.fault(where, `${at}: its code is not in this file.`)
    if (known.codes.get(code)!.heading)
      return reading.fault(where, `${at}: it is coded with a heading, “${known.codes.get(code)!.name}”.`)
    const own = piece && !taken.has(piece) ? piece : given
    if (!own) return reading.fault(where, `${at}: its GUID is missing or wrong.`)
    taken.add(own)
    if (pieces.length >= most.pieces) throw new TooMany('pieces', most.pieces)
    pieces.push({ id: own, source: id, code, coder: user && known.coders.has(user) ? user : null, from, to })
  }
  for (const { element: selection, from, to } of selections) {
    const at = `From ${from} to ${to}`
    const [start, end] = [placeOf(from), placeOf(to)]
    if (start === null || end === null || start >= end) {
      reading.fault(where, `${at}: there are no such places in its ${length} letters.`)
      continue
    }
    const codings = all(selection, 'Coding')
    const piece = guidOf(selection)
    // A note on what is not carried hangs on the person's text, so that it goes when they withdraw.
    if (piece && codings.length > 0) refs('segment')(selection, piece)
    else refs('transcript')(selection, id)
    if (codings.length === 0) reading.note(where, `${at}: this is marked but has no code. It is left out.`)
    for (const coded of codings) coding(coded, piece, start, end, at)
  }
  for (const coded of all(element, 'Coding')) coding(coded, null, 0, length, 'The whole text')
  return { id, name, words, pieces }
}
