/** What a made-up person sends for each question of "Support in our lives". Pure. */
import type { Typed } from '../../../kit/form.ts'
import { dontKnow, type Place, ratherNot } from '../questionnaires/answering.ts'
import type { Asked } from '../questionnaires/questionnaire.ts'
import type { Drawing } from './drawing.ts'
import { unanswered } from './generating-model.ts'
import { ageBand, childBand, type Life, moneyOf, type Use } from './life.ts'

/** Words that somebody added at the end. */
const added = [
  'Made up: thank you for asking about the years after, and not only the first ones.',
  'Made up: the helpline kept us going when nothing else did.',
  'Made up: I stopped for a long time. I am glad I could come back.',
  'Made up: please ask dads as well.',
]

/** What a question is answered with, by its name; undefined leaves it empty. */
type Says = (life: Life, draw: Drawing, use: Use | undefined) => string | readonly string[] | undefined

/** A year as people tell it: most by its number, some around it, a few by what happened then. */
const yearWords = (year: number, draw: Drawing) =>
  draw.oneOf(
    [`${year}`, `around ${year}`, `spring ${year}`, 'when she started school'],
    (one) => (({ around: 4, spring: 2, when: 1 })[one.split(' ')[0]!] as number | undefined) ?? 8,
  )

const skill: Says = ({ internet }, draw) =>
  draw.happens({ no: 0.15, helped: 0.4, sometimes: 0.8, 'most-days': 0.95 }[internet]) ? 'yes' : 'no'
const yesNo =
  (chance: number): Says =>
  (_, draw) =>
    draw.happens(chance) ? 'yes' : 'no'

const says: Readonly<Record<string, Says>> = {
  relation: (_, draw) => draw.oneOf(['parent', 'step', 'grandparent', 'other'], (one) => (one === 'parent' ? 20 : 1)),
  child_age: childBand,
  years_since: ({ since }) => String(since),
  lives: ({ childAge }, draw) =>
    childAge < 18 ? 'with-me' : draw.oneOf(['with-me', 'part', 'elsewhere'], (one) => (one === 'with-me' ? 2 : 1)),
  age: ageBand,
  gender: (_, draw) => draw.oneOf(['woman', 'man'], (one) => (one === 'woman' ? 4 : 1)),
  education: ({ education }, draw) => (draw.happens(0.04) ? 'other' : ['16', '18', 'degree'][education - 1]!),
  money: moneyOf,
  nation: (_, draw) => draw.oneOf(['england', 'scotland', 'wales', 'ni'], (one) => (one === 'england' ? 9 : 1)),
  uses_internet: ({ internet }) => internet,
  devices: (_, draw) => draw.some(['phone', 'tablet', 'computer'], 0.6),
  ...Object.fromEntries(Array.from({ length: 8 }, (_, at) => [`skill_${at + 1}`, skill])),
  ever: ({ ever }) => ever,
  peer_ever: ({ peer }) => (peer ? 'yes' : 'no'),
  peer_now: (_, draw) => draw.oneOf(['once', 'sometimes', 'often']),
  peer_benefit: ({ benefit }) => benefit,
  peer_for: ({ peerFor }) => peerFor,
  blog_ever: ({ blog }) => (blog ? 'yes' : 'no'),
  offline_same: ({ offline }) => offline,
  moved: yesNo(0.4),
  moved_back: yesNo(0.3),
  source: (_, __, use) => use?.kind,
  source_needs: (_, __, use) => use?.needs,
  source_from: (_, draw, use) => use && yearWords(use.from, draw),
  source_state: (_, __, use) => use?.state,
  source_to: (_, draw, use) => (use?.to ? yearWords(use.to, draw) : undefined),
  source_reasons: (_, __, use) => use?.reasons,
  never_why: ({ internet }, draw) =>
    internet === 'no' ? ['not-online'] : draw.some(['did-not-know', 'enough', 'not-for-me', 'privacy', 'upset'], 0.35),
  osss_1: (_, draw) => draw.oneOf(['none', '1-2', '3-5', '6-more']),
  osss_2: (_, draw) => draw.oneOf(['none', 'little', 'uncertain', 'some', 'a-lot']),
  osss_3: (_, draw) => draw.oneOf(['very-hard', 'hard', 'possible', 'easy', 'very-easy']),
  who_helps: (_, draw) => draw.some(['partner', 'family', 'friends', 'paid', 'school'], 0.4),
  anything: (_, draw) => (draw.happens(0.15) ? draw.oneOf(added) : undefined),
}

/**
 * What somebody sends for a question.
 *
 * @throws when the questionnaire asks what this cohort was not made for
 */
export function typedFor(asked: Asked, { round }: Place, life: Life, draw: Drawing): Typed {
  const say = says[asked.id]
  if (!say) throw new Error(`The made-up people have nothing to say to “${asked.id}”.`)
  const would = say(life, draw, life.history[round])
  const lot = draw.whole(0, 999) / 1000
  const rather = asked.id === 'money' ? unanswered.ratherNotMoney : unanswered.ratherNot
  if (lot < unanswered.dontKnow) return asked.dontKnow ? { instead: dontKnow } : {}
  if (lot < unanswered.dontKnow + rather) return asked.ratherNot ? { instead: ratherNot } : {}
  if (lot < unanswered.dontKnow + rather + unanswered.skipped) return {}
  if (would === undefined || would.length === 0) return {}
  return asked.kind === 'many' ? { 'answer[]': would } : { answer: would }
}
