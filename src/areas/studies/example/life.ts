/** One made-up life: who somebody is, whom they care for, and what they have used. Pure; drawn by generating-model.ts. */
import { chanceOf, type Drawing } from './drawing.ts'
import { life as ages, type Model, middle } from './generating-model.ts'

export const offlineKinds = [
  'helpline',
  'local-group',
  'any-group',
  'clinic',
  'family',
  'parents',
  'meet-up',
  'charity',
  'print',
] as const
export type OfflineKind = (typeof offlineKinds)[number]

export const needs = ['information', 'talk', 'practical', 'equipment', 'break', 'rights', 'other'] as const
const internetLevels = ['no', 'helped', 'sometimes', 'most-days'] as const
const benefits = ['none', 'little', 'some', 'much'] as const
const moneys = ['hard', 'quite-hard', 'just', 'alright', 'well'] as const
export const theFour = ['alternatives', 'needs', 'approach', 'expertise'] as const
const otherReasons = ['harm', 'too-much', 'irrelevant', 'access', 'other'] as const

/** Use of one kind of source, in years of the calendar. */
export interface Use {
  readonly kind: string
  readonly needs: readonly string[]
  readonly from: number
  readonly state: string
  /** when they stopped; null while it goes on */
  readonly to: number | null
  readonly reasons: readonly string[]
}

export interface Life {
  readonly age: number
  readonly childAge: number
  readonly died: boolean
  readonly since: number
  readonly education: 1 | 2 | 3
  /** from 1, very hard, to 5, with ease */
  readonly money: number
  readonly internet: (typeof internetLevels)[number]
  readonly peer: boolean
  readonly benefit: (typeof benefits)[number]
  readonly peerFor: readonly string[]
  readonly blog: boolean
  readonly offline: readonly OfflineKind[]
  /** every kind ever used, online and off */
  readonly ever: readonly string[]
  readonly history: readonly Use[]
}

/** The value of a money step, as the questionnaire has it. */
export const moneyOf = ({ money }: Pick<Life, 'money'>) => moneys[money - 1]!

/**
 * Draw a life.
 *
 * @param thisYear the year of the study
 */
export function drawLife(draw: Drawing, model: Model, thisYear: number): Life {
  const childAge = draw.whole(ages.childAge.from, ages.childAge.to)
  const age = childAge + draw.whole(ages.ageAtBirth.from, ages.ageAtBirth.to)
  const { early, late, isLate } = ages.diagnosed
  const when = draw.happens(isLate) && childAge >= late.from ? late : early
  const since = childAge - draw.whole(when.from, Math.min(when.to, childAge))
  const education = draw.oneOf([1, 2, 3] as const)
  // Who learned longer has somewhat more money; nothing that is asked depends on it beyond that.
  const money = Math.min(5, Math.max(1, draw.whole(1, 5) + (education - 2) * draw.whole(0, 1)))
  const decades = { age: (age - middle.age) / 10, child: (childAge - middle.childAge) / 10 }
  const sinceDecades = (since - middle.since) / 10
  const steps = money - middle.money

  const { internet: net } = model
  const online = net.atTheMiddle + net.tenYearsOlder * decades.age + net.moneyStep * steps + draw.logistic()
  const internet: Life['internet'] =
    online < 0 ? 'no' : online < 0.5 ? 'helped' : online < 1.5 ? 'sometimes' : 'most-days'
  const { peer: ever } = model
  const peerOdds =
    ever.atTheMiddle +
    ever.tenYearsOlder * decades.age +
    ever.childTenYearsOlder * decades.child +
    ever.tenYearsSince * sinceDecades
  const peer = draw.happens(chanceOf(peerOdds)) && internet !== 'no'
  const blogOdds = model.blog.atTheMiddle + model.blog.moneyStep * steps
  const blog = draw.happens(chanceOf(blogOdds)) && internet !== 'no'
  const gain = model.benefit.atTheMiddle + model.benefit.tenYearsSince * sinceDecades + draw.logistic()
  const benefit: Life['benefit'] = gain < -1 ? 'none' : gain < 0.5 ? 'little' : gain < 2 ? 'some' : 'much'
  const offline = draw.some(offlineKinds, model.offline)
  const adult = childAge >= 18
  const wants = (need: string) => (adult ? (need === 'equipment' ? model.adults.equipment : model.adults.other) : 0.4)
  const peerFor = needs.filter((need) => draw.happens(wants(need)))
  const kinds = [
    ...(peer ? draw.oneOf([['online-group'], ['social-media'], ['online-group', 'social-media']]) : []),
    ...(blog ? ['blog'] : []),
    ...(internet !== 'no' && draw.happens(0.7) ? ['website'] : []),
    ...offline,
  ]
  const died = draw.happens(ages.died)
  const life = { age, childAge, died, since, education, money, internet, peer, benefit, blog, offline, ever: kinds }
  return { ...life, peerFor, history: drawHistory(draw, model, kinds, thisYear - since, thisYear, died) } as const
}

/** Some of the kinds somebody used, told one after the other. */
function drawHistory(
  draw: Drawing,
  model: Model,
  kinds: readonly string[],
  began: number,
  thisYear: number,
  died: boolean,
): Use[] {
  // The first two are always told; after that the pen gets tired.
  const told = draw.shuffled(kinds).filter((_, at) => at < 2 || (at < 5 && draw.happens(0.6)))
  return told.map((kind) => {
    const from = draw.whole(began, thisYear)
    const ended = died || draw.happens(0.5)
    const state = ended
      ? draw.oneOf(['left', 'left', 'paused', 'returned'])
      : draw.oneOf(['looking', 'taking-part', 'helping'])
    const weight = (one: string) => ((theFour as readonly string[]).includes(one) ? model.fourReasons : 1)
    const first = died && state === 'left' ? 'bereavement' : draw.oneOf<string>([...theFour, ...otherReasons], weight)
    const second = draw.happens(0.3) ? [draw.oneOf<string>([...theFour, ...otherReasons], weight)] : []
    return {
      kind,
      needs: draw.some(needs, 0.35),
      from,
      state,
      to: ended ? draw.whole(from, thisYear) : null,
      reasons: ended ? [...new Set([first, ...second])] : [],
    }
  })
}

/** A band of years as the questionnaire names it. */
export const ageBand = ({ age }: Pick<Life, 'age'>) =>
  age < 35 ? 'under-35' : age < 45 ? '35-44' : age < 55 ? '45-54' : age < 65 ? '55-64' : '65-over'

export function childBand({ childAge, died }: Pick<Life, 'childAge' | 'died'>) {
  if (died) return 'died'
  if (childAge < 5) return 'under-5'
  if (childAge <= 10) return '5-10'
  if (childAge <= 17) return '11-17'
  if (childAge <= 25) return '18-25'
  return childAge <= 40 ? '26-40' : 'over-40'
}
