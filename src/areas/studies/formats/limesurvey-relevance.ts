/** When LimeSurvey asks a question, as a condition of ours. Source: LimeSurvey Manual, "ExpressionScript". */
import type { Condition } from '../questionnaires/questionnaire.ts'
import { valueFrom } from './carried.ts'

const mostLetters = 2000

/**
 * The part of ExpressionScript that says "this was answered so", joined by and, or.
 *
 * @param names of questions here, by LimeSurvey's codes
 * @param codes of answers here, by question and LimeSurvey's codes
 * @returns undefined when something in it has no counterpart
 */
export function relevanceOf(
  relevance: string,
  names: ReadonlyMap<string, string>,
  codes: ReadonlyMap<string, ReadonlyMap<string, string>>,
): Condition | undefined {
  // Ours are short; longer ones are not read, for they could be written to be dear.
  if (relevance.length > mostLetters) return undefined
  const bare = relevance.replace(/^\{|\}$/g, '').trim()
  const split = (text: string, by: RegExp): string[] => {
    const parts: string[] = []
    let depth = 0
    let from = 0
    for (let at = 0; at < text.length; at++) {
      if (text[at] === '(') depth++
      if (text[at] === ')') depth--
      const found = depth === 0 ? by.exec(text.slice(at)) : null
      if (!found) continue
      parts.push(text.slice(from, at))
      at += found[0].length - 1
      from = at + 1
    }
    return [...parts, text.slice(from)].map((part) => part.trim())
  }
  const read = (text: string, depth = 0): Condition | undefined => {
    if (depth > 20) return undefined
    const inner = /^\((.*)\)$/s.exec(text)
    if (inner && split(text, /^\s(?:and|or)\s|^(?:&&|\|\|)/i).length === 1) return read(inner[1]!.trim(), depth + 1)
    for (const [by, as] of [
      [/^\s+or\s+|^\|\|/i, 'any'],
      [/^\s+and\s+|^&&/i, 'all'],
    ] as const) {
      const parts = split(text, by)
      if (parts.length === 1) continue
      const all = parts.map((part) => read(part, depth + 1))
      return all.some((one) => !one) ? undefined : ({ [as]: all } as unknown as Condition)
    }
    const one = /^([A-Za-z]\w*?)(?:_(\w+))?(?:\.(?:NAOK|value|shown))?\s*(==|!=|eq|ne)\s*["']([^"']*)["']$/.exec(text)
    if (!one) return undefined
    const [, code, sub, sign, value] = one
    const condition = answeredSo(code!, sub, value!)
    return condition && (sign === '!=' || sign === 'ne' ? { not: condition } : condition)
  }
  const answeredSo = (code: string, sub: string | undefined, value: string): Condition | undefined => {
    const line = sub && names.get(`${code}_${sub}`)
    const question = line || names.get(code)
    if (!question) return undefined
    if (sub && !line) return value === 'Y' ? { question, is: [codes.get(code)?.get(sub) ?? valueFrom(sub)] } : undefined
    return { question, is: [codes.get(line ? `${code}_${sub}` : code)?.get(value) ?? valueFrom(value)] }
  }
  return read(bare)
}
