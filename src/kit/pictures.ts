/** What reads photos. Loaded with the first one: most of the time nobody sends any, and it is 26 MB of memory. */
import type Sharp from 'sharp'

let loaded: typeof Sharp | null = null

/** sharp, set for one small server: no cache, one thread. */
export async function pictureReader(): Promise<typeof Sharp> {
  if (loaded) return loaded
  const { default: sharp } = await import('sharp')
  sharp.cache(false)
  sharp.concurrency(1)
  loaded = sharp
  return sharp
}
