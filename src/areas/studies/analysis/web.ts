/** Addresses of a study's analysis, for its researchers: /studies/:slug/analysis */

import { stringify } from 'csv-stringify/sync'
import type { Sent } from '../../../kit/form.ts'
import { only } from '../../../kit/gate.ts'
import { isRefusal, notFound, type Refusal, refuse } from '../../../kit/refuse.ts'
import {
  act,
  type Ctx,
  goOn,
  pageNumber,
  routes,
  show,
  showAgain,
  showRefusal,
  signInFirst,
  typedIn,
} from '../../../kit/web.ts'
import { isSteward } from '../../../kit/who.ts'
import type { StudyHere } from '../access.ts'
import { pageOf, readIn, showIn, slugOf } from '../doors.ts'
import { ofStudyHere, researchersHere } from '../guards.ts'
import { asResearch, type ResearchDb } from '../wall.ts'
import type { What } from './asked.ts'
import { ask } from './asking.ts'
import { csvOf, fileName, filesOf } from './files.ts'
import { dayWords } from './fixed-plan.ts'
import { freeze } from './freezing.ts'
import { type Freeze, freezesOf, questionnaireOf, sizeOf, variablesFor } from './frozen.ts'
import { type Kept, keptOutput, keptOutputs } from './kept-outputs.ts'
import { giveMembership } from './membership-giving.ts'
import { about } from './output.ts'
import * as pages from './pages.ts'
import { questionForms } from './question-forms.ts'
import { releasedOf } from './released-file.ts'

export const analysis = routes()
const at = '/studies/:slug/analysis'
const home = (c: Ctx, path = '') => `/studies/${slugOf(c)}/analysis${path}`

const shownFreeze = (one: Freeze): pages.FreezeShown => ({
  id: one.id,
  number: one.number,
  day: dayWords(one.made_at),
  n: about(sizeOf(one)),
  withdrawn: one.withdrawn,
  leftOut: one.left_out > 0,
})

async function toldIn(db: ResearchDb, study: StudyHere, freezes: readonly Freeze[]) {
  const numbers = new Map(freezes.map(({ id, number }) => [id, number]))
  return (await keptOutputs(db, study)).map((one) => ({ ...one, number: numbers.get(one.frozen)! }))
}

const start = (c: Ctx, sent?: Sent) =>
  showIn(
    c,
    async (db, study) => {
      const freezes = await freezesOf(db, study.id)
      return pages.analysisPage(study, freezes.map(shownFreeze), await toldIn(db, study, freezes), sent)
    },
    sent?.refusal ?? undefined,
  )
analysis.get(at, (c) => start(c))
analysis.post(`${at}/freezes`, only(researchersHere), async (c) => {
  const done = await act(c, freeze, { study: slugOf(c) })
  return isRefusal(done) ? start(c, { refusal: done }) : goOn(c, home(c), 'The answers are frozen.')
})

const isWhat = (what: string): what is What => Object.hasOwn(questionForms, what)

/** The page of a question, with what the address or the form has chosen already. */
const question = (c: Ctx, what: string, chosen: (name: string) => readonly string[], sent?: Sent) =>
  showIn(
    c,
    async (db, study) => {
      if (!isWhat(what)) return notFound()
      const questionnaire = await questionnaireOf(db, study.id)
      if (!questionnaire) return refuse('This study has no questionnaire yet.', 409)
      return pages.questionPage(study, what, variablesFor(questionnaire), chosen, sent)
    },
    sent?.refusal ?? undefined,
  )
analysis.get(`${at}/questions/:what`, (c) =>
  question(c, c.req.param('what'), (name) => [...(c.req.queries(name) ?? []), ...(c.req.queries(`${name}[]`) ?? [])]),
)

analysis.get(`${at}/outputs`, (c) =>
  showIn(c, async (db, study) => {
    const { lines, ...page } = pageOf(await toldIn(db, study, await freezesOf(db, study.id)), pageNumber(c), 50)
    return pages.outputsPage(study, lines, page)
  }),
)
analysis.post(`${at}/outputs`, only(researchersHere), async (c) => {
  const typed = await typedIn(c)
  const given = Object.fromEntries(Object.entries(typed).map(([name, value]) => [name.replace(/\[\]$/, ''), value]))
  const done = await act(c, ask, { ...given, study: slugOf(c) })
  if (!isRefusal(done)) return goOn(c, home(c, `/outputs/${done}`))
  const what = String(typed.what ?? '')
  return question(c, what, (name) => [given[name] ?? []].flat(), { typed, refusal: done })
})

