/** The codes in a photograph of slips, as a phone takes it at a kitchen table: aslant, in poor light, a little blurred. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader'
import { pictureReader } from '../../kit/pictures.ts'
import { type Refusal, refuse } from '../../kit/refuse.ts'
import { readSlipCode } from './codes.ts'

/** The reader that came with the package: it is never fetched from anywhere. */
const wasm = createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm')
let ready = false
function prepare() {
  if (ready) return
  const bytes = readFileSync(wasm)
  const wasmBinary = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer
  prepareZXingModule({ overrides: { wasmBinary } })
  ready = true
}

const formats = ['jpeg', 'png', 'webp', 'heif', 'tiff']
/** Longest side in dots: small forgives blur, large finds a small code on a whole page. A small picture is made larger. */
const sides = [1600, 2600]
const mostCodes = 12

const unreadable = refuse('We could not read this as a photo. Please send a JPEG or PNG, or type the code.', 422, {
  photo: 'We could not read this as a photo. Please send a JPEG or PNG, or type the code.',
})

/**
 * Find the codes of slips in a photograph.
 *
 * @returns codes, each once; an empty list when it shows none. A refusal when it is no photograph.
 */
export async function codesIn(bytes: Uint8Array): Promise<string[] | Refusal> {
  const found = new Set<string>()
  for (const side of sides) {
    const shades = await greyOf(bytes, side)
    if (!shades) return unreadable
    for (const code of await readCodes(shades)) found.add(code)
  }
  return [...found]
}

interface Shades {
  readonly data: Buffer
  readonly width: number
  readonly height: number
}

/** The photograph the right way up, in greys, no larger than asked; null when it is none. */
async function greyOf(bytes: Uint8Array, side: number): Promise<Shades | null> {
  try {
    const open = await pictureReader(bytes, formats)
    if (!open) return null
    const { data, info } = await open()
      .rotate()
      .resize({ width: side, height: side, fit: 'inside' })
      .flatten({ background: 'white' })
      .greyscale()
      .toColourspace('srgb')
      .ensureAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true })
    return { data, width: info.width, height: info.height }
  } catch {
    return null
  }
}

async function readCodes({ data, width, height }: Shades): Promise<string[]> {
  prepare()
  const picture = { data: new Uint8ClampedArray(data), width, height, colorSpace: 'srgb' } as unknown as ImageData
  const read = await readBarcodes(picture, {
    formats: ['QRCode'],
    tryHarder: true,
    tryRotate: true,
    tryInvert: false,
    maxNumberOfSymbols: mostCodes,
  })
  return read.map(({ text }) => readSlipCode(text)).filter((code) => code !== null)
}
