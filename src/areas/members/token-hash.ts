import { createHash } from 'node:crypto'

/** What is stored of a session's token, and looked for. Tokens are random and long, so one round is enough. */
export const hashOfToken = (token: string) => createHash('sha256').update(token).digest('base64url')
