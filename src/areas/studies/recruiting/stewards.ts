/** What every task of the charity's side of a study shares. */
import { z } from 'zod'
import type { Refusal } from '../../../kit/refuse.ts'
import type { Doing } from '../../../kit/task.ts'
import { londonDay } from '../../members/days.ts'
import { mustBeSteward } from '../../members/rules.ts'
import { type Standing, studyStanding } from '../standing.ts'
import { insideWall } from '../wall.ts'

export const inAStudy = { study: z.string().max(80) }
export const who = 'Stewards'
export const allowed = (_: unknown, doing: Doing) => mustBeSteward(doing.who)

/** The study at an address, for the charity's side: what it is, not who takes part. */
export const studyAt = ({ db, community, now }: Pick<Doing, 'db' | 'community' | 'now'>, slug: string) =>
  insideWall<Standing | Refusal>(db, community, (tx) => studyStanding(tx, slug, londonDay(now)))
