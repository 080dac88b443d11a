/** /studies/:slug/questionnaire/instruments: scales that come along, and slots for those whose licence must be asked for. */

import { area, button, errorSummary, hidden, type Sent, tick } from '../../../kit/form.ts'
import { only } from '../../../kit/gate.ts'
import { each, html } from '../../../kit/html.ts'
import type { Page } from '../../../kit/page.ts'
import { isRefusal, notFound } from '../../../kit/refuse.ts'
import { act, type Ctx, goOn, routes, typedIn } from '../../../kit/web.ts'
import type { StudyHere } from '../access.ts'
import { slugOf } from '../doors.ts'
import { researchersHere } from '../guards.ts'
import { type Instrument, instruments as known } from '../questionnaires/instruments.ts'
import { type Questionnaire, questionsOf } from '../questionnaires/questionnaire.ts'
import { home, savedWords, showOf } from './doors.ts'
import { addInstrument } from './instrument-tasks.ts'
import { questionsAt, typed as typedAgain, wayRound } from './pages.ts'

export const instruments = routes()
const at = '/studies/:slug/questionnaire/instruments'

const has = (all: Questionnaire, { name }: Instrument) =>
  questionsOf(all).some((one) => 'instrument' in one && one.instrument === name)
const address = ({ name }: Instrument) => name.toLowerCase().replace(/[^a-z0-9]+/g, '-')

const listPage = (study: StudyHere, all: Questionnaire, sent?: Sent): Page => ({
  title: `Instruments: ${study.title}`,
  body: html`${errorSummary(sent?.refusal)}
<h1>Instruments</h1>
${wayRound(study)}
<p>An instrument is a set of questions that others made and tried. Some may come along with this software. For others you ask those who own them.</p>
<ul class="list">${each(
    known,
    (one) => html`<li><h2>${one.name}</h2>
<p>${one.items} items. ${one.licence}</p><p class="hint">${one.ships ? 'Source' : 'Whom to ask, or to cite'}: ${one.contact}.</p>
${has(all, one) ? html`<p><b>It is in this questionnaire.</b></p>` : one.ships ? html`<form method="post" action="${questionsAt(study)}/instruments">${hidden('instrument', one.name)}${button(`Add ${one.name} as it is`, 'quiet')}</form>` : html`<p><a href="${questionsAt(study)}/instruments/${address(one)}">Add its items under their licence<span class="far">: ${one.name}</span></a></p>`}</li>`,
  )}</ul>
<p class="hint">The Zarit interview is not here. Its owners do not let it be passed on.</p>`,
})

const slotPage = (study: StudyHere, one: Instrument, sent?: Sent): Page => ({
  title: `${one.name}: ${study.title}`,
  body: html`${errorSummary(sent?.refusal)}
<h1>Add ${one.name}</h1>
<p>${one.licence} Whom to ask, or to cite: ${one.contact}.</p>
<p>Its words do not come along. Your own items are pasted in here, under that licence.</p>
<form method="post" action="${questionsAt(study)}/instruments">
${hidden('instrument', one.name)}
${area({ name: 'items', label: `Its ${one.items} items, one on each line`, rows: one.items + 2, ...typedAgain(sent) })}
${area({ name: 'answers', label: 'Its answers, one on each line', hint: 'Value = label, a bar and what it counts: never = Not at all | 0', rows: 6, ...typedAgain(sent) })}
${tick({ name: 'licensed', label: 'We may use it under its licence', ...typedAgain(sent) })}
${button('Add it')}
</form>
<p><a href="${questionsAt(study)}/instruments">Back to the instruments</a></p>`,
})

const list = (c: Ctx, sent?: Sent) => showOf(c, ({ study, all }) => listPage(study, all, sent), sent?.refusal)
instruments.get(at, (c) => list(c))
const slot = (c: Ctx, one: Instrument | undefined, sent?: Sent) =>
  showOf(c, ({ study }) => (one && !one.ships ? slotPage(study, one, sent) : notFound('instrument')), sent?.refusal)
instruments.get(`${at}/:instrument`, (c) =>
  slot(
    c,
    known.find((one) => address(one) === c.req.param('instrument')),
  ),
)
instruments.post(at, only(researchersHere), async (c) => {
  const typed = await typedIn(c)
  const done = await act(c, addInstrument, { ...typed, study: slugOf(c) })
  if (!isRefusal(done)) return goOn(c, home(c), `${typed.instrument} is added at the end. ${savedWords(null, done)}`)
  const one = known.find(({ name }) => name === typed.instrument)
  return one && !one.ships ? slot(c, one, { typed, refusal: done }) : list(c, { refusal: done })
})
