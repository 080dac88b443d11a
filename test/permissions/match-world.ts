/** What somebody has with the coordinator's help: one family proposed to them, and one they were put in touch with. */
import { newId } from '../../src/kit/brand.ts'
import type { Community } from '../../src/kit/community.ts'
import type { MemberId } from '../../src/kit/who.ts'

export interface Matches {
  readonly proposed: string
  /** asked after two weeks how it goes */
  readonly introduced: string
}

const at = new Date('2026-06-01T10:00:00Z')

/** A request of somebody, sent. */
export async function requestOf({ db }: Community, member: MemberId, ended: boolean) {
  const id = newId()
  const answers = { cares: null, hard: null, topic: null, why: null, hope: null, weigh: [], more: null }
  await db
    .insertInto('match_request')
    .values({
      ...answers,
      id,
      member,
      via: 'web',
      begun_at: at,
      asked_at: at,
      waiting_since: at,
      no_match_at: null,
      no_match_offer: null,
      ended_at: ended ? at : null,
      ended_because: ended ? 'done' : null,
    })
    .execute()
  return id
}

/** @param asker who asked for both */
export async function matchesOf(community: Community, member: MemberId, asker: MemberId): Promise<Matches> {
  const { db } = community
  const match = async (state: 'proposed' | 'introduced') => {
    const id = newId()
    await db
      .insertInto('match')
      .values({
        id,
        request: await requestOf(community, asker, true),
        asker,
        helper: member,
        state,
        proposed_by: null,
        proposed_at: at,
        asker_says: null,
        helper_says: null,
        introduced_at: state === 'introduced' ? at : null,
        tie: null,
        first_contact_at: null,
        ended_at: null,
        ended_because: null,
      })
      .execute()
    return id
  }
  const introduced = await match('introduced')
  await db
    .insertInto('match_follow_up')
    .values({ match: introduced, member, weeks: 2, asked_at: at, answer: null, answered_at: null })
    .execute()
  return { proposed: await match('proposed'), introduced }
}
