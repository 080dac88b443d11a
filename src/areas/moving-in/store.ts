/** Runs of moving in, and the mails of each. */
import type { Generated } from 'kysely'

declare module '../../kit/database.ts' {
  interface Tables {
    moving_in: {
      id: string
      file_name: string
      path: string | null
      file_hash: string
      circle: string
      started_by: string | null
      state: Generated<'reading' | 'placing' | 'done' | 'failed'>
      because: string | null
      bytes: number
      bytes_read: Generated<number>
      started_at: Generated<Date>
      ended_at: Date | null
    }
    moving_mail: {
      moving_in: string
      position: number
      message_id: string
      state: Generated<'read' | 'placed' | 'there' | 'unreadable'>
      reason: string | null
      subject: string | null
      name: string | null
      address: string | null
      at: Date | null
      parents: Generated<string[]>
      words: string | null
      fingerprint: string | null
    }
  }
}

/** How many mails to a transaction. */
export const batch = 200

export interface Progress {
  readonly state: 'reading' | 'placing'
  /** bytes while reading, mails while placing */
  readonly done: number
  readonly of: number
}
