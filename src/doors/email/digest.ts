/** The digest: once a day, a week or a month, as each member chose. Nothing new means no mail. */
import { countWaiting } from '../../areas/care/store.ts'
import { newsFor, ownOpenQuestions, questionsFor } from '../../areas/conversations/since.ts'
import { listReader } from '../../areas/members/looking.ts'
import type { Community } from '../../kit/community.ts'
import type { Tx } from '../../kit/database.ts'
import { job } from '../../kit/jobs.ts'
import { listsAt } from '../../kit/lists.ts'
import { hiddenStages } from '../../kit/look-ahead.ts'
import { post } from '../../kit/outbox.ts'
import type { MemberId, Role } from '../../kit/who.ts'
import { digestMail } from './digest-mail.ts'
import { type Period, periodBefore, tellsSince } from './digest-rules.ts'
import { claimDigest, type DigestReader, digestReaders } from './digest-store.ts'
import { forgetOld } from './store.ts'

const mostConversations = 30
const mostQuestions = 5
const mostOfEachList = 5
const inABatch = 500

/** Each morning in London: daily digests, and those of weeks and months that have ended. */
export const digests = job({
  name: 'email.digest',
  cron: '0 7 * * *',
  work: (_, community) => sendDigests(community, new Date()),
})

/** What was sent is not kept for ever. */
export const forgetting = job({
  name: 'email.forget',
  cron: '40 3 * * *',
  work: async (_, { db }) => void (await forgetOld(db)),
})

/**
 * Put the digests that are due into the outbox. Safe to run twice, or to be cut short: each member's is claimed in the
 * transaction that writes it. An example has nobody to write to.
 */
export async function sendDigests(community: Community, now: Date) {
  if (community.example) return
  const desk = await countWaiting(community.db)
  const atDesk = desk.held + desk.reported + desk.appeals
  let after: MemberId | null = null
  for (;;) {
    const readers: DigestReader[] = await digestReaders(community.db, after, inABatch)
    for (const reader of readers) {
      const period = periodBefore(reader.how_often, now)
      const since = tellsSince(period, reader.joined, reader.last)
      if (since)
        await community.db
          .transaction()
          .execute((db) => sendDigest(db, community, reader, { period, since, now, atDesk }))
    }
    if (readers.length < inABatch) return
    after = readers.at(-1)!.member
  }
}

async function sendDigest(
  db: Tx,
  community: Community,
  reader: DigestReader,
  { period, since, now, atDesk }: { period: Period; since: Date; now: Date; atDesk: number },
) {
  if (!(await claimDigest(db, reader.member, period, now))) return
  const looking = await listReader(db, reader.member)
  const hidden = hiddenStages(looking, community.condition)
  const asked = { member: reader.member, role: reader.role, since, until: now, most: mostConversations, hidden }
  const { lines, total } = await newsFor(db, asked)
  const questions = helps(reader.role)
    ? await questionsFor(db, { ...asked, most: mostQuestions })
    : { lines: [], total: 0 }
  const mail = await digestMail(
    community,
    { member: reader.member, address: reader.address },
    {
      since,
      lines,
      total,
      own: await ownOpenQuestions(db, { ...asked, most: 3 }),
      questions: questions.lines,
      questionsTotal: questions.total,
      desk: moderates(reader.role) ? atDesk : 0,
      lists: await listsAt('digest', { db, community, reader: looking, since, now, need: null, most: mostOfEachList }),
    },
  )
  if (mail) await post(db, mail)
}

const moderates = (role: Role) => role === 'moderator' || role === 'steward'
const helps = (role: Role) => role === 'helper' || role === 'clinician' || moderates(role)
