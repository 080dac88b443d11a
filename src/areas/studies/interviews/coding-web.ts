/** Addresses of coding and of what comes of it: transcripts, quotes, the matrix, two coders compared. */

import type { Sent } from '../../../kit/form.ts'
import { all, only } from '../../../kit/gate.ts'
import { isRefusal, notFound, type Refusal, refuse } from '../../../kit/refuse.ts'
import { act, type Ctx, goOn, pageNumber, routes, safePath, showRefusal, typedIn } from '../../../kit/web.ts'
import { fileIn, pageOf, personOf, showIn, slugOf } from '../doors.ts'
import type { ResearchDb } from '../wall.ts'
import { codebookOf, type PlacedCode, pathOf } from './codebook.ts'
import { codeWords, type Piece, piecesOf, uncodeWords } from './coding.ts'
import { compared } from './coding-comparing.ts'
import { csvOf, matrixCsv, mostColumns, summariesOf, writeSummary } from './coding-matrix.ts'
import * as outputs from './coding-outputs-pages.ts'
import { codingPage } from './coding-pages.ts'
import { codeHere, interviewHere, segmentHere } from './guards.ts'
import { outputWords, pseudonymOf } from './rules.ts'
import { codersOf, interviewNamed, standingOf, type Transcript, transcriptsOf } from './store.ts'
import { pagesOf, paragraphsOf } from './transcript-words.ts'

export const coding = routes()
const at = '/studies/:slug/interviews'
const home = (c: Ctx, path: string) => `/studies/${slugOf(c)}/interviews${path}`
const csv = 'text/csv; charset=utf-8'

/** What a transcript's page shows: the reader's own pieces, or everybody's. */
async function transcript(c: Ctx, asked: { everybody: boolean; page: number; paragraph?: number }, sent?: Sent) {
  return showIn(
    c,
    async (db, study) => {
      const interview = await interviewNamed(db, study.id, personOf(c))
      if (isRefusal(interview)) return interview
      const [found] = interview.transcript ? await transcriptsOf(db, study.id, interview.id) : []
      if (!found) return refuse('There are no words of this person here.', 404)
      const codes = await codebookOf(db, study.id)
      const by = new Map(codes.map((code) => [code.id, code]))
      const coders = await codersOf(db, study.id)
      const me = coders.find(({ researcher }) => researcher === c.var.who.member)?.id ?? null
      const pieces = (await piecesOf(db, study.id, { transcript: found.id }))
        .filter(({ coder }) => asked.everybody || coder === me)
        .map((piece) => {
          const { name = '?', sign = '' } = by.get(piece.code) ?? {}
          return { ...piece, name, sign, whose: asked.everybody ? piece.by : null }
        })
      const page = asked.paragraph ? pageWith(found.words, asked.paragraph) : asked.page
      const { everybody } = asked
      return codingPage(
        study,
        { number: found.number, transcript: found.id, words: found.words, codes, pieces, me, everybody, page },
        sent,
      )
    },
    sent?.refusal ?? undefined,
  )
}

const pageWith = (words: string, paragraph: number) =>
  pagesOf(paragraphsOf(words)).findIndex((page) => page.some(({ number }) => number === paragraph)) + 1 || 1

coding.get(`${at}/:person/transcript`, (c) =>
  transcript(c, {
    everybody: c.req.query('show') === 'everybody',
    page: pageNumber(c),
    paragraph: Number(c.req.query('at')) || 0,
  }),
)

coding.post(`${at}/:person/segments`, only(interviewHere), async (c) => {
  const typed = await typedIn(c)
  const done = await act(c, codeWords, { ...typed, study: slugOf(c), person: personOf(c) })
  const show = typed.show === 'everybody' ? 'everybody' : 'mine'
  const page = Math.max(1, Number.parseInt(String(typed.page), 10) || 1)
  if (isRefusal(done)) return transcript(c, { everybody: show === 'everybody', page }, { typed, refusal: done })
  const said = [...done.words].length > 60 ? `${[...done.words].slice(0, 60).join('')}…` : done.words
  const back = home(c, `/${encodeURIComponent(personOf(c))}/transcript?show=${show}&page=${page}#p${done.paragraph}`)
  return goOn(c, back, `Coded: “${said}”`)
})
coding.post(`${at}/segments/:segment/removal`, only(segmentHere), async (c) => {
  const typed = await typedIn(c)
  const done = await act(c, uncodeWords, { segment: c.req.param('segment'), study: slugOf(c) })
  if (isRefusal(done)) return showRefusal(c, done)
  return goOn(c, safePath(String(typed.back ?? ''), home(c, '')), 'The code is off these words.')
})

/** Pieces with their words, those of a code and of all codes under it. */
async function quotesOf(db: ResearchDb, study: string, only: ReadonlySet<string> | null): Promise<outputs.Quote[]> {
  const transcripts = new Map((await transcriptsOf(db, study)).map((one) => [one.id, one]))
  const points = new Map([...transcripts].map(([id, { words }]) => [id, [...words]]))
  const starts = new Map([...transcripts].map(([id, { words }]) => [id, paragraphsOf(words)]))
  const quotes = new Map<string, outputs.Quote>()
  for (const { id, transcript, number, by, code, from, to } of await piecesOf(db, study)) {
    if (only && !only.has(code)) continue
    // What two coded alike to the letter is one quote.
    const key = [transcript, code, from, to].join(' ')
    const alike = quotes.get(key)
    quotes.set(key, {
      segment: id,
      number,
      by: alike ? `${alike.by} and ${by}` : by,
      code,
      words: outputs.inShort(points.get(transcript)!, from, to, 4000),
      quoted: transcripts.get(transcript)!.quoted,
      paragraph: starts.get(transcript)!.find((one) => one.to > from)?.number ?? 1,
    })
  }
  return [...quotes.values()]
}

