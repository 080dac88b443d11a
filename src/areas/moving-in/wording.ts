/** The words of a mail as a post: addresses hidden, what was quoted folded, signatures and list footers gone. */
import { prose } from '../../kit/prose.ts'

const hiddenWords = '[address hidden]'
const broken = String.raw`(?:\s*\n[> ]*)?`
const addresses = [
  // <jo@example.org>, also where a mail program broke the line inside
  new RegExp(
    String.raw`<(?:mailto:)?[^<>\s@]{1,64}${broken}@${broken}[^<>\s@]{1,200}(?:\n[> ]*[^<>\s@]{1,200})?>`,
    'gi',
  ),
  /(?:mailto:)?[\p{L}\p{N}._%+'!#$&*/=?^`{|}~-]{1,64}(?:@|%40)(?:[\p{L}\p{N}-]{1,63}\.)+[\p{L}\p{N}-]{2,63}/giu,
  /[\w.+-]{1,64}\s?(?:\(at\)|\[at\]|<at>)\s?(?:[\w-]{1,63}(?:\.|\s?(?:\(dot\)|\[dot\])\s?))+[a-z]{2,63}/gi,
]

/** Hide every email address. */
export const hideAddresses = (text: string) => addresses.reduce((rest, one) => rest.replace(one, hiddenWords), text)

/**
 * The name others see for a sender.
 *
 * @returns null when there is only an address
 */
export function shownName(name: string): string | null {
  const bare = name
    .replace(/[\u0000-\u001f\u007f\ufffd]/g, ' ')
    .replace(/\s+/g, ' ')
    .replace(/^["'\s]+|["'\s]+$/g, '')
    .replace(/\s+via\s.+$/i, '')
  if (hideAddresses(bare) !== bare || !/\p{L}/u.test(bare) || bare.includes('@')) return null
  const turned = /^(\p{L}[\p{L}' -]+), (\p{L}[\p{L}' .-]+)$/u.exec(bare)
  return (turned ? `${turned[2]} ${turned[1]}` : bare).slice(0, 60).trim()
}

const rule = /^[\s>]*[-_=*#~]{8,}\s*$/

/** The lines at the foot of a mail that a list may have added: from the last ruled line on. */
export function footerOf(text: string): string | null {
  const lines = text.trimEnd().split('\n')
  const start = lines.findLastIndex((line) => rule.test(line))
  if (start < 0 || lines.length - start > 9 || lines.length - start < 2 || lines[start]!.startsWith('>')) return null
  return lines
    .slice(start + 1)
    .map(bare)
    .filter(Boolean)
    .join('\n')
}

const bare = (line: string) => line.replace(/^[>\s]+/, '').trim()

/** Lines of footers that at least three mails and a fifth of all end with. */
export function footerLines(footers: ReadonlyMap<string, number>, mails: number): Set<string> {
  const repeated = [...footers].filter(([, times]) => times >= 3 && times >= mails / 5)
  return new Set(repeated.flatMap(([footer]) => footer.split('\n')))
}

function withoutFooters(lines: readonly string[], footers: ReadonlySet<string>) {
  const kept: string[] = []
  for (const line of lines) {
    if (!footers.has(bare(line))) kept.push(line)
    else if (rule.test(kept.at(-1) ?? '')) kept.pop()
  }
  return kept
}

const attribution =
  /^(?:on|le|am|el|il|op|den|em)\b.{4,300}(?:wrote|writes|a écrit|schrieb|escribió|ha scritto|schreef|skrev|escreveu)[^\n]{0,80}:\s*$/is
const outlook =
  /^\s*-{3,}\s*(?:original message|forwarded message|ursprüngliche nachricht|message d'origine)\s*-{3,}\s*$/i
const outlookHead = /^\s*\*?(?:from|von|de):\*?\s.+$/i
const outlookNext = /^\s*\*?(?:sent|date|gesendet|envoyé|to|cc):\*?\s/i

interface Piece {
  readonly quoted: boolean
  readonly lines: string[]
}

/** Own words and quoted ones, in turn. */
function pieces(lines: readonly string[]): Piece[] {
  const found: Piece[] = []
  const add = (quoted: boolean, line: string) => {
    const last = found.at(-1)
    if (last?.quoted === quoted) last.lines.push(line)
    else found.push({ quoted, lines: [line] })
  }
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at]!
    const head = outlookHead.test(line) && lines.slice(at + 1, at + 4).some((next) => outlookNext.test(next))
    if (outlook.test(line) || (head && at > 0)) {
      for (const rest of lines.slice(at)) add(true, rest)
      break
    }
    const length = [1, 2, 3].find((n) => attribution.test(lines.slice(at, at + n).join('\n')))
    if (length && /^\s*(?:on|le|am|el|il|op|den|em)\b/i.test(line)) {
      for (const part of lines.slice(at, at + length)) add(true, part)
      at += length - 1
    } else if (/^\s?>/.test(line)) add(true, line)
    else if (line.trim() === '' && found.at(-1)?.quoted && /^\s?>/.test(lines[at + 1] ?? '')) add(true, line)
    else add(false, line)
  }
  return found.filter(({ lines: some }) => some.some((line) => line.trim() !== ''))
}

/** Most letters of one mail that a post keeps; the rest is said to be left out. */
const most = 100_000

/**
 * @param text the mail's plain text
 * @param footers lines that the list adds to every mail
 * @param attachments names of files that were left out
 * @returns own words for search and plain mail, and safe HTML with what was quoted folded
 */
export function postFrom(text: string, footers: ReadonlySet<string>, attachments: readonly string[] = []) {
  const clean = text.replace(/\r\n?/g, '\n').replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, '')
  const cut = clean.length > most
  const all = withoutFooters(hideAddresses(clean.slice(0, most)).split('\n'), footers)
  const signature = all.findIndex((line) => /^--\s?$/.test(line))
  // Words under a signature are kept when they quote or answer: some people write below it.
  const lines =
    signature > 0 && !all.slice(signature).some((line) => /^\s?>/.test(line)) ? all.slice(0, signature) : all
  const said = pieces(lines.filter((line, at) => !rule.test(line) || !outlookHead.test(lines[at + 1] ?? '')))
  const notes = [
    ...attachments.map(
      (name) => `An attachment was left out: ${hideAddresses(name.replace(/\s+/g, ' ')).slice(0, 100)}`,
    ),
    ...(cut ? ['This mail was very long. The rest was left out.'] : []),
  ]
  const own = [...said.filter(({ quoted }) => !quoted).map(({ lines: some }) => some.join('\n').trim()), ...notes]
  const html = said.map(({ quoted, lines: some }) =>
    quoted
      ? `<details><summary>Earlier message</summary>${prose(some.map((line) => line.replace(/^(?:\s?>)+ ?/, '')).join('\n'))}</details>`
      : prose(some.join('\n')),
  )
  const words = own.join('\n\n').trim()
  return {
    words:
      words ||
      said
        .flatMap(({ lines: some }) => some)
        .join('\n')
        .trim() ||
      'This mail had no words.',
    html: [...html, ...notes.map((note) => prose(note))].join('\n') || '<p>This mail had no words.</p>',
  }
}

/** The title of a conversation, from a cleaned subject. */
export function titleFrom(subject: string) {
  const title = hideAddresses(subject).trim()
  if (title === '') return 'A mail without a title'
  return title.length <= 150 ? title : `${title.slice(0, 148).replace(/\s+\S*$/, '')} …`
}

/** It reads as a question: a question mark in its title, or in its first words. */
export const asks = (title: string, words: string) => title.includes('?') || words.slice(0, 600).includes('?')
