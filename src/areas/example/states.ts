/** In the example one mother is paused until a day, another left and is back, and three have lost a daughter. */
import { chooseWhatStays, noteBereavement } from '../members/bereavement.ts'
import { londonDay } from '../members/days.ts'
import { leave } from '../members/leaving.ts'
import { pause } from '../members/pausing.ts'
import { changePreferences } from '../members/preferences.ts'
import { comeBack } from '../members/returning.ts'
import type { Furnishing } from './furnishing.ts'

export async function states({ db, id, ago, does }: Furnishing) {
  const until = londonDay(ago(-24))
  await does('beth', pause, { pause: 'a day', until, keeps: ['reply'], reasons: ['needs'] }, { at: ago(18) })

  // She had enough, and came back when her daughter's needs changed: each was one step.
  await does('helen', leave, { reasons: ['too much'] }, { at: ago(445) })
  await does('helen', comeBack, {}, { at: ago(244) })

  // What is for those who are bereaved is theirs to see; each chose what else goes on.
  for (const [key, days] of [
    ['david', 230],
    ['joy', 900],
    ['viv', 850],
  ] as const)
    await does(key, noteBereavement, {}, { at: ago(days) })
  await does('joy', chooseWhatStays, { stays: ['digest'] }, { at: ago(890) })
  await db
    .updateTable('bereavement')
    .set({ read_at: ago(800) })
    .execute()

  await does('grace', changePreferences, { lookAhead: 'only now' }, { at: ago(300) })
  // The way back that was mailed then is long gone from the outbox.
  await db.deleteFrom('message_out').where('member', '=', id('helen')).execute()
}
