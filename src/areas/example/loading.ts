/** Puts the example's people and conversations into an empty community, in a few large inserts. */
import { type Insertable, sql } from 'kysely'
import type { Community } from '../../kit/community.ts'
import type { Tables, Tx } from '../../kit/database.ts'
import { prose } from '../../kit/prose.ts'
import type { MemberId } from '../../kit/who.ts'
import { standingFor } from '../conversations/standing.ts'
import { phoneDigits } from '../members/reach.ts'
import { furnish } from './furnishing.ts'
import { idFor } from './ids.ts'
import { caredFor, isIn, readUpTo } from './lives.ts'
import { addressFor, readPeople, type ScriptPerson } from './people.ts'
import { readScript, type ScriptCircle, type ScriptConversation, type ScriptPost } from './script.ts'

/** What a member who never chose has; the same as the defaults of the table. */
const unchosen = { digest: 'weekly', replies_by_email: true, look_ahead: 'a little ahead' } as const

const hour = 60 * 60 * 1000
const day = 24 * hour

type Rows = { [Table in keyof Tables]?: Insertable<Tables[Table]>[] }

/**
 * Fill an example community: all or nothing.
 *
 * @param now the moment that "2 days ago" is counted from
 */
export async function loadExample(community: Community, now = new Date()) {
  const people = readPeople()
  const circles = readScript()
  const rows = rowsFor(people, circles, now)
  await community.db.transaction().execute(async (db) => {
    for (const [table, some] of Object.entries(rows)) await insert(db, table as keyof Tables, some)
    await furnish({ db, community, people, now })
  })
}

/** Large inserts, each below PostgreSQL's limit of 65,535 values. */
async function insert<Table extends keyof Tables>(db: Tx, table: Table, rows: Insertable<Tables[Table]>[]) {
  for (let from = 0; from < rows.length; from += 1000)
    await db
      .insertInto(table)
      .values(rows.slice(from, from + 1000) as never)
      .execute()
}

