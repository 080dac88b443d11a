import { sql } from 'kysely'
import { z } from 'zod'
import { changePreferences, digests } from '../../areas/members/preferences.ts'
import { addressOf, Email } from '../../areas/members/tasks.ts'
import { idOf } from '../../kit/brand.ts'
import { lockMember } from '../../kit/member-lock.ts'
import { post } from '../../kit/outbox.ts'
import { type Allowed, notFound, refuse, yes } from '../../kit/refuse.ts'
import { type Doing, task } from '../../kit/task.ts'
import { optionalWords } from '../../kit/typed-words.ts'
import { isSignedIn, isSteward } from '../../kit/who.ts'
import { tellsOfCondition } from './rules.ts'
import { readStopToken } from './stop.ts'
import { tryAgain } from './store.ts'

const Token = z.string().max(200)

/** Whoever holds a signed link may choose for the member it names; it can do nothing else. */
async function holdsLink({ token }: { token: string }, { db, community }: Doing): Promise<Allowed> {
  const read = readStopToken(community, token)
  // Whoever erased everything has no choices to make; the row stays locked, so none is made meanwhile.
  const here = read !== null && (await lockMember(db, read.member))
  return here ? yes : refuse(brokenLink, 404)
}
export const brokenLink =
  'This link is not whole. Your mail program may have cut it. You can sign in and choose your mail on your page.'

const holder = 'Anyone who has the link from the mail'

/** Stop one kind of mail at once, by the link in it. */
export const stopMail = task('mail.stop', {
  title: 'Stop one kind of mail, by the link in a mail',
  doors: ['email', 'web'],
  who: holder,
  input: z.object({ token: Token }),
  allowed: holdsLink,
  async run({ token }, doing) {
    const { member, kind } = readStopToken(doing.community, token)!
    doing.about(member)
    const stopped = kind === 'digest' ? { digest: 'none' as const } : { repliesByEmail: false }
    await changePreferences.run(stopped, { ...doing, who: { ...doing.who, member } })
    return kind
  },
})

/** Choose what mail comes, by the link in one; this also undoes a stop. */
export const chooseMail = task('mail.choose', {
  title: 'Choose which mail I get, by the link in a mail',
  doors: ['email', 'web'],
  who: holder,
  input: z.object({
    token: Token,
    digest: z.enum(digests, { error: 'Choose how often.' }),
    replies: z.enum(['yes', 'no'], { error: 'Choose yes or no.' }),
  }),
  allowed: holdsLink,
  async run({ token, digest, replies }, doing) {
    const { member } = readStopToken(doing.community, token)!
    doing.about(member)
    return changePreferences.run(
      { digest, repliesByEmail: replies === 'yes' },
      { ...doing, who: { ...doing.who, member } },
    )
  },
})

const onlySteward = (_: unknown, { who }: Doing): Allowed =>
  isSteward(who) ? yes : refuse('Only stewards can do this.', isSignedIn(who) ? 403 : 401)

/** Put failed mail back into the outbox: one, or all. Codes to sign in stay, for they have run out. */
export const tryMailAgain = task('mail.try-again', {
  title: 'Try to send failed mail again',
  doors: ['web'],
  who: 'Stewards',
  input: z.object({ message: idOf<'MessageId'>().optional() }),
  allowed: onlySteward,
  async run({ message }, { db, about }) {
    const again = await tryAgain(db, message ?? null)
    if (message) about(message)
    return message && again === 0 ? notFound('mail') : again
  },
})

/** Say whom the community's mail comes from, and where replies go. */
export const nameMail = task('mail.name', {
  title: 'Choose the name our mail comes from, and where replies go',
  doors: ['web'],
  who: 'Stewards',
  input: z.object({
    mailName: optionalWords(60),
    mailReplyTo: z.preprocess((text) => (text === '' ? undefined : text), Email.optional()),
  }),
  allowed: onlySteward,
  async run({ mailName, mailReplyTo }, { db, community }) {
    if (mailName && tellsOfCondition(mailName, community.condition.name)) {
      const because = 'This name shows on lock screens. Choose one that does not tell of a condition.'
      return refuse(because, 422, { mailName: because })
    }
    const settings = { mailName, mailReplyTo: mailReplyTo ?? null }
    await sql`
      update public.community
      set settings = jsonb_strip_nulls(settings || ${JSON.stringify(settings)}::jsonb)
      where id = ${community.id}`.execute(db)
    return settings
  },
})

/** Whether mail goes out, or is kept and shown at /outbox: the community's choice, whichever process is running. */
export const chooseMailWay = task('mail.choose-way', {
  title: 'Choose whether mail goes out or is kept here',
  doors: ['web'],
  who: 'Stewards',
  input: z.object({ goes: z.enum(['out', 'kept'], { error: 'Choose where mail goes.' }) }),
  allowed: onlySteward,
  async run({ goes }, { db, community }) {
    await sql`
      update public.community
      set settings = settings || ${JSON.stringify({ mailGoes: goes })}::jsonb
      where id = ${community.id}`.execute(db)
    return goes
  },
})

/** Send a mail to oneself, to see that mail leaves and arrives. */
export const testMail = task('mail.test', {
  title: 'Send a test mail to myself',
  doors: ['web'],
  who: 'Stewards',
  input: z.object({}),
  allowed: onlySteward,
  async run(_, { db, who, community }) {
    const to = who.member && (await addressOf(db, who.member))
    if (!to) return refuse('We have no email address of yours.')
    await post(db, {
      to,
      member: who.member,
      kind: 'test',
      subject: 'A test mail',
      plain: `Hello,\n\nthis mail shows that mail leaves and arrives. You asked for it here:\n${community.url}/steward/mail\n`,
    })
    return to
  },
})
