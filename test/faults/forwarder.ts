/** A forwarder between Alongside and PostgreSQL, as a cloud has many: it can fall silent without closing anything. */
import { once } from 'node:events'
import net from 'node:net'

export type Mood =
  /** as it should be */
  | 'passes'
  /** takes everything and passes on nothing, old connections and new */
  | 'silent'
  /** what is asked arrives, and no answer comes back */
  | 'answers nothing'
  /** new connections are closed at once */
  | 'refuses'

export class Forwarder {
  mood: Mood = 'passes'
  readonly port: number
  readonly #server: net.Server
  readonly #sockets = new Set<net.Socket>()

  private constructor(server: net.Server) {
    this.#server = server
    this.port = (server.address() as net.AddressInfo).port
  }

  /** @param target where PostgreSQL listens: a socket's path, or a port of this machine */
  static async open(target: string | number): Promise<Forwarder> {
    let forwarder: Forwarder | undefined
    const server = net.createServer((near) => forwarder?.join(near, target))
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    forwarder = new Forwarder(server)
    return forwarder
  }

  private join(near: net.Socket, target: string | number) {
    near.on('error', () => {})
    if (this.mood === 'refuses') return near.destroy()
    const far = typeof target === 'number' ? net.connect(target, '127.0.0.1') : net.connect(target)
    far.on('error', () => near.destroy())
    for (const socket of [near, far]) {
      this.#sockets.add(socket)
      socket.on('close', () => this.#sockets.delete(socket))
    }
    near.on('data', (bytes) => this.mood !== 'silent' && far.write(bytes))
    far.on('data', (bytes) => this.mood === 'passes' && near.write(bytes))
    near.on('close', () => far.destroy())
    far.on('close', () => near.destroy())
    return near
  }

  close() {
    for (const socket of this.#sockets) socket.destroy()
    this.#server.close()
  }
}
