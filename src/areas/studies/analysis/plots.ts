/** Pictures of outputs: SVG by Observable Plot, each with its table behind it. Lines and parts differ by dash or hatch as well as by grey. */
import * as Observable from '@observablehq/plot'
import { parseHTML } from 'linkedom'
import type { Plot } from './output.ts'

const dashes = ['none', '7 4', '2 3', '9 3 2 3']
const greys = ['#1f2d38', '#6b7a86', '#a9b4bc', '#dde2e5', '#46586a', '#8a98a3', '#c5ced4', '#eef1f3']
/** Narrow, so that its letters can be read on a phone. */
const size = { width: 460 }
const looks = { 'font-family': 'system-ui, sans-serif', 'font-size': '15', color: '#111', fill: 'currentColor' }
/** How wide the letters of a label are, about, in pixels. */
const letter = 8.2

/**
 * @param title said first by a screen reader
 * @returns SVG that stands alone, without a script
 */
export function plotSvg(plot: Plot, title: string): string {
  const { document } = parseHTML('<!DOCTYPE html><html><body></body></html>')
  const made = Observable.plot({
    ...size,
    document,
    ...marksOf(plot),
  } as Observable.PlotOptions) as unknown as SVGElement
  const svg = made.localName === 'svg' ? made : made.querySelector('svg')!
  svg.setAttribute('role', 'img')
  svg.setAttribute('xmlns', 'http://www.w3.org/2000/svg')
  svg.setAttribute('aria-label', title)
  // As attributes, so that it looks the same where no style may stand, as on our own pages.
  svg.querySelector('style')?.remove()
  for (const name of ['style', 'class']) svg.removeAttribute(name)
  for (const [name, value] of Object.entries(looks)) svg.setAttribute(name, value)
  const paper = document.createElementNS('http://www.w3.org/2000/svg', 'rect')
  paper.setAttribute('width', '100%')
  paper.setAttribute('height', '100%')
  paper.setAttribute('fill', '#fff')
  svg.insertBefore(paper, svg.firstChild)
  return svg.outerHTML
}

/** Words in lines of so many letters. */
function wrapped(words: string, most: number): string[] {
  const lines: string[] = []
  for (const word of words.split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + word.length + 1 <= most) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines.length > 4 ? [...lines.slice(0, 3), `${lines[3]}…`] : lines
}
const mostLetters = 19
const broken = (label: string) => wrapped(label, mostLetters).join('\n')
const room = (labels: readonly string[]) =>
  Math.max(40, ...labels.flatMap((label) => wrapped(label, mostLetters).map(({ length }) => length * letter + 14)))
const linesIn = (labels: readonly string[]) => Math.max(1, ...labels.map((label) => wrapped(label, mostLetters).length))

/** A band scale down the left, its labels in as many lines as they need. */
const downTheSide = (labels: readonly string[]) => {
  // Two labels can be the same words; the scale needs them apart.
  const keys = labels.map((label, at) => `${at} ${label}`)
  return {
    keys,
    options: {
      marginLeft: room(labels),
      marginTop: 8,
      marginBottom: 48,
      height: 70 + labels.length * (14 + 18 * linesIn(labels)),
      y: { axis: null, domain: keys },
    },
    axis: Observable.axisY(keys, {
      label: null,
      tickSize: 0,
      lineHeight: 1.15,
      tickFormat: (key: string) => broken(key.slice(key.indexOf(' ') + 1)),
    }),
  }
}

function marksOf(plot: Plot): Observable.PlotOptions {
  switch (plot.kind) {
    case 'bars':
      return bars(plot)
    case 'shares':
      return shares(plot)
    case 'intervals':
      return intervals(plot)
    case 'steps':
      return steps(plot)
    case 'layers':
      return layers(plot)
  }
}

type Of<Kind extends Plot['kind']> = Extract<Plot, { readonly kind: Kind }>

