/** Everything that is held of one person, for them to have: as a page to read, and as JSON for another program. */
import { z } from 'zod'
import { dayWords, timeWords } from '../../kit/day.ts'
import { everythingOf, exports } from '../../kit/exports.ts'
import { each, html } from '../../kit/html.ts'
import { task } from '../../kit/task.ts'
import type { MemberId } from '../../kit/who.ts'
import { mustBeSignedIn } from './rules.ts'

export const download = task('members.download', {
  title: 'Have a copy of everything that is held of me',
  doors: ['web', 'email', 'letter', 'phone'],
  who: 'Members, for themselves',
  input: z.object({ as: z.enum(['html', 'json'], { error: 'Choose one.' }) }),
  allowed: (_, { who }) => mustBeSignedIn(who),
  async run({ as }, { db, who, community, now }) {
    const all = await everythingOf(db, who.member as MemberId)
    if (as === 'json') return JSON.stringify({ community: community.name, made: now, ...all }, null, 2)
    return String(await copyPage(community.name, all, now))
  },
})

const words = (value: unknown): string => {
  if (value === null || value === undefined) return ''
  if (value instanceof Date) return timeWords(value)
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** A page that stands alone: it is opened from a folder, without this server. */
const copyPage = (community: string, all: Record<string, readonly object[]>, now: Date) => html`<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Everything held of me by ${community}</title>
</head>
<body>
<h1>Everything held of me by ${community}</h1>
<p>Made on ${dayWords(now)}.</p>
${each(
  Object.entries(all),
  ([name, rows]) => html`<h2>${name}</h2>
${
  rows.length === 0
    ? html`<p>Nothing.</p>`
    : each(
        rows,
        (row) =>
          html`<dl>${each(
            Object.entries(row).filter(([, value]) => words(value) !== ''),
            ([label, value]) => html`<dt>${label.replaceAll('_', ' ')}</dt><dd>${words(value)}</dd>`,
          )}</dl><hr>`,
      )
}`,
)}
<p>That is everything.</p>
</body>
</html>`

exports('You', async (db, member) => {
  const one = await db
    .selectFrom('member')
    .innerJoin('login', (on) => on.on((where) => where('login.id', '=', where.cast<string>('member.id', 'text'))))
    .select([
      'member.name',
      'login.email',
      'member.role',
      'member.state',
      'member.standing',
      'member.nation',
      'member.made_at',
      'member.bereaved_at',
    ])
    .where('member.id', '=', member)
    .execute()
  return one
})
exports('Your membership', (db, member) =>
  db
    .selectFrom('membership')
    .select(['began_at', 'ended_at', 'joined_by'])
    .where('member', '=', member)
    .orderBy('began_at')
    .execute(),
)
/** What staff did with a member's account counts as done for them, and says who did it. */
exports('What was done by you and for you', (db, member) =>
  db
    .selectFrom('audit')
    .leftJoin('member', (on) => on.onRef('member.id', '=', 'audit.who').on('member.id', '<>', member))
    .select((select) => ['task', 'via', 'at', select('who', '=', member).as('by_you'), 'member.name as done_by'])
    .where((where) =>
      where.or([where('who', '=', member), where('for_whom', '=', member), where('subject', '=', member)]),
    )
    .orderBy('at')
    .execute(),
)
exports('Mail we sent you', async (db, member) => {
  const login = await db.selectFrom('login').select('email').where('id', '=', member).executeTakeFirst()
  return (
    db
      .selectFrom('message_out')
      .select(['kind', 'subject', 'plain as words', 'made_at', 'sent_at'])
      .where((where) => where.or([where('member', '=', member), where('to_address', '=', login?.email ?? '')]))
      // A code in a mail is a key: of no use once it is old, and of no use here.
      .where('kind', '<>', 'sign-in')
      .orderBy('made_at')
      .execute()
  )
})
