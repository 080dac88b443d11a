/**
 * An mbox file, split into its messages as it streams by: memory holds one message at a time.
 * Source: RFC 4155, and the "mboxo" and "mboxrd" families for ">From " lines.
 */

/** One message as it stands in the file. */
export interface RawMail {
  /** the envelope line, "From jo@example.org Wed Jul  1 05:04:01 2020" */
  readonly from: string
  /** null when the message was larger than `mostBytes` */
  readonly bytes: Buffer | null
  /** byte after its last one, where reading can begin again */
  readonly end: number
}

/** A single message may be this large; a larger one is reported, not read. */
export const mostBytes = 40 * 1024 * 1024

/** Thrown for files that are not mbox, with a sentence for the person who chose them. */
export class NotMbox extends Error {}

// "From " and a date with a year; the address may be missing or a dash.
const envelope =
  /^From (?:.*\s)?(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s+.*\d{4}|.*\d{1,2}:\d{2}(?::\d{2})?.*\d{4}|.*\d{4}-\d\d-\d\d.*)/i
const newline = 10
/** Bytes of an envelope line that are looked at: a real one has fewer than a hundred. */
const mostOfEnvelope = 500

/**
 * @param chunks the file's bytes in order
 * @param start the byte at which `chunks` begins, which must be where a message begins
 * @throws NotMbox when the first line is not the envelope of a message
 */
export async function* splitMbox(chunks: AsyncIterable<Buffer>, start = 0): AsyncGenerator<RawMail> {
  let from: string | null = null
  let lines: Buffer[] = []
  let size = 0
  let blankBefore = true
  let at = start

  for await (const line of linesOf(chunks)) {
    const text = isFrom(line) ? line.toString('latin1', 0, mostOfEnvelope).trimEnd() : null
    if (text !== null && blankBefore && (from === null || envelope.test(text))) {
      if (from !== null) yield made(from, lines, size, at)
      else if (start === 0 && !envelope.test(text)) throw notMbox()
      from = text
      lines = []
      size = 0
    } else if (from === null) {
      if (isBlank(line) || (at === 0 && isBom(line))) {
        at += line.length
        continue
      }
      throw notMbox()
    } else {
      size += line.length
      if (size > mostBytes) lines = []
      else add(lines, unescaped(line))
    }
    blankBefore = isBlank(line)
    at += line.length
  }
  if (from !== null) yield made(from, lines, size, at)
  else if (start === 0) throw notMbox()
}

const notMbox = () =>
  new NotMbox('This is not an mbox file: it does not begin with a "From " line. Ask for the list’s archive as mbox.')

const made = (from: string, lines: Buffer[], size: number, end: number): RawMail => ({
  from,
  bytes: size > mostBytes ? null : Buffer.concat(lines),
  end,
})

/** Lines that lie side by side become one piece: a mail of ten million empty lines is no ten million pieces. */
function add(pieces: Buffer[], line: Buffer) {
  const last = pieces.at(-1)
  if (last && last.buffer === line.buffer && last.byteOffset + last.length === line.byteOffset)
    pieces[pieces.length - 1] = Buffer.from(last.buffer, last.byteOffset, last.length + line.length)
  else pieces.push(line)
}

const isFrom = (line: Buffer) => line.length > 5 && line.subarray(0, 5).equals(fromBytes)
const fromBytes = Buffer.from('From ')
const isBlank = (line: Buffer) => line.length === 1 || (line.length === 2 && line[0] === 13)
const isBom = (line: Buffer) => line[0] === 0xef && line[1] === 0xbb && isBlank(line.subarray(3))

/** ">From " was "From " when it was sent, and ">>From " was ">From ". */
function unescaped(line: Buffer) {
  let quotes = 0
  while (line[quotes] === 62) quotes++
  return quotes > 0 && isFrom(line.subarray(quotes)) ? line.subarray(1) : line
}

/** Lines with their ends. A line longer than a message may be comes in pieces. */
async function* linesOf(chunks: AsyncIterable<Buffer>) {
  let rest: Buffer[] = []
  let waiting = 0
  for await (const chunk of chunks) {
    let start = 0
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, start)) {
      const piece = chunk.subarray(start, end + 1)
      yield rest.length > 0 ? Buffer.concat([...rest, piece]) : piece
      rest = []
      waiting = 0
      start = end + 1
    }
    if (start === chunk.length) continue
    rest.push(Buffer.from(chunk.subarray(start)))
    waiting += chunk.length - start
    if (waiting > mostBytes) {
      yield Buffer.concat(rest)
      rest = []
      waiting = 0
    }
  }
  if (rest.length > 0) yield Buffer.concat(rest)
}
