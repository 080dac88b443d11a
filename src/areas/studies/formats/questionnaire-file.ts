/** A questionnaire as it comes in a file: LimeSurvey's or REDCap's, or our own JSON. All of it runs where foreign files are read. */
import { depthOfJson, mostDepth } from '../../../kit/json-depth.ts'
import { type Refusal, refuse } from '../../../kit/refuse.ts'
import { faultsOf } from '../editing/faults.ts'
import { Questionnaire } from '../questionnaires/questionnaire.ts'
import type { Carried, NotCarried } from './carried.ts'
import { fromLimeSurvey } from './limesurvey.ts'
import { fromRedcap } from './redcap.ts'

/** Lines of what could not be carried: nobody reads more. */
const mostNotes = 1000

/** @returns what is in a file of another program, and what of it could not be carried; or why it cannot be read */
export function readForeignQuestionnaire(name: string, bytes: Uint8Array): Carried | NotCarried {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return { because: 'The letters of this file cannot be read. Save it as UTF-8, and try again.' }
  }
  const title = name.replace(/\.\w+$/, '').slice(0, 80) || 'A questionnaire'
  const found = /^\s*</.test(text) || /\.lss$/i.test(name) ? fromLimeSurvey(text) : fromRedcap(text, title)
  return 'because' in found ? found : { ...found, notes: found.notes.slice(0, mostNotes) }
}

/** @returns the questionnaire in our own JSON; or each fault of it, in words and by its place */
export function questionnaireFrom(json: string): { readonly questionnaire: Questionnaire } | Refusal {
  if (depthOfJson(json) > mostDepth) {
    const because = 'This is nested too deeply. Write its conditions more simply.'
    return refuse(because, 422, { json: because })
  }
  let whole: unknown
  try {
    whole = JSON.parse(json)
  } catch (error) {
    const place = /position (\d+)/.exec((error as Error).message)?.[1]
    const line = place ? json.slice(0, Number(place)).split('\n').length : null
    const because = `This is not JSON that can be read${line ? `. Look at line ${line}` : ''}. A bracket, quote or comma may be missing.`
    return refuse(because, 422, { json: because })
  }
  const read = Questionnaire.safeParse(whole)
  return read.success ? { questionnaire: read.data } : faultsOf(whole, read.error)
}
