/**
 * The mails of this area. No subject names a condition or anything about health, and the name of the community,
 * which often does, stands at the end: lock screens show how a mail begins.
 */
import type { Community } from '../../kit/community.ts'
import type { Db, Tx } from '../../kit/database.ts'
import { post } from '../../kit/outbox.ts'
import type { MemberId } from '../../kit/who.ts'
import { memberByEmail } from './store.ts'

/** One mail, two ways: the code to type, and a page that has it filled in. */
/** @param link the secret of the page in the mail */
export async function sendSignInCode(community: Community, email: string, code: string, link: string) {
  const member = await memberByEmail(community.db, email)
  if (!member) return
  await post(community.db, {
    to: email,
    kind: 'sign-in',
    subject: `Your code is ${code}`,
    plain: `Your code is:

${code}

Type it on the page where you asked for it. It works nowhere else.

To sign in on this device, open this page and press the button there:

${community.url}/sign-in/link/${link}

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

/** To the address that somebody wants to sign in with from now on. */
export const sendAddressToBe = (db: Db | Tx, community: Community, to: string, code: string) =>
  post(db, {
    to,
    kind: 'sign-in',
    subject: `Your code is ${code}`,
    plain: `Hello,

somebody wants to sign in with this address from now on.

Was it you? Then type this code on the page where you asked for it:

${code}

It works once, for 30 minutes. What was sent to an old mailing list from this address is then shown as yours too.

Was it not you? Then you can ignore this mail. Nothing happens without the code.

${community.name}
`,
  })

/** To the reader of an address that is somebody's already. The one who typed it is told nothing of that. */
export const sendAddressInUse = (db: Db | Tx, community: Community, to: string) =>
  post(db, {
    to,
    kind: 'sign-in',
    subject: 'Your address is in use',
    plain: `Hello,

somebody wants to sign in with this address from now on.

You sign in with it already, so nothing has changed. Sign in here:

${community.url}/sign-in

Was it you, and did you join twice? Then write to us, and we will help you:

${community.url}/complaints/new

Was it not you? Then you can ignore this mail.

${community.name}
`,
  })

/** To the address a member signed in with before: should it not have been them, they read it here. */
export const sendAddressChanged = (db: Db | Tx, community: Community, to: string, member: MemberId) =>
  post(db, {
    to,
    member,
    kind: 'address',
    subject: 'Your email address was changed',
    plain: `Hello,

the email address that you sign in with was changed. Our mail goes to the new address from now on.

Was it you? Then there is nothing to do.

Was it not you? Then tell us now. You need not sign in. A person reads it and helps you:

${community.url}/complaints/new

${community.name}
`,
  })
