/** Requests as a program of an attacker sends them: byte by byte, over a socket of their own. */
import { once } from 'node:events'
import net from 'node:net'

export interface RawAnswer {
  /** 0 when the connection ended without an answer, or none came in time */
  readonly status: number
  readonly head: string
  readonly body: string
  /** milliseconds until the first byte of the answer */
  readonly took: number
}

/**
 * Send bytes, and wait for the answer while the connection stays open.
 *
 * @param url of the server
 * @param bytes what is sent, whole or not
 * @param patience milliseconds after which an answer counts as not given
 */
export async function raw(url: string, bytes: string | Uint8Array, patience = 5000): Promise<RawAnswer> {
  const { hostname, port } = new URL(url)
  const socket = net.connect(Number(port), hostname === 'localhost' ? '127.0.0.1' : hostname)
  socket.on('error', () => {})
  await once(socket, 'connect')
  const began = performance.now()
  let took = patience
  let said = ''
  const ended = new Promise<void>((resolve) => {
    const done = setTimeout(resolve, patience)
    let quiet: NodeJS.Timeout | undefined
    socket.on('data', (piece) => {
      if (!said) took = performance.now() - began
      said += piece.toString('latin1')
      clearTimeout(quiet)
      quiet = setTimeout(resolve, 60)
    })
    socket.on('close', () => resolve())
    socket.once('close', () => clearTimeout(done))
  })
  socket.write(bytes)
  await ended
  socket.destroy()
  const [head = '', body = ''] = said.split(/\r\n\r\n([\s\S]*)/)
  return { status: Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1] ?? 0), head, body, took }
}

/** The head of a POST; the body is the sender's. */
export const postHead = (url: string, path: string, headers: Record<string, string | number>) =>
  [
    `POST ${path} HTTP/1.1`,
    `host: ${new URL(url).host}`,
    `origin: ${url}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    '',
    '',
  ].join('\r\n')
