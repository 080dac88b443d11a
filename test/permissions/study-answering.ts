/** Taking part in a study: with a code or a pass of it, with those of another study, and never under a name. */
import { begin } from '../../src/areas/studies/answering/beginning.ts'
import { passFor } from '../../src/areas/studies/answering/pass.ts'
import type { Community } from '../../src/kit/community.ts'
import { isRefusal } from '../../src/kit/refuse.ts'
import { perform } from '../../src/kit/task.ts'
import { visitor } from '../../src/kit/who.ts'
import { postedCode, readyStudy } from '../studying.ts'
import { inTwoWaves } from '../waves.ts'
import type { Case, Cases } from './cases.ts'

/** A study that takes answers, and another. */
export interface AnsweringWorld {
  readonly study: string
  readonly elsewhere: string
  /** of a letter that nobody used yet */
  readonly letter: string
  readonly consents: readonly string[]
  /** of somebody who has begun: what they come back with, and what this browser was let in with */
  readonly code: string
  readonly pass: string
  /** of somebody who answered in the wave before, and said yes to joining */
  readonly earlier: string
}

export async function answeringWorld(community: Community, now: Date): Promise<AnsweringWorld> {
  const study = await readyStudy(community, 'taking-answers')
  const elsewhere = await readyStudy(community, 'taking-others')
  const earlier = await inTwoWaves(community, study, now)
  const consents = [...Object.values(study.items), earlier.item]
  const [letter, used] = [await postedCode(community, study.id, 1), await postedCode(community, study.id, 2)]
  const input = { study: study.slug, code: used.code, consents }
  const began = await perform(begin, input, { community, who: visitor, via: 'web', now })
  if (isRefusal(began)) throw new Error(began.because)
  const pass = passFor(community, 'participant', began.participant, now)
  return {
    study: study.slug,
    elsewhere: elsewhere.slug,
    letter: letter.code,
    consents,
    code: began.code,
    pass,
    earlier: earlier.code,
  }
}

const here = (input: (world: AnsweringWorld) => Record<string, unknown>, what: string): Case => ({
  on: {
    [`with a ${what} of it`]: (_, { answering }) => ({ study: answering.study, ...input(answering) }),
    [`with a ${what} of another study`]: (_, { answering }) => ({ study: answering.elsewhere, ...input(answering) }),
  },
})

export const answering: Cases = {
  'studies.begin': here(({ letter: code, consents }) => ({ code, consents }), 'code'),
  'studies.complete': here(({ pass }) => ({ pass }), 'pass'),
  'studies.join-waves': here(({ pass, earlier: code }) => ({ pass, code }), 'pass'),
  'studies.withdraw': here(({ code }) => ({ code, sure: 'yes' }), 'code'),
}
