/** The tables of the research side, and the charity's one table of letters. */
import type { ColumnType, Generated } from 'kysely'
import type { Brand } from '../../kit/brand.ts'
import type { Door } from '../../kit/task.ts'
import type { Released } from './analysis/disclosure.ts'
import type { arms, modes } from './analysis/variables.ts'
import type { Answer, AnswerKind, AnswerValue } from './questionnaires/answering.ts'
import type { Questionnaire } from './questionnaires/questionnaire.ts'

export type StudyId = Brand<string, 'StudyId'>
export type ParticipantId = Brand<string, 'ParticipantId'>
export type CodeId = Brand<string, 'CodeId'>
export type FreezeId = Brand<string, 'FreezeId'>

export type Arm = (typeof arms)[number]
export type Mode = (typeof modes)[number]
export type CodeState = 'drawn' | 'posted' | 'opened' | 'answered' | 'withdrawn' | 'returned'

/** A day without a time, as in 2026-03-04; read as a Date, written as text. */
type Day = ColumnType<Date, string, string>
type MaybeDay = ColumnType<Date | null, string | null | undefined, string | null>
/** JSON: written as text, read as it is. */
type Json<Of> = ColumnType<Of, string, string>

declare module './wall.ts' {
  interface ResearchTables {
    study: {
      id: string
      slug: string
      title: string
      protocol: Generated<string>
      run_by: Generated<string>
      contact: Generated<string>
      state: Generated<'draft' | 'open' | 'closed'>
      withdraw_until: MaybeDay
      asks_for_spells: Generated<boolean>
      opened_at: Date | null
      closed_at: Date | null
      made_at: Date
    }
    study_researcher: { study: string; researcher: string; since: Date; doing: Generated<'researcher' | 'desk'> }
    study_approval: {
      id: string
      study: string
      version: string
      body: string
      reference: Generated<string>
      approved_on: Day
      noted_at: Date
    }
    study_sheet: { id: string; study: string; version: number; words: string; made_at: Date }
    study_consent_item: {
      id: string
      study: string
      purpose: string
      version: number
      words: string
      needed: Generated<boolean>
      position: Generated<number>
    }
    study_wave: { id: string; study: string; number: number; opens_on: Day; closes_on: Day }
    study_place: {
      id: string
      study: string
      name: string
      online: boolean
      permission: Generated<string>
      permitted_on: MaybeDay
      noticed_on: MaybeDay
      /** from this day it lets nobody new in */
      closed_on: MaybeDay
      reaches: number | null
      made_at: Date
    }
    study_code: {
      id: string
      study: string
      arm: Arm
      place: string | null
      hash: string
      state: Generated<CodeState>
      mailing: Generated<number>
      /** in its arm: 7 is L0007 */
      number: Generated<number>
      made_at: Date
      posted_at: Date | null
    }
    questionnaire: {
      id: string
      study: string
      version: number
      content: Json<Questionnaire>
      state: Generated<'draft' | 'open' | 'closed'>
      made_at: Date
    }
    participant: {
      id: string
      study: string
      wave: string | null
      code: string | null
      arm: Arm
      place: string | null
      questionnaire: string
      mode: Mode
      language: Generated<string>
      sheet: number
      return_hash: string | null
      began_at: Date
      reached: string | null
      completed_at: Date | null
      withdrawn_at: Date | null
    }
    study_consent: { participant: string; item: string; given: boolean; via: Door; at: Date }
    answer: {
      participant: string
      question: string
      round: Generated<number>
      kind: AnswerKind
      value: Json<AnswerValue | null>
      /** what was said to a question that is not asked now, in case it is again */
      aside: ColumnType<Answer | null, string | null | undefined, string | null>
      at: Date
    }
    keying: { participant: string; pass: 1 | 2 | 3; keyed_by: string; answers: Json<Record<string, unknown>>; at: Date }
    study_spell: {
      id: string
      participant: string
      source_kind: string
      online: 'online' | 'offline' | 'both'
      needs: Generated<string[]>
      from_year: number | null
      to_year: number | null
      state: string
      reasons: Generated<string[]>
    }
    analysis_plan: {
      id: string
      study: string
      version: number
      content: Json<unknown>
      fixed_at: Date
      answers_by_then: number
    }
    study_freeze: {
      id: string
      study: string
      people: string[]
      secret: string
      left_out: Generated<number>
      joined: Generated<string[]>
      made_at: Date
    }
    released_table: { id: string; frozen: string; variables: string[]; content: Json<Released>; at: Date }
  }
}

declare module '../../kit/database.ts' {
  interface Tables {
    /** The charity's side of the wall: which code went to whom. */
    study_letter: {
      code: string
      study: string
      member: string | null
      name: string | null
      address: string | null
      postcode: string | null
      mailing: Generated<number>
      printed_at: Date | null
      posted_at: Date | null
      /** 7 is L0007; none while somebody waits on a list */
      number: number | null
      no_more_at: Date | null
      returned_at: Date | null
      same_as: string | null
    }
  }
}
