/** The whole made-up study, from the first letter to the last interview, through the house. */
import type { Community } from '../../../kit/community.ts'
import type { Pool } from '../../../kit/database.ts'
import { isRefusal } from '../../../kit/refuse.ts'
import { studyStanding } from '../standing.ts'
import { asResearch } from '../wall.ts'
import { comesOnPaper } from './booklets-keyed.ts'
import { type Cohort, drawCohort } from './cohort.ts'
import { drawing } from './drawing.ts'
import { type Effects, fieldwork } from './generating-model.ts'
import { interviews } from './interviewed.ts'
import { postLetters } from './letters-posted.ts'
import { type Staff, setUp } from './made-up-study.ts'
import { putUpNotices } from './notices-up.ts'
import { answers, type Field, takesBack } from './taking-part.ts'

const day = 24 * 60 * 60 * 1000

export interface Run {
  readonly study: { readonly id: string; readonly slug: string; readonly title: string }
  readonly cohort: Cohort
  /** places at which two readings of a booklet differed, and how many booklets were read twice */
  readonly slips: { readonly differing: number; readonly booklets: number }
}

/**
 * Run it all in a made-up community.
 *
 * @param now the day of the analysis; letters went out ten weeks before
 * @param say told what is being done, a line each
 */
export async function runStudy(
  { community, pool }: { readonly community: Community; readonly pool: Pool },
  staff: Staff,
  { seed, effects, now }: { readonly seed: number; readonly effects: Effects; readonly now: Date },
  say: (line: string) => void = () => {},
): Promise<Run> {
  const opened = new Date(now.getTime() - (fieldwork.days + 10) * day)
  const cohort = drawCohort({ seed, effects, today: opened })
  say('Setting the study up.')
  const study = await setUp(staff, opened)
  const standing = await asResearch(community, (db) => studyStanding(db, study, opened.toISOString().slice(0, 10)))
  if (isRefusal(standing)) throw new Error(standing.because)
  const items = Object.fromEntries(standing.items.map(({ purpose, id }) => [purpose, id]))
  const field: Field = { community, study, items, desk: staff.desk }
  const codes = {
    letters: await postLetters({ community, pool }, staff.steward, standing, cohort.letters, opened),
    places: await putUpNotices(community, staff.researchers[0], standing, opened),
  }
  say(`${codes.letters.length} letters are posted, and notices are up in ${codes.places.length} places.`)
  const draw = drawing(seed + 1)
  const byLetter = cohort.people.filter(({ arm }) => arm === 'letters').length
  const slips = { differing: 0, booklets: 0 }
  let letter = 0
  for (const [count, person] of cohort.people.entries()) {
    const at = new Date(opened.getTime() + (person.day + 1) * day)
    // Those who answer are spread over all who were written to.
    const code =
      person.place === null
        ? codes.letters[Math.floor((letter++ * codes.letters.length) / byLetter)]!
        : codes.places[person.place]!
    let returns = code
    if (person.mode === 'paper') {
      slips.differing += await comesOnPaper(field, person, code, draw, at)
      slips.booklets++
    } else returns = await answers(field, person, code, at)
    if (person.end === 'withdraws') await takesBack(field, person, returns, new Date(at.getTime() + 3 * day))
    if ((count + 1) % 50 === 0) say(`${count + 1} people have begun.`)
  }
  const interviewed = await interviews(field, staff.researchers, seed, fieldwork.interviews, now)
  say(`${interviewed.interviews.length} of them are interviewed.`)
  return { study: standing, cohort, slips }
}
