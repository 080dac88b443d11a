/** Where the database is: one place, or several of which one takes writing, as after a failover. */
import type { ClientConfig } from 'pg'
import { WrongSetting } from './config.ts'

export interface DatabaseAddress {
  /** each place once, in the order they are tried */
  readonly places: readonly ClientConfig[]
  /** Only a place that takes writing will do. Source: libpq, "target_session_attrs". */
  readonly writable: boolean
}

const shape = /^(postgres(?:ql)?:\/\/)(?:([^@]*)@)?([^/?#]*)([^?#]*)(?:\?(.*))?$/
/** What libpq knows under this name, and what it means here: all of these are places that take writing. */
const writing = ['read-write', 'primary']

/**
 * Read `DATABASE_URL`. Several hosts are written as libpq takes them:
 * `postgres://name:password@one:5432,two:5432/alongside?target_session_attrs=read-write`
 *
 * @throws WrongSetting with a sentence that holds no part of the address
 */
export function readDatabaseUrl(text: string): DatabaseAddress {
  const [, start = '', login, hosts = '', path = '', query = ''] = shape.exec(text) ?? []
  if (!start) throw new WrongSetting('DATABASE_URL must be an address that starts with postgres://.')
  const params = new URLSearchParams(query)
  const attrs = params.get('target_session_attrs') ?? 'any'
  if (attrs !== 'any' && !writing.includes(attrs))
    throw new WrongSetting('In DATABASE_URL, target_session_attrs must be read-write, primary or any.')
  params.delete('target_session_attrs')
  const places = placesIn(hosts, params).map(({ host, rest }) => {
    const asked = rest.toString()
    const url = `${start}${login === undefined ? '' : `${login}@`}${host}${path}${asked ? `?${asked}` : ''}`
    if (!URL.canParse(url.replace('@/', '@localhost/').replace(/:\/\/\//, '://localhost/')))
      throw new WrongSetting(
        'DATABASE_URL is not an address we can read. Write @, : and / in a name or password as %40, %3A and %2F.',
      )
    return { connectionString: url }
  })
  return { places, writable: writing.includes(attrs) }
}

/** Hosts stand before the path, or for sockets as `host=…,…&port=…,…` behind it. */
function placesIn(hosts: string, params: URLSearchParams) {
  const named = params.get('host')
  if (!hosts && named?.includes(',')) {
    const ports = (params.get('port') ?? '').split(',')
    return named.split(',').map((host, at) => {
      const rest = new URLSearchParams(params)
      rest.set('host', host)
      const port = ports.length > 1 ? ports[at] : ports[0]
      if (port) rest.set('port', port)
      return { host: '', rest }
    })
  }
  return hosts.split(',').map((host) => ({ host, rest: params }))
}
