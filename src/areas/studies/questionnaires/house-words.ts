/**
 * What the house says round the questions of a study, in English: buttons, hints, what is wrong with an answer, the pages
 * before and after, and the booklet's frame. A questionnaire may hold the same in its other languages (its `words`).
 * The list is closed: a key is added here or nowhere. What stands in braces is put in by the house and must stay.
 */

/** Round every question. */
const questions = {
  goOn: 'Go on',
  back: 'Back',
  saveAndStop: 'Save and stop',
  myCode: 'My code',
  myAnswers: 'My answers so far',
  progress: '{part}. Question {number} of about {many}.',
  nthTime: '{part}, number {number}',
  dontKnow: 'I don’t know',
  ratherNot: 'I would rather not say',
  or: 'or',
  chooseAll: 'Choose all that fit.',
  inUnit: 'In {unit}.',
  yes: 'Yes',
  no: 'No',
  toldSoFar: 'What you told us so far',
  thatIsAll: 'No, that is all',
  addAnother: 'Yes, add another',
  change: 'Change',
  saidDontKnow: 'You said: I don’t know',
  saidRatherNot: 'You said: I would rather not say',
  leftOut: 'Left out',
  notReadable: 'We could not read it',
  notAnswered: 'Not answered yet',
  nothingTold: 'Nothing told yet',
  fromWhen: 'from {when}',
  untilWhen: 'until {when}',
  still: 'still',
  pausing: 'having a pause',
  stopped: 'stopped',
  wentBack: 'went back to it',
  skip: 'Skip to main content',
  needHelp: 'Need help now?',
  howThisWorks: 'How this works',
  report: 'Report something',
  runBy: 'Run by {who}.',
} as const

/** What is wrong, at the head of a page and beside the field. */
const wrong = {
  checkThis: 'Please check this',
  chooseFromList: 'Choose from the list.',
  typeNumber: 'Type a number.',
  typeWholeNumber: 'Type a whole number.',
  numberFromTo: 'Type a number from {least} to {most}.',
  timeFrom: 'Choose a time from {year} to now.',
  fewWords: 'Please keep it to a few words.',
  tooLong: 'This is too long. Please keep it to {most} letters.',
  notThrough: 'Some letters did not come through. Please look at your words and send them again.',
  mustTick: 'You can take part only if you tick this. If you would rather not, just close the page.',
  notAsked: 'This is not asked.',
  answersGone: 'Your answers are not here any more. They were taken back.',
  endedKept: 'This study has ended. It takes no more answers. What you sent before is kept.',
} as const

/** From a code to the first question: what it is, each yes on its own, and the code to come back with. */
const beginning = {
  studyBy: 'A study by {who}',
  readAll: 'Read all of it',
  inShort: 'In short',
  mayLeaveOut: 'You can leave out any question, and stop at any time.',
  codeToReturn: 'You get a code. With it you can go on another day.',
  takeBackUntil: 'You can take your answers back until {day}.',
  takeBackAnyTime: 'You can take your answers back at any time.',
  notSeen: 'Those who support you here do not see if you take part.',
  anyQuestions: 'Any questions? {contact}',
  orClose: 'If you would rather not, just close this page.',
  yesTitle: 'What you say yes to',
  yesToWhat: 'What do you say yes to?',
  tickWanted: 'Tick only what you want. Each stands for itself.',
  sayYes: 'I say yes to this',
  needed: 'Without this you cannot take part.',
  whichLanguage: 'Which language would you like the questions in?',
  begin: 'Begin',
  yourCode: 'Your code',
  keepLetter: 'Keep your letter',
  writeCodeDown: 'Write this code down',
  codeInLetter: 'Your code is the one in your letter:',
  ownCode: 'This is your own code:',
  codeYouCameWith: 'Your code is the one you came with.',
  anotherDay: 'With it you can go on another day, from any phone or computer. Type it at {address}.',
  codeTakesBack: 'You need it to take your answers back, too.',
  cannotSendCode: 'We cannot send you the code again, because we do not know who you are.',
  toFirstQuestion: 'Go to the first question',
  toQuestions: 'Go back to the questions',
} as const

