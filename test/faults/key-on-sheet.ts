/** What stands on the printed sheet, as somebody who types it from paper reads it. */
import { readFileSync } from 'node:fs'
import { readPdf } from '../pdf.ts'

/** @returns the key without the gaps between its groups */
export async function keyOnSheet(file: string): Promise<string> {
  const { pages } = await readPdf(readFileSync(file))
  const words = pages.map(({ text }) => text).join(' ')
  return /AGE-SE[\s\S]*?(?=To restore)/.exec(words)![0].replace(/\s+/g, '')
}
