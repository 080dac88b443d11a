/**
 * The mails of this area. No subject names a condition or anything about health, and the name of the community,
 * which often does, stands at the end: lock screens show how a mail begins.
 */
import type { Community } from '../../kit/community.ts'
import type { Db, Tx } from '../../kit/database.ts'
import { post } from '../../kit/outbox.ts'
import { memberByEmail } from './store.ts'

/** One mail, two ways: the code to type, and a page that has it filled in. */
export async function sendSignInCode(community: Community, email: string, code: string) {
  const member = await memberByEmail(community.db, email)
  if (!member) return
  await post(community.db, {
    to: email,
    kind: 'sign-in',
    subject: `Your code is ${code}`,
    plain: `Your code is:

${code}

Type it on the page where you asked for it.

Or open this page instead, and press the button there:

${community.url}/sign-in/link/${member.id}/${code}

The code and the page work once, for 30 minutes.

If you did not ask for this, you can ignore it. Nobody can sign in without the code.

${community.name}
`,
  })
}

/** To someone who asked to join, when a person has said yes. */
export const sendYes = (
  db: Db | Tx,
  community: Community,
  to: { name: string; email: string },
  link: string,
  words: string,
) =>
  post(db, {
    to: to.email,
    kind: 'joining',
    subject: 'You asked to join. Welcome',
    plain: `Hello ${to.name},

You asked to join us. We said yes.
${words ? `\n${words}\n` : ''}
Open this page to join. It takes about two minutes:

${link}

The page works for 60 days, for you alone. You can reply to this mail.

${community.name}
`,
  })

/** To someone who asked to join, when a person has said no. The reason is theirs to know. */
export const sendNo = (db: Db | Tx, community: Community, to: { name: string; email: string }, words: string) =>
  post(db, {
    to: to.email,
    kind: 'joining',
    subject: 'You asked to join. Our answer',
    plain: `Hello ${to.name},

You asked to join us. We are sorry: we cannot say yes now. This is why:

${words}

You can reply to this mail, or ask again later. What is open to all, you can read without joining:

${community.url}/circles

${community.name}
`,
  })
