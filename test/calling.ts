/** A volunteer at the phone desk, for tests: begins a call as the pages do, and goes on in it. */
import assert from 'node:assert/strict'
import { makePhoneCodes } from '../src/doors/phone/phone-codes.ts'
import { isPrivate, type Scope } from '../src/doors/phone/rules.ts'
import type { Community } from '../src/kit/community.ts'
import { isRefusal } from '../src/kit/refuse.ts'
import { perform } from '../src/kit/task.ts'
import { callField } from '../src/kit/web.ts'
import type { MemberId } from '../src/kit/who.ts'
import { Person } from './harness.ts'

/** A volunteer while a call goes on in their browser. */
export class OnThePhone extends Person {
  readonly #volunteer: Person
  readonly call: string

  constructor(volunteer: Person, call: string, url: string) {
    super(volunteer.community, volunteer.who, url)
    this.#volunteer = volunteer
    this.call = call
  }

  override async cookie() {
    return `${await this.#volunteer.cookie()}; call=${this.call}`
  }

  /** Send a form that was shown in this call. */
  override async post(path: string, fields: Record<string, string>, headers: Record<string, string> = {}) {
    return super.post(path, { ...fields, [callField]: this.call }, headers)
  }
}

/**
 * Begin a call.
 *
 * @param yes what the caller says yes to; null: it is not known yet who it is. What is private is confirmed with a
 * code from the caller's list
 */
export async function ring(volunteer: Person, url: string, member: MemberId, yes: readonly string[] | null) {
  const begun = await volunteer.post('/phone/calls', { member })
  const call = /call=([0-9a-f-]{36})/.exec(begun.headers.get('set-cookie') ?? '')?.[1]
  assert.ok(call, `no call began: ${begun.status}`)
  const calling = new OnThePhone(volunteer, call, url)
  if (!yes) return calling
  const plain = yes.filter((scope) => !isPrivate(scope as Scope))
  const fields = new URLSearchParams([...plain.map((scope) => ['scopes[]', scope]), [callField, call]])
  const heard = await Person.prototype.post.call(calling, '/phone/call/consents', fields)
  assert.equal(heard.status, 303)
  await confirms(
    calling,
    member,
    yes.filter((scope) => isPrivate(scope as Scope)),
  )
  return calling
}

/** The caller reads out a code for each of these private things. */
export async function confirms(calling: OnThePhone, member: MemberId, scopes: readonly string[]) {
  if (scopes.length === 0) return
  const codes = await listOf(calling.community, member)
  for (const [index, scope] of scopes.entries()) {
    const opened = await calling.post('/phone/call/private', { scope, 'phone-code': codes[index]!, to: '/phone/call' })
    assert.equal(opened.status, 303, scope)
  }
}

/** A new list of phone codes, made by a member for themselves. */
export async function listOf(community: Community, member: MemberId): Promise<string[]> {
  const who = { member, name: '', role: 'member', roleHeld: 'member', session: null } as const
  const codes = await perform(makePhoneCodes, {}, { community, who, via: 'web' })
  assert.ok(!isRefusal(codes))
  return codes
}
