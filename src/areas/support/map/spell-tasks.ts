/** Adding to one's own support map, correcting it, and taking something off it. */
import { z } from 'zod'
import { idOf, newId } from '../../../kit/brand.ts'
import { fuzzyDay } from '../../../kit/fuzzy-day.ts'
import { type Allowed, isRefusal, notFound, refuse, yes } from '../../../kit/refuse.ts'
import { type Doing, task } from '../../../kit/task.ts'
import { optionalWords } from '../../../kit/typed-words.ts'
import type { MemberId } from '../../../kit/who.ts'
import { mustBeSignedIn } from '../../members/rules.ts'
import { whatNames } from '../needs/needs.ts'
import { type Reason, reasons } from '../reasons.ts'
import { reaches, sourceKindNames, sourceKinds } from '../sources/source-kinds.ts'
import { beginAndEnd, remembered, withoutYear, wrongTimes } from './spell-rules.ts'
import { ownSpell, type Remembered, type Spell, type SpellId, stateNames } from './spells.ts'

/** Boxes that were ticked: none, one or several. */
const several = <Value extends string>(values: readonly Value[]) =>
  z
    .union([z.array(z.string()), z.string().transform((one) => [one])])
    .default([])
    .pipe(z.array(z.enum(values as [Value, ...Value[]], { error: 'Choose from the list.' })))
    .transform((ticked) => [...new Set(ticked)] as Value[])

const reasonNames = Object.keys(reasons) as Reason[]

const SpellInput = z.object({
  kind: z.enum(sourceKindNames, { error: 'Choose what it was.' }),
  name: optionalWords(100),
  began: optionalWords(60),
  ended: optionalWords(60),
  state: z.enum(stateNames, { error: 'Choose how it is, or was at the end.' }),
  online: z
    .enum(['', ...reaches], { error: 'Choose from the list.' })
    .default('')
    .transform((told) => told || null),
  needs: several(whatNames),
  began_because: several(reasonNames),
  changed_because: several(reasonNames),
  words: optionalWords(500),
})
type Told = z.infer<typeof SpellInput>
/** An entry of the directory, when it was begun from there; its name stays in the owner's words. */
const Source = z
  .union([z.literal(''), idOf<'SourceId'>()])
  .default('')
  .transform((told) => told || null)
const WhichSpell = z.object({ spell: idOf<'SpellId'>() })

async function isTheirs({ spell }: { spell: SpellId }, { db, who }: Doing): Promise<Allowed> {
  const signedIn = mustBeSignedIn(who)
  if (signedIn !== yes) return signedIn
  return (await ownSpell(db, who.member!, spell)) ? yes : notFound('part of the map')
}

const dayColumns = (began: Remembered, ended: Remembered) => ({
  began_words: began.words,
  began_from: began.days?.from ?? null,
  began_to: began.days?.to ?? null,
  ended_words: ended.words,
  ended_from: ended.days?.from ?? null,
  ended_to: ended.days?.to ?? null,
})

/** What is stored of what was told, or why it cannot be. */
function columnsOf(told: Told, before: Spell | null, now: Date) {
  const words = beginAndEnd(told.began, told.ended)
  const began = remembered(words.began, before?.began ?? null, now)
  const ended = remembered(words.ended, before?.ended ?? null, now)
  const wrong = wrongTimes(began.days, ended.days, now)
  const [first] = Object.values(wrong)
  if (first) return refuse(first, 422, wrong)
  return {
    source_kind: told.kind,
    source_words: told.name,
    online: told.online ?? sourceKinds[told.kind].online,
    state: told.state,
    needs: told.needs,
    began_because: told.began_because,
    changed_because: told.changed_because,
    words: told.words,
    ...dayColumns(began, ended),
    changed_at: now,
  }
}

/** Add a spell. Only what it was and how it is has to be told; the rest can follow, or never. */
export const addSpell = task('support.add-spell', {
  title: 'Add something to my support map',
  doors: ['web', 'phone', 'letter'],
  who: 'Members, for themselves',
  input: SpellInput.extend({ source: Source }),
  allowed: (_, { who }) => mustBeSignedIn(who),
  async run({ source, ...told }, { db, who, now, about }) {
    const columns = columnsOf(told, null, now)
    if (isRefusal(columns)) return columns
    const id = newId<'SpellId'>(now.getTime())
    about(id)
    await db
      .insertInto('spell')
      .values({ id, member: who.member as MemberId, source, made_at: now, ...columns })
      .execute()
    return id
  },
})

export const changeSpell = task('support.change-spell', {
  title: 'Correct something on my support map',
  doors: ['web', 'phone', 'letter'],
  who: 'Members, for themselves',
  input: WhichSpell.extend(SpellInput.shape),
  allowed: isTheirs,
  async run({ spell, ...told }, { db, who, now, about }) {
    const columns = columnsOf(told, await ownSpell(db, who.member!, spell), now)
    if (isRefusal(columns)) return columns
    about(spell)
    await db.updateTable('spell').set(columns).where('id', '=', spell).execute()
    return spell
  },
})

/** "When she started school" stays as it was said; which year that was may be told beside it. */
export const dateSpell = task('support.date-spell', {
  title: 'Say about which year something on my support map was',
  doors: ['web', 'phone', 'letter'],
  who: 'Members, for themselves',
  input: WhichSpell.extend({ began: optionalWords(60), ended: optionalWords(60) }),
  allowed: isTheirs,
  async run({ spell, ...told }, { db, who, now, about }) {
    const before = (await ownSpell(db, who.member!, spell))!
    const days = { began: before.began.days, ended: before.ended.days }
    for (const { part } of withoutYear(before)) {
      const typed = told[part]
      if (!typed) continue
      days[part] = fuzzyDay(typed, now)
      const because = 'Type a year, like 2012. If you are not sure, leave it empty.'
      if (!days[part]) return refuse(because, 422, { [part]: because })
    }
    const wrong = wrongTimes(days.began, days.ended, now)
    const [first] = Object.values(wrong)
    if (first) return refuse(first, 422, wrong)
    about(spell)
    const columns = dayColumns({ ...before.began, days: days.began }, { ...before.ended, days: days.ended })
    await db
      .updateTable('spell')
      .set({ ...columns, changed_at: now })
      .where('id', '=', spell)
      .execute()
    return spell
  },
})

export const takeSpellAway = task('support.take-spell-away', {
  title: 'Take something off my support map',
  doors: ['web', 'phone', 'letter'],
  who: 'Members, for themselves',
  input: WhichSpell,
  allowed: isTheirs,
  async run({ spell }, { db, about }) {
    about(spell)
    await db.deleteFrom('spell').where('id', '=', spell).execute()
    return spell
  },
})
