/**
 * Backups that only the charity can open: encrypted for a key whose one half is printed and kept in a drawer.
 * The format is age's, so `age -d` opens them too. Source: age-encryption.org/v1.
 */
import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream, openSync, readSync } from 'node:fs'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption'
import { BackupRefused } from './backup-refused.ts'
import type { Pool } from './database.ts'

/** The two halves of a key: `identity` opens backups and is printed, `recipient` makes them and stays here. */
export interface BackupKey {
  readonly identity: string
  readonly recipient: string
}

export async function makeKey(): Promise<BackupKey> {
  const identity = await generateX25519Identity()
  return { identity, recipient: await identityToRecipient(identity) }
}

/** From now on backups are encrypted for this key. */
export async function useKey(pool: Pool, recipient: string) {
  await pool.query(
    `insert into public.backup_key (recipient) values ($1)
     on conflict (only_one) do update set recipient = excluded.recipient, made_at = now()`,
    [recipient],
  )
}

/** Whom backups are encrypted for; null while nobody made a key. */
export async function recipientOf(pool: Pool): Promise<string | null> {
  const { rows } = await pool.query<{ recipient: string }>('select recipient from public.backup_key')
  return rows[0]?.recipient ?? null
}

/**
 * Encrypt a file as it is read, a piece at a time.
 *
 * @returns the SHA-256 of what was written, in hex
 */
export async function seal(from: string, to: string, recipient: string): Promise<string> {
  const encrypter = new Encrypter()
  encrypter.addRecipient(recipient)
  const plain = Readable.toWeb(createReadStream(from)) as ReadableStream<Uint8Array>
  const hash = createHash('sha256')
  const hashing = new Transform({
    transform(piece, _, done) {
      hash.update(piece)
      done(null, piece)
    },
  })
  const sealed = Readable.fromWeb((await encrypter.encrypt(plain)) as never)
  await pipeline(sealed, hashing, createWriteStream(to, { mode: 0o600 }))
  return hash.digest('hex')
}

/** The SHA-256 of a file as it lies on the disk, in hex. */
export async function hashOf(file: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  return hash.digest('hex')
}

const header = 'age-encryption.org/v1'

/** Whether a backup is encrypted; false for a file that is not there. */
export function isSealed(file: string): boolean {
  try {
    const start = Buffer.alloc(header.length)
    readSync(openSync(file, 'r'), start, 0, header.length, 0)
    return start.toString('latin1') === header
  } catch {
    return false
  }
}

/** Whether this is a whole key: a letter that was mistyped shows. */
export async function isKey(typed: string): Promise<boolean> {
  return identityToRecipient(tidied(typed)).then(
    () => true,
    () => false,
  )
}

/** A key as it is typed from paper: in groups, in small letters, over two lines. */
const tidied = (typed: string) => typed.replace(/\s+/g, '').toUpperCase()

/**
 * Open an encrypted backup as it is read.
 *
 * @param typed the printed key
 * @throws BackupRefused when the key is not whole, or is another's
 */
export async function unseal(file: string, typed: string): Promise<Readable> {
  if (!(await isKey(typed)))
    throw new BackupRefused('This key is not whole: check each letter. It begins with AGE-SECRET-KEY-1.')
  const decrypter = new Decrypter()
  decrypter.addIdentity(tidied(typed))
  const source = createReadStream(file)
  try {
    const opened = await decrypter.decrypt(Readable.toWeb(source) as ReadableStream<Uint8Array>)
    return Readable.fromWeb(opened as never)
  } catch {
    source.destroy()
    throw new BackupRefused('This key does not open this backup. It may have been made with an earlier key.')
  }
}
