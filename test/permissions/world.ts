/** A small world in which every task is tried by everybody: two circles, a closed one, and things that belong to somebody. */
import { sql } from 'kysely'
import { placeConversation, placePosts } from '../../src/areas/conversations/placing.ts'
import type { CircleId, ConversationId } from '../../src/areas/conversations/store.ts'
import { beginSession, tokenIn } from '../../src/areas/members/auth.ts'
import { insertMember } from '../../src/areas/members/tasks.ts'
import { newId } from '../../src/kit/brand.ts'
import type { Community } from '../../src/kit/community.ts'
import { type MemberId, type Role, staffRoles, type Who } from '../../src/kit/who.ts'
import { circle, type Person, person, testServer } from '../harness.ts'
import { type Gatherings, gatheringsIn } from './gathering-world.ts'
import { type InterviewWorld, interviewWorld } from './interviews.ts'
import { type LettersWorld, makeLettersWorld } from './letters-world.ts'
import { type Matches, matchesOf, requestOf } from './match-world.ts'
import { letsStaffLook, needsOfPerson } from './needs-world.ts'
import { someSources } from './sources-world.ts'
import { type StudyWorld, studyWorld } from './studies.ts'
import { type AnalysisWorld, analysisWorld } from './study-analysis.ts'
import { type AnsweringWorld, answeringWorld } from './study-answering.ts'
import { type DeskWorld, deskWorld } from './study-desk.ts'
import { type RecruitingWorld, recruitingWorld } from './study-recruiting.ts'
import { type Ties, tiesOf } from './tie-world.ts'

/** What belongs to one person. */
export interface Belongings {
  readonly member: MemberId
  /** a question they asked among members; its first post is theirs */
  readonly conversation: ConversationId
  /** a post of theirs that waits for a person, and the matter on the desk */
  /** the same in a closed circle they were put out of since */
  readonly leftConversation: ConversationId
  readonly heldPost: string
  readonly heldMatter: string
  /** the decision that removed a post of theirs, made by somebody else */
  readonly decision: string
  readonly session: string
  readonly token: string
  readonly passkey: string
  readonly address: string
  readonly ties: Ties
  readonly matches: Matches
  readonly need: string
  readonly spell: string
}

export interface World {
  readonly community: Community
  readonly openConversation: string
  readonly closedConversation: string
  /** in a closed circle where everybody was let in */
  readonly insideConversation: string
  readonly closedCircle: string
  readonly insideCircle: string
  readonly insideSlug: string
  readonly gatherings: Gatherings
  readonly closedMatter: string
  readonly invitation: string
  readonly request: string
  /** from the colleague, to come into a closed circle */
  readonly circleRequest: string
  /** from the colleague, to meet another family */
  readonly matchRequest: string
  /** of somebody who has signed in with an emailed code and not finished joining */
  readonly newcomerToken: string
  /** a steward with a second step, who is none of the people who try */
  readonly colleague: MemberId
  /** that somebody else on the staff may set up their second step anew: the colleague asked */
  readonly recovery: string
  /** of the directory: one that is shown, and one that Other suggested */
  readonly source: string
  readonly suggestion: string
  readonly interviews: InterviewWorld
  readonly studies: StudyWorld
  readonly answering: AnsweringWorld
  readonly desk: DeskWorld
  readonly recruiting: RecruitingWorld
  readonly analysis: AnalysisWorld
  readonly other: Belongings
  readonly mine: ReadonlyMap<MemberId, Belongings>
  readonly letters: LettersWorld
  readonly actors: readonly Actor[]
}

/** One column of the table. */
export interface Actor {
  readonly label: string
  readonly who: Who
  readonly mine: Belongings | null
}

const held: readonly Exclude<Role, 'visitor'>[] = [
  'member',
  'helper',
  'moderator',
  'clinician',
  'steward',
  'researcher',
]
export const at = new Date('2026-06-01T10:00:00Z')

