/** Addresses of the codebook and the memos of a study's interviews. */

import type { Sent } from '../../../kit/form.ts'
import { only } from '../../../kit/gate.ts'
import { isRefusal, notFound, type Refusal } from '../../../kit/refuse.ts'
import { act, type Ctx, goOn, routes, safePath, showRefusal, typedIn } from '../../../kit/web.ts'
import { showIn, slugOf } from '../doors.ts'
import { researchersHere } from '../guards.ts'
import { chooseExample, codebookOf, pathOf, removeCode, writeCode } from './codebook.ts'
import * as pages from './codebook-pages.ts'
import { type Memo, memosOf, piecesOf, removeMemo, writeMemo } from './coding.ts'
import { memosPage } from './coding-outputs-pages.ts'
import { codeHere, memoHere, segmentHere } from './guards.ts'
import { pseudonymOf } from './rules.ts'
import { transcriptsOf } from './store.ts'

export const codebook = routes()
const at = '/studies/:slug/interviews'
const home = (c: Ctx, path: string) => `/studies/${slugOf(c)}/interviews${path}`

codebook.get(`${at}/codebook`, (c) =>
  showIn(c, async (db, study) => pages.codebookPage(study, await codebookOf(db, study.id))),
)

const one = (c: Ctx, id: string | null, sent?: Sent) =>
  showIn(
    c,
    async (db, study) => {
      const codes = await codebookOf(db, study.id)
      const code = id ? codes.find((one) => one.id === id) : null
      return code === undefined ? notFound('code') : pages.codePage(study, codes, code, sent)
    },
    sent?.refusal ?? undefined,
  )
codebook.get(`${at}/codebook/new`, (c) => one(c, null))
codebook.get(`${at}/codebook/:code`, (c) => one(c, c.req.param('code')))
codebook.post(`${at}/codebook`, only(researchersHere), async (c) => {
  const typed = await typedIn(c)
  const done = await act(c, writeCode, { ...typed, study: slugOf(c) })
  if (isRefusal(done)) return one(c, String(typed.code ?? '') || null, { typed, refusal: done })
  return goOn(c, home(c, '/codebook'), 'Saved.')
})
codebook.post(`${at}/codebook/:code/removal`, only(codeHere), async (c) => {
  const typed = await typedIn(c)
  const done = await act(c, removeCode, { ...typed, code: c.req.param('code'), study: slugOf(c) })
  // Only what belongs to this form is shown again: the other on the page shows what is stored.
  if (isRefusal(done)) return one(c, c.req.param('code'), { refusal: done })
  return goOn(c, home(c, '/codebook'), 'The code is taken away.')
})

codebook.post(`${at}/segments/:segment/example`, only(segmentHere), async (c) => {
  const done = await act(c, chooseExample, { segment: c.req.param('segment'), study: slugOf(c) })
  return isRefusal(done) ? showRefusal(c, done) : goOn(c, home(c, `/codebook/${done}`), 'It is the example now.')
})

const memos = (c: Ctx, sent?: Sent, refusal?: Refusal) =>
  showIn(
    c,
    async (db, study) => {
      const codes = await codebookOf(db, study.id)
      const people = new Map((await transcriptsOf(db, study.id)).map(({ id, number }) => [id, pseudonymOf(number)]))
      const pieces = new Map((await piecesOf(db, study.id)).map((piece) => [piece.id, piece]))
      const aboutWords = ({ on, about }: Memo) => {
        const piece = pieces.get(about ?? '')
        if (on === 'code') return `Code “${pathOf(codes, about!)}”`
        if (on === 'transcript') return people.get(about!) ?? 'A transcript'
        if (piece) return `${pseudonymOf(piece.number)}, “${pathOf(codes, piece.code)}”`
        return 'The study'
      }
      const lines = (await memosOf(db, study.id))
        .slice(0, 100)
        .map((memo) => ({ ...memo, aboutWords: aboutWords(memo) }))
      return memosPage(study, lines, c.var.who.member ?? '', sent)
    },
    refusal,
  )
codebook.get(`${at}/memos`, (c) => memos(c))
codebook.post(`${at}/memos`, only(researchersHere), async (c) => {
  const typed = await typedIn(c)
  const done = await act(c, writeMemo, { ...typed, study: slugOf(c) })
  if (isRefusal(done)) return memos(c, { typed, refusal: done }, done)
  return goOn(c, safePath(String(typed.back ?? ''), home(c, '/memos')), 'The memo is saved.')
})
codebook.post(`${at}/memos/:memo/removal`, only(memoHere), async (c) => {
  const done = await act(c, removeMemo, { memo: c.req.param('memo'), study: slugOf(c) })
  return isRefusal(done) ? showRefusal(c, done) : goOn(c, home(c, '/memos'), 'The memo is taken away.')
})
