/**
 * The database holds a hash of each session's token. Whoever reads the database, or a backup, cannot become somebody.
 * Better Auth asks for a session by its token; between it and the database, tokens are made into hashes.
 */
import { kyselyAdapter } from '@better-auth/kysely-adapter'
import type { Kysely } from 'kysely'
import { hashOfToken } from './token-hash.ts'

type Make = ReturnType<typeof kyselyAdapter>
type Adapter = ReturnType<Make>
interface Asked {
  readonly model: string
  readonly where?: readonly { readonly field: string; readonly value: unknown }[] | undefined
}

const hashed = <Some extends Asked>(asked: Some): Some =>
  asked.model === 'session' && asked.where
    ? {
        ...asked,
        where: asked.where.map((one) =>
          one.field === 'token' && typeof one.value === 'string' ? { ...one, value: hashOfToken(one.value) } : one,
        ),
      }
    : asked

/** The token that was asked with comes back, since its owner holds it and nobody else does. */
const tokenAsked = ({ model, where }: Asked) =>
  model === 'session' ? where?.find(({ field }) => field === 'token')?.value : undefined

function withHashes(adapter: Adapter): Adapter {
  const back = (asked: Asked, found: unknown) => {
    const token = tokenAsked(asked)
    return found && typeof token === 'string' ? { ...(found as object), token } : found
  }
  return {
    ...adapter,
    create: async (asked: { model: string; data: { token?: string } }) => {
      const { token } = asked.data
      if (asked.model !== 'session' || !token) return adapter.create(asked as never)
      const stored = await adapter.create({ ...asked, data: { ...asked.data, token: hashOfToken(token) } } as never)
      return { ...(stored as object), token }
    },
    findOne: async (asked: Asked) => back(asked, await adapter.findOne(hashed(asked) as never)),
    findMany: (asked: Asked) => adapter.findMany(hashed(asked) as never),
    count: (asked: Asked) => adapter.count(hashed(asked) as never),
    update: async (asked: Asked) => back(asked, await adapter.update(hashed(asked) as never)),
    updateMany: (asked: Asked) => adapter.updateMany(hashed(asked) as never),
    delete: (asked: Asked) => adapter.delete(hashed(asked) as never),
    deleteMany: (asked: Asked) => adapter.deleteMany(hashed(asked) as never),
    transaction: (work: (inner: Adapter) => unknown) =>
      adapter.transaction((inner) => work(withHashes(inner as Adapter)) as never),
  } as unknown as Adapter
}

/** Better Auth's own way to the database, with hashes in the place of tokens. */
export const hashedSessions = (db: Kysely<never>) => {
  const make = kyselyAdapter(db, { type: 'postgres' })
  return (options: Parameters<Make>[0]) => withHashes(make(options))
}
