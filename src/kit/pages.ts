/** Long lists go by page number, never without end. */
import { each, type Html, html, when } from './html.ts'

/**
 * Pages by number, and the plain end of a list.
 *
 * @param href address of a page of the list, up to its number
 * @param page from 1
 * @param total how many things the whole list has
 */
export function pages(href: string, page: number, total: number, onAPage: number): Html {
  const last = Math.max(1, Math.ceil(total / onAPage))
  if (last === 1) return html`<p class="end">That is everything.</p>`
  const shown = [...new Set([1, page - 1, page, page + 1, last])].filter((n) => n >= 1 && n <= last)
  return html`<nav class="pages" aria-label="Pages">
${when(page > 1, () => html`<a href="${href}${page - 1}" rel="prev">Page before</a>`)}
${each(shown, (n) => (n === page ? html`<b aria-current="page">Page ${n} of ${last}</b> ` : html`<a href="${href}${n}">${n}</a> `))}
${when(page < last, () => html`<a href="${href}${page + 1}" rel="next">Next page</a>`)}
</nav>
${when(page >= last, () => html`<p class="end">That is everything.</p>`)}`
}
