/**
 * Places in a text, as other programs count them. The standard says Unicode code points; some count UTF-16 units, and
 * some count the two letters that end a line on Windows as one. Pure.
 */

export const countings = [
  'code points',
  'code points, a line end as one',
  'UTF-16',
  'UTF-16, a line end as one',
] as const
export type Counting = (typeof countings)[number]

export interface Selection {
  readonly from: number
  readonly to: number
  /** many programs name a selection by its first words: by these it is seen how they count */
  readonly name: string
}

export interface Counted {
  /** the text as it is kept: line ends of one kind, no control letters */
  readonly words: string
  readonly counting: Counting
  /** the place in `words` of a place in the file; null where there is none */
  readonly placeOf: (at: number) => number | null
}

type Places = Readonly<Record<Counting, (at: number) => number | null>>

/** Text with its line ends made one kind, and for each way of counting where each place has gone. */
function turned(raw: string): { words: string; places: Places } {
  // A place for each unit and one after the last, in numbers of four bytes: a map of a long text took a hundred times as much.
  const gone = Object.fromEntries(countings.map((one) => [one, new Int32Array(raw.length + 1).fill(-1)])) as Record<
    Counting,
    Int32Array
  >
  const at: Record<Counting, number> = {
    'code points': 0,
    'code points, a line end as one': 0,
    'UTF-16': 0,
    'UTF-16, a line end as one': 0,
  }
  const keep = (place: number) => {
    for (const one of countings) if (gone[one][at[one]] === -1) gone[one][at[one]] = place
  }
  const kept: string[] = []
  let unit = 0
  for (const point of raw) {
    keep(kept.length)
    unit += point.length
    const firstOfTwo = point === '\r' && raw[unit] === '\n'
    at['code points'] += 1
    at['UTF-16'] += point.length
    if (firstOfTwo) continue
    at['code points, a line end as one'] += 1
    at['UTF-16, a line end as one'] += point.length
    if (point === '\r' || point === '\u2028' || point === '\u2029') kept.push('\n')
    else if (!/[\u0000-\u0008\u000b-\u001f\u007f\ufffe\uffff]/.test(point)) kept.push(point)
  }
  for (const one of countings) gone[one][at[one]] = kept.length
  const places = Object.fromEntries(
    countings.map((one) => [
      one,
      (place: number) => {
        const found = gone[one][place]
        return found === undefined || found === -1 ? null : found
      },
    ]),
  ) as unknown as Places
  return { words: kept.join(''), places }
}

const spaced = (text: string) => text.replace(/\s+/g, ' ')
const bare = (text: string) => spaced(text).trim()

/** Turn a text and say how the places in it are counted: as the standard says, unless the selections' names say otherwise. */
export function counted(raw: string, selections: readonly Selection[]): Counted {
  const { words, places } = turned(raw.replace(/^\ufeff/, ''))
  const points = [...words]
  const score = (counting: Counting) => {
    let [named, inside] = [0, 0]
    for (const { from, to, name } of selections) {
      const [start, end] = [places[counting](from), places[counting](to)]
      if (start === null || end === null || start >= end) continue
      inside++
      const called = bare(name.replace(/(\.\.\.|…)$/, ''))
      // Only its first words are told in a name, however long it is.
      const quote = points.slice(start, Math.min(end, start + 2 * name.length + 100)).join('')
      // "Quotation 3" or a single letter says nothing.
      if (called.length < 4) continue
      if (spaced(quote).startsWith(called)) named += 2
      else if (bare(quote).startsWith(called)) named++
    }
    return named * 1_000_000 + inside
  }
  // Where every letter is one unit and every line end one letter, all ways of counting are the same.
  const alike = !/\r|[\ud800-\udfff]/.test(raw)
  const counting = alike ? 'code points' : countings.reduce((best, one) => (score(one) > score(best) ? one : best))
  return { words, counting, placeOf: places[counting] }
}