function bars(plot: Of<'bars'>): Observable.PlotOptions {
  const { keys, options, axis } = downTheSide(plot.bars.map(({ label }) => label))
  const some = plot.bars.map(({ value }, at) => ({
    key: keys[at]!,
    value: value ?? 0,
    words: value === null ? 'not shown' : String(value),
  }))
  return {
    ...options,
    marginRight: 70,
    x: {
      label: plot.x,
      labelOffset: 42,
      grid: true,
      ticks: 4,
      domain: [0, Math.max(10, ...some.map(({ value }) => value))],
    },
    marks: [
      axis,
      Observable.barX(some, { y: 'key', x: 'value', fill: greys[1]! }),
      Observable.text(some, { y: 'key', x: 'value', text: 'words', dx: 5, textAnchor: 'start' }),
      Observable.ruleX([0]),
    ],
  }
}

/** Rows in parts of a hundred, of the counts that are shown. A row with one that is not is drawn as far as it can be. */
function shares(plot: Of<'shares'>): Observable.PlotOptions {
  const { keys, options, axis } = downTheSide(plot.rows.map(({ label }) => label))
  const parts = plot.rows.flatMap(({ counts }, row) => {
    const all = counts.reduce<number>((total, one) => total + (one ?? 0), 0)
    let from = 0
    return counts.flatMap((count, column) => {
      if (count === null || all === 0) return []
      const part = { key: keys[row]!, from, to: from + count, column, words: String(count) }
      from += count
      return [part]
    })
  })
  const most = Math.max(10, ...parts.map(({ to }) => to))
  const used = plot.columns
    .map((label, at) => ({ label, at }))
    .filter(({ at }) => parts.some(({ column }) => column === at))
  const legend = placedLegend(used.map(({ label }) => label))
  const top = 12 + legend.rows * 22
  return {
    ...options,
    marginTop: top,
    height: options.height + top,
    x: { label: 'People', labelOffset: 42, grid: true, ticks: 4, domain: [0, most] },
    marks: [
      axis,
      Observable.barX(parts, {
        y: 'key',
        x1: 'from',
        x2: 'to',
        fill: ({ column }: { column: number }) => greys[column % greys.length]!,
        stroke: '#111',
        strokeWidth: 0.7,
      }),
      Observable.text(
        parts.filter(({ from, to }) => (to - from) / most > 0.09),
        {
          y: 'key',
          x: ({ from, to }: { from: number; to: number }) => (from + to) / 2,
          text: 'words',
          fill: ({ column }: { column: number }) => ([0, 1, 4].includes(column % greys.length) ? '#fff' : '#111'),
        },
      ),
      ...legendMarks(
        legend.places.map((place, at) => ({ ...place, column: used[at]!.at })),
        options.marginLeft,
        top,
      ),
      Observable.ruleX([0]),
    ],
  }
}

/** Where the words of a legend stand, so that they do not run into each other. */
function placedLegend(labels: readonly string[]) {
  const places: { label: string; x: number; row: number }[] = []
  let [x, row] = [0, 0]
  for (const full of labels) {
    const label = full.length > 44 ? `${full.slice(0, 43)}…` : full
    const wide = 28 + label.length * letter
    if (x > 0 && x + wide > size.width) [x, row] = [0, row + 1]
    places.push({ label, x, row })
    x += wide
  }
  return { places, rows: row + 1 }
}

function legendMarks(
  places: readonly { label: string; x: number; row: number; column: number }[],
  left: number,
  top: number,
) {
  return places.flatMap(({ label, x, row, column }) => {
    const at = { frameAnchor: 'top-left' as const, dx: x - left + 8, dy: row * 22 - top + 14 }
    return [
      Observable.dot([0], {
        ...at,
        symbol: 'square',
        r: 6,
        fill: greys[column % greys.length]!,
        stroke: '#111',
        strokeWidth: 0.7,
      }),
      Observable.text([label], { ...at, dx: at.dx + 12, lineAnchor: 'middle', textAnchor: 'start' }),
    ]
  })
}

