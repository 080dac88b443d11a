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

/** Text with its line ends made one kind, and for each way of counting where each place has gone. */
function turned(raw: string): { words: string; places: Record<Counting, Map<number, number>> } {
  const places = Object.fromEntries(countings.map((one) => [one, new Map<number, number>()])) as Record<
    Counting,
    Map<number, number>
  >
  const at: Record<Counting, number> = {
    'code points': 0,
    'code points, a line end as one': 0,
    'UTF-16': 0,
    'UTF-16, a line end as one': 0,
  }
  const kept: string[] = []
  const points = [...raw]
  for (const [index, point] of points.entries()) {
    for (const one of countings) if (!places[one].has(at[one])) places[one].set(at[one], kept.length)
    const firstOfTwo = point === '\r' && points[index + 1] === '\n'
    at['code points'] += 1
    at['UTF-16'] += point.length
    if (!firstOfTwo) {
      at['code points, a line end as one'] += 1
      at['UTF-16, a line end as one'] += point.length
    }
    if (firstOfTwo) continue
    if (point === '\r' || point === '\u2028' || point === '\u2029') kept.push('\n')
    else if (!/[\u0000-\u0008\u000b-\u001f\u007f\ufffe\uffff]/.test(point)) kept.push(point)
  }
  for (const one of countings) places[one].set(at[one], kept.length)
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
      const [start, end] = [places[counting].get(from), places[counting].get(to)]
      if (start === undefined || end === undefined || start >= end) continue
      inside++
      const called = bare(name.replace(/(\.\.\.|…)$/, ''))
      const quote = points.slice(start, end).join('')
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
  return { words, counting, placeOf: (at) => places[counting].get(at) ?? null }
}
