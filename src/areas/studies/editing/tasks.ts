/** What researchers do to the questions of a study they work in. Each change is checked as a whole before it is stored. */
import { z } from 'zod'
import { foreignFile, readForeign } from '../../../kit/foreign-file.ts'
import { isRefusal, notFound, type Refusal, refuse } from '../../../kit/refuse.ts'
import { task } from '../../../kit/task.ts'
import { inStudy, worksInStudy } from '../access.ts'
import type { questionnaireFrom } from '../formats/questionnaire-file.ts'
import { Question, type Questionnaire, Section, Words } from '../questionnaires/questionnaire.ts'
import * as changes from './changes.ts'
import { offeredWhole } from './languages.ts'
import { Checked, type Newest, noQuestionnaire, openNewest, writeDraft } from './versions.ts'

export const inAStudy = { study: z.string().max(80) }
const Name = z.string().max(60)
const who = 'Researchers of the study'

/** Change the draft that stands there; there must be one. */
export const changeDraft = (
  doing: Parameters<typeof writeDraft>[0],
  slug: string,
  change: (before: Questionnaire) => unknown | Refusal,
) => writeDraft(doing, slug, (before) => (before ? change(before) : noQuestionnaire))

/** Letters: a thousand questions in three languages, and some more. */
const mostJson = 3 * 1024 * 1024
const ownJson = foreignFile<typeof questionnaireFrom>(
  new URL('../formats/questionnaire-file.ts', import.meta.url),
  'questionnaireFrom',
)

/** The whole as JSON, written by hand or brought in from another program. */
export const writeQuestionnaire = task('studies.write-questionnaire', {
  title: 'Write the whole of a questionnaire',
  doors: ['web'],
  who,
  input: z.object({
    ...inAStudy,
    json: z.string({ error: 'Paste the questionnaire.' }).max(mostJson, 'This is larger than a questionnaire can be.'),
    /** what stood there when it was begun: whoever would write over another is told */
    over: z.string().max(60).default(''),
  }),
  allowed: worksInStudy,
  prepare: ({ json }) => readForeign(ownJson, 'json', json),
  run: ({ study, over }, doing, { questionnaire }) =>
    writeDraft(doing, study, (before) => {
      if (over && before && over !== stampOf(before))
        return refuse('Somebody changed these questions while you wrote. Look at theirs, then save yours again.', 409)
      return new Checked(questionnaire)
    }),
})

/** What tells one state of a questionnaire from another, for whoever writes at the same time. */
export const stampOf = (all: Questionnaire) => {
  let sum = 5381
  for (const letter of JSON.stringify(all)) sum = (Math.imul(sum, 33) ^ letter.codePointAt(0)!) >>> 0
  return sum.toString(36)
}

/** The title, and what is said at the beginning and at the end. */
export const writeFront = task('studies.write-front', {
  title: 'Write what a questionnaire says first and last',
  doors: ['web'],
  who,
  input: z.object({ ...inAStudy, title: Words, intro: Words.optional(), thanks: Words.optional() }),
  allowed: worksInStudy,
  run: ({ study, title, intro, thanks }, doing) =>
    changeDraft(doing, study, ({ intro: _, thanks: __, ...all }) =>
      whole({ ...all, title, ...(intro ? { intro } : {}), ...(thanks ? { thanks } : {}) }),
    ),
})

/** Offered only in languages that have every word. */
const whole = (all: Questionnaire) => offeredWhole(all).all

export const writeSection = task('studies.write-section', {
  title: 'Write a part of a questionnaire',
  doors: ['web'],
  who,
  input: z.object({ ...inAStudy, was: Name.nullable(), content: Section }),
  allowed: worksInStudy,
  run: ({ study, was, content }, doing) =>
    changeDraft(doing, study, (all) => {
      if (was && !changes.sectionNamed(all, was)) return notFound('part')
      return whole(changes.withSection(all, content, was))
    }),
})

