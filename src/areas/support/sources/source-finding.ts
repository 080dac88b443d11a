/**
 * Finding a source, as a task: the same search at every door. On the web and at the desk it is read from the page;
 * by letter the first few, with their numbers and hours, are printed in the next letter.
 */
import { z } from 'zod'
import { isRefusal, refuse } from '../../../kit/refuse.ts'
import { type Doing, task } from '../../../kit/task.ts'
import { optionalWords } from '../../../kit/typed-words.ts'
import { listReader } from '../../members/looking.ts'
import { districtOf } from '../../members/reach.ts'
import { mustBeSignedIn } from '../../members/rules.ts'
import { tellMember } from '../../members/telling.ts'
import { whereDistrictIs } from '../near/store.ts'
import { offlineWords } from './lists.ts'
import { isSourceKind } from './source-kinds.ts'
import { type Found, lookIn } from './source-search.ts'

const mostOnPaper = 8

const noPlace = 'Type the first part of a postcode, like BS5.'

/** Find what may help, near a place or anywhere. The place is used for this answer and kept nowhere. */
export const findSource = task('support.find-source', {
  title: 'Find a helpline, a group, a clinic or another source of help',
  doors: ['web', 'phone', 'letter'],
  who: 'Members; anyone may read the same on the web',
  input: z.object({ words: optionalWords(200), near: optionalWords(60), kind: z.string().max(40).optional() }),
  allowed: (_, { who }) => mustBeSignedIn(who),
  async run({ words, near, kind = '' }, doing) {
    const { db, community, who, via } = doing
    const district = near ? districtOf(near) : null
    const where = district ? await whereDistrictIs(db, district) : null
    if (near && !where) return refuse(noPlace, 422, { near: noPlace })
    const found = await lookIn(db, community.condition, {
      words: words ?? '',
      kinds: isSourceKind(kind) ? [kind] : [],
      near: where,
      looking: await listReader(db, who.member!),
      ahead: false,
      page: 1,
    })
    if (via === 'letter' && !isRefusal(found)) await print(doing, words, found)
    return found
  },
})

/** What was found goes into the next letter, as an answer to what was asked. */
async function print(doing: Doing, asked: string | null, { hits }: Found) {
  const lines = hits.slice(0, mostOnPaper).map(({ source }) => {
    const how = offlineWords(source, doing.now)
    return `${source.name}. ${source.about ?? ''}${how ? ` ${how}` : ''}`
  })
  const words =
    lines.length > 0
      ? lines.join('\n\n')
      : 'We found nothing that fits. Ring us, or write what you need in other words, and a person will look.'
  const subject = asked ? `What we found for “${asked}”` : 'Where to find help'
  await tellMember(doing, doing.who.member!, { kind: 'answer', subject, words })
}
