/**
 * The second step of staff: a code from an app, or from a sheet of paper for those without one.
 * Until it is given in a session, they act as members there. Why it is ours: docs/decisions/0010-second-step.md
 */
import { base32 } from '@better-auth/utils/base32'
import { createOTP } from '@better-auth/utils/otp'
import { z } from 'zod'
import type { Community } from '../../kit/community.ts'
import type { Db, Tx } from '../../kit/database.ts'
import { exports } from '../../kit/exports.ts'
import { type Allowed, type Refusal, refuse, yes } from '../../kit/refuse.ts'
import { type Doing, task } from '../../kit/task.ts'
import { isSignedIn, type MemberId, type Role, staffRoles, type Who } from '../../kit/who.ts'
import { hashOfCode, isPaperCode, newCodes, storeSheet, useCode } from './paper-codes.ts'
import { tellAtEveryDoor } from './telling-at-every-door.ts'

declare module '../../kit/database.ts' {
  interface Tables {
    second_factor: {
      member: string
      key: string | null
      confirmed_at: Date | null
      last_step: number
      made_at: Date
    }
    second_factor_draft: { member: string; session: string; key: string | null; codes: string[]; made_at: Date }
  }
}

/** Read when first needed. */
const cipher = () => import('better-auth/crypto')

export const isStaff = (role: Role) => (staffRoles as readonly Role[]).includes(role)

/** Staff who have not given their second step in this session. */
export const waitsForSecondStep = (who: Who) => isStaff(who.roleHeld) && who.role !== who.roleHeld

export async function secondStepOf(db: Db | Tx, community: Community, member: MemberId) {
  const row = await db.selectFrom('second_factor').selectAll().where('member', '=', member).executeTakeFirst()
  if (!row) return null
  const key = row.key && (await (await cipher()).symmetricDecrypt({ key: community.secret, data: row.key }))
  return { key, confirmed: row.confirmed_at !== null, lastStep: row.last_step, madeAt: row.made_at }
}

/** The new second step that this session has begun and not yet confirmed. Of another session nothing is seen. */
export async function draftOf(db: Db | Tx, community: Community, { member, session }: Who) {
  if (!member || !session) return null
  const row = await db
    .selectFrom('second_factor_draft')
    .selectAll()
    .where('member', '=', member)
    .where('session', '=', session)
    .executeTakeFirst()
  if (!row) return null
  const key = row.key && (await (await cipher()).symmetricDecrypt({ key: community.secret, data: row.key }))
  return { key, stored: row.key, codes: row.codes, madeAt: row.made_at }
}

/** The key as people type it into an app: groups of four. */
export const keyInGroups = (key: string) =>
  base32
    .encode(key, { padding: false })
    .match(/.{1,4}/g)!
    .join(' ')

export const appLink = (community: Community, key: string, name: string) => createOTP(key).url(community.name, name)

const stepSeconds = 30

/**
 * The 30-second step a code belongs to: this one, or the one before or after, for clocks that are a little off.
 * Source: RFC 6238, section 5.2.
 *
 * @returns the step, or null when the code is wrong or its step was used before
 */
export async function stepOfCode(key: string, typed: string, now: Date, lastStep: number): Promise<number | null> {
  const step = Math.floor(now.getTime() / 1000 / stepSeconds)
  for (const near of [step - 1, step, step + 1])
    if (near > lastStep && (await createOTP(key).hotp(near)) === typed) return near
  return null
}

/** A confirmed second step is changed only by someone who has given it. */
async function mayBegin(_: unknown, { db, who, community }: Doing): Promise<Allowed> {
  if (!isSignedIn(who)) return refuse('Please sign in first.', 401)
  if (!isStaff(who.roleHeld)) return refuse('Only staff need a second step.', 403)
  const known = await secondStepOf(db, community, who.member)
  return known?.confirmed && waitsForSecondStep(who)
    ? refuse('You have a second step already. Please give it first.', 403)
    : yes
}

async function newKey({ secret }: Community) {
  const { generateRandomString, symmetricEncrypt } = await cipher()
  return symmetricEncrypt({ key: secret, data: generateRandomString(20, 'A-Z', '0-9') })
}

