import { hostname } from 'node:os'
import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import type { AlertLevel } from '#shared/alert-level.ts'
import type { RealtimeView } from '#shared/realtime.ts'
import type { PusherConfig } from '#shared/realtime-config.ts'
import { oneLine } from '../../checkers/printable-text.ts'
import type { Resolved } from '../../config/references.ts'
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

const MISSING =
  'To publish, app id, key and secret are needed, and an http or https address where there is a host.'
const filledInSchema = z.object({
  ...{ appId: z.string().min(1), key: z.string().min(1), secret: z.string().min(1) },
  ...{ cluster: z.string(), host: z.url({ protocol: /^https?$/ }).optional() },
  publishAs: z.string().optional(),
})

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

  /** Takes a configuration over. */
  apply(config: PusherConfig): void {
    if (isDeepStrictEqual(config, this.#config)) return
    this.#config = config
    this.#changing = this.#changing
      .then(() => this.#change(config))
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
    const { appId, key, secret, cluster, host, publishAs } = config
    const filled = await this.#options.resolve({ appId, key, secret, cluster, host, publishAs })
    const read = filled.ok ? filledInSchema.safeParse(filled.value) : null
    if (!read?.success) {
      this.#fail(filled.ok ? MISSING : `Nothing is published: ${filled.message}`)
      return
    }
    const { Publishing } = await import('./publishing.ts')
    if (config !== this.#config) return
    const { data } = read
    this.#publishing = new Publishing({
      ...this.#options,
      place: { cluster: data.cluster, host: data.host },
      keys: { appId: data.appId, key: data.key, secret: data.secret },
      name: data.publishAs ?? hostname(),
      everythingMs: config.publishSeconds * 1000,
    })
    this.#options.onChange()
  }

  #fail(message: string): void {
    this.#failure = message
    this.#options.onChange()
  }
}
