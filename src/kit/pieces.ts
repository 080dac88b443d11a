/** Bytes of something large on their way into the database, in pieces of a size that is read and written at ease. */

/** Bytes of a piece at least. */
const least = 256 * 1024

export class Pieces {
  readonly #store: (position: number, bytes: Buffer) => Promise<unknown>
  #waiting: Buffer[] = []
  #size = 0
  #position = 0
  bytes = 0

  /** @param store keeps one piece; positions count from 0 */
  constructor(store: (position: number, bytes: Buffer) => Promise<unknown>) {
    this.#store = store
  }

  /** @param last nothing comes after it */
  async add(bytes: Buffer, last = false) {
    this.#waiting.push(bytes)
    this.#size += bytes.length
    this.bytes += bytes.length
    if (this.#size === 0 || (this.#size < least && !last)) return
    await this.#store(this.#position++, Buffer.concat(this.#waiting))
    this.#waiting = []
    this.#size = 0
  }
}
