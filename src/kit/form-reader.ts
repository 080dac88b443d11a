/**
 * The one reader of request bodies. It is linear in the bytes that come, stops at the first limit that is passed, and
 * says in words what was too much. Nothing here runs before a route's guard has let the request in: see `gate.ts`.
 */
import { once } from 'node:events'
import busboy from 'busboy'
import type { Typed } from './form.ts'
import { type Refusal, refuse } from './refuse.ts'
import { tooBig } from './too-big.ts'

const KB = 1024
export const MB = 1024 * KB

/** A request body, read. */
export interface SentForm {
  readonly typed: Typed
  readonly files: ReadonlyMap<string, readonly File[]>
  /** The body of a script that sends JSON. */
  readonly json?: unknown
}

/** How much of a form is read. Counts are of everything the form holds, so that no single field can stand in for many. */
export interface FormLimits {
  /** bytes of all typed fields together, names included */
  readonly words: number
  /** fields at most */
  readonly fields: number
  /** values at most under one name */
  readonly values: number
  /** bytes of all files together; 0 where the form has no file field */
  readonly files: number
  /** Files past the limit are left out one by one, as `tooBig`, and everything typed is kept. */
  readonly leaveOut?: true
  /** bytes at most before the connection is given up, with `leaveOut` */
  readonly most?: number
}

/** A form in which people type: the longest is a post of 20,000 characters in a script of four bytes, percent-encoded. */
export const formLimits: FormLimits = { words: MB, fields: 2000, values: 1000, files: 0 }

type Body = Pick<Request, 'body' | 'headers' | 'arrayBuffer'>

const nothingSent: SentForm = { typed: {}, files: new Map() }

const notWhole = refuse('Your words did not come through whole. Please go back and send them again.', 400)
const tooManyFields = refuse('This form has more fields than any form here, so we did not read it.', 413)
const tooManyValues = refuse('This form gives one question more answers than it can have, so we did not read it.', 413)
const tooLarge = (bytes: number) =>
  refuse(
    `That is too big to send. The most is ${bytes < MB ? `${Math.floor(bytes / KB)} KB` : `${Math.floor(bytes / MB)} MB`}.`,
    413,
  )

/**
 * Read a form.
 *
 * @param body the request
 * @param limits how much of it
 * @returns what was typed and which files came, or why it was not read (400, 413)
 */
export async function readForm(body: Body, limits: FormLimits = formLimits): Promise<SentForm | Refusal> {
  const type = body.headers.get('content-type') ?? ''
  if (/^application\/x-www-form-urlencoded\b/i.test(type)) return readFields(body, limits)
  if (/^multipart\/form-data\b/i.test(type)) return readParts(body, limits)
  return nothingSent
}

/**
 * Read the JSON that a script of ours sends.
 *
 * @returns what it says, or a refusal when it is too long or no JSON
 */
export async function readJson(body: Body): Promise<SentForm | Refusal> {
  const bytes = await readBytes(body, 64 * KB)
  if (!(bytes instanceof Uint8Array)) return bytes
  try {
    return { ...nothingSent, json: JSON.parse(new TextDecoder().decode(bytes)) }
  } catch {
    return notWhole
  }
}

/** Bytes of a body, or why not. What its length says is believed only to refuse early. */
async function readBytes(request: Body, most: number): Promise<Uint8Array | Refusal> {
  const said = Number(request.headers.get('content-length') ?? Number.NaN)
  if (said > most) return tooLarge(most)
  try {
    // A body of known length is never longer: Node ends it there.
    if (said <= most && !request.headers.has('transfer-encoding')) return new Uint8Array(await request.arrayBuffer())
    const pieces: Uint8Array[] = []
    let came = 0
    for await (const piece of piecesOf(request)) {
      came += piece.length
      if (came > most) return tooLarge(most)
      pieces.push(piece)
    }
    return Buffer.concat(pieces)
  } catch {
    return notWhole
  }
}

/** Pieces of a body as they come. Nothing is cancelled: that would break the connection before the answer is on it. */
async function* piecesOf({ body }: Pick<Body, 'body'>) {
  const reader = body?.getReader()
  if (!reader) return
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value as Uint8Array
  } finally {
    reader.releaseLock()
  }
}