/** Every row of the example, table by table, in the order they refer to each other. */
export function rowsFor(people: readonly ScriptPerson[], circles: readonly ScriptCircle[], now: Date): Rows {
  const ids = new Map(
    people.map((one) => [one.key, idFor(`member ${one.key}`, daysBefore(now, one.joined)) as MemberId]),
  )
  const rows: Required<
    Pick<
      Rows,
      | 'member'
      | 'membership'
      | 'login'
      | 'cared_for'
      | 'reach'
      | 'preference'
      | 'circle'
      | 'circle_member'
      | 'conversation'
      | 'post'
      | 'amendment'
      | 'matter'
      | 'reading'
    >
  > = {
    member: [],
    membership: [],
    login: [],
    cared_for: [],
    reach: [],
    preference: [],
    circle: [],
    circle_member: [],
    conversation: [],
    post: [],
    amendment: [],
    matter: [],
    reading: [],
  }
  for (const one of people) addPerson(one, ids.get(one.key)!)
  for (const circle of circles) addCircle(circle)
  return rows

  function addPerson(one: ScriptPerson, id: MemberId) {
    const at = daysBefore(now, one.joined)
    const { name, role = 'member', state = 'member', standing = null, nation = null } = one
    rows.member.push({ id, name, role, state, standing, nation, made_at: at })
    if (state === 'to be') return
    rows.membership.push({
      id: idFor(`membership ${one.key}`, at),
      member: id,
      began_at: at,
      ended_at: null,
      joined_by: 'example',
    })
    rows.login.push({ id, name, email: one.reach ? null : addressFor(one), image: null, two_factor_enabled: null })
    rows.cared_for.push(...caredFor(one, id, at))
    if (!one.reach) return
    const { door, phone, address, postcode, print = 'plain' } = one.reach
    rows.reach.push({ member: id, phone, phone_digits: phoneDigits(phone), address, postcode, print, changed_at: at })
    const digest = door === 'letter' ? 'monthly' : unchosen.digest
    rows.preference.push({ ...unchosen, digest, member: id, door, changed_at: at })
  }

  function addCircle(circle: ScriptCircle) {
    const { slug, name, about, door, stage, position } = circle
    const made = daysBefore(now, 1120)
    const id = idFor(`circle ${slug}`, made)
    rows.circle.push({ id, slug, name, about, door, stage, position, closed_at: null, made_at: made })
    for (const one of people)
      if (isIn(one, slug))
        rows.circle_member.push({ circle: id, member: ids.get(one.key)!, since: daysBefore(now, one.joined) })
    for (const conversation of circle.conversations) addConversation(id, circle, conversation)
  }

  function addConversation(circle: string, { slug, stage }: ScriptCircle, script: ScriptConversation) {
    const { kind, title, topics } = script
    const opened = new Date(now.getTime() - script.hoursAgo * hour)
    const id = idFor(`conversation ${slug} ${title}`, opened)
    let at = opened
    let number = 0
    let last = opened
    let firstReply: Date | null = null
    const postIds = new Map<number, string>()
    const shownPosts: { by: string; at: Date }[] = []
    const opener = script.posts[0]!.by
    const row = { id, circle, kind, title, topics, opened_by: memberId(opener), opened_at: opened }
    // The conversation goes in before its posts, and is completed once they are counted.
    const conversation: Insertable<Tables['conversation']> = {
      ...row,
      last_post_at: opened,
      first_reply_at: null,
      answered_at: null,
      made_by_import: null,
      stages: stage ? [stage] : [],
    }
    rows.conversation.push(conversation)
    for (const [index, post] of script.posts.entries()) {
      at = new Date(at.getTime() + post.after * hour)
      const shown = post.held === null
      if (shown) {
        number++
        last = at
        shownPosts.push({ by: post.by, at })
        if (number > 1 && post.by !== opener) firstReply ??= at
      }
      const postId = idFor(`post ${id} ${index}`, at)
      if (shown) postIds.set(number, postId)
      addPost(post, {
        id: postId,
        conversation: id,
        number: shown ? number : null,
        at,
        replyTo: postIds.get(post.replyTo ?? 0) ?? null,
        title: index === 0 ? title : null,
        announces: kind === 'announces',
      })
    }
    conversation.posts = number
    conversation.shown = number > 0
    conversation.last_post_at = last
    conversation.first_reply_at = firstReply
    conversation.answered_at = script.answered ? new Date(Math.min(last.getTime() + 2 * hour, now.getTime())) : null
    // Read by whoever is in the circle or wrote here, if they have a screen; what came since their last visit is new to them.
    for (const one of people) {
      const mayHaveRead = !one.reach && (isIn(one, slug) || shownPosts.some(({ by }) => by === one.key))
      const upTo = mayHaveRead && one.state !== 'to be' ? readUpTo(one, shownPosts, now) : 0
      if (upTo > 0) rows.reading.push({ member: memberId(one.key), conversation: id, last_number: upTo, read_at: last })
    }
  }

  function addPost(
    post: ScriptPost,
    place: {
      id: string
      conversation: string
      number: number | null
      at: Date
      replyTo: string | null
      title: string | null
      announces: boolean
    },
  ) {
    const { id, conversation, number, at, replyTo, title } = place
    const author = people.find(({ key }) => key === post.by)!
    const amendedAt = post.amended ? new Date(Math.min(at.getTime() + 3 * hour, now.getTime())) : null
    rows.post.push({
      id,
      conversation,
      number,
      author: memberId(post.by),
      reply_to: replyTo,
      words: post.words,
      html: prose(post.words),
      ...standingFor(author.role ?? 'member', place.announces, post.basis),
      ...(post.voice ? { voice: post.voice, basis: post.basis } : {}),
      basis_words: post.basisWords,
      applies_to: post.appliesTo,
      interest: post.interest,
      country: post.country,
      written_at: at,
      posted_at: at,
      via: post.via,
      state: post.held ? 'held' : post.withdrawn ? 'withdrawn' : 'shown',
      amended_at: amendedAt,
      once: null,
      message_id: post.movedIn ? `${id}@old-list.example.org` : null,
      title,
    })
    if (post.amended && amendedAt)
      rows.amendment.push({
        id: idFor(`amendment ${id}`, amendedAt),
        post: id,
        words_before: post.amended.before,
        reason: post.amended.reason,
        by: memberId(post.by),
        at: amendedAt,
      })
    if (post.held) addMatter('held', id, at, { reasons: [post.held] })
    if (post.reported)
      addMatter('report', id, new Date(Math.min(at.getTime() + 5 * hour, now.getTime())), {
        wrong: 'misleading',
        words: post.reported,
      })
  }

  function addMatter(
    kind: 'held' | 'report',
    post: string,
    at: Date,
    more: { reasons?: string[]; wrong?: string; words?: string },
  ) {
    rows.matter.push({
      id: idFor(`matter ${kind} ${post}`, at),
      kind,
      post,
      reasons: more.reasons ?? [],
      wrong: more.wrong ?? null,
      words: more.words ?? null,
      came_at: at,
    } as Insertable<Tables['matter']>)
  }

  function memberId(key: string) {
    const id = ids.get(key)
    if (!id) throw new Error(`Nobody in people.json has the key "${key}".`)
    return id
  }
}

const daysBefore = (now: Date, days: number) => new Date(now.getTime() - days * day)

/** Whether the example has its people yet; a start that was cut short left it empty. */
export const isLoaded = async ({ db }: Community) =>
  (await sql<{ loaded: boolean }>`select exists (select from member) as loaded`.execute(db)).rows[0]!.loaded
