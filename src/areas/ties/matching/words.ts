/** What the two of a match are told, in words for any door: read in a mail, printed in a letter, read out on a call. */
import type { Answer } from '../../../kit/lists.ts'
import type { Notice } from '../../members/telling.ts'
import { type Channel, channels } from './ranking-facts.ts'
import type { MatchId, Weeks } from './store.ts'

export const matchHref = (match: string) => `/matching/matches/${match}`

const yesOrNo = [
  { value: 'yes', label: 'Yes, put us in touch' },
  { value: 'no', label: 'No, not this time' },
]

/** Nobody is told who said no, at any door. */
export const quietNo = 'Nothing passes until you both say yes. A no is fine, and nobody is told who said it.'

export const answerSlip = (match: MatchId): Answer => ({
  task: 'ties.answer-proposal',
  input: { match },
  asks: [{ field: 'answer', label: 'Shall we put you in touch?', options: yesOrNo }],
})

export const proposalToAsker = (match: MatchId, why: string, differs: string): Notice => ({
  kind: 'match',
  subject: 'Someone you may like to meet',
  words: `You asked to meet another family. We found someone.\n\n${why} ${differs}\n\nShall we put you in touch? ${quietNo}`,
  href: matchHref(match),
  answer: answerSlip(match),
})

export const proposalToHelper = (match: MatchId, why: string): Notice => ({
  kind: 'match',
  subject: 'Someone would like to meet you',
  words: `Someone asked to meet another family, and we thought of you.\n\n${why}\n\nShall we put you in touch? ${quietNo}`,
  href: matchHref(match),
  answer: answerSlip(match),
})

/** Said to whoever had not said no; it does not say who did. */
export const notThisTime = (isAsker: boolean): Notice => ({
  kind: 'answer',
  subject: 'It did not come about',
  words: isAsker
    ? 'The family we thought of did not come about. That says nothing about you. We look further, and tell you soon.'
    : 'The family we thought of did not come about. Thank you for saying yes. There is nothing you need to do.',
  href: '/matching',
})

/** How two may begin: by the first way they share, at a time that suits. */
export function howToBegin(name: string, shared: readonly Channel[], hours: string | null): string {
  const [first] = shared
  const begin: Readonly<Record<Channel, string>> = {
    phone: `Ring first? Many find a short call the easiest.`,
    video: `Begin with a video call? Ten minutes is enough.`,
    'in person': `Begin with a cup of tea? Choose a place with people around.`,
    letter: `Begin with a letter? A few lines are enough.`,
    message: `Begin with a message here? A few words are enough.`,
  }
  const when = hours ? ` ${name} says when it suits: “${hours}”.` : ''
  const both =
    shared.length > 0 ? ` You both like to be in touch ${shared.map((one) => channels[one]).join(', ')}.` : ''
  return `${first ? begin[first] : ''}${both}${when}`.trim()
}

export const introduced = (match: MatchId, name: string, begin: string): Notice => ({
  kind: 'match',
  subject: `You and ${name}`,
  words: `You and ${name} both said yes.\n\n${begin}\n\nPlease be in touch within two days if you can. You choose what ${name} may have: your number, your email or your address.`,
  href: matchHref(match),
  answer: {
    task: 'ties.note-first-contact',
    input: { match },
    asks: [{ field: 'yes', label: `Have you and ${name} been in touch?`, options: [{ value: 'yes', label: 'Yes' }] }],
  },
})

export const followUpAnswers = {
  yes: 'Yes',
  'not yet': 'Not yet',
  'did not fit': 'It did not fit',
} as const

export const followUpSlip = (match: MatchId, weeks: Weeks): Answer => ({
  task: 'ties.follow-up',
  input: { match, weeks },
  asks: [
    {
      field: 'answer',
      label: 'Have you been in touch?',
      options: Object.entries(followUpAnswers).map(([value, label]) => ({ value, label })),
    },
  ],
})

const ago: Readonly<Record<Weeks, string>> = { 2: 'Two weeks ago', 8: 'Eight weeks ago' }

export const followUp = (match: MatchId, weeks: Weeks, name: string): Notice => ({
  kind: 'match',
  subject: `You and ${name}`,
  words: `${ago[weeks]} we put you in touch with ${name}. Have you been in touch? Any answer is fine: yes, not yet, or it did not fit.`,
  href: matchHref(match),
  answer: followUpSlip(match, weeks),
})

/** "No match yet" is honest, and offers a person. Source: DOMAIN, matching. */
export const noMatchYet = (offer: 'ring' | 'write', by: string, words: string | null): Notice => ({
  kind: 'answer',
  subject: 'About what you asked us',
  words: [
    'You asked to meet another family. There is no match yet, and we would rather tell you so. We keep looking.',
    offer === 'ring'
      ? `Until then, ${by} will ring you, if you like. Tell us if you would rather not.`
      : `Until then, ${by} will write to you, if you like. Tell us if you would rather not.`,
    ...(words ? [words] : []),
  ].join('\n\n'),
  href: '/matching',
})
