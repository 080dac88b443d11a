/** The sheet of paper that opens encrypted backups: what it is for, the key in letters, and as a picture. */
import { createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import PDFDocument from 'pdfkit'
import QRCode from 'qrcode'
import type { BackupKey } from './sealing.ts'

const inGroups = (text: string) => text.match(/.{1,6}/g)!.join(' ')

/**
 * @param file where the PDF is written; it must not be there yet
 * @param day the day it was made, in words
 */
export async function writeKeySheet(file: string, { identity, recipient }: BackupKey, name: string, day: string) {
  const sheet = new PDFDocument({ size: 'A4', margin: 60, info: { Title: 'The key to our backups' } })
  const written = pipeline(sheet, createWriteStream(file, { flags: 'wx', mode: 0o600 }))
  const picture = await QRCode.toBuffer(identity, { margin: 2, width: 400 })
  const say = (words: string) => sheet.font('Helvetica').fontSize(12).text(words).moveDown(0.8)
  sheet.font('Helvetica-Bold').fontSize(22).text('The key to our backups').moveDown(0.6)
  say(`For ${name}. Made on ${day}.`)
  say('Each night the server makes a backup of everything our members wrote. It is encrypted: only this key opens it.')
  say(
    'Print this sheet twice. Keep each copy where you keep other papers that matter, in two different places. Then delete the file.',
  )
  say(
    'If this key is lost, nobody can open the backups. If somebody else has it and a backup, they can read everything.',
  )
  sheet.moveDown(0.4).font('Courier-Bold').fontSize(15).text(inGroups(identity), { lineGap: 6 }).moveDown(0.8)
  sheet.image(picture, { width: 150 }).moveDown(0.8)
  say(
    'To restore a backup, run this on the server and type the key when it asks. Spaces and small letters don’t matter.',
  )
  sheet.font('Courier').fontSize(11).text('npm run restore -- FILE').moveDown(0.8)
  sheet.font('Helvetica').fontSize(9).text(`Backups made with this key say: ${recipient}`)
  sheet.end()
  await written
}
