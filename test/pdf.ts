/** A PDF as a test reads it: the text of each page, and where it stands. */
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs'

export interface PageText {
  /** all of it, lines joined by a space */
  readonly text: string
  /** pieces with their place: points from the top left of the page */
  readonly pieces: readonly {
    readonly text: string
    readonly left: number
    readonly right: number
    readonly top: number
    readonly bottom: number
  }[]
}

export interface PdfText {
  readonly pages: readonly PageText[]
  readonly language: string | null
  readonly title: string | null
  /** kinds of structure on the pages, such as H1 and P */
  readonly structure: ReadonlySet<string>
}

interface Node {
  role?: string
  children?: Node[]
}

export async function readPdf(bytes: Uint8Array): Promise<PdfText> {
  const reading = getDocument({ data: new Uint8Array(bytes), verbosity: 0, useSystemFonts: false })
  const pdf = await reading.promise
  const pages: PageText[] = []
  const structure = new Set<string>()
  const walk = (node: Node | null) => {
    if (node?.role) structure.add(node.role)
    for (const child of node?.children ?? []) walk(child)
  }
  for (let number = 1; number <= pdf.numPages; number++) {
    const page = await pdf.getPage(number)
    const { height } = page.getViewport({ scale: 1 })
    const { items } = await page.getTextContent()
    const pieces = items.flatMap((item) =>
      'str' in item && item.str.trim() !== ''
        ? [
            {
              text: item.str,
              left: item.transform[4] as number,
              right: (item.transform[4] as number) + item.width,
              top: height - (item.transform[5] as number) - item.height,
              bottom: height - (item.transform[5] as number),
            },
          ]
        : [],
    )
    walk((await page.getStructTree()) as Node | null)
    pages.push({
      pieces,
      text: pieces
        .map(({ text }) => text)
        .join(' ')
        .replace(/\s+/g, ' '),
    })
  }
  const { info } = await pdf.getMetadata()
  const about = info as { Language?: string | null; Title?: string | null }
  await reading.destroy()
  return { pages, language: about.Language ?? null, title: about.Title ?? null, structure }
}
