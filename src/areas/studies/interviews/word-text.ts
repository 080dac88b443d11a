/**
 * The words in a Word document's main part, in one pass over its elements. Source: ECMA-376, part 1, 17.3 (runs),
 * 17.13.5 (what was deleted or moved away), 17.17.3 (alternate content).
 */
import { type OrderedElement, readOrdered } from '../formats/xml.ts'

/** What has no words of the document in it, whatever stands inside. */
const without = new Set(['del', 'moveFrom', 'instrText', 'sdtPr', 'pPr', 'rPr', 'Choice', 'rt'])

/** @returns the words, a paragraph a line; or why they cannot be read */
export function wordsInWordXml(xml: string): string | { readonly because: string } {
  const read = readOrdered(xml)
  if ('because' in read) return read
  const said: string[] = []
  const take = (elements: readonly OrderedElement[], inText: boolean) => {
    for (const element of elements) {
      const [name = ''] = Object.keys(element)
      const inside = element[name]!
      if (typeof inside === 'string') {
        if (inText) said.push(inside)
      } else if (name === 't') take(inside, true)
      else if (!without.has(name)) take(inside, false)
      said.push(after[name] ?? '')
    }
  }
  take(read.elements, false)
  return said.join('')
}

/** What an element ends with, or is, as a letter. */
const after: Readonly<Record<string, string>> = Object.assign(Object.create(null), {
  p: '\n',
  tab: '\t',
  br: '\n',
  cr: '\n',
  noBreakHyphen: '\u2011',
  softHyphen: '\u00ad',
})
