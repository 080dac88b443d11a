/**
 * What is exchanged with other programs for qualitative work: a codebook (.qdc), or a whole project (.qdpx).
 * Source: REFI-QDA 1.5, www.qdasoftware.org; its schemas urn:QDA-XML:codebook:1.0 and urn:QDA-XML:project:1.0.
 */
import { z } from 'zod'
import { memoOn } from './memo-subjects.ts'
import { mostLetters } from './transcript-words.ts'

/** The most of each kind that one file can bring. A large real project has a few hundred codes and some thousand pieces. */
export const most = { coders: 200, codes: 2000, sources: 500, pieces: 50_000, memos: 20_000 } as const

const guid = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, 'This is no GUID.')
const text = (most: number) => z.string().max(most)

export const ExchangedCode = z.object({
  id: guid,
  parent: guid.nullable(),
  name: text(200).min(1),
  definition: text(8000),
  include: text(8000),
  exclude: text(8000),
  example: text(8000),
  /** as the other program wrote it: #rrggbb */
  colour: text(20).nullable(),
  heading: z.boolean(),
})
export type ExchangedCode = z.infer<typeof ExchangedCode>

export const Exchange = z.object({
  title: text(400),
  /** what stands on it as a whole: n, not generalisable, who took their words back */
  about: text(8000),
  coders: z.array(z.object({ id: guid, name: text(200) })).max(most.coders),
  codes: z.array(ExchangedCode).max(most.codes),
  sources: z.array(z.object({ id: guid, name: text(400), words: text(mostLetters * 2) })).max(most.sources),
  pieces: z
    .array(
      z.object({
        id: guid,
        source: guid,
        code: guid,
        coder: guid.nullable(),
        /** code points, from 0; the first that is in it and the first that is not */
        from: z.number().int().min(0),
        to: z.number().int().min(1),
      }),
    )
    .max(most.pieces),
  memos: z
    .array(
      z.object({
        id: guid,
        on: z.enum(memoOn),
        about: guid.nullable(),
        coder: guid.nullable(),
        words: text(20_000),
      }),
    )
    .max(most.memos),
})
export type Exchange = z.infer<typeof Exchange>

/** What was wrong or could not be carried, and where. */
export interface Line {
  readonly where: string
  readonly says: string
}

/** A file that was read: its content, what of it was not carried, and what makes it impossible to take. */
export interface ReadFile<Content> {
  readonly content: Content
  readonly notes: readonly Line[]
  readonly faults: readonly Line[]
}

export interface NotRead {
  readonly because: string
}

const parts = { include: 'Include', exclude: 'Exclude', example: 'Example' } as const
type Part = keyof typeof parts

/** A code has one description in REFI-QDA; ours has four parts, which are told in it by their names. */
export const described = ({ definition, ...code }: Pick<ExchangedCode, 'definition' | Part>) =>
  [definition, ...Object.entries(parts).map(([part, name]) => code[part as Part] && `${name}: ${code[part as Part]}`)]
    .filter(Boolean)
    .join('\n\n')

/** The parts again; what has no name is the definition. */
export function partsOf(description: string): Pick<ExchangedCode, 'definition' | Part> {
  const found = { definition: '', include: '', exclude: '', example: '' }
  let part: keyof typeof found = 'definition'
  for (const block of description.replace(/\r\n?/g, '\n').split('\n\n')) {
    const next = (Object.keys(parts) as Part[]).find((name) => block.startsWith(`${parts[name]}: `) && !found[name])
    if (next) part = next
    const words = next ? block.slice(parts[next].length + 2) : block
    found[part] = found[part] ? `${found[part]}\n\n${words}` : words
  }
  return found
}