/** Looking all over, sending it, and going away. */
const end = {
  yourAnswers: 'Your answers',
  answersSoFar: 'Your answers so far',
  lookOver: 'Look over your answers',
  goOnWhereStopped: 'Go on where you stopped',
  canChangeAny: 'You can change any of them. Then send them, at the foot of this page.',
  someOpen: 'Some questions are not answered yet. You can send what there is, too.',
  changeAfter: 'You can still change your answers after you send them, for as long as the study goes on.',
  sendAnswers: 'Send my answers',
  sendChanges: 'Send my changes',
  thankYou: 'Thank you',
  answersCount: 'Your answers are sent. They count.',
  yourCodeIs: 'Your code is:',
  whatNow: 'What happens now',
  countedWithOthers:
    'Your answers are counted with those of others. Nobody is named, and no table shows fewer than ten people.',
  takeThemBack: 'Take them back',
  changeWhileOpen: 'You can change them for as long as the study goes on.',
  lookAtAnswers: 'Look at my answers',
  mayAskToTalk: 'You said a researcher may ask you to talk.',
  howReached: 'How you can be reached',
  mayReadMap: 'You said the study may read your support map.',
  joinMap: 'Join it',
  hardDays: 'Some questions may have brought back hard days. If you want to talk to somebody, see {where}.',
  whereToTurn: 'where to turn',
  close: 'Close',
  nothingLeft: 'Then nothing of yours is left on this phone or computer.',
  savedTitle: 'Saved for another day',
  savedSee: 'Saved. See you another day.',
  savedKept: 'Your answers to “{title}” are kept. Nothing of yours is left on this phone or computer.',
  toGoOn: 'To go on, type your code at {address}. You will be where you stopped.',
  canClose: 'You can close this page now.',
  closed: 'Closed',
  closedKept: 'Nothing of yours is left on this phone or computer. Your answers are kept.',
  comeBack: 'With your code you can come back: {where}.',
  typeItHere: 'type it here',
  ended: 'This study has ended',
  endedThanks: '“{title}” takes no more answers. What you sent before is kept. Thank you.',
  takeAnswersBack: 'Take your answers back',
} as const

/** The code typed again, what one answered before, and taking it all back. */
const code = {
  codeHint: '16 letters, as on your letter, on the notice, or in your notes. Spaces and small letters are fine.',
  typeCode: 'Type your code.',
  typeCodeAgain: 'Please type your code again',
  wereAway: 'You were away for a while, so we ask once more. What you just sent is kept on this page.',
  unknownCode: 'We do not know this code. Please look at your letter or your notes, and type it again.',
  otherStudy: 'This code is for another study.',
  before: 'Did you answer before?',
  beforeWhy:
    'You said that your answers may be joined to those you gave before. The study can then see what has changed. It learns no name.',
  beforeCode: 'Type the code you had then',
  beforeHint: '16 letters, as on the letter or in the notes of then. Spaces and small letters are fine.',
  mayBeJoined: 'You said your answers may be joined to those you gave before.',
  joinThem: 'Join them',
  beforeNot: 'Was this your first time, or is the code lost? Just go on. Your answers count as much.',
  goOnWithout: 'Go on without it',
  beforeBoth: 'They are joined only where you said yes both times. Take one of the two back, and they are apart again.',
  joinedTo: 'Your answers are joined to those of {waves}.',
  wave: 'wave {number}',
  notOfThen: 'Nobody has answered with this code. Type the one you had when you answered before.',
  notEarlier: 'This is not a code of an earlier time. Type the one you had then.',
  thenTakenBack: 'What was answered with this code was taken back. There is nothing to join.',
  noYesThen: 'There was no yes to joining answers at that time. So these answers stay apart.',
  joinedToOthers: 'The answers with this code are joined to others already.',
  forStudy: 'This is for the study “{title}”.',
  needNotSayWhy: 'You need not say why.',
  lostCode: 'Have you lost your code, or would you rather ring or write? {contact}',
  areYouSure: 'Are you sure?',
  theseGo: 'These go at once, and nobody can bring them back:',
  goAnswers: 'all your answers',
  goMap: 'what was read from your support map',
  goInterview: 'what you said in an interview, and how you can be reached',
  goJoined: 'that you are the same person as in {waves}',
  tookPartKept:
    'That somebody took part and took it back is kept, without a name. Tables made later count one person less and say so.',
  helpStays: 'Your help from the charity stays the same.',
  sureAll: 'Yes, take back all I gave to this study',
  sureThisTime: 'Yes, take back all I gave this time',
  tickIfSure: 'Tick this if you are sure.',
  othersStay: 'Your answers of {waves} stay, unless you tick this:',
  othersToo: 'Take back my answers of {waves}, too',
  takeItBack: 'Take it back',
  keepThem: 'No, keep my answers',
  tooLate: 'The last day to take answers back has passed. They are counted already, without your name.',
  takenBack: 'Taken back',
  wereTakenBack: 'Your answers were taken back',
  deletedOn: 'On {day}, all that you gave to the study “{title}” was deleted.',
  deletedThisTime: 'On {day}, all that you gave to the study “{title}” this time was deleted.',
  othersKept:
    'What you answered in another wave is kept. Nothing joins the two any more. You can take that back with the code you had then.',
  othersGone: 'What you answered in other waves was deleted, too.',
  nothingMore: 'You need do nothing more. Nobody will ask you about this study again.',
  keepPage: 'You can print this page or keep a picture of it.',
} as const