/** Begin: a new key for an app, or a sheet of codes. It counts once a code from it was typed. */
export const beginSecondStep = task('members.begin-second-step', {
  title: 'Set up my second step',
  doors: ['web'],
  who: 'Staff, for themselves',
  input: z.object({ with: z.enum(['app', 'paper'], { error: 'Choose one.' }) }),
  allowed: mayBegin,
  async run({ with: what }, doing): Promise<readonly string[]> {
    const { db, who, community, now } = doing
    const member = who.member as MemberId
    const key = what === 'app' ? await newKey(community) : null
    const codes = newCodes()
    const draft = {
      session: who.session!,
      key,
      codes: codes.map((code) => hashOfCode(community, code)),
      made_at: now,
    }
    await db
      .insertInto('second_factor_draft')
      .values({ member, ...draft })
      .onConflict((clash) => clash.column('member').doUpdateSet(draft))
      .execute()
    return codes
  },
})

/**
 * Give the second step in this session; the first time, this also confirms it.
 * The door counts tries before it comes here (attempts.ts).
 */
export const giveSecondStep = task('members.give-second-step', {
  title: 'Give my second step',
  doors: ['web'],
  who: 'Staff, for themselves',
  input: z.object({
    code: z.string({ error: 'Type the code.' }).trim().min(1, 'Type the code.').max(60, 'That is too long for a code.'),
  }),
  allowed: (_, { who }) => {
    if (!isSignedIn(who)) return refuse('Please sign in first.', 401)
    return isStaff(who.roleHeld) ? yes : refuse('Only staff need a second step.', 403)
  },
  async run({ code }, doing): Promise<true | Refusal> {
    const { db, who, community, now } = doing
    const member = who.member as MemberId
    if (await confirmDraft(doing, code)) return true
    const known = await secondStepOf(db, community, member)
    if (!known && (await draftOf(db, community, who))) return wrong
    if (!known) return refuse('You have not set up a second step yet.', 409)
    if (isPaperCode(code)) {
      const whose = await useCode(community, db, code, 'second step', now)
      if (whose !== member) return wrong
    } else {
      const step = known.key && (await stepOfCode(known.key, code.replace(/\D/g, ''), now, known.lastStep))
      if (!step) return wrong
      const taken = await db
        .updateTable('second_factor')
        .set({ last_step: step })
        .where('member', '=', member)
        .where('last_step', '<', step)
        .executeTakeFirst()
      if (taken.numUpdatedRows === 0n) return wrong
    }
    await db.updateTable('session').set({ second_factor_at: now }).where('id', '=', who.session).execute()
    return true
  },
})

const wrong = refuse('That code does not work. Check it, or wait for the next one.', 422, {
  code: 'That code does not work. Check it, or wait for the next one.',
})

/** A code of the new second step confirms it: from here on it holds, and the old one no more. */
async function confirmDraft({ db, who, community, now }: Doing, typed: string): Promise<boolean> {
  const draft = await draftOf(db, community, who)
  if (!draft) return false
  const member = who.member as MemberId
  const hash = isPaperCode(typed) ? hashOfCode(community, typed) : null
  const onPaper = hash !== null && draft.codes.includes(hash)
  const step = draft.key && hash === null ? await stepOfCode(draft.key, typed.replace(/\D/g, ''), now, 0) : null
  if (!onPaper && !step) return false
  const line = { key: draft.stored, confirmed_at: now, last_step: step ?? 0, made_at: draft.madeAt }
  await db
    .insertInto('second_factor')
    .values({ member, ...line })
    .onConflict((clash) => clash.column('member').doUpdateSet(line))
    .execute()
  await storeSheet({ db, who, now }, member, 'second step', draft.codes)
  if (hash) await useCode(community, db, typed, 'second step', now)
  await db.deleteFrom('second_factor_draft').where('member', '=', member).execute()
  // Other sessions gave the old one; they give the new one now.
  await db.updateTable('session').set({ second_factor_at: null }).where('login_id', '=', member).execute()
  await db.updateTable('session').set({ second_factor_at: now }).where('id', '=', who.session).execute()
  await tellAtEveryDoor(
    { db, community, now },
    member,
    {
      subject: 'Your second step was changed',
      words:
        'You set up a new second step to sign in. The old one does not work any more. If this was not you, ring us at once.',
      href: '/me/second-step',
    },
    null,
  )
  return true
}

/** Take a second step away, so that a new one can be set up. What was open with it is a member's again. */
export async function takeSecondStepAway(db: Tx, member: MemberId | string) {
  await db.deleteFrom('second_factor').where('member', '=', member).execute()
  await db.deleteFrom('second_factor_draft').where('member', '=', member).execute()
  await db.deleteFrom('paper_code').where('member', '=', member).where('kind', '=', 'second step').execute()
  await db.updateTable('session').set({ second_factor_at: null }).where('login_id', '=', member).execute()
}

exports('Your second step (when you set it up)', (db, member) =>
  db.selectFrom('second_factor').select(['made_at', 'confirmed_at']).where('member', '=', member).execute(),
)
