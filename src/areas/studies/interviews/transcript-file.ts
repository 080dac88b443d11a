/**
 * A transcript that comes as a file: plain text, or a Word document. Only its words are taken, in memory: nothing of the
 * file is kept, and of a Word document only the part that holds its words is unpacked.
 */
import { type Refusal, refuse } from '../../../kit/refuse.ts'
import { textFrom, unpacked } from '../formats/zip.ts'
import { mostLetters, tidied } from './transcript-words.ts'
import { wordsInWordXml } from './word-text.ts'

const mostUnpacked = 20 * 1024 * 1024

/** @returns the words, tidied; or why the file cannot be read */
export function wordsInFile(name: string, bytes: Uint8Array): string | Refusal {
  const because = (says: string, status: 413 | 415 | 422 = 415) => refuse(says, status, { file: says })
  const ending = /\.(\w{1,8})$/.exec(name)?.[1]?.toLowerCase()
  if (ending === 'doc') return because('This is an old Word file. Open it and save it as .docx, then send that.')
  if (ending === 'docm') return because('This file can hold macros. Save it as .docx, then send that.')
  if (ending !== 'txt' && ending !== 'docx') return because('Send a text file (.txt) or a Word file (.docx).')
  const text = ending === 'docx' ? wordsOfDocument(bytes) : textFrom(bytes)
  if (text === null) return because('Some letters of this file cannot be read. Save it as plain text in UTF-8.')
  if (typeof text === 'object') return because(text.because)
  if (/[\0\ufffd]/.test(text))
    return because('Some letters of this file are broken. Save it again as plain text in UTF-8.')
  const words = tidied(text)
  if (!words) return because('This file has no words in it.', 422)
  if (words.length > mostLetters) return because('This is longer than one interview can be. Send each on its own.', 413)
  return words
}

/** What a Word document's words stand in; pictures, macros, fonts and what is linked stay packed. */
const part = 'word/document.xml'

function wordsOfDocument(bytes: Uint8Array): string | { because: string } {
  const found = unpacked(bytes, (name) => name === part, mostUnpacked)
  if ('because' in found) return found
  if (found.names.some((name) => /vbaProject|vbaData/i.test(name)))
    return { because: 'This file holds macros. Save it as .docx without them, then send that.' }
  const document = found.entries.get(part)
  if (!document) return { because: 'This is not a Word file.' }
  const text = textFrom(document)
  return text === null ? { because: 'This Word file cannot be read.' } : wordsInWordXml(text)
}
