/** A proxy that speaks HTTPS to browsers and HTTP to Alongside, as the one in docs/running.md does. */
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import http from 'node:http'
import https from 'node:https'
import path from 'node:path'

/** Made for the tests alone: whoever holds it can only pretend to be `families.localhost` on their own machine. */
const pem = (ending: string) => readFileSync(path.join(import.meta.dirname, 'tls', `families.localhost.${ending}`))
export const certificate = pem('crt')

export interface TlsProxy {
  readonly port: number
  close(): Promise<void>
}

/**
 * @param target where Alongside listens
 * @param strip headers of the browser that are left out, as an old browser or a cautious office network does
 */
export async function tlsProxy(target: string, strip: readonly string[] = []): Promise<TlsProxy> {
  const { hostname, port } = new URL(target)
  const server = https.createServer({ key: pem('key'), cert: certificate }, (from, to) => {
    const headers: http.OutgoingHttpHeaders = { ...from.headers, 'x-forwarded-for': from.socket.remoteAddress ?? '' }
    for (const name of strip) delete headers[name]
    const onward = http.request({ hostname, port, method: from.method, path: from.url, headers }, (answer) => {
      to.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(to)
    })
    onward.on('error', () => to.destroy())
    from.pipe(onward)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
