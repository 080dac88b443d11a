/** The plan of analysis as it is written, line by line, and fixed. */
import { button, choices, hidden, type Sent, select, tick } from '../../../kit/form.ts'
import { each, type Html, html, when } from '../../../kit/html.ts'
import type { Page } from '../../../kit/page.ts'
import { dayInWords } from '../../members/days.ts'
import { planWords } from '../analysis/plan.ts'
import type { Variable } from '../analysis/variables.ts'
import { draftOf, linesOf, plannable } from './planning.ts'
import type { View } from './sides.ts'
import { setUpAt, stepPage, studyAt, typed } from './step-pages.ts'

/** How a variable is called: by its question; where it is chosen among others of the same words, by its name too. */
const nameOf = (variables: readonly Variable[], name: string) =>
  variables.find((one) => one.name === name)?.label ?? name
const optionsOf = (variables: readonly Variable[]) =>
  variables.map(({ name, label }) => {
    const isAlone = variables.filter((one) => one.label === label).length === 1
    return { value: name, label: isAlone ? label : `${label} – ${name}` }
  })

export const planPage = (view: View, sent?: Sent): Page => {
  const { study } = view
  const here = `${setUpAt(study)}/plan`
  const variables = plannable(study)
  const plan = draftOf(study)
  const { family, exploring, models } = linesOf(plan)
  const mayWrite = view.side === 'researchers' && study.state !== 'closed'
  const removal = (key: string, called: string): Html =>
    when(
      mayWrite,
      () =>
        html`<form method="post" action="${here}/removal">${hidden('line', key)}<button type="submit" class="quiet">Take out<span class="far">: ${called}</span></button></form>`,
    )
  const pairs = (some: typeof family) =>
    html`<ul class="list">${each(some, ({ pair: [first, second], key }) => {
      const called = `${nameOf(variables, first)} And: ${nameOf(variables, second)}`
      return html`<li><p>${called}</p>${removal(key, called)}</li>`
    })}</ul>`
  const isEmpty = family.length + exploring.length + models.length === 0
  return stepPage(view, sent, {
    title: 'Plan of analysis',
    side: 'researchers',
    stands: html`<p>Say what you will look at before anybody has answered. Then nobody can pick what happens to look good.</p>
${when(study.plan, () => html`<p class="note">${planWords({ version: study.plan!.version, answersByThen: study.plan!.answers_by_then })} That was on ${dayInWords(study.plan!.fixed_on)}.</p>`)}
${when(study.draft && study.plan, () => html`<p>What stands here was changed since, and is not fixed.</p>`)}
${when(family.length > 0, () => html`<h2>The family</h2><p class="hint">What you expect. These are tested together, with Holm’s correction.</p>${pairs(family)}`)}
${when(
  models.length > 0,
  () => html`<h2>Models</h2><p class="hint">A yes or no, explained by others at once.</p>
<ul class="list">${each(models, ({ model, key }) => {
    const called = `${nameOf(variables, model.outcome)} Yes is “${model.yes}”.`
    return html`<li><p>${called} Explained by:</p><ul>${each(model.predictors, (name) => html`<li>${nameOf(variables, name)}</li>`)}</ul>${removal(key, called)}</li>`
  })}</ul>`,
)}
${when(exploring.length > 0, () => html`<h2>To explore</h2><p class="hint">Looked at without a guess, and said to be so.</p>${pairs(exploring)}`)}`,
    forms:
      () => html`${when(variables.length === 0, () => html`<p class="note">First <a href="${setUpAt(study)}/questionnaire">choose a questionnaire</a>. The plan is made of its questions.</p>`)}
${when(
  mayWrite && variables.length > 0,
  () => html`${when(isEmpty, () => html`<form method="post" action="${here}/ready">${button('Begin with the ready plan')}</form>`)}
<p class="steps"><a href="${here}/pair">Add a pair</a> <a href="${here}/model">Add a model</a></p>`,
)}
${when(
  mayWrite && family.length > 0 && (study.draft || !study.plan),
  () => html`<h2>Fix it</h2>
<p>This version never changes after that. You can fix a later one. All that comes out says how many had answered by then.</p>
<form method="post" action="${here}/fixing">
${tick({ name: 'sure', label: 'The plan is ready', ...typed(sent) })}
${button('Fix the plan')}
</form>`,
)}`,
  })
}

