/** Addresses of the people of a study's interviews, for researchers: /studies/:slug/interviews */
import { foreignFile, readForeign } from '../../../kit/foreign-file.ts'
import type { Sent } from '../../../kit/form.ts'
import { MB } from '../../../kit/form-reader.ts'
import { longForm, only, upload } from '../../../kit/gate.ts'
import { isRefusal, type Refusal, refuse } from '../../../kit/refuse.ts'
import { act, type Ctx, files, goOn, routes, show, showAgain, showRefusal, typedIn } from '../../../kit/web.ts'
import { personOf, readIn, showIn, slugOf } from '../doors.ts'
import { researchersHere } from '../guards.ts'
import { finishInterview, noteInterviewAnswer, noteInterviewWithdrawal, scheduleInterview } from './agreeing.ts'
import { codebook } from './codebook-web.ts'
import { coding } from './coding-web.ts'
import { interviewHere, mostOfFile } from './guards.ts'
import { closeInvitations, inviteToInterview, openReach, planInterviews, reachable } from './inviting.ts'
import { afterwardsPage } from './own-pages.ts'
import { own } from './own-web.ts'
import * as pages from './pages.ts'
import { refi } from './refi-web.ts'
import { gridOf, gridVariables } from './selection.ts'
import { consentsTo, type Interview, interviewNamed, interviewsOf, stageOf, standingOf } from './store.ts'
import type { wordsInFile } from './transcript-file.ts'
import { previewPage, wordsPage } from './transcript-pages.ts'
import { mayHaveTranscript, openNames, storeTranscript } from './transcript-storing.ts'
import { mostLetters, replacementsIn } from './transcript-words.ts'

export const interviews = routes()
const at = '/studies/:slug/interviews'
const home = (c: Ctx, path = '') => `/studies/${slugOf(c)}/interviews${path}`

interviews.get(at, (c) =>
  showIn(c, async (db, study) =>
    pages.interviewsPage(
      study,
      await stageOf(db, study.id),
      await interviewsOf(db, study.id),
      await standingOf(db, study.id),
    ),
  ),
)

const plan = (c: Ctx, sent?: Sent) =>
  showIn(
    c,
    async (db, study) => pages.planPage(study, await stageOf(db, study.id), await gridVariables(db, study.id), sent),
    sent?.refusal ?? undefined,
  )
interviews.get(`${at}/plan`, (c) => plan(c))
interviews.post(`${at}/plan`, only(researchersHere), async (c) => {
  const typed = await typedIn(c)
  const done = await act(c, planInterviews, { ...typed, study: slugOf(c) })
  return isRefusal(done) ? plan(c, { typed, refusal: done }) : goOn(c, home(c), 'The plan is saved.')
})

async function selection(c: Ctx, sent?: Sent) {
  const found = await readIn(c, async (db, study) => {
    const stage = await stageOf(db, study.id)
    if (!stage) return refuse('Plan the interviews first. Then you can choose who to invite.', 409)
    const grid = await gridOf(db, study.id, stage.variables)
    return isRefusal(grid) ? grid : { study, grid }
  })
  if (isRefusal(found)) return showIn(c, async () => found, sent?.refusal ?? undefined)
  const people = found.grid.cells.flatMap((cell) => cell.people).map(({ id }) => id)
  const page = pages.selectionPage(found.study, found.grid, await reachable(c.var.community.db, people), sent)
  return sent?.refusal ? showAgain(c, page, sent.refusal) : show(c, page)
}
interviews.get(`${at}/selection`, (c) => selection(c))
interviews.post(`${at}/invitations`, only(researchersHere), async (c) => {
  const typed = await typedIn(c)
  const done = await act(c, inviteToInterview, { study: slugOf(c), people: typed['people[]'] })
  if (!isRefusal(done)) return goOn(c, home(c), `Invited: ${done.join(', ')}.`)
  const { people, ...fields } = done.fields
  return selection(c, { typed, refusal: people ? { ...done, fields: { ...fields, 'people[]': people } } : done })
})
interviews.post(`${at}/closing`, only(researchersHere), async (c) => {
  const done = await act(c, closeInvitations, { study: slugOf(c) })
  return isRefusal(done) ? showRefusal(c, done) : goOn(c, home(c), 'Nobody more is invited.')
})

// Rooms whose names could be taken for a person's come first.
interviews.route('/', codebook)
interviews.route('/', refi)
interviews.route('/', coding)
interviews.route('/', own)

/** One person's page. Whether they left a way to be reached is asked on the other side of the wall, by id alone. */
async function person(c: Ctx, sent?: Sent) {
  const found = await readIn(c, async (db, study) => {
    const interview = await interviewNamed(db, study.id, personOf(c))
    if (isRefusal(interview)) return interview
    const stage = await stageOf(db, study.id)
    return { study, interview, consents: await consentsTo(db, interview.id), about: stage?.about ?? '' }
  })
  if (isRefusal(found)) return showIn(c, async () => found, sent?.refusal ?? undefined)
  const { participant, interviewer } = found.interview
  const left = await reachable(c.var.community.db, [participant])
  const mine = interviewer === c.var.who.member
  const page = pages.personPage(found.study, { ...found, mine, reachable: left.has(participant) }, sent)
  return sent?.refusal ? showAgain(c, page, sent.refusal) : show(c, page)
}
interviews.get(`${at}/:person`, (c) => person(c))

const ofPerson = (c: Ctx) => ({ study: slugOf(c), person: personOf(c) })
const nameOf = (c: Ctx) => encodeURIComponent(personOf(c))

