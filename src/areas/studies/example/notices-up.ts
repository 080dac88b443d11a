/** Notices of the made-up study go up in its places, as a researcher registers them: a code each. */
import type { Community } from '../../../kit/community.ts'
import { dayOf } from '../../../kit/fuzzy-day.ts'
import { isRefusal } from '../../../kit/refuse.ts'
import { codeOf } from '../codes.ts'
import { addPlace, placesOf } from '../recruiting/places.ts'
import { asResearch } from '../wall.ts'
import { places } from './generating-model.ts'
import type { Hand } from './hands.ts'

/** @returns the code on each notice, in the order of the places */
export async function putUpNotices(
  community: Community,
  researcher: Hand,
  study: { readonly id: string; readonly slug: string },
  at: Date,
): Promise<string[]> {
  const day = dayOf(at)
  const ids: string[] = []
  for (const { name, online } of places) {
    const place = { name, online: online ? 'yes' : 'no', permission: 'Nobody: it is made up' }
    ids.push(await researcher.does(addPlace, { study: study.slug, ...place, permitted_on: day, noticed_on: day }, at))
  }
  const register = await asResearch(community, (db) => placesOf(db, study.id))
  if (isRefusal(register)) throw new Error(register.because)
  return ids.map((id) => codeOf(community, register.find((one) => one.id === id)!.code))
}
