/** What conversations offer to lists that other areas show too. */
import { count } from '../../kit/html.ts'
import { type Line, list } from '../../kit/lists.ts'
import { hiddenStages } from '../../kit/look-ahead.ts'
import { pageOf } from './rules.ts'
import { newsFor } from './since.ts'

/**
 * What was written since somebody stepped away, where they are and in their circles, without counting what they missed:
 * only how many posts a conversation has that are new. These lines name no stage: `newsFor` has applied it.
 */
list({
  name: 'conversations.since',
  heading: 'In your circles',
  on: ['return'],
  position: 10,
  async lines({ db, community, reader, since, now, most }): Promise<Line[]> {
    if (!since) return []
    const { member, role } = reader
    const hidden = hiddenStages(reader, community.condition)
    const { lines } = await newsFor(db, { member, role, since, until: now, most, hidden })
    return lines.map((one) => ({
      title: one.title,
      href: `/conversations/${one.conversation}?page=${pageOf(one.number)}#post-${one.number}`,
      about: `In ${one.circle}. ${one.began ? 'It began since then' : count(one.new_posts, 'new post')}.${one.mine ? ' You are in it.' : ''}`,
    }))
  },
})
