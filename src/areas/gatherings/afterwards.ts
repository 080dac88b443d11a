/** After a gathering: who came, and a write-up for all who may see it. */
import { sql } from 'kysely'
import { z } from 'zod'
import { idOf, newId } from '../../kit/brand.ts'
import { prose } from '../../kit/prose.ts'
import { isRefusal, refuse } from '../../kit/refuse.ts'
import { task } from '../../kit/task.ts'
import { words } from '../../kit/typed-words.ts'
import { standingFor } from '../conversations/standing.ts'
import { tellMember } from '../members/telling.ts'
import { whenOf } from './joining-words.ts'
import type { Occurrence } from './occurrences.ts'
import { rsvpsOn } from './rsvp-store.ts'
import { dayInWords } from './rules.ts'
import { type Gathering, gatheringFor } from './store.ts'
import { canTend, DayInput, dateOf, GatheringIdInput } from './tending.ts'

const begun = (date: Occurrence, now: Date) =>
  date.starts <= now ? null : refuse('It has not begun yet. Come back when it has.', 409)

/** Note who came to one date. All who were coming and are not named did not come. */
export const noteWhoCame = task('gatherings.note-who-came', {
  title: 'Note who came to a gathering',
  doors: ['web', 'phone'],
  who: 'Its host, moderators and stewards',
  input: z.object({
    gathering: GatheringIdInput,
    occurrence: DayInput,
    came: z.array(idOf<'RsvpId'>()).max(5000).default([]),
  }),
  allowed: canTend,
  async run({ gathering: id, occurrence, came }, { db, who, now, about }) {
    about(id)
    const gathering = (await gatheringFor(db, id, who.member))!
    const date = dateOf(gathering, occurrence)
    if (isRefusal(date)) return date
    const early = begun(date, now)
    if (early) return early
    await sql`
      update rsvp
      set came = (id = any(${came}::uuid[]))
      where gathering = ${id} and occurrence = ${occurrence}::date`.execute(db)
    return came.length
  },
})

/** How much of a write-up is read out or printed at most; whoever reads online has all of it. */
const mostTold = 3000
const toTell = (text: string) =>
  text.length <= mostTold ? text : `${text.slice(0, mostTold).replace(/\s+\S*$/, '')} …`

/** Tell what went on: for all who may see the gathering, and sent to those who came or wished they could. */
export const writeUp = task('gatherings.write-up', {
  title: 'Write up what went on at a gathering',
  doors: ['web', 'phone'],
  who: 'Its host, moderators and stewards',
  input: z.object({
    gathering: GatheringIdInput,
    occurrence: DayInput,
    words: words(10_000, 'Write what went on.'),
  }),
  allowed: canTend,
  async run({ gathering: id, occurrence, words: text }, doing) {
    const { db, who, now, about } = doing
    about(id)
    const gathering = (await gatheringFor(db, id, who.member))!
    const date = dateOf(gathering, occurrence)
    if (isRefusal(date)) return date
    const early = begun(date, now)
    if (early) return early
    const { voice } = standingFor(who.role, true, 'not stated')
    const written = { words: text, html: prose(text) }
    const { rows } = await sql<{ first: boolean }>`
      insert into write_up (id, gathering, occurrence, words, html, voice, by, written_at)
      values (${newId(now.getTime())}, ${id}, ${occurrence}::date, ${written.words}, ${written.html}, ${voice}, ${who.member}, ${now})
      on conflict (gathering, occurrence) do update
      set words = excluded.words, html = excluded.html, amended_at = ${now}
      returning amended_at is null as first`.execute(db)
    // Told once: what is put right later is read on the page.
    if (rows[0]!.first) await tellOfWriteUp(doing, gathering, date, text)
    return rows[0]!.first
  },
})

async function tellOfWriteUp(
  doing: Parameters<typeof tellMember>[0],
  gathering: Gathering,
  date: Occurrence,
  text: string,
) {
  for (const { member } of await rsvpsOn(doing.db, gathering.id, date.occurrence)) {
    if (!member || (await isQuietFor(doing.db, member, gathering))) continue
    await tellMember(doing, member, {
      kind: 'gathering',
      subject: `What went on, ${dayInWords(date.starts)}`,
      words: `“${gathering.title}”, ${whenOf(date)}:\n\n${toTell(text)}`,
      href: `/gatherings/${gathering.id}/write-up?on=${date.occurrence}`,
    })
  }
}

/**
 * Whether a gathering is silent for a member: it belongs to a stage of life, and the person they cared for has died.
 * What is changed or called off is told all the same, or they would go there for nothing.
 */
export async function isQuietFor(
  db: Parameters<typeof gatheringFor>[0],
  member: string,
  { stages }: Pick<Gathering, 'stages'>,
): Promise<boolean> {
  if (stages.length === 0 || stages.includes('after-a-death')) return false
  const { rows } = await sql<{ bereaved: boolean }>`
    select bereaved_at is not null as bereaved from member where id = ${member}`.execute(db)
  return rows[0]?.bereaved ?? false
}
