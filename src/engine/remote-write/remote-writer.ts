import { hostname } from 'node:os'
import { Agent } from 'undici'
import type { RemoteWriteConfig } from '#shared/remote-write-config.ts'
import type { Notice } from '#shared/views.ts'
import type { Timer } from '../clock.ts'
import { SecretHider } from '../config/hide-secrets.ts'
import { counter, type Family, gauge, known } from '../metrics-exposition/family.ts'
import { receiverOf } from './receiver-of.ts'
import type { RemoteWriteOptions } from './remote-write.ts'
import { RequestQueue, type WaitingRequest } from './request-queue.ts'
import { type SendFailure, type SendOutcome, sendWriteRequest } from './send-write-request.ts'
import { SeriesTracker } from './series-tracker.ts'
import { encodeWriteRequest, type SeriesSample, seriesOf } from './write-request.ts'

export interface RemoteWriterOptions extends RemoteWriteOptions {
  readonly config: RemoteWriteConfig
}

/** After starting, the first metrics have values. In ms. */
const FIRST_MS = 2000
/** Samples in one request; what Prometheus sends by default is 500 to 2000. */
const MOST_SERIES = 2000
/** What waits in memory while the receiver is away: of 1,000 monitors ten minutes and more, of 50 some hours. */
const MOST_WAITING_BYTES = 24_000_000
const FIRST_RETRY_MS = 1000
const LONGEST_RETRY_MS = 30_000
/** No receiver may silence it for longer by asking to be left alone. In ms. */
const LONGEST_REST_MS = 900_000
/** A clock that was set back by less than this is waited for: receivers take samples in order only. In ms. */
const SET_BACK_MS = 300_000
/** After this long the checks have their turn, in ms. */
const TURN_MS = 15

/** What is wrong with sending, until it works again. */
interface Trouble {
  /** On the wall clock, in ms: since when. */
  readonly since: number
  readonly latest: SendFailure
  /** Attempts that failed since then. */
  readonly count: number
  /** The kinds of failures met: each is told once. */
  readonly kinds: ReadonlySet<string>
  /** When it was last met, on the monotonic clock. */
  readonly metAt: number
}

/**
 * Sends all metrics to a receiver of Prometheus remote write 1.0, again and again: collects at the interval, packs at
 * once, and sends in order, one request at a time. What cannot be sent waits, and is tried again ever more seldom.
 */
export class RemoteWriter {
  readonly #options: RemoteWriterOptions
  readonly #queue: RequestQueue
  readonly #agent = new Agent({ connections: 1, pipelining: 1 })
  readonly #stopping = new AbortController()
  readonly #series = new SeriesTracker()
  #collecting: Promise<void> = Promise.resolve()
  #sending: Promise<void> | null = null
  #collectTimer: Timer | null = null
  #retryTimer: Timer | null = null
  #retryMs = FIRST_RETRY_MS
  #lastMoment = 0
  #trouble: Trouble | null = null
  #hasOverflowed = false
  #sentSamples = 0
  #refusedSamples = 0
  #overflowedSamples = 0
  #failures = 0
  #lastSuccess: number | null = null

  constructor(options: RemoteWriterOptions, maxWaitingBytes = MOST_WAITING_BYTES) {
    this.#options = options
    this.#queue = new RequestQueue(maxWaitingBytes)
  }

  start(): void {
    this.#collectAfter(Math.min(FIRST_MS, this.#intervalMs))
  }