export const writeQuestion = task('studies.write-question', {
  title: 'Write a question',
  doors: ['web'],
  who,
  input: z.object({
    ...inAStudy,
    /** the question that is changed; null for a new one */
    was: Name.nullable(),
    section: Name,
    after: Name.nullable().default(null),
    content: Question,
  }),
  allowed: worksInStudy,
  async run({ study, was, section, after, content }, doing) {
    let path = ''
    const done = await changeDraft(doing, study, (all) => {
      if (was && !changes.questionNamed(all, was)) return notFound('question')
      if (!was && !changes.sectionNamed(all, section)) return notFound('part')
      const next = whole(changes.withQuestion(all, content, { was, section, after }))
      path = pathTo(next, content)
      return next
    })
    return isRefusal(done) ? atItsOwn(done, path) : done
  },
})

/** Where a question stands, as faults name it. The last of that name, for a new one stands after an older. */
function pathTo({ sections }: Questionnaire, { id, kind, ask }: Question): string {
  for (const [s, { questions }] of sections.entries())
    for (const [q, one] of questions.entries())
      if (one.id === id && one.kind === kind && JSON.stringify(one.ask) === JSON.stringify(ask))
        return `sections.${s}.questions.${q}.`
  return ' '
}

/** Faults of the question itself stand at its own fields; those of others are told as they are. */
const atItsOwn = (refusal: Refusal, path: string): Refusal => ({
  ...refusal,
  fields: Object.fromEntries(
    Object.entries(refusal.fields).map(([name, says]) =>
      name.startsWith(path) ? [`content.${name.slice(path.length)}`, says.replace(/^[^:]*: /, '')] : [name, says],
    ),
  ),
})

/** Move, copy or take away a part or a question. */
export const arrangeQuestionnaire = task('studies.arrange-questionnaire', {
  title: 'Move, copy or take away a question or a part',
  doors: ['web'],
  who,
  input: z.object({
    ...inAStudy,
    what: z.enum(['section', 'question']),
    name: Name,
    does: z.enum(['up', 'down', 'copy', 'remove'], { error: 'Choose what to do.' }),
  }),
  allowed: worksInStudy,
  async run({ study, what, name, does }, doing) {
    /** the name under which it is found afterwards */
    let now: string | null = name
    const done = await changeDraft(doing, study, (all) => {
      if (what === 'section' ? !changes.sectionNamed(all, name) : !changes.questionNamed(all, name))
        return notFound(what === 'section' ? 'part' : 'question')
      if (does === 'up' || does === 'down') {
        const next = what === 'section' ? changes.sectionMoved(all, name, does) : changes.questionMoved(all, name, does)
        return next.sections.every(({ questions }) => questions.length > 0) ? next : partNeedsOne
      }
      if (does === 'copy') {
        const copied = what === 'section' ? changes.sectionCopied(all, name) : changes.questionCopied(all, name)
        now = copied.id
        return copied.all
      }
      now = null
      const next = what === 'section' ? changes.sectionRemoved(all, name) : changes.questionRemoved(all, name)
      if (next.sections.length === 0) return refuse('A questionnaire needs one part at least.', 409)
      return next.sections.every(({ questions }) => questions.length > 0) ? next : partNeedsOne
    })
    return isRefusal(done) ? done : { ...done, now }
  },
})
const partNeedsOne = refuse('A part needs one question at least. Take the whole part away instead.', 409)

/** From now on the new version is asked. */
export const openQuestionnaireVersion = task<{ study: string }, Newest>('studies.open-questionnaire-version', {
  title: 'Open a new version of a questionnaire',
  doors: ['web'],
  who,
  input: z.object(inAStudy),
  allowed: worksInStudy,
  run: ({ study: slug }, doing) =>
    inStudy(doing, slug, async (db, { id }) => {
      const opened = await openNewest(db, id)
      if (!isRefusal(opened)) doing.about(opened.id)
      return opened
    }),
})
