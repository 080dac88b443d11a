/** The charity notes who approved a study, says until when answers can be taken back, and opens it. Either side closes it. */
import { z } from 'zod'
import { newId } from '../../../kit/brand.ts'
import { refuse } from '../../../kit/refuse.ts'
import { task } from '../../../kit/task.ts'
import { words } from '../../../kit/typed-words.ts'
import { dayInWords, londonDay } from '../../members/days.ts'
import { inAStudy } from './making.ts'
import { drawMembersCode } from './members-code.ts'
import { earliestEnd, missingOf } from './rules.ts'
import { changing, onSide, seenAlready } from './sides.ts'

/** Note an approval. Every one is kept and shown; none is ever changed. */
export const noteApproval = task('studies.note-approval', {
  title: 'Note who approved a study',
  doors: ['web'],
  who: 'Stewards',
  input: z.object({
    ...inAStudy,
    body: words(200, 'Say who approved it.'),
    version: words(120, 'Say what was approved, such as “protocol 2, sheet 3”.'),
    reference: words(120, '', 0).optional(),
    approved_on: z.iso.date('Choose the day on which it was approved.'),
  }),
  allowed: onSide('charity'),
  run: ({ study: slug, body, version, reference = '', approved_on }, doing) =>
    changing(doing, slug, async (db, study) => {
      const early = 'Choose a day that is not still to come.'
      if (approved_on > londonDay(doing.now)) return refuse(early, 422, { approved_on: early })
      await db
        .insertInto('study_approval')
        .values({ id: newId(), study: study.id, body, version, reference, approved_on, noted_at: doing.now })
        .execute()
      doing.about(study.id)
      return study.slug
    }),
})

/** Say until when answers can be taken back. Once the study is open, the day may be moved later, never earlier. */
export const setWithdrawalEnd = task('studies.set-withdrawal-end', {
  title: 'Say until when answers can be taken back',
  doors: ['web'],
  who: 'Stewards',
  input: z.object({ ...inAStudy, withdraw_until: z.iso.date('Choose a day.') }),
  allowed: onSide('charity'),
  run: ({ study: slug, withdraw_until }, doing) =>
    changing(doing, slug, async (db, study) => {
      const before = study.withdraw_until
      if (study.state !== 'draft' && before && withdraw_until < before)
        return seenAlready(`People were told ${dayInWords(before)}. Choose that day or a later one.`, 'withdraw_until')
      const today = londonDay(doing.now)
      const past = 'Choose a day that is still to come.'
      if (withdraw_until <= today) return refuse(past, 422, { withdraw_until: past })
      const earliest = earliestEnd(study.waves, study.opened_on ?? today)
      const soon = `People need time to take answers back: until ${dayInWords(earliest)} at least.`
      if (withdraw_until < earliest) return refuse(soon, 422, { withdraw_until: soon })
      if (study.state !== 'draft' && before && withdraw_until > before)
        await db
          .insertInto('study_told')
          .values({ id: newId(), study: study.id, what: 'withdraw_until', words: before, until: doing.now })
          .execute()
      await db.updateTable('study').set({ withdraw_until }).where('id', '=', study.id).execute()
      doing.about(study.id)
      return withdraw_until
    }),
})

/** Open a study: from now on people can take part. It is refused while anything is missing, with all that is. */
export const openStudy = task('studies.open', {
  title: 'Open a study',
  doors: ['web'],
  who: 'Stewards',
  input: z.object({ ...inAStudy, sure: z.literal('yes', { error: 'Tick that all is as it should be.' }) }),
  allowed: onSide('charity'),
  run: ({ study: slug }, doing) =>
    changing(doing, slug, async (db, study) => {
      if (study.state !== 'draft') return refuse('This study was opened already.', 409)
      const missing = missingOf(study, londonDay(doing.now))
      if (missing.length > 0) return refuse(`This is missing: ${missing.join(' ')}`, 409)
      await db.updateTable('questionnaire').set({ state: 'open' }).where('id', '=', study.questionnaire!.id).execute()
      if (study.arms.includes('members')) await drawMembersCode(db, doing, study.id)
      await db.updateTable('study').set({ state: 'open', opened_at: doing.now }).where('id', '=', study.id).execute()
      doing.about(study.id)
      return study.slug
    }),
})

/** Close a study: no more answers come in. Taking them back goes on until the day that was said. */
export const closeStudy = task('studies.close', {
  title: 'Close a study',
  doors: ['web'],
  who: 'Stewards, and researchers of the study',
  input: z.object({ ...inAStudy, sure: z.literal('yes', { error: 'Tick that the study is to end.' }) }),
  allowed: onSide('charity', 'researchers'),
  run: ({ study: slug }, doing) =>
    changing(doing, slug, async (db, study) => {
      if (study.state === 'draft') return refuse('This study was never open.', 409)
      if (study.state === 'closed') return refuse('This study is closed already.', 409)
      await db.updateTable('study').set({ state: 'closed', closed_at: doing.now }).where('id', '=', study.id).execute()
      doing.about(study.id)
      return study.slug
    }),
})