/** The printed booklet: its frame, and the words that lead from one question to another. */
const paper = {
  paperHow: 'How to fill this in',
  paperPen: 'Use a pen. Put a cross in the box that fits best.',
  paperMistake: 'Is a cross in the wrong box? Fill that box in, and put a cross in the right one.',
  paperLeaveOut: 'You can leave out any question. You can stop and go on another day.',
  paperSomeOnly: 'Some questions are only for some people. Then it says so, and where to go on.',
  paperNoNames: 'Please do not write your name, or the name of anybody else.',
  paperNotWrite: 'Would you rather not write?',
  paperRing: 'Ring {phone}. Somebody reads out the questions and writes down what you say.',
  paperTell: 'Tell us, and somebody reads out the questions. {contact}',
  paperOnline: 'You can also answer on the internet: {address}',
  paperDone: 'When you are done',
  paperEnvelope: 'Put the booklet in an envelope and send it to:',
  paperGiveBack: 'Give the booklet back where you got it.',
  paperYes:
    'Please read the information first. Then put a cross beside each thing you say yes to. Leave the others empty.',
  paperNeeded: 'We need your yes to this one. Without it we cannot use your answers.',
  paperTakeBackUntil: 'You can take your answers back until {day}. You need not say why.',
  paperTakeBack: 'You can take your answers back. You need not say why.',
  paperChooseOne: 'Choose one.',
  paperWriteNumber: 'Write a number.',
  paperWriteWhen: 'Write when. Your own words are fine.',
  paperWriteMuch: 'Write as much or as little as you like.',
  paperOnlyIf: 'Only if {so}.',
  paperOtherwise: 'Otherwise go on to question {number}.',
  paperOtherwiseEnd: 'Otherwise go on to the last page.',
  paperIfNot: 'If not, go on to question {number}.',
  paperIfNotEnd: 'If not, go on to the last page.',
  paperIs: 'question {number} is {answers}',
  paperIsNot: 'question {number} is not {answers}',
  paperAnswer: '“{answer}”',
  paperAnswered: 'you answered question {number}',
  paperLeftOut: 'you left out question {number}',
  paperWas: 'your answer to question {number} was {range}',
  paperAtLeast: '{least} or more',
  paperAtMost: '{most} or less',
  paperBetween: '{least} or more and {most} or less',
  paperAnd: '{one}, and {other}',
  paperOr: '{one}, or {other}',
  paperNotSo: 'it is not so that {so}',
  paperBefore:
    'If you said yes to joining your answers, you can write the code you had then. If not, leave this empty.',
  paperThanks: 'That is all. Thank you for the time and thought you gave.',
  paperSendTo: 'Please send this booklet to: {address}.',
  paperKeepCode: 'Keep your code. To take your answers back, go to {address}.',
  paperKeepCodeRing: 'Keep your code. To take your answers back, ring {phone}, or go to {address}.',
  paperQuestions: 'Questions about the study? {contact}',
  paperMore: 'Is there more to say?',
  paperMoreHow: 'You can write here. Put the number of the question beside it. Please leave out names.',
  paperPage: 'Page {number} of {many}',
  paperCode: 'Code {code}',
  paperCodeBlank: 'Code, if you have one: {code}',
} as const

/** By where they are said, in the order in which they are met. */
export const houseWordsBy = { questions, wrong, beginning, end, code, paper } as const
export type HousePlace = keyof typeof houseWordsBy
export const housePlaces = Object.keys(houseWordsBy) as HousePlace[]

export const houseWords = { ...questions, ...wrong, ...beginning, ...end, ...code, ...paper } as const
export type HouseWord = keyof typeof houseWords
export const houseWordNames = Object.keys(houseWords) as HouseWord[]
export const isHouseWord = (name: string): name is HouseWord => Object.hasOwn(houseWords, name)

/** What stands in braces. */
export const heldIn = (text: string) => [...text.matchAll(/\{([a-z]+)\}/g)].map(([, name]) => name!)

/** The most letters that words may have in another language, so that a button stays a button. */
export const mostLetters = (name: HouseWord) => houseWords[name].length * 2 + 40

/**
 * Why words cannot stand for these.
 *
 * @returns null when they can
 */
export function wrongHouseWords(name: HouseWord, text: string): string | null {
  if (/[<>]/.test(text)) return 'Only words can stand here: no < and no >.'
  const most = mostLetters(name)
  if (text.length > most) return `This is too long. Please keep it to ${most} letters.`
  const [needed, held] = [heldIn(houseWords[name]), heldIn(text)]
  const lacks = needed.find((one) => !held.includes(one))
  if (lacks) return `Please keep {${lacks}} in it. Something is put in there.`
  const more = held.find((one) => !(needed as string[]).includes(one))
  return more || /[{}]/.test(text.replace(/\{[a-z]+\}/g, ''))
    ? `Braces may hold only ${needed.length > 0 ? needed.map((one) => `{${one}}`).join(' and ') : 'nothing here'}.`
    : null
}
