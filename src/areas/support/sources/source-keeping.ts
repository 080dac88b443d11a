/** Keeping the directory: what the charity adds, changes, checks and closes. */
import { z } from 'zod'
import { idOf, newId } from '../../../kit/brand.ts'
import type { Condition } from '../../../kit/community.ts'
import { type Allowed, notFound, type Refusal, refuse } from '../../../kit/refuse.ts'
import { task } from '../../../kit/task.ts'
import { optionalWords, words } from '../../../kit/typed-words.ts'
import { readPostcode } from '../../members/reach.ts'
import { mustBeModerator } from '../../members/rules.ts'
import { tellMember } from '../../members/telling.ts'
import { type Nation, nations } from '../hours/holidays.ts'
import { londonClock } from '../hours/london.ts'
import type { Hours } from '../hours/rules.ts'
import { readDay, readExceptions, readRegular } from '../hours/typed.ts'
import { exceptionLines, regularLines } from '../hours/words.ts'
import { nationOf } from '../near/rules.ts'
import { sourceKinds } from './source-kinds.ts'
import { directoryKinds, dueAfter } from './source-rules.ts'
import { columnsIn, type Source, type SourceId, saveSource, sourceById } from './source-store.ts'

export const SourceIdInput = idOf<'SourceId'>()

/** Choices of bank holidays on the form: whose, and what happens on them. */
export const holidayChoices = [
  'unknown',
  'open',
  ...(Object.keys(nations) as Nation[]).map((nation) => `closed ${nation}` as const),
] as const

const List = z
  .union([z.string(), z.array(z.string())])
  .optional()
  .transform((one) => [one ?? []].flat().filter(Boolean))

export const SourceInput = z.object({
  name: words(150, 'Type its name.'),
  kind: z.enum(directoryKinds, { error: 'Choose what it is.' }),
  about: optionalWords(1500),
  condition: z.enum(['yes', 'no'], { error: 'Choose whom it is for.' }).default('no'),
  for_whom: optionalWords(300),
  area: optionalWords(200),
  phone: optionalWords(40),
  email: optionalWords(254),
  web: optionalWords(500),
  address: optionalWords(300),
  postcode: optionalWords(12),
  position: optionalWords(60),
  regular: optionalWords(2000),
  holidays: z.enum(holidayChoices, { error: 'Choose from the list.' }).default('unknown'),
  exceptions: optionalWords(3000),
  hours_words: optionalWords(500),
  cost: optionalWords(300),
  languages: optionalWords(200),
  access: optionalWords(500),
  stages: List,
  topics: List,
})
type Typed = z.infer<typeof SourceInput>

const phone = /^\+?[\d\s()-]{3,30}(?: ?(?:ext|x)\.? ?\d{1,6})?$/i

/** Read what was typed, or say what is wrong with each field. */
function readTyped(
  typed: Typed,
  before: Source | null,
): Omit<Typed, 'condition' | 'languages'> & {
  condition: boolean
  languages: string[]
  latitude: number | null
  longitude: number | null
  hours: Hours | null
  wrong: Record<string, string>
} {
  const wrong: Record<string, string> = {}
  const postcode = typed.postcode ? readPostcode(typed.postcode) : null
  if (typed.postcode && !postcode) wrong.postcode = 'Type a whole postcode, like BS5 7AB.'
  if (typed.phone && !phone.test(typed.phone)) wrong.phone = 'Type a phone number, like 0800 123 4567.'
  if (typed.email && !z.email().safeParse(typed.email).success)
    wrong.email = 'Type an email address like name@example.org.'
  const web = typed.web && !/^[a-z]+:/i.test(typed.web) ? `https://${typed.web}` : typed.web
  if (web && !(URL.canParse(web) && /^https?:$/.test(new URL(web).protocol) && new URL(web).hostname.includes('.')))
    wrong.web = 'Type a web address, like https://example.org.'
  const [, latitude, longitude] =
    /^(-?\d{1,2}(?:\.\d+)?)\s*[,\s]\s*(-?\d{1,3}(?:\.\d+)?)$/.exec(typed.position ?? '') ?? []
  if (typed.position && (Math.abs(Number(latitude ?? 91)) > 90 || Math.abs(Number(longitude)) > 180))
    wrong.position = 'Type two numbers, like 51.45, -2.59. Or leave it empty.'
  const hours = hoursTyped(typed, postcode, before?.hours ?? null, wrong)
  return {
    ...typed,
    web,
    postcode,
    condition: typed.condition === 'yes',
    languages: (typed.languages ?? '').split(/[,\n]/).flatMap((one) => one.trim() || []),
    latitude: latitude === undefined ? null : Number(latitude),
    longitude: longitude === undefined ? null : Number(longitude),
    hours,
    wrong,
  }
}

