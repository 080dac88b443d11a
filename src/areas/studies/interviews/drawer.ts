/**
 * What only the interviewer may open: how somebody wants to be reached, and which name stands behind which words in
 * brackets. It lies in tables that research is not given, and is sealed, so that neither a query of a study nor a look
 * at the charity's tables shows a name. docs/decisions/0240-what-interviewers-alone-can-open.md
 */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import type { Community } from '../../../kit/community.ts'

declare module '../../../kit/database.ts' {
  interface Tables {
    interview_reach: { participant: string; sealed: string; at: Date }
    transcript_key: { interview: string; sealed: string; at: Date }
  }
}

const keyOf = ({ secret }: Pick<Community, 'secret'>) =>
  Buffer.from(hkdfSync('sha256', secret, '', 'the interviewer’s drawer', 32))

/**
 * Seal words with AES-256-GCM.
 *
 * @param whose id they are sealed to: opened for another, they do not open
 */
export function seal(community: Pick<Community, 'secret'>, whose: string, words: string): string {
  const start = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', keyOf(community), start).setAAD(Buffer.from(whose))
  const sealed = Buffer.concat([cipher.update(words, 'utf8'), cipher.final()])
  return Buffer.concat([start, cipher.getAuthTag(), sealed]).toString('base64url')
}

/** @returns null when it was sealed to another, or with another community's secret */
export function unseal(community: Pick<Community, 'secret'>, whose: string, sealed: string): string | null {
  const bytes = Buffer.from(sealed, 'base64url')
  try {
    const cipher = createDecipheriv('aes-256-gcm', keyOf(community), bytes.subarray(0, 12))
      .setAAD(Buffer.from(whose))
      .setAuthTag(bytes.subarray(12, 28))
    return Buffer.concat([cipher.update(bytes.subarray(28)), cipher.final()]).toString('utf8')
  } catch {
    return null
  }
}
