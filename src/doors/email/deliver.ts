/**
 * Takes what is in the outbox of every community to the mail server.
 * A message is taken for a while, sent outside any transaction, then marked: so a server that dies sends it again,
 * two servers never send it both, and a slow mail server holds no connection to the database.
 */
import type { Transporter } from 'nodemailer'
import type { Communities, Community } from '../../kit/community.ts'
import type { Config } from '../../kit/config.ts'
import { isDatabaseAway } from '../../kit/database-away.ts'
import type { Signals } from '../../kit/events.ts'
import { log, logBug } from '../../kit/log.ts'
import { envelopeOf } from './envelope.ts'
import { type Failure, failureWords, verdictOf, waitAfter } from './rules.ts'
import { keepDue, markFailed, markSent, markWaiting, type Outgoing, takeDue, waitsSince } from './store.ts'

/** Mails on their way at the same time. */
const atOnce = 4
const everySeconds = 30

interface House {
  readonly config: Pick<Config, 'smtpUrl' | 'mailFrom'>
  readonly communities: Communities
  readonly signals: Signals
}

export class Postman {
  readonly #house: House
  #transport: Transporter | null = null
  #timer: NodeJS.Timeout | null = null
  #deaf = () => {}
  #round: Promise<void> | null = null
  #again = false
  #stopping = false
  #away = false

  constructor(house: House) {
    this.#house = house
  }

  /** Go now, whenever something is put in the outbox, and every half minute for what is due later. */
  start() {
    this.#deaf = this.#house.signals.hear('outbox', () => this.#wake())
    this.#timer = setInterval(() => this.#wake(), everySeconds * 1000)
    this.#wake()
  }

  /** Finish what is being sent, for at most ten seconds, and take no more. */
  async stop() {
    this.#stopping = true
    this.#deaf()
    if (this.#timer) clearInterval(this.#timer)
    const patience = setTimeout(() => this.#transport?.close({ force: true }), 10_000)
    await this.#round
    clearTimeout(patience)
    this.#transport?.close()
  }

  #wake() {
    this.#again = true
    this.#round ??= this.#goRound().finally(() => {
      this.#round = null
    })
  }

  async #goRound() {
    while (this.#again && !this.#stopping) {
      this.#again = false
      for (const community of this.#house.communities.all) {
        try {
          if (!(await this.#empty(community))) break
        } catch (error) {
          // It comes round again in half a minute.
          if (!isDatabaseAway(error)) logBug('the email door', error)
        }
      }
    }
  }

  /** @returns false when the mail server is away, so that there is no use in going on */
  async #empty(community: Community): Promise<boolean> {
    const { smtpUrl } = this.#house.config
    if (isKept(community, smtpUrl)) {
      await keepDue(community.db)
      return true
    }
    // Another process sends it: this one was started without a mail server.
    if (!smtpUrl) return true
    if (community.settings.mailGoes === undefined) await this.#house.communities.mailGoesOut()
    this.#transport ??= await transportFor(smtpUrl)
    const transport = this.#transport
    while (!this.#stopping) {
      // While the mail server is away, one mail finds out whether it is back.
      const taken = await takeDue(community.db, this.#away ? 1 : atOnce)
      if (taken.length === 0) return true
      const went = await Promise.all(taken.map((message) => this.#send(transport, community, message)))
      if (went.includes(false)) return false
    }
    return true
  }

  /** @returns false when the mail server is away */
  async #send(transport: Transporter, community: Community, message: Outgoing): Promise<boolean> {
    try {
      await transport.sendMail(envelopeOf(message, community, this.#house.config))
    } catch (error) {
      return this.#notSent(community, message, error as Failure)
    }
    if (this.#away) log('the mail server is back')
    this.#away = false
    await stored(() => markSent(community.db, message.id))
    return true
  }

  async #notSent({ db }: Community, { id, attempts, made_at }: Outgoing, failure: Failure): Promise<boolean> {
    // What we break off ourselves is no fault of the mail's.
    const verdict = this.#stopping && !failure.responseCode ? 'away' : verdictOf(failure)
    const words = failureWords(failure)
    const wait = verdict === 'never' ? null : waitAfter(verdict, attempts, (Date.now() - made_at.getTime()) / 1000)
    if (verdict === 'away' && !this.#away && !this.#stopping) log('mail waits', { because: words })
    if (verdict === 'away') this.#away = true
    if (wait === null) log('a mail failed', { message: id, because: words })
    await (wait === null ? markFailed(db, id, words) : markWaiting(db, id, words, wait))
    return verdict !== 'away'
  }
}

/** Where mail goes is the community's setting. Until a mail server was ever set, it is kept here and shown at /outbox. */
const isKept = ({ example, settings }: Pick<Community, 'example' | 'settings'>, smtpUrl: string | null) =>
  example || settings.mailGoes === 'kept' || (settings.mailGoes === undefined && !smtpUrl)

/** Communities whose mail goes out, which this process cannot do. */
export const mailLeftToOthers = ({ config, communities }: Pick<House, 'config' | 'communities'>) =>
  config.smtpUrl ? [] : communities.all.filter((one) => !one.example && one.settings.mailGoes === 'out')

/** Whether mail has waited for ten minutes for a process that can send it. */
export async function mailWithNobodyToSendIt(house: Pick<House, 'config' | 'communities'>): Promise<boolean> {
  for (const { db } of mailLeftToOthers(house)) if (await waitsSince(db, 10)) return true
  return false
}

/** What was sent is marked even when the database is away for a moment, so that it is not sent twice. */
async function stored(mark: () => Promise<unknown>) {
  for (let tries = 1; ; tries++)
    try {
      return await mark()
    } catch (error) {
      if (tries >= 10 || !isDatabaseAway(error)) throw error
      await new Promise((resolve) => setTimeout(resolve, 500))
    }
}

const transportFor = async (url: string) =>
  (await import('nodemailer')).createTransport({
    url,
    pool: true,
    maxConnections: atOnce,
    // Trying again is our own business: see waitAfter().
    maxRequeues: 0,
    connectionTimeout: 15_000,
    greetingTimeout: 15_000,
    socketTimeout: 60_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
