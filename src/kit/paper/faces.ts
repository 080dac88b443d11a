/**
 * The face letters are printed in: Atkinson Hyperlegible Next, made for people with low vision, embedded in each PDF.
 * What it has no letter for is said in words; a reader of paper never meets an empty box.
 */
import { createRequire } from 'node:module'
import path from 'node:path'
import type Pdfkit from 'pdfkit'

const require = createRequire(import.meta.url)
const fonts = path.dirname(require.resolve('@expo-google-fonts/atkinson-hyperlegible-next'))
const file = (weight: string) => path.join(fonts, weight, `AtkinsonHyperlegibleNext_${weight}.ttf`)

export type Weight = 'regular' | 'bold'
const files: Record<Weight, string> = { regular: file('400Regular'), bold: file('700Bold') }

/**
 * A new PDF that knows the face. Its pages are added by whoever draws.
 *
 * @param lang of its words
 * @param tagged with the structure that a screen reader follows; without it for what is only printed and posted
 */
export function newPdf(title: string, author: string, at: Date, tagged = true, lang = 'en-GB'): PDFKit.PDFDocument {
  // Loaded with the first letter: a server that only shows pages need not hold it in memory.
  const PDFDocument: typeof Pdfkit = require('pdfkit')
  const pdf = new PDFDocument({
    size: 'A4',
    margin: 0,
    autoFirstPage: false,
    pdfVersion: '1.7',
    lang,
    displayTitle: true,
    info: { Title: title, Author: author, CreationDate: at, ModDate: at },
    // Readable by screen readers: every mark is part of the structure, or an artifact. Source: ISO 14289-1.
    ...(tagged ? { tagged: true, subset: 'PDF/UA' as never } : {}),
  })
  for (const [name, font] of Object.entries(files)) pdf.registerFont(name, font)
  return pdf
}

/** Measures only; never drawn on. */
let measure: PDFKit.PDFDocument | null = null
const measuring = () => {
  measure ??= newPdf('', '', new Date(0))
  return measure
}
const widths: Record<Weight, Map<string, number>> = { regular: new Map(), bold: new Map() }
const mostKnown = 20_000

/** How wide a word is, in points. */
export function widthOf(word: string, weight: Weight, size: number): number {
  const known = widths[weight]
  let width = known.get(word)
  if (width === undefined) {
    if (known.size > mostKnown) known.clear()
    width = measuring().font(weight).fontSize(1000).widthOfString(word)
    known.set(word, width)
  }
  return (width * size) / 1000
}

/** Both weights have the same letters. */
let letters: ReadonlySet<number> | null = null
const has = (letter: string) => {
  letters ??= new Set(
    (measuring().font('regular') as unknown as { _font: { font: { characterSet: number[] } } })._font.font.characterSet,
  )
  return letters.has(letter.codePointAt(0)!)
}

/** Pictures people often put into what they write. */
const pictures: Record<string, string> = {
  '❤': 'heart',
  '♥': 'heart',
  '💕': 'two hearts',
  '💜': 'purple heart',
  '💙': 'blue heart',
  '💚': 'green heart',
  '💛': 'yellow heart',
  '🧡': 'orange heart',
  '💔': 'broken heart',
  '😀': 'smile',
  '😃': 'smile',
  '😄': 'smile',
  '😊': 'smile',
  '🙂': 'smile',
  '☺': 'smile',
  '😉': 'wink',
  '😂': 'laughing',
  '🤣': 'laughing',
  '😅': 'laughing, relieved',
  '😍': 'eyes full of love',
  '😘': 'kiss',
  '🤗': 'hug',
  '😢': 'crying',
  '😭': 'crying',
  '😔': 'sad',
  '🙁': 'sad',
  '☹': 'sad',
  '😡': 'angry',
  '😱': 'shocked',
  '😴': 'asleep',
  '🤔': 'thinking',
  '🤞': 'fingers crossed',
  '👍': 'thumbs up',
  '👎': 'thumbs down',
  '👏': 'clapping',
  '💪': 'strong arm',
  '🙏': 'hands together',
  '🎉': 'party',
  '🎂': 'cake',
  '🌈': 'rainbow',
  '☀': 'sun',
  '🌞': 'sun',
  '⭐': 'star',
  '🌸': 'flower',
  '🌹': 'rose',
  '🦋': 'butterfly',
  '☕': 'cup of tea',
  '✅': 'tick',
  '✔': 'tick',
  '❌': 'cross',
  '✝': 'cross',
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/**
 * The same words with letters that the face has.
 * An accent it lacks is dropped, a picture is named, and writing in another script says that it is there.
 */
export function printable(text: string): string {
  const plain = text
    .normalize('NFC')
    .replace(/[\u00a0\u2000-\u200a\u202f\u3000\t\n]/g, ' ')
    .replaceAll('\u2011', '-')
  if ([...plain].every(has)) return plain
  const parts = [...graphemes.segment(plain)].map(({ segment }) => inOurLetters(segment))
  return parts
    .join('')
    .replace(/(?:\ue000[\s.,;:!?…–-]*)+/g, (run) => `(words in another script)${/\s$/.test(run) ? ' ' : ''}`)
    .replace(/ {2,}/g, ' ')
    .trim()
}

/** One letter as people count them: with its accents, or a picture made of several. */
function inOurLetters(segment: string): string {
  if ([...segment].every(has)) return segment
  if (/\p{Extended_Pictographic}|\p{Regional_Indicator}/u.test(segment)) return ` (${pictureWords(segment)}) `
  const bare = [...segment.normalize('NFKD')].filter((letter) => has(letter) && !/\p{M}/u.test(letter)).join('')
  if (bare) return bare
  // Marks that only steer other letters say nothing by themselves.
  return /^[\p{M}\p{C}\p{Z}]*$/u.test(segment) ? '' : '\ue000'
}

function pictureWords(segment: string): string {
  for (const letter of segment) if (Object.hasOwn(pictures, letter)) return pictures[letter]!
  return /\p{Regional_Indicator}/u.test(segment) ? 'flag' : 'small picture'
}