  /** Ends what is under way and drops what waits. */
  async stop(): Promise<void> {
    this.#stopping.abort(new Error('Remote write is stopping.'))
    this.#collectTimer?.cancel()
    this.#retryTimer?.cancel()
    await Promise.all([this.#collecting, this.#sending])
    await this.#agent.destroy()
  }

  get #intervalMs(): number {
    return this.#options.config.intervalSeconds * 1000
  }

  #collectAfter(ms: number): void {
    const { clock, log } = this.#options
    this.#collectTimer = clock.after(ms, () => {
      this.#collectAfter(this.#intervalMs)
      this.#collecting = this.#collecting
        .then(() => this.#collect())
        .catch(error => log.error({ err: error }, 'Remote write: the metrics could not be collected.'))
    })
  }

  /** Packs one sample of every series into requests that wait to be sent. */
  async #collect(): Promise<void> {
    const { clock, metrics, config } = this.#options
    const moment = clock.now()
    if (moment <= this.#lastMoment && this.#lastMoment - moment < SET_BACK_MS) return
    this.#lastMoment = moment
    const external = { job: 'traylight', instance: hostname(), ...config.externalLabels }
    let chunk: SeriesSample[] = []
    let turnAt = clock.monotonic()
    const pack = () => {
      if (chunk.length > 0) this.#wait({ body: encodeWriteRequest(chunk, moment), samples: chunk.length })
      chunk = []
    }
    for (const sample of seriesOf(metrics.families(), external)) {
      if (!this.#series.see(sample)) continue
      if (chunk.push(sample) >= MOST_SERIES) pack()
      if (clock.monotonic() - turnAt < TURN_MS) continue
      await new Promise(resolve => setImmediate(resolve))
      turnAt = clock.monotonic()
      if (this.#stopping.signal.aborted) return
    }
    for (const end of this.#series.ended()) if (chunk.push(end) >= MOST_SERIES) pack()
    pack()
    this.#send()
  }

  #wait(request: WaitingRequest): void {
    const dropped = this.#queue.add(request)
    this.#overflowedSamples += dropped
    if (dropped === 0 || this.#hasOverflowed) return
    this.#hasOverflowed = true
    this.#options.log.warn({}, 'Remote write: more waits than is kept in memory, so the oldest is dropped.')
    this.#options.onNotices()
  }

  /** Sends what waits, in order, until there is no more or it does not work. */
  #send(): void {
    if (this.#sending || this.#retryTimer || this.#stopping.signal.aborted) return
    this.#sending = this.#sendWaiting()
      .catch(error => this.#options.log.error({ err: error }, 'Remote write: what waits could not be sent.'))
      .finally(() => {
        this.#sending = null
      })
  }

  async #sendWaiting(): Promise<void> {
    const { clock, config, resolve, version } = this.#options
    const found = await receiverOf(config, resolve, version)
    for (let next = this.#queue.first; next; next = this.#queue.first) {
      const context = { dispatcher: this.#agent, clock, signal: this.#stopping.signal }
      const outcome: SendOutcome = found.ok
        ? withoutSecrets(await sendWriteRequest(next.body, found.receiver, context), found.secrets)
        : { result: 'retry', kind: 'misconfigured', message: found.message }
      if (this.#stopping.signal.aborted) return
      if (outcome.result === 'retry') {
        this.#retryLater(outcome)
        return
      }
      const removed = this.#queue.remove(next)
      if (outcome.result === 'sent') this.#sent(next)
      else this.#refused(next, removed !== undefined, outcome)
    }
  }

  #retryLater(failure: SendFailure): void {
    this.#meet(failure)
    const wait = Math.max(this.#retryMs, Math.min(failure.retryAfterMs ?? 0, LONGEST_REST_MS))
    this.#retryMs = Math.min(this.#retryMs * 2, LONGEST_RETRY_MS)
    this.#retryTimer = this.#options.clock.after(wait, () => {
      this.#retryTimer = null
      this.#send()
    })
  }

  #sent({ samples }: WaitingRequest): void {
    const { clock, log, onNotices } = this.#options
    this.#sentSamples += samples
    this.#lastSuccess = clock.now()
    this.#retryMs = FIRST_RETRY_MS
    if (this.#queue.length === 0) this.#hasOverflowed = false
    const trouble = this.#trouble
    if (!trouble) return
    // Of the requests of one moment some may be refused and others not: all have to be taken before it is over.
    const isRecent = clock.monotonic() - trouble.metAt < this.#intervalMs * 1.5
    if (trouble.latest.result === 'refused' && isRecent) return
    this.#trouble = null
    log.info({}, 'Remote write works again.')
    onNotices()
  }

  #refused({ samples }: WaitingRequest, wasWaiting: boolean, failure: SendFailure): void {
    // One that was dropped for want of room while it was under way has been counted.
    if (wasWaiting) this.#refusedSamples += samples
    this.#retryMs = FIRST_RETRY_MS
    this.#meet(failure)
  }

  /** Notes what is wrong, and says it once for each kind of failure until it works again. */
  #meet(latest: SendFailure): void {
    const { clock, log, onNotices } = this.#options
    const before = this.#trouble
    const isNew = before?.kinds.has(latest.kind) !== true
    this.#failures += 1
    this.#trouble = {
      ...{ latest, metAt: clock.monotonic(), since: before?.since ?? clock.now() },
      count: (before?.count ?? 0) + 1,
      kinds: new Set([...(before?.kinds ?? []), latest.kind]),
    }
    if (isNew) log.warn({}, `Remote write: ${latest.message}`)
    if (isNew || this.#trouble.count === 2) onNotices()
  }

  /** One notice while it does not work; a single failure that the next attempt mends is none. */
  notices(): readonly Notice[] {
    const trouble = this.#trouble
    if (!trouble || (trouble.latest.result === 'retry' && trouble.count < 2)) return []
    const { since, latest } = trouble
    const lost = this.#hasOverflowed ? '; the oldest had to be dropped' : ''
    const fate =
      latest.result === 'refused'
        ? 'Those metrics were dropped.'
        : `Metrics wait in memory and are sent when it works again${lost}.`
    const text = `Remote write does not work. ${latest.message} ${fate}`
    return [{ id: `remote-write:${since}`, level: 'warning', text }]
  }

  *families(): Iterable<Family> {
    const one = (value: number) => [{ labels: {}, value }]
    yield counter(
      'traylight_remote_write_samples_sent_total',
      'Samples that the receiver of remote write took.',
      one(this.#sentSamples),
    )
    yield counter('traylight_remote_write_samples_dropped_total', 'Samples that were not sent, and why.', [
      { labels: { reason: 'refused' }, value: this.#refusedSamples },
      { labels: { reason: 'no_room' }, value: this.#overflowedSamples },
    ])
    yield counter(
      'traylight_remote_write_failures_total',
      'Requests that did not get through or were refused.',
      one(this.#failures),
    )
    yield gauge(
      'traylight_remote_write_samples_waiting',
      'Samples that wait to be sent.',
      one(this.#queue.samples),
    )
    yield gauge(
      'traylight_remote_write_last_success_timestamp_seconds',
      'When the receiver last took something, in seconds since the epoch.',
      known({}, this.#lastSuccess === null ? null : this.#lastSuccess / 1000),
    )
  }
}

function withoutSecrets(outcome: SendOutcome, secrets: readonly string[]): SendOutcome {
  if (outcome.result === 'sent') return outcome
  return { ...outcome, message: new SecretHider(secrets).inText(outcome.message) }
}