/** What was not touched stays as it is, also where it came from a directory and says more than can be typed. */
function hoursTyped(
  typed: Typed,
  postcode: string | null,
  before: Hours | null,
  wrong: Record<string, string>,
): Hours | null {
  const regularSame = before && (typed.regular ?? '') === regularLines(before.regular).join('\n')
  const othersSame = before && (typed.exceptions ?? '') === exceptionLines(before.exceptions).join('\n')
  const regular = regularSame ? { read: [...before.regular] } : readRegular(typed.regular ?? '')
  const exceptions = othersSame ? { read: [...before.exceptions] } : readExceptions(typed.exceptions ?? '')
  if ('wrong' in regular) wrong.regular = regular.wrong
  if ('wrong' in exceptions) wrong.exceptions = exceptions.wrong
  if ('wrong' in regular || 'wrong' in exceptions) return null
  if (regular.read.length + exceptions.read.length === 0 && !typed.hours_words) return null
  const nation = nationOf(postcode)
  const holidays =
    typed.holidays === 'unknown'
      ? null
      : typed.holidays === 'open'
        ? { nation, is: 'open' as const }
        : { nation: typed.holidays.slice('closed '.length) as Nation, is: 'closed' as const }
  return { regular: regular.read, exceptions: exceptions.read, holidays, nation, words: typed.hours_words }
}

/** Words besides its own that a source is found by. */
export function foundBy({ kind, topics, condition }: Pick<Source, 'kind' | 'topics' | 'condition'>, about: Condition) {
  const names = about.topics.filter(({ id }) => topics.includes(id)).map(({ name }) => name)
  return [sourceKinds[kind].label, ...names, condition ? about.name : ''].join(' ')
}

const known = (list: readonly { id: string }[], ids: readonly string[]) =>
  ids.filter((id) => list.some((one) => one.id === id))

/** Add a source to the directory, or change one. */
export const keepSource = task('support.keep-source', {
  title: 'Add a source to the directory, or change one',
  doors: ['web', 'phone'],
  who: 'Moderators and stewards',
  input: SourceInput.extend({ source: SourceIdInput.optional() }),
  allowed: (_, { who }) => mustBeModerator(who),
  async run({ source: id, ...input }, { db, now, about, community }): Promise<SourceId | Refusal> {
    const before = id ? await sourceById(db, id) : null
    if (id && !before) return notFound('source')
    const { wrong, ...typed } = readTyped(input, before)
    const [first] = Object.values(wrong)
    if (first) return refuse(first, 422, wrong)
    if (!typed.phone && !typed.email && !typed.web && !typed.address)
      return refuse('Give one way to reach it: phone, email, web or address.', 422, {
        phone: 'Give one way to reach it: phone, email, web or address.',
      })
    const { condition } = community
    const made = before?.id ?? newId<'SourceId'>(now.getTime())
    const today = londonClock(now).day
    about(made)
    await saveSource(db, {
      ...typed,
      id: made,
      stages: known(condition.stages, typed.stages),
      topics: known(condition.topics, typed.topics),
      // What is new was looked at now. Changing a word of it later is no check.
      assured_date: before ? before.assured_date : today,
      next_due: before ? nextDue(before, typed.topics) : dueAfter(today, typed.topics),
      state: before?.state ?? 'shown',
      origin: before?.origin ?? 'kept',
      suggested_by: before?.suggested_by ?? null,
      suggestion: before?.suggestion ?? null,
      hsds: before?.hsds ?? null,
      found_by: foundBy(typed, condition),
      at: now,
    })
    return made
  },
})

