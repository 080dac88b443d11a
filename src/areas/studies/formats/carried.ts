/** What came over from another program's file, and what could not. */
import type { Questionnaire } from '../questionnaires/questionnaire.ts'

export interface Carried {
  readonly questionnaire: Questionnaire
  /** one line for each thing that could not be carried, or was carried in another shape */
  readonly notes: readonly Note[]
}

export interface Note {
  /** a line of the file or the name of a question */
  readonly where: string
  readonly says: string
}

export interface NotCarried {
  readonly because: string
}

/** No file with a questionnaire is larger. */
export const mostBytes = 5 * 1024 * 1024

/** A name as ours are: small letters, numbers and _, beginning with a letter. */
export function nameFrom(text: string, taken: Pick<ReadonlySet<string>, 'has'> = new Set()): string {
  const bare = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
  const name = (/^[a-z]/.test(bare) ? bare : `q_${bare}`).slice(0, 24) || 'q'
  if (!taken.has(name)) return name
  for (let n = 2; ; n++) {
    const other = `${name.slice(0, 22)}_${n}`
    if (!taken.has(other)) return other
  }
}

/** Names given one after the other, each once, however many begin alike. */
export class Names {
  readonly #taken = new Set<string>()
  readonly #times = new Map<string, number>()

  /** A name of ours from another program's. */
  next(text: string): string {
    const name = nameFrom(text)
    const free = this.#taken.has(name) ? this.#numbered(name.slice(0, 20)) : name
    this.#taken.add(free)
    return free
  }

  /** how many were given */
  get many(): number {
    return this.#taken.size
  }

  #numbered(stem: string): string {
    let n = this.#times.get(stem) ?? 1
    do n++
    while (this.#taken.has(`${stem}_${n}`))
    this.#times.set(stem, n)
    return `${stem}_${n}`
  }
}

/** A value as ours are. */
export const valueFrom = (text: string) =>
  text
    .toLowerCase()
    .trim()
    .replace(/[^a-z0-9_-]+/g, '-')
    .replace(/^[-_]+|-+$/g, '')
    .slice(0, 40) || 'x'

/** Labels of other programs may hold HTML; ours are words. Scripts and styles go with all that is in them. */
export const wordsOf = (text: string) =>
  text
    .replace(/<(script|style)\b[\s\S]*?(<\/\1\s*>|$)/gi, ' ')
    .replace(/<br\s*\/?>|<\/p>|<\/div>|<\/li>/gi, '\n')
    .replace(/<[^>]*>?/g, ' ')
    .replace(/&nbsp;/g, ' ')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#0?39;/g, '’')
    .replace(/&amp;/g, '&')
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f\ufffd]/g, '')
    .replace(/[^\S\n]+/g, ' ')
    .replace(/\s*\n\s*/g, '\n')
    .trim()
    .slice(0, 2000)

/** A cell that a spreadsheet would take for a formula is kept as words (OWASP, CSV injection). */
export const harmless = (text: string) => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text)
