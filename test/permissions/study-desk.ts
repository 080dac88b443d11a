/** A study's own desk: what its people do there, in their study and in another; and the charity's letters of it. */
import { sql } from 'kysely'
import { newId } from '../../src/kit/brand.ts'
import type { Community } from '../../src/kit/community.ts'
import type { MemberId } from '../../src/kit/who.ts'
import { postedCode, readyStudy } from '../studying.ts'
import type { Case, Cases } from './cases.ts'
import type { Actor, World } from './world.ts'

/** A study with booklets at its desk, each in the hand of one of its people; and one that somebody else works in. */
export interface DeskWorld {
  readonly study: string
  readonly elsewhere: string
  readonly inHand: ReadonlyMap<string, string>
  /** in nobody's hand of those who try */
  readonly anothers: string
  /** read twice, with one difference */
  readonly differs: string
  /** a code that nobody has used */
  readonly code: string
  readonly box: string
  /** a letter that went to somebody */
  readonly letter: string
}

/** @param researcher who works in the study; @param desk who is named for its desk */
export async function deskWorld(
  community: Community,
  { researcher, desk, colleague }: { researcher: MemberId; desk: readonly MemberId[]; colleague: MemberId },
): Promise<DeskWorld> {
  const { db } = community
  const study = await readyStudy(community, 'with-a-desk', { researchers: [researcher], desk })
  const elsewhere = await readyStudy(community, 'desk-of-others', { desk: [colleague] })
  let number = 0
  const booklet = async (state: 'keying' | 'compared', passes: readonly (readonly [string, string, boolean])[]) => {
    const code = await postedCode(community, study.id, ++number)
    const id = newId()
    await sql`
      insert into booklet (id, study, code, questionnaire, language, sheet, state, made_at)
      values (${id}, ${study.id}, ${code.id}, ${study.questionnaire}, 'en', 1, ${state}, now())`.execute(db)
    for (const [at, [who, answers, finished]] of passes.entries())
      await sql`
        insert into booklet_keying (booklet, pass, keyed_by, consents, answers, began_at, finished_at)
        values (${id}, ${at + 1}, ${who}, ${JSON.stringify({ [study.items['take part']!]: true })}, ${answers}, now(),
          ${finished ? new Date() : null})`.execute(db)
    return `L${String(number).padStart(4, '0')}`
  }
  const inHand = new Map<string, string>()
  for (const one of [researcher, ...desk]) inHand.set(one, await booklet('keying', [[one, '{}', false]]))
  const read = (value: string) => JSON.stringify({ 'relation 0': { kind: 'answered', value } })
  const differs = await booklet('compared', [
    [newId(), read('parent'), true],
    [newId(), read('grandparent'), true],
  ])
  const letter = await postedCode(community, study.id, ++number)
  await sql`
    insert into study_letter (code, study, name, postcode, mailing)
    values (${letter.id}, ${study.id}, 'Mair Rees', 'SY23', 1)`.execute(db)
  return {
    study: study.slug,
    elsewhere: elsewhere.slug,
    inHand,
    anothers: await booklet('keying', [[newId(), '{}', false]]),
    differs,
    code: (await postedCode(community, study.id, ++number)).code,
    box: study.items['take part']!,
    letter: letter.id,
  }
}

type Input = (world: DeskWorld, actor: Actor) => Record<string, unknown>

const atDesk = (input: Input): Case => ({
  on: {
    'at the desk of one’s study': (actor, { desk }) => ({ ...input(desk, actor), study: desk.study }),
    'at the desk of another study': (actor, { desk }) => ({ ...input(desk, actor), study: desk.elsewhere }),
  },
})
const mine = ({ desk }: Pick<World, 'desk'>, { who }: Actor) => desk.inHand.get(who.member ?? '') ?? desk.anothers

/** What is done to a booklet that one has in hand. */
const inHand = (input: Input = () => ({})): Case =>
  atDesk((desk, actor) => ({ booklet: mine({ desk }, actor), ...input(desk, actor) }))

export const studyDesk: Cases = {
  'studies.decide-mismatches': atDesk(({ differs }) => ({ booklet: differs, typed: {} })),
  'studies.key-sheet': inHand(({ box }) => ({ sheet: 'front-page', boxes: [box] })),
  'studies.set-booklet-aside': inHand(),
  'studies.start-booklet-afresh': atDesk(({ anothers }) => ({ booklet: anothers, sure: 'yes' })),
  'studies.take-booklet': atDesk(({ code }) => ({ code })),
  'studies.withdraw-letter': {
    on: {
      'a letter of this study': (_, { desk }) => ({ study: desk.study, letter: desk.letter, sure: 'yes' }),
      'a letter of another study': (_, { desk }) => ({ study: desk.elsewhere, letter: desk.letter, sure: 'yes' }),
    },
  },
}
