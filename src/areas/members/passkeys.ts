/** Passkeys of a member: kept by Better Auth, added and taken away here. */
import { z } from 'zod'
import type { Db } from '../../kit/database.ts'
import { exports } from '../../kit/exports.ts'
import { notFound, refuse } from '../../kit/refuse.ts'
import { task } from '../../kit/task.ts'
import type { MemberId } from '../../kit/who.ts'
import { type Auth, authOf } from './auth.ts'
import { mustBeSignedIn } from './rules.ts'

declare module '../../kit/database.ts' {
  interface Tables {
    passkey: {
      id: string
      login_id: string
      name: string | null
      device_type: string
      backed_up: boolean
      created_at: Date
    }
  }
}

type Answer = NonNullable<Parameters<Auth['api']['verifyPasskeyRegistration']>[0]>['body']['response']

export const passkeysOf = (db: Db, member: MemberId) =>
  db
    .selectFrom('passkey')
    .select(['id', 'backed_up', 'created_at'])
    .where('login_id', '=', member)
    .orderBy('created_at')
    .execute()

/** Add what the browser made. The headers carry the session and the challenge it answers. */
export const addPasskey = task('members.add-passkey', {
  title: 'Add a passkey to sign in with',
  doors: ['web'],
  who: 'Members, for themselves',
  input: z.object({
    response: z.custom<Answer>(
      (value) => typeof value === 'object' && value !== null,
      'Nothing came from your device.',
    ),
    headers: z.instanceof(Headers),
  }),
  allowed: (_, { who }) => mustBeSignedIn(who),
  async run({ response, headers }, { community }) {
    const answer = await (await authOf(community)).api.verifyPasskeyRegistration({
      body: { response },
      headers,
      asResponse: true,
    })
    return answer.ok ? true : refuse('That did not work. Your device may have taken too long. Please try again.')
  },
})

export const endPasskey = task('members.end-passkey', {
  title: 'Take a passkey away',
  doors: ['web', 'phone'],
  who: 'The member whose passkey it is',
  input: z.object({ passkey: z.string({ error: 'Choose a passkey.' }).max(60) }),
  allowed: (_, { who }) => mustBeSignedIn(who),
  async run({ passkey }, { db, who }) {
    const gone = await db
      .deleteFrom('passkey')
      .where('id', '=', passkey)
      .where('login_id', '=', who.member!)
      .executeTakeFirst()
    return gone.numDeletedRows === 0n ? notFound('passkey') : true
  },
})

exports('Passkeys (when they were added)', (db, member) =>
  db.selectFrom('passkey').select(['device_type', 'backed_up', 'created_at']).where('login_id', '=', member).execute(),
)
