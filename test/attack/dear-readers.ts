/** Readers that go over a limit, each in another way, for the test of the limits. */
export const length = (bytes: Uint8Array) => bytes.length
export const forever = () => {
  for (;;);
}
export const backtracking = () => /^(a+)+$/.test(`${'a'.repeat(60)}b`)
export function objects() {
  const kept: object[] = []
  for (;;) kept.push({ kept })
}
/** One large piece of memory at once: in a thread this would end the whole server. */
export const onePiece = () => 'a,'.repeat(200_000_000).split(',').length
export function bytes() {
  const kept: Uint8Array[] = []
  for (;;) kept.push(new Uint8Array(1_000_000).fill(1))
}
export const deep = (): number => deep() + 1
export const wrong = () => {
  throw new Error('the words of a person')
}
export const gone = () => process.exit(3)
export async function elsewhere() {
  const { writeFileSync, readFileSync } = await import('node:fs')
  const { spawnSync } = await import('node:child_process')
  const told: string[] = []
  for (const [name, work] of [
    ['read', () => readFileSync('/etc/passwd')],
    ['write', () => writeFileSync(new URL('./left-behind', import.meta.url), 'x')],
    ['start', () => spawnSync('true')],
  ] as const)
    try {
      work()
    } catch (error) {
      told.push(`${name} ${(error as NodeJS.ErrnoException).code}`)
    }
  return [...told, `secret ${process.env.SECRET}`]
}
export const slow = () => new Promise<string>((resolve) => setTimeout(() => resolve('read'), 700))
