/** What stewards see and do of a study: its name, its people, how people come in, approvals, the days, and opening it. */
import { area, button, choices, errorSummary, hidden, line, type Sent, select, tick } from '../../../kit/form.ts'
import { each, html, list, when } from '../../../kit/html.ts'
import type { Page } from '../../../kit/page.ts'
import { dayInWords } from '../../members/days.ts'
import type { Candidate, DoingThere } from './people.ts'
import { armWords, earliestEnd, missingOf } from './rules.ts'
import type { View } from './sides.ts'
import { setUpAt, stepPage, typed } from './step-pages.ts'

const contactHint = 'People ring this number to take part or to ask. Give the study’s own, not the helpline’s.'

interface Names {
  readonly title: string
  readonly run_by: string
  readonly contact: string
}

const nameFields = ({ title, run_by, contact }: Names, sent?: Sent) =>
  html`${line({ name: 'title', label: 'Name of the study', value: title, ...typed(sent) })}
${line({ name: 'run_by', label: 'Who runs it', hint: 'Names and where they work, as on the information sheet.', value: run_by, ...typed(sent) })}
${area({ name: 'contact', label: 'How the study is reached', hint: contactHint, rows: 3, value: contact, ...typed(sent) })}`

export const newStudyPage = (sent?: Sent): Page => ({
  title: 'Make a study',
  body: html`${errorSummary(sent?.refusal)}
<h1>Make a study</h1>
<p>Nobody else sees it until it is open. Next you name its researchers. They write what it asks.</p>
<form method="post" action="/studies">
${nameFields({ title: '', run_by: '', contact: '' }, sent)}
${line({ name: 'slug', label: 'Its web address', hint: 'Small letters and hyphens, such as support-in-our-lives. Leave it empty, and its name is used.', autocomplete: 'off', ...typed(sent) })}
${button('Make the study')}
</form>
<p><a href="/studies">Back to the studies</a></p>`,
})

export const aboutPage = (view: View, sent?: Sent): Page =>
  stepPage(view, sent, {
    title: 'Name and contact',
    side: 'charity',
    stands: html`<p>“${view.study.title}” is run by ${view.study.run_by}. It is reached so: ${view.study.contact}</p>`,
    forms:
      () => html`${when(view.study.state !== 'draft', () => html`<p class="note">People know the study by its name now. Only how it is reached can change.</p>`)}
<form method="post" action="${setUpAt(view.study)}/about">
${nameFields(view.study, sent)}
${button('Save')}
</form>`,
  })

const doingWords: Record<DoingThere, string> = { researcher: 'researcher', desk: 'at the desk' }

export interface Named {
  readonly id: string
  readonly name: string
  readonly doing: DoingThere
}

/** Names are for stewards; researchers see how many there are. */
export const peoplePage = (
  view: View,
  people: { readonly named: readonly Named[]; readonly candidates: readonly Candidate[] } | null,
  sent?: Sent,
): Page => {
  const here = `${setUpAt(view.study)}/people`
  return stepPage(view, sent, {
    title: 'Who works in it',
    side: 'charity',
    stands: html`<p>Researchers: ${view.study.researchers}. At the desk: ${view.study.desk}.</p>
<p>Researchers write the study and see what it finds. They never see a name or an address.</p>
<p>Those at the desk read the questions to people who ring, and key in what comes on paper. They see no results.</p>`,
    forms: () => html`${when(
      people!.named.length > 0,
      () =>
        html`<ul class="list">${each(people!.named, ({ id, name, doing }) => html`<li><form method="post" action="${here}/removal"><p><b>${name}</b>, ${doingWords[doing]}</p>${hidden('member', id)}${button(`Take ${name} out`, 'quiet')}</form></li>`)}</ul>`,
    )}
<h2>Name somebody</h2>
<form method="post" action="${here}">
${select({
  name: 'member',
  label: 'Who',
  hint: 'Not there? Give them the role first: researcher, helper, moderator or clinician.',
  none: 'Choose a person',
  options: people!.candidates.map(({ id, name, role }) => ({ value: id, label: `${name} (${role})` })),
  ...typed(sent),
})}
${choices({
  name: 'doing',
  label: 'As what',
  value: '',
  options: [
    { value: 'researcher', label: 'A researcher' },
    {
      value: 'desk',
      label: 'At its desk',
      hint: 'A helper, moderator or clinician. No steward: they know which code went to whom.',
    },
  ],
  ...typed(sent),
})}
${button('Name them')}
</form>`,
  })
}

