/** Questionnaires that come along, ready to be used or changed. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { Questionnaire } from './questionnaire.ts'

/** The ready studies, by the name of their file. */
export const readyNames = ['support-in-our-lives'] as const
export type ReadyName = (typeof readyNames)[number]

/** The questionnaire of a ready study, read and checked. */
export const readyQuestionnaire = (name: ReadyName): Questionnaire =>
  Questionnaire.parse(JSON.parse(readFileSync(path.join(import.meta.dirname, 'ready', `${name}.json`), 'utf8')))
