/**
 * Pages compressed in pieces. A piece that many readers share, such as the posts of a page, is compressed once;
 * so is the frame around it. Deflate blocks that end with a full flush can be put one after another, so a page
 * is a gzip header, its pieces, an empty last block, and the checksum of it all.
 * Source: RFC 1951, section 3.2; RFC 1952, section 2.3; zlib manual, Z_FULL_FLUSH.
 */
import { constants, crc32, deflateRawSync } from 'node:zlib'

interface Piece {
  readonly bytes: Buffer
  readonly deflated: Buffer
}

// PostgreSQL stores no NUL and no form lets one through, so it can mark where a piece begins and ends.
const mark = '\u0000'
const isFresh = '\u0001'

/** Text that many readers get as it is, kept apart from what is theirs alone. */
export const shared = (text: string): string => mark + text + mark

/** Text that is new each time a page is made, such as a random key: not worth compressing or keeping. */
export const fresh = (text: string): string => mark + isFresh + text + mark

const kept = new Map<string, Piece>()
let keptBytes = 0
const mostBytes = 24 * 1024 * 1024
const weight = (text: string, { bytes, deflated }: Piece) => 2 * text.length + bytes.length + deflated.length

/** The piece for a text, from memory when it was made lately. The least lately used go first. */
function pieceOf(text: string): Piece {
  let piece = kept.get(text)
  if (piece) {
    kept.delete(text)
  } else {
    const bytes = Buffer.from(text)
    piece = { bytes, deflated: deflateRawSync(bytes, { level: 8, finishFlush: constants.Z_FULL_FLUSH }) }
    keptBytes += weight(text, piece)
  }
  kept.set(text, piece)
  for (const [oldest, old] of kept) {
    if (keptBytes <= mostBytes) break
    kept.delete(oldest)
    keptBytes -= weight(oldest, old)
  }
  return piece
}

/** A page as bytes. */
export function pageBytes(page: string): Buffer<ArrayBuffer> {
  if (!page.includes(mark)) return Buffer.from(page)
  const parts = page.split(mark)
  return Buffer.concat(
    parts.map((part, n) =>
      n % 2 === 0 ? Buffer.from(part) : part[0] === isFresh ? Buffer.from(part.slice(1)) : pieceOf(part).bytes,
    ),
  )
}

const header = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff])
const lastBlock = Buffer.from([0x03, 0x00])

/** A page as gzip. */
export function pageGzip(page: string): Buffer<ArrayBuffer> {
  const parts: Buffer[] = [header]
  let sum = 0
  let length = 0
  for (const [n, part] of page.split(mark).entries()) {
    if (part === '') continue
    const { bytes, deflated } = n % 2 === 1 && part[0] === isFresh ? stored(part.slice(1)) : pieceOf(part)
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
function stored(text: string): Piece {
  const bytes = Buffer.from(text)
  const head = Buffer.alloc(5)
  head.writeUInt16LE(bytes.length, 1)
  head.writeUInt16LE(~bytes.length & 0xffff, 3)
  return { bytes, deflated: Buffer.concat([head, bytes]) }
}