async function readFields(body: Body, limits: FormLimits): Promise<SentForm | Refusal> {
  const bytes = await readBytes(body, limits.words)
  if (!(bytes instanceof Uint8Array)) return bytes
  let ampersands = 0
  for (let at = bytes.indexOf(38); at >= 0; at = bytes.indexOf(38, at + 1))
    if (++ampersands > limits.fields) return tooManyFields
  const gathered = new Gathered(limits)
  for (const [name, value] of new URLSearchParams(new TextDecoder().decode(bytes))) {
    const refused = gathered.add(name, value)
    if (refused) return refused
  }
  return { typed: gathered.typed(), files: new Map() }
}

/** Fields by name, each put where it belongs in constant time. */
class Gathered {
  readonly #limits: FormLimits
  readonly #byName = new Map<string, string[]>()
  #count = 0

  constructor(limits: FormLimits) {
    this.#limits = limits
  }

  add(name: string, value: string): Refusal | null {
    if (++this.#count > this.#limits.fields) return tooManyFields
    const values = this.#byName.get(name)
    if (!values) this.#byName.set(name, [value])
    else if (values.push(value) > this.#limits.values) return tooManyValues
    return null
  }

  /** A field named `x[]` or sent more than once is a list. */
  typed(): Typed {
    const typed: Record<string, string | string[]> = {}
    for (const [name, values] of this.#byName)
      if (name !== '__proto__') typed[name] = values.length > 1 || name.endsWith('[]') ? values : values[0]!
    return typed
  }
}

async function readParts(body: Body, limits: FormLimits): Promise<SentForm | Refusal> {
  const most = limits.most ?? limits.words + limits.files + 64 * KB
  const largest = tooLarge(limits.files || limits.words)
  if (Number(body.headers.get('content-length') ?? 0) > most) return largest
  try {
    const parts = new Parts(body.headers, limits)
    let came = 0
    for await (const piece of piecesOf(body)) {
      came += piece.length
      if (came > most) return largest
      if (!parts.into.write(piece)) await Promise.race([once(parts.into, 'drain'), parts.ended])
      if (parts.refused) return parts.refused
    }
    parts.into.end()
    await parts.ended
    return parts.refused ?? parts.form()
  } catch {
    return notWhole
  }
}

/** Takes a form of parts to pieces as it comes. */
class Parts {
  readonly into: busboy.Busboy
  /** settles when all parts are read; rejects when the form breaks off */
  readonly ended: Promise<unknown>
  refused: Refusal | null = null
  readonly #fields: Gathered
  readonly #files = new Map<string, File[]>()
  readonly #limits: FormLimits
  #wordsLeft: number
  #roomLeft: number
  #fileCount = 0

  constructor(headers: Headers, limits: FormLimits) {
    this.#limits = limits
    this.#fields = new Gathered(limits)
    this.#wordsLeft = limits.words
    this.#roomLeft = limits.files
    this.into = busboy({
      headers: Object.fromEntries(headers),
      defParamCharset: 'utf8',
      limits: { fieldSize: limits.words, fieldNameSize: 1000, headerPairs: 40, parts: limits.fields + 100 },
    })
    this.ended = once(this.into, 'close')
    this.ended.catch(() => {})
    this.into.on('field', (name, value, { nameTruncated, valueTruncated }) => {
      this.#wordsLeft -= Buffer.byteLength(name) + Buffer.byteLength(value)
      if (nameTruncated || valueTruncated || this.#wordsLeft < 0) this.refused ??= tooLarge(limits.words)
      else this.refused ??= this.#fields.add(name, value)
    })
    this.into.on('partsLimit', () => {
      this.refused ??= tooManyFields
    })
    this.into.on('file', (name, stream, info) => this.#file(name, stream, info))
  }

  form(): SentForm {
    return { typed: this.#fields.typed(), files: this.#files }
  }

  #file(name: string, stream: NodeJS.ReadableStream, { filename = '', mimeType }: busboy.FileInfo) {
    if (++this.#fileCount > 100) this.refused ??= refuse('Please send fewer files at once.', 413)
    const pieces: Uint8Array<ArrayBuffer>[] = []
    let size = 0
    stream.on('data', (piece: Buffer) => {
      size += piece.length
      if (size <= this.#roomLeft) pieces.push(new Uint8Array(piece))
      else {
        pieces.length = 0
        if (!this.#limits.leaveOut) this.refused ??= tooLarge(this.#limits.files)
      }
    })
    // A form that breaks off within a file is reported where the parts are read.
    stream.on('error', () => {})
    stream.on('end', () => {
      if (size === 0) return
      const fits = size <= this.#roomLeft
      if (fits) this.#roomLeft -= size
      const file = new File(fits ? pieces : [name], filename, { type: fits ? mimeType : tooBig })
      this.#files.set(name, [...(this.#files.get(name) ?? []), file])
    })
  }
}
