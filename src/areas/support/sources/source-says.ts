/** What members bring to the directory: sources they know, and what each helps them with. Words, never stars. */
import { z } from 'zod'
import { newId } from '../../../kit/brand.ts'
import type { Condition } from '../../../kit/community.ts'
import { exports } from '../../../kit/exports.ts'
import { list } from '../../../kit/html.ts'
import { notFound, type Refusal, refuse } from '../../../kit/refuse.ts'
import { task } from '../../../kit/task.ts'
import { optionalWords, words } from '../../../kit/typed-words.ts'
import { readPostcode } from '../../members/reach.ts'
import { mustBeSignedIn } from '../../members/rules.ts'
import { whats } from '../needs/needs.ts'
import { foundBy, SourceIdInput } from './source-keeping.ts'
import { bandWords, directoryKinds } from './source-rules.ts'
import { type SourceId, saveSource, saysAbout, sourceById } from './source-store.ts'

/** Tell the charity of a source. It waits until somebody there has looked. */
export const suggestSource = task('support.suggest-source', {
  title: 'Tell us of a source of help',
  doors: ['web', 'phone', 'letter'],
  who: 'Members',
  input: z.object({
    name: words(150, 'Type its name.'),
    kind: z.enum(directoryKinds, { error: 'Choose what it is.' }).default('other'),
    reach: words(500, 'Tell us how to reach it: a phone number, a web page, or where it is.'),
    words: optionalWords(1500),
  }),
  allowed: (_, { who }) => mustBeSignedIn(who),
  async run({ name, kind, reach, words: why }, { db, who, now, about, community }): Promise<SourceId> {
    const before = (await waitingFrom(db, who.member!)).find((one) => one.name === name)
    // Sent twice, it waits once.
    if (before) return before.id as SourceId
    const id = newId<'SourceId'>(now.getTime())
    about(id)
    const pieces = reach.split(/[\n,;]+/).map((one) => one.trim())
    const phone = pieces.find((one) => /^\+?[\d\s()-]{6,25}$/.test(one)) ?? null
    const email = pieces.find((one) => z.email().safeParse(one).success) ?? null
    const address = pieces.filter((one) => /^(https?:\/\/|www\.)\S+$/i.test(one))
    const web = address[0] ? (/^www\./i.test(address[0]) ? `https://${address[0]}` : address[0]) : null
    const code = pieces.map(readPostcode).find((one) => one !== null) ?? null
    await saveSource(db, {
      id,
      name,
      about: null,
      kind,
      for_whom: null,
      stages: [],
      topics: [],
      condition: false,
      area: null,
      address: null,
      postcode: code,
      latitude: null,
      longitude: null,
      phone,
      email,
      web: web && URL.canParse(web) ? web : null,
      cost: null,
      languages: [],
      access: null,
      hours: null,
      assured_date: null,
      next_due: null,
      state: 'suggested',
      origin: 'suggested',
      suggested_by: who.member,
      suggestion: [reach, ...(why ? [why] : [])].join('\n\n'),
      hsds: null,
      found_by: foundBy({ kind, topics: [], condition: false }, community.condition),
      at: now,
    })
    return id
  },
})

const waitingFrom = (db: Parameters<typeof sourceById>[0], member: string) =>
  db
    .selectFrom('source')
    .select(['id', 'name'])
    .where('suggested_by', '=', member)
    .where('state', '=', 'suggested')
    .execute()

/** What a source can help with: what somebody needs, or a topic of the condition's file. */
export function helpsChoices(condition: Condition): { value: string; label: string }[] {
  return [
    ...Object.entries(whats).map(([value, label]) => ({ value, label: label[0]!.toUpperCase() + label.slice(1) })),
    ...condition.topics.map(({ id, name }) => ({
      value: `topic ${id}`,
      label: name[0]!.toUpperCase() + name.slice(1),
    })),
  ]
}

/** Say what a source helps with; what was said before is said anew. */
export const sayItHelps = task('support.say-it-helps', {
  title: 'Say what a source helps me with',
  doors: ['web', 'phone', 'letter'],
  who: 'Members',
  input: z.object({
    source: SourceIdInput,
    helps: z
      .union([z.string(), z.array(z.string())])
      .optional()
      .transform((one) => [...new Set([one ?? []].flat().filter(Boolean))])
      .pipe(z.array(z.string().max(60)).min(1, 'Choose what it helps you with.').max(40, 'Choose from the list.')),
  }),
  allowed: (_, { who }) => mustBeSignedIn(who),
  async run({ source: id, helps }, { db, who, now, about, community }): Promise<number | Refusal> {
    const source = await sourceById(db, id)
    if (!source || source.state === 'suggested') return notFound('source')
    const known = helpsChoices(community.condition).map(({ value }) => value)
    if (!helps.every((one) => known.includes(one)))
      return refuse('Choose from the list.', 422, { helps: 'Choose from the list.' })
    about(id)
    await db.deleteFrom('source_say').where('source', '=', id).where('member', '=', who.member!).execute()
    await db
      .insertInto('source_say')
      .values(helps.map((one) => ({ source: id, member: who.member!, helps: one, made_at: now })))
      .execute()
    return helps.length
  },
})

export const takeBackSay = task('support.take-back-say', {
  title: 'Take back what I said of a source',
  doors: ['web', 'phone', 'letter'],
  who: 'Members, for themselves',
  input: z.object({ source: SourceIdInput }),
  allowed: (_, { who }) => mustBeSignedIn(who),
  async run({ source }, { db, who, about }) {
    about(source)
    await db.deleteFrom('source_say').where('source', '=', source).where('member', '=', who.member!).execute()
    return source
  },
})

/** What families say, in bands. A thing that fewer than 10 said is not among them. */
export interface SaysInWords {
  /** null: too few have said anything */
  readonly families: string | null
  /** "someone to talk to (10 to 20 families)", most said first */
  readonly helps: readonly string[]
}

export async function saysInWords(
  db: Parameters<typeof sourceById>[0],
  source: string,
  condition: Condition,
): Promise<SaysInWords> {
  const { families, helps } = await saysAbout(db, source)
  const labels = new Map(
    helpsChoices(condition).map(({ value, label }) => [value, label[0]!.toLowerCase() + label.slice(1)]),
  )
  const shown = [...helps]
    .flatMap(([value, n]) => {
      const band = bandWords(n)
      const label = labels.get(value)
      return band && label ? [{ label, band, n }] : []
    })
    // In the order of bands, then of the list, so that nothing is told within a band.
    .sort(
      (a, b) =>
        bandOrder(b.n) - bandOrder(a.n) ||
        [...labels.values()].indexOf(a.label) - [...labels.values()].indexOf(b.label),
    )
  return { families: bandWords(families), helps: shown.map(({ label, band }) => `${label} (${band})`) }
}

const bandOrder = (n: number) => (n > 50 ? 3 : n > 20 ? 2 : 1)

exports('Sources you suggested', (db, member) =>
  db.selectFrom('source').select(['name', 'state']).where('suggested_by', '=', member).orderBy('id').execute(),
)
exports('What you said helps you', async (db, member) => {
  const rows = await db
    .selectFrom('source_say')
    .innerJoin('source', 'source.id', 'source_say.source')
    .select(['source.name as source', 'source_say.helps as helps', 'source_say.made_at as made_at'])
    .where('source_say.member', '=', member)
    .orderBy('source_say.made_at')
    .execute()
  return [...Map.groupBy(rows, ({ source }) => source)].map(([source, said]) => ({
    source,
    helps: list(said.map(({ helps }) => helps.replace(/^topic /, ''))),
    said_at: said[0]!.made_at,
  }))
})
