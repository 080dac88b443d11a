/** A photo as somebody sends it, made small and plain. It runs where foreign files are read: what decodes pictures is large. */
import { pictureReader } from '../../kit/pictures.ts'

export interface PlainPhoto {
  readonly bytes: Buffer
  readonly width: number
  readonly height: number
}

const formats = ['jpeg', 'png', 'webp', 'gif', 'heif', 'tiff']
/** Longest side in dots, and quality: the next is tried when a photo is still large for a poor link. */
const sizes = [
  [1600, 70],
  [1280, 60],
  [960, 50],
] as const
const largeBytes = 250_000

/** First frame only, turned the right way up, nothing kept of where and when; null when it cannot be read. */
export async function readPhoto(bytes: Uint8Array): Promise<PlainPhoto | null> {
  try {
    const open = await pictureReader(bytes, formats)
    if (!open) return null
    for (const [side, quality] of sizes) {
      const { data, info } = await open()
        .rotate()
        .resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true })
        .webp({ quality })
        .toBuffer({ resolveWithObject: true })
      if (data.length <= largeBytes || side === 960) return { bytes: data, width: info.width, height: info.height }
    }
    return null
  } catch {
    return null
  }
}
