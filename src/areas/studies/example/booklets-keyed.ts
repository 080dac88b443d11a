/**
 * Booklets of the made-up people, keyed in by two, who now and then slip: what differs is listed, and decided by the paper.
 */
import { isRefusal } from '../../../kit/refuse.ts'
import { beginBooklet } from '../desk/beginning-booklets.ts'
import { decideMismatches, differingIn, fieldsOf } from '../desk/deciding.ts'
import { keySheet, type Saved } from '../desk/keying.ts'
import { keysFor } from '../desk/keys.ts'
import { frontPage, type Sheet, sheetsOf } from '../desk/sheets.ts'
import { type Answer, keyOf } from '../questionnaires/answering.ts'
import type { Asked } from '../questionnaires/questionnaire.ts'
import { asResearch } from '../wall.ts'
import { answersOf, type Person, questionnaire } from './cohort.ts'
import type { Drawing } from './drawing.ts'
import type { Hand } from './hands.ts'
import { type Field, ticked } from './taking-part.ts'

/** How often a keyer slips at a place. Our own choice. */
const slips = 0.01

const empty: Answer = { kind: 'skipped', value: null }
const sheets = sheetsOf(questionnaire, 'en')
const onPaper = (person: Person) => {
  const answers = answersOf(person)
  return (asked: Asked, round: number) => keysFor(asked, answers.get(keyOf({ question: asked.id, round })) ?? empty)
}

/** A slip of the finger: the box below or above, or two digits the wrong way round. */
function slipped(asked: Asked, typed: string): string {
  if (asked.kind === 'one' && /^\d+$/.test(typed)) return typed === '1' ? '2' : String(Number(typed) - 1)
  if (asked.kind === 'number' && /^\d\d$/.test(typed)) {
    const turned = Number([...typed].reverse().join(''))
    return turned >= asked.from && turned <= asked.to ? String(turned) : typed
  }
  return typed
}

/** What one keyer types on a sheet; nothing for a round that nobody wrote. */
function typedOn(sheet: Sheet, paper: ReturnType<typeof onPaper>, draw: Drawing): Record<string, string> {
  const all = sheet.questions.map(({ question }) => [question, paper(question, sheet.round)] as const)
  if (sheet.round > 0 && all.every(([, typed]) => typed === '-')) return {}
  return Object.fromEntries(
    all.map(([question, typed]) => [question.id, draw.happens(slips) ? slipped(question, typed) : typed]),
  )
}

async function keysIn(field: Field, keyer: Hand, person: Person, code: string, draw: Drawing, at: Date) {
  const { study } = field
  const paper = onPaper(person)
  const hand = await keyer.does(beginBooklet, { study, code }, at)
  if (!('sheet' in hand)) throw new Error(`The booklet cannot be keyed in: ${JSON.stringify(hand)}`)
  for (let name = hand.sheet; ; ) {
    const sheet = sheets.find((one) => one.name === name)!
    const on = name === frontPage ? { boxes: ticked(field, person) } : { typed: typedOn(sheet, paper, draw) }
    const saved: Saved = await keyer.does(keySheet, { study, booklet: hand.booklet, sheet: name, ...on }, at)
    if (!('next' in saved)) return { ...saved, booklet: hand.booklet }
    name = saved.next
  }
}

/**
 * A booklet comes back and is keyed in twice.
 *
 * @returns at how many places the two readings differed
 */
export async function comesOnPaper(
  field: Field,
  person: Person,
  code: string,
  draw: Drawing,
  at: Date,
): Promise<number> {
  const [first, second] = field.desk
  await keysIn(field, first, person, code, draw, at)
  const twice = await keysIn(field, second, person, code, draw, at)
  if (twice.finished !== 'twice') throw new Error('The booklet was read once only.')
  if (twice.differing > 0) await decides(field, first, person, twice.booklet, at)
  return twice.differing
}

/** Somebody takes the paper, and decides for what stands on it. */
async function decides({ community, study }: Field, who: Hand, person: Person, name: string, at: Date) {
  const paper = onPaper(person)
  const found = await asResearch(community, async (db) => {
    const { id } = await db.selectFrom('study').select('id').where('slug', '=', study).executeTakeFirstOrThrow()
    return differingIn(db, id, name)
  })
  if (isRefusal(found)) throw new Error(found.because)
  const typed: Record<string, string> = {}
  for (const mismatch of found.open) {
    const [decided, words] = fieldsOf(mismatch)
    if ('item' in mismatch) throw new Error('The keyers slip on no box of the front page.')
    const { question } = mismatch.on
    const right = paper(question, mismatch.sheet.round)
    const at = mismatch.readings.findIndex((one) => keysFor(question, one) === right)
    typed[decided] = ['first', 'second'][at] ?? 'neither'
    if (at < 0) typed[words] = right
  }
  const { left, came } = await who.does(decideMismatches, { study, booklet: name, typed }, at)
  if (left > 0 || came !== 'stored') throw new Error(`The booklet is not stored: ${JSON.stringify(came)}`)
}
