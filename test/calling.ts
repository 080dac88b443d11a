/** A volunteer at the phone desk, for tests: begins a call as the pages do, and goes on in it. */
import assert from 'node:assert/strict'
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
 * @param yes what the caller says yes to; null: it is not known yet who it is
 */
export async function ring(volunteer: Person, url: string, member: MemberId, yes: readonly string[] | null) {
  const begun = await volunteer.post('/phone/calls', { member })
  const call = /call=([0-9a-f-]{36})/.exec(begun.headers.get('set-cookie') ?? '')?.[1]
  assert.ok(call, `no call began: ${begun.status}`)
  const calling = new OnThePhone(volunteer, call, url)
  if (!yes) return calling
  const fields = new URLSearchParams([...yes.map((scope) => ['scopes[]', scope]), [callField, call]])
  const heard = await Person.prototype.post.call(calling, '/phone/call/consents', fields)
  assert.equal(heard.status, 303)
  return calling
}
