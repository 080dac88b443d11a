/** Members of a list that the charity keeps elsewhere: first a look at what would happen, row by row, then it happens. */
import { z } from 'zod'
import type { Db, Tx } from '../../kit/database.ts'
import { foreignFile, readForeign } from '../../kit/foreign-file.ts'
import { isRefusal, type Refusal, refuse, yes } from '../../kit/refuse.ts'
import { task } from '../../kit/task.ts'
import { isSteward } from '../../kit/who.ts'
import { letIn } from '../conversations/letting-in.ts'
import { type CircleId, circlesFor } from '../conversations/store.ts'
import { type Brought, bringMember, membersAmong } from '../members/bringing.ts'
import { heldRoles } from '../members/roles.ts'
import { Email, Name } from '../members/tasks.ts'
import { dayFrom, mostLetters, type Row, type rowsOf } from './members-file.ts'

export interface Planned {
  readonly line: number
  readonly name: string
  readonly email: string
  /** what would happen, or has happened, to this row */
  readonly as: 'new' | 'there' | 'problem'
  /** one sentence: why not, or what comes with it */
  readonly because: string
}

interface Ready extends Planned {
  readonly person: (Brought & { circles: readonly CircleId[] }) | null
}

const membersFile = foreignFile<typeof rowsOf>(new URL('./members-file.ts', import.meta.url), 'rowsOf')

/** @returns what would happen to each row; nothing is changed. Or why the file cannot be read. */
export async function planMembers(db: Db | Tx, text: string, now: Date): Promise<readonly Ready[] | Refusal> {
  const rows = await readMembers(text)
  return isRefusal(rows) ? rows : planned(db, rows, now)
}

const readMembers = (text: string) => readForeign(membersFile, 'file', text)

async function planned(db: Db | Tx, rows: readonly Row[], now: Date): Promise<readonly Ready[]> {
  const known = await membersAmong(
    db,
    rows.map(({ fields }) => fields.email.toLowerCase()),
  )
  const circles = new Map(
    (await circlesFor(db, null)).flatMap(({ id, slug, name }) => [
      [slug, id],
      [name.toLowerCase(), id],
    ]),
  )
  const seen = new Map<string, number>()
  return rows.map((row) => {
    const planned = planRow(row, { circles, known, seen, now })
    if (planned.person) seen.set(planned.email, row.line)
    return planned
  })
}

interface Around {
  readonly circles: ReadonlyMap<string, CircleId>
  readonly known: ReadonlySet<string>
  readonly seen: ReadonlyMap<string, number>
  readonly now: Date
}

function planRow({ line, fields, problem }: Row, { circles, known, seen, now }: Around): Ready {
  const say = (as: Planned['as'], because: string, person: Ready['person'] = null): Ready => ({
    line,
    name: fields.name.slice(0, 60),
    email: fields.email.toLowerCase().slice(0, 254),
    as,
    because,
    person,
  })
  if (problem) return say('problem', problem)
  if (fields.email === '') return say('problem', 'It has no email address. Send this person a code in a letter.')
  const email = Email.safeParse(fields.email)
  if (!email.success) return say('problem', 'This is not an email address.')
  if (known.has(email.data)) return say('there', 'A member has this address. Nothing changes.')
  if (seen.has(email.data)) return say('problem', `Line ${seen.get(email.data)} has the same address.`)
  const name = Name.safeParse(fields.name)
  if (!name.success) return say('problem', fields.name ? name.error.issues[0]!.message : 'It has no name.')
  const role = heldRoles.find((one) => one === (fields.role.toLowerCase() || 'member'))
  if (!role)
    return say('problem', `There is no role “${fields.role.slice(0, 40)}”. Use one of: ${heldRoles.join(', ')}.`)
  if (role === 'clinician') return say('problem', 'Bring this person as a member, then say who they are on their page.')
  const joined = fields.joined === '' ? now : dayFrom(fields.joined)
  if (!joined)
    return say('problem', `“${fields.joined.slice(0, 40)}” is not a day. Write it as in 2019-05-04 or 4/5/2019.`)
  if (joined.getTime() > now.getTime() + 86_400_000) return say('problem', 'The day they joined is still to come.')
  const wanted = fields.circles
    .split(/[,;|\n]/)
    .map((one) => one.trim())
    .filter(Boolean)
  const missing = wanted.find((one) => !circles.has(one.toLowerCase()))
  if (missing) return say('problem', `There is no circle “${missing.slice(0, 60)}”.`)
  const inside = [...new Set(wanted.map((one) => circles.get(one.toLowerCase())!))]
  const comes = [role, ...(wanted.length > 0 ? [`in ${wanted.join(', ')}`] : [])].join(', ')
  return say('new', `As a ${comes}.`, { name: name.data, email: email.data, role, joined, circles: inside })
}

/** Bring every row that can be; the others are named with their reason. A second time changes nothing. */
export async function bring(db: Tx, text: string, now: Date): Promise<readonly Planned[] | Refusal> {
  const rows = await readMembers(text)
  return isRefusal(rows) ? rows : bringRows(db, rows, now)
}

async function bringRows(db: Tx, rows: readonly Row[], now: Date): Promise<readonly Planned[]> {
  const all = await planned(db, rows, now)
  for (const { person } of all) {
    if (!person) continue
    const member = await bringMember(db, person)
    for (const circle of person.circles) await letIn(db, circle, member)
  }
  return all
}

export const bringMembers = task('moving-in.bring-members', {
  title: 'Bring members from a list',
  doors: ['web'],
  who: 'Stewards',
  input: z.object({
    text: z
      .string({ error: 'Choose the file.' })
      .min(1, 'Choose the file.')
      .max(mostLetters, 'This file is too big. Cut it in parts.'),
  }),
  allowed: (_, { who }) =>
    isSteward(who) ? yes : refuse('Only stewards can bring members from a list.', who.member ? 403 : 401),
  prepare: ({ text }) => readMembers(text),
  run: (_, { db, now }, rows) => bringRows(db, rows, now),
})
