/** Addresses of a study's questions: /studies/:slug/questionnaire */

import type { Sent, Typed } from '../../../kit/form.ts'
import { longForm, only } from '../../../kit/gate.ts'
import { isRefusal, notFound, type Refusal, refuse } from '../../../kit/refuse.ts'
import { act, type Ctx, goOn, routes, showRefusal, typedIn } from '../../../kit/web.ts'
import { fileIn, showIn, slugOf } from '../doors.ts'
import { mostBytes, nameFrom } from '../formats/carried.ts'
import { researchersHere } from '../guards.ts'
import { Questionnaire, questionsOf } from '../questionnaires/questionnaire.ts'
import { questionNamed, sectionNamed } from './changes.ts'
import { allAt, done, home, showOf, standing } from './doors.ts'
import { files } from './files-web.ts'
import { instruments } from './instruments-web.ts'
import { languages } from './languages-web.ts'
import * as pages from './pages.ts'
import { preview } from './preview-web.ts'
import { conditionFrom, isKind, questionFrom, wordsFrom } from './question-form.ts'
import { kindPage, questionPage } from './question-page.ts'
import { readingOf, readingWords } from './reading-grade.ts'
import * as tasks from './tasks.ts'
import { newestOf, noQuestionnaire, openOf } from './versions.ts'

export const editing = routes()
const at = '/studies/:slug/questionnaire'
editing.route('/', preview)
editing.route('/', languages)
editing.route('/', instruments)
editing.route('/', files)

const list = (c: Ctx, sent?: Sent) =>
  showIn(
    c,
    async (db, study) => {
      const newest = await newestOf(db, study.id)
      if (!newest) return pages.beginPage(study)
      return pages.listPage(study, newest, await openOf(db, study.id), c.req.query('part') ?? null, sent)
    },
    sent?.refusal ?? undefined,
  )
editing.get(at, (c) => list(c))
editing.post(`${at}/opening`, only(researchersHere), async (c) => {
  const opened = await act(c, tasks.openQuestionnaireVersion, { study: slugOf(c) })
  if (isRefusal(opened)) return list(c, { refusal: opened })
  return goOn(c, home(c), `Version ${opened.version} is open. Whoever begins now answers it.`)
})

const front = (c: Ctx, sent?: Sent) => showOf(c, ({ study, all }) => pages.frontPage(study, all, sent), sent?.refusal)
editing.get(`${at}/front`, (c) => front(c))
editing.post(`${at}/front`, only(researchersHere), async (c) => {
  const typed = await typedIn(c)
  const here = await standing(c)
  if (isRefusal(here)) return front(c, { typed, refusal: here })
  const { all } = here
  const wrote = await act(c, tasks.writeFront, {
    study: slugOf(c),
    title: wordsFrom(typed, 'title', all.languages, all.title) ?? {},
    intro: wordsFrom(typed, 'intro', all.languages, all.intro),
    thanks: wordsFrom(typed, 'thanks', all.languages, all.thanks),
  })
  return done(
    c,
    wrote,
    () => home(c),
    (refusal) => front(c, { typed, refusal: atFields(refusal, all) }),
    all,
  )
})

const section = (c: Ctx, name: string | null, sent?: Sent) =>
  showOf(
    c,
    ({ study, all }) => {
      const found = name === null ? null : sectionNamed(all, name)
      return name !== null && !found ? notFound('part') : pages.sectionPage(study, all, found, sent)
    },
    sent?.refusal,
  )
