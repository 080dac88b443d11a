/** The person cared for: no name, no exact birth date. Every field is optional and has its own sharing choice. */
import { z } from 'zod'
import type { Condition } from '../../kit/community.ts'
import type { Db, Tx } from '../../kit/database.ts'
import { exports } from '../../kit/exports.ts'
import { refuse } from '../../kit/refuse.ts'
import { task } from '../../kit/task.ts'
import type { MemberId } from '../../kit/who.ts'
import { mustBeSignedIn } from './rules.ts'

declare module '../../kit/database.ts' {
  interface Tables {
    cared_for: { member: string; field: Field; value: string; shared: boolean; changed_at: Date }
  }
}

const yesNo = ['yes', 'no', 'it changes']

/**
 * What can be told, with the answers that are offered. Ages are bands, because in a population of 2,500
 * single years together with region and variant would point at single families (DOMAIN, rules).
 */
export const fields = {
  age: {
    label: 'Age',
    question: 'How old are they?',
    options: ['under 2', '2 to 4', '5 to 10', '11 to 15', '16 to 17', '18 to 25', '26 to 40', 'over 40'],
    sharedAtFirst: true,
  },
  nation: {
    label: 'Nation',
    question: 'Where do they live?',
    options: ['England', 'Scotland', 'Wales', 'Northern Ireland', 'Republic of Ireland', 'somewhere else'],
    sharedAtFirst: true,
  },
  variant: { label: 'Kind', question: 'Which kind do they have?', options: null, sharedAtFirst: false },
  stage: { label: 'Stage of life', question: 'Which stage of life fits now?', options: null, sharedAtFirst: false },
  walks: { label: 'Walking', question: 'Do they walk?', options: ['yes', 'with help', 'no'], sharedAtFirst: false },
  seizures: { label: 'Seizures', question: 'Do they have seizures (fits)?', options: yesNo, sharedAtFirst: false },
  tube: {
    label: 'Feeding tube',
    question: 'Are they fed by tube?',
    options: ['yes', 'partly', 'no'],
    sharedAtFirst: false,
  },
  talks: {
    label: 'How they tell us things',
    question: 'How do they tell you things?',
    options: ['with words', 'with their eyes', 'with a device', 'with sounds and looks', 'we are still finding out'],
    sharedAtFirst: false,
  },
  diagnosed: {
    label: 'Diagnosis',
    question: 'When was the diagnosis?',
    options: [
      'still waiting',
      'within the last year',
      '1 to 2 years ago',
      '3 to 5 years ago',
      '6 to 10 years ago',
      'more than 10 years ago',
      'I don’t know',
    ],
    sharedAtFirst: false,
  },
  family: {
    label: 'Who cares with me',
    question: 'Who shares the caring at home?',
    options: ['I care on my own', 'my partner', 'other family'],
    sharedAtFirst: false,
  },
  siblings: {
    label: 'Brothers and sisters',
    question: 'Are there brothers or sisters at home?',
    options: ['yes', 'no'],
    sharedAtFirst: false,
  },
} as const satisfies Record<
  string,
  { label: string; question: string; options: readonly string[] | null; sharedAtFirst: boolean }
>
export type Field = keyof typeof fields
export const fieldNames = Object.keys(fields) as Field[]
export const isField = (name: string): name is Field => Object.hasOwn(fields, name)

/** The answers offered for a field; variants and stages come from the condition's file. */
export function optionsFor(field: Field, condition: Condition): readonly { value: string; label: string }[] {
  if (field === 'stage') return condition.stages.map(({ id, name }) => ({ value: id, label: beginning(name) }))
  const options = field === 'variant' ? condition.variants : (fields[field].options ?? [])
  return options.map((value) => ({ value, label: beginning(value) }))
}

/** As an answer begins, also where it stands as a sentence. */
const beginning = (words: string) => words.charAt(0).toUpperCase() + words.slice(1)

export const caredForBy = (db: Db | Tx, member: MemberId | string) =>
  db.selectFrom('cared_for').select(['field', 'value', 'shared', 'changed_at']).where('member', '=', member).execute()

/** Only what the member chose to share with other members. */
export const sharedOf = (db: Db | Tx, member: MemberId | string) =>
  db
    .selectFrom('cared_for')
    .select(['field', 'value'])
    .where('member', '=', member)
    .where('shared', '=', true)
    .execute()

/** Tell one thing, change it, or take it away (an empty value). */
export const tellCaredFor = task('members.tell-cared-for', {
  title: 'Tell something about the person I care for',
  doors: ['web', 'phone', 'letter'],
  who: 'Members, about the person they care for',
  input: z.object({
    field: z.enum(fieldNames, { error: 'We could not find that question.' }),
    value: z.string().max(80).default(''),
    shared: z.enum(['yes', 'no'], { error: 'Choose who may see it.' }).default('no'),
  }),
  allowed: (_, { who }) => mustBeSignedIn(who),
  async run({ field, value, shared }, { db, who, now, community }) {
    const member = who.member!
    if (value && !optionsFor(field, community.condition).some((option) => option.value === value))
      return refuse('Choose from the list.', 422, { value: 'Choose from the list.' })
    if (value) {
      const line = { value, shared: shared === 'yes', changed_at: now }
      await db
        .insertInto('cared_for')
        .values({ member, field, ...line })
        .onConflict((clash) => clash.columns(['member', 'field']).doUpdateSet(line))
        .execute()
    } else await db.deleteFrom('cared_for').where('member', '=', member).where('field', '=', field).execute()
    // The nation shown beside a name is this answer, when it is shared.
    if (field === 'nation')
      await db
        .updateTable('member')
        .set({ nation: value && shared === 'yes' ? value : null })
        .where('id', '=', member)
        .execute()
    return field
  },
})

exports('The person you care for', caredForBy)
