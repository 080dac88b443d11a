import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parse } from 'csv-parse/sync'
import { questionsOf } from '../questionnaires/questionnaire.ts'
import { readyQuestionnaire } from '../questionnaires/ready.ts'
import { fromRedcap, toRedcap } from './redcap.ts'

const head =
  'Variable / Field Name,Form Name,Section Header,Field Type,Field Label,"Choices, Calculations, OR Slider Labels",Field Note,Text Validation Type OR Show Slider Number,Text Validation Min,Text Validation Max,Identifier?,Branching Logic (Show field only if...),Required Field?,Custom Alignment,Question Number (surveys only),Matrix Group Name,Matrix Ranking?,Field Annotation'
const dictionary = (...lines: string[]) => [head, ...lines].join('\n')
const carried = (text: string) => {
  const found = fromRedcap(text, 'A study')
  assert.ok(!('because' in found), 'because' in found ? found.because : '')
  return found
}

test('a data dictionary comes over: choices, numbers, branching, and what it was called', () => {
  const { questionnaire, notes } = carried(
    dictionary(
      'age,about_you,About you,text,How old are you?,,In years,integer,16,110,,,y,,,,,',
      'Group-Use,about_you,,radio,Do you use a group?,"1, Yes | 0, No",,,,,,,,,,,,',
      `why,about_you,,checkbox,Why?,"a, To know | b, To talk",,,,,,[age] >= 18 and [Group-Use] = '1',,,,,,`,
      `talked,about_you,,yesno,Did it help to talk?,,,,,,,[why(b)] = '1' or ([age] > 60 and [age] <> 70),,,,,,`,
      'score,about_you,,calc,Score,[age]*2,,,,,,,,,,,,',
    ),
  )
  const [age, group, why, talked] = questionsOf(questionnaire)
  assert.deepEqual(age, {
    kind: 'number',
    id: 'age',
    ask: { en: 'How old are you?' },
    hint: { en: 'In years' },
    dontKnow: true,
    ratherNot: true,
    from: 16,
    to: 110,
    whole: true,
    bands: [],
  })
  assert.equal(group!.id, 'group_use')
  assert.deepEqual(why!.show, {
    all: [
      { question: 'age', atLeast: 18 },
      { question: 'group_use', is: ['1'] },
    ],
  })
  assert.deepEqual(talked!.show, {
    any: [
      { question: 'why', is: ['b'] },
      { all: [{ not: { question: 'age', atMost: 60 } }, { not: { question: 'age', atLeast: 70, atMost: 70 } }] },
    ],
  })
  const said = notes.map(({ where, says }) => `${where}: ${says}`)
  assert.ok(said.some((one) => /^score: “calc” has no counterpart/.test(one)))
  assert.ok(said.some((one) => /^age: Nobody has to answer/.test(one)))
  assert.ok(said.some((one) => /^Group-Use: Its name is group_use here/.test(one)))
})

test('a grid becomes questions on pages of their own, and branching that has no counterpart is told', () => {
  const { questionnaire, notes } = carried(
    dictionary(
      'm1,f,,radio,Sleep,"1, Bad | 2, Good",,,,,,,,,,grid,,',
      `m2,f,,radio,Food,"1, Bad | 2, Good",,,,,,datediff([m1],'today','y')>1,,,,grid,,`,
    ),
  )
  assert.equal(questionsOf(questionnaire).length, 2)
  assert.ok(notes.some(({ says }) => /part of a grid/.test(says)))
  assert.ok(notes.some(({ where, says }) => where === 'm2' && /asked of everybody/.test(says)))
})

test('scripts in labels stay out, and what is no dictionary is refused in words', () => {
  const { questionnaire } = carried(
    dictionary(
      'a,f,"<img src=x onerror=alert(1)>You",notes,"<script>alert(1)</script><b>Say</b> what &amp; why",,,,,,,,,,,,,',
    ),
  )
  assert.deepEqual(questionsOf(questionnaire)[0]!.ask, { en: 'Say what & why' })
  assert.deepEqual(questionnaire.sections[0]!.title, { en: 'You' })
  for (const bad of [
    '',
    'one,two\n1,2',
    `${head}\n"broken`,
    'x'.repeat(6_000_000),
    `${head}\na,f,,calc,x,,,,,,,,,,,,,`,
  ])
    assert.ok('because' in fromRedcap(bad, 'A study'))
})

test('the ready study goes out as a dictionary and comes in again with the same questions', () => {
  const ready = readyQuestionnaire('support-in-our-lives')
  const csv = toRedcap(ready)
  assert.equal((parse(csv, { columns: true }) as unknown[]).length, questionsOf(ready).length)
  const { questionnaire, notes } = carried(csv)
  assert.deepEqual(
    questionsOf(questionnaire).map(({ id }) => id),
    questionsOf(ready).map(({ id }) => id),
  )
  assert.deepEqual(
    notes.filter(({ says }) => /branching/.test(says)),
    [],
  )
})

test('names that begin alike stay apart, and a dictionary that is too long is said to be', () => {
  const rows = Array.from({ length: 30 }, (_, n) => `${'a'.repeat(30)}${n},form,text,Question ${n}\n`).join('')
  const head = 'Variable / Field Name,Form Name,Field Type,Field Label\n'
  const found = fromRedcap(head + rows, 'A study')
  assert.ok(!('because' in found))
  const names = found.questionnaire.sections.flatMap(({ questions }) => questions.map(({ id }) => id))
  assert.equal(new Set(names).size, 30)
  assert.ok(names.every((name) => name.length <= 26))
  const long = fromRedcap(head + 'q,form,text,Question\n'.repeat(5001), 'A study')
  assert.match('because' in long ? long.because : '', /more than 5,000 rows/)
  const many = Array.from({ length: 1020 }, (_, n) => `q${n},form${Math.floor(n / 51)},text,Question\n`).join('')
  const over = fromRedcap(head + many, 'A study')
  assert.match('because' in over ? over.because : '', /1,020 questions/)
  const parts = Array.from({ length: 61 }, (_, n) => `q${n},form${n},text,Question\n`).join('')
  const apart = fromRedcap(head + parts, 'A study')
  assert.match('because' in apart ? apart.because : '', /60 parts at most/)
})
