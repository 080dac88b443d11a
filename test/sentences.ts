/** The words that Alongside itself says: on a page, and in its source, where every refusal and every mail is written. */

/** Where one sentence ends and the next begins. */
const between = /(?<=[.!?][”)]?)\s+(?=[\p{Lu}“(\d])/u
const ends = /[.!?:][”)]?$/
/** What stands for a name, a title, an address or a time: one short word, whatever somebody made of it. */
const standsIn = 'Ann'

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" }
const tidy = (text: string) =>
  text
    .replace(/&(#?\w+);/g, (all, name) => entities[name] ?? all)
    .replace(/https?:\S+|\S+@\S+/g, standsIn)
    .replace(/\s+/g, ' ')
    .trim()

const inLine = new Set(['a', 'abbr', 'b', 'bdi', 'code', 'em', 'i', 'kbd', 'span', 'strong', 'time'])

/**
 * The sentences and the labels of a page's own part, without what people wrote.
 *
 * @param written names, titles and whatever else somebody wrote
 */
export function wordsOfPage(page: string, written: ReadonlySet<string>): string[] {
  return (/<main[\s\S]*<\/main>/.exec(page)?.[0] ?? '')
    .replace(/<div class="words">[\s\S]*?<\/div>|<textarea[\s\S]*?<\/textarea>/g, '')
    .replace(/<(code|time)[\s>][\s\S]*?<\/\1>/g, standsIn)
    .replace(/>([^<]+)(?=<)/g, (all, text) => (written.has(tidy(text)) ? `>${standsIn}` : all))
    .replace(/<\/a>\s*(?=<a )/g, '</a>\n')
    .split('\n')
    .flatMap((line) => untagged(line).split('\n'))
    .flatMap((line) => tidy(line).split(between))
    .filter((line) => /\p{L}/u.test(line))
}

/** Each heading, paragraph and label on a line of its own. */
const untagged = (html: string) => html.replace(/<\/?(\w+)[^>]*>/g, (_, tag) => (inLine.has(tag) ? '' : '\n\n'))

/** Those that are whole sentences: a label is no sentence, and short, so it would make a page look easier than it is. */
export const whole = (sentences: readonly string[]) => sentences.filter((sentence) => ends.test(sentence))

/** The sentences in a source file's texts, such as `refuse('Please sign in first.')`. */
export function sentencesOfSource(source: string): string[] {
  return textsOf(source)
    .flatMap((text) => text.split(/\n{2,}|(?<=:)\n/))
    .flatMap((paragraph) => {
      const text = tidy(paragraph)
      return ends.test(text) && /^[\p{L}“]\S* /u.test(text) ? text.split(between) : []
    })
}

/**
 * The texts of a source file: strings, HTML, and templates without a tag. What stands in `${…}` is one word.
 */
function textsOf(source: string): string[] {
  const texts: string[] = []
  const step =
    /\/\/.*|\/\*[\s\S]*?\*\/|(?<=[(,=:[!&|?{};\n]\s*)\/(?:\\.|\[(?:\\.|[^\]\n])*\]|[^/\\\n])+\/|[`{}]|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"/g
  const piece = /\\[\s\S]|\$\{|`/g
  let at = 0

  /** Code, up to the brace that closes it. */
  function code() {
    for (let depth = 0; ; ) {
      step.lastIndex = at
      const found = step.exec(source)
      if (!found) {
        at = source.length
        return
      }
      at = step.lastIndex
      const [what] = found
      if (what === '{') depth++
      else if (what === '}' && depth-- === 0) return
      else if (what === '`') template(/(\w+|>)$/.exec(source.slice(0, found.index))?.[0])
      else if (what[0] === "'" || what[0] === '"') texts.push(what.slice(1, -1))
    }
  }

  function template(tag = '') {
    let text = ''
    for (;;) {
      piece.lastIndex = at
      const found = piece.exec(source)
      if (!found) throw new Error('A template does not end.')
      text += source.slice(at, found.index)
      at = piece.lastIndex
      if (found[0] === '`') break
      if (found[0] === '${') {
        text += /[.!?>]$/.test(text) ? ` ${standsIn}` : standsIn
        code()
      }
    }
    if (tag === 'html') texts.push(untagged(text))
    else if (!tag) texts.push(text)
  }

  code()
  return texts
}
