/** Instruments put into a questionnaire: those that come along as they are, and one's own items under their licence. */
import { z } from 'zod'
import { refuse } from '../../../kit/refuse.ts'
import { task } from '../../../kit/task.ts'
import { words } from '../../../kit/typed-words.ts'
import { worksInStudy } from '../access.ts'
import { nameFrom } from '../formats/carried.ts'
import { instruments } from '../questionnaires/instruments.ts'
import { type Question, type Questionnaire, questionsOf, type Section } from '../questionnaires/questionnaire.ts'
import { readyQuestionnaire } from '../questionnaires/ready.ts'
import { optionsFrom } from './question-form.ts'
import { changeDraft, inAStudy } from './tasks.ts'

/** The items of an instrument that comes along, from the ready questionnaire, and what is said before them. */
function itemsOf(name: string): Question[] {
  const { sections } = readyQuestionnaire('support-in-our-lives')
  return sections.flatMap(({ questions }) =>
    questions.filter((one, at) => {
      const next = questions[at + 1]
      const own = (question: Question | undefined) =>
        question && 'instrument' in question && question.instrument === name
      return own(one) || (one.kind === 'statement' && own(next))
    }),
  )
}

const has = (all: Questionnaire, name: string) =>
  questionsOf(all).some((one) => 'instrument' in one && one.instrument === name)

export const addInstrument = task('studies.add-instrument', {
  title: 'Add an instrument to a questionnaire',
  doors: ['web'],
  who: 'Researchers of the study',
  input: z.object({
    ...inAStudy,
    instrument: z.string().max(60),
    /** one a line; for instruments that do not come along */
    items: words(20_000, '', 0).default(''),
    answers: words(5000, '', 0).default(''),
    licensed: z.string().optional(),
  }),
  allowed: worksInStudy,
  run: ({ study, instrument: name, items, answers, licensed }, doing) =>
    changeDraft(doing, study, (all) => {
      const instrument = instruments.find((one) => one.name === name)
      if (!instrument) return refuse('We do not know this instrument.', 404)
      if (has(all, name)) return refuse(`${name} is in this questionnaire already.`, 409)
      const taken = new Set(questionsOf(all).map(({ id }) => id))
      const section = nameFrom(name, new Set(all.sections.map(({ id }) => id)))
      const title = Object.fromEntries(all.languages.map((language) => [language, name]))
      const added = (questions: Question[]): Questionnaire => ({
        ...all,
        // Its words are its authors': they are in the languages they come in, and no more are made up here.
        sections: [...all.sections, { id: section, title, questions } as Section],
      })
      if (instrument.ships) {
        const clash = itemsOf(name).find(({ id }) => taken.has(id))
        if (clash) return refuse(`Another question is named “${clash.id}”. Give that one another name first.`, 409)
        return inEveryLanguage(added(itemsOf(name)))
      }
      if (licensed !== 'yes') {
        const because = 'Please say that you may use it under its licence.'
        return refuse(because, 422, { licensed: because })
      }
      const lines = items
        .split('\n')
        .map((line) => line.trim())
        .filter(Boolean)
      if (lines.length !== instrument.items) {
        const because = `${name} has ${instrument.items} items. You wrote ${lines.length}.`
        return refuse(because, 422, { items: because })
      }
      const [language] = all.languages
      const options = optionsFrom({ [`options_${language}`]: answers }, [language!])
      if (options.length < 2) {
        const because = 'Write its answers, one on each line.'
        return refuse(because, 422, { answers: because })
      }
      const questions = lines.map((line, at): Question => {
        const id = nameFrom(`${name}_${at + 1}`, taken)
        taken.add(id)
        return {
          kind: 'one',
          id,
          ask: { [language!]: line.slice(0, 2000) },
          instrument: name,
          options,
          ordered: true,
          dontKnow: true,
          ratherNot: true,
        }
      })
      return inEveryLanguage(added(questions))
    }),
})

/** A language whose words are missing in it waits; the first is always there, with the words that came along. */
function inEveryLanguage(all: Questionnaire): Questionnaire {
  const [first] = all.languages
  const copy = structuredClone(all)
  for (const question of copy.sections.at(-1)!.questions) {
    question.ask[first!] ??= question.ask.en!
    if ('options' in question) for (const { label } of question.options) label[first!] ??= label.en!
  }
  const missing = (language: string) => copy.sections.at(-1)!.questions.some(({ ask }) => !ask[language])
  return { ...copy, languages: copy.languages.filter((language) => language === first || !missing(language)) }
}
