/** What researchers write of a study: protocol, sheet, what people say yes to, the questionnaire they begin with, waves. */
import { area, button, choices, hidden, line, type Sent, select, tick } from '../../../kit/form.ts'
import { each, type Html, html, when } from '../../../kit/html.ts'
import type { Page } from '../../../kit/page.ts'
import { dayInWords } from '../../members/days.ts'
import { joiningPurpose, takingPart } from '../standing.ts'
import { gapsIn, readyFor, sheetToBeginWith } from './rules.ts'
import type { View } from './sides.ts'
import { asWritten, setUpAt, stepPage, studyAt, typed } from './step-pages.ts'

const newVersionOnly = ({ study }: View): Html =>
  when(
    study.state === 'open',
    () =>
      html`<p class="note">People have read this. What you save becomes a new version, and the old one is kept.</p>`,
  )

export const protocolPage = (view: View, sent?: Sent): Page =>
  stepPage(view, sent, {
    title: 'Write the protocol',
    side: 'researchers',
    stands: html`<p>What the study asks, and why, as it goes to those who approve it. Everybody can read it once the study is open. The first paragraph stands on its front page.</p>
${when(view.study.protocol_version, () => html`<p>Version ${view.study.protocol_version} stands now.</p>`)}
${when(view.side !== 'researchers', () => asWritten(view.study.protocol))}`,
    forms: () => html`${newVersionOnly(view)}
<form method="post" action="${setUpAt(view.study)}/protocol">
${area({ name: 'words', label: 'Protocol', rows: 16, value: view.study.protocol, ...typed(sent) })}
${button('Save the protocol')}
</form>`,
  })

export const writeSheetPage = (view: View, sent?: Sent): Page => {
  const { sheet } = view.study
  const gaps = gapsIn(sheet?.words ?? '')
  return stepPage(view, sent, {
    title: 'Write the information sheet',
    side: 'researchers',
    stands: html`<p>Short words, read by somebody tired. It is shown, read out and printed just as it is.</p>
${when(sheet, () => html`<p>Version ${sheet!.version} stands now. <a href="${studyAt(view.study)}/sheet">Look at it as people will</a></p>`)}
${when(gaps.length > 0, () => html`<p class="note">Still to fill: ${gaps[0]}</p>`)}`,
    forms: () => html`${newVersionOnly(view)}
<form method="post" action="${setUpAt(view.study)}/sheet">
${area({
  name: 'words',
  label: 'Information sheet',
  hint: 'An empty line begins a new part. A short line alone is a heading. Lines that begin with “- ” are a list.',
  rows: 24,
  value: sheet?.words ?? sheetToBeginWith,
  ...typed(sent),
})}
${button('Save the sheet')}
</form>`,
  })
}

export const consentPage = (view: View, sent?: Sent): Page => {
  const { study } = view
  const here = `${setUpAt(study)}/consent`
  const ready = readyFor(study).some(({ purpose }) => !study.items.some((item) => item.purpose === purpose))
  return stepPage(view, sent, {
    title: 'What people can say yes to',
    side: 'researchers',
    stands: html`<p>Each is asked on its own, and all are off at first. New words are a new version.</p>
${when(
  study.items.length > 0,
  () =>
    html`<ul class="list">${each(
      study.items,
      (item) =>
        html`<li><h2>${
          view.side === 'researchers'
            ? html`<a href="${here}/${encodeURIComponent(item.purpose)}">${item.purpose}</a>`
            : item.purpose
        }</h2><p>${item.words}</p><p class="hint">Version ${item.version}${when(item.needed, () => html`, needed to take part`)}</p></li>`,
    )}</ul>`,
)}`,
    forms:
      () => html`${when(ready, () => html`<form method="post" action="${here}/ready">${button('Take the ready words', study.items.length > 0 ? 'quiet' : 'main')}</form>`)}
<p><a href="${here}/new">Write something else</a></p>`,
  })
}

/** @param purpose null writes a new one */
export const consentItemPage = (view: View, purpose: string | null, sent?: Sent): Page => {
  const { study } = view
  const here = `${setUpAt(study)}/consent`
  const item = study.items.find((one) => one.purpose === purpose)
  const title = item ? `Say yes to: ${item.purpose}` : 'Something else to say yes to'
  return stepPage(view, sent, {
    title,
    side: 'researchers',
    back: [here, 'Back to what people can say yes to'],
    ...(view.side === 'researchers' || !item ? {} : { stands: html`<p>${item.words}</p>` }),
    forms: () => html`${newVersionOnly(view)}
<form method="post" action="${here}">
${item ? hidden('purpose', item.purpose) : line({ name: 'purpose', label: 'A short name for it', hint: 'One or two words, such as “my region”.', ...typed(sent) })}
${hidden('known', item ? 'yes' : '')}
${area({ name: 'words', label: 'What people say yes to', hint: 'In their words: “A researcher may ask me …”', rows: 3, value: item?.words ?? '', ...typed(sent) })}
${when(item?.purpose !== takingPart, () => tick({ name: 'needed', label: 'Nobody can take part without it', value: item?.needed ? 'yes' : '', ...typed(sent) }))}
${select({
  name: 'place',
  label: 'Where it stands',
  none: item ? 'Where it stands now' : 'Last',
  options: Array.from({ length: study.items.length + 1 }, (_, at) => ({
    value: String(at + 1),
    label: `Place ${at + 1}`,
  })),
  ...typed(sent),
})}
${button('Save')}
</form>
${when(item && item.purpose !== takingPart && study.state === 'draft', () => html`<form method="post" action="${here}/removal">${hidden('purpose', item!.purpose)}${button('Take it away', 'grave')}</form>`)}`,
  })
}

