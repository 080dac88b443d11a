/** What a member needs now, on their first page, in their letter and on the page of a return. */
import type { Condition } from '../../../kit/community.ts'
import { type AnswerField, type Asked, type Line, list } from '../../../kit/lists.ts'
import { needsOf, type OwnNeed, whatNames, whats } from './needs.ts'
import { needTitle, sinceWords } from './rules.ts'

const stillSo: AnswerField = {
  field: 'still',
  label: 'Is this still so?',
  options: [
    { value: 'yes', label: 'Yes' },
    { value: 'no', label: 'Not any more' },
  ],
}

const whatElse: readonly AnswerField[] = [
  { field: 'what', label: 'I need', options: whatNames.map((value) => ({ value, label: whats[value] })) },
  { field: 'topic', label: 'What is it about? Leave it empty for anything.' },
  { field: 'since', label: 'Since when?' },
  { field: 'words', label: 'Anything you want to add' },
]

const lineOf = (need: OwnNeed, condition: Condition): Line => ({
  title: needTitle(need, condition),
  href: `/needs/${need.id}`,
  about: need.since_words ? `Since when: ${sinceWords(need)}` : undefined,
  offline: 'Ring or write to us, and we look for what may help.',
  answer: { task: 'support.confirm-need', input: { need: need.id }, asks: [stillSo] },
})

const newNeed = (any: boolean): Line => ({
  title: any ? 'Change this list' : 'Tell us what you need',
  href: any ? '/me/needs' : '/me/needs/new',
  about: any ? undefined : 'It takes a minute. Then all that may help is in one place.',
  answer: { task: 'support.add-need', input: {}, asks: whatElse },
})

export const needsNow = list({
  name: 'support.needs',
  heading: 'What you need now',
  on: ['today', 'letter', 'return'],
  position: 10,
  async lines({ db, reader, community }: Asked) {
    const needs = reader.needs.length > 0 ? await needsOf(db, reader.member) : []
    return [...needs.map((need) => lineOf(need, community.condition)), newNeed(needs.length > 0)]
  },
})
