/** The mails of this area: what was decided, and that something urgent waits. No subject says what it is about. */
import type { Community } from '../../kit/community.ts'
import { dayWords } from '../../kit/day.ts'
import { post } from '../../kit/outbox.ts'
import type { Doing } from '../../kit/task.ts'
import type { MemberId } from '../../kit/who.ts'
import { addressOf } from '../members/tasks.ts'
import { deciders } from './people-store.ts'
import { type Outcome, outcomes, signature } from './rules.ts'
import type { Matter } from './store.ts'

interface Told {
  readonly outcome: Outcome
  readonly becomes: Outcome | null
  readonly reason: string
  readonly role: string
  readonly at: Date
}

/** What was decided, why, when and by whom, in the words of a mail. */
const decisionWords = ({ outcome, becomes, reason, role, at }: Told) => `${outcomes[outcome]}.${
  becomes ? ` ${outcomes[becomes]}.` : ''
}

Why: ${reason}

Decided by ${signature(role)} on ${dayWords(at)}.`

async function toMember(doing: Doing, member: MemberId, subject: string, plain: string) {
  const to = await addressOf(doing.db, member)
  if (to) await post(doing.db, { to, member, kind: 'decision', subject, plain })
}

/** Tell the writer of a post what was decided about it. */
export const tellWriter = (doing: Doing, writer: MemberId, told: Told) =>
  toMember(
    doing,
    writer,
    'About your post',
    `Hello,

a person has looked at a post of yours.

${decisionWords(told)}

${
  told.outcome === 'change'
    ? `Your words are kept. You can change them here. Then a person reads them again:`
    : `See it on your page, where you can also ask for a second look:`
}
${doing.community.url}${told.outcome === 'change' ? '/me/posts-that-wait' : '/me/decisions'}

Thank you for being here.
`,
  )

/** Tell whoever sent a report, a complaint or an appeal what became of it: a member, or a visitor who left an address. */
export async function tellSender(doing: Doing, matter: Matter, told: Told, code: string | null = matter.code) {
  const { url } = doing.community
  const subject = matter.kind === 'appeal' ? 'Your second look has an answer' : 'You told us something: our answer'
  const where = code ? `${url}/reports/${code}` : `${url}/me/decisions`
  const plain = `Hello,

${matter.kind === 'appeal' ? 'you asked us to look again, and someone else has.' : 'thank you for telling us. A person has looked at it.'}

${decisionWords(told)}

You can see this again here:
${where}
`
  if (matter.by) await toMember(doing, matter.by, subject, plain)
  else if (matter.email) await post(doing.db, { to: matter.email, kind: 'decision', subject, plain })
}

/** Something urgent waits: every moderator and steward hears of it at once. */
export async function tellDesk(doing: Doing) {
  for (const { id } of await deciders(doing.db))
    await toMember(
      doing,
      id as MemberId,
      'Something needs you now',
      `Hello,

somebody has reported something that cannot wait. Please look at the desk:
${deskOf(doing.community)}
`,
    )
}

const deskOf = (community: Community) => `${community.url}/desk/reported`
