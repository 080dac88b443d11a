/**
 * Numbers that stand for people, so that the same people are always rounded the same way, whatever they are called and in
 * whichever freeze; and the ten who are left out at random wherever something finer than a count is told. Pure.
 */
import { createHmac } from 'node:crypto'
import { seeded } from '../statistics/seeded.ts'
import { peopleName } from './disclosure.ts'
import { fewest } from './released.ts'

/** A number for each person, from the study's secret: a set of people is known by the sum of theirs. */
export const keysOf = (secret: string, people: readonly string[]): number[] =>
  people.map((one) => createHmac('sha256', secret).update(`person ${one}`).digest().readUInt32BE(0))

/** Which places of a list of people are kept when ten of them are left out at random; the same people, the same ten. */
export function withoutTen(keys: readonly number[], secret: string): number[] {
  const seed = createHmac('sha256', secret)
    .update(`without ten ${peopleName(keys)}`)
    .digest()
    .readUInt32BE(0)
  const random = seeded(seed)
  const out = new Set<number>()
  while (out.size < Math.min(fewest, keys.length)) out.add(Math.floor(random() * keys.length))
  return [...keys.keys()].filter((at) => !out.has(at))
}
