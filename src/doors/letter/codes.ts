/**
 * Codes on reply slips: eight letters, such as "BCFG-HJKM". No vowels, so that none spells a word, and no letters that
 * look alike. Seven are by chance; the eighth finds every single wrong letter and every two that changed places.
 * A code says nothing of whose it is and lets nobody in: only staff can key in what came with it.
 */
import { randomBytes } from 'node:crypto'

/** Sixteen letters, four bits each: the same as on sheets of paper codes. */
const letters = 'BCFGHJKMNPRTVWXY'

/**
 * The check letter: Horner's rule with x = 2 over the field of sixteen elements (x⁴ + x + 1).
 * Doubling there moves every element but 0, so a wrong letter, or two neighbours that changed places, never come out even.
 */
function checkOf(values: readonly number[]) {
  let check = 0
  for (const value of values) check = double(check ^ value)
  return check
}
const double = (value: number) => (value & 8 ? (value << 1) ^ 0b10011 : value << 1)

/** A new code, as it is stored: eight letters without a hyphen. */
export function newSlipCode(): string {
  const values = [...randomBytes(7)].map((byte) => byte & 15)
  return [...values, checkOf(values)].map((value) => letters[value]).join('')
}

/** As it is printed: "BCFG-HJKM". */
export const codeWords = (code: string) => `${code.slice(0, 4)}-${code.slice(4)}`

/**
 * What was typed or read from a picture, as it is stored: "bcfg hjkm" and the address that a QR code holds are the same.
 *
 * @returns null when it cannot be a code: a letter is wrong, missing or in another's place
 */
export function readSlipCode(typed: string): string | null {
  const code = typed
    .replace(/^.*\/s\//i, '')
    .toUpperCase()
    .replace(/[^A-Z]/g, '')
  const values = [...code].map((letter) => letters.indexOf(letter))
  if (values.length !== 8 || values.includes(-1)) return null
  return checkOf(values.slice(0, 7)) === values[7] ? code : null
}

/** The address that a QR code holds. */
export const slipAddress = (url: string, code: string) => `${url}/s/${code}`
