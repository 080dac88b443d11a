/** What a study asks with: a questionnaire that comes ready, or an empty one to write. */
import { z } from 'zod'
import { newId } from '../../../kit/brand.ts'
import { task } from '../../../kit/task.ts'
import { Questionnaire } from '../questionnaires/questionnaire.ts'
import { readyNames, readyQuestionnaire } from '../questionnaires/ready.ts'
import { inAStudy } from './making.ts'
import { changing, onSide, seenAlready } from './sides.ts'

/** One that holds a greeting and no question yet. */
export const emptyQuestionnaire = (title: string): Questionnaire =>
  Questionnaire.parse({
    title: { en: title },
    languages: ['en'],
    sections: [
      {
        id: 'first',
        title: { en: 'First part' },
        questions: [{ kind: 'statement', id: 'welcome', ask: { en: 'Thank you for taking part.' } }],
      },
    ],
  })

/** Choose a questionnaire to begin with. It becomes the newest version; older ones are kept. @returns the version */
export const chooseQuestionnaire = task('studies.choose-questionnaire', {
  title: 'Choose the questionnaire of a study',
  doors: ['web'],
  who: 'Researchers of the study',
  input: z.object({
    ...inAStudy,
    questionnaire: z.enum([...readyNames, 'empty'], { error: 'Choose a questionnaire.' }),
  }),
  allowed: onSide('researchers'),
  run: ({ study: slug, questionnaire }, doing) =>
    changing(doing, slug, async (db, study) => {
      if (study.state !== 'draft')
        return seenAlready('People answer this questionnaire already. A new version of it is written in its own room.')
      const content = questionnaire === 'empty' ? emptyQuestionnaire(study.title) : readyQuestionnaire(questionnaire)
      const last = await db
        .selectFrom('questionnaire')
        .select((has) => has.fn.max('version').as('version'))
        .where('study', '=', study.id)
        .executeTakeFirst()
      const version = (last?.version ?? 0) + 1
      await db
        .insertInto('questionnaire')
        .values({
          id: newId(),
          study: study.id,
          version,
          content: JSON.stringify(content),
          made_at: doing.now,
        })
        .execute()
      doing.about(study.id)
      return version
    }),
})