interviews.post(`${at}/:person/answer`, only(interviewHere), async (c) => {
  const typed = await typedIn(c)
  const done = await act(c, noteInterviewAnswer, { ...typed, purposes: typed['purposes[]'], ...ofPerson(c) })
  return isRefusal(done) ? person(c, { typed, refusal: done }) : goOn(c, home(c, `/${nameOf(c)}`), 'Noted.')
})
interviews.post(`${at}/:person/day`, only(interviewHere), async (c) => {
  const typed = await typedIn(c)
  const done = await act(c, scheduleInterview, { ...typed, ...ofPerson(c) })
  return isRefusal(done) ? person(c, { typed, refusal: done }) : goOn(c, home(c, `/${nameOf(c)}`), 'The day is saved.')
})
interviews.post(`${at}/:person/taking-place`, only(interviewHere), async (c) => {
  const done = await act(c, finishInterview, ofPerson(c))
  if (isRefusal(done)) return person(c, { refusal: done })
  return goOn(c, home(c, `/${nameOf(c)}/afterwards`), 'Noted. How to reach them is deleted.')
})
interviews.post(`${at}/:person/withdrawal`, only(interviewHere), async (c) => {
  const typed = await typedIn(c)
  const done = await act(c, noteInterviewWithdrawal, { ...typed, ...ofPerson(c) })
  return isRefusal(done) ? person(c, { typed, refusal: done }) : goOn(c, home(c), 'All they said is gone.')
})

/** What is opened is shown once, on the answer itself: no address leads to it. */
async function opened(c: Ctx, heading: string, lines: readonly string[] | Refusal) {
  if (isRefusal(lines)) return showRefusal(c, lines)
  return showIn(c, async (_, study) => pages.openedPage(study, personOf(c).toUpperCase(), heading, lines))
}
interviews.post(`${at}/:person/reach`, only(interviewHere), async (c) => {
  const reach = await act(c, openReach, ofPerson(c))
  return opened(c, 'How to reach them', isRefusal(reach) ? reach : reach.split('\n'))
})
interviews.post(`${at}/:person/names`, only(interviewHere), async (c) => {
  const names = await act(c, openNames, ofPerson(c))
  return opened(c, 'Names', isRefusal(names) ? names : names.map(({ name, becomes }) => `${becomes} is ${name}`))
})
interviews.get(`${at}/:person/afterwards`, (c) =>
  showIn(c, async (db, study) => {
    const interview = await interviewNamed(db, study.id, personOf(c))
    return isRefusal(interview) ? interview : afterwardsPage(study, interview, c.var.community.url)
  }),
)

/** Whose words are to come in, where they may. */
const forWords = (
  c: Ctx,
  page: (study: Parameters<typeof wordsPage>[0], interview: Interview) => ReturnType<typeof wordsPage>,
  refusal?: Refusal,
) =>
  showIn(
    c,
    async (db, study) => {
      const interview = await interviewNamed(db, study.id, personOf(c))
      if (isRefusal(interview)) return interview
      return (await mayHaveTranscript(db, interview, c.var.who.member)) ?? page(study, interview)
    },
    refusal,
  )

interviews.get(`${at}/:person/words`, (c) => forWords(c, (study, { number }) => wordsPage(study, number)))

const wordsIn = foreignFile<typeof wordsInFile>(new URL('./transcript-file.ts', import.meta.url), 'wordsInFile')

interviews.post(`${at}/:person/preview`, only(interviewHere, upload(mostOfFile, 4 * MB)), async (c) => {
  const typed = await typedIn(c)
  const [file] = await files(c, 'file')
  const read = file
    ? await readForeign(wordsIn, 'file', file.name, new Uint8Array(await file.arrayBuffer()))
    : String(typed.words ?? '')
  const names = String(typed.names ?? '')
  const { replacements, unclear } = replacementsIn(names)
  const wrong = isRefusal(read)
    ? read
    : !read.trim()
      ? missing('words', 'Paste the words, or choose a file.')
      : read.length > mostLetters
        ? missing('words', 'This is longer than one interview can be. Send each on its own.')
        : unclear[0]
          ? missing('names', `Line ${unclear[0].line}: ${unclear[0].says}`)
          : null
  // Words that came in a file stay in the field, so that nothing has to be chosen again.
  const again = { typed: { words: isRefusal(read) ? typed.words : read, names }, refusal: wrong }
  if (wrong) return forWords(c, (study, { number }) => wordsPage(study, number, again), wrong)
  return forWords(c, (study, { number }) => previewPage(study, number, { words: String(read), names, replacements }))
})
const missing = (field: string, says: string) => refuse(says, 422, { [field]: says })

interviews.post(`${at}/:person/transcript`, only(interviewHere, longForm(4 * MB)), async (c) => {
  const typed = await typedIn(c)
  const done = await act(c, storeTranscript, { ...typed, ...ofPerson(c) })
  if (!isRefusal(done)) return goOn(c, home(c, `/${nameOf(c)}/transcript`), 'Stored. The names are not in it.')
  const [words, names] = [String(typed.words ?? ''), String(typed.names ?? '')]
  const { replacements } = replacementsIn(names)
  const page = done.fields.read ? previewPage : null
  return forWords(
    c,
    (study, { number }) =>
      page
        ? page(study, number, { words, names, replacements }, { typed, refusal: done })
        : wordsPage(study, number, { typed: { words, names }, refusal: done }),
    done,
  )
})
