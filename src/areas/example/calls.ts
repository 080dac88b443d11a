/** Calls of the example: Brigid and Mair rang, somebody asked where to begin, and two things wait to be told. */
import { beginCall, endCall, hearConsent, logCall } from '../../doors/phone/tasks.ts'
import { follow } from '../conversations/following.ts'
import { changePreferences } from '../members/preferences.ts'
import { changeReach, reachOf } from '../members/reach.ts'
import { tellMember } from '../members/telling.ts'
import type { Furnishing } from './furnishing.ts'

const minute = 60 * 1000

export async function calls({ db, community, id, ago, does }: Furnishing) {
  const rang = ago(12)
  const after = (minutes: number, of = rang) => new Date(of.getTime() + minutes * minute)
  const atDesk = (minutes: number, of?: Date) => ({ at: after(minutes, of), via: 'phone' as const })

  await does('martin', beginCall, { member: id('brigid') }, atDesk(0))
  await does('martin', hearConsent, { scopes: ['community', 'own'] }, atDesk(1))
  const forBrigid = (minutes: number) => ({ ...atDesk(minutes), by: 'martin' })
  await does('brigid', follow, { circle: 'school-years', follow: 'yes' }, forBrigid(4))
  await does('brigid', changePreferences, { digest: 'monthly', lookAhead: 'only now' }, forBrigid(6))
  await does(
    'martin',
    endCall,
    {
      reason: 'community',
      words: 'I read her what was new. Evenings suit her best.',
      next: 'Ring Brigid when the new notes are out',
    },
    atDesk(14),
  )

  const later = ago(3)
  await does('ruth', beginCall, { member: id('mair') }, atDesk(0, later))
  await does('ruth', hearConsent, { scopes: ['own'] }, atDesk(1, later))
  const { phone, address, postcode } = await reachOf(db, id('mair'))
  await does('mair', changeReach, { phone, address, postcode, print: 'large' }, { ...atDesk(3, later), by: 'ruth' })
  await does('ruth', endCall, { reason: 'changes', words: 'She likes the large print.' }, atDesk(7, later))

  await does(
    'martin',
    logCall,
    {
      way: 'they rang',
      minutes: '9',
      reason: 'help',
      words: 'A grandmother asked where to begin. I gave her the number of the helpline, and told her how to join.',
    },
    { at: ago(2), via: 'phone' },
  )

  await tellMember({ db, community, now: ago(1) }, id('brigid'), {
    kind: 'answer',
    subject: 'What you asked us on the phone',
    words: 'You asked whether there are evening calls. There are. We will tell you the days as soon as we know them.',
  })
  await tellMember({ db, community, now: ago(0.3) }, id('brigid'), {
    kind: 'answer',
    subject: 'Your circle',
    words: 'You follow School years now. Three parents wrote there this week. We can read it to you whenever you like.',
  })
}
