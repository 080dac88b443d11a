/** A caller becomes a member while we talk: name, number, address, and a yes that was heard. */
import { z } from 'zod'
import { askedAtJoining, noteConsents } from '../../areas/members/consent.ts'
import { changePreferences } from '../../areas/members/preferences.ts'
import { changeReach, phoneDigits } from '../../areas/members/reach.ts'
import { mustBeModerator } from '../../areas/members/rules.ts'
import { insertMember, Name } from '../../areas/members/tasks.ts'
import { newId } from '../../kit/brand.ts'
import { tell } from '../../kit/events.ts'
import { isRefusal, type Refusal, refuse } from '../../kit/refuse.ts'
import { task } from '../../kit/task.ts'
import { optionalWords } from '../../kit/typed-words.ts'
import type { MemberId, Who } from '../../kit/who.ts'

/**
 * Make a caller a member, without email. A number that belongs to somebody already is asked about once: families share.
 *
 * @returns the new member's id
 */
export const registerMember = task('phone.register-member', {
  title: 'Make a caller a member',
  doors: ['phone'],
  who: 'Moderators and stewards',
  input: z.object({
    name: Name,
    phone: optionalWords(40),
    address: optionalWords(300),
    postcode: optionalWords(12),
    door: z.enum(['phone', 'letter'], { error: 'Ask how we should reach them.' }),
    print: z.enum(['plain', 'large'], { error: 'Choose a size.' }).default('plain'),
    /** the number belongs to another member too */
    shared: z.literal('yes').optional(),
    membership: z.literal('yes', { error: 'Nobody can be a member without this yes.' }),
  }),
  allowed: (_, { who }) => mustBeModerator(who),
  async run({ name, phone, address, postcode, door, print, shared }, doing): Promise<MemberId | Refusal> {
    const { db, now, about } = doing
    if (door === 'phone' && !phone) return missing('phone', 'Ask for a number to ring.')
    if (door === 'letter' && !address) return missing('address', 'Ask for an address to write to.')
    const same = phone && !shared ? await whoHasNumber(doing, phone) : null
    if (same) return missing('phone', `${same} has this number. If it is somebody else at home, tick the box below.`)
    const member = newId<'MemberId'>(now.getTime())
    await insertMember(db, { id: member, name, joinedBy: 'phone', at: now })
    const theirs: Who = { member, name, role: 'member', roleHeld: 'member', session: null }
    const forThem = { ...doing, who: theirs }
    const reach = await changeReach.run({ phone, address, postcode, print }, forThem)
    if (isRefusal(reach)) return reach
    await changePreferences.run({ door }, forThem)
    // All but the membership itself begin as no.
    await noteConsents(doing, member, [
      ['membership', true],
      ...askedAtJoining.map((purpose) => [purpose, false] as const),
    ])
    await tell('members.joined', { member, by: 'phone' }, forThem)
    about(member)
    return member
  },
})

const missing = (field: string, because: string) => refuse(because, 422, { [field]: because })

async function whoHasNumber({ db }: { db: Parameters<typeof insertMember>[0] }, phone: string) {
  const digits = phoneDigits(phone)
  if (!digits) return null
  const one = await db
    .selectFrom('reach')
    .innerJoin('member', 'member.id', 'reach.member')
    .select('member.name')
    .where('phone_digits', '=', digits)
    .executeTakeFirst()
  return one?.name ?? null
}
