/**
 * Forms with words and photos. However big the photos are, the words come back: whatever is too much of the photos
 * is left aside as it comes, so it takes no memory, and each field is told by its own name.
 */
import { once } from 'node:events'
import busboy from 'busboy'
import type { MiddlewareHandler } from 'hono'
import { refuse } from '../../kit/refuse.ts'
import { tooBig } from '../../kit/too-big.ts'
import { type Ctx, type Env, showRefusal } from '../../kit/web.ts'

const MB = 1024 * 1024
/** Of all photos of one form together. */
const mostOfPhotos = 12 * MB
/** Four photos as a camera makes them; past this, somebody is sending something else, and is stopped. */
const mostInAll = 120 * MB

const paths = /^\/(conversations\/[^/]+\/replies|circles\/[^/]+\/conversations)$/

/** Whether this is a form that may have photos in it. */
export const mayHavePhotos = (c: Ctx) =>
  paths.test(c.req.path) && /^multipart\/form-data\b/i.test(c.req.header('content-type') ?? '')

/** Read the form as it comes, and keep it where `typedIn` and `files` look for it. */
export const takePhotoForm: MiddlewareHandler<Env> = async (c, next) => {
  if (Number(c.req.header('content-length') ?? 0) > mostInAll) return tooMuch(c)
  const form = await formOf(c.req.raw)
  if (form === 'too much') return tooMuch(c)
  if (form === 'broken')
    return showRefusal(c, refuse('Your words did not come through whole. Please go back and send them again.', 400))
  c.req.bodyCache.formData = form
  return next()
}

const tooMuch = (c: Ctx) => showRefusal(c, refuse('That is too big to send. The most is 12 MB.', 413))

async function formOf({ body, headers }: Request): Promise<FormData | 'broken' | 'too much'> {
  const form = new FormData()
  // Nothing is cancelled: that would break the connection off before the answer is on it.
  const reader = body?.getReader()
  if (!reader) return 'broken'
  try {
    const parts = partsOf(headers, form)
    const whole = once(parts, 'close')
    whole.catch(() => {})
    let came = 0
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      came += next.value.length
      if (came > mostInAll) return 'too much'
      if (!parts.write(next.value)) await once(parts, 'drain')
    }
    parts.end()
    await whole
    return form
  } catch {
    return 'broken'
  } finally {
    reader.releaseLock()
  }
}

/** What takes a form apart: fields as they are, photos as far as there is room, and of the others only that they were sent. */
function partsOf(headers: Headers, form: FormData) {
  const limits = { fields: 200, files: 20 }
  const parts = busboy({ headers: Object.fromEntries(headers), defParamCharset: 'utf8', limits })
  let room = mostOfPhotos
  parts.on('field', (name, value) => form.append(name, value))
  parts.on('file', (name, stream, { filename = '', mimeType }) => {
    const pieces: Uint8Array<ArrayBuffer>[] = []
    let size = 0
    stream.on('data', (piece: Buffer) => {
      size += piece.length
      if (size <= room) pieces.push(new Uint8Array(piece))
      else pieces.length = 0
    })
    // A form that breaks off within a photo is told where the parts are read.
    stream.on('error', () => {})
    stream.on('end', () => {
      const fits = size <= room
      if (fits) room -= size
      form.append(name, new File(fits ? pieces : [name], filename, { type: fits ? mimeType : tooBig }))
    })
  })
  return parts
}
