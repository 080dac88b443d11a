/** Pictures of outputs: SVG by Observable Plot, each with its table behind it. Lines differ by dash as well as by grey. */
import * as Observable from '@observablehq/plot'
import { parseHTML } from 'linkedom'
import type { Plot } from './output.ts'

const dashes = ['none', '6 3', '2 3', '8 3 2 3']
const size = { width: 640, marginLeft: 48, style: 'font: 14px system-ui, sans-serif; background: none' }

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
  return svg.outerHTML
}

function marksOf(plot: Plot): Observable.PlotOptions {
  switch (plot.kind) {
    case 'bars': {
      const bars = plot.bars.map(({ label, value }) => ({
        label,
        value: value ?? 0,
        words: value === null ? 'not shown' : String(value),
      }))
      return {
        height: 60 + 30 * bars.length,
        marginLeft: 200,
        x: { label: plot.x, grid: true },
        y: { label: null, domain: bars.map(({ label }) => label) },
        marks: [
          Observable.barX(bars, { y: 'label', x: 'value', fill: '#7f8c8d' }),
          Observable.text(bars, { y: 'label', x: 'value', text: 'words', dx: 4, textAnchor: 'start' }),
          Observable.ruleX([0]),
        ],
      }
    }
    case 'steps':
      return {
        height: 360,
        x: { label: plot.x },
        y: {
          label: plot.y,
          grid: true,
          domain: [0, Math.max(100, ...plot.lines.flatMap(({ points }) => points.map(({ y }) => y)))],
        },
        marks: [
          ...plot.lines.flatMap(({ label, points }, at) => [
            Observable.line(points, {
              x: 'x',
              y: 'y',
              curve: 'step-after',
              stroke: 'currentColor',
              strokeWidth: 2,
              strokeDasharray: dashes[at % dashes.length]!,
            }),
            Observable.text(points.slice(-1), { x: 'x', y: 'y', text: () => label, dx: 6, textAnchor: 'start' }),
          ]),
          Observable.ruleY([0]),
        ],
        marginRight: 130,
      }
    case 'layers': {
      const all = plot.layers.flatMap(({ label, points }) => points.map((point) => ({ ...point, label })))
      return {
        height: 360,
        x: { label: plot.x },
        y: { label: 'People', grid: true },
        color: { domain: plot.layers.map(({ label }) => label), range: ['#1f4e79', '#c9781f', '#5a8f3d', '#cfd4d6'] },
        marks: [
          Observable.areaY(all, { x: 'x', y: 'y', fill: 'label', order: plot.layers.map(({ label }) => label) }),
          Observable.ruleY([0]),
        ],
      }
    }
  }
}
