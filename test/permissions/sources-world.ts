import { keepSource } from '../../src/areas/support/sources/source-keeping.ts'
import { suggestSource } from '../../src/areas/support/sources/source-says.ts'
import type { Person } from '../harness.ts'

/** A source that is shown, and one that somebody suggested. */
export async function someSources(steward: Person, member: Person): Promise<{ source: string; suggestion: string }> {
  const source = await steward.does(keepSource, { name: 'Day Line', kind: 'helpline', phone: '0800 000 222' })
  const suggestion = await member.does(suggestSource, { name: 'Garden', reach: '01632 960002' })
  return { source: source as string, suggestion: suggestion as string }
}
