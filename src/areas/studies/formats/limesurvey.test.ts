import assert from 'node:assert/strict'
import { test } from 'node:test'
import { questionsOf } from '../questionnaires/questionnaire.ts'
import { fromLimeSurvey } from './limesurvey.ts'

const row = (of: Record<string, string>) =>
  `<row>${Object.entries(of)
    .map(([name, words]) => `<${name}><![CDATA[${words}]]></${name}>`)
    .join('')}</row>`
const table = (name: string, ...rows: Record<string, string>[]) =>
  `<${name}><rows>${rows.map(row).join('')}</rows></${name}>`
const survey = (...tables: string[]) =>
  `<?xml version="1.0" encoding="UTF-8"?><document><LimeSurveyDocType>Survey</LimeSurveyDocType><DBVersion>625</DBVersion>${tables.join('')}</document>`

/** As versions 4 to 6 write it: the words stand in tables of their own. */
const recent = survey(
  table(
    'surveys_languagesettings',
    { surveyls_survey_id: '1', surveyls_language: 'en', surveyls_title: 'Caring' },
    { surveyls_survey_id: '1', surveyls_language: 'cy', surveyls_title: 'Gofalu' },
  ),
  table('groups', { gid: '1', group_order: '1' }),
  table(
    'group_l10ns',
    { gid: '1', group_name: 'You', language: 'en' },
    { gid: '1', group_name: 'Chi', language: 'cy' },
  ),
  table(
    'questions',
    {
      qid: '10',
      parent_qid: '0',
      gid: '1',
      type: 'Y',
      title: 'online',
      question_order: '1',
      mandatory: 'Y',
      relevance: '1',
    },
    {
      qid: '11',
      parent_qid: '0',
      gid: '1',
      type: 'M',
      title: 'why',
      question_order: '2',
      mandatory: 'N',
      relevance: '((online.NAOK == "Y"))',
    },
    {
      qid: '12',
      parent_qid: '0',
      gid: '1',
      type: 'L',
      title: 'help',
      question_order: '3',
      mandatory: 'N',
      relevance: 'online.NAOK == "Y" and (why_b.NAOK == "Y" or why_a.NAOK == "Y")',
    },
    {
      qid: '13',
      parent_qid: '0',
      gid: '1',
      type: 'F',
      title: 'sites',
      question_order: '4',
      mandatory: 'N',
      relevance: 'count(self.NAOK) > 2',
    },
    {
      qid: '14',
      parent_qid: '0',
      gid: '1',
      type: '|',
      title: 'file',
      question_order: '5',
      mandatory: 'N',
      relevance: '1',
    },
  ),
  table(
    'subquestions',
    { qid: '20', parent_qid: '11', gid: '1', title: 'a', question_order: '1' },
    { qid: '21', parent_qid: '11', gid: '1', title: 'b', question_order: '2' },
    { qid: '22', parent_qid: '13', gid: '1', title: 's1', question_order: '1' },
    { qid: '23', parent_qid: '13', gid: '1', title: 's2', question_order: '2' },
  ),
  table(
    'question_l10ns',
    { qid: '10', question: 'Do you go <b>online</b>?', help: '', language: 'en' },
    { qid: '10', question: 'Ydych chi ar-lein?', help: '', language: 'cy' },
    ...[
      ['11', 'Why?'],
      ['12', 'Did it help?'],
      ['13', 'How often?'],
      ['14', 'Send us a file'],
      ['20', 'To know'],
      ['21', 'To talk'],
      ['22', 'Blogs'],
      ['23', 'Groups'],
    ].map(([qid, question]) => ({ qid: qid!, question: question!, help: '', language: 'en' })),
  ),
  table(
    'answers',
    { aid: '1', qid: '12', code: 'A1', sortorder: '1' },
    { aid: '2', qid: '12', code: 'A2', sortorder: '2' },
    { aid: '3', qid: '13', code: '1', sortorder: '1' },
    { aid: '4', qid: '13', code: '2', sortorder: '2' },
  ),
  table(
    'answer_l10ns',
    ...[
      ['1', 'A little'],
      ['2', 'Much'],
      ['3', 'Never'],
      ['4', 'Often'],
    ].map(([aid, answer]) => ({ aid: aid!, answer: answer!, language: 'en' })),
  ),
)

test('a LimeSurvey survey comes over with its languages, choices and relevance', () => {
  const found = fromLimeSurvey(recent)
  assert.ok(!('because' in found), 'because' in found ? found.because : '')
  const { questionnaire, notes } = found
  assert.deepEqual(questionnaire.title, { en: 'Caring', cy: 'Gofalu' })
  const [online, why, help, blogs, groups] = questionsOf(questionnaire)
  assert.deepEqual(online!.ask, { en: 'Do you go online ?', cy: 'Ydych chi ar-lein?' })
  assert.deepEqual(why!.show, { question: 'online', is: ['y'] })
  assert.deepEqual(help!.show, {
    all: [
      { question: 'online', is: ['y'] },
      {
        any: [
          { question: 'why', is: ['b'] },
          { question: 'why', is: ['a'] },
        ],
      },
    ],
  })
  assert.deepEqual([blogs!.kind, groups!.kind, blogs!.ask.en], ['one', 'one', 'How often?\nBlogs'])
  const said = notes.map(({ where, says }) => `${where}: ${says}`)
  assert.ok(said.some((one) => /^sites: It was a grid\. Its 2 lines/.test(one)))
  assert.ok(said.some((one) => /^sites: Its relevance could not be carried/.test(one)))
  assert.ok(said.some((one) => /^file: .*no counterpart/.test(one)))
  assert.ok(said.some((one) => /^online: Nobody has to answer/.test(one)))
})

test('what is hostile or broken is refused in words', () => {
  const bomb = `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><document>&b;</document>`
  for (const [file, words] of [
    [bomb, /document type/],
    ['<document><LimeSurveyDocType>Label set</LimeSurveyDocType></document>', /not a LimeSurvey survey/],
    [recent.slice(0, -40), /cut short|cannot|not an XML/],
    [survey('<a>'.repeat(500) + '</a>'.repeat(500)), /nested too deeply/],
    ['x'.repeat(30 * 1024 * 1024), /too large/],
    [survey(), /Nothing here can be asked/],
  ] as const) {
    const found = fromLimeSurvey(file)
    assert.ok('because' in found, file.slice(0, 60))
    assert.match(found.because, words)
  }
})

test('what a survey says first and last comes over, and that its Yes and No are English in every language is told', () => {
  const file = survey(
    table(
      'surveys_languagesettings',
      {
        surveyls_language: 'en',
        surveyls_title: 'Caring',
        surveyls_welcometext: '<p>Welcome.</p>',
        surveyls_endtext: 'Thanks!',
      },
      {
        surveyls_language: 'fr',
        surveyls_title: 'Soins',
        surveyls_welcometext: 'Bienvenue.',
        surveyls_endtext: 'Merci !',
      },
    ),
    table('groups', { gid: '1', group_order: '1' }),
    table('questions', { qid: '10', parent_qid: '0', gid: '1', type: 'Y', title: 'online', question_order: '1' }),
    table('question_l10ns', { qid: '10', question: 'Online?', language: 'en' }),
  )
  const read = fromLimeSurvey(file)
  assert.ok('questionnaire' in read)
  assert.deepEqual(read.questionnaire.intro, { en: 'Welcome.', fr: 'Bienvenue.' })
  assert.deepEqual(read.questionnaire.thanks, { en: 'Thanks!', fr: 'Merci !' })
  assert.match(read.notes.map(({ says }) => says).join(), /“Yes” and “No” in itself.*English in every language/)
})
