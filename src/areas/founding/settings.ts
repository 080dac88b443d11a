/** The choices of a community that its stewards may change. */
import { sql } from 'kysely'
import { z } from 'zod'
import { task } from '../../kit/task.ts'
import { optionalWords } from '../../kit/typed-words.ts'
import { stewardOnly } from './circles.ts'
import { CommunityName } from './rules.ts'

const Address = z
  .string()
  .trim()
  .max(254, 'That email address is too long.')
  .pipe(z.union([z.literal(''), z.email('Type an email address like name@example.org.')]))
  .default('')

export const changeSettings = task('founding.change-settings', {
  title: 'Change the settings of the community',
  doors: ['web', 'phone'],
  who: 'Stewards',
  input: z.object({
    name: CommunityName,
    runBy: optionalWords(120),
    photosOfPeople: z.literal('yes').optional(),
    mailName: optionalWords(60),
    mailReplyTo: Address,
  }),
  allowed: stewardOnly,
  async run({ name, runBy, photosOfPeople, mailName, mailReplyTo }, { db, community }) {
    const settings = JSON.stringify({
      runBy: runBy || undefined,
      photosOfPeople: photosOfPeople === 'yes' || undefined,
      mailName: mailName || undefined,
      mailReplyTo: mailReplyTo || undefined,
    })
    await sql`
      update public.community
      set name = ${name},
        settings = (settings - array['runBy', 'photosOfPeople', 'mailName', 'mailReplyTo']) || ${settings}::jsonb
      where id = ${community.id}`.execute(db)
  },
})
