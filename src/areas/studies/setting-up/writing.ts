/** The researchers write the protocol and the information sheet. Every version is kept. */
import { z } from 'zod'
import { newId } from '../../../kit/brand.ts'
import { refuse } from '../../../kit/refuse.ts'
import { task } from '../../../kit/task.ts'
import { words } from '../../../kit/typed-words.ts'
import { inAStudy } from './making.ts'
import { gapsIn } from './rules.ts'
import { changing, onSide, seenAlready } from './sides.ts'

const over = seenAlready('This study has ended. What was written stays as it is.')

/** Write the protocol: what is asked, and why. The same words again are no new version. @returns the version */
export const writeProtocol = task('studies.write-protocol', {
  title: 'Write the protocol of a study',
  doors: ['web'],
  who: 'Researchers of the study',
  input: z.object({ ...inAStudy, words: words(40_000, 'Write what the study asks, and why.') }),
  allowed: onSide('researchers'),
  run: ({ study: slug, words: protocol }, doing) =>
    changing(doing, slug, async (db, study) => {
      if (study.state === 'closed') return over
      const last = study.protocol_version ?? 0
      if (last > 0 && protocol === study.protocol) return last
      await db
        .insertInto('study_protocol')
        .values({ id: newId(), study: study.id, version: last + 1, words: protocol, made_at: doing.now })
        .execute()
      await db.updateTable('study').set({ protocol }).where('id', '=', study.id).execute()
      doing.about(study.id)
      return last + 1
    }),
})

/**
 * Write the information sheet, as plain words. The older versions are kept: whoever consented keeps the one they read.
 *
 * @returns the version
 */
export const writeSheet = task('studies.write-sheet', {
  title: 'Write the information sheet of a study',
  doors: ['web'],
  who: 'Researchers of the study',
  input: z.object({ ...inAStudy, words: words(20_000, 'Write the information sheet.') }),
  allowed: onSide('researchers'),
  run: ({ study: slug, words: sheet }, doing) =>
    changing(doing, slug, async (db, study) => {
      if (study.state === 'closed') return over
      const [gap] = gapsIn(sheet)
      const unfilled = `People read this already, so no gap may be left: ${gap}`
      if (study.state === 'open' && gap) return refuse(unfilled, 422, { words: unfilled })
      const last = study.sheet?.version ?? 0
      if (sheet === study.sheet?.words) return last
      await db
        .insertInto('study_sheet')
        .values({ id: newId(), study: study.id, version: last + 1, words: sheet, made_at: doing.now })
        .execute()
      doing.about(study.id)
      return last + 1
    }),
})
