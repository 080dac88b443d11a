/** People brought from a list are invited by mail when a steward says so, each of them once. */
import { sql } from 'kysely'
import { z } from 'zod'
import type { Community } from '../../kit/community.ts'
import type { Db, Tx } from '../../kit/database.ts'
import { exports } from '../../kit/exports.ts'
import { post } from '../../kit/outbox.ts'
import { type Refusal, refuse, yes } from '../../kit/refuse.ts'
import { task } from '../../kit/task.ts'
import { isSteward, type MemberId } from '../../kit/who.ts'
import { inviteOne, linkOf } from '../members/invitations.ts'

declare module '../../kit/database.ts' {
  interface Tables {
    list_invitation: { member: string; mailed_at: Date }
  }
}

/** Brought from a list, with an address, and not a member yet. Senders of a mailing list have no membership. */
const brought = sql`
  from member
  join login on login.id = member.id::text
  left join list_invitation on list_invitation.member = member.id
  where member.state = 'to be'
    and login.email is not null
    and exists (
      select from membership
      where membership.member = member.id and joined_by = 'import' and ended_at is null
    )`

export interface Inviting {
  /** brought, and not sent an invitation yet */
  readonly waiting: number
  /** sent one, and not a member yet */
  readonly invited: number
}

export async function invitingNow(db: Db | Tx): Promise<Inviting> {
  const { rows } = await sql<Inviting>`
    select count(*) filter (where list_invitation.member is null)::int as waiting,
      count(list_invitation.member)::int as invited
    ${brought}`.execute(db)
  return rows[0]!
}

/**
 * Mail an invitation to everyone who was brought and has none yet.
 *
 * @param by who sends them; null for the command line
 * @returns how many were sent, or why none was
 */
export async function inviteBrought(
  db: Tx,
  community: Community,
  by: MemberId | null,
  now: Date,
): Promise<number | Refusal> {
  if (!community.settings.runBy) return refuse(sayWhoRunsIt, 409)
  // Taken in one step: of two who press at once, one sends each mail.
  const { rows } = await sql<{ member: string }>`
    insert into list_invitation (member, mailed_at)
    select member.id, ${now}
    ${brought} and list_invitation.member is null
    on conflict do nothing
    returning member`.execute(db)
  if (rows.length === 0) return 0
  const people = await db
    .selectFrom('member')
    .innerJoin('login', (on) => on.on((where) => where('login.id', '=', where.cast<string>('member.id', 'text'))))
    .select(['member.id', 'member.name', 'login.email'])
    .where(
      'member.id',
      'in',
      rows.map(({ member }) => member),
    )
    .execute()
  for (const { id, name, email } of people) {
    const invitation = await inviteOne(db, { name, email: email!, by, now, about: 'For someone on a list' })
    await post(db, {
      to: email!,
      member: id as MemberId,
      kind: 'joining',
      subject: 'You are invited',
      plain: invitationWords(community, name, linkOf(community, invitation)),
    })
  }
  return people.length
}

const sayWhoRunsIt = 'Say first who runs this community, under Settings: the mail tells it.'

// Who runs it, and the name of the community, often name a condition; lock screens show how a mail begins: so they come last.
const invitationWords = ({ name: community, url, settings }: Community, name: string, link: string) => `Hello ${name},

you are invited to join. People ask, answer and meet there, on the web or by mail. It is free, and you can leave at any time.

Open this page to join. It takes about two minutes:

${link}

You need not do anything. If you do nothing, nothing happens, and we do not write to you about this again.

Who we are: ${settings.runBy}. We run ${community}. Your name and address are on a list that we keep.

The page works for 60 days, for you alone. Later you can still join, with this address:

${url}/sign-in

Reply to this mail to ask something, or to be taken off the list.
`

export const sendInvitations = task('moving-in.invite', {
  title: 'Invite by email those who were brought from a list',
  doors: ['web'],
  who: 'Stewards',
  input: z.object({}),
  allowed: (_, { who }) =>
    isSteward(who) ? yes : refuse('Only stewards can invite those on a list.', who.member ? 403 : 401),
  run: (_, { db, community, who, now }) => inviteBrought(db, community, who.member, now),
})

exports('An invitation we sent you', (db, member) =>
  db.selectFrom('list_invitation').select('mailed_at').where('member', '=', member).execute(),
)
