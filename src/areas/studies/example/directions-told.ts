/** The seed's directions as they may be told: from what the analysis told already, and nothing else. Pure. */
import type { Kept } from '../analysis/kept-outputs.ts'
import type { Output } from '../analysis/output.ts'
import { type Direction, directions, type Sign } from './directions.ts'

/** Rows of a table that are no age and no answer. */
const aside = new Set(['No answer', 'They have died'])

/**
 * A sentence for each of the five.
 *
 * @param plan what was told of the plan: its family first, then each pair of it as a table
 * @param help what was told of years since the diagnosis and benefit together
 */
export function directionsTold({ outputs }: Pick<Kept, 'outputs'>, help: Pick<Kept, 'outputs'>): string[] {
  const [family, ...tables] = outputs
  return directions.map((direction, at) => {
    const after = family?.table?.rows[at]?.[3] ?? ''
    const isYesOrNo = direction.pair[1] !== 'peer_benefit'
    const sign = () => (isYesOrNo ? signOfShares(tables[at]) : signOfRho(help.outputs[0]))
    return sentence(direction, after.startsWith('p <') ? sign() : after.startsWith('p ') ? 0 : null)
  })
}

const sentence = ({ says, between }: Direction, found: Sign | null) =>
  found === null ? `${between}: kept back, to protect the few.` : says[`${found}`]

/** Whether the share of yes rises or falls from row to row, as far as it is shown; null where fewer than two are. */
function signOfShares(table: Output | undefined): Sign | null {
  const shares = new Map<string, number>()
  for (const [row, column, , percent] of table?.long?.rows ?? []) {
    if (row === undefined || aside.has(row) || !percent) continue
    if (column === 'Yes') shares.set(row, Number(percent))
    else if (column === 'No' && !shares.has(row)) shares.set(row, 100 - Number(percent))
  }
  const found = [...shares.values()]
  if (found.length < 2) return null
  const middle = (found.length - 1) / 2
  return Math.sign(found.reduce((total, share, place) => total + (place - middle) * share, 0)) as Sign
}

/** The sign of a rank correlation, as it was told. */
function signOfRho(output: Output | undefined): Sign | null {
  const [rho] = /(?<=Rho about )[-−]?\d\.\d/.exec(output?.says.join(' ') ?? '') ?? []
  return rho === undefined ? null : (Math.sign(Number(rho.replace('−', '-'))) as Sign)
}

/**
 * Whether most who used online support used something else for the same reasons, by the shares that are shown.
 *
 * @param offline what was told of them and one kind of source: whoever named no kind at all has no answer there
 */
export function mostAlsoOffline({ outputs }: Pick<Kept, 'outputs'>): string {
  const users = (outputs[0]?.long?.rows ?? []).filter(([used, , , percent]) => used === 'Yes' && percent)
  const share = new Map(users.map(([, column, , percent]) => [column, Number(percent)]))
  const none = share.get('No answer')
  const some = (share.get('Yes') ?? 0) + (share.get('No') ?? 0)
  const most = none !== undefined ? none < 50 : some > 50 ? true : null
  if (most === null) return 'How many of those who used online peer support also used offline sources: kept back.'
  return most
    ? 'Most of those who used online peer support also used offline sources for the same reasons.'
    : 'Most of those who used online peer support named no offline source for the same reasons.'
}
