/** An address with bytes that no database can hold is answered with "not found" before anything is looked up. */
import type { MiddlewareHandler } from 'hono'
import { notFound } from '../../kit/refuse.ts'
import { type Ctx, type Env, showRefusal } from '../../kit/web.ts'

/** Percent-encoded bytes that are no UTF-8, or a NUL. */
function isReadable(encoded: string) {
  if (!encoded.includes('%')) return true
  try {
    return !decodeURIComponent(encoded).includes('\0')
  } catch {
    return false
  }
}

export const readableAddress: MiddlewareHandler<Env> = async (c, next) => {
  const { pathname } = new URL(c.req.url)
  return isReadable(pathname) ? next() : showRefusal(c as Ctx, notFound())
}
