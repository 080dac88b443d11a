/**
 * The small language in which REDCap says when a field is shown, to conditions of ours and back.
 * Source: REDCap Help & FAQ, "Branching Logic".
 */
import type { Condition, Questionnaire } from '../questionnaires/questionnaire.ts'
import { valueFrom } from './carried.ts'

/** Tokens of branching logic: [name], [name(code)], operators, 'text', numbers and brackets. */
const token =
  /\s*(?:\[([\w-]+)(?:\(([^)]+)\))?\]|(<>|!=|<=|>=|=|<|>)|'([^']*)'|"([^"]*)"|(-?\d+(?:\.\d+)?)|(\(|\))|(and|or)\b)/iy

interface Token {
  readonly kind: 'field' | 'sign' | 'text' | 'bracket' | 'word'
  readonly text: string
  readonly code?: string | undefined
}

function tokensOf(logic: string): Token[] | null {
  const tokens: Token[] = []
  token.lastIndex = 0
  while (token.lastIndex < logic.trimEnd().length) {
    const found = token.exec(logic)
    if (!found || tokens.length > 200) return null
    const [, field, code, sign, single, double, number, bracket, word] = found
    if (field) tokens.push({ kind: 'field', text: field, code })
    else if (sign) tokens.push({ kind: 'sign', text: sign })
    else if (bracket) tokens.push({ kind: 'bracket', text: bracket })
    else if (word) tokens.push({ kind: 'word', text: word.toLowerCase() })
    else tokens.push({ kind: 'text', text: single ?? double ?? number ?? '' })
  }
  return tokens
}

/** Branching logic as a condition of ours; undefined when something in it has no counterpart. */
export function conditionFrom(
  logic: string,
  names: ReadonlyMap<string, string>,
  codes: ReadonlyMap<string, ReadonlyMap<string, string>>,
): Condition | undefined {
  const tokens = tokensOf(logic)
  if (!tokens) return undefined
  let at = 0
  const either = (): Condition | undefined => joined('or', 'any', both)
  const both = (): Condition | undefined => joined('and', 'all', single)
  function joined(word: string, as: 'all' | 'any', inner: () => Condition | undefined): Condition | undefined {
    const parts: (Condition | undefined)[] = [inner()]
    while (tokens![at]?.kind === 'word' && tokens![at]!.text === word) {
      at++
      parts.push(inner())
    }
    if (parts.some((part) => part === undefined)) return undefined
    return parts.length === 1 ? parts[0] : ({ [as]: parts } as unknown as Condition)
  }
  function single(): Condition | undefined {
    if (tokens![at]?.text === '(') {
      at++
      const inner = either()
      return tokens![at++]?.text === ')' ? inner : undefined
    }
    const [field, sign, text] = [tokens![at++], tokens![at++], tokens![at++]]
    const question = field?.kind === 'field' ? names.get(field.text) : undefined
    if (!question || sign?.kind !== 'sign' || text?.kind !== 'text') return undefined
    return compared(question, sign.text, text.text, codes.get(field!.text), field!.code)
  }
  const condition = either()
  return at === tokens.length ? condition : undefined
}

function compared(
  question: string,
  sign: string,
  text: string,
  known: ReadonlyMap<string, string> | undefined,
  code: string | undefined,
): Condition | undefined {
  const not = (condition: Condition): Condition => ({ not: condition })
  // [field(2)] = '1': the second box is ticked.
  if (code !== undefined) {
    const ticked: Condition = { question, is: [known?.get(code) ?? valueFrom(code)] }
    return (sign === '=') === (text === '1') ? ticked : not(ticked)
  }
  if (text === '') return sign === '=' ? { question, answered: false } : { question, answered: true }
  if (sign === '=' || sign === '<>' || sign === '!=') {
    const is: Condition = known
      ? { question, is: [known.get(text) ?? valueFrom(text)] }
      : Number.isFinite(Number(text))
        ? { question, atLeast: Number(text), atMost: Number(text) }
        : { question, is: [valueFrom(text)] }
    return sign === '=' ? is : not(is)
  }
  const number = Number(text)
  if (!Number.isFinite(number) || known) return undefined
  if (sign === '>=') return { question, atLeast: number }
  if (sign === '<=') return { question, atMost: number }
  return sign === '>' ? not({ question, atMost: number }) : not({ question, atLeast: number })
}

/** A condition of ours as branching logic. */
export function logicOf(condition: Condition, questionnaire: Questionnaire): string {
  const many = (name: string) =>
    questionnaire.sections.some(({ questions }) => questions.some((one) => one.id === name && one.kind === 'many'))
  const bracketed = (parts: string[], word: string) => (parts.length === 1 ? parts[0]! : `(${parts.join(` ${word} `)})`)
  if ('all' in condition)
    return bracketed(
      condition.all.map((one) => logicOf(one, questionnaire)),
      'and',
    )
  if ('any' in condition)
    return bracketed(
      condition.any.map((one) => logicOf(one, questionnaire)),
      'or',
    )
  if ('not' in condition) return negated(condition.not)
  const { question } = condition
  if ('answered' in condition) return `[${question}] ${condition.answered ? '<>' : '='} ''`
  if ('is' in condition)
    return bracketed(
      condition.is.map((one) => (many(question) ? `[${question}(${one})] = '1'` : `[${question}] = '${one}'`)),
      'or',
    )
  const ends = [
    condition.atLeast === undefined ? '' : `[${question}] >= ${condition.atLeast}`,
    condition.atMost === undefined ? '' : `[${question}] <= ${condition.atMost}`,
  ].filter(Boolean)
  return bracketed(ends, 'and')

  /** REDCap's language has no "not": it is brought inside. */
  function negated(inner: Condition): string {
    if ('not' in inner) return logicOf(inner.not, questionnaire)
    if ('all' in inner) return bracketed(inner.all.map(negated), 'or')
    if ('any' in inner) return bracketed(inner.any.map(negated), 'and')
    if ('answered' in inner) return logicOf({ ...inner, answered: !inner.answered }, questionnaire)
    if ('is' in inner)
      return bracketed(
        inner.is.map((one) =>
          many(inner.question) ? `[${inner.question}(${one})] = '0'` : `[${inner.question}] <> '${one}'`,
        ),
        'and',
      )
    const ends = [
      inner.atLeast === undefined ? '' : `[${inner.question}] < ${inner.atLeast}`,
      inner.atMost === undefined ? '' : `[${inner.question}] > ${inner.atMost}`,
    ].filter(Boolean)
    return bracketed(ends, 'or')
  }
}