function intervals(plot: Of<'intervals'>): Observable.PlotOptions {
  const { keys, options, axis } = downTheSide(plot.intervals.map(({ label }) => label))
  const some = plot.intervals.map((one, at) => ({
    key: keys[at]!,
    value: Math.min(100, Math.max(0.01, one.value)),
    low: Math.min(100, Math.max(0.01, one.low)),
    high: Math.min(100, Math.max(0.01, one.high)),
  }))
  const ends = some.flatMap(({ low, high }) => [low, high])
  const ticks = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100]
  const [from, to] = [Math.min(0.5, ...ends), Math.max(2, ...ends)]
  return {
    ...options,
    marginRight: 20,
    x: {
      type: 'log',
      label: plot.x,
      labelOffset: 42,
      domain: [from, to],
      ticks: ticks.filter((one) => one >= from && one <= to),
      tickFormat: (one: number) => String(one),
      grid: true,
    },
    marks: [
      axis,
      Observable.ruleX([1], { strokeDasharray: '4 3' }),
      Observable.ruleY(some, { y: 'key', x1: 'low', x2: 'high', strokeWidth: 2 }),
      Observable.dot(some, { y: 'key', x: 'value', r: 5, fill: '#111' }),
    ],
  }
}

/** Words at the ends of lines, moved apart where they would lie on each other. */
function apart<One extends { readonly y: number }>(ends: readonly One[], least: number): (One & { at: number })[] {
  const sorted = [...ends].sort((a, b) => a.y - b.y).map((one) => ({ ...one, at: one.y }))
  for (let i = 1; i < sorted.length; i++) sorted[i]!.at = Math.max(sorted[i]!.at, sorted[i - 1]!.at + least)
  return sorted
}

function steps(plot: Of<'steps'>): Observable.PlotOptions {
  const top = Math.max(100, ...plot.lines.flatMap(({ points }) => points.map(({ y }) => y)))
  const last = Math.max(5, ...plot.lines.flatMap(({ points }) => points.map(({ x }) => x)))
  const ends = plot.lines.map(({ label, points }) => ({ label, x: points.at(-1)!.x, y: points.at(-1)!.y }))
  return {
    height: 380,
    marginLeft: 52,
    marginTop: 34,
    marginBottom: 48,
    marginRight: 20 + Math.max(0, ...plot.lines.map(({ label }) => label.length * letter)),
    x: { label: plot.x, labelOffset: 42, domain: [0, last], ticks: Math.min(6, last) },
    y: { label: plot.y, grid: true, domain: [0, top] },
    marks: [
      ...plot.lines.map(({ points }, at) =>
        Observable.line(points, {
          x: 'x',
          y: 'y',
          curve: 'step-after',
          stroke: greys[0]!,
          strokeWidth: 2.2,
          strokeDasharray: dashes[at % dashes.length]!,
        }),
      ),
      Observable.text(apart(ends, top / 14), { x: 'x', y: 'at', text: 'label', dx: 8, dy: -6, textAnchor: 'start' }),
      Observable.ruleY([0]),
    ],
  }
}

function layers(plot: Of<'layers'>): Observable.PlotOptions {
  const all = plot.layers.flatMap(({ label, points }, at) => points.map((point) => ({ ...point, label, at })))
  const legend = placedLegend(plot.layers.map(({ label }) => label))
  const top = 14 + legend.rows * 22
  return {
    height: 360 + top,
    marginLeft: 52,
    marginTop: top,
    marginBottom: 48,
    x: {
      type: 'band',
      label: plot.x,
      labelOffset: 42,
      tickFormat: (years: number) => (years % 5 === 0 ? String(years) : ''),
    },
    y: { label: null, grid: true },
    marks: [
      Observable.barY(
        all,
        Observable.stackY({
          x: 'x',
          y: 'y',
          z: 'label',
          order: plot.layers.map(({ label }) => label),
          fill: ({ at }: { at: number }) => greys[at % greys.length]!,
          stroke: '#111',
          strokeWidth: 0.5,
        }),
      ),
      ...legendMarks(
        legend.places.map((place, at) => ({ ...place, column: at })),
        52,
        top,
      ),
      Observable.ruleY([0]),
    ],
  }
}
