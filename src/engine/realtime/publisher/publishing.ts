import Pusher from 'pusher'
import type { RealtimeView } from '#shared/realtime.ts'
import type { Run } from '../../api/health-documents.ts'
import { rememberedNames } from '../../api/health-services.ts'
import type { Clock, Timer } from '../../clock.ts'
import type { ChangeLog } from '../../status/change-log.ts'
import type { StatusBook } from '../../status/status-book.ts'
import type { SystemAlert } from '../wire-events.ts'
import { ChangesToPublish } from './changes-to-publish.ts'
import { Outbox } from './outbox.ts'
import { ownMetrics } from './own-metrics.ts'
import { ownServices, type PublicTelling } from './own-services.ts'
import { type PublishedApp, type PublisherRole, PublishersChannel } from './publishers-channel.ts'
import { sendBatch } from './send-batch.ts'
import { serverOptions } from './server-options.ts'

/** What a publisher needs of the engine. */
export interface PublishingParts {
  readonly clock: Clock
  readonly book: StatusBook
  readonly changes: ChangeLog
  readonly run: Run
  /** How much the health API tells without the token: no more goes out. */
  readonly telling: () => PublicTelling
  /** The socket id of the own listener, which need not hear what it says itself; null where there is none. */
  readonly ownSocketId: () => string | null
  /** What `view` tells has changed. */
  readonly onChange: () => void
}

export interface PublishingOptions extends PublishingParts {
  readonly app: PublishedApp
  /** The name of this watcher among others. */
  readonly name: string
  readonly everythingMs: number
}

/** After a change, others that belong to it are waited for, in ms. */
const LOOK_MS = 1000
/** Looking takes no more than this share of the time. */
const LOOK_SHARE = 0.02
/** Between two batches of ten events, in ms. */
const PACE_MS = 500
const FIRST_RETRY_MS = 1000
const LONGEST_RETRY_MS = 60_000
/** Sending has so long, in ms. */
const SEND_TIMEOUT_MS = 10_000

/** Publishes what this Traylight sees, while it leads those who publish to the app. */
export class Publishing {
  readonly #options: PublishingOptions
  readonly #pusher: Pusher
  readonly #others: PublishersChannel
  readonly #outbox = new Outbox()
  readonly #picked = new ChangesToPublish()
  readonly #compareBy = rememberedNames()
  readonly #unsubscribe: () => void
  #lookTimer: Timer | null = null
  #everythingTimer: Timer | null = null
  #sendTimer: Timer | null = null
  #sending: Promise<void> | null = null
  #retryMs = FIRST_RETRY_MS
  #trouble = ''
  #events = 0
  #lastAt: number | null = null
  #tookMs = 0
  #isStopped = false

  constructor(options: PublishingOptions) {
    this.#options = options
    const { app, name, run, clock, changes } = options
    this.#pusher = new Pusher({
      ...{ appId: app.appId, key: app.place.key, secret: app.secret },
      ...{ ...serverOptions(app.place), timeout: SEND_TIMEOUT_MS },
    })
    this.#others = new PublishersChannel({
      ...{ app, clock, self: { id: run.instance, name, since: clock.now() } },
      onChange: role => this.#onRole(role),
    })
    this.#unsubscribe = changes.subscribe(({ topic }) => {
      if (topic === 'monitor' || topic === 'backend' || topic === 'metric') this.#lookSoon()
    })
  }

  /** Begins to connect, and to publish where nobody else does. */
  start(): Promise<void> {
    return this.#others.start()
  }

  view(): NonNullable<RealtimeView['publishing']> {
    const role = this.#others.role
    const counts = { events: this.#events, lastAt: this.#lastAt }
    if (role.state === 'leading' && this.#trouble !== '') {
      return { state: 'failed', leader: '', message: this.#trouble, ...counts }
    }
    return {
      state: role.state,
      leader: role.state === 'standing-by' ? role.leader : '',
      message: 'message' in role ? role.message : '',
      ...counts,
    }
  }

  /** Says an alert, once; only who leads says anything. */
  addAlert(alert: SystemAlert): void {
    if (this.#others.role.state !== 'leading') return
    this.#outbox.addAlert(alert)
    this.#sendSoon(0)
  }

  /** Leaves the others, and drops what was not sent; what is on its way is waited for. */
  async stop(): Promise<void> {
    this.#isStopped = true
    this.#unsubscribe()
    this.#rest()
    await Promise.all([this.#others.stop(), this.#sending])
  }

  #onRole(role: PublisherRole): void {
    this.#rest()
    if (this.#isStopped) return
    if (role.state === 'leading') this.#sayEverything()
    this.#options.onChange()
  }

  /** Ends everything that is planned. */
  #rest(): void {
    for (const timer of [this.#lookTimer, this.#everythingTimer, this.#sendTimer]) timer?.cancel()
    this.#lookTimer = null
    this.#everythingTimer = null
    this.#sendTimer = null
    this.#outbox.clear()
  }

  /** Who comes later knows everything soon; who took over says it at once. */
  #sayEverything(): void {
    const { clock, everythingMs } = this.#options
    this.#everythingTimer = clock.after(everythingMs, () => this.#sayEverything())
    this.#picked.forget()
    this.#look()
  }

  #lookSoon(): void {
    if (this.#isStopped || this.#others.role.state !== 'leading') return
    this.#lookTimer ??= this.#options.clock.after(Math.max(LOOK_MS, this.#tookMs / LOOK_SHARE), () =>
      this.#look(),
    )
  }

  #look(): void {
    this.#lookTimer?.cancel()
    this.#lookTimer = null
    const { clock, book, run } = this.#options
    const telling = this.#options.telling()
    const startedAt = clock.monotonic()
    const now = clock.now()
    const services = ownServices(book, { now, telling, run, compareBy: this.#compareBy })
    this.#outbox.addServices(this.#picked.services(services))
    const metrics = telling === 'aggregate' ? [] : ownMetrics(book)
    this.#outbox.addMetrics(this.#picked.metrics(metrics, startedAt))
    this.#tookMs = clock.monotonic() - startedAt
    this.#sendSoon(0)
  }

  #sendSoon(ms: number): void {
    if (this.#isStopped || this.#sending !== null || this.#outbox.isEmpty) return
    this.#sendTimer ??= this.#options.clock.after(ms, () => {
      this.#sendTimer = null
      this.#sending = this.#send().then(waitMs => {
        this.#sending = null
        this.#sendSoon(waitMs)
      })
    })
  }

  /** Sends one batch; tells after how long the next may go. */
  async #send(): Promise<number> {
    const batch = this.#outbox.take()
    if (batch === null) return 0
    const { app, ownSocketId, clock, onChange } = this.#options
    const outcome = await sendBatch(this.#pusher, batch.events, {
      ...{ exceptSocketId: ownSocketId(), place: `Pusher at ${app.words}` },
    })
    const isLeading = !this.#isStopped && this.#others.role.state === 'leading'
    if (outcome.ok) {
      this.#events += batch.events.length
      this.#lastAt = clock.now()
      this.#trouble = ''
      this.#retryMs = FIRST_RETRY_MS
      onChange()
      return PACE_MS
    }
    this.#trouble = outcome.message
    if (outcome.again && isLeading) this.#outbox.putBack(batch)
    const waitMs = this.#retryMs
    this.#retryMs = Math.min(LONGEST_RETRY_MS, this.#retryMs * 2)
    onChange()
    return waitMs
  }
}
