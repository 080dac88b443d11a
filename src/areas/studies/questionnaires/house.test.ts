import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inFrench, twoTongues } from '../../../../test/french.ts'
import { html } from '../../../kit/html.ts'
import { refuse } from '../../../kit/refuse.ts'
import { english, houseOf, tongueOf } from './house.ts'
import { heldIn, houseWordNames, houseWords, houseWordsBy, wrongHouseWords } from './house-words.ts'
import { printedOrder } from './printed-order.ts'
import { Questionnaire } from './questionnaire.ts'

const french = houseOf(twoTongues, 'fr')
const parsed = (words: unknown) => Questionnaire.safeParse({ ...twoTongues, words })
const faults = (words: unknown) => {
  const read = parsed(words)
  return read.success ? [] : read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
}

test('every word has one place, and French can be said for each', () => {
  assert.equal(Object.values(houseWordsBy).flatMap(Object.keys).length, houseWordNames.length)
  for (const name of houseWordNames) assert.equal(wrongHouseWords(name, inFrench[name]), null, name)
  for (const name of houseWordNames) assert.equal(wrongHouseWords(name, houseWords[name]), null, name)
})

test('what is put in is written as the language does it', () => {
  const day = new Date('2030-12-31T12:00:00Z')
  assert.equal(french('takeBackUntil', { day }), 'Vous pouvez retirer vos réponses jusqu’au 31 décembre 2030.')
  assert.equal(english('takeBackUntil', { day }), 'You can take your answers back until 31 December 2030.')
  assert.match(french('tooLong', { most: 1000 }), /1\s000 lettres/)
})

test('what a language lacks is said in English and marked as English, and a title is never marked', () => {
  const { goOn: _, ...words } = inFrench
  const house = houseOf({ words: { fr: words } }, 'fr')
  assert.equal(String(house('goOn')), '<span lang="en">Go on</span>')
  assert.equal(house.plain('goOn'), 'Go on')
  assert.equal(house('back'), 'Retour')
  assert.equal(String(houseOf({ words: undefined }, 'cy')('back')), '<span lang="en">Back</span>')
  assert.equal(houseOf({ words: undefined }, 'en')('back'), 'Back')
})

test('values are text, whatever is in them', () => {
  const house = houseOf({ words: {} }, 'cy')
  assert.equal(
    String(house('studyBy', { who: '<b>A & B</b>' })),
    '<span lang="en">A study by &lt;b&gt;A &amp; B&lt;/b&gt;</span>',
  )
  assert.match(
    String(house('hardDays', { where: html`<a href="/help-now">x</a>` })),
    /see <a href="\/help-now">x<\/a>\./,
  )
})

test('a refusal made with our words is told in the language, any other as it is', () => {
  const told = french.refused(refuse(houseWords.mustTick, 422, { 'consents[]': houseWords.mustTick, other: 'Hm.' }))
  assert.deepEqual(told.fields, { 'consents[]': inFrench.mustTick, other: 'Hm.' })
})

test('a language that is written from the right says so', () => {
  for (const [language, dir] of [
    ['ar', 'rtl'],
    ['he', 'rtl'],
    ['ur', 'rtl'],
    ['fr', 'ltr'],
    ['cy', 'ltr'],
    ['qqq', 'ltr'],
  ])
    assert.equal(tongueOf(houseOf({ words: undefined }, language!)).dir, dir, language)
  assert.equal(String(houseOf({ words: undefined }, 'ar')('or')), '<span lang="en" dir="ltr">or</span>')
})

test('words that lose what is put in, hold markup, are too long or have no such name are refused, and it is said where', () => {
  assert.deepEqual(faults({ fr: inFrench }), [])
  assert.deepEqual(faults({ fr: { progress: 'Question {number}.' } }), [
    'words.fr.progress: Please keep {part} in it. Something is put in there.',
  ])
  assert.match(faults({ fr: { goOn: '<b>Continuer</b>' } }).join(), /words.fr.goOn: Only words can stand here/)
  assert.match(faults({ fr: { goOn: 'Continuer '.repeat(10) } }).join(), /words.fr.goOn: This is too long/)
  assert.match(
    faults({ fr: { goOn: 'Continuer {number}' } }).join(),
    /words.fr.goOn: Braces may hold only nothing here/,
  )
  assert.equal(parsed({ fr: { goAway: 'Partir' } }).success, false)
  assert.equal(parsed({ Französisch: { goOn: 'Continuer' } }).success, false)
  assert.deepEqual(heldIn(houseWords.progress), ['part', 'number', 'many'])
})

test('who is asked what is said in the language of the booklet, and in English for the desk', () => {
  const only = (house?: typeof french) =>
    printedOrder(twoTongues, 'fr', house)
      .filter(({ round }) => round === 0)
      .map((one) => one.only)
  assert.deepEqual(only(french).slice(1, 4), [
    'Seulement si la réponse à la question 1 est « Oui ».',
    null,
    'Seulement si votre réponse à la question 3 est de 1 à 60.',
  ])
  assert.equal(only()[1], 'Only if question 1 is “Oui”.')
})
