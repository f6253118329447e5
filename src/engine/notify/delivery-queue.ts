import { isDeepStrictEqual } from 'node:util'
import type { NotifierConfig } from '#shared/notifier-config.ts'
import type { Notice } from '#shared/views.ts'
import { oneLine } from '../checkers/printable-text.ts'
import type { Clock, Timer } from '../clock.ts'
import type { Resolved } from '../config/references.ts'
import type { EngineLog } from '../engine-log.ts'
import type { AlertMessage } from './alert-message.ts'
import { combineMessages } from './combine-messages.ts'
import type { Delivery, DeliveryStore } from './delivery.ts'
import { momentWords } from './message-words.ts'
import { DeliveryFailure, type Notifier } from './notifier.ts'
import { retryPauseMs } from './retry-pause.ts'
import { type NotifierFacts, sendToNotifier } from './send-to-notifier.ts'
import { TokenBucket } from './token-bucket.ts'

export interface DeliveryQueueOptions {
  readonly clock: Clock
  readonly log: EngineLog
  /** From 0 to 1. */
  readonly random: () => number
  readonly store: DeliveryStore
  readonly notifier: Notifier
  readonly facts: NotifierFacts
  readonly resolve: (value: unknown) => Promise<Resolved<unknown>>
  /** Something of it, or of what is to be said of it, changed. */
  readonly onChange: () => void
  /** A delivery has ended. */
  readonly onOutcome: (delivery: Delivery) => void
}

/** After this long nobody needs to be told any more. In ms. */
const GIVE_UP_MS = 86_400_000
/** What waits for one notifier; of more, the oldest is dropped. */
const MOST_WAITING = 1000
/** Deliveries told together to a service that keeps incidents itself: each of its incidents is a request. */
const MOST_INCIDENT_MESSAGES = 50
/** Failing for so long is worth a notice. In ms. */
const NOTICE_AFTER_MS = 60_000
/** Of a title in the log, in characters. */
const LOGGED_LENGTH = 200
/** What is on its way when the engine stops may still arrive, in ms. */
const STOP_GRACE_MS = 1000

/** What is wrong with a notifier, until it takes a message. */
interface Trouble {
  readonly since: number
  readonly failure: DeliveryFailure
}

/** The deliveries of one notifier: one at a time, in order, again where that may help, not too many. */
export class DeliveryQueue {
  readonly #options: DeliveryQueueOptions
  readonly #ending = new AbortController()
  /** Oldest first. */
  #waiting: readonly Delivery[] = []
  #underWay: ReadonlySet<string> = new Set()
  #config: NotifierConfig
  #bucket: TokenBucket
  #sending: Promise<void> | null = null
  #timer: Timer | null = null
  #nextAt: number | null = null
  #failures = 0
  /** More came than could be sent, so that what waits is told together. */
  #isHeld = false
  #isStopped = false
  #trouble: Trouble | null = null

  constructor(config: NotifierConfig, options: DeliveryQueueOptions) {
    this.#config = config
    this.#options = options
    this.#bucket = new TokenBucket(options.clock, config.atMostPerMinute)
  }

  get config(): NotifierConfig {
    return this.#config
  }

  /** When what waits is tried next, in ms since the epoch; null while it is being tried. */
  get nextAt(): number | null {
    return this.#nextAt
  }

