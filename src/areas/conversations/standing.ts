/**
 * Two-axis standing: who is speaking, and what it rests on. Both always in words.
 * Source: the study's finding that people may not tell sources apart, most of all those who rely on other parents.
 */
import { z } from 'zod'
import { optionalWords } from '../../kit/typed-words.ts'
import type { Role } from '../../kit/who.ts'
import { SourceWritten } from './source-date.ts'

export const voices = {
  parent: 'Parent, own experience',
  helper: 'Trained parent helper',
  charity: 'Charity',
  'public body': 'Public health body or regulator',
  clinician: 'Clinician',
  researcher: 'Researcher',
  company: 'Company',
  news: 'News',
  blog: 'Blog',
  unknown: 'Not known who',
} as const
export type Voice = keyof typeof voices

export const bases = {
  'one family': 'One family’s experience',
  'many families': 'Many families’ experience',
  expert: 'An expert’s view',
  guideline: 'A guideline or consensus',
  study: 'A study',
  regulator: 'A regulator’s decision',
  'not stated': 'Not stated',
} as const
export type Basis = keyof typeof bases

const keys = <K extends string>(record: Record<K, string>) => Object.keys(record) as [K, ...K[]]

export interface Standing {
  readonly voice: Voice
  readonly basis: Basis
  /** Size and design of the study; which regulator, where and when. */
  readonly basis_words: string | null
  readonly applies_to: string | null
  readonly interest: string | null
  readonly country: string | null
  /** when the source was written, in the words of whoever tells of it; null for one's own experience */
  readonly source_written: string | null
}

/** The fields of a form that say what a post rests on. A parent's own experience costs no click. */
export const StandingInput = {
  basis: z.enum(keys(bases), { error: 'Choose what this rests on.' }).default('one family'),
  basis_words: optionalWords(200),
  applies_to: optionalWords(200),
  interest: optionalWords(200),
  country: optionalWords(60),
  source_written: SourceWritten,
}

/**
 * Whose voice a post has, and what it rests on when the writer left that as it was.
 * Nobody chooses their voice: it follows from the role the charity gave. Staff who tell what they lived
 * through themselves speak as the parents they are; a clinician's word is an expert's view, never a family's.
 */
export function standingFor(role: Role, announces: boolean, basis: Basis): { voice: Voice; basis: Basis } {
  const unsaid = basis === 'one family'
  if (role === 'clinician') return { voice: 'clinician', basis: unsaid ? 'expert' : basis }
  if (role === 'steward' || role === 'moderator') {
    if (announces) return { voice: 'charity', basis: unsaid ? 'not stated' : basis }
    return { voice: unsaid ? 'parent' : 'charity', basis }
  }
  return { voice: role === 'helper' ? 'helper' : 'parent', basis }
}

/** Bases that a reader can only weigh when they know a little more. */
const wantsWords: Partial<Record<Basis, string>> = {
  study: 'Say how many took part and what kind of study it was. "I don’t know" is fine.',
  regulator: 'Say who decided, where and when. "I don’t know" is fine.',
  guideline: 'Say whose guideline it is. "I don’t know" is fine.',
}

/**
 * What is still missing before a claim can be weighed. Anything but a family's own experience
 * says what it rests on, for whom it applies, and any interest.
 *
 * @returns messages by field; empty when nothing is missing
 */
export function missingFrom(standing: Omit<Standing, 'voice'>): Record<string, string> {
  if (standing.basis === 'one family' || standing.basis === 'not stated') return {}
  const missing: Record<string, string> = {}
  const more = wantsWords[standing.basis]
  if (more && !standing.basis_words) missing.basis_words = more
  if (!standing.applies_to) missing.applies_to = 'Say who this is for, such as "adults" or "anyone".'
  if (!standing.interest) missing.interest = 'Say if you or someone close gains from this. "None" is fine.'
  return missing
}

/** One or two sentences that stand beside every post. */
export function standingWords(standing: Standing): { who: string; restsOn: string; more: string[] } {
  const { basis_words, applies_to, interest, country, source_written } = standing
  const base = bases[standing.basis]
  return {
    who: voices[standing.voice],
    restsOn:
      standing.basis === 'not stated'
        ? 'What it rests on is not stated'
        : basis_words
          ? `${base}: ${basis_words}`
          : base,
    more: [
      ...(source_written ? [`Written: ${source_written}`] : []),
      ...(applies_to ? [`For: ${applies_to}`] : []),
      ...(country ? [`Country: ${country}`] : []),
      ...(interest ? [`Interest: ${interest}`] : []),
    ],
  }
}
