/** What each of two lets the other have: a number, an email address, a postal address. Given for one tie, taken back at once. */
import { z } from 'zod'
import { isRefusal, type Refusal, refuse } from '../../kit/refuse.ts'
import { type Doing, task } from '../../kit/task.ts'
import { optionalWords } from '../../kit/typed-words.ts'
import { changeReach, reachOf } from '../members/reach.ts'
import { heldOf } from './shared.ts'
import { isTheirs, TieIdInput, theirs, whyNotOpen } from './theirs.ts'
import { forgetShared, sayShared } from './tie-mail.ts'
import { type Shareable, shareable, shareableNames } from './tie-rules.ts'
import type { TieId } from './tie-store.ts'

/** Let the other have it; nothing happens when we hold nothing of the kind. */
export async function shareNow({ db, who, now }: Pick<Doing, 'db' | 'who' | 'now'>, tie: TieId, what: Shareable) {
  const member = who.member!
  if (!(await heldOf(db, member))[what]) return
  await db
    .insertInto('tie_share')
    .values({ tie, member, what, since: now })
    .onConflict((clash) => clash.doNothing())
    .execute()
}

/** Let the other have a thing, or take it back: then they see it no longer, from this moment. */
export const share = task('ties.share', {
  title: 'Choose what somebody I am in touch with may have: number, email, address',
  doors: ['web', 'phone', 'letter'],
  who: 'Either of the two, for what is theirs',
  input: z.object({
    tie: TieIdInput,
    what: z.enum(shareableNames, { error: 'Choose what it is about.' }),
    share: z.enum(['yes', 'no'], { error: 'Choose yes or no.' }),
    // Where we hold none yet, it can be told here.
    phone: optionalWords(40),
    address: optionalWords(300),
    postcode: optionalWords(12),
  }),
  allowed: isTheirs,
  async run({ tie: id, what, share: wish, ...told }, doing): Promise<Shareable | Refusal> {
    const { db, who } = doing
    const tie = await theirs(id, doing)
    if (isRefusal(tie)) return tie
    const member = who.member!
    if (wish === 'no') {
      await db
        .deleteFrom('tie_share')
        .where('tie', '=', id)
        .where('member', '=', member)
        .where('what', '=', what)
        .execute()
      await forgetShared(db, id, tie.other)
      return what
    }
    const not = whyNotOpen(tie)
    if (not) return not
    const held = (await heldOf(db, member))[what] ? true : await tellUs(doing, what, told)
    if (isRefusal(held)) return held
    await shareNow(doing, id, what)
    await sayShared(doing, { tie: id, to: tie.other })
    return what
  },
})

/** Store what was told with the wish to share it; the rest of how they are reached stays as it is. */
async function tellUs(
  doing: Doing,
  what: Shareable,
  told: { phone: string | null; address: string | null; postcode: string | null },
): Promise<true | Refusal> {
  const missing = `We do not have your ${shareable[what]} yet.`
  if (what === 'email') return refuse(`${missing} You can add it on your own page.`, 422, { email: missing })
  if (!told[what]) return refuse(missing, 422, { [what]: missing })
  const now = await reachOf(doing.db, doing.who.member!)
  const both = what === 'phone' ? { ...now, phone: told.phone } : { ...now, ...told, phone: now.phone }
  const changed = await changeReach.run(both, doing)
  return isRefusal(changed) ? changed : true
}
