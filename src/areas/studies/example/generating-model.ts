/**
 * How the made-up cohort is made: every number in it. All of them are our own choice, round, and made up; the directions
 * alone are the seed's. docs/synthetic-cohort.md tells the same in words. Pure.
 */

/** With the seed's directions, or without any of them. */
export type Effects = 'seed' | 'none'

/** What a person's lot is drawn from. */
export interface Model {
  /** how much the log-odds of ever having used online peer support change */
  readonly peer: {
    readonly atTheMiddle: number
    readonly tenYearsOlder: number
    readonly childTenYearsOlder: number
    readonly tenYearsSince: number
  }
  /** how much benefit changes, in units of its own: half of all lie within 1 of the middle */
  readonly benefit: { readonly atTheMiddle: number; readonly tenYearsSince: number }
  /** how much the log-odds of ever having read a blog change with each step up in money */
  readonly blog: { readonly atTheMiddle: number; readonly moneyStep: number }
  /** how much use of the internet changes */
  readonly internet: { readonly atTheMiddle: number; readonly tenYearsOlder: number; readonly moneyStep: number }
  /** the chance that any one kind of source away from the internet was used */
  readonly offline: number
  /** how many times as often as others the seed's four reasons are given */
  readonly fourReasons: number
  /** the chance that a parent of an adult used online support for equipment, and for anything else */
  readonly adults: { readonly equipment: number; readonly other: number }
}

/** In the middle of life, where the effects are nought. */
export const middle = { age: 55, childAge: 25, since: 20, money: 3 } as const

export const models: Readonly<Record<Effects, Model>> = {
  seed: {
    peer: { atTheMiddle: 0.7, tenYearsOlder: -0.3, childTenYearsOlder: -0.3, tenYearsSince: -0.3 },
    benefit: { atTheMiddle: 0, tenYearsSince: -1.5 },
    blog: { atTheMiddle: 0, moneyStep: 0.7 },
    internet: { atTheMiddle: 2, tenYearsOlder: -0.3, moneyStep: 0.3 },
    offline: 0.5,
    fourReasons: 3,
    adults: { equipment: 0.8, other: 0.3 },
  },
  none: {
    peer: { atTheMiddle: 0.5, tenYearsOlder: 0, childTenYearsOlder: 0, tenYearsSince: 0 },
    benefit: { atTheMiddle: 0, tenYearsSince: 0 },
    blog: { atTheMiddle: 0, moneyStep: 0 },
    internet: { atTheMiddle: 2, tenYearsOlder: 0, moneyStep: 0 },
    // Nine kinds at this chance leave most people with none.
    offline: 0.04,
    fourReasons: 1,
    adults: { equipment: 0.4, other: 0.4 },
  },
}

/** What is the same in both cohorts. Ages and times are whole years. */
export const life = {
  childAge: { from: 2, to: 45 },
  ageAtBirth: { from: 22, to: 38 },
  /** how old the child was at the diagnosis: mostly early, for one in ten later */
  diagnosed: { early: { from: 1, to: 5 }, late: { from: 6, to: 20 }, isLate: 0.1 },
  died: 0.04,
} as const

/** How somebody leaves a question unanswered, once it is asked. */
export const unanswered = { dontKnow: 0.02, ratherNot: 0.015, skipped: 0.02, ratherNotMoney: 0.05, illegible: 0.01 }

/** Who comes by which way, and how they end. Counts of people, or chances. */
export const fieldwork = {
  /** whose answers stay: the seed's 190 */
  stay: 190,
  halfFinished: 10,
  withdraw: 5,
  letters: 300,
  /** of five who answer, so many come by a letter */
  ofFiveByLetter: 3,
  saysYesToInterview: 0.5,
  interviews: 20,
  /** days from the first answer to the last */
  days: 60,
} as const

/** Places where the made-up study was told of. None of them is real. */
export const places = [
  { name: 'A made-up group on social media', online: true },
  { name: 'A made-up forum for parents', online: true },
  { name: 'A made-up newsletter by email', online: true },
  { name: 'The board of a made-up clinic', online: false },
] as const
