/** How far two coders agree beyond chance. Sources: Cohen 1960; Krippendorff 2011 (nominal data, any missing). */

/**
 * Cohen's kappa of two coders.
 *
 * @returns null when nothing was coded or both used one and the same code throughout
 */
export function cohensKappa(first: readonly string[], second: readonly string[]) {
  const n = first.length
  if (n === 0) return null
  const codes = [...new Set([...first, ...second])]
  const share = (all: readonly string[], code: string) => all.filter((one) => one === code).length / n
  const agreed = first.filter((one, at) => one === second[at]).length / n
  const expected = codes.reduce((total, code) => total + share(first, code) * share(second, code), 0)
  return expected === 1 ? null : { kappa: (agreed - expected) / (1 - expected), agreed, expected, n }
}

/**
 * Krippendorff's alpha for nominal codes.
 *
 * @param units for each unit what each coder said; null where a coder said nothing
 * @returns null when fewer than two values can be paired or nothing varies
 */
export function krippendorffsAlpha(
  units: readonly (readonly (string | null)[])[],
): { alpha: number; pairable: number } | null {
  const totals = new Map<string, number>()
  let observed = 0
  for (const unit of units) {
    const said = unit.filter((one): one is string => one !== null)
    if (said.length < 2) continue
    const here = new Map<string, number>()
    for (const code of said) here.set(code, (here.get(code) ?? 0) + 1)
    for (const [code, count] of here) {
      totals.set(code, (totals.get(code) ?? 0) + count)
      observed += (count * (said.length - count)) / (said.length - 1)
    }
  }
  const n = [...totals.values()].reduce((total, one) => total + one, 0)
  let expected = 0
  for (const count of totals.values()) expected += (count * (n - count)) / (n - 1)
  return n < 2 || expected === 0 ? null : { alpha: 1 - observed / expected, pairable: n }
}