export const supportMapsPage = (view: View, sent?: Sent): Page =>
  stepPage(view, sent, {
    title: 'Support maps',
    side: 'researchers',
    stands: html`<p>A support map says what somebody used, from when to when, and why they stopped. Members keep it for themselves.</p>
<p>A study can ask to read it. Each person says yes or no. It never reads what anybody wrote to others.</p>
<p>This study ${view.study.asks_for_spells ? 'asks' : 'does not ask'} for support maps.</p>`,
    forms: () =>
      view.study.state !== 'draft'
        ? html`<p class="note">People were told so. It stays as it is.</p>`
        : html`<form method="post" action="${setUpAt(view.study)}/support-maps">
${choices({
  name: 'asks',
  label: 'Does the study ask for support maps?',
  value: view.study.asks_for_spells ? 'yes' : 'no',
  options: [
    { value: 'yes', label: 'Yes' },
    { value: 'no', label: 'No' },
  ],
  ...typed(sent),
})}
${button('Save')}
</form>`,
  })

export const questionnairePage = (view: View, sent?: Sent): Page => {
  const { study } = view
  return stepPage(view, sent, {
    title: 'Choose a questionnaire',
    side: 'researchers',
    stands: html`${when(study.questionnaire, () => html`<p>Version ${study.questionnaire!.version} is there.${when(view.side === 'researchers', () => html` <a href="${studyAt(study)}/questionnaire">Read and change it</a>`)}</p>`)}`,
    forms: () =>
      study.state !== 'draft'
        ? html`<p class="note">The study is open with this questionnaire.</p>`
        : html`<form method="post" action="${setUpAt(study)}/questionnaire">
${choices({
  name: 'questionnaire',
  label: 'Begin with',
  ...(study.questionnaire ? { hint: 'What you choose becomes the newest version. The older one is kept.' } : {}),
  value: study.questionnaire ? '' : 'support-in-our-lives',
  options: [
    {
      value: 'support-in-our-lives',
      label: '“Support in our lives”',
      hint: 'Ready to use: what people use online and off, for what, with what good, and why they stop and return.',
    },
    { value: 'empty', label: 'An empty one', hint: 'You write every question.' },
  ],
  ...typed(sent),
})}
${button('Choose it')}
</form>`,
  })
}

export const wavesPage = (view: View, sent?: Sent): Page => {
  const { study } = view
  const here = `${setUpAt(study)}/waves`
  return stepPage(view, sent, {
    title: 'Waves',
    side: 'researchers',
    stands: html`<p>A wave is a stretch of time in which the study takes answers. Without waves it takes them until it is closed.</p>
${when(
  study.waves.length > 1 && !study.items.some(({ purpose }) => purpose === joiningPurpose),
  () =>
    html`<p class="note">Each wave stands alone. Do you want to see what changes in the same people? Then ask them, before the first wave: take the ready words “${joiningPurpose}” under <a href="${setUpAt(study)}/consent">what people can say yes to</a>.</p>`,
)}
${when(
  study.waves.length > 0,
  () =>
    html`<ul class="list">${each(study.waves, ({ number, opens_on, closes_on }) => html`<li><h2>${view.side === 'researchers' ? html`<a href="${here}/${number}">Wave ${number}</a>` : html`Wave ${number}`}</h2><p>${dayInWords(opens_on)} to ${dayInWords(closes_on)}</p></li>`)}</ul>`,
)}`,
    forms: () =>
      study.state === 'closed'
        ? html``
        : html`<h2>Add a wave</h2>
<form method="post" action="${here}">
${dayFields(null, sent)}
${button('Add it')}
</form>`,
  })
}

const dayFields = (wave: { opens_on: string; closes_on: string } | null, sent?: Sent) =>
  html`${line({ name: 'opens_on', label: 'First day', type: 'date', short: true, value: wave?.opens_on ?? '', ...typed(sent) })}
${line({ name: 'closes_on', label: 'Last day', type: 'date', short: true, value: wave?.closes_on ?? '', ...typed(sent) })}`

export const wavePage = (view: View, number: number, sent?: Sent): Page => {
  const wave = view.study.waves.find((one) => one.number === number)!
  const here = `${setUpAt(view.study)}/waves`
  return stepPage(view, sent, {
    title: `Wave ${number}`,
    side: 'researchers',
    back: [here, 'Back to the waves'],
    stands: html`<p>${dayInWords(wave.opens_on)} to ${dayInWords(wave.closes_on)}. Once it has begun, it can be made longer, not shorter.</p>`,
    forms: () => html`<form method="post" action="${here}">
${hidden('wave', String(number))}
${dayFields(wave, sent)}
${button('Save')}
</form>
<form method="post" action="${here}/removal">${hidden('wave', String(number))}${button('Take this wave away', 'grave')}</form>`,
  })
}
