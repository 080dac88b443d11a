/** A QR code, drawn as rectangles: sharp at any size, and small in the file. */
import QRCode from 'qrcode'

/**
 * @param address what it says, such as an address on the web
 * @param left points from the left of the page
 * @param up points from its top
 * @param side how wide and high, in points
 */
export function drawQr(pdf: PDFKit.PDFDocument, address: string, left: number, up: number, side: number) {
  const { modules } = QRCode.create(address, { errorCorrectionLevel: 'M' })
  const dot = side / modules.size
  for (let row = 0; row < modules.size; row++)
    for (let from = 0; from < modules.size; from++) {
      if (!modules.get(row, from)) continue
      let to = from + 1
      while (to < modules.size && modules.get(row, to)) to++
      // A hair taller, so that no printer leaves white between two rows.
      pdf.rect(left + from * dot, up + row * dot, (to - from) * dot, dot * 1.02)
      from = to
    }
  pdf.fill('black')
}
