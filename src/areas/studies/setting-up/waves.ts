/** Waves: the stretches of time in which a study takes answers. They follow each other. */
import { sql } from 'kysely'
import { z } from 'zod'
import { newId } from '../../../kit/brand.ts'
import { notFound, refuse } from '../../../kit/refuse.ts'
import { task } from '../../../kit/task.ts'
import { dayInWords, londonDay } from '../../members/days.ts'
import { inAStudy } from './making.ts'
import { daysAfter, daysFromLastWave, wavesFault } from './rules.ts'
import { changing, onSide, seenAlready } from './sides.ts'

const Number_ = z.coerce.number().int().min(1).max(200)

/** Add a wave, or change the days of one. One that has begun can only be made longer. @returns its number */
export const saveWave = task('studies.save-wave', {
  title: 'Say when a study takes answers',
  doors: ['web'],
  who: 'Researchers of the study',
  input: z.object({
    ...inAStudy,
    /** the wave to change; empty adds one */
    wave: z.union([z.literal('').transform(() => undefined), Number_]).optional(),
    opens_on: z.iso.date('Choose the first day.'),
    closes_on: z.iso.date('Choose the last day.'),
  }),
  allowed: onSide('researchers'),
  run: ({ study: slug, wave, opens_on, closes_on }, doing) =>
    changing(doing, slug, async (db, study) => {
      const today = londonDay(doing.now)
      if (study.state === 'closed') return seenAlready('This study has ended.')
      const before = study.waves.find(({ number }) => number === wave)
      if (wave && !before) return notFound('wave')
      const number = wave ?? Math.max(0, ...study.waves.map((one) => one.number)) + 1
      const begun = study.state === 'open' && before && before.opens_on <= today
      if (begun && opens_on !== before.opens_on) return seenAlready('This wave has begun already.', 'opens_on')
      if (begun && closes_on < before.closes_on)
        return seenAlready(`People were told they have until ${dayInWords(before.closes_on)}.`, 'closes_on')
      const past = 'Choose a day that is still to come.'
      if (closes_on < today) return refuse(past, 422, { closes_on: past })
      const field = closes_on < opens_on ? 'closes_on' : 'opens_on'
      const fault = wavesFault([...study.waves.filter((one) => one.number !== number), { number, opens_on, closes_on }])
      if (fault) return refuse(fault, 422, { [field]: fault })
      const end = study.withdraw_until
      const late = end && `Answers can be taken back until ${dayInWords(end)}. End the wave two weeks before that.`
      if (study.state === 'open' && end && late && daysAfter(closes_on, daysFromLastWave) > end)
        return refuse(late, 409, { closes_on: late })
      const days = { opens_on, closes_on }
      await db
        .insertInto('study_wave')
        .values({ id: newId(), study: study.id, number, ...days })
        .onConflict((clash) => clash.columns(['study', 'number']).doUpdateSet(days))
        .execute()
      doing.about(study.id)
      return number
    }),
})

/** Take a wave away in which nobody has answered, and that has not begun. */
export const removeWave = task('studies.remove-wave', {
  title: 'Take a wave away',
  doors: ['web'],
  who: 'Researchers of the study',
  input: z.object({ ...inAStudy, wave: Number_ }),
  allowed: onSide('researchers'),
  run: ({ study: slug, wave }, doing) =>
    changing(doing, slug, async (db, study) => {
      const one = study.waves.find(({ number }) => number === wave)
      if (!one) return notFound('wave')
      if (study.state === 'closed' || (study.state === 'open' && one.opens_on <= londonDay(doing.now)))
        return seenAlready('This wave has begun already. It stays.')
      if (study.state === 'open' && study.waves.length === 1)
        return seenAlready('People were told when they can answer. Change the days of the wave instead.')
      await sql`
        delete from study_wave
        where study = ${study.id} and number = ${wave}
          and not exists (select from participant where wave = study_wave.id)`.execute(db)
      doing.about(study.id)
      return wave
    }),
})
