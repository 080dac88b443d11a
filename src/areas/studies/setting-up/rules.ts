/** Setting a study up: what has to be there before it opens, and what may change afterwards. Pure. */
import { dayInWords } from '../../members/days.ts'
import { planFaults } from '../analysis/plan.ts'
import { variablesOf } from '../analysis/variables.ts'
import { Questionnaire, questionsOf } from '../questionnaires/questionnaire.ts'
import { joiningPurpose, spellsPurpose, takingPart } from '../standing.ts'
import type { SetUp, Wave } from './store.ts'

/** Whose a step is: the charity's, done by a steward, or the researchers'. */
export type Side = 'charity' | 'researchers'

/** How long people have, at least, to take their answers back: from the opening, and from the end of the last wave. */
export const daysFromOpening = 28
export const daysFromLastWave = 14

/** @param day 2027-03-04 */
export const daysAfter = (day: string, days: number) =>
  new Date(Date.parse(`${day}T12:00:00Z`) + days * 24 * 60 * 60 * 1000).toISOString().slice(0, 10)

/** An address made of a title: "Support in our lives" is support-in-our-lives. */
export const slugOfTitle = (title: string) =>
  title
    .normalize('NFKD')
    .replace(/[\u0300-\u036f’']/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 60)
    .replace(/^-+|-+$/g, '')

/** The first phone number in words such as "Ring 0113 496 0200, or write to …"; null when there is none. */
export function phoneIn(contact: string): string | null {
  for (const [found] of contact.matchAll(/\+?\d[\d ()-]{7,}\d/g))
    if (found.replace(/\D/g, '').length >= 9) return found.trim()
  return null
}

/** Gaps that the sheet to begin with leaves to be filled: "[how long it takes]". */
export const gapsIn = (words: string): string[] => words.match(/\[[^\][]{3,}\]/g) ?? []

/** A part of a sheet as it is read: a heading, a list or a paragraph. Sheets are plain words, the same on paper. */
export interface SheetPart {
  readonly kind: 'heading' | 'list' | 'paragraph'
  readonly lines: readonly string[]
}

/** Parts stand apart by an empty line. One short line that ends no sentence is a heading, unless it ends with "?". */
export const sheetParts = (words: string): SheetPart[] =>
  words
    .split(/\n\s*\n/)
    .map((part) => part.split('\n').map((line) => line.trim()))
    .map((lines) => lines.filter(Boolean))
    .filter((lines) => lines.length > 0)
    .map((lines) => {
      if (lines.every((line) => /^[-•*] /.test(line)))
        return { kind: 'list', lines: lines.map((line) => line.slice(2).trim()) }
      const isHeading = lines.length === 1 && lines[0]!.length <= 70 && !/[.!:,;…)]$/.test(lines[0]!)
      return { kind: isHeading ? 'heading' : 'paragraph', lines }
    })

/** Why these waves cannot be; null when they can. Waves follow each other, and none overlaps the next. */
export function wavesFault(waves: readonly Wave[]): string | null {
  const inOrder = [...waves].sort((a, b) => a.number - b.number)
  for (const [at, wave] of inOrder.entries()) {
    if (wave.closes_on < wave.opens_on) return 'A wave cannot end before it begins.'
    const before = inOrder[at - 1]
    if (before && wave.opens_on <= before.closes_on)
      return `Wave ${wave.number} has to begin after wave ${before.number} has ended, on ${dayInWords(before.closes_on)}.`
  }
  return null
}

/** The earliest last day for taking answers back. */
export function earliestEnd(waves: readonly Wave[], opensOn: string): string {
  const fromOpening = daysAfter(opensOn, daysFromOpening)
  const last = waves
    .map(({ closes_on }) => closes_on)
    .sort()
    .at(-1)
  const fromWaves = last ? daysAfter(last, daysFromLastWave) : fromOpening
  return fromWaves > fromOpening ? fromWaves : fromOpening
}

export interface Step {
  /** its address: /studies/NAME/setting-up/KEY */
  readonly key: string
  readonly label: string
  readonly side: Side
  /** what is still missing before the study can open; null when nothing is */
  readonly missing: string | null
  /** how it stands */
  readonly stands: string
}

/** The steps of setting up, in the order in which they are best done. */
export function stepsOf(one: SetUp, today: string): Step[] {
  const step = (key: string, label: string, side: Side, missing: string | null | false, stands = ''): Step => ({
    key,
    label,
    side,
    missing: missing || null,
    stands,
  })
  const { sheet, plan, waves, approvals } = one
  const end = one.withdraw_until
  const opensOn = one.opened_on ?? today
  return [
    step('about', 'Name and contact', 'charity', aboutMissing(one)),
    step(
      'people',
      'Who works in it',
      'charity',
      one.researchers === 0 && 'Name a researcher.',
      `${people(one.researchers, 'researcher')}, ${one.desk} at its desk`,
    ),
    step('protocol', 'Protocol', 'researchers', !one.protocol && 'Write the protocol.', version(one.protocol_version)),
    step(
      'questionnaire',
      'Questionnaire',
      'researchers',
      questionnaireMissing(one),
      version(one.questionnaire?.version),
    ),
    step('plan', 'Plan of analysis', 'researchers', planMissing(one), version(plan?.version)),
    step(
      'sheet',
      'Information sheet',
      'researchers',
      !sheet
        ? 'Write the information sheet.'
        : gapsIn(sheet.words).length > 0 && `Fill the gap in the information sheet: ${gapsIn(sheet.words)[0]}`,
      version(sheet?.version),
    ),
    step('consent', 'What people can say yes to', 'researchers', consentMissing(one), `${one.items.length} in all`),
    step('support-maps', 'Support maps', 'researchers', null, one.asks_for_spells ? 'asked for' : 'not asked for'),
    step('arms', 'How people come in', 'charity', null, one.arms.map((arm) => armWords[arm]).join(', ')),
    step(
      'waves',
      'Waves',
      'researchers',
      waves.length > 0 &&
        waves.every(({ closes_on }) => closes_on < today) &&
        one.state === 'draft' &&
        'Every wave is over. Add one that is still to come.',
      waves.length === 0 ? 'none, so it takes answers until it is closed' : `${waves.length} in all`,
    ),
    step(
      'withdrawal',
      'Last day to take answers back',
      'charity',
      !end
        ? 'Say until when answers can be taken back.'
        : end < earliestEnd(waves, opensOn) &&
            `People need time to take answers back: until ${dayInWords(earliestEnd(waves, opensOn))} at least.`,
      end ? dayInWords(end) : '',
    ),
    step(
      'approvals',
      'Approvals',
      'charity',
      approvals.length === 0 && 'Note who approved the study.',
      `${approvals.length} noted`,
    ),
  ]
}

const version = (n: number | null | undefined) => (n ? `version ${n}` : '')
const people = (n: number, one: string) => `${n} ${n === 1 ? one : `${one}s`}`

export const armWords: Record<'letters' | 'places' | 'members', string> = {
  letters: 'by letter',
  places: 'from a notice in a place',
  members: 'as members here',
}

function aboutMissing({ run_by, contact }: SetUp): string | null {
  if (!run_by) return 'Say who runs the study.'
  return phoneIn(contact) ? null : 'Give a phone number on which the study can be reached.'
}

function questionnaireMissing({ questionnaire, content }: SetUp): string | null {
  if (!questionnaire) return 'Choose a questionnaire.'
  const read = Questionnaire.safeParse(content)
  if (!read.success) return `The questionnaire has a mistake: ${read.error.issues[0]!.message}`
  return questionsOf(read.data).every(({ kind }) => kind === 'statement')
    ? 'The questionnaire has no question yet.'
    : null
}

function planMissing({ plan, content }: SetUp): string | null {
  if (!plan) return 'Fix the plan of analysis.'
  if (plan.content.family.length === 0) return 'The plan has no family of pairs. Fix one that has.'
  const read = Questionnaire.safeParse(content)
  const fault = read.success ? planFaults(plan.content, variablesOf(read.data))[0] : null
  return fault ? `The plan does not fit the questionnaire: ${fault}` : null
}

function consentMissing({ items, asks_for_spells }: SetUp): string | null {
  const has = (purpose: string) => items.some((item) => item.purpose === purpose)
  if (!items.some(({ purpose, needed }) => purpose === takingPart && needed))
    return `Write what people say yes to: “${takingPart}” is missing.`
  if (asks_for_spells && !has(spellsPurpose)) return 'Write what people say yes to for their support maps.'
  if (!asks_for_spells && has(spellsPurpose))
    return 'There are words about support maps. Ask for support maps, or take the words away.'
  return null
}

/** What a study needs before it can open, a sentence each. */
export const missingOf = (one: SetUp, today: string): string[] =>
  stepsOf(one, today).flatMap(({ missing }) => missing ?? [])

/** What people can say yes to, ready to be taken. Each on its own; all are off until they say so. */
export const readyItems: readonly { readonly purpose: string; readonly words: string; readonly needed: boolean }[] = [
  { purpose: takingPart, words: 'I have read the information, and I want to take part.', needed: true },
  { purpose: 'interview', words: 'A researcher may ask me to talk about this.', needed: false },
  {
    purpose: spellsPurpose,
    words: 'The study may read my support map: what I used, when, and why I stopped. It cannot read my posts.',
    needed: false,
  },
  {
    purpose: joiningPurpose,
    words: 'If I take part again, my answers may be joined to those I gave before. I do this myself, with my code.',
    needed: false,
  },
  { purpose: 'later studies', words: 'My answers may be used in later studies like this one.', needed: false },
  { purpose: 'quotes', words: 'Words that I write may be quoted, without my name.', needed: false },
]
/** Ready words that fit this study: on support maps where these are asked for, on joining answers where there are waves. */
export const readyFor = ({ asks_for_spells, waves }: Pick<SetUp, 'asks_for_spells' | 'waves'>) =>
  readyItems.filter(
    ({ purpose }) => (purpose !== spellsPurpose || asks_for_spells) && (purpose !== joiningPurpose || waves.length > 0),
  )
/** Nobody has to say yes to one of these in order to take part. */
export const alwaysFree: readonly string[] = readyItems.filter(({ needed }) => !needed).map(({ purpose }) => purpose)

/** A sheet to begin with. What is in brackets has to be filled before the study can open. */
export const sheetToBeginWith = `What is this study about?

[Say in a few short sentences what you want to find out, and why.]

What will I be asked to do?

[Say how long it takes, and that it can be done online, on paper or by phone.]

Do I have to take part?

No. It is up to you. Your help from the charity stays the same, whatever you choose. Those who help you do not see who takes part.

What are the good sides and the hard sides?

[Say what may come of it, and what may be hard to answer.]

What happens to my answers?

Your answers are kept without your name. The researchers never see your name or your address. Nothing that could point to you is ever shown.

Can I change my mind?

Yes. You can stop at any time, and you can leave out any question. Until the last day that is said here, you can take all your answers back. You need not say why.

What if it upsets me?

[Say where people can turn, day and night.]

Who runs it, and how can I reach you?

[Say who you are, who pays for the study, and how to complain.]`