const withThoseUnder = (codes: readonly PlacedCode[], id: string): Set<string> => {
  const all = new Set([id])
  for (const code of codes) if (code.parent && all.has(code.parent)) all.add(code.id)
  return all
}

coding.get(`${at}/quotes`, (c) =>
  showIn(c, async (db, study) => {
    const codes = await codebookOf(db, study.id)
    const asked = c.req.query('code')
    const code = codes.find(({ id }) => id === asked) ?? null
    if (asked && !code) return notFound('code')
    const quotes = code ? await quotesOf(db, study.id, withThoseUnder(codes, code.id)) : []
    const { lines, ...page } = pageOf(quotes, pageNumber(c), 20)
    return outputs.quotesPage(study, codes, code, lines, page, await standingOf(db, study.id))
  }),
)
coding.get(`${at}/quotes.csv`, (c) =>
  fileIn(c, 'quotes.csv', csv, async (db, study) => {
    const codes = await codebookOf(db, study.id)
    const { n, withdrawals } = await standingOf(db, study.id)
    // What leaves holds only what may be quoted.
    const quotes = (await quotesOf(db, study.id, null)).filter(({ quoted }) => quoted)
    return csvOf(
      [...outputWords(n, withdrawals), 'Only the words of people who agreed to be quoted are here.'],
      [
        ['Code', 'Person', 'Paragraph', 'Words', 'Coded by'],
        ...quotes.map((one) => [
          pathOf(codes, one.code),
          pseudonymOf(one.number),
          String(one.paragraph),
          one.words,
          one.by,
        ]),
      ],
    )
  }),
)

coding.get(`${at}/matrix`, (c) =>
  showIn(c, async (db, study) => {
    const codes = await codebookOf(db, study.id)
    const asked = new Set(c.req.queries('code[]') ?? [])
    const chosen = codes.filter(({ id }) => asked.has(id))
    const columns = (chosen.length > 0 ? chosen : codes.filter(({ depth }) => depth === 0)).slice(0, mostColumns)
    const numbers = (await transcriptsOf(db, study.id)).map(({ number }) => number)
    const { lines, ...page } = pageOf(numbers, pageNumber(c), 10)
    const summaries = await summariesOf(db, study.id)
    return outputs.matrixPage(study, codes, columns, lines, summaries, page, await standingOf(db, study.id))
  }),
)
coding.get(`${at}/matrix.csv`, (c) =>
  fileIn(c, 'matrix.csv', csv, async (db, study) => {
    const { n, withdrawals } = await standingOf(db, study.id)
    const numbers = (await transcriptsOf(db, study.id)).map(({ number }) => number)
    return matrixCsv(
      outputWords(n, withdrawals),
      await codebookOf(db, study.id),
      numbers,
      await summariesOf(db, study.id),
    )
  }),
)

const summary = (c: Ctx, sent?: Sent, refusal?: Refusal) =>
  showIn(
    c,
    async (db, study) => {
      const interview = await interviewNamed(db, study.id, personOf(c))
      if (isRefusal(interview)) return interview
      const codes = await codebookOf(db, study.id)
      const code = codes.find(({ id }) => id === c.req.param('code'))
      if (!code) return notFound('code')
      const quotes = await quotesOf(db, study.id, withThoseUnder(codes, code.id))
      const pieces = quotes.filter(({ number }) => number === interview.number).map(({ words }) => words)
      const before = (await summariesOf(db, study.id)).find(
        (one) => one.number === interview.number && one.code === code.id,
      )
      const named = { id: code.id, path: pathOf(codes, code.id) }
      return outputs.summaryPage(study, interview.number, named, pieces.slice(0, 30), before?.words ?? '', sent)
    },
    refusal,
  )
coding.get(`${at}/:person/summaries/:code`, (c) => summary(c))
coding.post(`${at}/:person/summaries/:code`, only(all(interviewHere, codeHere)), async (c) => {
  const typed = await typedIn(c)
  const input = { ...typed, study: slugOf(c), person: personOf(c), code: c.req.param('code') }
  const done = await act(c, writeSummary, input)
  return isRefusal(done) ? summary(c, { typed, refusal: done }, done) : goOn(c, home(c, '/matrix'), 'Saved.')
})

coding.get(`${at}/comparing`, (c) =>
  showIn(c, async (db, study) => {
    const coders = await codersOf(db, study.id)
    const codes = await codebookOf(db, study.id)
    const [one, other] = coders
    const first = coders.find(({ id }) => id === c.req.query('first')) ?? one ?? null
    const second = coders.find(({ id }) => id === c.req.query('second')) ?? other ?? null
    if (!first || !second) return outputs.comparingPage(study, codes, { coders, first, second }, null, () => '')
    if (first.id === second.id) return refuse('Choose two different people to compare.', 422)
    const transcripts = await transcriptsOf(db, study.id)
    const pieces = (await piecesOf(db, study.id)).filter(({ coder }) => coder === first.id || coder === second.id)
    const found = compared(transcripts, pieces, [first.id, second.id])
    return outputs.comparingPage(study, codes, { coders, first, second }, found, wordsIn(transcripts))
  }),
)

const wordsIn = (transcripts: readonly Transcript[]) => {
  const points = new Map(transcripts.map(({ number, words }) => [number, [...words]]))
  return (number: number, from: Piece['from'], to: Piece['to']) =>
    outputs.inShort(points.get(number) ?? [], from, to, 300)
}
