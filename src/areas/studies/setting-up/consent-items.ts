/** What people can say yes to: each purpose on its own, all off at first. New words are a new version. */
import { z } from 'zod'
import { newId } from '../../../kit/brand.ts'
import { notFound, refuse } from '../../../kit/refuse.ts'
import { task } from '../../../kit/task.ts'
import { words } from '../../../kit/typed-words.ts'
import { takingPart } from '../standing.ts'
import type { ResearchDb } from '../wall.ts'
import { inAStudy } from './making.ts'
import { alwaysFree, readyFor } from './rules.ts'
import { changing, onSide, seenAlready } from './sides.ts'
import type { SetUp } from './store.ts'

const Purpose = z
  .string({ error: 'Give it a short name.' })
  .trim()
  .toLowerCase()
  .regex(/^[a-z][a-z -]{1,39}$/, 'Give it a short name of letters and spaces, such as “quotes”.')
const ticked = z.enum(['yes', ''], { error: 'Tick the box, or leave it.' }).optional()

async function write(
  db: ResearchDb,
  study: SetUp,
  item: { purpose: string; words: string; needed: boolean },
  position: number,
) {
  const before = study.items.find(({ purpose }) => purpose === item.purpose)
  if (before && before.words === item.words && before.needed === item.needed) {
    // Where it stands among the others is no part of what was said yes to.
    await db
      .updateTable('study_consent_item')
      .set({ position })
      .where('study', '=', study.id)
      .where('purpose', '=', item.purpose)
      .where('version', '=', before.version)
      .execute()
    return before.version
  }
  const version = (before?.version ?? 0) + 1
  await db
    .insertInto('study_consent_item')
    .values({ id: newId(), study: study.id, ...item, position, version })
    .execute()
  return version
}

/** Write what people can say yes to. @returns its version */
export const writeConsentItem = task('studies.write-consent-item', {
  title: 'Write what people can say yes to in a study',
  doors: ['web'],
  who: 'Researchers of the study',
  input: z.object({
    ...inAStudy,
    purpose: Purpose,
    words: words(600, 'Write what people say yes to.'),
    needed: ticked,
    /** first, second …; last unless told */
    place: z.union([z.literal(''), z.coerce.number({ error: 'Choose a place.' }).int().min(1).max(40)]).optional(),
  }),
  allowed: onSide('researchers'),
  run: ({ study: slug, purpose, words: said, needed, place }, doing) =>
    changing(doing, slug, async (db, study) => {
      if (study.state === 'closed') return seenAlready('This study has ended. What people said yes to stays.')
      const isNeeded = purpose === takingPart || needed === 'yes'
      const free = 'Nobody has to say yes to this in order to take part.'
      if (isNeeded && alwaysFree.includes(purpose)) return refuse(free, 422, { needed: free })
      const last = Math.max(0, ...study.items.map(({ position }) => position))
      const now = study.items.find((item) => item.purpose === purpose)?.position
      const position = place ? place : (now ?? last + 1)
      doing.about(study.id)
      return write(db, study, { purpose, words: said, needed: isNeeded }, position)
    }),
})

/** Take the ready ones that fit the study and are not there yet. */
export const takeReadyConsentItems = task('studies.take-ready-consent-items', {
  title: 'Take the ready words for what people can say yes to',
  doors: ['web'],
  who: 'Researchers of the study',
  input: z.object(inAStudy),
  allowed: onSide('researchers'),
  run: ({ study: slug }, doing) =>
    changing(doing, slug, async (db, study) => {
      if (study.state === 'closed') return seenAlready('This study has ended. What people said yes to stays.')
      const wanted = readyFor(study).filter(({ purpose }) => !study.items.some((item) => item.purpose === purpose))
      const last = Math.max(0, ...study.items.map(({ position }) => position))
      for (const [at, item] of wanted.entries()) await write(db, study, item, last + 1 + at)
      doing.about(study.id)
      return wanted.map(({ purpose }) => purpose)
    }),
})

/** Take one away, before anybody could say yes to it. */
export const removeConsentItem = task('studies.remove-consent-item', {
  title: 'Take away what people could say yes to',
  doors: ['web'],
  who: 'Researchers of the study',
  input: z.object({ ...inAStudy, purpose: Purpose }),
  allowed: onSide('researchers'),
  run: ({ study: slug, purpose }, doing) =>
    changing(doing, slug, async (db, study) => {
      if (!study.items.some((item) => item.purpose === purpose)) return notFound('line')
      if (study.state !== 'draft')
        return seenAlready('People may have said yes to it. It can be written anew, not taken away.')
      await db.deleteFrom('study_consent_item').where('study', '=', study.id).where('purpose', '=', purpose).execute()
      doing.about(study.id)
      return purpose
    }),
})

/** Say whether members may be asked to let the study read their support maps. It stays so once the study is open. */
export const askForSpells = task('studies.ask-for-spells', {
  title: 'Say whether a study asks for support maps',
  doors: ['web'],
  who: 'Researchers of the study',
  input: z.object({ ...inAStudy, asks: z.enum(['yes', 'no'], { error: 'Choose yes or no.' }) }),
  allowed: onSide('researchers'),
  run: ({ study: slug, asks }, doing) =>
    changing(doing, slug, async (db, study) => {
      const wanted = asks === 'yes'
      if (study.state !== 'draft' && wanted !== study.asks_for_spells)
        return seenAlready('People were told whether support maps are asked for. It stays as it is.', 'asks')
      await db.updateTable('study').set({ asks_for_spells: wanted }).where('id', '=', study.id).execute()
      doing.about(study.id)
      return wanted
    }),
})