editing.get(`${at}/new-section`, (c) => section(c, null))
editing.get(`${at}/sections/:section`, (c) => section(c, c.req.param('section')))
const writesSection = async (c: Ctx, name: string | null) => {
  const typed = await typedIn(c)
  const here = await standing(c)
  if (isRefusal(here)) return section(c, name, { typed, refusal: here })
  const { all } = here
  const before = name === null ? null : sectionNamed(all, name)
  const condition = conditionFrom(typed)
  if ('unclear' in condition)
    return section(c, name, {
      typed,
      refusal: refuse(condition.unclear, 422, { [condition.field]: condition.unclear }),
    })
  const title = wordsFrom(typed, 'title', all.languages, before?.title) ?? {}
  const taken = new Set(all.sections.map(({ id }) => id))
  const id = String(typed.id ?? '').trim() || (before?.id ?? nameFrom(Object.values(title)[0] ?? 'part', taken))
  const another = wordsFrom(typed, 'another', all.languages, before?.repeat?.another)
  const most = String(typed.most ?? '').trim()
  const says = wordsFrom(typed, 'says', all.languages)
  const hello = {
    kind: 'statement',
    id: nameFrom(`${id}_first`, new Set(questionsOf(all).map((one) => one.id))),
    ask: says ?? {},
  }
  const wrote = await act(c, tasks.writeSection, {
    study: slugOf(c),
    was: name,
    content: {
      id,
      title,
      ...condition,
      ...(most || another ? { repeat: { most: Number(most || 'none'), another: another ?? {} } } : {}),
      questions: before?.questions ?? [hello],
    },
  })
  return done(
    c,
    wrote,
    () => home(c),
    (refusal) => section(c, name, { typed, refusal: atFields(refusal, all) }),
    all,
  )
}
editing.post(`${at}/sections`, only(researchersHere), (c) => writesSection(c, null))
editing.post(`${at}/sections/:section`, only(researchersHere), (c) => writesSection(c, c.req.param('section')))

/** One question's form, or first the choice of its kind. */
const question = (c: Ctx, name: string | null, sent?: Sent) =>
  showOf(
    c,
    ({ study, all }) => {
      const found = name === null ? null : questionNamed(all, name)
      const inside = found?.section ?? sectionNamed(all, String(sent?.typed?.section ?? c.req.query('section') ?? ''))
      if ((name !== null && !found) || !inside) return notFound(name === null ? 'part' : 'question')
      const wanted = String(sent?.typed?.kind ?? c.req.query('kind') ?? found?.question.kind ?? '')
      const form = { all, section: inside, question: found?.question ?? null, kind: isKind(wanted) ? wanted : null }
      return form.kind ? questionPage(study, form, sent) : kindPage(study, form)
    },
    sent?.refusal,
  )
editing.get(`${at}/new-question`, (c) => question(c, null))
editing.get(`${at}/questions/:question`, (c) => question(c, c.req.param('question')))
const writesQuestion = async (c: Ctx, name: string | null) => {
  const typed = await typedIn(c)
  const here = await standing(c)
  if (isRefusal(here)) return question(c, name, { typed, refusal: here })
  const { all } = here
  const kind = String(typed.kind ?? '')
  if (!isKind(kind)) return question(c, name, { typed, refusal: refuse('Choose a kind of question.', 422) })
  const before = name === null ? null : (questionNamed(all, name)?.question ?? null)
  const taken = new Set(questionsOf(all).map(({ id }) => id))
  const read = questionFrom(typed, kind, all.languages, { before, taken })
  if ('unclear' in read)
    return question(c, name, { typed, refusal: refuse(read.unclear, 422, { [read.field]: read.unclear }) })
  const wrote = await act(c, tasks.writeQuestion, {
    study: slugOf(c),
    was: name,
    section: String(typed.section ?? ''),
    content: read.made,
  })
  const to = () => home(c, `/questions/${String(read.made.id)}`)
  return done(c, wrote, to, (refusal) => question(c, name, { typed, refusal: atFields(refusal, all) }), all)
}
editing.post(`${at}/questions`, only(researchersHere), (c) => writesQuestion(c, null))
editing.post(`${at}/questions/:question`, only(researchersHere), (c) => writesQuestion(c, c.req.param('question')))

