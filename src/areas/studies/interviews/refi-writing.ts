/** A project (.qdpx) or a codebook (.qdc) for another program. Elements stand in the order of the schemas' sequences. */
import { strToU8, zipSync } from 'fflate'
import { version } from '../../../kit/config.ts'
import { escaped } from '../formats/xml.ts'
import { described, type Exchange, type ExchangedCode } from './refi.ts'
import { between } from './transcript-words.ts'

type Attributes = Readonly<Record<string, string | null | undefined>>

/** An element: attributes that are told, and what is in it, already XML. */
function element(name: string, attributes: Attributes, ...inner: string[]): string {
  const told = Object.entries(attributes)
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([key, value]) => ` ${key}="${escaped(value!).replace(/\n/g, '&#10;')}"`)
    .join('')
  const inside = inner.join('')
  return inside ? `<${name}${told}>${inside}</${name}>` : `<${name}${told}/>`
}
const words = (name: string, text: string) => (text ? element(name, {}, escaped(text)) : '')
const head = '<?xml version="1.0" encoding="utf-8"?>\n'
const origin = `Alongside ${version}`
const schema = (kind: 'Project' | 'Codebook') => ({
  xmlns: `urn:QDA-XML:${kind.toLowerCase()}:1.0`,
  'xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance',
  'xsi:schemaLocation': `urn:QDA-XML:${kind.toLowerCase()}:1.0 http://schema.qdasoftware.org/versions/${kind}/v1.0/${kind}.xsd`,
})

/** @param refs notes on each code, where the schema has room for them: a project's does, a codebook's does not */
function codesElement(codes: readonly ExchangedCode[], refs: (id: string) => string): string {
  const under = Map.groupBy(codes, ({ parent }) => parent)
  const inside = (parent: string | null): string =>
    (under.get(parent) ?? [])
      .map((code) =>
        element(
          'Code',
          { guid: code.id, name: code.name, isCodable: String(!code.heading), color: code.colour },
          words('Description', described(code)),
          refs(code.id),
          inside(code.id),
        ),
      )
      .join('')
  return element('Codes', {}, inside(null))
}

/** A codebook by itself. */
export const codebookFile = (codes: readonly ExchangedCode[]) =>
  head +
  element(
    'CodeBook',
    { ...schema('Codebook'), origin },
    codesElement(codes, () => ''),
  )

/**
 * A whole project: codebook, transcripts, codings and memos.
 *
 * @param at when it is written
 */
export function projectFile(project: Exchange, at: Date): Uint8Array {
  const { title, about, coders, codes, sources, pieces, memos } = project
  const memosOn = Map.groupBy(memos, ({ about }) => about)
  const refs = (id: string | null) =>
    (memosOn.get(id) ?? []).map(({ id: note }) => element('NoteRef', { targetGUID: note })).join('')
  const now = `${at.toISOString().slice(0, 19)}Z`
  const made = (user: string | null) => ({ creatingUser: user, creationDateTime: now })
  const piecesIn = Map.groupBy(pieces, ({ source }) => source)
  const selections = (id: string, all: string) => {
    const points = [...all]
    return (piecesIn.get(id) ?? []).map(({ id: piece, code, coder, from, to }) =>
      element(
        'PlainTextSelection',
        {
          guid: piece,
          name: between(points, from, Math.min(to, from + 60)).replace(/\s+/g, ' '),
          startPosition: String(from),
          endPosition: String(to),
          ...made(coder),
        },
        element('Coding', { guid: codingOf(piece), ...made(coder) }, element('CodeRef', { targetGUID: code })),
        refs(piece),
      ),
    )
  }
  const user = ({ id, name }: Exchange['coders'][number]) => element('User', { guid: id, name })
  const note = ({ id, coder, words: text }: Exchange['memos'][number]) =>
    element(
      'Note',
      { guid: id, name: text.split('\n')[0]!.slice(0, 60), ...made(coder) },
      words('PlainTextContent', text),
    )
  const source = ({ id, name, words: all }: Exchange['sources'][number]) =>
    element(
      'TextSource',
      { guid: id, name, plainTextPath: `internal://${id}.txt`, ...made(null) },
      ...selections(id, all),
      refs(id),
    )
  // The schema wants at least one of each kind that is there at all.
  const some = (name: string, all: readonly string[]) => (all.length > 0 ? element(name, {}, ...all) : '')
  const xml = element(
    'Project',
    { ...schema('Project'), name: title, origin, creationDateTime: now },
    some('Users', coders.map(user)),
    codes.length > 0 ? element('CodeBook', {}, codesElement(codes, refs)) : '',
    some(
      'Cases',
      sources.map(({ id, name }) =>
        element('Case', { guid: caseOf(id), name }, element('SourceRef', { targetGUID: id })),
      ),
    ),
    some('Sources', sources.map(source)),
    some('Notes', memos.map(note)),
    words('Description', about),
    refs(null),
  )
  return zipSync({
    'project.qde': strToU8(head + xml),
    sources: Object.fromEntries(sources.map(({ id, words }) => [`${id}.txt`, strToU8(words)])),
  })
}

/** GUIDs of what has no id of its own here: the same each time, told apart by their first digits. */
const codingOf = (piece: string) => `c0d1${piece.slice(4)}`
const caseOf = (source: string) => `ca5e${source.slice(4)}`
