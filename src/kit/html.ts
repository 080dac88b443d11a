/** HTML as tagged templates that escape by default. */
import { html, raw } from 'hono/html'
import type { HtmlEscapedString } from 'hono/utils/html'

export { html, raw }
export type Html = HtmlEscapedString | Promise<HtmlEscapedString>

/** Nothing at all, where a template needs a piece. */
export const nothing = raw('') as Html

/** Show a piece only when something holds. */
export const when = (holds: unknown, piece: () => Html): Html => (holds ? piece() : nothing)

export const each = <T>(list: readonly T[], piece: (one: T, index: number) => Html): Html[] => list.map(piece)

const numbers = new Intl.NumberFormat('en-GB')

/** "1 reply", "2 replies", "no replies" */
export function count(n: number, one: string, many = `${one}s`) {
  if (n === 0) return `no ${many}`
  return n === 1 ? `1 ${one}` : `${numbers.format(n)} ${many}`
}

const lists = new Intl.ListFormat('en-GB')

/** "a, b and c" */
export const list = (items: readonly string[]) => lists.format(items)
