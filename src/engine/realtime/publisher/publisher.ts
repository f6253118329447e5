import { hostname } from 'node:os'
import { isDeepStrictEqual } from 'node:util'
import type { AlertLevel } from '#shared/alert-level.ts'
import type { Config } from '#shared/config.ts'
import type { RealtimeView } from '#shared/realtime.ts'
import type { PusherConfig } from '#shared/realtime-config.ts'
import { oneLine } from '../../checkers/printable-text.ts'
import type { Resolved } from '../../config/references.ts'
import { pusherAppOf } from '../pusher-app-of.ts'
import { MAX_EVENT_MESSAGE } from '../wire-events.ts'
import type { Publishing, PublishingParts } from './publishing.ts'

export interface PublisherOptions extends PublishingParts {
  /** Fills references (`${env:…}`, `${file:…}`, `${secret:…}`) in. */
  readonly resolve: (value: unknown) => Promise<Resolved<unknown>>
}

/** An alert that is to be told to others, with what it is about already in words. */
export interface AlertToPublish {
  readonly level: AlertLevel
  readonly message: string
  /** ms since the epoch. */
  readonly at: number
}

const MISSING = 'To publish, app id and secret are needed. Give them in the settings of Pusher.'

/** Publishing as configured: off unless `pusher.on` and `pusher.publish`, and then nothing of it is loaded. */
export class Publisher {
  readonly #options: PublisherOptions
  #config: PusherConfig | null = null
  #publishing: Publishing | null = null
  #failure = ''
  #changing: Promise<void> = Promise.resolve()

  constructor(options: PublisherOptions) {
    this.#options = options
  }

  start(config: Pick<Config, 'pusher'>): void {
    this.apply(config)
  }

  /** Takes a configuration over. */
  apply({ pusher }: Pick<Config, 'pusher'>): void {
    if (isDeepStrictEqual(pusher, this.#config)) return
    this.#config = pusher
    this.#changing = this.#changing
      .then(() => this.#change(pusher))
      .catch(() => this.#fail('Publishing could not be started. Switch it off and on again.'))
  }

  /** What is shown of it; null where it is off. */
  view(): RealtimeView['publishing'] {
    if (this.#publishing !== null) return this.#publishing.view()
    if (this.#config?.on !== true || !this.#config.publish) return null
    const state = this.#failure === '' ? 'starting' : 'failed'
    return { state, leader: '', message: this.#failure, events: 0, lastAt: null }
  }

  /**
   * Tells the channels of an alert of our own, where this one leads. What came in over a channel must not be given here:
   * it would go round in circles.
   */
  publishAlert({ level, message, at }: AlertToPublish): void {
    const words = oneLine(message, MAX_EVENT_MESSAGE)
    this.#publishing?.addAlert({ level, message: words, timestamp: at })
  }

  /** Leaves, and waits for what is on its way. */
  async stop(): Promise<void> {
    this.#config = null
    await this.#changing
    await this.#publishing?.stop()
    this.#publishing = null
  }

  async #change(config: PusherConfig): Promise<void> {
    const before = this.#publishing
    this.#publishing = null
    this.#failure = ''
    await before?.stop()
    this.#options.onChange()
    if (config !== this.#config || !config.on || !config.publish) return
    const found = await pusherAppOf(config, this.#options.resolve)
    if (!found.ok || found.app.appId === null || found.app.secret === null) {
      this.#fail(found.ok ? MISSING : `Nothing is published. ${found.message}`)
      return
    }
    const { place, words, appId, secret } = found.app
    const { Publishing } = await import('./publishing.ts')
    if (config !== this.#config) return
    this.#publishing = new Publishing({
      ...this.#options,
      app: { place, words, appId, secret },
      name: config.publishAs ?? hostname(),
      everythingMs: config.publishSeconds * 1000,
    })
    await this.#publishing.start()
    this.#options.onChange()
  }

  #fail(message: string): void {
    this.#failure = message
    this.#options.onChange()
  }
}
