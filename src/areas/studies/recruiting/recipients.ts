/** Who gets a letter of a study, and who does not and why. The charity's side alone: researchers never see any of it. */
import { type RawBuilder, sql } from 'kysely'
import type { Db, Tx } from '../../../kit/database.ts'
import { reaches } from '../../members/telling.ts'

/** Why somebody gets no letter, in the order in which it is asked; the first that holds is counted. */
export const exclusions = {
  away: 'Away for a while, or left',
  'bereaved lately': 'The person they cared for died in the months you chose',
  bereaved: 'The person they cared for died, and they did not ask to hear of studies',
  'said no': 'Said no to being invited to studies',
  'no contact': 'Asked us not to write',
  'no more': 'Asked for no more letters about this study',
  returned: 'Their letter came back',
  'no address': 'No address, or no postcode',
  'has one': 'Has a letter already',
} as const
export type Exclusion = keyof typeof exclusions

/** SQL for a name and postcode as they are compared: without spaces, marks and case. */
export const sameAs = (name: RawBuilder<unknown>, postcode: RawBuilder<unknown>) =>
  sql<string>`lower(regexp_replace(${name}::text || ${postcode}::text, '[^[:alnum:]]', '', 'g'))`

export interface Choosing {
  readonly members: boolean
  readonly list: boolean
  /** nobody whose loss was noted in so many months */
  readonly months: number
}

export interface Candidate {
  /** their code, where they have one or wait on a list with one */
  readonly code: string | null
  readonly member: string | null
  readonly because: Exclusion | null
}

/**
 * Everybody who could get a letter, each with the reason why not. A code that was drawn and never posted is no letter yet.
 *
 * @param codes only the holders of these, for a second mailing: that they have a letter is no reason then
 */
export async function candidates(
  db: Db | Tx,
  study: string,
  { members, list, months }: Choosing,
  now: Date,
  codes: readonly string[] | null = null,
): Promise<Candidate[]> {
  const again = codes !== null
  const { rows } = await sql<Candidate>`
    select l.code, m.id as member,
      case
        when m.state <> 'member' then 'away'
        when m.bereaved_at > ${now}::timestamptz - make_interval(months => ${months}) then 'bereaved lately'
        when not ${reaches('study')} then 'bereaved'
        when c.given is false then 'said no'
        when p.door = 'none' then 'no contact'
        when l.no_more_at is not null then 'no more'
        when l.returned_at is not null then 'returned'
        when coalesce(trim(r.address), '') = '' or r.postcode is null then 'no address'
        when not ${again} and (
          l.posted_at is not null
          or exists (select from study_letter o where o.study = ${study} and o.same_as = ${sameAs(sql`m.name`, sql`r.postcode`)})
        ) then 'has one'
      end as because
    from member m
    left join study_letter l on l.study = ${study} and l.member = m.id
    left join reach r on r.member = m.id
    left join preference p on p.member = m.id
    left join lateral (
      select given from consent
      where consent.member = m.id and purpose = 'studies'
      order by at desc, consent.id desc
      limit 1
    ) c on true
    where ${members} and m.state <> 'to be' and m.erased_at is null
      and (not ${again} or l.code = any(${codes ?? []}::uuid[]))
    union all
    select code, null,
      case
        when no_more_at is not null then 'no more'
        when returned_at is not null then 'returned'
        when not ${again} and posted_at is not null then 'has one'
      end
    from study_letter
    where ${list} and study = ${study} and member is null and name is not null
      and (not ${again} or code = any(${codes ?? []}::uuid[]))`.execute(db)
  return rows
}

export interface Counted {
  readonly chosen: number
  readonly excluded: readonly { readonly because: Exclusion; readonly many: number }[]
}

export function counted(all: readonly Candidate[]): Counted {
  const excluded = (Object.keys(exclusions) as Exclusion[])
    .map((because) => ({ because, many: all.filter((one) => one.because === because).length }))
    .filter(({ many }) => many > 0)
  return { chosen: all.filter(({ because }) => because === null).length, excluded }
}
