/** Recruiting: what stewards do with letters, and researchers with places, in a study that is theirs and in another. */
import { sql } from 'kysely'
import { bringList, drawLetters, writeLetterWords } from '../../src/areas/studies/recruiting/letters.ts'
import { markLettersPosted } from '../../src/areas/studies/recruiting/mailings.ts'
import { addPlace } from '../../src/areas/studies/recruiting/places.ts'
import { newId } from '../../src/kit/brand.ts'
import type { Community } from '../../src/kit/community.ts'
import { type MemberId, type Role, visitor } from '../../src/kit/who.ts'
import { Person } from '../harness.ts'
import { letterWords, listWith, todayWords } from '../recruiting.ts'
import { readyStudy } from '../studying.ts'
import type { Case, Cases } from './cases.ts'

/** Two open studies, each with a posted letter, letters that wait for the post, and a place. */
export interface RecruitingWorld {
  readonly ours: Recruited
  readonly elsewhere: Recruited
}
interface Recruited {
  readonly study: string
  readonly mailing: string
  readonly place: string
}

export async function recruitingWorld(
  community: Community,
  people: { readonly steward: MemberId; readonly mine: MemberId; readonly colleague: MemberId },
): Promise<RecruitingWorld> {
  const as = (member: MemberId, role: Role) => new Person(community, { ...visitor, member, role, roleHeld: role })
  const steward = as(people.steward, 'steward')
  const recruited = async (slug: string, researcher: MemberId): Promise<Recruited> => {
    const study = (await readyStudy(community, slug, { researchers: [researcher] })).slug
    await steward.does(writeLetterWords, { study, ...letterWords })
    await steward.does(bringList, { study, text: listWith(2) })
    const first = await drawn(community, steward, study)
    await steward.does(markLettersPosted, { study, mailing: first, day: todayWords() })
    await steward.does(bringList, { study, text: listWith(2, 3) })
    const place = await as(researcher, 'researcher').does(addPlace, { study, ...aPlace })
    return { study, mailing: await drawn(community, steward, study), place }
  }
  return {
    ours: await recruited('recruiting-here', people.mine),
    elsewhere: await recruited('recruiting-elsewhere', people.colleague),
  }
}

/** Letters that are drawn and, as far as anybody sees, made. */
export async function drawn({ db }: Community, steward: Person, study: string): Promise<string> {
  const { mailing } = await steward.does(drawLetters, { study, list: 'yes' })
  await sql`update study_mailing set printed_at = now(), pages = 2 where id = ${mailing}`.execute(db)
  return mailing
}

export const aPlace = { name: 'A forum', online: 'yes', permission: 'Its moderator', permitted_on: '2026-01-05' }

const inBoth = (input: (one: Recruited) => Record<string, unknown> = () => ({})): Case => ({
  on: {
    'a study one works in': (_, { recruiting: { ours } }) => ({ ...input(ours), study: ours.study }),
    'another study': (_, { recruiting: { elsewhere } }) => ({ ...input(elsewhere), study: elsewhere.study }),
    'a thing of another study': (_, { recruiting: { ours, elsewhere } }) => ({
      ...input(elsewhere),
      study: ours.study,
    }),
    'a study that is not there': (_, { recruiting: { ours } }) => ({ ...input(ours), study: `no-${newId()}` }),
  },
})

export const studyRecruiting: Cases = {
  'studies.add-place': inBoth(() => aPlace),
  'studies.bring-mailing-list': inBoth(() => ({ text: listWith(1, 9) })),
  'studies.change-place': inBoth(({ place }) => ({ place, ...aPlace })),
  'studies.close-place': inBoth(({ place }) => ({ place })),
  'studies.draw-letters': inBoth(() => ({ list: 'yes' })),
  'studies.draw-second-letters': inBoth(),
  'studies.drop-mailing-list': inBoth(),
  'studies.mark-letters-posted': inBoth(({ mailing }) => ({ mailing, day: todayWords() })),
  'studies.note-letters-returned': inBoth(() => ({ numbers: 'L0001' })),
  'studies.note-no-more-letters': inBoth(() => ({ numbers: 'L0001' })),
  'studies.throw-letters-away': inBoth(({ mailing }) => ({ mailing })),
  'studies.write-cherries': inBoth(() => ({ item: 'incentives', words: 'None.' })),
  'studies.write-letter-words': inBoth(() => letterWords),
}
