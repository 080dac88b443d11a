/** Putting a questionnaire into another language, and offering it. */
import { z } from 'zod'
import { refuse } from '../../../kit/refuse.ts'
import { task } from '../../../kit/task.ts'
import { words } from '../../../kit/typed-words.ts'
import { worksInStudy } from '../access.ts'
import { languageName, missingIn, offeredWhole, translated, wordsIn } from './languages.ts'
import { changeDraft, inAStudy } from './tasks.ts'

const Language = z
  .string({ error: 'Type the letters of a language.' })
  .trim()
  .toLowerCase()
  .regex(/^[a-z]{2,3}$/, 'Type the two or three letters of a language, like cy for Welsh.')

export const translateQuestionnaire = task('studies.translate-questionnaire', {
  title: 'Put words of a questionnaire into another language',
  doors: ['web'],
  who: 'Researchers of the study',
  input: z.object({
    ...inAStudy,
    language: Language,
    /** by where they stand: `you/age/ask` */
    words: z.record(z.string().max(200), words(2000, '', 0)),
  }),
  allowed: worksInStudy,
  run: ({ study, language, words }, doing) =>
    changeDraft(doing, study, (all) => {
      const next = translated(all, language, new Map(Object.entries(words)))
      const emptied = wordsIn(next).find(({ words }) => Object.keys(words).length === 0)
      if (emptied)
        return refuse('These words are in no other language, so they stay.', 422, { [emptied.at]: 'Write the words.' })
      // What is asked now is never without a word: the language waits until they are there again.
      return next.languages[0] === language ? next : offeredWhole(next).all
    }),
})

export const offerLanguage = task('studies.offer-language', {
  title: 'Offer a questionnaire in a language, or no more',
  doors: ['web'],
  who: 'Researchers of the study',
  input: z.object({ ...inAStudy, language: Language, offered: z.enum(['yes', 'no']) }),
  allowed: worksInStudy,
  run: ({ study, language, offered }, doing) =>
    changeDraft(doing, study, (all) => {
      const others = all.languages.filter((one) => one !== language)
      if (offered === 'no')
        return others.length > 0 ? { ...all, languages: others } : refuse('It is the only language, so it stays.', 409)
      const missing = missingIn(all, language)
      if (missing.length > 0)
        return refuse(`Some words in ${languageName(language)} are missing still: ${missing.length}.`, 409)
      return { ...all, languages: [...others, language] }
    }),
})
