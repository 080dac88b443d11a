/** Interviews: what researchers do in a study they work in and in another, and what participants do with their code. */
import { sql } from 'kysely'
import { seal } from '../../src/areas/studies/interviews/drawer.ts'
import { newId } from '../../src/kit/brand.ts'
import type { Community } from '../../src/kit/community.ts'
import { interviewAll, makeStudy, planFor } from '../interviewing.ts'
import type { Case, Cases } from './cases.ts'

/** A study in which the researcher who tries works, beside a colleague; and another, in which they do not. */
export interface InterviewWorld {
  readonly study: string
  readonly elsewhere: string
  /** who can be invited */
  readonly candidate: string
  /** codes of one who is invited, and of one whose talk is stored */
  readonly invited: string
  readonly interviewed: string
  readonly code: string
  /** a piece and a memo, of the researcher who tries and of the colleague */
  readonly segments: readonly [string, string]
  readonly memos: readonly [string, string]
}

/** P01 and P03 are held by the researcher who tries, P02 by the colleague; P03 is invited, the others are stored. */
export async function interviewWorld(community: Community, mine: string, colleague: string): Promise<InterviewWorld> {
  const { db } = community
  const study = await makeStudy(community, 'ours', [mine, colleague], 6)
  const elsewhere = await makeStudy(community, 'elsewhere', [colleague], 2)
  const [, , third, fourth] = study.people
  const placed = await interviewAll(community, { ...study, people: study.people.slice(0, 2) }, [
    { id: mine, name: 'The researcher' },
    { id: colleague, name: 'The colleague' },
  ])
  const { withdraw_until, keep_until } = planFor('')
  await sql`update interview set interviewer = ${colleague} where id = ${placed.interviews[1]!}`.execute(db)
  await sql`
    insert into interview (id, study, participant, number, interviewer, state, withdraw_until, keep_until, invited_at)
    values (${newId()}, ${study.id}, ${third!.id}, 3, ${mine}, 'invited', ${withdraw_until}, ${keep_until}, now())`.execute(
    db,
  )
  const sealed = (whose: string, words: string) => ({ sealed: seal(community, whose, words), at: new Date() })
  await db
    .insertInto('interview_reach')
    .values({ participant: third!.id, ...sealed(third!.id, '0113 496 0000') })
    .execute()
  for (const interview of placed.interviews)
    await db
      .insertInto('transcript_key')
      .values({ interview, ...sealed(interview, JSON.stringify([{ name: 'Nia', becomes: '[daughter]' }])) })
      .execute()
  const segments = placed.coders.map(() => newId() as string)
  const memos = placed.coders.map(() => newId() as string)
  const code = placed.codes.get('understood')!
  for (const [at, coder] of placed.coders.entries()) {
    await sql`
      insert into segment (id, transcript, code, coder, from_at, to_at, at)
      values (${segments[at]!}, ${placed.transcripts[0]!}, ${code}, ${coder}, 0, 1, now())`.execute(db)
    await sql`
      insert into memo (id, study, coder, words, at)
      values (${memos[at]!}, ${study.id}, ${coder}, 'A thought', now())`.execute(db)
  }
  return {
    study: study.slug,
    elsewhere: elsewhere.slug,
    candidate: fourth!.id,
    invited: third!.code,
    interviewed: study.people[0]!.code,
    code,
    segments: segments as [string, string],
    memos: memos as [string, string],
  }
}

type Input = (world: InterviewWorld) => Record<string, unknown>

const inAStudy = (input: Input = () => ({})): Case => ({
  on: {
    'a study one works in': (_, { interviews }) => ({ ...input(interviews), study: interviews.study }),
    'another study': (_, { interviews }) => ({ ...input(interviews), study: interviews.elsewhere }),
  },
})
/** @param own an interview of the researcher who tries */
const heldBy = (own: string, input: Input = () => ({})): Case => ({
  on: {
    'an interview one holds': (_, { interviews }) => ({ study: interviews.study, person: own, ...input(interviews) }),
    'an interview a colleague holds': (_, { interviews }) => ({
      study: interviews.study,
      person: 'P02',
      ...input(interviews),
    }),
    'one of another study': (_, { interviews }) => ({ study: interviews.elsewhere, person: own, ...input(interviews) }),
  },
})
const withCode = (code: (world: InterviewWorld) => string, input: Record<string, unknown> = {}): Case => ({
  on: {
    'with the right code': (_, { interviews }) => ({ study: interviews.study, code: code(interviews), ...input }),
    'with a code of another study': (_, { interviews }) => ({
      study: interviews.elsewhere,
      code: code(interviews),
      ...input,
    }),
  },
})
const ownAndTheirs = (input: (world: InterviewWorld, at: 0 | 1) => Record<string, unknown>): Case => ({
  on: {
    'one’s own': (_, { interviews }) => ({ study: interviews.study, ...input(interviews, 0) }),
    'a colleague’s': (_, { interviews }) => ({ study: interviews.study, ...input(interviews, 1) }),
    'in another study': (_, { interviews }) => ({ study: interviews.elsewhere, ...input(interviews, 0) }),
  },
})

const answer = { answer: 'yes', purposes: ['kept'] }
const nothing = { title: 'x', about: '', coders: [], codes: [], sources: [], pieces: [], memos: [] }

export const interviews: Cases = {
  'studies.answer-interview-invitation': withCode(({ invited }) => invited, answer),
  'studies.bring-in-codebook': inAStudy(() => ({ codes: [] })),
  'studies.bring-in-project': inAStudy(() => ({ project: nothing, read: 'yes' })),
  'studies.choose-example': inAStudy(({ segments }) => ({ segment: segments[0] })),
  'studies.close-invitations': inAStudy(),
  'studies.code-words': inAStudy(({ code }) => ({ person: 'P01', code, first: 1 })),
  'studies.finish-interview': heldBy('P03'),
  'studies.invite-to-interview': inAStudy(({ candidate }) => ({ people: [candidate] })),
  'studies.leave-reach': withCode(({ invited }) => invited, { reach: '0113 496 0001' }),
  'studies.note-interview-answer': heldBy('P03', () => ({ ...answer, via: 'phone' })),
  'studies.note-interview-withdrawal': heldBy('P01', () => ({ sure: 'yes' })),
  'studies.open-names': heldBy('P01'),
  'studies.open-reach': heldBy('P03'),
  'studies.plan-interviews': inAStudy(() => planFor('')),
  'studies.remove-code': inAStudy(({ code }) => ({ code })),
  'studies.remove-memo': ownAndTheirs(({ memos }, at) => ({ memo: memos[at] })),
  'studies.schedule-interview': heldBy('P03', () => ({ how: 'phone', day: '2027-05-01', time: '10:00' })),
  'studies.store-transcript': heldBy('P01', () => ({ words: 'P: Well.', read: 'yes' })),
  'studies.uncode-words': ownAndTheirs(({ segments }, at) => ({ segment: segments[at] })),
  'studies.withdraw-interview': withCode(({ interviewed }) => interviewed, { sure: 'yes' }),
  'studies.write-code': inAStudy(() => ({ name: 'New', sign: 'blue-star' })),
  'studies.write-memo': inAStudy(() => ({ on: 'study', words: 'A thought.' })),
  'studies.write-summary': inAStudy(({ code }) => ({ person: 'P01', code, words: 'In short.' })),
}
