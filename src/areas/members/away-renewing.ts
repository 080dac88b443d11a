/** A link to pause that has run out is sent anew, to the address we hold of whom it was for. */
import { z } from 'zod'
import { post } from '../../kit/outbox.ts'
import { refuse, yes } from '../../kit/refuse.ts'
import { task } from '../../kit/task.ts'
import { awayPath, readAwayToken } from './away-link.ts'
import { emailOf } from './store.ts'

const notOurs = 'This link is not whole. You can sign in and step away on your page.'

/** Send a new link. Nothing tells whoever has the old one which address it goes to, or whether there is one. */
export const renewAwayLink = task('members.renew-away-link', {
  title: 'Be sent a new link to pause, by the old one',
  doors: ['email'],
  who: 'Anyone who has a link from a mail, also one that has run out',
  input: z.object({ token: z.string().max(200) }),
  allowed: ({ token }, { community }) => (readAwayToken(community, token) ? yes : refuse(notOurs, 404)),
  async run({ token }, { db, community, now, about }): Promise<'asked'> {
    const { member } = readAwayToken(community, token)!
    about(member)
    const to = await emailOf(db, member)
    if (to)
      await post(db, {
        to,
        member,
        kind: 'sign-in',
        subject: 'Your new link',
        plain: `Hello,

you asked for a new link to pause. Here it is:

${community.url}${awayPath(community, member, now)}

It works for 60 days. Was it not you? Then you can ignore this mail.

${community.name}
`,
      })
    return 'asked'
  },
})
