/**
 * Pages compressed in pieces. A piece that many readers share, such as the posts of a page, is compressed once;
 * so is the frame around it. Deflate blocks that end with a full flush can be put one after another, so a page
 * is a gzip header, its pieces, an empty last block, and the checksum of it all.
 * Source: RFC 1951, section 3.2; RFC 1952, section 2.3; zlib manual, Z_FULL_FLUSH.
 */
import { randomBytes } from 'node:crypto'
import { constants, crc32, deflateRawSync } from 'node:zlib'

interface Piece {
  readonly number: string
  readonly bytes: Buffer
  readonly deflated: Buffer
  /** roughly how much memory it takes, in bytes */
  readonly weight: number
}

// Marks where a piece belongs in a page. New at every start and not to be guessed: what somebody typed, shown again
// in a form, must not be able to call up a piece.
const mark = `\u0000${randomBytes(9).toString('base64url')}\u0000`
const isFresh = '\u0001'

/** Text that is new each time a page is made, such as a random key: not worth compressing or keeping. */
export const fresh = (text: string): string => mark + isFresh + text + mark

/**
 * Text that many readers get as it is. What stands in the page is only its number: the text itself, often most of
 * the page, is not copied or compressed again.
 */
export function shared(text: string): string {
  return mark + pieceOf(text).number + mark
}

const byText = new Map<string, Piece>()
const byNumber = new Map<string, Piece>()
let lastNumber = 0
let keptBytes = 0
const mostBytes = 24 * 1024 * 1024
/** Pages that are being put together right now hold numbers of the latest pieces, so these stay whatever they weigh. */
const latest = 500

/** The piece for a text, from memory when it was made lately. The least lately used go first. */
function pieceOf(text: string): Piece {
  const known = byText.get(text)
  if (known) {
    byText.delete(text)
    byText.set(text, known)
    return known
  }
  const bytes = Buffer.from(text)
  const deflated = deflateRawSync(bytes, { level: 8, finishFlush: constants.Z_FULL_FLUSH })
  const piece = {
    number: String(++lastNumber),
    bytes,
    deflated,
    weight: 2 * text.length + bytes.length + deflated.length,
  }
  byText.set(text, piece)
  byNumber.set(piece.number, piece)
  keptBytes += piece.weight
  for (const [oldest, { number, weight }] of byText) {
    if (keptBytes <= mostBytes || byText.size <= latest) break
    byText.delete(oldest)
    byNumber.delete(number)
    keptBytes -= weight
  }
  return piece
}

/** The pieces of a page in order: text as it stands, numbers of shared pieces, and what is new each time. */
function* piecesOf(page: string): Generator<{ text: string; piece: Piece | null; once: boolean }> {
  for (const [n, part] of page.split(mark).entries()) {
    if (n % 2 === 0) {
      if (part !== '') yield { text: part, piece: null, once: false }
    } else if (part[0] === isFresh) {
      yield { text: part.slice(1), piece: null, once: true }
    } else {
      const piece = byNumber.get(part)
      if (!piece) throw new Error(`Piece ${part} of a page is gone.`)
      yield { text: '', piece, once: false }
    }
  }
}

/** A page as bytes. */
export function pageBytes(page: string): Buffer<ArrayBuffer> {
  return Buffer.concat([...piecesOf(page)].map(({ text, piece }) => piece?.bytes ?? Buffer.from(text)))
}

const header = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff])
const lastBlock = Buffer.from([0x03, 0x00])

/** A page as gzip. */
export function pageGzip(page: string): Buffer<ArrayBuffer> {
  const parts: Buffer[] = [header]
  let sum = 0
  let length = 0
  for (const { text, piece, once } of piecesOf(page)) {
    const { bytes, deflated } = piece ?? (once ? stored(text) : pieceOf(text))
    parts.push(deflated)
    sum = crc32(bytes, sum)
    length += bytes.length
  }
  const trailer = Buffer.alloc(8)
  trailer.writeUInt32LE(sum, 0)
  trailer.writeUInt32LE(length, 4)
  return Buffer.concat([...parts, lastBlock, trailer])
}

/** A deflate block that is not compressed: a byte of header, the length twice, the bytes. At most 65,535 of them. */
function stored(text: string): Pick<Piece, 'bytes' | 'deflated'> {
  const bytes = Buffer.from(text)
  const head = Buffer.alloc(5)
  head.writeUInt16LE(bytes.length, 1)
  head.writeUInt16LE(~bytes.length & 0xffff, 3)
  return { bytes, deflated: Buffer.concat([head, bytes]) }
}
