/** Pages as bytes, plain and compressed. One that many readers get alike is made and compressed once, and kept. */
import { promisify } from 'node:util'
import { gzip as gzipLater, gzipSync } from 'node:zlib'
import { LRUCache } from 'lru-cache'

/** A page, ready to be sent. Bytes of gzip are made when first asked for. */
export interface Made {
  readonly bytes: Buffer<ArrayBuffer>
  readonly gzip: () => Buffer<ArrayBuffer> | Promise<Buffer<ArrayBuffer>>
}

/** Bytes of a page that is compressed beside the thread that answers: one that carries a file takes half a second. */
const large = 200_000
const zippedLater = promisify(gzipLater)

export function madeOf(page: string): Made {
  const bytes = Buffer.from(page)
  let zipped: ReturnType<Made['gzip']> | undefined
  const gzip = () => {
    zipped ??= bytes.length > large ? zippedLater(bytes, { level: 6 }) : gzipSync(bytes, { level: 8 })
    return zipped
  }
  return { bytes, gzip }
}

const mostBytes = 32 * 1024 * 1024
const pages = new LRUCache<string, Made>({
  maxSize: mostBytes,
  sizeCalculation: ({ bytes }, key) => Math.ceil(1.5 * bytes.length) + 2 * key.length + 200,
})

/**
 * A page from memory, or made now and kept. The least lately used go first.
 *
 * @param key everything the page is made from
 */
export async function kept(key: string, page: () => Promise<string>): Promise<Made> {
  const known = pages.get(key)
  if (known) return known
  const made = madeOf(await page())
  pages.set(key, made)
  return made
}