export async function makeWorld(): Promise<World> {
  const server = await testServer()
  const { community } = server
  const { db } = community
  const other = await person(server, 'Other')
  const colleague = await person(server, 'Colleague', 'steward')
  const friends = [
    await person(server, 'Friend'),
    await person(server, 'Asker'),
    await person(server, 'Asked'),
  ] as const
  await letsStaffLook(colleague, at)
  const people: Person[] = []
  for (const role of held) people.push(await person(server, `The ${role}`, role))
  const staff = [colleague, ...people.filter(({ who }) => staffRoles.some((role) => role === who.role))]
  for (const { id: member } of staff)
    await db
      .insertInto('second_factor')
      .values({ member, key: null, confirmed_at: at, last_step: 0, made_at: at })
      .execute()

  const lost = await person(server, 'Lost', 'moderator')
  const recovery = newId()
  await db
    .insertInto('second_step_recovery')
    .values({
      id: recovery,
      member: lost.id,
      asked_by: colleague.id,
      asked_at: at,
      agreed_by: null,
      agreed_at: null,
      stopped_at: null,
      done_at: null,
    })
    .execute()

  const among = await circle(community, 'among', 'members')
  const open = await circle(community, 'open', 'open')
  const closed = await circle(community, 'closed', 'closed', [other])
  const inside = await circle(community, 'inside', 'closed', [other, ...people])
  const asks = (where: CircleId, author: MemberId, title: string) => placed(community, where, author, title)

  const shared = (await asks(among.id, other.id, 'From Other')).conversation
  const belongings = async (one: Person): Promise<Belongings> => {
    const leftConversation = (await asks(closed.id, one.id, `Once from ${one.who.name}`)).conversation
    const { conversation, post } = await asks(among.id, one.id, `From ${one.who.name}`)
    // With three posts shown, they are no newcomers any more.
    await asks(among.id, one.id, `Again from ${one.who.name}`)
    const heldPost = await heldIn(community, shared, one.id)
    const heldMatter = await matter(community, 'held', heldPost, null)
    const report = await matter(community, 'report', post, null)
    const decision = newId()
    await db
      .insertInto('decision')
      .values({
        id: decision,
        matter: report,
        outcome: 'remove',
        becomes: null,
        reason: 'It has a name in it.',
        by: colleague.id,
        role: 'steward',
        post,
        writer: one.id,
        at,
      })
      .execute()
    const token = tokenIn(await beginSession(community, one.id), community.secret)!
    const { id: session } = await db
      .selectFrom('session')
      .select('id')
      .where('token', '=', token)
      .executeTakeFirstOrThrow()
    const passkey = newId()
    await sql`
      insert into passkey (id, login_id, public_key, credential_id, counter, device_type, backed_up)
      values (${passkey}, ${one.id}, 'key', ${passkey}, 0, 'multiDevice', true)`.execute(db)
    const address = `${one.id}@old.example`
    await db.insertInto('claimed_address').values({ address, member: one.id, at }).execute()
    return {
      member: one.id,
      conversation,
      leftConversation,
      heldPost,
      heldMatter,
      decision,
      session,
      token,
      passkey,
      address,
      ties: await tiesOf(community, one.id, friends),
      matches: await matchesOf(community, one.id, colleague.id),
      ...(await needsOfPerson(one, at)),
    }
  }
  const mine = new Map<MemberId, Belongings>()
  for (const one of people) mine.set(one.id, await belongings(one))

  const closedAsked = await asks(closed.id, other.id, 'Behind a closed door')
  const newcomer = newId<'MemberId'>()
  await db.transaction().execute((tx) =>
    insertMember(tx, {
      id: newcomer,
      name: 'New',
      state: 'to be',
      email: 'new@example.org',
      joinedBy: 'link',
      at,
    }),
  )
  const invitation = newId()
  await db
    .insertInto('invitation')
    .values({
      id: invitation,
      kind: 'link',
      about: 'A leaflet',
      hash: null,
      most_uses: null,
      uses: 0,
      name: null,
      email: null,
      ends_at: null,
      ended_at: null,
      made_by: colleague.id,
      made_at: at,
    })
    .execute()
  const request = newId()
  await sql`
    insert into membership_request (id, name, email, words, asked_at)
    values (${request}, 'Asker', 'asker@example.org', 'Please.', ${at})`.execute(db)

  const circleRequest = newId()
  await sql`
    insert into circle_request (id, circle, member, asked_at)
    values (${circleRequest}, ${inside.id}, ${colleague.id}, ${at})`.execute(db)

  const { source, suggestion } = await someSources(colleague, other)
  const actors: Actor[] = [
    { label: 'visitor', who: (await person(server, 'Visitor', 'visitor')).who, mine: null },
    ...people.map(({ who }) => ({ label: who.role, who, mine: mine.get(who.member!)! })),
    ...staffRoles.map((role) => {
      const { who } = people.find((one) => one.who.role === role)!
      return {
        label: `${role} before second step`,
        who: { ...who, role: 'member' as const },
        mine: mine.get(who.member!)!,
      }
    }),
  ]
  const ofRole = (role: Role) => people.find(({ who }) => who.role === role)!.id
  const researching = (await person(server, 'Researching', 'researcher')).id
  return {
    community,
    openConversation: (await asks(open.id, other.id, 'In the open')).conversation,
    closedConversation: closedAsked.conversation,
    insideConversation: (await asks(inside.id, other.id, 'Among those let in')).conversation,
    closedCircle: closed.id,
    insideCircle: inside.id,
    insideSlug: inside.slug,
    gatherings: await gatheringsIn(colleague, people, other),
    closedMatter: await matter(community, 'held', await heldIn(community, closedAsked.conversation, other.id), null),
    invitation,
    request,
    circleRequest,
    matchRequest: await requestOf(community, colleague.id, false),
    newcomerToken: tokenIn(await beginSession(community, newcomer), community.secret)!,
    colleague: colleague.id,
    recovery,
    source,
    suggestion,
    interviews: await interviewWorld(community, ofRole('researcher'), researching),
    answering: await answeringWorld(community, at),
    studies: await studyWorld(community, {
      steward: colleague.id,
      mine: ofRole('researcher'),
      colleague: researching,
      helper: ofRole('helper'),
    }),
    desk: await deskWorld(community, {
      researcher: ofRole('researcher'),
      desk: [ofRole('helper'), ofRole('moderator'), ofRole('clinician')],
      colleague: researching,
    }),
    recruiting: await recruitingWorld(community, {
      steward: colleague.id,
      mine: ofRole('researcher'),
      colleague: researching,
    }),
    analysis: await analysisWorld(community, ofRole('researcher')),
    other: { ...(await belongings(other)), conversation: shared },
    mine,
    letters: await makeLettersWorld(community, { steward: colleague.id, member: other.id, at }),
    actors,
  }
}

async function placed(community: Community, where: CircleId, author: MemberId, title: string) {
  const { conversation, posts } = await community.db.transaction().execute((db) =>
    placeConversation(db, {
      circle: where,
      kind: 'asks',
      title,
      posts: [{ author, words: `${title}, in words.`, voice: 'parent', at }],
    }),
  )
  return { conversation, post: posts[0]!.id }
}

async function heldIn(community: Community, conversation: ConversationId, author: MemberId) {
  const [post] = await community.db
    .transaction()
    .execute((db) =>
      placePosts(db, conversation, [{ author, words: 'This waits.', voice: 'parent', at, state: 'held' }]),
    )
  return post!.id
}

async function matter(community: Community, kind: 'held' | 'report', post: string, by: MemberId | null) {
  const id = newId()
  await sql`
    insert into matter (id, kind, post, wrong, by, came_at, decided_at)
    values (${id}, ${kind}, ${post}, ${kind === 'report' ? 'private' : null}, ${by}, ${at}, ${kind === 'report' ? at : null})`.execute(
    community.db,
  )
  return id
}
