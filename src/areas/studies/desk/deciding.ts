/** Where two readings of a booklet differ, somebody looks at the paper and decides, place by place. */
import { z } from 'zod'
import { isRefusal, notFound, refuse } from '../../../kit/refuse.ts'
import { task } from '../../../kit/task.ts'
import { optionalWords } from '../../../kit/typed-words.ts'
import type { Answer } from '../questionnaires/answering.ts'
import type { ResearchDb } from '../wall.ts'
import { type Booklet, bookletNumbered, passOf } from './booklets.ts'
import { type Decided, type Mismatch, mismatchesIn, openIn } from './comparing.ts'
import { type Came, cameOf, ofABooklet } from './keying.ts'
import { readKeyed } from './keys.ts'
import { sheetsOf } from './sheets.ts'
import { atDesk, sitsAtDesk } from './sitting.ts'

const none: Decided = { consents: {}, answers: {} }

/** A booklet that was read twice: where the readings differ, and what nobody has decided yet. */
export interface Differing {
  readonly booklet: Booklet
  readonly open: readonly Mismatch[]
  readonly decided: number
}

export async function differingIn(db: ResearchDb, study: string, name: string, lock?: 'lock') {
  const booklet = await bookletNumbered(db, study, name, lock)
  if (isRefusal(booklet)) return booklet
  const [first, second] = [passOf(booklet, 1), passOf(booklet, 2)]
  if (booklet.state !== 'compared' || !first || !second) return notFound('list')
  const all = mismatchesIn(sheetsOf(booklet.content, booklet.language), first, second)
  const open = openIn(all, passOf(booklet, 3) ?? none)
  return { booklet, open, decided: all.length - open.length } satisfies Differing
}

/** Names of a place's two fields: what is decided, and what is typed when neither reading is right. */
export const fieldsOf = ({ place }: Mismatch) => {
  const name = place.replace(' ', '.')
  return [`at.${name}`, `typed.${name}`] as const
}

/** What was decided at one place; null when nothing was. */
function decidedAt(
  mismatch: Mismatch,
  typed: Readonly<Record<string, string | null>>,
  language: string,
  now: Date,
): boolean | Answer | { wrong: string; field: string } | null {
  const [at, words] = fieldsOf(mismatch)
  const decided = typed[at]
  if (!decided) return null
  if (decided === 'first') return mismatch.readings[0]
  if (decided === 'second') return mismatch.readings[1]
  if ('item' in mismatch) return { wrong: 'Choose one of the readings.', field: at }
  if (decided === 'illegible') return { kind: 'illegible', value: null }
  if (decided !== 'neither') return { wrong: 'Choose one of these.', field: at }
  const own = typed[words]
  if (!own) return { wrong: 'Type what stands on the paper.', field: words }
  const read = readKeyed(mismatch.on.question, own, language, now)
  return 'wrong' in read ? { ...read, field: words } : read
}

export const decideMismatches = task('studies.decide-mismatches', {
  title: 'Decide what stands on the paper where two readings differ',
  doors: ['web'],
  who: 'People at the study’s desk',
  input: z.object({ ...ofABooklet, typed: z.record(z.string().max(60), optionalWords(10_000)).default({}) }),
  allowed: sitsAtDesk,
  run: ({ study, booklet: name, typed }, doing) =>
    atDesk<{ left: number; came: Came }>(doing, study, async (db, desk) => {
      const found = await differingIn(db, desk.id, name, 'lock')
      if (isRefusal(found)) return found
      const { booklet, open } = found
      const before = passOf(booklet, 3) ?? none
      const consents: Record<string, boolean> = { ...before.consents }
      const answers: Record<string, Answer> = { ...before.answers }
      const fields: Record<string, string> = {}
      for (const mismatch of open) {
        const decided = decidedAt(mismatch, typed, booklet.language, doing.now)
        if (decided === null) continue
        if (typeof decided === 'boolean') consents[mismatch.place] = decided
        else if ('wrong' in decided) fields[decided.field] = decided.wrong
        else answers[mismatch.place] = decided
      }
      const [wrong] = Object.values(fields)
      if (wrong) return refuse(wrong, 422, fields)
      const kept = { consents: JSON.stringify(consents), answers: JSON.stringify(answers), keyed_by: desk.me }
      await db
        .insertInto('booklet_keying')
        .values({ booklet: booklet.id, pass: 3, began_at: doing.now, finished_at: null, ...kept })
        .onConflict((on) => on.columns(['booklet', 'pass']).doUpdateSet(kept))
        .execute()
      const left = openIn(open, { consents, answers }).length
      return { left, came: left ? 'differs' : await cameOf(db, doing, desk, booklet) }
    }),
})
