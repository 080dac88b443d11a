import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { fresh, pageBytes, pageGzip, shared } from './squeeze.ts'

const text = fc.string({ unit: 'grapheme', maxLength: 400 }).map((s) => s.replace(/[\u0000\u0001]/g, ''))

test('a page made of pieces opens to the same words, squeezed or not', () => {
  fc.assert(
    fc.property(text, fc.array(fc.tuple(text, text, text), { maxLength: 5 }), (start, pieces) => {
      const page = start + pieces.map(([a, b, c]) => (a ? shared(a) : '') + b + fresh(c)).join('')
      const plain = start + pieces.map(([a, b, c]) => a + b + c).join('')
      assert.equal(pageBytes(page).toString(), plain)
      assert.equal(gunzipSync(pageGzip(page)).toString(), plain)
    }),
  )
})