const backToPlan = (view: View) => [`${setUpAt(view.study)}/plan`, 'Back to the plan'] as const
const noQuestions = (view: View) =>
  html`<p class="note">There are no questions yet. <a href="${studyAt(view.study)}">See what comes first</a></p>`

export const pairPage = (view: View, sent?: Sent): Page => {
  const options = optionsOf(plannable(view.study))
  return stepPage(view, sent, {
    title: 'Add a pair to the plan',
    side: 'researchers',
    back: backToPlan(view),
    forms: () =>
      options.length === 0
        ? noQuestions(view)
        : html`<form method="post" action="${setUpAt(view.study)}/plan/pairs">
${select({ name: 'first', label: 'One question', none: 'Choose a question', options, ...typed(sent) })}
${select({ name: 'second', label: 'And the other', none: 'Choose a question', options, ...typed(sent) })}
${choices({
  name: 'as',
  label: 'How is it looked at?',
  value: 'family',
  options: [
    { value: 'family', label: 'We expect that they go together', hint: 'It joins the family.' },
    { value: 'exploring', label: 'We only want to look', hint: 'It is said to explore.' },
  ],
  ...typed(sent),
})}
${button('Add it')}
</form>`,
  })
}

/** Two steps: first what is explained, then which answer is the yes and what explains it. */
export const modelPage = (view: View, outcome: string, sent?: Sent): Page => {
  const variables = plannable(view.study)
  const what = variables.find(({ name }) => name === outcome)
  const here = `${setUpAt(view.study)}/plan`
  const others = optionsOf(variables.filter(({ name }) => name !== outcome))
  const chosen = [sent?.typed?.['predictors[]'] ?? []].flat()
  return stepPage(view, sent, {
    title: 'Add a model to the plan',
    side: 'researchers',
    back: backToPlan(view),
    forms: () => {
      if (variables.length === 0) return noQuestions(view)
      if (!what)
        return html`<form method="get" action="${here}/model">
${select({ name: 'outcome', label: 'What is explained?', none: 'Choose a question', options: optionsOf(variables), ...typed(sent) })}
${button('Go on')}
</form>`
      return html`<p><b>${what.label}</b></p>
<form method="post" action="${here}/models">
${hidden('outcome', outcome)}
${choices({ name: 'yes', label: 'Which answer counts as yes?', value: what.bands.some(({ value }) => value === 'yes') ? 'yes' : '', options: what.bands, ...typed(sent) })}
${each([1, 2, 3, 4], (n) => predictor(n, others, chosen[n - 1] ?? '', n === 1 ? sent : undefined))}
${button('Add it')}
</form>
<p><a href="${here}/model">Explain another</a></p>`
    },
  })
}

const predictor = (
  n: number,
  options: readonly { value: string; label: string }[],
  chosen: string,
  sent: Sent | undefined,
): Html => {
  const error = sent?.refusal?.fields['predictors[]']
  const id = n === 1 ? 'predictors' : `predictors-${n}`
  return html`<div class="field"><label for="${id}">${n === 1 ? 'Explained by' : `Explained by, number ${n}`}</label>
${when(n === 1, () => html`<p class="hint" id="predictors-hint">One question at least. The others can stay empty.</p>`)}${when(error, () => html`<p class="error" id="predictors-error">${error}</p>`)}
<select id="${id}" name="predictors[]"${when(n === 1, () => html` aria-describedby="predictors-hint${error ? ' predictors-error' : ''}"`)}${when(error, () => html` aria-invalid="true"`)}><option value="">${n === 1 ? 'Choose a question' : 'Nothing more'}</option>${each(options, ({ value, label }) => html`<option value="${value}"${value === chosen ? ' selected' : ''}>${label}</option>`)}</select></div>`
}
