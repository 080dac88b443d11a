/** One question's form, a page of its own. */
import { area, button, errorSummary, hidden, line, type Sent, select, tick } from '../../../kit/form.ts'
import { each, type Html, html, nothing, when } from '../../../kit/html.ts'
import { type Page, script } from '../../../kit/page.ts'
import type { StudyHere } from '../access.ts'
import { instruments } from '../questionnaires/instruments.ts'
import { type Question, type Questionnaire, questionsOf, type Section } from '../questionnaires/questionnaire.ts'
import { arranging, asked, back, conditionForm, inEach, questionsAt, typed } from './pages.ts'
import { bandLines, type Kind, kindNames, kinds, optionLines } from './question-form.ts'
import { gradeOfQuestion, readingWords } from './reading-grade.ts'

export const gradeScript = script('reading-grade')

export interface QuestionForm {
  readonly all: Questionnaire
  readonly section: Section
  /** null: a new one */
  readonly question: Question | null
  /** the kind its form is for; null: it is still to be chosen */
  readonly kind: Kind | null
}

/** Which kind a question shall be. */
export const kindPage = (study: StudyHere, { section, question }: QuestionForm): Page => {
  const to = question
    ? `${questionsAt(study)}/questions/${question.id}?kind=`
    : `${questionsAt(study)}/new-question?section=${section.id}&kind=`
  return {
    title: question ? `Another kind for “${question.id}”: ${study.title}` : `Kind of a new question: ${study.title}`,
    body: html`<h1>${question ? 'Which kind shall it be?' : 'Which kind of question?'}</h1>
<ul class="list">${each(kindNames, (kind) => html`<li><h2><a href="${to}${kind}">${kinds[kind]}</a></h2></li>`)}</ul>
<p class="hint">There are no grids here. On a small phone nobody can use them.</p>
${back(study)}`,
  }
}

export function questionPage(study: StudyHere, { all, section, question, kind }: QuestionForm, sent?: Sent): Page {
  const { languages } = all
  const [first] = languages
  const own = question?.kind === kind ? question : null
  const was = question && question.kind !== 'statement' ? question : null
  const before = questionsOf(all)
  const at = question ? before.findIndex(({ id }) => id === question.id) : before.length
  const where = question ? `${questionsAt(study)}/questions/${question.id}` : `${questionsAt(study)}/questions`
  const reading = question && gradeOfQuestion(question)
  const field = (name: string, value: string | number | undefined) => ({
    name,
    value: String(value ?? ''),
    ...typed(sent),
  })
  return {
    title: question ? `Question “${question.id}”: ${study.title}` : `Add a question: ${study.title}`,
    scripts: [gradeScript.href],
    body: html`${errorSummary(sent?.refusal)}
<h1>${question ? `Change the question “${question.id}”` : 'Add a question'}</h1>
<p class="hint">${kinds[kind!]}. <a href="${question ? `${where}?kind=` : `${questionsAt(study)}/new-question?section=${section.id}`}">Choose another kind</a></p>
<form method="post" action="${where}">
${hidden('kind', kind!)}${hidden('section', section.id)}
${inEach(languages, (language, label) => area({ ...field(`ask_${language}`, question?.ask[language]), label: label(kind === 'statement' ? 'What is read' : 'The question'), hint: language === first ? 'You can repeat an earlier answer with its name in braces: {source}.' : '', rows: 3 }))}
<p class="hint"><output id="reading" for="ask_en" data-from="${questionsAt(study)}/reading-grade">${readingWords(reading)}</output></p>
${when(kind !== 'statement', () => html`${inEach(languages, (language, label) => line({ ...field(`hint_${language}`, was?.hint?.[language]), label: label('A hint under it, if it needs one') }))}`)}
${ofKind(kind!, own, languages, field, sent)}
${when(kind !== 'statement', () => alsoOffered(was, sent))}
${line({ ...field('id', question?.id), label: 'Its name in files', hint: 'Small letters, numbers and _ only. Left empty, it is made from the words.', short: true, autocomplete: 'off' })}
${conditionForm(asked(before.slice(0, at)), first!, question?.show, sent)}
${button('Save')}
</form>
${when(question, () => arranging(`${where}/arranging`, 'question', at > 0, at < before.length - 1))}
${back(study)}`,
  }
}

/** "I don't know" and "I would rather not say", and the instrument it belongs to. */
const alsoOffered = (
  was: Exclude<Question, { kind: 'statement' }> | null,
  sent?: Sent,
) => html`<fieldset class="field"><legend>Also offered</legend>
${tick({ name: 'dontKnow', label: '“I don’t know”', value: was && !was.dontKnow ? '' : 'yes', ...typed(sent) })}
${tick({ name: 'ratherNot', label: '“I would rather not say”', value: was && !was.ratherNot ? '' : 'yes', ...typed(sent) })}</fieldset>
${when(was?.instrument, () => select({ name: 'instrument', label: 'It belongs to the instrument', none: 'None', value: was!.instrument!, options: known(was!.instrument!).map((name) => ({ value: name, label: name })), ...typed(sent) }))}`
const known = (name: string) => [...new Set([...instruments.map((one) => one.name), name])]

type Field = (name: string, value: string | number | undefined) => { name: string; value: string; sent?: Sent }

/** What only one kind of question has. */
function ofKind(kind: Kind, own: Question | null, languages: readonly string[], field: Field, sent?: Sent): Html {
  switch (kind) {
    case 'one':
    case 'many': {
      const options = own && 'options' in own ? own.options : []
      return html`${inEach(languages, (language, label) => area({ ...field(`options_${language}`, optionLines(options, language)), label: label('Answers, one on each line'), hint: 'Value = label. For a scale, a bar and what it counts: none = Nobody | 1', rows: 8 }))}
${when(kind === 'one', () => tick({ name: 'ordered', label: 'The answers go from less to more', value: own?.kind === 'one' && own.ordered ? 'yes' : '', ...typed(sent) }))}`
    }
    case 'number': {
      const number = own?.kind === 'number' ? own : null
      return html`${line({ ...field('from', number?.from), label: 'The least it can be', short: true, inputmode: 'numeric' })}
${line({ ...field('to', number?.to), label: 'The most it can be', short: true, inputmode: 'numeric' })}
${tick({ name: 'whole', label: 'Whole numbers only', value: number && !number.whole ? '' : 'yes', ...typed(sent) })}
${inEach(languages, (language, label) => line({ ...field(`unit_${language}`, number?.unit?.[language]), label: label('Unit, if it has one'), short: true }))}
${inEach(languages, (language, label) => area({ ...field(`bands_${language}`, number ? bandLines(number.bands, language) : ''), label: label('Bands, one on each line'), hint: 'Results are only ever shown in these. 2 to 5 = 2 to 5 years', rows: 5 }))}`
    }
    case 'when':
      return line({
        ...field('earliest', own?.kind === 'when' ? own.earliest : 1930),
        label: 'The earliest year it can be',
        short: true,
        inputmode: 'numeric',
      })
    case 'words':
      return line({
        ...field('most', own?.kind === 'words' ? own.most : 1000),
        label: 'How many letters at most',
        short: true,
        inputmode: 'numeric',
      })
    default:
      return nothing
  }
}