/** When topics change, so does how long a check holds. */
const nextDue = ({ assured_date }: Source, topics: readonly string[]) =>
  assured_date ? dueAfter(assured_date, topics) : null

async function change(
  id: string,
  { db, now, about, community }: Parameters<typeof keepSource.run>[1],
  changes: (source: Source) => Partial<Pick<Source, 'state' | 'assured_date' | 'next_due'>> | Refusal,
): Promise<Source | Refusal> {
  const source = await sourceById(db, id)
  if (!source) return notFound('source')
  const made = changes(source)
  if ('refused' in made) return made
  about(id)
  await saveSource(db, {
    ...columnsIn(source),
    ...source,
    ...made,
    found_by: foundBy(source, community.condition),
    at: now,
  })
  return { ...source, ...made }
}

/** Somebody has looked whether it is all still so. */
export const checkSource = task('support.check-source', {
  title: 'Say that a source was checked',
  doors: ['web', 'phone'],
  who: 'Moderators and stewards',
  input: z.object({ source: SourceIdInput, on: optionalWords(40) }),
  allowed: (_, { who }) => mustBeModerator(who),
  async run({ source, on }, doing): Promise<Source | Refusal> {
    const today = londonClock(doing.now).day
    const day = on ? readDay(on) : today
    if (!day || day > today)
      return refuse('Type a day up to today, like 4 March 2026.', 422, { on: 'Type a day up to today.' })
    return change(source, doing, ({ topics }) => ({ assured_date: day, next_due: dueAfter(day, topics) }))
  },
})

/** It is no more, or open again. Its page stays and says so. */
export const closeSource = task('support.close-source', {
  title: 'Say that a source has closed, or is open again',
  doors: ['web', 'phone'],
  who: 'Moderators and stewards',
  input: z.object({ source: SourceIdInput, closed: z.enum(['yes', 'no'], { error: 'Choose one.' }).default('yes') }),
  allowed: (_, { who }) => mustBeModerator(who),
  run: ({ source, closed }, doing) =>
    change(source, doing, ({ state }) =>
      state === 'suggested'
        ? refuse('Decide about the suggestion first.', 409)
        : { state: closed === 'yes' ? 'closed' : 'shown' },
    ),
})

/** Take a suggestion into the directory, or not; whoever suggested it is told. */
export const decideSuggestion = task('support.decide-suggestion', {
  title: 'Decide about a suggested source',
  doors: ['web', 'phone'],
  who: 'Moderators and stewards',
  input: z.object({
    source: SourceIdInput,
    decision: z.enum(['yes', 'no'], { error: 'Choose yes or no.' }),
    words: optionalWords(1000),
  }),
  allowed: (_, { who }): Allowed => mustBeModerator(who),
  async run({ source: id, decision, words: why }, doing): Promise<Source | Refusal> {
    const { db, now } = doing
    const source = await sourceById(db, id)
    if (!source) return notFound('source')
    if (source.state !== 'suggested') return refuse('This was decided before.', 409)
    if (decision === 'no' && !why)
      return refuse('Say why not. Whoever suggested it is told.', 422, { words: 'Say why not.' })
    if (source.suggested_by)
      await tellMember(doing, source.suggested_by, {
        kind: 'answer',
        subject: 'What you told us about',
        words: [
          decision === 'yes'
            ? `Thank you for telling us about “${source.name}”. Other families can find it in the directory now.`
            : `Thank you for telling us about “${source.name}”. We did not put it in the directory.`,
          ...(why ? [why] : []),
        ].join('\n\n'),
        ...(decision === 'yes' ? { href: `/sources/${id}` } : {}),
      })
    if (decision === 'no') {
      doing.about(id)
      await db.deleteFrom('source').where('id', '=', id).execute()
      return source
    }
    const today = londonClock(now).day
    return change(id, doing, ({ topics }) => ({
      state: 'shown',
      assured_date: today,
      next_due: dueAfter(today, topics),
    }))
  },
})
