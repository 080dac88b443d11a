/** What is wrong with a questionnaire, told by place: “Part 2, “You”, question “age”, answer 3: …”. Pure. */
import type { z } from 'zod'
import { type Refusal, refuse } from '../../../kit/refuse.ts'

const most = 40

const parts: Readonly<Record<string, string>> = {
  title: 'title',
  intro: 'said at the beginning',
  thanks: 'said at the end',
  languages: 'languages',
  sections: 'parts',
  questions: 'questions',
  id: 'name',
  ask: 'words',
  hint: 'hint',
  show: 'when it is asked',
  label: 'label',
  value: 'value',
  another: 'asked before it comes again',
  repeat: 'coming again',
  words: 'our own words',
  most: 'how many at most',
  from: 'least',
  to: 'most',
  kind: 'kind',
}

const at = (whole: unknown, key: PropertyKey): unknown =>
  typeof whole === 'object' && whole !== null ? (whole as Record<PropertyKey, unknown>)[key] : undefined
const named = (one: unknown) => {
  const id = at(one, 'id') ?? at(one, 'value')
  return typeof id === 'string' && id ? ` “${id.slice(0, 40)}”` : ''
}

/** Where a fault is, in words. */
export function placeOf(whole: unknown, path: readonly PropertyKey[]): string {
  const said: string[] = []
  let here = whole
  for (const [n, key] of path.entries()) {
    here = at(here, key)
    if (typeof key === 'number') {
      const list = path[n - 1]
      if (list === 'sections') said.push(`part ${key + 1}${named(here)}`)
      else if (list === 'questions') said.push(`question ${key + 1}${named(here)}`)
      else if (list === 'options') said.push(`answer ${key + 1}${named(here)}`)
      else if (list === 'bands') said.push(`band ${key + 1}`)
      else said.push(`number ${key + 1}`)
    } else if (typeof path[n + 1] !== 'number') said.push(parts[String(key)] ?? String(key).slice(0, 40))
  }
  const place = said.join(', ') || 'the whole'
  return place.charAt(0).toUpperCase() + place.slice(1)
}

const plain: Readonly<Record<string, (issue: z.core.$ZodIssue) => string | null>> = {
  invalid_type: ({ message }) =>
    !message.startsWith('Invalid input')
      ? null
      : /received undefined/.test(message)
        ? 'This is missing.'
        : 'This is of another kind than it must be.',
  unrecognized_keys: (issue) =>
    `There is no “${String((issue as { keys?: string[] }).keys?.[0] ?? '').slice(0, 40)}” here.`,
  invalid_union: ({ message }) => (message.startsWith('Invalid') ? 'This has not the shape it must have.' : null),
  too_small: (issue) => (issue.message.startsWith('Too small') ? 'There is too little here.' : null),
  too_big: (issue) => (issue.message.startsWith('Too big') ? 'There is too much here.' : null),
}

/** One line for each fault: where, and what. */
export const faultLines = (whole: unknown, { issues }: Pick<z.ZodError, 'issues'>): string[] =>
  issues.map((issue) => `${placeOf(whole, issue.path)}: ${plain[issue.code]?.(issue) ?? issue.message}`)

/**
 * Faults as a refusal. Each stands in `fields` under its path, such as `sections.0.questions.2.ask`, for a form that has
 * a field for it.
 */
export function faultsOf(whole: unknown, error: Pick<z.ZodError, 'issues'>): Refusal {
  const lines = faultLines(whole, error)
  const fields = Object.fromEntries(
    error.issues.slice(0, most).map(({ path }, n) => [path.map(String).join('.') || 'form', lines[n]!]),
  )
  return refuse(lines[0] ?? 'This cannot be asked.', 422, fields)
}
