/** What decodes pictures that others made. Only processes that read foreign files load it: it is 26 MB of native code. */
import type { Sharp } from 'sharp'
import type { Limits } from './foreign-file.ts'

/** 50 million dots: more than any phone makes, and not enough to fill the memory. */
const mostDots = 50_000_000

/** Decoders we want; every other one that the library brings (SVG, PDF, raw dumps of memory) stays shut. */
const decoders = ['Jpeg', 'Png', 'Webp', 'Nsgif', 'Heif', 'Tiff'].map((name) => `VipsForeignLoad${name}Buffer`)

/** Limits for a picture of that many dots, kept whole while it is turned. */
export const pictureLimits: Partial<Limits> = { seconds: 20, heap: 128, bytes: 640, native: true }

/**
 * Open a picture, after a look at what its head says of it.
 *
 * @param formats that are taken
 * @returns opens it as often as needed: its first frame alone; null when it is of another kind or too large
 */
export async function pictureReader(bytes: Uint8Array, formats: readonly string[]): Promise<(() => Sharp) | null> {
  const { default: sharp } = await import('sharp')
  sharp.cache(false)
  sharp.concurrency(1)
  sharp.block({ operation: ['VipsForeignLoad'] })
  sharp.unblock({ operation: decoders })
  const open = () => sharp(bytes, { limitInputPixels: mostDots, pages: 1, failOn: 'error' })
  const { format, width, height } = await open().metadata()
  return formats.includes(format ?? '') && (width ?? 0) * (height ?? 0) <= mostDots ? open : null
}
