import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deflateRawSync } from 'node:zlib'
import QRCode from 'qrcode'
import sharp from 'sharp'
import { person, testServer } from '../../../test/harness.ts'
import { foreignFile, readForeign } from '../../kit/foreign-file.ts'
import { pictureLimits } from '../../kit/pictures.ts'
import { isRefusal } from '../../kit/refuse.ts'
import { newSlipCode, slipAddress } from './codes.ts'
import type { codesIn as readCodes } from './photograph.ts'

/** As the desk does it: in a process of its own, where no decoder but those of photos is open. */
const reader = foreignFile<typeof readCodes>(new URL('./photograph.ts', import.meta.url), 'codesIn', pictureLimits)
const codesIn = (photo: Uint8Array) => readForeign(reader, 'photo', photo)

/** A page of slips as it is printed, 200 dots to the inch: QR codes of 27 mm down the right side, and lines of writing. */
async function pageOf(codes: readonly string[]) {
  const [width, height] = [1654, 2339]
  const side = Math.round((27 / 25.4) * 200)
  const pictures = await Promise.all(
    codes.map(async (code, index) => ({
      input: await QRCode.toBuffer(slipAddress('https://families.example', code), {
        errorCorrectionLevel: 'M',
        margin: 0,
        width: side,
      }),
      left: width - 157 - side,
      top: 220 + index * 640,
    })),
  )
  const lines = Array.from(
    { length: 18 },
    (_, n) => `<line x1="157" x2="1200" y1="${300 + n * 105}" y2="${300 + n * 105}" stroke="black" stroke-width="3"/>`,
  )
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><text x="157" y="200" font-size="60">Reply slips</text>${lines.join('')}</svg>`
  return sharp({ create: { width, height, channels: 3, background: '#f4f1e8' } })
    .composite([{ input: Buffer.from(svg) }, ...pictures])
    .png()
    .toBuffer()
}

/** As a phone takes it at a kitchen table: aslant, leaning back, dim, a little blurred, with grain, and squeezed into a JPEG. */
async function photographed(page: Buffer) {
  const leaning = await sharp(page).affine([1, 0.06, -0.04, 0.97], { background: '#6b4a2f' }).toBuffer()
  const turned = await sharp(leaning)
    .rotate(12, { background: '#6b4a2f' })
    .modulate({ brightness: 0.65 })
    .blur(1.6)
    .toBuffer()
  const { width, height } = await sharp(turned).metadata()
  const grain = await sharp({
    create: { width, height, channels: 3, background: '#808080', noise: { type: 'gaussian', mean: 128, sigma: 18 } },
  })
    .png()
    .toBuffer()
  return sharp(turned)
    .composite([{ input: grain, blend: 'soft-light' }])
    .jpeg({ quality: 50 })
    .toBuffer()
}

test('the codes of a photo that is aslant, dim, blurred and grainy are read, all of them', async () => {
  const codes = [newSlipCode(), newSlipCode(), newSlipCode()]
  const found = await codesIn(await photographed(await pageOf(codes)))
  assert.deepEqual([...(found as string[])].sort(), [...codes].sort())
})

test('a photo turned on its side is read, and one without a code says so', async () => {
  const code = newSlipCode()
  const aside = await sharp(await photographed(await pageOf([code])))
    .rotate(90)
    .toBuffer()
  assert.deepEqual(await codesIn(aside), [code])
  assert.deepEqual(await codesIn(await photographed(await pageOf([]))), [])
})

test('one small code on a page that is otherwise white is found', async () => {
  const code = newSlipCode()
  const small = await QRCode.toBuffer(slipAddress('https://families.example', code), { margin: 0, width: 213 })
  const page = sharp({ create: { width: 1654, height: 2339, channels: 3, background: 'white' } })
  const photo = await page
    .composite([{ input: small, left: 1284, top: 220 }])
    .jpeg()
    .toBuffer()
  assert.deepEqual(await codesIn(photo), [code])
})

test('the code of a menu is no slip', async () => {
  const menu = await QRCode.toBuffer('https://cafe.example/menu/s/today', { width: 400 })
  assert.deepEqual(await codesIn(menu), [])
})

/** A PNG that says it is 30,000 by 30,000. */
async function huge() {
  const png = await sharp({ create: { width: 8, height: 8, channels: 3, background: 'white' } })
    .png()
    .toBuffer()
  png.writeUInt32BE(30_000, 16)
  png.writeUInt32BE(30_000, 20)
  return png
}

const hostile: Record<string, () => Promise<Buffer> | Buffer> = {
  nothing: () => Buffer.alloc(0),
  text: () => Buffer.from('This is not a photo.'),
  'an SVG': () =>
    Buffer.from(
      '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><image href="file:///etc/passwd"/></svg>',
    ),
  'a zip with another name': () => Buffer.concat([Buffer.from('PK\u0003\u0004'), deflateRawSync(Buffer.alloc(1000))]),
  'a picture that says it is huge': huge,
  'half a photo': async () => {
    const whole = await pageOf([newSlipCode()])
    return whole.subarray(0, whole.length / 2)
  },
}

for (const [what, bytes] of Object.entries(hostile))
  test(`${what} is no photo, and is said to be none`, async () => {
    const read = await codesIn(await bytes())
    assert.ok(isRefusal(read), what)
    assert.match(read.because, /type the code/)
  })

test('at the desk, a photo leads to its slip; one that cannot be read leaves the field to type in', async () => {
  const server = await testServer()
  const ruth = await person(server, 'Ruth', 'moderator')
  const send = async (bytes: Buffer, type: string) => {
    const form = new FormData()
    form.append('photo', new File([new Uint8Array(bytes)], 'photo.jpg', { type }))
    return ruth.post('/desk/slips/photographs', form)
  }
  const unknown = await send(await photographed(await pageOf([newSlipCode()])), 'image/jpeg')
  assert.match(await unknown.text(), /We do not know this code/)
  const none = await send(Buffer.from('no'), 'image/jpeg')
  assert.equal(none.status, 422)
  assert.match(await none.text(), /We could not read this as a photo[\s\S]*<input id="code"/)
  assert.equal((await send(Buffer.alloc(13 * 1024 * 1024), 'image/jpeg')).status, 413)
})
