/** A study in its second wave, whose people can say yes to joining their answers, for tests. */
import { sql } from 'kysely'
import { begin } from '../src/areas/studies/answering/beginning.ts'
import { newId } from '../src/kit/brand.ts'
import type { Community } from '../src/kit/community.ts'
import { isRefusal } from '../src/kit/refuse.ts'
import { perform } from '../src/kit/task.ts'
import { visitor } from '../src/kit/who.ts'
import type { ReadyStudy } from './studying.ts'
import { placeCode } from './taking-part.ts'

const at = (now: Date, days: number) => new Date(now.getTime() + days * 86_400_000)
/** A moment in the first wave. */
export const inWaveOne = (now = new Date()) => at(now, -40)

/**
 * Two waves: one that is over, and one that goes on today.
 *
 * @returns the item of joining answers; and the place and the code of somebody who said yes to it in the first wave
 */
export async function inTwoWaves(community: Community, study: ReadyStudy, now = new Date()) {
  const day = (days: number) => at(now, days).toISOString().slice(0, 10)
  const item = newId()
  await sql`
    insert into study_wave (id, study, number, opens_on, closes_on)
    values (${newId()}, ${study.id}, 1, ${day(-60)}, ${day(-30)}), (${newId()}, ${study.id}, 2, ${day(-10)}, ${day(30)})`.execute(
    community.db,
  )
  await sql`
    insert into study_consent_item (id, study, purpose, version, words, position)
    values (${item}, ${study.id}, 'join answers', 1, 'My answers may be joined to those I gave before.', 9)`.execute(
    community.db,
  )
  const place = await placeCode(community, study.id)
  const { participant, code } = await began(community, study, place, [study.items['take part']!, item], inWaveOne(now))
  return { item, place, participant, code }
}

/** Somebody who begins, by any code. */
export async function began(
  community: Community,
  study: ReadyStudy,
  code: string,
  consents: readonly string[],
  now = new Date(),
) {
  const found = await perform(
    begin,
    { study: study.slug, code, consents },
    { community, who: visitor, via: 'web', now },
  )
  if (isRefusal(found)) throw new Error(found.because)
  return found
}
