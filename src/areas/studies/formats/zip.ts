/**
 * ZIP files from outside. Nothing is unpacked to disk; what is unpacked is chosen by name and counted before it is;
 * and a name that leads out of the archive ends it all.
 */
import { unzipSync } from 'fflate'

const mostEntries = 2000
const mostPacked = 12 * 1024 * 1024

export type Unpacked = ReadonlyMap<string, Uint8Array>

/** Says why a file is not read; never leaves this file but as a sentence. */
class NotRead extends Error {}

/**
 * Unpack the entries that are wanted.
 *
 * @param wanted whether an entry is wanted, by its name
 * @param most bytes of all that is wanted, unpacked
 */
export function unpacked(
  bytes: Uint8Array,
  wanted: (name: string) => boolean,
  most: number,
): { readonly names: readonly string[]; readonly entries: Unpacked } | { readonly because: string } {
  if (bytes.length > mostPacked) return { because: 'This file is too large. The most is 12 MB.' }
  if (bytes[0] !== 0x50 || bytes[1] !== 0x4b) return { because: 'This is not the kind of file its name says.' }
  const names: string[] = []
  let size = 0
  let packed = 0
  try {
    const files = unzipSync(bytes, {
      filter({ name, size: inside, originalSize }) {
        names.push(name)
        if (names.length > mostEntries) throw new NotRead('This file holds too many parts.')
        // One piece of data under a thousand names is small here and without end unpacked.
        packed += inside
        if (packed > bytes.length) throw new NotRead('The parts of this file lie over each other. It is not read.')
        if (leadsOut(name)) throw new NotRead('This file holds a part whose name leads out of it. It is not read.')
        if (!wanted(name)) return false
        size += originalSize
        if (size > most) throw new NotRead('What is packed in this file is far too large. It is not read.')
        return true
      },
    })
    return { names, entries: new Map(Object.entries(files)) }
  } catch (error) {
    if (error instanceof NotRead) return { because: error.message }
    return { because: 'This file cannot be unpacked. It may have been cut short.' }
  }
}

/** "../../etc/passwd", "/etc/passwd", "C:\…" and the like. */
const leadsOut = (name: string) => /^[/\\]|^[a-z]:|(^|[/\\])\.\.([/\\]|$)|\0/i.test(name)

/**
 * Text as programs write it: UTF-8, or UTF-16 where it begins with its mark.
 *
 * @returns null when the bytes are no text
 */
export function textFrom(bytes: Uint8Array): string | null {
  const [first, second] = bytes
  const written =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8'
  try {
    return new TextDecoder(written, { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}