/** Faults of what a form wrote, at the form's own fields; faults elsewhere are told by their place where there are no others. */
function atFields(refusal: Refusal, { languages }: Questionnaire): Refusal {
  const fields: Record<string, string> = {}
  const elsewhere: string[] = []
  for (const [path, says] of Object.entries(refusal.fields)) {
    if (!/^(content\.|title\b|intro\b|thanks\b)/.test(path)) elsewhere.push(says)
    else fields[fieldOf(path.replace(/^content\./, ''), languages[0]!)] ??= says
  }
  const because = [...Object.values(fields), ...elsewhere].slice(0, 3).join(' ') || refusal.because
  return { ...refusal, because, fields }
}

function fieldOf(path: string, first: string): string {
  const [part, second, third] = path.split('.')
  const inLanguage = (name: string, language: string | undefined) =>
    `${name}_${language && /^[a-z]{2,3}$/.test(language) ? language : first}`
  switch (part) {
    case 'repeat':
      return second === 'another' ? inLanguage('another', third) : 'most'
    case 'title':
    case 'intro':
    case 'thanks':
    case 'ask':
    case 'hint':
    case 'unit':
      return inLanguage(part, second)
    case 'options':
    case 'bands':
      return inLanguage(part, undefined)
    case 'questions':
      return inLanguage('says', undefined)
    case 'show':
      return 'show_question'
    default:
      return part ?? ''
  }
}

const arranges = (what: 'section' | 'question', again: typeof question) => async (c: Ctx) => {
  const typed: Typed = await typedIn(c)
  const name = c.req.param(what) ?? ''
  const arranged = await act(c, tasks.arrangeQuestionnaire, { study: slugOf(c), what, name, does: typed.does })
  if (isRefusal(arranged)) return again(c, name, { refusal: arranged })
  const words = {
    up: 'It is further up.',
    down: 'It is further down.',
    copy: 'This is the copy.',
    remove: 'It is gone.',
  }
  const to = arranged.now ? home(c, `/${what}s/${arranged.now}`) : home(c)
  return goOn(c, to, words[typed.does as keyof typeof words])
}
editing.post(`${at}/sections/:section/arranging`, only(researchersHere), arranges('section', section))
editing.post(`${at}/questions/:question/arranging`, only(researchersHere), arranges('question', question))

/** As docs/questionnaires.md tells it: the database keeps no order of parts, the shape does. */
const inOrder = (all: Questionnaire) => JSON.stringify(Questionnaire.parse(all), null, 2)

const asJson = (c: Ctx, sent?: Sent) =>
  showIn(
    c,
    async (db, study) => {
      const newest = await newestOf(db, study.id)
      const json = newest ? inOrder(newest.content) : ''
      const over = newest ? tasks.stampOf(newest.content) : ''
      return pages.jsonPage(study, json, over, sent)
    },
    sent?.refusal ?? undefined,
  )
editing.get(`${at}/json`, (c) => asJson(c))
editing.post(`${at}/json`, only(researchersHere, longForm(6 * mostBytes)), async (c) => {
  const typed = await typedIn(c)
  const wrote = await act(c, tasks.writeQuestionnaire, { ...typed, study: slugOf(c) })
  return done(
    c,
    wrote,
    () => home(c),
    (refusal) => asJson(c, { typed, refusal: allAt(refusal, 'json') }),
  )
})
editing.get(`${at}/questionnaire.json`, (c) =>
  fileIn(c, 'questionnaire.json', 'application/json', async (db, study) => {
    const newest = await newestOf(db, study.id)
    return newest ? `${inOrder(newest.content)}\n` : noQuestionnaire
  }),
)
/** For browser/reading-grade.js: the grade of words that are being written. */
editing.get(`${at}/reading-grade`, async (c) => {
  const here = await standing(c)
  if (isRefusal(here)) return showRefusal(c, here)
  return c.text(readingWords(readingOf(c.req.query('words')?.slice(0, 3000))), 200, { 'cache-control': 'no-store' })
})
editing.get(`${at}/booklet-order`, (c) => showOf(c, ({ study, all }) => pages.orderPage(study, all, all.languages[0]!)))