/** What was told, with the pictures of it. */
const kept = (c: Ctx): Promise<Kept | Refusal> =>
  readIn(c, (db, study) => keptOutput(db, study, c.req.param('output') ?? ''))

analysis.get(`${at}/outputs/:output`, async (c) => {
  const found = await kept(c)
  if (isRefusal(found)) return found.status === 401 ? signInFirst(c) : showRefusal(c, found)
  return show(c, pages.outputPage(found.study, found))
})

const types: Readonly<Record<string, string>> = {
  csv: 'text/csv; charset=utf-8',
  svg: 'image/svg+xml',
  html: 'text/html; charset=utf-8',
  txt: 'text/plain; charset=utf-8',
}

const file = (c: Ctx, name: string, text: string) => {
  const type = types[name.split('.').at(-1)!]!
  return c.body(text, 200, {
    'content-type': type,
    'content-disposition': `attachment; filename="${fileName(slugOf(c))}-${name}"`,
    'cache-control': 'no-store',
  })
}

analysis.get(`${at}/outputs/:output/:file`, async (c) => {
  const found = await kept(c)
  if (isRefusal(found)) return found.status === 401 ? signInFirst(c) : showRefusal(c, found)
  const name = c.req.param('file')
  // A table alone needs no picture to be drawn.
  const csv = /^(\d{1,3})\.csv$/.exec(name)
  const output = csv && found.outputs[Number(csv[1]) - 1]
  const text = output ? csvOf(found, output) : (await filesOf(found)).get(name)
  return text === undefined ? showRefusal(c, notFound('file')) : file(c, `${fileName(found.title)}-${name}`, text)
})

/** A file of the whole study. */
async function whole(c: Ctx, name: string, what: (db: ResearchDb, study: StudyHere) => Promise<string | Refusal>) {
  const text = await readIn(c, what)
  if (isRefusal(text)) return text.status === 401 ? signInFirst(c) : showRefusal(c, text)
  return file(c, name, text)
}

analysis.get(`${at}/released.csv`, (c) => whole(c, 'released.csv', (db, study) => releasedOf(db, study)))

analysis.get(`${at}/codebook.csv`, (c) =>
  whole(c, 'codebook.csv', async (db, study) => {
    const questionnaire = await questionnaireOf(db, study.id)
    if (!questionnaire) return refuse('This study has no questionnaire yet.', 409)
    const lines = variablesFor(questionnaire).flatMap(({ name, label, kind, bands }) =>
      bands.map((band) => [name, label, kind, band.value, band.label]),
    )
    return stringify([['name', 'question', 'kind', 'band', 'label'], ...lines], {
      escape_formulas: true,
      record_delimiter: '\r\n',
    })
  }),
)

/** The charity's side of representativeness, for stewards. */
async function membership(c: Ctx, sent?: Sent) {
  const { who, community } = c.var
  if (!who.member) return signInFirst(c)
  if (!isSteward(who)) return showRefusal(c, refuse('Only stewards can give a study counts of the members.', 403))
  const found = await asResearch(community, async (db) => {
    const slug = slugOf(c).replaceAll('\0', '')
    const study = await db
      .selectFrom('study')
      .select(['id', 'slug', 'title'])
      .where('slug', '=', slug)
      .executeTakeFirst()
    if (!study) return notFound('study')
    const given = await db
      .selectFrom('study_membership')
      .select('content')
      .where('study', '=', study.id)
      .executeTakeFirst()
    return { study, countedOn: given?.content.countedOn ?? null }
  })
  if (isRefusal(found)) return showRefusal(c, found)
  const page = pages.membershipPage(found.study, found.countedOn, sent)
  return sent?.refusal ? showAgain(c, page, sent.refusal) : show(c, page)
}
analysis.get(`${at}/membership`, (c) => membership(c))
analysis.post(`${at}/membership`, only(ofStudyHere), async (c) => {
  const done = await act(c, giveMembership, { study: slugOf(c) })
  if (!isRefusal(done)) return goOn(c, home(c, '/membership'), 'The counts are given.')
  return done.status === 403 || done.status === 404 ? showRefusal(c, done) : membership(c, { refusal: done })
})
