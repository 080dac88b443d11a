/** A source as a contact that a phone can keep. Pure. Source: RFC 6350, vCard 4.0. */
import type { Source } from './source-store.ts'

const escaped = (text: string) => text.replace(/[\\,;]/g, '\\$&').replace(/\r?\n/g, '\\n')

/** A line is at most 75 bytes; the rest goes on the next, after a space. No letter is cut in two. */
function folded(line: string): string {
  const lines: string[] = []
  let now = ''
  for (const letter of line) {
    if (Buffer.byteLength(now + letter) > (lines.length === 0 ? 75 : 74)) {
      lines.push(now)
      now = ''
    }
    now += letter
  }
  return [...lines, now].join('\r\n ')
}

/** The number as a phone dials it: "0800 123 4567" as "tel:08001234567". */
export const telHref = (phone: string) => {
  const [number = '', extension] = phone.split(/\s*(?:ext|x)\.?\s*/i)
  const digits = number.replace(/(?!^\+)\D/g, '')
  return `tel:${digits}${extension ? `;ext=${extension.replace(/\D/g, '')}` : ''}`
}

/** A number as it is shown: never broken over two lines. */
export const unbroken = (phone: string) => phone.replace(/ /g, '\u00a0').replace(/-/g, '\u2011')

/**
 * @param hours when it is open, in sentences
 * @param page where its page is
 */
export function cardOf(source: Source, hours: readonly string[], page: string): string {
  const { name, phone, email, web, address, postcode, changed_at, id } = source
  const lines = [
    'BEGIN:VCARD',
    'VERSION:4.0',
    'KIND:org',
    `FN:${escaped(name)}`,
    `ORG:${escaped(name)}`,
    ...(phone ? [`TEL;VALUE=uri;TYPE="voice,work":${telHref(phone)}`] : []),
    ...(email ? [`EMAIL:${escaped(email)}`] : []),
    ...(web ? [`URL:${web}`] : []),
    ...(address || postcode
      ? [`ADR:;;${escaped((address ?? '').split('\n').join(', '))};;;${escaped(postcode ?? '')};`]
      : []),
    `NOTE:${escaped([...hours, page].join(' '))}`,
    `UID:urn:uuid:${id}`,
    `REV:${changed_at.toISOString().replace(/[-:]|\.\d+/g, '')}`,
    'END:VCARD',
  ]
  return `${lines.map(folded).join('\r\n')}\r\n`
}
