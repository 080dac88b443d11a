/**
 * The two sides of setting a study up. The charity's is done by stewards: they make it, name its people, note approvals,
 * say the days, and open it. The researchers whom the study names write what it asks and how it is looked at.
 * Both sides see how far it is. Nobody here sees who answered, or what.
 */
import type { Community } from '../../../kit/community.ts'
import { type Allowed, isRefusal, type Refusal, refuse, yes } from '../../../kit/refuse.ts'
import type { Doing } from '../../../kit/task.ts'
import { isSteward, type Who } from '../../../kit/who.ts'
import { studyFor } from '../access.ts'
import { asResearch, insideWall, type ResearchDb } from '../wall.ts'
import type { Side } from './rules.ts'
import { type SetUp, setUpOf } from './store.ts'

/** On which side of a study somebody stands, or why on none. */
export async function sideOf(db: ResearchDb, slug: string, who: Who): Promise<Side | Refusal> {
  if (isSteward(who)) return 'charity'
  const study = await studyFor(db, slug, who)
  return isRefusal(study) ? study : 'researchers'
}

const notYours: Record<Side, string> = {
  charity: 'Only stewards can do this.',
  researchers: 'Only the researchers of a study can do this.',
}

async function mayDo(db: ResearchDb, slug: string, who: Who, sides: readonly Side[]): Promise<Allowed> {
  const side = await sideOf(db, slug, who)
  if (isRefusal(side)) return side
  return sides.includes(side) ? yes : refuse(notYours[sides[0]!], 403)
}

/** The `allowed` of a step of setting up. */
export const onSide =
  (...sides: readonly Side[]) =>
  async ({ study }: { readonly study: string }, doing: Doing): Promise<Allowed> =>
    (await insideWall<Allowed>(doing.db, doing.community, (db) => mayDo(db, study, doing.who, sides))) as Allowed

/**
 * Change something of a study's setting up. One change at a time: two who save at once get one version after the other.
 * Answers that come in are not held up by it.
 */
export const changing = <Outcome>(
  doing: Pick<Doing, 'db' | 'community'>,
  slug: string,
  what: (db: ResearchDb, study: SetUp) => Promise<Outcome | Refusal>,
) =>
  insideWall<Outcome | Refusal>(doing.db, doing.community, async (db) => {
    const found = await setUpOf(db, slug)
    if (isRefusal(found)) return found
    await db.selectFrom('study').select('id').where('id', '=', found.id).forNoKeyUpdate().execute()
    const study = await setUpOf(db, slug)
    return isRefusal(study) ? study : what(db, study)
  })

export interface View {
  readonly study: SetUp
  readonly side: Side
}

/** A study's setting up as one of its people sees it. */
export const viewOf = (community: Community, slug: string, who: Who): Promise<View | Refusal> =>
  asResearch<View | Refusal>(community, async (db) => {
    const side = await sideOf(db, slug, who)
    if (isRefusal(side)) return side
    const study = await setUpOf(db, slug)
    return isRefusal(study) ? study : { study, side }
  })

/** Said when something that people have seen cannot be changed any more. */
export const seenAlready = (says: string, field?: string) => refuse(says, 409, field ? { [field]: says } : {})
