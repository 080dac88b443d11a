/** XML from outside: never with a document type, so no entity can be declared, and never deep or large without end. */
import { XMLParser } from 'fast-xml-parser'
import { mostBytes } from './carried.ts'

export type Element = { readonly [name: string]: unknown }

const ours = {
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseTagValue: false,
  parseAttributeValue: false,
  processEntities: true,
}
const parser = new XMLParser({ ...ours, trimValues: true })
/** For what people said: every space stays, letters written as numbers (&#13;) are read, prefixes of names are not. */
const exactParser = new XMLParser({ ...ours, trimValues: false, htmlEntities: true, removeNSPrefix: true })
/** Elements in the order in which they stand, without their attributes. */
const orderedParser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: true,
  removeNSPrefix: true,
  parseTagValue: false,
  trimValues: false,
  processEntities: true,
  htmlEntities: true,
})
const deepest = 100
/** A project of 300,000 marked pieces has fewer. */
const mostParts = 1_000_000

/**
 * @param how `exact` keeps words to the letter, where places in them are counted
 * @returns the document's root by its name, or why it cannot be read
 */
export const readXml = (text: string, how: 'tidied' | 'exact' = 'tidied'): Element | NotXml =>
  parsed<Element>(how === 'exact' ? exactParser : parser, text)

/** An element by its name with what is inside it, or words by `#text`. */
export interface OrderedElement {
  readonly [name: string]: string | readonly OrderedElement[]
}

/** @returns the document's elements and words in their order, or why it cannot be read */
export function readOrdered(text: string): { readonly elements: readonly OrderedElement[] } | NotXml {
  const elements = parsed<readonly OrderedElement[]>(orderedParser, text)
  return 'because' in elements ? elements : { elements }
}

interface NotXml {
  readonly because: string
}

function parsed<Read extends object>(reader: XMLParser, text: string): Read | NotXml {
  if (Buffer.byteLength(text) > 4 * mostBytes) return { because: 'This file is too large.' }
  if (/<!DOCTYPE|<!ENTITY/i.test(text))
    return { because: 'This file declares a document type, which is not read here.' }
  const { depth, parts } = shapeOf(text)
  if (depth > deepest) return { because: 'This file is nested too deeply.' }
  if (parts > mostParts) return { because: 'This file holds too many parts.' }
  try {
    const read: unknown = reader.parse(text, true)
    return typeof read === 'object' && read !== null ? (read as Read) : { because: 'This is not an XML file.' }
  } catch {
    return { because: 'This is not an XML file that can be read. It may have been cut short.' }
  }
}

/** How deep elements are nested and how many tags there are, without reading them. */
function shapeOf(text: string): { depth: number; parts: number } {
  let depth = 0
  let most = 0
  let parts = 0
  for (const [tag, end] of text.matchAll(/<(\/?)[^\s<>!?/][^<>]*>/g)) {
    parts++
    if (end) depth--
    else if (!tag.endsWith('/>')) most = Math.max(most, ++depth)
  }
  return { depth: most, parts }
}

/** What stands under a name: none, one or several, always as a list. */
export const all = (element: unknown, name: string): Element[] => {
  const found = (element as Element | undefined)?.[name]
  return found === undefined || found === '' ? [] : ([found].flat() as Element[])
}

/** The words of an element, or of one under it. */
export function text(element: unknown, name?: string): string {
  const found = name === undefined ? element : (element as Element | undefined)?.[name]
  if (found === undefined || found === null) return ''
  return typeof found === 'object' ? String((found as Element)['#text'] ?? '') : String(found)
}

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' }
/** Words as they stand in XML; letters that XML cannot hold are left out. */
export const escaped = (words: string) =>
  words
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
    .replace(/[&<>"']/g, (letter) => escapes[letter]!)