  /** How messages call it: `Slack "Operators"`. */
  get #name(): string {
    const { title } = this.#options.notifier
    return this.#config.name === title ? title : `${title} "${this.#config.name}"`
  }

  /** Takes deliveries that wait. `together`: they have waited for long, so they are told as one. */
  add(deliveries: readonly Delivery[], { together = false } = {}): void {
    const known = new Set(this.#waiting.map(({ id }) => id))
    const fresh = deliveries.filter(({ id }) => !known.has(id))
    this.#waiting = [...this.#waiting, ...fresh].toSorted((a, b) => a.createdAt - b.createdAt)
    if (together && this.#waiting.length > 1) this.#isHeld = true
    const late = this.#waiting.filter(delivery => this.#isTooOld(delivery))
    this.#end(late, 'failed', 'It waited for more than 24 h, so nobody was told any more.')
    const surplus = this.#waiting.length - MOST_WAITING
    if (surplus > 0) {
      const dropped = this.#waiting.filter(({ id }) => !this.#underWay.has(id)).slice(0, surplus)
      this.#end(dropped, 'failed', `More than ${MOST_WAITING} messages waited, so the oldest were dropped.`)
    }
    this.#sendNext()
  }

  /** Tries at once. */
  hurry(): void {
    this.#wakeUp()
    this.#sendNext()
  }

  /** Takes a new configuration over. A corrected one is tried at once. */
  configure(config: NotifierConfig): void {
    const before = this.#config
    if (isDeepStrictEqual(config, before)) return
    this.#config = config
    if (config.atMostPerMinute !== before.atMostPerMinute) {
      this.#bucket = new TokenBucket(this.#options.clock, config.atMostPerMinute)
    }
    if (!isDeepStrictEqual(config.to, before.to)) this.#works()
    this.hurry()
  }

  /** Ends it for good, with what waits as failed for this reason. */
  async drop(reason: string): Promise<void> {
    this.#isStopped = true
    this.#wakeUp()
    this.#end(this.#waiting, 'failed', reason)
    this.#ending.abort(new DeliveryFailure(reason, { isWorthRetry: false }))
    await this.#sending
  }

  /** Ends it; what waits stays in the store. What is under way has a moment to arrive. */
  async stop(): Promise<void> {
    this.#isStopped = true
    this.#wakeUp()
    if (this.#sending === null) return
    const reason = new DeliveryFailure('Traylight is stopping.', { isWorthRetry: true })
    const grace = this.#options.clock.after(STOP_GRACE_MS, () => this.#ending.abort(reason))
    await this.#sending
    grace.cancel()
  }

  /** One while it has not worked for a while. */
  notices(): readonly Notice[] {
    const trouble = this.#trouble
    if (trouble === null) return []
    const { since, failure } = trouble
    const isLasting = !failure.isWorthRetry || this.#options.clock.now() - since >= NOTICE_AFTER_MS
    if (!isLasting) return []
    const count = this.#waiting.length
    const fate = failure.isWorthRetry
      ? `${count === 1 ? 'A message waits and is' : `${count} messages wait and are`} sent when it works again.`
      : 'What it should have been told was given up: see Settings, Notifiers, and send a test.'
    const text = `${this.#name} has not worked since ${momentWords(since)}. ${failure.message} ${fate}`
    return [{ id: `notifier:${this.#config.id}:${since}`, level: 'warning', text }]
  }

  #sendNext(): void {
    if (this.#isStopped || this.#sending || this.#timer || this.#waiting.length === 0) return
    // A log takes what comes, and is worth little with gaps in it.
    const waitMs = this.#options.notifier.style === 'records' ? 0 : this.#bucket.take()
    if (waitMs > 0) {
      this.#isHeld = true
      this.#sleep(waitMs)
      return
    }
    this.#sending = this.#send(this.#nextBatch())
      .catch(error => this.#options.log.error({ err: error }, `${this.#name}: its deliveries broke down.`))
      .finally(() => {
        this.#sending = null
        this.#underWay = new Set()
        if (this.#waiting.length === 0) this.#isHeld = false
        this.#sendNext()
      })
  }

  /** What is told next, together. */
  #nextBatch(): readonly Delivery[] {
    const [first, ...rest] = this.#waiting
    if (first === undefined) return []
    const { style } = this.#options.notifier
    if (style === 'records') return [first]
    if (style === 'replaces') return this.#waiting
    if (this.#isHeld) {
      return style === 'incidents' ? this.#waiting.slice(0, MOST_INCIDENT_MESSAGES) : this.#waiting
    }
    // Nobody should be woken with an outage that is over: what has become of it meanwhile goes with it.
    const ids = new Set(first.message.incidents.map(({ id }) => id))
    return [first, ...rest.filter(({ message }) => message.incidents.some(({ id }) => ids.has(id)))]
  }

  async #send(batch: readonly Delivery[]): Promise<void> {
    const { clock, facts, log, notifier, resolve } = this.#options
    const message = this.#messageOf(batch)
    if (message === null) return
    this.#underWay = new Set(batch.map(({ id }) => id))
    this.#nextAt = null
    const incidents = message.incidents.map(({ id }) => id)
    const about = { notifier: this.#config.id, deliveries: batch.map(({ id }) => id), incidents }
    try {
      const context = { clock, facts, resolve, signal: this.#ending.signal }
      await sendToNotifier(notifier, this.#config.to, message, context)
    } catch (error) {
      if (!(error instanceof DeliveryFailure)) throw error
      // What was cut short by the end waits for the next start.
      if (this.#ending.signal.aborted) return
      log.warn(about, `${this.#name} was not told: ${error.message}`)
      this.#fail(batch, error)
      return
    }
    log.info(about, `${this.#name} was told: ${oneLine(message.title, LOGGED_LENGTH)}`)
    this.#end(batch, 'delivered', '')
    this.#works()
  }

  #messageOf(batch: readonly Delivery[]): AlertMessage | null {
    const last = batch.at(-1)
    if (last === undefined) return null
    if (this.#options.notifier.style === 'replaces') return last.message
    return combineMessages(batch.map(({ message }) => message))
  }

  #fail(batch: readonly Delivery[], failure: DeliveryFailure): void {
    const { clock, random } = this.#options
    this.#trouble = { since: this.#trouble?.since ?? clock.now(), failure }
    if (!failure.isWorthRetry) {
      this.#failures = 0
      this.#end(batch, 'failed', failure.message)
      return
    }
    this.#failures += 1
    this.#isHeld = true
    const pauseMs = retryPauseMs(this.#failures, failure.retryAfterMs, random)
    const nextAt = clock.now() + pauseMs
    const late = batch.filter(delivery => this.#isTooOld(delivery))
    this.#end(late, 'failed', `It was given up after 24 h. ${failure.message}`)
    const ids = this.#underWay
    this.#waiting = this.#waiting.map(delivery =>
      ids.has(delivery.id)
        ? { ...delivery, attempts: delivery.attempts + 1, nextAt, problem: failure.message }
        : delivery,
    )
    this.#options.store.saveDeliveries(this.#waiting.filter(({ id }) => ids.has(id)))
    this.#sleep(pauseMs)
    this.#options.onChange()
  }

  #isTooOld({ createdAt }: Delivery): boolean {
    return this.#options.clock.now() - createdAt > GIVE_UP_MS
  }

  #end(deliveries: readonly Delivery[], state: 'delivered' | 'failed', problem: string): void {
    if (deliveries.length === 0) return
    const { clock, store, onOutcome, onChange } = this.#options
    const ids = new Set(deliveries.map(({ id }) => id))
    this.#waiting = this.#waiting.filter(({ id }) => !ids.has(id))
    const ended = deliveries.map(delivery => ({
      ...delivery,
      ...{ state, problem, nextAt: null, endedAt: clock.now() },
      attempts: delivery.attempts + (this.#underWay.has(delivery.id) ? 1 : 0),
    }))
    store.saveDeliveries(ended)
    for (const delivery of ended) onOutcome(delivery)
    onChange()
  }

  #works(): void {
    this.#failures = 0
    if (this.#trouble === null) return
    this.#trouble = null
    this.#options.onChange()
  }

  #sleep(ms: number): void {
    const { clock } = this.#options
    this.#nextAt = clock.now() + ms
    this.#timer = clock.after(ms, () => {
      this.#timer = null
      this.#sendNext()
    })
  }

  #wakeUp(): void {
    this.#timer?.cancel()
    this.#timer = null
    this.#nextAt = null
  }
}
