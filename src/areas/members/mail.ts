/** The mails of this area. No subject names a condition or anything about health. */
import type { Community } from '../../kit/community.ts'
import { post } from '../../kit/outbox.ts'

export async function sendSignInCode(community: Community, email: string, code: string) {
  await post(community.db, {
    to: email,
    kind: 'sign-in',
    subject: `Your code is ${code}`,
    plain: `Your code to sign in to ${community.name} is:

${code}

Type it on the page where you asked for it. It works for 30 minutes.

If you did not ask for this, you can ignore it. Nobody can sign in without the code.
`,
  })
}

export async function sendSignInLink(community: Community, email: string, token: string) {
  await post(community.db, {
    to: email,
    kind: 'sign-in',
    subject: 'Your link to sign in',
    plain: `Open this page to sign in to ${community.name}:

${community.url}/sign-in/link?token=${encodeURIComponent(token)}

The link works once, for 30 minutes.

If you did not ask for this, you can ignore it.
`,
  })
}
