/** The charity makes a study, says who runs it, and how people come in. */
import { sql } from 'kysely'
import { z } from 'zod'
import { newId } from '../../../kit/brand.ts'
import { refuse } from '../../../kit/refuse.ts'
import { task } from '../../../kit/task.ts'
import { optionalWords, words } from '../../../kit/typed-words.ts'
import { mustBeSteward } from '../../members/rules.ts'
import { arms } from '../analysis/variables.ts'
import { insideWall } from '../wall.ts'
import { drawMembersCode } from './members-code.ts'
import { phoneIn, slugOfTitle } from './rules.ts'
import { changing, onSide, seenAlready } from './sides.ts'

/** The field by which every task here names its study: its address. */
export const inAStudy = { study: z.string().max(80) }

const contactNeedsPhone = 'Give a phone number too: not everybody goes online.'
const names = {
  title: words(120, 'Give the study a name.'),
  run_by: words(300, 'Say who runs the study.'),
  contact: words(300, 'Say how the study can be reached.'),
}

/** Make a study, as a draft. Its name makes its address, unless another is chosen. @returns the address */
export const makeStudy = task('studies.make', {
  title: 'Make a study',
  doors: ['web'],
  who: 'Stewards',
  input: z.object({ ...names, slug: optionalWords(60) }),
  allowed: (_, { who }) => mustBeSteward(who),
  async run({ title, run_by, contact, slug: chosen }, doing) {
    if (!phoneIn(contact)) return refuse(contactNeedsPhone, 422, { contact: contactNeedsPhone })
    const slug = chosen ?? slugOfTitle(title)
    const unclear = 'Write the address with small letters, numbers and hyphens only.'
    if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(slug) || slug.length < 3) return refuse(unclear, 422, { slug: unclear })
    const taken = 'Another study has this address. Choose a different one.'
    const id = newId(doing.now.getTime())
    return insideWall(doing.db, doing.community, async (db) => {
      const { rows } = await sql`
        insert into study (id, slug, title, run_by, contact, made_at)
        select ${id}, ${slug}, ${title}, ${run_by}, ${contact}, ${doing.now}
        where ${slug} <> 'new'
        on conflict (slug) do nothing
        returning id`.execute(db)
      if (rows.length === 0) return refuse(taken, 422, { slug: taken })
      doing.about(id)
      return slug
    })
  },
})

/** Change the name of a study, who runs it, or how it is reached. Once it is open, only how it is reached. */
export const describeStudy = task('studies.describe', {
  title: 'Say what a study is called, who runs it and how it is reached',
  doors: ['web'],
  who: 'Stewards',
  input: z.object({ ...inAStudy, ...names }),
  allowed: onSide('charity'),
  run: ({ study: slug, title, run_by, contact }, doing) =>
    changing(doing, slug, async (db, study) => {
      if (!phoneIn(contact)) return refuse(contactNeedsPhone, 422, { contact: contactNeedsPhone })
      if (study.state !== 'draft' && title !== study.title)
        return seenAlready('People know the study by this name. It stays as it is.', 'title')
      if (study.state !== 'draft' && run_by !== study.run_by)
        return seenAlready('People were told who runs it. It stays as it is.', 'run_by')
      if (study.state !== 'draft' && contact !== study.contact)
        await db
          .insertInto('study_told')
          .values({ id: newId(), study: study.id, what: 'contact', words: study.contact, until: doing.now })
          .execute()
      await db.updateTable('study').set({ title, run_by, contact }).where('id', '=', study.id).execute()
      doing.about(study.id)
      return slug
    }),
})

/** Choose how people come in. Once a study is open, a way can be added and none taken away. */
export const chooseArms = task('studies.choose-arms', {
  title: 'Choose how people come in to a study',
  doors: ['web'],
  who: 'Stewards',
  input: z.object({
    ...inAStudy,
    arms: z
      .union([z.string().transform((one) => [one]), z.array(z.string())], { error: 'Choose one way at least.' })
      .pipe(
        z
          .array(z.enum(arms, { error: 'Choose one of the ways.' }))
          .min(1, 'Choose one way at least.')
          .max(3),
      ),
  }),
  allowed: onSide('charity'),
  run: ({ study: slug, arms: chosen }, doing) =>
    changing(doing, slug, async (db, study) => {
      const all = arms.filter((arm) => chosen.includes(arm))
      if (study.state !== 'draft' && study.arms.some((arm) => !all.includes(arm)))
        return seenAlready('People may be on their way in by it. A way can be added, not taken away.', 'arms')
      await sql`update study set arms = ${all} where id = ${study.id}`.execute(db)
      if (study.state === 'open' && all.includes('members')) await drawMembersCode(db, doing, study.id)
      doing.about(study.id)
      return all
    }),
})
