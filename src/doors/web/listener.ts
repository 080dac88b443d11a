/** The HTTP server under the web door: its time limits, and what it answers before there is a request at all. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { getRequestListener, RequestError } from '@hono/node-server'
import { log } from '../../kit/log.ts'

const seconds = 1000

/** A mailing list of 200 MB takes a home connection a quarter of an hour to send. */
const wholeRequest = 30 * 60 * seconds
/** Browsers send their headers at once; who takes longer keeps a connection from others. */
const headers = 20 * seconds
/** How long a body that nobody reads is taken in, so that the browser gets to see the answer. */
const lingering = 60 * seconds

type Fetch = Parameters<typeof getRequestListener>[0]

export function httpServer(fetch: Fetch): Server {
  const answer = getRequestListener(fetch, { autoCleanupIncoming: false, errorHandler: beforeAnyPage })
  const server = createServer(
    { headersTimeout: headers, requestTimeout: wholeRequest, connectionsCheckingInterval: 5 * seconds },
    (incoming, outgoing) => {
      outgoing.once('finish', () => takeInTheRest(incoming, outgoing))
      return answer(incoming, outgoing)
    },
  )
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => refuseConnection(error, socket))
  return server
}

/** An address or a Host that is none: there is no community to answer for it yet. */
function beforeAnyPage(error: unknown) {
  if (!(error instanceof RequestError)) throw error
  log('bad request', { because: error.message })
  return new Response(
    plainPage('We could not read that', 'The address is not one that we can read. Please check it.'),
    {
      status: 400,
      headers: { ...plainHeaders },
    },
  )
}

/**
 * A form that was refused before it was read may still be on its way. Closing the connection now would show the browser
 * an error of the network in place of our answer. Source: nginx, "lingering_close".
 */
function takeInTheRest(incoming: IncomingMessage, outgoing: ServerResponse) {
  if (incoming.complete || incoming.destroyed) return
  const { socket } = incoming
  const enough = setTimeout(() => socket.destroySoon(), lingering)
  enough.unref()
  incoming.once('close', () => clearTimeout(enough))
  incoming.once('end', () => clearTimeout(enough))
  // Whoever began to read it may have paused it for good.
  incoming.removeAllListeners('data')
  incoming.resume()
  outgoing.shouldKeepAlive = false
}

const refusals: Readonly<Record<string, readonly [line: string, says: string]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'Your browser took too long to send this. Please try again.'],
  HPE_HEADER_OVERFLOW: ['431 Request Header Fields Too Large', 'Your browser sent too much. Please try again.'],
}

const hungUp = new Set(['ECONNRESET', 'EPIPE', 'HPE_INVALID_EOF_STATE'])

function refuseConnection(error: NodeJS.ErrnoException, socket: Socket) {
  // A tab that was closed, or a train in a tunnel.
  if (hungUp.has(error.code ?? '') || !socket.writable) return socket.destroy()
  const [line, says] = refusals[error.code ?? ''] ?? [
    '400 Bad Request',
    'Your browser sent something that we could not read.',
  ]
  log('bad request', { because: error.code ?? error.message })
  const page = plainPage('That did not work', says)
  const lines = [`HTTP/1.1 ${line}`, 'connection: close', `content-length: ${Buffer.byteLength(page)}`]
  for (const [name, value] of Object.entries(plainHeaders)) lines.push(`${name}: ${value}`)
  return socket.end(`${lines.join('\r\n')}\r\n\r\n${page}`)
}

const plainHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
}

const plainPage = (heading: string, says: string) =>
  `<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${heading}</title></head><body><main><h1>${heading}</h1><p>${says}</p></main></body></html>`