export const armsPage = (view: View, sent?: Sent): Page =>
  stepPage(view, sent, {
    title: 'How people come in',
    side: 'charity',
    stands: html`<p>So far: ${list(view.study.arms.map((arm) => armWords[arm]))}.</p>`,
    forms: () => html`<form method="post" action="${setUpAt(view.study)}/arms">
${choices({
  name: 'arms[]',
  label: 'Ways into the study',
  many: true,
  values: view.study.arms,
  options: [
    { value: 'letters', label: 'By letter', hint: 'The charity posts a code to people on its list.' },
    { value: 'places', label: 'From a notice in a place', hint: 'Online or off. Each place has a code of its own.' },
    { value: 'members', label: 'As members here', hint: 'They find the study on its page. Nobody is pushed.' },
  ],
  ...typed(sent),
})}
${button('Save')}
</form>`,
  })

export const approvalsPage = (view: View, sent?: Sent): Page =>
  stepPage(view, sent, {
    title: 'Approvals',
    side: 'charity',
    stands: html`<p>Each is kept and shown to everybody.</p>
${when(
  view.study.approvals.length > 0,
  () =>
    html`<ul class="list">${each(view.study.approvals, ({ body, version, reference, approved_on }) => html`<li><p><b>${body}</b>, ${dayInWords(approved_on)}: ${version}.${when(reference, () => html` Reference ${reference}.`)}</p></li>`)}</ul>`,
)}`,
    forms: () => html`<h2>Note an approval</h2>
<form method="post" action="${setUpAt(view.study)}/approvals">
${line({ name: 'body', label: 'Who approved it', ...typed(sent) })}
${line({ name: 'version', label: 'What they approved', hint: 'Such as: protocol 2, sheet 3.', ...typed(sent) })}
${line({ name: 'reference', label: 'Their reference, if there is one', ...typed(sent) })}
${line({ name: 'approved_on', label: 'On which day', type: 'date', short: true, ...typed(sent) })}
${button('Note it')}
</form>`,
  })

export const withdrawalPage = (view: View, today: string, sent?: Sent): Page => {
  const { study } = view
  return stepPage(view, sent, {
    title: 'Last day to take answers back',
    side: 'charity',
    stands: html`<p>${study.withdraw_until ? html`People are told: until ${dayInWords(study.withdraw_until)}.` : 'No day is said so far.'} After that day nobody can take answers back, for they have been counted.</p>
<p>The first day that can be chosen is ${dayInWords(earliestEnd(study.waves, study.opened_on ?? today))}.${when(study.state !== 'draft', () => html` It can be moved later, never earlier.`)}</p>`,
    forms: () => html`<form method="post" action="${setUpAt(study)}/withdrawal">
${line({ name: 'withdraw_until', label: 'Last day', type: 'date', short: true, value: study.withdraw_until ?? '', ...typed(sent) })}
${button('Save')}
</form>`,
  })
}

/** Opening; and once it is open, closing, which either side may do. */
export const openingPage = (view: View, today: string, sent?: Sent): Page => {
  const { study } = view
  if (study.state === 'closed')
    return stepPage(view, sent, {
      title: 'This study has ended',
      side: view.side,
      stands: html`<p>It was closed on ${dayInWords(study.closed_on!)}. No more answers come in.</p>`,
      forms: () => html``,
    })
  if (study.state === 'open')
    return stepPage(view, sent, {
      title: 'Close the study',
      side: view.side,
      stands: html`<p>It has been open since ${dayInWords(study.opened_on!)}. Once it is closed, it cannot be opened again.</p>
<p>People who have begun cannot go on then. They can take answers back until ${dayInWords(study.withdraw_until!)}.</p>`,
      forms: () => html`<form method="post" action="${setUpAt(study)}/closing">
${tick({ name: 'sure', label: 'This study is to end now', ...typed(sent) })}
${button('Close the study', 'grave')}
</form>`,
    })
  const missing = missingOf(study, today)
  return stepPage(view, sent, {
    title: 'Open the study',
    side: 'charity',
    stands:
      missing.length > 0
        ? html`<p>This is still missing:</p>
<ul>${each(missing, (one) => html`<li>${one}</li>`)}</ul>`
        : html`<p>Nothing is missing. Once it is open, people can take part.</p>
<p>What they have read is not changed any more. There are only new versions, and all are kept.</p>`,
    forms: () =>
      missing.length > 0
        ? html``
        : html`<form method="post" action="${setUpAt(study)}/opening">
${tick({ name: 'sure', label: 'I have looked at all of it, and it is as it should be', ...typed(sent) })}
${button('Open the study')}
</form>`,
  })
}
