/** Taking part in a second language: all that the house says comes in it, as the browser reads it, without a script. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inFrench, twoTongues } from '../../../../test/french.ts'
import { testServer } from '../../../../test/harness.ts'
import { readPdf } from '../../../../test/pdf.ts'
import { readyStudy } from '../../../../test/studying.ts'
import { placeCode, TakingPart } from '../../../../test/taking-part.ts'
import { type HouseWord, houseWords } from '../questionnaires/house-words.ts'
import { Questionnaire } from '../questionnaires/questionnaire.ts'

const server = await testServer()
const { community, url } = server
const study = await readyStudy(community, 'deux', {}, twoTongues)
const there = '/studies/deux/answers'

/** Every English word of the house that would be told apart from French, and is not in the study's own English words. */
const told = (page: TakingPart) => {
  const main = page.html
    .replace(/<aside[\s\S]*?<\/aside>/g, '')
    .replace(/<(div|label)[^>]* lang="en-GB"[\s\S]*?<\/\1>/g, '')
  const words = main.replace(/<[^>]+>/g, '\n').replaceAll('&#39;', '’')
  const lines = new Set(words.split('\n').map((line) => line.trim()))
  return (Object.keys(houseWords) as HouseWord[]).filter(
    (name) => lines.has(houseWords[name]) && houseWords[name] !== inFrench[name],
  )
}
const inFrenchOnly = (page: TakingPart, ...names: HouseWord[]) => {
  assert.match(page.html, /^<!DOCTYPE html>\s*<html lang="fr">/, page.path)
  assert.ok(!page.html.includes('lang="en"'), `${page.path}: ${/lang="en"[^<]*/.exec(page.html)?.[0]}`)
  assert.doesNotMatch(page.html, /<script/)
  assert.deepEqual(told(page), [], page.path)
  for (const name of names) assert.ok(page.words.includes(inFrench[name].split(/ ?\{/)[0]!), `${page.path}: ${name}`)
}

test('a parent answers wholly in her language, from the page about the study to the thanks', async () => {
  const amelie = new TakingPart(url)
  await amelie.send('/take-part', { code: await placeCode(community, study.id) })
  assert.match(amelie.html, /<html lang="en-GB">[\s\S]*<a href="\?language=fr" lang="fr" hreflang="fr">Français<\/a>/)
  await amelie.open(`${there}/information?language=fr`)
  inFrenchOnly(amelie, 'inShort', 'mayLeaveOut', 'notSeen', 'goOn', 'needHelp')
  assert.match(amelie.words, /Le soutien dans nos vies.*jusqu’au 31 décembre 2030/)
  assert.ok(amelie.html.includes(`${there}/consent?language=fr`))
  await amelie.open(`${there}/consent?language=fr`)
  inFrenchOnly(amelie, 'yesToWhat', 'tickWanted', 'needed', 'begin')
  assert.match(amelie.html, /value="fr" checked/)
  await amelie.answer({ language: 'fr' })
  assert.equal(amelie.status, 422)
  inFrenchOnly(amelie, 'checkThis', 'mustTick')
  await amelie.answer({ 'consents[]': Object.values(study.items), language: 'fr' })
  inFrenchOnly(amelie, 'writeCodeDown', 'ownCode', 'anotherDay', 'cannotSendCode', 'toFirstQuestion')
  await amelie.open(there)
  inFrenchOnly(amelie, 'goOn', 'back', 'saveAndStop', 'dontKnow', 'ratherNot', 'myCode')
  assert.match(amelie.words, /Vous\. Question 1 sur 3 environ\./)
  await amelie.answer({ answer: 'perhaps' })
  inFrenchOnly(amelie, 'checkThis', 'chooseFromList')
  await amelie.answer({ answer: 'yes' })
  inFrenchOnly(amelie, 'chooseAll')
  await amelie.answer({ 'answer[]': ['talk', 'ask'] })
  assert.match(amelie.words, /En années\./)
  await amelie.answer({ answer: '100' })
  assert.match(amelie.words, /Tapez un nombre de 0 à 70\./)
  inFrenchOnly(amelie, 'checkThis')
  await amelie.answer({ answer: '4' })
  assert.match(amelie.words, /Ce que vous avez utilisé, numéro 1\. Question/)
  await amelie.answer({ answer: 'helpline' })
  await amelie.answer({ answer: '2012' })
  inFrenchOnly(amelie, 'toldSoFar', 'thatIsAll', 'addAnother')
  assert.match(amelie.words, /Une ligne d’écoute, depuis 2012/)
  await amelie.answer({ answer: 'no' })
  await amelie.answer({ answer: 'mot '.repeat(40) })
  assert.match(amelie.words, /Pas plus de 100 lettres/)
  await amelie.answer({ answer: 'caf\ufffd' })
  inFrenchOnly(amelie, 'notThrough')
  await amelie.answer({ instead: 'rather-not-say' })
  inFrenchOnly(amelie, 'lookOver', 'canChangeAny', 'saidRatherNot', 'sendAnswers', 'saveAndStop')
  await amelie.send(`${there}/sending`, {})
  inFrenchOnly(amelie, 'thankYou', 'whatNow', 'countedWithOthers', 'howReached', 'joinMap', 'whereToTurn', 'close')
  await amelie.send(`${there}/closing`, {})
  inFrenchOnly(amelie, 'closed', 'closedKept', 'typeItHere')
  assert.equal(amelie.cookies.size, 0)
})

test('who stops is told in the same language how to go on, and finds it again', async () => {
  const luc = new TakingPart(url)
  await luc.send('/take-part', { code: await placeCode(community, study.id) })
  await luc.open(`${there}/consent?language=fr`)
  await luc.answer({ 'consents[]': study.items['take part']!, language: 'fr' })
  const { code } = luc
  await luc.open(there)
  await luc.answer({ answer: 'no', go: 'stop' })
  inFrenchOnly(luc, 'savedSee', 'yourCodeIs', 'canClose')
  const elsewhere = new TakingPart(url)
  await elsewhere.send('/take-part', { code })
  inFrenchOnly(elsewhere, 'goOn')
  await elsewhere.open(`${there}/check`)
  inFrenchOnly(elsewhere, 'answersSoFar', 'goOnWhereStopped', 'someOpen', 'change')
})

test('a code that is asked for again, and taking all back, come in the same language', async () => {
  const zoe = new TakingPart(url)
  await zoe.send('/take-part', { code: await placeCode(community, study.id) })
  await zoe.open(`${there}/consent?language=fr`)
  await zoe.answer({ 'consents[]': study.items['take part']!, language: 'fr' })
  const { code } = zoe
  const away = new TakingPart(url)
  const inItsOwn = { 'accept-language': 'fr' }
  await away.open('/studies/deux/withdrawal?language=fr')
  inFrenchOnly(away, 'takeAnswersBack', 'forStudy', 'needNotSayWhy', 'yourCode', 'codeHint', 'lostCode')
  assert.match(away.words, /« Le soutien dans nos vies »/)
  assert.match(away.html, /hreflang="en-GB">English</)
  await away.answer({ code: '' })
  inFrenchOnly(away, 'checkThis', 'typeCode')
  await away.answer({ code: 'ABCD-EFGH-JKMN-PQRS' })
  inFrenchOnly(away, 'unknownCode')
  const asked = await fetch(`${url}${there}/questions/group`, {
    method: 'POST',
    headers: { ...inItsOwn, origin: url, 'content-type': 'application/x-www-form-urlencoded' },
    body: 'answer=yes',
  })
  const askedAgain = await asked.text()
  assert.equal(asked.status, 401)
  for (const name of ['typeCodeAgain', 'wereAway', 'codeHint', 'goOn'] as const)
    assert.ok(askedAgain.includes(inFrench[name]), name)
  await away.answer({ code })
  inFrenchOnly(away, 'areYouSure', 'theseGo', 'goAnswers', 'goMap', 'goInterview', 'helpStays', 'sureAll', 'keepThem')
  const sure = { code, language: 'fr' }
  await away.send('/studies/deux/withdrawal/taking-back', sure)
  inFrenchOnly(away, 'checkThis', 'tickIfSure')
  await away.send('/studies/deux/withdrawal/taking-back', { ...sure, sure: 'yes' })
  inFrenchOnly(away, 'wereTakenBack', 'deletedOn', 'nothingMore', 'anyQuestions', 'keepPage')
})

test('the browser says which language is read, where nobody chose one', async () => {
  const one = new TakingPart(url)
  await one.send('/take-part', { code: await placeCode(community, study.id) })
  const cookie = [...one.cookies].map(([name, { value }]) => `${name}=${value}`).join('; ')
  const inLanguage = async (language: string) =>
    /<html lang="([\w-]+)"/.exec(
      await (await fetch(`${url}${there}/information`, { headers: { cookie, 'accept-language': language } })).text(),
    )?.[1]
  assert.equal(await inLanguage('fr-CA,fr;q=0.9,en;q=0.5'), 'fr')
  assert.equal(await inLanguage('de,en;q=0.5'), 'en-GB')
  assert.equal(await inLanguage('de'), 'en-GB')
  await one.open(`${there}/information?language=en`)
  assert.ok(one.html.includes(`${there}/consent?language=en`), 'who chose English stays in it')
})

test('a booklet is printed in it: what is asked, how to fill it in, and where to go on', async () => {
  const booklet = async (query: string) =>
    readPdf(Buffer.from(await (await fetch(`${url}/studies/deux/booklet.pdf${query}`)).arrayBuffer()))
  const { language, pages } = await booklet('?language=fr')
  assert.equal(language, 'fr')
  const words = pages
    .map(({ text }) => text)
    .join(' ')
    .replace(/\s+/g, ' ')
  for (const [name, text] of Object.entries(houseWords))
    if (text.length > 25 && !text.includes('{')) assert.ok(!words.includes(text), `in English: ${name}`)
  for (const name of ['paperHow', 'paperPen', 'paperChooseOne', 'dontKnow', 'paperThanks', 'paperMore'] as const)
    assert.ok(words.includes(inFrench[name]), name)
  assert.match(words, /Seulement si la réponse à la question 1 est « Oui »\. Sinon, passez à la question 3\./)
  assert.match(words, /Y en a-t-il un autre \? Si non, passez à la question 10\./)
  assert.match(words, /jusqu’au 31 décembre 2030/)
  assert.match(words, /Page 1 sur \d/)
  assert.match(words, /Code, si vous en avez un :/)
  assert.equal((await booklet('')).language, 'en-GB')
})

test('a language that is written from the right turns the page round; what it lacks is marked', async () => {
  const inArabic = (words: unknown): unknown =>
    typeof words === 'object' && words !== null
      ? Array.isArray(words)
        ? words.map(inArabic)
        : Object.fromEntries(
            Object.entries(words).map(([name, inner]) =>
              name === 'fr' ? ['ar', 'كلمات'] : [name, name === 'words' ? { ar: { goOn: 'متابعة' } } : inArabic(inner)],
            ),
          )
      : words
  const content = { ...(inArabic(twoTongues) as object), languages: ['en', 'ar'] }
  const arabic = await readyStudy(community, 'arabic', {}, Questionnaire.parse(content))
  const one = new TakingPart(url)
  await one.send('/take-part', { code: await placeCode(community, arabic.id) })
  await one.open('/studies/arabic/answers/consent?language=ar')
  await one.answer({ 'consents[]': arabic.items['take part']!, language: 'ar' })
  await one.open('/studies/arabic/answers')
  assert.match(one.html, /<html lang="ar" dir="rtl">/)
  assert.match(one.html, />متابعة<\/button>/)
  assert.match(one.html, /<span lang="en" dir="ltr">Save and stop<\/span>/)
})
