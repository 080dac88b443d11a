/** How I can be matched: languages, how I like to be in touch, what I know well, and whether I may be proposed. */
import { z } from 'zod'
import type { Tx } from '../../../kit/database.ts'
import { exports } from '../../../kit/exports.ts'
import { refuse } from '../../../kit/refuse.ts'
import { type Doing, task } from '../../../kit/task.ts'
import { optionalWords } from '../../../kit/typed-words.ts'
import type { MemberId } from '../../../kit/who.ts'
import { hasConsent, noteConsents } from '../../members/consent.ts'
import { mustBeSignedIn } from '../../members/rules.ts'
import { type Channel, channels } from './ranking-facts.ts'
import type { profileOf } from './store.ts'

/** Those most spoken in the United Kingdom and Ireland. Source: censuses of 2021 and 2022, main languages. */
export const languages = [
  'English',
  'Welsh',
  'Irish',
  'Gaelic',
  'British Sign Language',
  'Arabic',
  'Bengali',
  'Gujarati',
  'Italian',
  'Polish',
  'Portuguese',
  'Punjabi',
  'Romanian',
  'Spanish',
  'Urdu',
] as const

export const channelNames = Object.keys(channels) as Channel[]

/** Boxes that were ticked; one box alone comes as a text. */
export const ticked = <const Options extends readonly [string, ...string[]]>(options: Options) =>
  z
    .union([z.array(z.string()).max(40), z.string().transform((one) => [one])])
    .default([])
    .pipe(z.array(z.enum(options, { error: 'Choose from the list.' })))

export const Channels = ticked(channelNames as [Channel, ...Channel[]])
export const Languages = ticked(languages)

/** A yes to matching that stands, or that was given with this form. */
export async function consents(doing: Doing, said: 'yes' | undefined): Promise<boolean> {
  const member = doing.who.member as MemberId
  if (await hasConsent(doing.db, member, 'matching')) return true
  if (said !== 'yes') return false
  await noteConsents(doing, member, [['matching', true]])
  return true
}

export const Consent = z.literal('yes', { error: 'Tick the box if you agree.' }).optional()

/** Set how one can be matched. To be proposed to others needs a yes to matching, given before or with it. */
export const setMatchProfile = task('ties.set-match-profile', {
  title: 'Say how I can be put in touch with another family',
  doors: ['web', 'phone', 'letter'],
  who: 'Members, for themselves',
  input: z.object({
    willing: z.enum(['yes', 'no'], { error: 'Choose yes or no.' }),
    languages: Languages,
    channels: Channels,
    knows: z.union([z.array(z.string().max(40)).max(40), z.string().transform((one) => [one])]).default([]),
    hours: optionalWords(200),
    consent: Consent,
  }),
  allowed: (_, { who }) => mustBeSignedIn(who),
  async run(input, doing) {
    const { db, who, now, community } = doing
    const fields: Record<string, string> = {}
    if (input.languages.length === 0) fields['languages[]'] = 'Choose at least one language.'
    if (input.channels.length === 0) fields['channels[]'] = 'Choose at least one way to be in touch.'
    if (input.willing === 'yes' && !(await consents(doing, input.consent)))
      fields.consent = 'Tick the box if other families may be suggested to you.'
    const [first] = Object.values(fields)
    if (first) return refuse(first, 422, fields)
    const knows = community.condition.topics.map(({ id }) => id).filter((id) => input.knows.includes(id))
    await writeProfile(db, who.member!, {
      willing: input.willing === 'yes',
      languages: input.languages,
      channels: input.channels,
      knows,
      hours: input.hours,
      changed_at: now,
    })
    return input.willing
  },
})

type Profile = Omit<NonNullable<Awaited<ReturnType<typeof profileOf>>>, 'member'>

export const writeProfile = (db: Tx, member: string, line: Profile) =>
  db
    .insertInto('match_profile')
    .values({ member, ...line })
    .onConflict((clash) => clash.column('member').doUpdateSet(line))
    .execute()

exports('How you can be matched', (db, member) =>
  db
    .selectFrom('match_profile')
    .select(['willing', 'languages', 'channels', 'knows', 'hours', 'changed_at'])
    .where('member', '=', member)
    .execute(),
)
