/** The findings as one page that stands alone, with its pictures and without a script. Pure. */
import { each, type Html, html, raw, when } from '../../../kit/html.ts'
import { foot, type Output, type Table } from '../analysis/output.ts'
import { plotSvg } from '../analysis/plots.ts'
import type { Findings } from './findings.ts'

const style = `
body { font: 1.1em/1.5 system-ui, sans-serif; max-width: 46em; margin: 0 auto; padding: 1em; color: #222; background: #fff }
h2 { border-top: 2px solid #222; padding-top: .5em; margin-top: 2.5em }
h3 { margin-top: 2em }
.top { border: 3px solid #8a1c1c; padding: .2em 1em }
.foot { font-size: .85em; color: #444 }
.wide { overflow-x: auto }
table { border-collapse: collapse; margin: .5em 0 }
caption { text-align: left; font-style: italic }
th, td { border: 1px solid #999; padding: .2em .5em; text-align: left; vertical-align: top }
svg { max-width: 100%; height: auto }
blockquote { margin: 1em 0; padding-left: 1em; border-left: 4px solid #999 }
@media print { h3 { break-after: avoid } table, svg { break-inside: avoid } }`

const tableHtml = ({ caption, head, rows }: Table): Html =>
  html`<div class="wide" tabindex="0" role="region" aria-label="${caption}"><table><caption>${caption}</caption><thead><tr>${each(head, (one) => html`<th scope="col">${one}</th>`)}</tr></thead>
<tbody>${each(rows, ([first, ...rest]) => html`<tr><th scope="row">${first ?? ''}</th>${each(rest, (one) => html`<td>${one}</td>`)}</tr>`)}</tbody></table></div>`

const footHtml = (lines: readonly string[]) => html`<p class="foot">${lines.join(' ')}</p>`

const outputHtml = (output: Output): Html => html`<section><h3>${output.title}</h3>
${when(output.plot, () => html`<figure>${raw(plotSvg(output.plot!, output.title))}</figure>`)}
${when(output.table, () => tableHtml(output.table!))}
${each(output.says, (one) => html`<p>${one}</p>`)}
${footHtml(foot(output))}</section>`

export const findingsPage = async ({ title, synthetic, directions, rates, families, talks }: Findings) =>
  String(
    await html`<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><style>${raw(style)}</style></head>
<body><main><h1>${title}</h1>
<div class="top">${each(synthetic, (one) => html`<p>${one}</p>`)}</div>
<h2>In short</h2>
<ul>${each(directions, (one) => html`<li>${one}</li>`)}</ul>
<h2>Who answered</h2>
${outputHtml(rates)}
${each(families, ({ name, about, outputs }) => html`<h2>${name}</h2><p>${about}</p>${each(outputs, outputHtml)}`)}
<h2>Interviews</h2>
<p>What people spoke of, and how many did. With so few, no percentage is printed.</p>
${tableHtml({
  caption: 'Codes, in the order of the codebook',
  head: ['Code', 'What it means', 'Spoken of by'],
  rows: talks.codes.map(({ code, means, people }) => [code, means, people]),
})}
${each(talks.quotes, ({ code, person, words }) => html`<blockquote><p>“${words}”</p><p class="foot">${person}, ${code}</p></blockquote>`)}
${footHtml(talks.foot)}
</main></body></html>
`,
  )
