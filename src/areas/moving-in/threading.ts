/**
 * Which mail answers which. A simpler form of Jamie Zawinski's algorithm
 * (https://www.jwz.org/doc/threading.html): by References and In-Reply-To first, then by subject.
 * Whatever order the mails come in, the same conversations come out. No recursion: chains may be 10,000 deep.
 */

export interface Header {
  readonly id: string
  /** Message-IDs of the mails before it, oldest first; the last one is what it answers */
  readonly parents: readonly string[]
  /** as cleaned by `cleanSubject` */
  readonly subject: string
  /** it began with "Re:" or the like */
  readonly isReply: boolean
  /** milliseconds since 1970 */
  readonly at: number
}

export interface Thread {
  /** In the order they are numbered: by date, and never before what they answer. The first opens it. */
  readonly mails: readonly { readonly id: string; readonly parent: string | null }[]
}

const day = 24 * 60 * 60 * 1000
/** A reply that lost its references belongs to a conversation of the same subject no older than this. */
export const subjectHolds = 90 * day

const byTime = (a: Header, b: Header) => a.at - b.at || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)

/** @param headers one for each mail; ids are unique */
export function thread(headers: readonly Header[]): Thread[] {
  const sorted = [...headers].sort(byTime)
  const byId = new Map(sorted.map((header) => [header.id, header]))
  const groups = new Groups()
  for (const { id, parents } of sorted) for (const parent of parents) groups.join(id, parent)
  joinBySubject(sorted, byId, groups)

  const parentOf = new Map<string, string | null>()
  for (const { id, parents } of sorted)
    parentOf.set(id, parents.findLast((parent) => parent !== id && byId.has(parent)) ?? null)
  cutCircles(sorted, parentOf)

  const members = new Map<string, Header[]>()
  for (const header of sorted) {
    const group = groups.of(header.id)
    const list = members.get(group)
    if (list) list.push(header)
    else members.set(group, [header])
  }
  return [...members.values()].map((mails) => inOrder(mails, parentOf))
}

/** Replies without a usable reference join the newest conversation of the same subject that was going on then. */
function joinBySubject(sorted: readonly Header[], byId: Map<string, Header>, groups: Groups) {
  const openers = new Map<string, Header[]>()
  for (const header of sorted) {
    if (header.subject === '' || header.isReply) continue
    const key = header.subject.toLowerCase()
    const list = openers.get(key)
    if (list) list.push(header)
    else openers.set(key, [header])
  }
  for (const header of sorted) {
    if (!header.isReply || header.parents.some((parent) => byId.has(parent))) continue
    const same = openers.get(header.subject.toLowerCase()) ?? []
    // Clocks are wrong by a day or two, so a reply may seem to come before its question.
    const opener = lastUntil(same, header.at + 2 * day)
    if (opener && opener.at >= header.at - subjectHolds) groups.join(opener.id, header.id)
  }
}

/** The last of some mails, sorted by time, that came until then: found by halves, for a subject can have thousands. */
function lastUntil(sorted: readonly Header[], until: number): Header | undefined {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (sorted[middle]!.at <= until) low = middle + 1
    else high = middle
  }
  return sorted[low - 1]
}

/** Where mails answer each other in a circle, the earliest of them answers nothing. */
function cutCircles(sorted: readonly Header[], parentOf: Map<string, string | null>) {
  const done = new Set<string>()
  const rank = new Map(sorted.map(({ id }, index) => [id, index]))
  for (const { id } of sorted) {
    const path = new Set<string>()
    let here: string | null = id
    while (here !== null && !done.has(here) && !path.has(here)) {
      path.add(here)
      here = parentOf.get(here) ?? null
    }
    if (here !== null && path.has(here)) {
      let earliest = here
      for (let next = parentOf.get(here)!; next !== here; next = parentOf.get(next)!)
        if (rank.get(next)! < rank.get(earliest)!) earliest = next
      parentOf.set(earliest, null)
    }
    for (const one of path) done.add(one)
  }
}

function inOrder(mails: readonly Header[], parentOf: Map<string, string | null>): Thread {
  const tops = mails.filter(({ id }) => parentOf.get(id) === null)
  const opener = tops.find(({ isReply }) => !isReply) ?? tops[0]!
  const children = new Map<string, Header[]>()
  for (const mail of mails) {
    const above = parentOf.get(mail.id) ?? (mail === opener ? null : opener.id)
    if (above === null) continue
    const list = children.get(above)
    if (list) list.push(mail)
    else children.set(above, [mail])
  }
  // A mail dated before what it answers is taken to have come right after it.
  const placed = [{ mail: opener, from: opener.at, depth: 0 }]
  for (let next = 0; next < placed.length; next++) {
    const { mail, from, depth } = placed[next]!
    for (const child of children.get(mail.id) ?? [])
      placed.push({ mail: child, from: Math.max(from, child.at), depth: depth + 1 })
  }
  placed.sort((a, b) => a.from - b.from || a.depth - b.depth || byTime(a.mail, b.mail))
  return { mails: placed.map(({ mail }) => ({ id: mail.id, parent: parentOf.get(mail.id) ?? null })) }
}

/** Sets of ids that belong together (union–find with path halving). The smallest id names the set. */
class Groups {
  readonly #above = new Map<string, string>()

  of(id: string): string {
    let here = id
    for (let up = this.#above.get(here); up !== undefined; up = this.#above.get(here)) {
      const further = this.#above.get(up)
      if (further !== undefined) this.#above.set(here, further)
      here = up
    }
    return here
  }

  join(a: string, b: string) {
    const [one, other] = [this.of(a), this.of(b)]
    if (one === other) return
    this.#above.set(one > other ? one : other, one > other ? other : one)
  }
}

const replyMark = /^(?:re|aw|antw|sv|vs|ref|rif|odp|r[eé]p)\s*(?:\[\d+\]|\(\d+\)|\^\d+)?\s*[:：]\s*/i
const forwardMark = /^(?:fwd?|fw|wg|tr|doorst|vb|i)\s*(?:\[\d+\])?\s*[:：]\s*/i
const listMark = /^\[[^\]]{1,40}\]\s*/

/** The subject without "Re:", "Fwd:" and "[list]", and whether it was a reply. */
export function cleanSubject(subject: string): { subject: string; isReply: boolean } {
  let rest = subject.replace(/\s+/g, ' ').trim()
  let isReply = false
  for (let before = ''; before !== rest; ) {
    before = rest
    const wrapped = /^\[(?:fwd?|fw): (.*)\]$/i.exec(rest)
    if (wrapped) rest = wrapped[1]!.trim()
    if (replyMark.test(rest)) isReply = true
    rest = rest.replace(replyMark, '').replace(forwardMark, '')
    const bare = rest.replace(listMark, '')
    if (bare) rest = bare
  }
  return { subject: rest, isReply }
}
