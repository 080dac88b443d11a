/** A real mail server for tests, on this machine only. Keeps what arrives; can refuse, stop and come back. */
import { setTimeout as wait } from 'node:timers/promises'
import { type ParsedMail, simpleParser } from 'mailparser'
import { SMTPServer } from 'smtp-server'

export interface Arrived {
  readonly mail: ParsedMail
  /** as it came over the wire */
  readonly source: string
  readonly from: string
  readonly to: string
}

export class MailServer {
  readonly arrived: Arrived[] = []
  /** An SMTP reply code to answer a recipient with; 0 accepts. */
  answers: (address: string) => number = () => 0
  port = 0
  #server: SMTPServer | null = null

  get url() {
    return `smtp://127.0.0.1:${this.port}`
  }

  /** Listen, on the same port as before when it listened before. */
  async start() {
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onRcptTo: ({ address }, _, done) => {
        const responseCode = this.answers(address)
        done(responseCode ? Object.assign(new Error('says the test'), { responseCode }) : null)
      },
      onData: async (stream, { envelope }, done) => {
        const pieces: Buffer[] = []
        for await (const piece of stream) pieces.push(piece)
        const source = Buffer.concat(pieces).toString()
        this.arrived.push({
          mail: await simpleParser(source),
          source,
          from: envelope.mailFrom ? envelope.mailFrom.address : '',
          to: envelope.rcptTo[0]!.address,
        })
        done()
      },
    })
    server.on('error', () => {})
    await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', resolve))
    this.port = (server.server.address() as { port: number }).port
    this.#server = server
  }

  /** Close every connection and listen no more. */
  async stop() {
    const server = this.#server
    this.#server = null
    if (!server) return
    for (const one of server.connections) one.close()
    await new Promise<void>((resolve) => server.close(() => resolve()))
  }

  to(address: string) {
    return this.arrived.filter((one) => one.to === address)
  }
}

export async function startMailServer(): Promise<MailServer> {
  const server = new MailServer()
  await server.start()
  return server
}

/** Look again and again until something holds, for at most ten seconds. */
export async function until<T>(
  what: string,
  look: () => T | Promise<T>,
): Promise<Exclude<T, null | undefined | false | 0 | ''>> {
  const end = Date.now() + 10_000
  for (;;) {
    const seen = await look()
    if (seen) return seen as Exclude<T, null | undefined | false | 0 | ''>
    if (Date.now() > end) throw new Error(`This did not happen in ten seconds: ${what}`)
    await wait(25)
  }
}
