/** A directory on its way in, as small as it can be told: read where foreign files are read, and stored where pages are answered. */
import { raw } from '../../../kit/html.ts'
import { isRefusal, type Refusal, refuse } from '../../../kit/refuse.ts'
import type { Finding } from './check.ts'
import { mostBytes, type ReadDirectory, readDirectory, type SentFile } from './file.ts'

/** A service as text, so that each is read again on its own when its turn comes to be stored. */
export interface ArrivingDirectory {
  readonly services: readonly { readonly json: string; readonly fits: boolean }[]
  /** something in it does not fit */
  readonly blocked: boolean
}

/** What a steward sees of a directory before it is stored. */
export interface DirectoryLook {
  readonly services: number
  readonly fit: number
  readonly blocks: Findings
  readonly notes: Findings
  /** all services as JSON, escaped for the form in which they travel on */
  readonly travelling: string
}

export interface Findings {
  readonly many: number
  /** the first of them */
  readonly shown: readonly Finding[]
}

const mostShown = 200
const mostLetters = 1_000_000

export const arrivingFrom = ({ services, findings }: ReadDirectory): ArrivingDirectory => ({
  services: services.map(({ service, fits }) => ({ json: JSON.stringify(service), fits })),
  blocked: findings.some(({ blocks }) => blocks),
})

/** Read a directory to store it. */
export function readArriving(files: readonly SentFile[]): ArrivingDirectory | Refusal {
  const read = readDirectory(files)
  if (isRefusal(read)) return read
  const arriving = arrivingFrom(read)
  return arriving.services.some(({ json }) => json.length > mostLetters) ? tooLarge : arriving
}

const one = 'One of the services is far too large. Take it out, and send the list again.'
const tooLarge = refuse(one, 422, { file: one })

/** Read a directory to show what fits. */
export function lookAtDirectory(files: readonly SentFile[]): DirectoryLook | Refusal {
  const read = readDirectory(files)
  if (isRefusal(read)) return read
  const { services, findings } = read
  const texts = services.map(({ service }) => JSON.stringify(service))
  if (texts.some((text) => text.length > mostLetters)) return tooLarge
  const length = texts.reduce((sum, text) => sum + text.length + 1, 2)
  if (length > mostBytes) return refuse(together, 413, { file: together })
  const listed = (blocks: boolean): Findings => {
    const some = findings.filter((one) => one.blocks === blocks)
    return { many: some.length, shown: some.slice(0, mostShown) }
  }
  return {
    services: services.length,
    fit: services.filter(({ fits }) => fits).length,
    blocks: listed(true),
    notes: listed(false),
    travelling: escaped(`[${texts.join(',')}]`),
  }
}
const together = 'Put together, this directory is too big. Cut it in parts.'

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')

/** The field of a form in which a directory travels on. */
export const travellingField = ({ travelling }: DirectoryLook) =>
  raw(`<input type="hidden" name="directory" value="${travelling}">`)
