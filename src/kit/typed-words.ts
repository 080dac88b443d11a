/** Words that a person types into a field: how they are taken, and when they are refused. */
import { z } from 'zod'

/** Said at a field whose letters were broken on their way here: nothing is guessed and nothing is dropped in silence. */
export const notThrough = 'Some letters did not come through. Please look at your words and send them again.'

/** False for NUL, and for what a decoder leaves where bytes were not UTF-8 (U+FFFD, or half of a pair). */
const cameThrough = (text: string) => !/[\0\ufffd]/.test(text) && text.isWellFormed()

/**
 * Text a person typed: trimmed, line ends made one kind, free of control characters.
 * Text that did not come through whole is refused.
 *
 * @param most letters at most
 * @param asked what to say when it is missing or empty
 * @param least letters at least
 */
export const words = (most: number, asked: string, least = 1) =>
  z
    .string({ error: asked })
    .refine(cameThrough, notThrough)
    .transform((text) =>
      text
        .replace(/\r\n?/g, '\n')
        .replace(/[\u0001-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, '')
        .trim(),
    )
    .pipe(
      z
        .string()
        .min(least, asked)
        .max(most, `This is too long. Please keep it to ${most.toLocaleString('en-GB')} letters.`),
    )

/** The same for a field that may stay empty. */
export const optionalWords = (most: number) =>
  words(most, '', 0)
    .optional()
    .transform((text) => text || null)
