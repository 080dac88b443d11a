/** Somebody who takes part in a study with a browser: keeps cookies, follows where a form leads, presses buttons. */
import { sql } from 'kysely'
import { codeOf, returnHashOf } from '../src/areas/studies/codes.ts'
import { newId } from '../src/kit/brand.ts'
import type { Community } from '../src/kit/community.ts'
import type { ReadyStudy } from './studying.ts'

/** A place's code, which lets in as many as come. */
export async function placeCode({ db, ...community }: Community, study: string): Promise<string> {
  const [place, id] = [newId(), newId()]
  const hash = returnHashOf(community, codeOf(community, id))
  await sql`
    insert into study_place (id, study, name, online, made_at) values (${place}, ${study}, 'A forum', true, now())`.execute(
    db,
  )
  await sql`
    insert into study_code (id, study, arm, place, hash, made_at)
    values (${id}, ${study}, 'places', ${place}, ${hash}, now())`.execute(db)
  return codeOf(community, id)
}

export class TakingPart {
  readonly #url: string
  readonly #cookies = new Map<string, { value: string; path: string }>()
  path = ''
  status = 0
  html = ''
  /** the last form that was sent led on, so what was in it is kept; `path` is where it led, also when that page did not come */
  acknowledged = false

  constructor(url: string) {
    this.#url = url
  }

  get cookies() {
    return this.#cookies
  }

  /** What stands between tags, in one line. */
  get words() {
    return this.html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')
  }

  get code() {
    return /[B-Y]{4}-[B-Y]{4}- ?[B-Y]{4}-[B-Y]{4}/.exec(this.words)?.[0].replace(' ', '') ?? ''
  }

  async #ask(path: string, init: RequestInit = {}): Promise<this> {
    const cookie = [...this.#cookies]
      .filter(([, one]) => path.startsWith(one.path))
      .map(([name, { value }]) => `${name}=${value}`)
      .join('; ')
    const answer = await fetch(this.#url + path, {
      redirect: 'manual',
      ...init,
      headers: { ...(cookie ? { cookie } : {}), origin: this.#url },
    })
    for (const one of answer.headers.getSetCookie()) {
      const [pair, ...rest] = one.split('; ')
      const [name, value] = pair!.split('=') as [string, string]
      const path = rest.find((part) => part.startsWith('Path='))?.slice(5) ?? '/'
      if (rest.includes('Max-Age=0')) this.#cookies.delete(name)
      else this.#cookies.set(name, { value, path })
    }
    const to = answer.headers.get('location')
    if (to) {
      await answer.arrayBuffer()
      this.path = new URL(to, this.#url).href.slice(new URL(this.#url).origin.length)
      this.acknowledged = true
      return this.#ask(this.path)
    }
    this.path = path
    this.status = answer.status
    this.html = await answer.text()
    return this
  }

  open = (path: string) => this.#ask(path)

  /** Send fields to an address, as a form does. */
  send = (path: string, fields: Readonly<Record<string, string | readonly string[]>>) => {
    const body = new URLSearchParams()
    for (const [name, values] of Object.entries(fields))
      for (const value of [values].flat()) body.append(name, value as string)
    this.acknowledged = false
    return this.#ask(path, { method: 'POST', body })
  }

  /** Answer the page that is open. */
  answer = (fields: Readonly<Record<string, string | readonly string[]>>) =>
    this.send(this.path.replace(/\?.*$/, ''), {
      ...Object.fromEntries(
        [...this.html.matchAll(/type="hidden" name="(\w+)" value="([^"]*)"/g)].map((m) => [m[1]!, m[2]!]),
      ),
      ...fields,
    })

  /** From a code to the first question. */
  async begin(code: string, study: ReadyStudy, consents: readonly string[] = ['take part']) {
    await this.send('/take-part', { code })
    await this.open(`/studies/${study.slug}/answers/consent`)
    await this.answer({ 'consents[]': consents.map((purpose) => study.items[purpose]!) })
    const mine = this.code
    await this.open(`/studies/${study.slug}/answers`)
    return mine
  }
}
