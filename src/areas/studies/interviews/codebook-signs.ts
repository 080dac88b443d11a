/** The sign of a code: a colour and a shape at once, so that none is told by colour alone. Words always stand beside it. */
import { type Html, html, raw } from '../../../kit/html.ts'

interface Sign {
  readonly label: string
  readonly colour: `#${string}`
  /** an SVG path on a field of 16 by 16 */
  readonly path: string
}

export const signs = {
  'teal-circle': { label: 'Teal circle', colour: '#0f8b8d', path: 'M8 2a6 6 0 1 1 0 12a6 6 0 1 1 0-12z' },
  'amber-square': { label: 'Amber square', colour: '#d98e04', path: 'M2 2h12v12h-12z' },
  'plum-triangle': { label: 'Plum triangle', colour: '#8e4585', path: 'M8 2l7 12h-14z' },
  'moss-diamond': { label: 'Moss diamond', colour: '#5b8c2a', path: 'M8 1l7 7l-7 7l-7-7z' },
  'rust-cross': { label: 'Rust cross', colour: '#b5502b', path: 'M6 1h4v5h5v4h-5v5h-4v-5h-5v-4h5z' },
  'blue-star': {
    label: 'Blue star',
    colour: '#3f6fc4',
    path: 'M8 1l2 5h5l-4 3l2 6l-5-4l-5 4l2-6l-4-3h5z',
  },
  'rose-ring': {
    label: 'Rose ring',
    colour: '#c2476f',
    path: 'M8 1a7 7 0 1 1 0 14a7 7 0 1 1 0-14zM8 5a3 3 0 1 0 0 6a3 3 0 1 0 0-6z',
  },
  'slate-bar': { label: 'Slate bar', colour: '#6b7785', path: 'M1 5h14v6h-14z' },
} as const satisfies Record<string, Sign>
export type SignName = keyof typeof signs
export const signNames = Object.keys(signs) as SignName[]
export const isSign = (name: string): name is SignName => Object.hasOwn(signs, name)

/** A sign as it is shown before a code's name. */
export const signOf = (name: string): Html => {
  const { colour, path } = signs[isSign(name) ? name : 'slate-bar']
  return html`<svg width="14" height="14" viewBox="0 0 16 16" aria-hidden="true"><path fill="${colour}" fill-rule="evenodd" stroke="currentColor" d="${raw(path)}"/></svg>`
}

/** The sign whose colour is nearest to one that another program uses. */
export function signNear(colour: string | undefined): SignName | null {
  const hex = /^#([0-9a-f]{6}|[0-9a-f]{3})$/i.exec(colour ?? '')?.[1]
  if (!hex) return null
  const parts = (code: string) =>
    (code.length === 3 ? [...code].map((one) => one + one) : code.match(/../g)!).map((two) => Number.parseInt(two, 16))
  const here = parts(hex)
  const far = (name: SignName) =>
    parts(signs[name].colour.slice(1)).reduce((sum, value, at) => sum + (value - here[at]!) ** 2, 0)
  return signNames.reduce((best, name) => (far(name) < far(best) ? name : best))
}
