/** An expected "no": a sentence a member could read, and the HTTP status that fits it. */
export interface Refusal {
  readonly refused: true
  readonly because: string
  readonly status: RefusalStatus
  /** What is wrong with each field of a form, by field name. */
  readonly fields: Readonly<Record<string, string>>
}

export type RefusalStatus = 400 | 401 | 403 | 404 | 409 | 410 | 413 | 415 | 422 | 429

/**
 * Refuse with a reason. Expected refusals are values; only bugs throw.
 *
 * @param because one sentence in plain words, shown to the person as it is
 * @param status the HTTP status that fits (422 unless told)
 * @param fields messages for single form fields
 */
export function refuse(because: string, status: RefusalStatus = 422, fields: Record<string, string> = {}): Refusal {
  return { refused: true, because, status, fields }
}

/** The answer of a permission check that found nothing against it. */
export const yes = Symbol('yes')
export type Allowed = typeof yes | Refusal

export function isRefusal(value: unknown): value is Refusal {
  return typeof value === 'object' && value !== null && (value as { refused?: unknown }).refused === true
}

export const notFound = (what = 'page') => refuse(`We could not find that ${what}. It may have been withdrawn.`, 404)
