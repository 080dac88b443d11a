/** /studies/:slug/questionnaire/preview: as participants see it, with answers that are made up and kept nowhere. */

import { button, errorSummary, hidden } from '../../../kit/form.ts'
import { only } from '../../../kit/gate.ts'
import { each, html, when } from '../../../kit/html.ts'
import type { Page } from '../../../kit/page.ts'
import { isRefusal } from '../../../kit/refuse.ts'
import { type Ctx, pageNumber, routes, show, showAgain, showRefusal, typedIn } from '../../../kit/web.ts'
import type { StudyHere } from '../access.ts'
import { partsOf } from '../answering/question-pages.ts'
import { wayOf } from '../answering/way.ts'
import { researchersHere } from '../guards.ts'
import { keyOf } from '../questionnaires/answering.ts'
import { houseOf, inTongue } from '../questionnaires/house.ts'
import { type Questionnaire, spokenIn } from '../questionnaires/questionnaire.ts'
import { showOf, standing } from './doors.ts'
import { languageName } from './languages.ts'
import { questionsAt, wayRound } from './pages.ts'
import { madeUp, madeUpWay, pressed, type Step, soFarText, type Walked } from './preview.ts'

export const preview = routes()
const at = '/studies/:slug/questionnaire/preview'

const note = html`<p class="note">This is a preview. Nothing you answer here is kept.</p>`

const beginning = (study: StudyHere, all: Questionnaire): Page => ({
  title: `Preview: ${study.title}`,
  body: html`<h1>Preview</h1>
${wayRound(study)}
<p>Go through the questions as participants see them. Your answers decide what comes next. They are kept nowhere.</p>
${each(all.languages, (language) => html`<form method="post" action="${questionsAt(study)}/preview">${hidden('language', language)}${button(all.languages.length > 1 ? `Begin in ${languageName(language)}` : 'Begin')}</form>`)}
<p class="steps"><a href="${questionsAt(study)}/preview/made-up-people">Watch somebody made up go through</a> <a href="${questionsAt(study)}/booklet-order">The order of the booklet</a></p>`,
})

function page(study: StudyHere, { so, stop, refusal }: Step, typed: Parameters<typeof pressed>[2]): Page {
  const where = `${questionsAt(study)}/preview`
  const travels = html`${hidden('language', so.language)}${hidden('so_far', soFarText(so))}`
  const again = html`<p class="steps"><a href="${where}">Begin again</a> <a href="${questionsAt(study)}">Back to the questions</a></p>`
  const way = wayOf(so)
  if (!stop)
    return {
      title: `Preview, the end: ${study.title}`,
      body: html`<h1>The end</h1>
${note}
${each(way.last, ({ ask }) => html`<p>${spokenIn(ask, so.language)}</p>`)}
<p>${spokenIn(so.questionnaire.thanks, so.language)}</p>
${again}`,
    }
  const house = houseOf(so.questionnaire, so.language)
  const sent = refusal ? { typed, refusal } : undefined
  const { title, above, asked } = partsOf({ so, way, stop, back: null, ...(sent ? { sent } : {}) })
  return {
    title: `Preview: ${title}`,
    bare: true,
    body: html`${when(refusal, () => errorSummary(refusal))}${note}
${inTongue(house, above)}
<form method="post" action="${where}">
${hidden('at', keyOf(stop))}${travels}
${inTongue(house, asked)}
<p class="buttons">${button('Back', 'quiet', 'go', 'back')}</p>
</form>
<p class="hint">Its name is ${stop.asks?.id ?? 'another'}.${when(stop.asks, () => html` <a href="${questionsAt(study)}/questions/${stop.asks!.id}">Change it</a>`)}</p>
${again}`,
  }
}

preview.get(at, (c) => showOf(c, ({ study, all }) => beginning(study, all)))
preview.post(at, only(researchersHere), async (c) => {
  const typed = await typedIn(c)
  const text = (name: string) => String([typed[name] ?? ''].flat()[0])
  const here = await standing(c)
  if (isRefusal(here)) return showRefusal(c, here)
  const so = madeUp(here.study, here.all, text('language'), text('so_far'))
  const step = pressed(so, text('at'), typed, new Date())
  const again = page(here.study, step, typed)
  return step.refusal ? showAgain(c, again, step.refusal) : show(c, again)
})

const walkPage = (study: StudyHere, walked: readonly Walked[], number: number): Page => ({
  title: `Made-up person ${number}: ${study.title}`,
  body: html`<h1>Made-up person ${number}</h1>
${wayRound(study)}
<p>Chance answered for them. Only what they were asked is here. Is anything missing, or asked in vain?</p>
<ol>${each(walked, ({ section, ask, said }) => html`<li><span class="hint">${section}</span><br>${ask}${each(said, (one) => html`<br><b>${one}</b>`)}</li>`)}</ol>
<p class="steps"><a href="${questionsAt(study)}/preview/made-up-people?page=${number + 1}">Another made-up person</a></p>`,
})
preview.get(`${at}/made-up-people`, (c: Ctx) =>
  showOf(c, ({ study, all }) => {
    const number = pageNumber(c)
    return walkPage(study, madeUpWay(madeUp(study, all, ''), number, new Date()), number)
  }),
)
