/**
 * The picture of a support map: an SVG without a width of its own, so that its words stay as large on a phone as on a
 * desk. Places from left to right are hundredths of its width, places from top to bottom are heights of a line.
 * Online and offline differ in shape as well as in colour, and the table behind it says the same in words.
 */
import { each, type Html, html, when } from '../../../kit/html.ts'
import { type Reached, sourceKinds } from '../sources/source-kinds.ts'
import { type Bar, rowWords, type SupportMap } from './rules.ts'

const place = (n: number) => `${Number(n.toFixed(2))}%`
const lines = (n: number) => `${Number(n.toFixed(2))}em`

const heading = 1.9
const row = 2.7
const thick = 0.8

const stripes = html`<pattern id="stripes" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path d="M1 0V6" stroke="currentColor" stroke-width="2"/></pattern>`

/** Round and filled: online. Square and striped: offline. Half and half, and square: both. */
function shape(online: Reached, x: string, y: number, width: string): Html {
  const at = html`x="${x}" width="${width}"`
  if (online === 'online')
    return html`<rect ${at} y="${lines(y)}" height="${lines(thick)}" rx="${lines(thick / 2)}" fill="var(--act)"/>`
  return html`<rect ${at} y="${lines(y)}" height="${lines(thick)}" fill="url(#stripes)" stroke="currentColor"/>${when(online === 'both', () => html`<rect ${at} y="${lines(y)}" height="${lines(thick / 2)}" fill="var(--act)"/>`)}`
}

const bar = ({ spell, x, width }: Bar, y: number) => shape(spell.online, place(x), y, place(width))

/** Each lane with where it begins, and how tall they are together. */
function stacked({ lanes }: SupportMap) {
  let y = 0
  const stack = lanes.map((lane) => {
    const top = y
    y += heading + lane.rows.length * row
    return { ...lane, top }
  })
  return { stack, tall: y }
}

/** Below the years that are written, near an edge towards the middle. */
const anchor = (x: number) => (x < 4 ? 'start' : x > 92 ? 'end' : 'middle')

export function picture(map: SupportMap): Html {
  const { stack, tall } = stacked(map)
  const years = map.ticks.filter(({ x }) => map.now - x > 12)
  return html`<svg role="img" aria-labelledby="map-title map-about" width="100%" height="${lines(tall + 2)}" font-size="16" fill="currentColor">
<title id="map-title">What I have turned to, and when</title>
<desc id="map-about">A line for each source, from left to right through the years. The table below says the same in words.</desc>
<defs>${stripes}</defs>
<g stroke="var(--line)">${each(years, ({ x }) => html`<line x1="${place(x)}" x2="${place(x)}" y1="0" y2="${lines(tall + 0.5)}"/>`)}<line x1="${place(map.now)}" x2="${place(map.now)}" y1="0" y2="${lines(tall + 0.5)}" stroke="currentColor" stroke-dasharray="3 4"/></g>
${each(
  stack,
  ({ kind, rows, top }) => html`<text x="0" y="${lines(top + 1.3)}" font-weight="700">${sourceKinds[kind].many}</text>
${each(rows, (one, n) => {
  const y = top + heading + n * row
  return html`<text x="0" y="${lines(y + 0.9)}">${rowWords(one)}</text>${each(one.bars, (each) => bar(each, y + 1.4))}`
})}`,
)}
<g font-size="14">${each(years, ({ year, x }) => html`<text x="${place(x)}" y="${lines((tall + 1.6) * (16 / 14))}" text-anchor="${anchor(x)}">${year}</text>`)}<text x="${place(map.now)}" y="${lines((tall + 1.6) * (16 / 14))}" text-anchor="${anchor(map.now)}">now</text></g>
</svg>`
}

const legendWords: Record<Reached, string> = {
  online: 'Round and filled: online, on a screen.',
  offline: 'Square and striped: offline, which is face to face, by phone or on paper.',
  both: 'Half and half: both.',
}

/** What the shapes mean, in words. */
export const legend = (): Html =>
  html`<ul class="list">${each(Object.entries(legendWords), ([online, said]) => html`<li><svg aria-hidden="true" width="48" height="14" font-size="16">${shape(online as Reached, '1', 0.04, '46')}</svg> ${said}</li>`)}</ul>`
