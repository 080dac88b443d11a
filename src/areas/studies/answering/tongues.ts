/** Which of a study's languages a page comes in, before and after somebody has begun. */
import { sql } from 'kysely'
import { each, type Html, html, when } from '../../../kit/html.ts'
import { isRefusal, notFound, type Refusal } from '../../../kit/refuse.ts'
import type { Ctx } from '../../../kit/web.ts'
import { slugOf } from '../doors.ts'
import { english, type House, houseOf, localeOf } from '../questionnaires/house.ts'
import { type Questionnaire, spokenIn } from '../questionnaires/questionnaire.ts'
import { couldBeSlug } from '../slug.ts'
import { asResearch } from '../wall.ts'
import { participantHere } from './participant.ts'

/** The language that was chosen on the page before; else the first of theirs, as their browser tells, that there is. */
export function languageFor(c: Ctx, languages: readonly string[], chosen?: unknown): string {
  const read = (c.req.header('accept-language') ?? '').slice(0, 200).split(',')
  const wanted = [chosen, c.req.query('language'), ...read.map((one) => one.trim().split(/[-;]/)[0]!.toLowerCase())]
  const offered = (one: unknown): one is string => typeof one === 'string' && languages.includes(one)
  return wanted.find(offered) ?? languages[0]!
}

/** A study's title is in its own language; its questions have theirs in each. */
export const titleIn = (title: string, content: Questionnaire, language: string) =>
  language === content.languages[0] ? title : spokenIn(content.title, language)

/** A language by its own name: Cymraeg, not Welsh. */
export const languageName = (code: string) => {
  const name = new Intl.DisplayNames([code], { type: 'language' }).of(code) ?? code
  return name[0]!.toUpperCase() + name.slice(1)
}

/** The other languages, each by its own name, first of all: whoever reads none of the page finds theirs. */
export const otherLanguages = (languages: readonly string[], language: string): Html => {
  const others = languages.filter((one) => one !== language)
  return when(
    others.length > 0,
    () =>
      html`<p class="steps">${each(others, (one) => html`<a href="?language=${one}" lang="${localeOf(one)}" hreflang="${localeOf(one)}">${languageName(one)}</a> `)}</p>`,
  )
}

export interface Spoken {
  readonly house: House
  /** the study's title in it */
  readonly title: string
  /** what else the page could come in */
  readonly languages: readonly string[]
}

/**
 * How the house speaks on a page of a study beside the questions: in the language of the page before, in the one that
 * whoever is here answers in, or in one that their browser asks for.
 *
 * @param chosen what the form says that was sent
 */
export async function tongueOfStudy(c: Ctx, chosen?: unknown): Promise<Spoken> {
  const so = await participantHere(c)
  const found = await asResearch<{ title: string; content: Questionnaire | null } | Refusal>(
    c.var.community,
    async (db) => {
      if (!couldBeSlug(slugOf(c))) return notFound('study')
      const { rows } = await sql<{ title: string; content: Questionnaire | null }>`
        select title, (
          select content from questionnaire
          where study = study.id
          order by questionnaire.state = 'open' desc, version desc
          limit 1
        ) as content
        from study where slug = ${slugOf(c)}`.execute(db)
      return rows[0] ?? { title: '', content: null }
    },
  )
  if (isRefusal(found)) return { house: english, title: '', languages: ['en'] }
  const { title, content } = found
  if (!content) return { house: english, title, languages: ['en'] }
  const own = so && !isRefusal(so) ? so.language : undefined
  const language = languageFor(c, content.languages, chosen ?? c.req.query('language') ?? own)
  return {
    house: houseOf(content, language),
    title: titleIn(title, content, language),
    languages: content.languages,
  }
}
